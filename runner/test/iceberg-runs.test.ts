import { readFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Template } from '../../lib/runs/template';
import { cancel } from '../src/cleanup';
import type { Result } from '../src/context';
import { existingRun } from '../src/existing-run';
import { DEFAULT_LIMITS } from '../src/follow';
import { gather } from '../src/doctor/evidence';
import type { RunProps } from '../src/run';
import { retry } from '../src/runs/retry';
import { branch } from '../src/run';
import { templateOf } from '../src/template';
import type { Fault, Request } from './fake/server';
import { CONTRACT, icebergApplication, release } from './fixtures';
import { UNEXPLAINED, World } from './world';

const NAME = 'kronodroid-iceberg-r1';
const RUN_BRANCH = new RegExp(`^${NAME}-[0-9a-z]{8}$`);
const TABLES = ['lake.p.a', 'lake.p.b'];
const GONE = { isolation: 'iceberg', unchecked: true, tables: TABLES } as const;
let world: World;

function released(job = 'kronodroid-iceberg', tables = TABLES): Template {
  const { metadata, ...rest } = icebergApplication(tables);
  const { name, data } = release(
    { ...rest, metadata: { ...metadata, name: job } },
    { ...CONTRACT, 'x-isolation': 'iceberg' },
  );
  return templateOf(data, name);
}
const template = released();

async function start(): Promise<void> {
  world = await new World().start();
  world.writes = { 'p.a': 'rows', 'p.b': 'more' };
}
beforeEach(start);
afterEach(async () => {
  expect(world.lakefs.requests).toEqual([]);
  await world.stop();
});

const run = (id: string, change: Partial<RunProps> = {}): Promise<Result> =>
  world.run(id, { template, ...change });
const branches = (): string[][] => ['p.a', 'p.b'].map((name) => world.iceberg.branchesOf(name));
const mains = (): string[][] => ['p.a', 'p.b'].map((name) => world.iceberg.read(name));
const NEW = [
  ['old', 'rows'],
  ['old', 'more'],
];
const OLD = [['old'], ['old']];

