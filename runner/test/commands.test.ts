import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { IsolationKind } from '../../lib/runs/isolation/isolation';
import { OUTCOMES } from '../src/outcome';
import type { SparkApplication } from '../src/spark-application';
import { application, CONTRACT, icebergApplication, nessieApplication, release } from './fixtures';
import { World } from './world';

const NAME = 'kronodroid-iceberg-r1';
const JOB = ['--job', 'kronodroid-iceberg'];
const RUN = [...JOB, '--run-id', 'r1'];
const APPLICATIONS: Readonly<Record<IsolationKind, SparkApplication>> = {
  lakefs: application(),
  nessie: nessieApplication(),
  iceberg: icebergApplication(),
  none: application(),
};
const RELEASES = Object.fromEntries(
  Object.entries(APPLICATIONS).map(([kind, released]) => [
    kind,
    release(released, { ...CONTRACT, 'x-isolation': kind }),
  ]),
) as Readonly<Record<IsolationKind, ReturnType<typeof release>>>;
const KINDS = Object.keys(RELEASES) as IsolationKind[];
const folder = mkdtempSync(join(tmpdir(), 'commands-'));
let world: World;

beforeEach(async () => {
  world = await new World().start();
  world.writes = { 'p.a': 'rows', 'p.b': 'rows' };
  for (const { name, data } of Object.values(RELEASES)) world.kubernetes.configMaps.set(name, data);
});
afterEach(() => world.stop());
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
const of = (kind: IsolationKind): string[] => ['--template-config-map', RELEASES[kind].name];
const start = (kind: IsolationKind): string[] => [...of(kind), '--run-id', 'r1'];
const refused = (message: string): object => ({ code: 2, result: { outcome: 'refused', message } });

/** The command line ends so; `undefined` in an environment takes a variable away. */
async function ends(
  end: object,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>> = {},
): Promise<any> {
  const given = await world.command(args, env);
  expect(given).toMatchObject(end);
  return given.result;
}

describe.each(KINDS)('runs kept apart by %s', (kind) => {
  const promoted = kind === 'none' ? 'refused' : 'promoted';

  it('are run, promoted and cleaned up with the servers of the environment', async () => {
    const { branch } = await ends({ code: 0, result: { outcome: 'completed', runId: 'r1' } }, [
      'run',
      ...start(kind),
    ]);
    expect(branch === undefined).toBe(kind === 'none');
    const how = ['--revision', 'abc', '--pipeline', 'nightly'];
    await ends({ result: { outcome: promoted } }, ['promote', ...RUN, ...how]);
    await ends({ code: 0, result: { outcome: 'cleaned', message: expect.stringContaining(NAME) } }, [
      'cleanup',
      ...RUN,
    ]);
    expect(world.kubernetes.applications.size).toBe(0);
    const asked = [world.lakefs, world.nessie, world.iceberg].map(({ requests }) => requests.length > 0);
    expect(asked).toEqual(['lakefs', 'nessie', 'iceberg'].map((server) => server === kind));
  });

  it('are cancelled', async () => {
    world.states = ['SUBMITTED', 'RUNNING'];
    world.kubernetes.operator = (name) => {
      world.kubernetes.state(name, 'RUNNING');
      void world.command(['cancel', ...RUN]);
    };
    await ends({ result: { outcome: 'deleted' } }, ['run', ...start(kind)]);
    await ends({ result: { outcome: expect.stringMatching(/^(?:cancelled|not-found)$/) } }, [
      'cancel',
      ...RUN,
    ]);
  });

  it('are a list, promoted in its order', async () => {
    world.writeOf = (name) =>
      kind === 'lakefs' ? { [name]: 'rows' } : { [name === NAME ? 'p.a' : 'p.b']: 'rows' };
    const list = ['backfill', ...of(kind), '--run-ids', 'r1,r2', '--parallel', '1'];
    await ends({ code: 0, result: { outcome: 'backfilled', counts: { runs: 2, completed: 2 } } }, list);
    if (kind === 'none') return;
    await ends({ code: 0, result: { counts: { runs: 2, promoted: 2 } } }, [
      ...list,
      '--promote',
      ...['--target', 'main', '--delete-branch', '--revision', 'abc', '--pipeline', 'nightly'],
    ]);
    await ends({ code: 0, result: { counts: { 'already-promoted': 2 } } }, [...list, '--promote']);
  });
});

