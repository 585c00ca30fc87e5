import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cancel } from '../src/cleanup';
import type { Result } from '../src/context';
import { existingRun } from '../src/existing-run';
import type { RunProps } from '../src/run';
import { branch } from '../src/run';
import { templateOf } from '../src/template';
import type { Template } from '../../lib/runs/template';
import type { Fault, Request } from './fake/server';
import { CONTRACT, nessieApplication, release } from './fixtures';
import { World } from './world';

const NAME = 'kronodroid-iceberg-r1';
const RUN_BRANCH = new RegExp(`^${NAME}-[0-9a-z]{8}$`);
let world: World;

function released(job = 'kronodroid-iceberg', more: object = {}): Template {
  const { metadata, ...rest } = nessieApplication();
  const { name, data } = release(
    { ...rest, metadata: { ...metadata, name: job } },
    { ...CONTRACT, 'x-isolation': 'nessie', ...more },
  );
  return templateOf(data, name);
}
const template = released();

beforeEach(async () => {
  world = await new World().start();
  world.writes = { 'p.a': 'rows', 'p.b': 'rows' };
});
afterEach(async () => {
  expect(world.lakefs.requests).toEqual([]);
  await world.stop();
});

const run = (id: string, change: Partial<RunProps> = {}): Promise<Result> =>
  world.run(id, { template, ...change });
const branches = (): string[] => [...world.nessie.branches.keys()];