describe('a run on branches of Iceberg', () => {
  it('writes to one of its own in each table, to which main is moved in one commit', async () => {
    const first = await run('r1');
    expect(first).toMatchObject({
      outcome: 'completed',
      runId: 'r1',
      application: NAME,
      branch: expect.stringMatching(RUN_BRANCH),
    });
    const own = first.branch as string;
    const { spec, metadata } = world.kubernetes.applications.get(NAME)!;
    expect(metadata.annotations).toMatchObject({ 'cdk8s-spark-operator/isolation': 'iceberg' });
    expect(spec.sparkConf?.['spark.wap.branch']).toBe(own);
    expect(branches()).toEqual([[own], [own]]);
    expect(mains()).toEqual(OLD);
    expect(world.output).toContain('new and dropped tables and columns are seen by everybody at once');

    const second = await world.promote('r1');
    expect(second).toMatchObject({
      outcome: 'promoted',
      target: 'main',
      branch: own,
      runId: 'r1',
      message: `main of p.a, p.b was moved on to branch ${own}, in one commit; the branch was deleted`,
      commit: expect.stringMatching(/^p\.a@\d{19},p\.b@\d{19}$/),
    });
    expect(mains()).toEqual(NEW);
    expect(branches()).toEqual([[], []]);
    expect(world.iceberg.requests.filter((call) => call.endsWith('/transactions/commit'))).toHaveLength(3);
  });

  it.each([true, false])(
    'is promoted once, also when it is asked twice (deleting: %s)',
    async (deleteBranch) => {
      await run('r1');
      const first = await world.promote('r1', { deleteBranch });
      const again = await world.promote('r1', { deleteBranch });
      expect(again).toMatchObject({ outcome: 'already-promoted', commit: first.commit });
      expect(mains()).toEqual(NEW);
      expect(branches().flat()).toHaveLength(deleteBranch ? 0 : 2);
    },
  );

  it('does nothing after its promotion, also when main moved on', async () => {
    await run('r1');
    const { commit } = await world.promote('r1');
    world.kubernetes.applications.clear();
    world.iceberg.write('main', 'p.a', 'newer');
    expect(await run('r1')).toMatchObject({ outcome: 'already-promoted', target: 'main', commit });
    expect(world.kubernetes.created).toEqual([NAME]);
    expect(await world.promote('r1', GONE)).toMatchObject({ outcome: 'already-promoted', commit });
  });

  it('writes its branch to a file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'run-'));
    const outputBranch = join(folder, 'branch');
    const first = await run('r1', { outputBranch });
    expect(readFileSync(outputBranch, 'utf8')).toBe(first.branch);
    rmSync(folder, { recursive: true });
  });

  it('is submitted once by runners that start at once, and one branch is left', async () => {
    const ends = await Promise.all([1, 2, 3].map(() => run('r1')));
    expect(ends.map(({ outcome }) => outcome)).toEqual(['completed', 'completed', 'completed']);
    expect(new Set(ends.map((end) => end.branch)).size).toBe(1);
    expect(world.kubernetes.created).toEqual([NAME]);
    const own = ends[0]!.branch as string;
    expect(branches()).toEqual([[own], [own]]);
  });

  it('is promoted as it was when it was looked at: a late driver reaches nobody', async () => {
    const { branch: own } = await run('r1');
    await world.promote('r1', { deleteBranch: false });
    world.iceberg.write(own as string, 'p.a', 'late');
    expect(await world.promote('r1')).toMatchObject({
      outcome: 'already-promoted',
      message: expect.stringContaining(
        `its branch ${String(own)} kept in p.a: something wrote to it after that`,
      ),
    });
    expect(mains()).toEqual(NEW);
    expect(branches()).toEqual([[own], []]);
    expect(await world.cleanup(world.find('r1'))).toMatchObject({ outcome: 'cleaned' });
    expect(branches()).toEqual([[], []]);
  });

  it('looks again when a driver writes while it is promoted', async () => {
    const { branch: own } = await run('r1');
    let isLate = false;
    world.iceberg.fault = ({ method }) => {
      if (method === 'POST' && !isLate) {
        isLate = true;
        world.iceberg.write(own as string, 'p.b', 'late');
      }
      return undefined;
    };
    expect(await world.promote('r1')).toMatchObject({ outcome: 'promoted' });
    expect(mains()).toEqual([NEW[0], ['old', 'more', 'late']]);
  });

  it('has another branch in its next attempt, so that a late driver cannot write into it', async () => {
    const first = await run('r1');
    expect(await world.cleanup(world.find('r1'))).toMatchObject({ outcome: 'cleaned', branch: first.branch });
    expect(branches()).toEqual([[], []]);
    expect(mains()).toEqual(OLD);
    const second = await run('r1');
    expect(second.branch).not.toBe(first.branch);
  });

  it('is a conflict that changes nothing where main of one table moved', async () => {
    await run('r1');
    world.iceberg.write('main', 'p.b', 'newer');
    expect(await world.promote('r1')).toMatchObject({
      outcome: 'conflict',
      conflicts: ['p.b'],
      message: expect.stringMatching(
        /^main of p\.b changed since branch .* was made; nothing was promoted, and each main is as it was; run the job again/,
      ),
    });
    expect(mains()).toEqual([['old'], ['old', 'newer']]);
    expect(branches().flat()).toHaveLength(2);
  });

  it('is a conflict where a table was replaced, and says so', async () => {
    await run('r1');
    world.iceberg.tables.get('p.a')!.refs.delete('main');
    expect(await world.promote('r1')).toMatchObject({
      outcome: 'conflict',
      message: expect.stringContaining('p.a was replaced, which an Iceberg branch does not keep apart'),
    });
  });

  it('says that its columns were seen by everybody', async () => {
    await run('r1');
    world.iceberg.tables.get('p.a')!.schema = 1;
    await world.promote('r1');
    expect(world.output).toContain('columns of p.a changed during the run, which everybody saw at once');
  });

  it('has nothing to promote when it changed nothing, and promotes only what it changed', async () => {
    world.writes = {};
    await run('r1');
    expect(await world.promote('r1')).toMatchObject({ outcome: 'nothing-to-promote' });
    expect(branches().flat()).toHaveLength(2);
    await world.cleanup(world.find('r1'));
    world.writes = { 'p.a': 'rows' };
    await run('r2');
    world.iceberg.write('main', 'p.b', 'newer');
    expect(await world.promote('r2')).toMatchObject({
      outcome: 'promoted',
      message: expect.stringContaining('main of p.a was'),
    });
    expect(mains()).toEqual([NEW[0], ['old', 'newer']]);
    expect(branches()).toEqual([[], []]);
  });

  it('fills a table that was empty', async () => {
    for (const name of ['p.a', 'p.b']) world.iceberg.make(name, null);
    const { branch: own } = await run('r1');
    expect(branches()).toEqual([[own], [own]]);
    expect(await world.promote('r1')).toMatchObject({ outcome: 'promoted' });
    expect(mains()).toEqual([['rows'], ['more']]);
  });

  it('is cancelled with its branch kept', async () => {
    const { branch: own } = await run('r1');
    expect(await cancel(world.context(), world.find('r1'))).toMatchObject({
      outcome: 'cancelled',
      message: expect.stringContaining('its branch is kept'),
      branch: own,
    });
    expect(branches()).toEqual([[own], [own]]);
  });
});

