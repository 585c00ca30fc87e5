import type { Result } from '../src/context';
import { RunnerError } from '../src/outcome';
import { retry, type RetryProps } from '../src/runs/retry';
import { resume, suspend } from '../src/runs/suspend';
import { DEFAULT_LIMITS } from '../src/follow';
import { gather } from '../src/doctor/evidence';
import { templateOf } from '../src/template';
import { application, CONTRACT, release, template } from './fixtures';
import { UNEXPLAINED, World } from './world';

const NAME = 'kronodroid-iceberg-r1';
const open = release(application(), { ...CONTRACT, 'x-isolation': 'none' });
let world: World;

beforeEach(async () => {
  world = await new World().start();
});
afterEach(() => world.stop());

const uid = (): string | undefined => world.kubernetes.applications.get(NAME)?.metadata.uid;
const retrying = (change: Partial<RetryProps> = {}, signal?: AbortSignal): Promise<Result> =>
  retry(world.context(signal && { signal }, { repository: 'kronodroid' }), {
    template: template(),
    runId: 'r1',
    parameters: {},
    limits: DEFAULT_LIMITS,
    check: () => Promise.resolve([]),
    gather,
    judge: () => Promise.resolve(UNEXPLAINED),
    unchecked: false,
    ...change,
  });

async function failed(): Promise<string> {
  world.states = ['RUNNING', 'FAILED'];
  const result = await world.run('r1');
  expect(result).toMatchObject({ outcome: 'failed', uid: uid() });
  world.states = ['RUNNING', 'COMPLETED'];
  return uid()!;
}

describe('retry', () => {
  it('throws away what a failed attempt left, and runs again under the same id', async () => {
    const first = await failed();
    world.writes = { 'iceberg/t/v2.metadata.json': 'rows' };
    expect(await retrying()).toMatchObject({ outcome: 'completed', runId: 'r1', branch: NAME });
    expect(uid()).not.toBe(first);
    expect(world.lakefs.read(NAME)).toEqual(world.writes);
    expect(world.output).toContain(`application ${NAME} failed and was deleted, its branch was deleted\n`);
    expect(world.events).toContainEqual(
      expect.objectContaining({ event: 'discarded', uid: first, runId: 'r1' }),
    );
  });

  it.each([['completed'], ['already-promoted']])('leaves a run that %s', async (outcome) => {
    await world.run('r1');
    if (outcome === 'already-promoted') {
      await world.promote('r1');
      await world.cleanup(world.find('r1'));
    }
    expect(await retrying({ unchecked: true })).toMatchObject({ outcome });
    expect(world.kubernetes.created).toEqual([NAME]);
  });

  it('follows an attempt that goes on, and one that was made since', async () => {
    const first = await failed();
    world.states = ['RUNNING', 'FAILED'];
    expect(await retrying({ failedUid: first })).toMatchObject({ outcome: 'failed' });
    expect(await retrying({ failedUid: first })).toMatchObject({ outcome: 'failed', uid: uid() });
    expect(world.kubernetes.created).toEqual([NAME, NAME]);
    world.states = ['RUNNING'];
    const going = retrying();
    const other = retrying();
    while (world.kubernetes.applications.get(NAME)?.status?.applicationState?.state !== 'RUNNING')
      await new Promise(setImmediate);
    world.kubernetes.state(NAME, 'COMPLETED');
    expect(await Promise.all([going, other])).toMatchObject([
      { outcome: 'completed' },
      { outcome: 'completed' },
    ]);
    expect(world.kubernetes.created).toEqual([NAME, NAME, NAME]);
  });

  it('leaves the branch of a run whose application is gone, unless it is told to throw it away', async () => {
    await failed();
    world.kubernetes.remove(NAME);
    await expect(retrying()).rejects.toMatchObject({ outcome: 'branch-not-clean' });
    expect(world.lakefs.read(NAME)).toEqual(world.writes);
    world.writes = { other: 'rows' };
    expect(await retrying({ unchecked: true })).toMatchObject({ outcome: 'completed' });
    expect(world.lakefs.read(NAME)).toEqual(world.writes);
  });

  it('waits until the pods of the failed attempt are over', async () => {
    await failed();
    world.kubernetes.pods = [{ metadata: { name: `${NAME}-driver` }, status: { phase: 'Running' } }];
    await expect(
      retry(world.context({ patienceMs: 100 }), {
        ...{ template: template(), runId: 'r1', parameters: {}, limits: DEFAULT_LIMITS, unchecked: false },
        ...{ check: () => Promise.resolve([]), gather, judge: () => Promise.resolve(UNEXPLAINED) },
      }),
    ).rejects.toMatchObject({
      outcome: 'unavailable',
      message: expect.stringContaining('its pods are still there'),
    });
    expect(world.kubernetes.applications.size).toBe(0);
    world.kubernetes.pods = [{ metadata: { name: `${NAME}-driver` }, status: { phase: 'Failed' } }];
    expect(await retrying()).toMatchObject({ outcome: 'completed' });
  });

  it('runs what is not kept apart again', async () => {
    const released = templateOf(open.data, open.name);
    world.writes = {};
    world.states = ['FAILED'];
    await world.run('r1', { template: released });
    world.states = ['COMPLETED'];
    expect(await retrying({ template: released })).toMatchObject({ outcome: 'completed' });
    expect(world.lakefs.requests).toEqual([]);
  });

  it('fails on the application of another run, and throws nothing away', async () => {
    await failed();
    const theirs = world.kubernetes.applications.get(NAME)!;
    const annotations = { 'cdk8s-spark-operator/run-id': 'other' };
    world.kubernetes.put({ ...theirs, metadata: { ...theirs.metadata, annotations } });
    await expect(retrying()).rejects.toMatchObject({ outcome: 'owned-by-another' });
    expect(world.kubernetes.applications.size).toBe(1);
    expect(world.lakefs.branches.has(NAME)).toBe(true);
  });

  it('that dies at any request makes one attempt when it is started again', async () => {
    let died = true;
    for (let n = 0; died; n++) {
      await world.stop();
      world = await new World().start();
      const first = await failed();
      const death = new AbortController();
      let count = 0;
      world.kubernetes.fault = world.lakefs.fault = () => {
        if (death.signal.aborted) return 'lost';
        if (count++ !== n) return undefined;
        setImmediate(() => {
          death.abort(new RunnerError('interrupted', 'dead'));
        });
        return n % 2 === 0 ? 'lost' : 'unheard';
      };
      await retrying({ failedUid: first }, death.signal).catch((error: unknown) => {
        if (!death.signal.aborted) throw error;
      });
      died = death.signal.aborted;
      world.kubernetes.fault = world.lakefs.fault = () => undefined;
      expect(await retrying({ failedUid: first })).toMatchObject({ outcome: 'completed' });
      expect(world.kubernetes.created).toEqual([NAME, NAME]);
      expect(world.lakefs.read(NAME)).toEqual(world.writes);
      if (!died) expect(n).toBeGreaterThan(12);
    }
  });
});