describe('the branch of a run', () => {
  it('is made and written to a file', async () => {
    const output = join(folder, 'out', 'branch');
    const end = { code: 0, result: { outcome: 'branch-ready', message: `branch ${NAME} is ready` } };
    await ends({ ...end, stderr: expect.stringContaining('branch') }, [
      'branch',
      ...start('lakefs'),
      '--output-branch',
      output,
    ]);
    expect(readFileSync(output, 'utf8')).toBe(NAME);
    expect(world.kubernetes.created).toEqual([]);
    await ends(end, ['branch', ...start('lakefs')]);
  });

  it.each<[IsolationKind, string]>([
    ['none', 'runs of job kronodroid-iceberg have no branch: they write where the release writes'],
    [
      'iceberg',
      'the branch of a run of job kronodroid-iceberg is made with its application, for each attempt another; start it with run',
    ],
    [
      'nessie',
      'the branch of a run of job kronodroid-iceberg is made with its application, for each attempt another; start it with run',
    ],
  ])('fails for runs kept apart by %s', async (kind, message) => {
    await ends(refused(message), ['branch', ...start(kind)]);
  });

  it('fails to be written where there is none, and tells of none', async () => {
    await ends(
      refused('--output-branch is given, and runs of job kronodroid-iceberg have no branch; leave it out'),
      ['run', ...start('none'), '--output-branch', join(folder, 'none')],
    );
    const events = join(folder, 'none.events');
    await ends({ code: 0 }, ['run', ...start('none'), '--events', events]);
    expect(readFileSync(events, 'utf8')).toContain('"event":"submitted"');
    expect(readFileSync(events, 'utf8')).not.toContain('"event":"branch"');
  });
});

describe('a server', () => {
  const LAKEFS = ['LAKEFS_ENDPOINT_URL', 'LAKEFS_ACCESS_KEY_ID', 'LAKEFS_SECRET_ACCESS_KEY'];
  it.each<[IsolationKind, string[], string]>([
    ['lakefs', LAKEFS, `LAKEFS_ENDPOINT_URL (or --lakefs-endpoint), ${LAKEFS.slice(1).join(', ')}`],
    ['lakefs', LAKEFS.slice(0, 1), 'LAKEFS_ENDPOINT_URL (or --lakefs-endpoint)'],
    ['lakefs', LAKEFS.slice(1, 2), 'LAKEFS_ACCESS_KEY_ID'],
    ['lakefs', LAKEFS.slice(2), 'LAKEFS_SECRET_ACCESS_KEY'],
    ['nessie', ['NESSIE_ENDPOINT_URL'], 'NESSIE_ENDPOINT_URL (or --nessie-endpoint)'],
    ['iceberg', ['ICEBERG_CATALOG_URL'], 'ICEBERG_CATALOG_URL (or --iceberg-catalog)'],
  ])('fails for %s without %j, unset or empty', async (kind, names, missing) => {
    for (const value of [undefined, '']) {
      const env = Object.fromEntries(names.map((name) => [name, value]));
      await ends(refused(`not set in the environment: ${missing}`), ['run', ...start(kind)], env);
    }
    expect(world.kubernetes.created).toEqual([]);
  });

  it.each<[IsolationKind, string, string, () => string]>([
    ['lakefs', 'LAKEFS_ENDPOINT_URL', '--lakefs-endpoint', () => world.lakefs.url],
    ['nessie', 'NESSIE_ENDPOINT_URL', '--nessie-endpoint', () => world.nessie.url],
    ['iceberg', 'ICEBERG_CATALOG_URL', '--iceberg-catalog', () => world.iceberg.url],
  ])('of %s is in %s or in %s', async (kind, name, option, url) => {
    await ends({ code: 0 }, ['run', ...start(kind), option, url()], { [name]: 'http://127.0.0.1:1' });
  });

  it.each<[IsolationKind, Record<string, string>]>([
    ['nessie', { NESSIE_TOKEN: '' }],
    ['iceberg', { ICEBERG_TOKEN: '' }],
    ['lakefs', { LAKEFS_SECRET_ACCESS_KEY: 'wrong-secret' }],
  ])('of %s is shown the credentials of the environment', async (kind, env) => {
    await ends({ code: OUTCOMES.denied.exit, result: { outcome: 'denied' } }, ['run', ...start(kind)], env);
  });

  it('of Iceberg is asked for a warehouse, where there is one', async () => {
    const asked: (string | null)[] = [];
    world.iceberg.fault = ({ path, query }) => {
      if (path === '/v1/config') asked.push(query.get('warehouse'));
      return undefined;
    };
    for (const ICEBERG_WAREHOUSE of ['lake', ''])
      await ends({ code: 0 }, ['run', ...of('iceberg'), '--run-id', `w${ICEBERG_WAREHOUSE}`], {
        ICEBERG_WAREHOUSE,
      });
    expect([...new Set(asked)]).toEqual(['lake', null]);
  });
});

