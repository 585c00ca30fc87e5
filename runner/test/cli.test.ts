import { once } from 'node:events';
import { closeSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { OUTCOMES } from '../src/outcome';
import { SECRET } from './fake/lakefs';
import { application, release } from './fixtures';
import { ended, Program, type Ended } from './program';
import { World } from './world';

const NAME = 'kronodroid-iceberg-r1';
const TOKEN = 'canary-token-9a1c';
const PLANTED = 'canary-in-a-log-55';
const RELEASE = release();
const OUTPUTS: string[] = [];
let program: Program;
let world: World;

beforeAll(() => {
  program = Program.bundle();
});
afterAll(() => {
  rmSync(program.folder, { recursive: true });
});
beforeEach(async () => {
  world = await new World().start();
  world.kubernetes.configMaps.set(RELEASE.name, RELEASE.data);
});
afterEach(() => world.stop());

function environment(): Record<string, string> {
  return {
    KUBECONFIG: program.kubeconfig(world.kubernetes.url, TOKEN),
    LAKEFS_ENDPOINT_URL: world.lakefs.url,
    LAKEFS_ACCESS_KEY_ID: 'AKIATEST',
    LAKEFS_SECRET_ACCESS_KEY: SECRET,
  };
}

async function spark(args: readonly string[], env = environment()): Promise<Ended> {
  const end = await program.run(args, env);
  OUTPUTS.push(end.stdout, end.stderr);
  return end;
}

const run = (...more: string[]): Promise<Ended> =>
  spark(['run', '--template-config-map', RELEASE.name, '--run-id', 'r1', ...more]);
const JOB = ['--job', 'kronodroid-iceberg'];

describe('spark-runner', () => {
  it('runs, promotes and cleans up, each with one JSON on stdout', async () => {
    let authorization: unknown;
    world.kubernetes.fault = ({ headers }) => {
      authorization = headers.authorization;
      return undefined;
    };
    const file = join(program.folder, 'out', 'branch');
    const first = await run('--output-branch', file, '--set', 'executorInstances=3', '--set', 'testLimit=');
    expect(first).toMatchObject({
      code: 0,
      result: { outcome: 'completed', branch: NAME, namespace: 'data' },
    });
    expect(first.stdout.trim().split('\n')).toHaveLength(1);
    expect(first.stderr).toContain('RUNNING     executors 0/3 running');
    expect(first.stderr).not.toContain('\u001b');
    expect(readFileSync(file, 'utf8')).toBe(NAME);
    expect(authorization).toBe(`Bearer ${TOKEN}`);

    // The application says which repository it wrote; the environment would be of another one (S28).
    const elsewhere = { ...environment(), LAKEFS_REPOSITORY: 'elsewhere' };
    const second = await spark(
      [
        ...['promote', ...JOB, '--branch', NAME, '--target', 'main', '--delete-branch'],
        ...['--revision', 'abc', '--pipeline', 'nightly'],
      ],
      elsewhere,
    );
    expect(second).toMatchObject({ code: 0, result: { outcome: 'promoted', runId: 'r1' } });
    expect(world.lakefs.history('main')[0]?.metadata).toMatchObject({
      git_revision: 'abc',
      pipeline: 'nightly',
    });

    const third = await spark(['cleanup', ...JOB, '--run-id', 'r1'], elsewhere);
    expect(third).toMatchObject({ code: 0, result: { outcome: 'cleaned' } });
    expect(world.kubernetes.applications.size).toBe(0);
  });

  it('takes a template, parameters and the endpoint from files and options', async () => {
    const { LAKEFS_ENDPOINT_URL, ...env } = environment();
    const end = await spark(
      [
        ...['run', '--run-id', 'r1', '--namespace', 'data', '--lakefs-endpoint', LAKEFS_ENDPOINT_URL!],
        ...['--template', program.write('app.yaml', stringify(application()))],
        ...['--parameters', program.write('parameters.yaml', 'executorInstances: 7\ndriverMemory: 3g\n')],
        ...['--set', 'driverMemory=4g'],
      ],
      env,
    );
    expect(end.code).toBe(0);
    expect(world.kubernetes.applications.get(NAME)?.spec).toMatchObject({
      executor: { instances: 7 },
      driver: { memory: '4g' },
    });
  });

  it('makes only the branch, when asked to', async () => {
    const end = await spark(['branch', '--template-config-map', RELEASE.name, '--run-id', 'r1']);
    expect(end).toMatchObject({ code: 0, result: { outcome: 'branch-ready', branch: NAME } });
    expect(world.kubernetes.created).toEqual([]);
  });

  it('says why a run failed, in words and as data', async () => {
    world.states = ['SUBMITTED', 'FAILED'];
    world.kubernetes.logs.set(
      `${NAME}-driver`,
      `org.apache.hadoop.fs.s3a.UnknownStoreException: NoSuchBucket s3a://absent/x secret.key=${PLANTED} ${SECRET}\n`,
    );
    const failed = await run();
    expect(failed).toMatchObject({
      code: OUTCOMES.failed.exit,
      result: { outcome: 'failed', findings: [{ id: 'bucket-missing' }] },
    });
    expect(failed.stderr).toContain(
      '  cause: the bucket or lakeFS repository absent does not exist\n  fix:   make it',
    );
    const doctor = await spark(['doctor', NAME]);
    expect(doctor).toMatchObject({
      code: 0,
      result: { outcome: 'diagnosed', findings: [{ id: 'bucket-missing' }] },
    });
  });

  it('leaves the run running when it is told to stop, and finds it again', async () => {
    world.states = ['SUBMITTED', 'RUNNING'];
    const child = program.start(
      ['run', '--template-config-map', RELEASE.name, '--run-id', 'r1'],
      environment(),
    );
    child.stderr?.on('data', (chunk: Buffer) => {
      if (chunk.toString().includes('RUNNING')) child.kill('SIGTERM');
    });
    const end = await ended(child);
    expect(end).toMatchObject({ code: OUTCOMES.interrupted.exit, result: { outcome: 'interrupted' } });
    expect(world.kubernetes.applications.has(NAME)).toBe(true);
    world.kubernetes.state(NAME, 'COMPLETED');
    expect(await run()).toMatchObject({ code: 0, result: { outcome: 'completed' } });
  });

  describe('whose output nobody takes', () => {
    const start = (output?: number) =>
      program.start(['run', '--template-config-map', RELEASE.name, '--run-id', 'r1'], environment(), output);

    it.each([
      ['COMPLETED', 0],
      ['FAILED', OUTCOMES.failed.exit],
    ])('follows its run to %s when stdout and stderr are closed', async (state, exit) => {
      world.states = ['SUBMITTED', 'RUNNING', state];
      const child = start();
      child.stdout?.destroy();
      child.stderr?.destroy();
      expect(await once(child, 'exit')).toEqual([exit, null]);
      expect(world.kubernetes.created).toEqual([NAME]);
    });

    it.each([
      ['COMPLETED', 0],
      ['FAILED', OUTCOMES.failed.exit],
    ])('follows its run to %s when the disk is full', async (state, exit) => {
      world.states = ['SUBMITTED', 'RUNNING', state];
      const full = openSync('/dev/full', 'w');
      expect(await once(start(full), 'exit')).toEqual([exit, null]);
      closeSync(full);
      expect(world.kubernetes.created).toEqual([NAME]);
    });
  });

  it('goes on after kill -9', async () => {
    world.stateMs = 150;
    const child = program.start(
      ['run', '--template-config-map', RELEASE.name, '--run-id', 'r1'],
      environment(),
    );
    child.stderr?.once('data', () => child.kill('SIGKILL'));
    await ended(child);
    expect(await run()).toMatchObject({ code: 0, result: { outcome: 'completed' } });
    expect([world.kubernetes.created, world.lakefs.made]).toEqual([[NAME], [NAME]]);
  });

  it.each([
    [['run', '--run-id', 'r1'], 'refused', 'give either --template or --template-config-map'],
    [['run', '--run-id', 'r1', '--template-config-map', 'absent'], 'refused', 'has no ConfigMap "absent"'],
    [
      ['run', '--run-id', 'r1', '--template-config-map', RELEASE.name, '--set', 'image=x'],
      'refused',
      'image is no parameter',
    ],
    [
      ['run', '--run-id', 'r1', '--template-config-map', RELEASE.name, '--context', 'nope'],
      'refused',
      '"nope" names no cluster',
    ],
    [['promote', '--job', 'kronodroid-iceberg'], 'refused', 'give either --run-id or --branch'],
    [['doctor', 'absent'], 'not-found', 'has no application "absent"'],
  ] as const)('fails on %j', async (args, outcome, message) => {
    const end = await spark(args);
    expect(end).toMatchObject({
      code: OUTCOMES[outcome].exit,
      result: { outcome, message: expect.stringContaining(message) },
    });
    expect(end.stderr).toContain(message);
  });

  it.each([[['run', '--run-id', 'r', '--timeout', '0']], [['run', '--run-id', 'r', '--set', 'x']]])(
    'fails on the command line %j',
    async (args) => {
      const end = await spark(args);
      expect(end.code).toBe(2);
      expect(end.stderr).toContain('error:');
    },
  );

  it('fails without the keys of lakeFS', async () => {
    const { KUBECONFIG } = environment();
    const end = await spark(['run', '--template-config-map', RELEASE.name, '--run-id', 'r1'], {
      KUBECONFIG: KUBECONFIG!,
    });
    expect(end.result.message).toBe(
      'not set in the environment: LAKEFS_ENDPOINT_URL (or --lakefs-endpoint), LAKEFS_ACCESS_KEY_ID, LAKEFS_SECRET_ACCESS_KEY',
    );
  });

  it('fails on a file of parameters that is no object', async () => {
    const file = program.write('list.yaml', '- 1\n');
    expect((await run('--parameters', file)).result.message).toContain(
      'must hold one object of names and values',
    );
    expect((await run('--parameters', `${file}.absent`)).result.message).toContain('cannot be read: ENOENT');
  });

  it('shows no secret, whatever happens', async () => {
    const env = { ...environment(), LAKEFS_SECRET_ACCESS_KEY: `${SECRET}-wrong` };
    expect((await spark(['run', '--template-config-map', RELEASE.name, '--run-id', 'r1'], env)).code).toBe(5);
    await run('--set', `driverMemory=${SECRET}`);
    expect(OUTPUTS.length).toBeGreaterThan(2);
    for (const secret of [SECRET, TOKEN, PLANTED]) {
      expect(OUTPUTS.join('\n')).not.toContain(secret);
      expect(OUTPUTS.join('\n')).not.toContain(Buffer.from(secret).toString('base64').slice(0, 16));
    }
  });
});

describe('README', () => {
  it('lists each outcome with its exit code and meaning', () => {
    const readme = readFileSync(join(__dirname, '..', 'README.md'), 'utf8');
    const rows = [...readme.matchAll(/^\| +(\d+) +\| `([\w-]+)` +\| (.+?) +\|$/gm)].map(
      ([, exit, outcome, meaning]) => [outcome, { exit: Number(exit), meaning }],
    );
    expect(Object.fromEntries(rows)).toEqual(OUTCOMES);
  });
});