describe('where the catalog has no transactions', () => {
  beforeEach(() => {
    world.iceberg.hasTransactions = false;
  });

  it('moves one table after the other, and says so', async () => {
    await run('r1');
    expect(await world.promote('r1')).toMatchObject({
      outcome: 'promoted',
      message: expect.stringContaining('one after the other, since the catalog has no transactions'),
    });
    expect(mains()).toEqual(NEW);
  });

  it('goes on where it was interrupted', async () => {
    await run('r1');
    let commits = 0;
    world.iceberg.fault = ({ method }) => (method === 'POST' && ++commits > 1 ? { status: 403 } : undefined);
    await expect(world.promote('r1')).rejects.toMatchObject({ outcome: 'denied' });
    expect(mains()).toEqual([NEW[0], ['old']]);
    world.iceberg.fault = () => undefined;
    world.kubernetes.applications.clear();
    await expect(run('r1')).rejects.toThrow();
    expect(await world.promote('r1', GONE)).toMatchObject({
      outcome: 'promoted',
      commit: expect.stringMatching(/^p\.a@\d{19},p\.b@\d{19}$/),
    });
    expect(mains()).toEqual(NEW);
  });

  it('says which were promoted where the second moved in between', async () => {
    await run('r1');
    let commits = 0;
    world.iceberg.fault = ({ method }) => {
      if (method === 'POST' && ++commits === 2) world.iceberg.write('main', 'p.b', 'newer');
      return undefined;
    };
    expect(await world.promote('r1')).toMatchObject({
      outcome: 'conflict',
      conflicts: ['p.b'],
      promoted: ['p.a'],
      message: expect.stringContaining('p.a was promoted before, p.b was not'),
    });
  });
});

describe('what cannot be', () => {
  it('fails on tables that are not there, or would be written at once', async () => {
    world.iceberg.tables.delete('p.a');
    world.iceberg.tables.get('p.b')!.properties.clear();
    await expect(run('r1')).rejects.toMatchObject({
      outcome: 'refused',
      message:
        'table p.a does not exist, and a branch of Iceberg keeps no new table apart: make it first; ' +
        'table p.b has not the property write.wap.enabled=true, without which the job would write to main: set it with ALTER TABLE',
    });
    expect(world.kubernetes.created).toEqual([]);
    expect(world.iceberg.branchesOf('p.b')).toEqual([]);
  });

  it('fails to make a branch without its application, and on another target than main', async () => {
    await expect(branch(world.context(), { template, runId: 'r1' })).rejects.toMatchObject({
      outcome: 'refused',
    });
    await run('r1');
    await expect(world.promote('r1', { target: 'gold' })).rejects.toMatchObject({
      outcome: 'refused',
      message: 'target is gold; a run on Iceberg branches is promoted to main',
    });
  });

  it('fails where nobody says which tables there are, or says it otherwise', async () => {
    await expect(world.promote('r1', { isolation: 'iceberg', unchecked: true })).rejects.toMatchObject({
      outcome: 'refused',
      message: expect.stringContaining('nobody can say which tables it wrote; give --tables'),
    });
    await run('r1');
    await expect(world.cleanup(world.find('r1'), { tables: ['lake.p.a'] })).rejects.toMatchObject({
      outcome: 'refused',
      message: expect.stringContaining('writes lake.p.a, lake.p.b, and --tables is lake.p.a'),
    });
  });

  it('fails when somebody changed where the application writes', async () => {
    await run('r1');
    const { spec } = world.kubernetes.applications.get(NAME)! as any;
    spec.sparkConf['spark.wap.branch'] = 'main';
    await expect(run('r1')).rejects.toMatchObject({ outcome: 'owned-by-another' });
  });

  it('fails to promote what did not complete', async () => {
    world.states = ['SUBMITTED', 'RUNNING', 'FAILED'];
    await run('r1');
    expect(await world.promote('r1')).toMatchObject({ outcome: 'not-completed' });
    expect(mains()).toEqual(OLD);
  });

  it('fails to start again where an attempt wrote whose application is gone', async () => {
    await run('r1');
    world.kubernetes.applications.clear();
    await expect(run('r1')).rejects.toMatchObject({ outcome: 'branch-not-clean' });
  });
});

it('throws away what an attempt left whose application is gone, and starts again', async () => {
  const { branch: first } = await run('r1');
  world.kubernetes.applications.clear();
  const again = await retry(world.context(), {
    ...{ template, runId: 'r1', parameters: {}, limits: DEFAULT_LIMITS, unchecked: true },
    ...{ check: () => Promise.resolve([]), gather, judge: () => Promise.resolve(UNEXPLAINED) },
  });
  expect(again).toMatchObject({ outcome: 'completed', branch: expect.not.stringMatching(String(first)) });
  expect(branches()).toEqual([[again.branch], [again.branch]]);
});