describe('what is of a run whose application is gone', () => {
  const gone = `namespace data has no application ${NAME}; give --repository, or set LAKEFS_REPOSITORY`;
  beforeEach(async () => {
    await ends({ code: 0 }, ['run', ...start('lakefs')]);
    world.kubernetes.applications.clear();
  });

  it.each<[string, string[], Record<string, string>]>([
    ['an option', ['--repository', 'kronodroid'], { LAKEFS_REPOSITORY: 'elsewhere' }],
    ['the environment', [], { LAKEFS_REPOSITORY: 'kronodroid' }],
  ])('is in the repository that %s names', async (_, args, env) => {
    await ends({ code: 0, result: { outcome: 'cleaned' } }, ['cleanup', ...RUN, ...args], env);
    expect([...world.lakefs.branches.keys()]).toEqual(['main']);
  });

  it('fails to be found where nothing names it', async () => {
    await ends(refused(gone), ['cleanup', ...RUN]);
    await ends(refused(gone), ['cleanup', ...RUN], { LAKEFS_REPOSITORY: '' });
  });

  it('is in the tables that are named', async () => {
    const tables = (list: string): string[] => [
      ...['cleanup', ...RUN, '--isolation', 'iceberg'],
      ...['--tables', list],
    ];
    await ends({ code: 0, result: { outcome: 'cleaned' } }, tables('lake.p.a,lake.p.b'));
    await ends({ code: 2, result: { message: expect.stringContaining('--tables') } }, tables('a b'));
    const { result } = await world.command(tables('lake.p.a').slice(0, -2));
    expect(result.outcome).toBe('refused');
  });
});

describe('parameters', () => {
  const given = async (name: string, text: string, ...args: string[]): Promise<any> =>
    (await world.command(['run', ...start('lakefs'), '--parameters', file(name, text), ...args])).result;

  it('are those of the file, and over them those of the command line, which may be empty', async () => {
    const set = ['driverMemory=4g', 'executorMemory=', 'executorInstances=3'].flatMap((one) => [
      '--set',
      one,
    ]);
    const text = 'driverMemory: 3g\nexecutorMemory: 6g\n';
    expect(await given('both.yaml', text, ...set)).toMatchObject({ outcome: 'completed' });
    expect(world.kubernetes.applications.get(NAME)?.spec).toMatchObject({
      driver: { memory: '4g' },
      executor: { memory: '6g', instances: 3 },
    });
  });

  it.each([
    ['a list', '- 1\n', 'must hold one object of names and values'],
    ['a text', 'driverMemory\n', 'must hold one object of names and values'],
    ['nothing', '', 'must hold one object of names and values'],
    ['no YAML', 'a: [\n', 'cannot be read: '],
  ])('fail in a file that holds %s', async (_, text, message) => {
    const path = join(folder, 'wrong.yaml');
    const { message: said } = await given('wrong.yaml', text);
    expect(said).toContain(`parameters ${path} ${message}`);
  });

  it('are spoken of by the rules', async () => {
    const { spec, ...rest } = application();
    const path = file('client.yaml', stringify({ ...rest, spec: { ...spec, mode: 'client' } }));
    await ends(
      { code: 2, result: { message: expect.stringMatching(/^the rules refuse application \S+: .*mode/) } },
      ['run', '--run-id', 'r1', '--template', path],
    );
  });
});