describe('a run on Nessie', () => {
  it('writes to a branch of its own, which is merged in one commit and deleted', async () => {
    const first = await run('r1', { parameters: { executorInstances: '3' } });
    expect(first).toMatchObject({
      outcome: 'completed',
      runId: 'r1',
      application: NAME,
      branch: expect.stringMatching(RUN_BRANCH),
      state: 'COMPLETED',
    });
    expect(first).not.toHaveProperty('repository');
    const own = first.branch as string;
    const { spec, metadata } = world.kubernetes.applications.get(NAME)!;
    expect(metadata.annotations).toMatchObject({ 'cdk8s-spark-operator/isolation': 'nessie' });
    expect(spec.sparkConf?.['spark.sql.catalog.lake.uri']).toBe(`http://nessie:19120/iceberg/${own}`);
    expect(branches()).toEqual(['main', own]);
    expect(world.nessie.read('main')).toEqual({ p: 'namespace' });
    expect(world.nessie.read(own)).toMatchObject(world.writes);

    const second = await world.promote('r1', { revision: 'abc', pipeline: 'nightly' });
    expect(second).toMatchObject({ outcome: 'promoted', target: 'main', branch: own, runId: 'r1' });
    expect(world.nessie.read('main')).toEqual({ p: 'namespace', ...world.writes });
    expect(branches()).toEqual(['main']);
    expect(world.nessie.history('main')).toHaveLength(2);
    expect(world.nessie.history('main')[0]).toMatchObject({
      hash: second.commit,
      message: 'Promote run r1',
      properties: {
        application: NAME,
        job: 'kronodroid-iceberg',
        run_id: 'r1',
        git_revision: 'abc',
        pipeline: 'nightly',
        template: template.digest,
      },
    });
  });

  it.each([true, false])(
    'is promoted once, also when it is asked twice (deleting: %s)',
    async (deleteBranch) => {
      await run('r1');
      const first = await world.promote('r1', { deleteBranch });
      const again = await world.promote('r1', { deleteBranch });
      expect(again).toMatchObject({ outcome: 'already-promoted', commit: first.commit });
      expect(world.nessie.history('main')).toHaveLength(2);
      expect(branches()).toHaveLength(deleteBranch ? 1 : 2);
    },
  );

  it('does nothing after its promotion', async () => {
    await run('r1');
    await world.promote('r1');
    world.kubernetes.applications.clear();
    expect(await run('r1')).toMatchObject({ outcome: 'already-promoted', target: 'main' });
    expect(world.kubernetes.created).toEqual([NAME]);
    expect(branches()).toEqual(['main']);
  });

  it('writes its branch to a file, that of the application when it continues', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'run-'));
    const outputBranch = join(folder, 'branch');
    const first = await run('r1', { outputBranch });
    expect(readFileSync(outputBranch, 'utf8')).toBe(first.branch);
    rmSync(outputBranch);
    expect(await run('r1', { outputBranch })).toMatchObject({ outcome: 'completed', branch: first.branch });
    expect(readFileSync(outputBranch, 'utf8')).toBe(first.branch);
    rmSync(folder, { recursive: true });
  });

  it('is submitted once by runners that start at once, and one branch is left', async () => {
    const ends = await Promise.all([1, 2, 3].map(() => run('r1')));
    expect(ends.map(({ outcome }) => outcome)).toEqual(['completed', 'completed', 'completed']);
    expect(new Set(ends.map((end) => end.branch)).size).toBe(1);
    expect(world.kubernetes.created).toEqual([NAME]);
    await world.promote('r1');
    await world.cleanup(world.find('r1'));
    expect(branches()).toEqual(['main']);
  });

  it('is promoted as it was when it was looked at: a late driver reaches nobody', async () => {
    const { branch: own } = await run('r1');
    world.nessie.fault = ({ path }) => {
      if (path.endsWith('/merge')) world.nessie.write(own as string, 'p.a', 'late');
      return undefined;
    };
    expect(await world.promote('r1')).toMatchObject({
      outcome: 'promoted',
      message: expect.stringContaining(`its branch ${String(own)} kept: something wrote to it after that`),
    });
    expect(world.nessie.read('main')).toMatchObject({ 'p.a': 'rows' });
    world.nessie.fault = () => undefined;
    expect(await world.promote('r1', { deleteBranch: false })).toMatchObject({ outcome: 'already-promoted' });
    expect(world.nessie.read('main')).toMatchObject({ 'p.a': 'rows' });
  });

  it('has another branch in its next attempt, so that a late driver cannot write into it', async () => {
    const first = await run('r1');
    expect(await world.cleanup(world.find('r1'))).toMatchObject({ outcome: 'cleaned', branch: first.branch });
    const second = await run('r1');
    expect(second.branch).not.toBe(first.branch);
    expect(() => {
      world.nessie.write(first.branch as string, 'p.a', 'late');
    }).toThrow('not found');
  });

  it('is a conflict that changes nothing where main changed what it changed', async () => {
    await run('r1');
    await run('r2');
    await world.promote('r1');
    world.nessie.write(
      branches().find((name) => name.includes('r2'))!,
      'p.c',
      'new',
    );
    const before = world.nessie.read('main');
    expect(await world.promote('r2')).toMatchObject({
      outcome: 'conflict',
      conflicts: ['p.a', 'p.b'],
      message: expect.stringContaining('main is as it was; run the job again under a new run id'),
    });
    expect(world.nessie.read('main')).toEqual(before);
    expect(branches()).toHaveLength(2);
  });

  it('has nothing to promote when it changed nothing', async () => {
    world.writes = {};
    await run('r1');
    expect(await world.promote('r1')).toMatchObject({ outcome: 'nothing-to-promote' });
    expect(world.nessie.history('main')).toHaveLength(1);
  });

  it('is not promoted unless it is known to have completed', async () => {
    world.states = ['SUBMITTED', 'FAILED'];
    await run('r1');
    expect(await world.promote('r1')).toMatchObject({ outcome: 'not-completed' });
    world.kubernetes.applications.clear();
    const gone = { isolation: 'nessie' } as const;
    expect(await world.promote('r1', gone)).toMatchObject({ outcome: 'not-completed' });
    expect(world.nessie.history('main')).toHaveLength(1);
    expect(await world.promote('r1', { ...gone, unchecked: true })).toMatchObject({ outcome: 'promoted' });
  });

  it('is promoted only to what its release allows', async () => {
    world.nessie.fork('gold');
    world.nessie.fork('other');
    const toGold = released('kronodroid-iceberg', { 'x-promotion-targets': ['gold', 'main'] });
    await run('r1', { template: toGold });
    for (const target of ['other', 'a/b', NAME]) {
      await expect(world.promote('r1', { target })).rejects.toMatchObject({ outcome: 'refused' });
    }
    expect(await world.promote('r1')).toMatchObject({ outcome: 'promoted', target: 'gold' });
    expect(world.nessie.read('main')).toEqual({ p: 'namespace' });
    world.kubernetes.applications.clear();
    expect(await run('r1', { template: toGold })).toMatchObject({
      outcome: 'already-promoted',
      target: 'gold',
    });
  });

  it('is promoted by the branch that it printed', async () => {
    const { branch: own } = await run('r1');
    const found = existingRun('kronodroid-iceberg', undefined, own as string, 'nessie');
    expect(found).toEqual({ job: 'kronodroid-iceberg', name: NAME, branch: own });
    expect(await world.promote('r1', { run: found, isolation: 'nessie' })).toMatchObject({
      outcome: 'promoted',
      runId: 'r1',
    });
    const other = { ...found, branch: `${NAME}-00000000` };
    await expect(world.promote('r1', { run: other })).rejects.toMatchObject({
      message: expect.stringContaining(`and --branch is ${NAME}-00000000; leave it out`),
    });
  });

  it.each(['kronodroid-iceberg', 'kronodroid-iceberg-r1', 'kronodroid-iceberg-12345678'])(
    'fails on the branch %s, which no run printed',
    (name) => {
      expect(() => existingRun('kronodroid-iceberg', undefined, name, 'nessie')).toThrow(
        /is of no (?:attempt of a )?run of job kronodroid-iceberg/,
      );
    },
  );

  it('writes nothing twice when its application is gone', async () => {
    await run('r1');
    world.kubernetes.applications.clear();
    await expect(run('r1')).rejects.toMatchObject({ outcome: 'branch-not-clean' });
    expect(world.kubernetes.created).toEqual([NAME]);
    const gone = { isolation: 'nessie' } as const;
    expect(await world.cleanup(world.find('r1'), gone)).toMatchObject({ outcome: 'cleaned' });
    expect(await run('r1')).toMatchObject({ outcome: 'completed' });
  });

  it('is cancelled with its branch kept', async () => {
    const { branch: own } = await run('r1');
    expect(await cancel(world.context(), world.find('r1'))).toMatchObject({
      outcome: 'cancelled',
      message: expect.stringContaining('its branch is kept'),
      branch: own,
    });
    expect(branches()).toContain(own);
  });
});