describe('branches of others', () => {
  it('stay as they are, whatever their names', async () => {
    world.iceberg.write(`${NAME}-12345678`, 'p.a', 'by hand');
    world.iceberg.write('audit', 'p.a', 'by hand');
    await run('r1');
    await world.cleanup(world.find('r1'));
    expect(branches()).toEqual([[`${NAME}-12345678`, 'audit'], []]);
    const named = existingRun('kronodroid-iceberg', undefined, `${NAME}-12345678`, 'iceberg');
    await expect(world.promote('r1', { ...GONE, run: named })).rejects.toMatchObject({
      outcome: 'owned-by-another',
      message: expect.stringContaining(`branch ${NAME}-12345678 of table p.a was made by no run`),
    });
    await expect(world.cleanup(named, GONE)).rejects.toMatchObject({ outcome: 'owned-by-another' });
  });

  it('of a job with a run of the same name are neither written, promoted nor deleted', async () => {
    const { branch: own } = await run('r1');
    await expect(world.run('iceberg-r1', { template: released('kronodroid') })).rejects.toMatchObject({
      outcome: 'owned-by-another',
    });
    world.kubernetes.applications.clear();
    const other = existingRun('kronodroid', 'iceberg-r1', undefined);
    expect(other.name).toBe(NAME);
    await world.cleanup(other, GONE);
    expect(await world.promote('r1', { ...GONE, run: other })).toMatchObject({ outcome: 'branch-missing' });
    expect(branches()).toEqual([[own], [own]]);
    const named = existingRun('kronodroid', undefined, own as string, 'iceberg');
    await expect(world.promote('r1', { ...GONE, run: named })).rejects.toMatchObject({
      outcome: 'owned-by-another',
    });
  });

  it('fails to promote where two attempts wrote and no application says which counts', async () => {
    const { branch: own } = await run('r1');
    world.kubernetes.applications.clear();
    const { properties } = world.iceberg.tables.get('p.a')!;
    properties.set(`spark-run.${NAME}-zzzzzzzz`, properties.get(`spark-run.${String(own)}`)!);
    world.iceberg.write(`${NAME}-zzzzzzzz`, 'p.a', 'rows');
    await expect(world.promote('r1', GONE)).rejects.toMatchObject({
      outcome: 'refused',
      message: expect.stringContaining('say by --branch which one is meant'),
    });
    const named = existingRun('kronodroid-iceberg', undefined, own as string, 'iceberg');
    expect(await world.promote('r1', { ...GONE, run: named })).toMatchObject({
      outcome: 'promoted',
      branch: own,
    });
  });
});

describe.each([true, false])('when something fails on the way (transactions: %s)', (hasTransactions) => {
  const again = async (): Promise<void> => {
    await world.stop();
    await start();
    world.iceberg.hasTransactions = hasTransactions;
  };
  const flow = async (): Promise<void> => {
    expect(await run('r1')).toMatchObject({ outcome: 'completed' });
    expect((await world.promote('r1')).outcome).toMatch(/^(already-)?promoted$/);
  };
  const count = async (): Promise<number> => {
    await again();
    await flow();
    return world.iceberg.requests.length;
  };
  const settled = async (): Promise<void> => {
    expect(world.kubernetes.created).toEqual([NAME]);
    expect(mains()).toEqual(NEW);
    await world.cleanup(world.find('r1'));
    expect(branches()).toEqual([[], []]);
  };

  it('nothing is lost and nothing is done twice, whichever answer of the catalog is lost', async () => {
    const requests = await count();
    expect(requests).toBeGreaterThan(10);
    for (let at = 0; at < requests; at++) {
      for (const fault of ['unheard', at % 2 === 0 ? ('lost' as const) : { status: 503 }] as const) {
        await again();
        world.iceberg.fault = (_: Request, index): Fault | undefined => (index === at ? fault : undefined);
        await flow();
        await settled();
      }
    }
  }, 300_000);

  it('a runner that is stopped at any call is continued by the next', async () => {
    const requests = await count();
    for (let at = 0; at < requests; at++) {
      await again();
      const stopped = new AbortController();
      world.iceberg.fault = (_: Request, index): Fault | undefined => {
        if (index !== at) return undefined;
        stopped.abort(new Error('killed'));
        return { delayMs: 1 };
      };
      const pace = { signal: stopped.signal };
      await expect(
        (async () => {
          await world.run('r1', { template }, pace);
          await world.promote('r1', {}, pace);
        })(),
      ).rejects.toThrow('killed');
      await flow();
      await settled();
    }
  }, 300_000);
});