describe('the namespace', () => {
  const withNamespace = (namespace: string | undefined): string => {
    const { metadata, ...rest } = application();
    return file(
      `${namespace ?? 'none'}.yaml`,
      stringify({ ...rest, metadata: { ...metadata, ...{ namespace } } }),
    );
  };
  it.each([
    ['that of the option', undefined, ['--namespace', 'given'], 'given'],
    ['that of the template', 'templates', [], 'templates'],
    ['that of the context, where nothing says another', undefined, [], 'data'],
  ])('is %s', async (_, own, args, namespace) => {
    await ends({ code: 0, result: { namespace } }, [
      ...['run', '--run-id', 'r1', '--template', withNamespace(own)],
      ...args,
    ]);
  });
});

it('fails on another namespace than that of the template', async () => {
  const path = file('data.yaml', stringify(application()));
  await ends(refused('namespace is "given"; the template is released for "data"'), [
    ...['run', '--run-id', 'r1', '--template', path],
    ...['--namespace', 'given'],
  ]);
});

describe('a template', () => {
  it.each([
    [[], 'give either --template or --template-config-map'],
    [['--template-config-map', 'absent'], 'namespace data has no ConfigMap "absent"'],
    [
      ['--template-config-map', 'absent', '--namespace', 'other'],
      'namespace other has no ConfigMap "absent"',
    ],
  ])('fails to be found with %j', async (args, message) => {
    await ends(refused(message), ['run', '--run-id', 'r1', ...args]);
  });
});

describe('preflight', () => {
  const isolationOf = async (kind: IsolationKind, ...args: string[]): Promise<unknown[]> => {
    const { result } = await world.command(['preflight', ...of(kind), ...args]);
    return (result.checks as { id: string; verdict: string; what: string }[]).flatMap(
      ({ id, verdict, what }) => (id === 'isolation' ? [`${verdict}: ${what}`] : []),
    );
  };

  it('asks the server that keeps runs apart', async () => {
    expect(await isolationOf('none')).toEqual([]);
    expect(await isolationOf('lakefs')).toEqual([
      'ok: branch main of lakeFS repository kronodroid answers with these credentials',
    ]);
    expect(await isolationOf('nessie')).toEqual(['ok: branch main of Nessie answers with these credentials']);
    expect(await isolationOf('iceberg')).toEqual([
      'ok: the catalog of Iceberg answers with these credentials',
    ]);
    world.lakefs.branches.delete('main');
    world.nessie.branches.delete('main');
    expect(await isolationOf('lakefs')).toEqual([
      'wrong: branch main of lakeFS repository kronodroid: there is none',
    ]);
    expect(await isolationOf('nessie')).toEqual(['wrong: branch main of Nessie: there is none']);
    expect(await isolationOf('iceberg', '--iceberg-catalog', 'ftp://x')).toEqual([
      expect.stringContaining('wrong: the catalog of Iceberg: the address of a server is no http'),
    ]);
  });

  it('looks for the operator in the namespace that it is given', async () => {
    const { result } = await world.command([
      ...['preflight', ...of('none')],
      ...['--operator-namespace', 'ops'],
    ]);
    expect(world.kubernetes.requests).toContain('GET /apis/apps/v1/namespaces/ops/deployments');
    expect(result.job).toBe('kronodroid-iceberg');
  });
});

describe('a comparison of releases', () => {
  it('takes each of them from a file or from the cluster', async () => {
    const { spec, ...rest } = application();
    const older = file('older.yaml', stringify({ ...rest, spec: { ...spec, image: 'other/image:1' } }));
    const newer = file('newer.yaml', stringify(application()));
    const diff = ['diff', '--older-template', older, '--template', newer];
    await ends(
      {
        code: 0,
        result: { message: '1 things differ, 0 of them break what callers do', breaking: 0 },
        stderr: expect.stringContaining('spec.image: "other/image:1" -> "kronodroid/spark-iceberg:1.4.0"\n'),
      },
      diff,
    );
  });
});
