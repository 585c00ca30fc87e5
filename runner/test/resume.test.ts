import type { Result } from '../src/context';
import { RunnerError } from '../src/outcome';
import type { Fault } from './fake/server';
import { World } from './world';

const NAME = 'kronodroid-iceberg-r1';

/** Runs an attempt that dies with its n-th request, and says whether it got that far. */
async function dyingAt(
  n: number,
  how: Fault,
  world: World,
  attempt: (signal: AbortSignal) => Promise<Result>,
): Promise<boolean> {
  const death = new AbortController();
  let count = 0;
  const fault = (): Fault | undefined => {
    if (death.signal.aborted) return 'lost';
    if (count++ !== n) return undefined;
    setImmediate(() => {
      death.abort(new RunnerError('interrupted', 'dead'));
    });
    return how;
  };
  world.kubernetes.fault = fault;
  world.lakefs.fault = fault;
  await attempt(death.signal).catch((error: unknown) => {
    if (!death.signal.aborted) throw error;
  });
  world.kubernetes.fault = () => undefined;
  world.lakefs.fault = () => undefined;
  return death.signal.aborted;
}

/** Every request of an attempt, lost or done and unheard, in worlds of their own. */
async function everyDeath(check: (world: World, n: number, how: Fault) => Promise<boolean>): Promise<number> {
  let deaths = 0;
  for (const how of ['lost', 'unheard'] as const) {
    for (let n = 0; ; n++) {
      const world = await new World().start();
      const died = await check(world, n, how);
      await world.stop();
      if (!died) break;
      deaths++;
    }
  }
  return deaths;
}

describe('a runner that dies at any request and is started again', () => {
  it('makes one branch and one application, and gives the right answer', async () => {
    const deaths = await everyDeath(async (world, n, how) => {
      const died = await dyingAt(n, how, world, (signal) => world.run('r1', {}, { signal }));
      expect(await world.run('r1')).toMatchObject({ outcome: 'completed', branch: NAME });
      expect([world.lakefs.made, world.kubernetes.created]).toEqual([[NAME], [NAME]]);
      expect([...world.lakefs.branches.keys()]).toEqual(['main', NAME]);
      return died;
    });
    expect(deaths).toBeGreaterThanOrEqual(8);
  });

  it('promotes once', async () => {
    const deaths = await everyDeath(async (world, n, how) => {
      await world.run('r1');
      const died = await dyingAt(n, how, world, (signal) => world.promote('r1', {}, { signal }));
      expect(['promoted', 'already-promoted']).toContain((await world.promote('r1')).outcome);
      expect(world.lakefs.read('main')).toEqual(world.writes);
      expect(world.lakefs.history('main')).toHaveLength(4);
      expect([...world.lakefs.branches.keys()]).toEqual(['main']);
      return died;
    });
    expect(deaths).toBeGreaterThanOrEqual(8);
  });

  it('stops once what takes too long', async () => {
    const limits = { totalSeconds: 60, startSeconds: 1 };
    const deaths = await everyDeath(async (world, n, how) => {
      world.states = ['SUBMITTED'];
      world.kubernetes.operator = (name) => {
        const created = world.kubernetes.applications.get(name)!;
        const creationTimestamp = new Date(Date.now() - 2000).toISOString();
        world.kubernetes.put({ ...created, metadata: { ...created.metadata, creationTimestamp } });
      };
      const died = await dyingAt(n, how, world, (signal) => world.run('r1', { limits }, { signal }));
      expect(await world.run('r1', { limits })).toMatchObject({ outcome: 'timed-out' });
      expect([world.lakefs.made, world.kubernetes.applications.size]).toEqual([[NAME], 0]);
      return died;
    });
    expect(deaths).toBeGreaterThanOrEqual(6);
  });
});

describe('a runner on servers that fail at random', () => {
  const faults: readonly (Fault | undefined)[] = [
    { status: 429 },
    { status: 500 },
    { status: 503 },
    'lost',
    'unheard',
    { delayMs: 20 },
  ];

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('ends as it would without the failures (seed %s)', async (seed) => {
    const world = await new World().start();
    let state = seed;
    const fault = (): Fault | undefined => {
      state = (state * 1103515245 + 12345) % 2147483648;
      return state % 100 < 50 ? faults[(state >> 8) % faults.length] : undefined;
    };
    world.kubernetes.fault = fault;
    world.lakefs.fault = fault;
    const results = await Promise.all([world.run('r1'), world.run('r1')]);
    expect(results.map(({ outcome }) => outcome)).toEqual(['completed', 'completed']);
    expect(['promoted', 'already-promoted']).toContain((await world.promote('r1')).outcome);
    expect([world.lakefs.made, world.kubernetes.created]).toEqual([[NAME], [NAME]]);
    expect(world.lakefs.read('main')).toEqual(world.writes);
    await world.stop();
  });
});