describe('suspend and resume', () => {
  it('change one field of a run that has not begun, once', async () => {
    world.states = [];
    void world.run('r1').catch(() => undefined);
    while (uid() === undefined) await new Promise(setImmediate);
    const suspended = () => world.kubernetes.applications.get(NAME)?.spec.suspend;
    const before = world.kubernetes.applications.get(NAME)!.spec;
    for (const message of [
      `the operator is told to suspend application ${NAME}; its limits go on counting`,
      `application ${NAME} was suspended before`,
    ])
      expect(await suspend(world.context(), world.find('r1'), false)).toEqual({
        ...{ outcome: 'suspended', message, application: NAME, namespace: 'data', state: 'NEW' },
      });
    expect(suspended()).toBe(true);
    expect(await resume(world.context(), world.find('r1'))).toMatchObject({ outcome: 'resumed' });
    expect(await resume(world.context(), world.find('r1'))).toMatchObject({
      message: `application ${NAME} was resumed before`,
    });
    expect(world.kubernetes.applications.get(NAME)!.spec).toEqual({ ...before, suspend: false });
    expect(world.kubernetes.requests.filter((request) => request.startsWith('PATCH'))).toHaveLength(2);
    expect(world.events.map(({ event }) => event).filter((event) => /resumed|suspended/.test(event))).toEqual(
      ['suspended', 'resumed'],
    );
  });

  it('fails on a run whose job has begun, unless it may begin anew', async () => {
    await world.run('r1');
    world.kubernetes.state(NAME, 'RUNNING');
    await expect(suspend(world.context(), world.find('r1'), false)).rejects.toMatchObject({
      outcome: 'refused',
      message: expect.stringContaining(
        'is RUNNING: the operator would stop its job, which begins anew when it is resumed',
      ),
    });
    expect(await suspend(world.context(), world.find('r1'), true)).toMatchObject({ outcome: 'suspended' });
  });

  it.each([
    ['NEW', true],
    ['SUBMISSION_FAILED', true],
    ['PENDING_RERUN', true],
    ['SUSPENDING', true],
    ['SUSPENDED', true],
    ['SUBMITTED', false],
    ['RUNNING', false],
    ['SUCCEEDING', false],
    ['RESUMING', false],
  ])('know whether a job that is %s has begun', async (state, mayBeSuspended) => {
    await world.run('r1');
    world.kubernetes.state(NAME, state);
    const end = await suspend(world.context(), world.find('r1'), false).then(
      ({ outcome }) => outcome,
      (error: unknown) => (error as RunnerError).outcome,
    );
    expect(end).toBe(mayBeSuspended ? 'suspended' : 'refused');
  });

  it('leave a run alone that is suspended, in any state', async () => {
    await world.run('r1');
    world.kubernetes.state(NAME, 'RUNNING');
    await suspend(world.context(), world.find('r1'), true);
    expect(await suspend(world.context(), world.find('r1'), false)).toMatchObject({
      message: `application ${NAME} was suspended before`,
      state: 'RUNNING',
    });
  });

  it('fails on a run that has ended, that is another one, or that is not there', async () => {
    await expect(resume(world.context(), world.find('r1'))).rejects.toMatchObject({ outcome: 'not-found' });
    await world.run('r1');
    await expect(resume(world.context(), world.find('r1'))).rejects.toMatchObject({
      message: expect.stringContaining(
        'is COMPLETED; only a run that has not ended can be suspended or resumed',
      ),
    });
    await expect(
      suspend(world.context(), { job: 'kronodroid', name: NAME, runId: 'iceberg-r1' }, true),
    ).rejects.toMatchObject({ outcome: 'owned-by-another' });
  });

  it('fails on an application that is made anew in between', async () => {
    world.states = [];
    void world.run('r1').catch(() => undefined);
    while (uid() === undefined) await new Promise(setImmediate);
    world.kubernetes.fault = ({ method }) => (method === 'PATCH' ? { status: 409 } : undefined);
    await expect(suspend(world.context(), world.find('r1'), false)).rejects.toMatchObject({
      outcome: 'interrupted',
    });
  });
});