describe('what cannot be', () => {
  it('fails where main has no commit, since nothing could be merged into it', async () => {
    world.nessie.empty();
    await expect(run('r1')).rejects.toMatchObject({
      outcome: 'refused',
      message:
        'branch main of Nessie has no commit, so nothing could be merged into it; make a namespace there first',
    });
    expect(world.kubernetes.created).toEqual([]);
  });

  it('fails where there is no branch to start from', async () => {
    world.nessie.branches.delete('main');
    await expect(run('r1')).rejects.toMatchObject({
      outcome: 'refused',
      message: 'Nessie has no branch main, from which runs of job kronodroid-iceberg start',
    });
  });

  it('fails to make a branch without its application', async () => {
    await expect(branch(world.context(), { template, runId: 'r1' })).rejects.toMatchObject({
      outcome: 'refused',
      message: expect.stringContaining(
        'is made with its application, for each attempt another; start it with run',
      ),
    });
    expect(branches()).toEqual(['main']);
  });

  it('leaves no branch when the cluster refuses the application', async () => {
    world.kubernetes.fault = ({ query }) =>
      query.has('dryRun') ? { status: 403, body: { message: 'admission webhook says no' } } : undefined;
    await expect(run('r1')).rejects.toMatchObject({ outcome: 'refused' });
    expect(world.nessie.made).toEqual([]);
  });

  it('fails when somebody changed where the application writes', async () => {
    await run('r1');
    const { spec } = world.kubernetes.applications.get(NAME)! as any;
    for (const entry of spec.driver.env) if (entry.name === 'NESSIE_BRANCH') entry.value = 'main';
    await expect(run('r1')).rejects.toMatchObject({ outcome: 'owned-by-another' });
  });
});

