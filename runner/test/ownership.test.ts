import { existingRun } from '../src/existing-run';
import { LakeFs } from '../src/lakefs';
import { makeBranch, ownBranch } from '../src/ownership';
import { planRun, type Run } from '../../lib/runs/plan';
import type { Fault } from './fake/server';
import { pace, template } from './fixtures';
import { World } from './world';

const NAME = 'kronodroid-iceberg-r1';
const JOB = 'kronodroid-iceberg';
const repository = 'kronodroid';
let world: World;

beforeEach(async () => {
  world = await new World().start();
});
afterEach(() => world.stop());

function plan(job: string, id: string): Run {
  const released = template((same) => ({ ...same, metadata: { ...same.metadata, name: job } }));
  return planRun(released, id, 'data');
}

const branches = (): string[] => [...world.lakefs.branches.keys()];

describe('makeBranch', () => {
  it('gives the branch an owner, says what its release allows, and leaves nothing beside it (S10)', async () => {
    expect(await makeBranch(world.context().lakefs, plan(JOB, 'r1'))).toBe('created');
    expect(await makeBranch(world.context().lakefs, plan(JOB, 'r1'))).toBe('exists');
    expect(branches()).toEqual(['main', NAME]);
    expect(world.lakefs.history('main')).toHaveLength(1);
    expect(await ownBranch(world.context().lakefs, repository, world.find('r1'))).toEqual({
      owner: { job: JOB, runId: 'r1', source: 'main', targets: ['main'] },
      isFresh: true,
    });
  });

  it('never leaves the branch without its owner, whatever dies where, and finds its way back (S10)', async () => {
    let deaths = 0;
    for (const how of ['lost', 'unheard'] as const) {
      for (let n = 0; n < 20; n++) {
        world.lakefs.branches.delete(NAME);
        const death = new AbortController();
        let count = 0;
        world.lakefs.fault = (): Fault | undefined => {
          if (death.signal.aborted) return 'lost';
          if (count++ !== n) return undefined;
          setImmediate(() => {
            death.abort(new Error('dead'));
          });
          return how;
        };
        const mortal = new LakeFs(world.lakefs.props, pace({ signal: death.signal }));
        const survived = await makeBranch(mortal, plan(JOB, 'r1')).catch(() => undefined);
        world.lakefs.fault = () => undefined;
        if (branches().includes(NAME)) {
          expect(await ownBranch(world.context().lakefs, repository, world.find('r1'))).toBeDefined();
        }
        await makeBranch(world.context().lakefs, plan(JOB, 'r1'));
        expect(branches()).toEqual(['main', NAME]);
        if (survived !== undefined) break;
        deaths++;
      }
    }
    expect(deaths).toBeGreaterThanOrEqual(8);
  });

  it('is one branch when it is made by several at once', async () => {
    const made = await Promise.all(
      Array.from({ length: 6 }, () => makeBranch(world.context().lakefs, plan(JOB, 'r1'))),
    );
    expect(made.filter((each) => each === 'created')).toHaveLength(1);
    expect(branches()).toEqual(['main', NAME]);
  });

  it('does not take a branch that somebody made, though nothing is on it', async () => {
    world.lakefs.fork(NAME);
    await expect(world.run('r1')).rejects.toMatchObject({
      outcome: 'owned-by-another',
      message:
        `branch ${NAME} of repository kronodroid was made by no run, or by a runner that did not say so, and not by ` +
        'run "r1" of job kronodroid-iceberg; it is left as it is; take another run id, or delete it in lakeFS if it is yours',
    });
    expect(world.kubernetes.created).toEqual([]);
  });
});

describe('ownBranch', () => {
  it('finds the owner below what the job has committed, and says that it is used', async () => {
    await makeBranch(world.context().lakefs, plan(JOB, 'r1'));
    for (let n = 0; n < 3; n++) world.lakefs.commitAll(NAME);
    expect(await ownBranch(world.context().lakefs, repository, world.find('r1'))).toMatchObject({
      isFresh: false,
    });
  });

  it('takes no owner from the history of the source or from a copy of another branch', async () => {
    await world.run('r1');
    await world.promote('r1');
    world.lakefs.fork(NAME);
    const lakefs = world.context().lakefs;
    await expect(ownBranch(lakefs, repository, world.find('r1'))).rejects.toThrow('was made by no run');
    await world.run('r2');
    world.lakefs.fork('kronodroid-iceberg-r3', 'kronodroid-iceberg-r2');
    await expect(ownBranch(lakefs, repository, world.find('r3'))).rejects.toThrow('was made by no run');
  });
});

describe('two jobs whose runs have one name', () => {
  const ours = existingRun('etl', 'daily-1', undefined);
  const theirs = existingRun('etl-daily', '1', undefined);

  beforeEach(async () => {
    expect(ours.name).toBe(theirs.name);
    await makeBranch(world.context().lakefs, plan('etl', 'daily-1'));
    world.lakefs.write(ours.name, 'rows', '1');
  });

  it('do not delete each other’s branch (S10)', async () => {
    await expect(world.cleanup(theirs, { repository })).rejects.toMatchObject({
      outcome: 'owned-by-another',
      message: expect.stringContaining('is of run "daily-1" of job etl, and not by run "1" of job etl-daily'),
    });
    expect(world.lakefs.read(ours.name)).toEqual({ rows: '1' });
    expect(await world.cleanup(ours, { repository })).toMatchObject({ outcome: 'cleaned' });
    expect(branches()).toEqual(['main']);
  });

  it('do not write on or promote each other’s branch (S10)', async () => {
    const released = template((same) => ({ ...same, metadata: { ...same.metadata, name: 'etl-daily' } }));
    await expect(world.run('1', { template: released })).rejects.toMatchObject({
      outcome: 'owned-by-another',
    });
    for (const run of [theirs, existingRun('etl-daily', undefined, theirs.name)]) {
      await expect(world.promote('1', { run, repository, unchecked: true })).rejects.toMatchObject({
        outcome: 'owned-by-another',
      });
    }
    expect(world.kubernetes.created).toEqual([]);
    expect(world.lakefs.read('main')).toEqual({});
  });
});