describe('branches of others', () => {
  it('stay as they are, whatever their names', async () => {
    const names = [`${NAME}-12345678`, `${NAME}-b-12345678`, `${NAME}-begin-12345678`, `${NAME}-other`];
    for (const name of names) world.nessie.fork(name);
    await run('r1');
    await world.cleanup(world.find('r1'));
    expect(branches().sort()).toEqual(['main', ...names].sort());
  });

  it('of a job with a run of the same name are neither written, promoted nor deleted', async () => {
    const theirs = released('kronodroid');
    await run('r1');
    const before = branches();
    await expect(world.run('iceberg-r1', { template: theirs })).rejects.toMatchObject({
      outcome: 'owned-by-another',
    });
    world.kubernetes.applications.clear();
    const other = existingRun('kronodroid', 'iceberg-r1', undefined);
    expect(other.name).toBe(NAME);
    await world.cleanup(other, { isolation: 'nessie' });
    expect(await world.promote('r1', { run: other, isolation: 'nessie', unchecked: true })).toMatchObject({
      outcome: 'branch-missing',
    });
    expect(branches()).toEqual(before);
    const named = existingRun('kronodroid', undefined, before[1], 'nessie');
    await expect(
      world.promote('r1', { run: named, isolation: 'nessie', unchecked: true }),
    ).rejects.toMatchObject({ outcome: 'owned-by-another' });
  });

  it('fails to promote where two attempts wrote and no application says which counts', async () => {
    const first = await run('r1');
    world.kubernetes.applications.clear();
    const [own] = [first.branch as string];
    world.nessie.fork(`${NAME}-zzzzzzzz`, own);
    const gone = { isolation: 'nessie', unchecked: true } as const;
    // A copy names another branch as its own.
    expect(await world.promote('r1', { ...gone, deleteBranch: false })).toMatchObject({
      outcome: 'promoted',
      branch: own,
    });
    expect(branches()).toContain(`${NAME}-zzzzzzzz`);
  });
});

describe('when something fails on the way', () => {
  const flow = async (): Promise<void> => {
    expect(await run('r1')).toMatchObject({ outcome: 'completed' });
    expect((await world.promote('r1')).outcome).toMatch(/^(already-)?promoted$/);
  };
  const count = async (): Promise<number> => {
    await flow();
    return world.nessie.requests.length;
  };

  it('nothing is lost and nothing is done twice, whichever answer of Nessie is lost', async () => {
    const requests = await count();
    expect(requests).toBeGreaterThan(10);
    for (let at = 0; at < requests; at++) {
      for (const fault of at % 2 === 0
        ? (['unheard', 'lost'] as const)
        : (['unheard', { status: 503 }] as const)) {
        await world.stop();
        world = await new World().start();
        world.writes = { 'p.a': 'rows' };
        world.nessie.fault = (_: Request, index): Fault | undefined => (index === at ? fault : undefined);
        await flow();
        expect(world.kubernetes.created).toEqual([NAME]);
        expect(world.nessie.read('main')).toEqual({ p: 'namespace', 'p.a': 'rows' });
        expect(world.nessie.history('main')).toHaveLength(2);
        expect(branches()).toEqual(['main']);
      }
    }
  }, 300_000);

  it('a runner that is stopped at any call is continued by the next', async () => {
    const requests = await count();
    for (let at = 0; at < requests; at++) {
      await world.stop();
      world = await new World().start();
      world.writes = { 'p.a': 'rows' };
      const stopped = new AbortController();
      world.nessie.fault = (_: Request, index): Fault | undefined => {
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
      expect(world.kubernetes.created).toEqual([NAME]);
      expect(world.nessie.read('main')).toEqual({ p: 'namespace', 'p.a': 'rows' });
      expect(world.nessie.history('main')).toHaveLength(2);
      expect(branches()).toEqual(['main']);
    }
  }, 300_000);
});
