import { ownerOf } from '../src/existing-run';
import { follow, type Ending, type Limits } from '../src/follow';
import { Kubernetes } from '../src/kubernetes';
import { RunnerError } from '../src/outcome';
import type { Pace } from '../src/pace';
import { stateOf, type SparkApplication } from '../src/spark-application';
import { planRun } from '../../lib/runs/plan';
import { stamp } from '../../lib/runs/stamp';
import { FakeKubernetes } from './fake/kubernetes';
import { pace, template } from './fixtures';

const released = template();
const plan = planRun(released, 'r1', 'data');
const LIMITS: Limits = { totalSeconds: 60, startSeconds: 60 };
let server: FakeKubernetes;
let seen: string[];
let over: AbortController;

beforeEach(async () => {
  server = await new FakeKubernetes().start();
  seen = [];
  over = new AbortController();
});
afterEach(() => {
  over.abort(new Error('the test is over'));
  return server.stop();
});

function started(creationTimestamp = new Date().toISOString()): SparkApplication {
  const stamped = stamp(released, plan, {});
  return server.put({ ...stamped, metadata: { ...stamped.metadata, creationTimestamp } });
}

function now(): SparkApplication {
  return server.applications.get(plan.name)!;
}

function following(
  application: SparkApplication,
  limits = LIMITS,
  change: Partial<Pace> = {},
): Promise<Ending> {
  const quick = pace({ signal: over.signal, ...change });
  return follow(
    new Kubernetes(server.connection(), 'data', quick),
    application,
    limits,
    quick,
    (current) => {
      ownerOf(current, { job: 'kronodroid-iceberg', name: plan.name, runId: 'r1' });
    },
    (current) => {
      if (seen.at(-1) !== stateOf(current)) seen.push(stateOf(current));
    },
  );
}

const ago = (seconds: number): string => new Date(Date.now() - seconds * 1000).toISOString();

describe('follow', () => {
  it('ends with COMPLETED, having seen each state', async () => {
    const application = started();
    const playing = server.play(plan.name, ['SUBMITTED', 'RUNNING', 'SUCCEEDING', 'COMPLETED'], 30);
    expect(await following(application)).toMatchObject({ kind: 'terminal' });
    await playing;
    expect(seen).toEqual(['NEW', 'SUBMITTED', 'RUNNING', 'SUCCEEDING', 'COMPLETED']);
  });

  it('ends with FAILED', async () => {
    const application = started();
    server.state(plan.name, 'FAILED', 'driver container failed with ExitCode: 1, Reason: Error');
    expect(await following(application)).toMatchObject({
      kind: 'terminal',
      application: { status: { applicationState: { state: 'FAILED' } } },
    });
  });

  it('takes no other state for the end', async () => {
    const application = started();
    const states = [
      ...['SUBMITTED', 'SUBMISSION_FAILED', 'FAILING', 'PENDING_RERUN', 'INVALIDATING', 'UNKNOWN', 'RUNNING'],
      ...['SUSPENDING', 'SUSPENDED', 'RESUMING', 'SUCCEEDING', 'COMPLETED'],
    ];
    const playing = server.play(plan.name, states, 15);
    expect(await following(application)).toMatchObject({ kind: 'terminal' });
    await playing;
    expect(seen).toEqual(['NEW', ...states]);
  });

  it('goes on when watches are cut', async () => {
    const application = started();
    const cutting = setInterval(() => {
      server.cutWatches();
    }, 10);
    const playing = server.play(plan.name, ['SUBMITTED', 'RUNNING', 'COMPLETED'], 60);
    expect(await following(application)).toMatchObject({ kind: 'terminal' });
    clearInterval(cutting);
    await playing;
  });

  it.each([
    ['refused', { status: 403 }],
    ['too many', { status: 429 }],
    ['expired', { status: 410 }],
    ['lost', 'lost'],
  ] as const)('polls where a watch is %s', async (_, fault) => {
    server.fault = (request) => (request.query.has('watch') ? fault : undefined);
    const application = started();
    const playing = server.play(plan.name, ['RUNNING', 'COMPLETED'], 50);
    expect(await following(application)).toMatchObject({ kind: 'terminal' });
    await playing;
  });

  it('looks again when the watch says that its version is gone', async () => {
    let first = true;
    server.fault = (request) => {
      if (!request.query.has('watch') || !first) return undefined;
      first = false;
      return { status: 200, body: { type: 'ERROR', object: { code: 410, reason: 'Expired' } } };
    };
    const application = started();
    server.state(plan.name, 'COMPLETED');
    expect(await following(application)).toMatchObject({ kind: 'terminal' });
  });

  it('is patient with an API server that is away', async () => {
    const application = started();
    const followed = following(application);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await server.stop();
    await new Promise((resolve) => setTimeout(resolve, 300));
    server.state(plan.name, 'COMPLETED');
    await server.start();
    expect(await followed).toMatchObject({ kind: 'terminal' });
  });

  it('does not flood a server that ends every watch at once', async () => {
    server.fault = (request) => (request.query.has('watch') ? { status: 200, body: {} } : undefined);
    const application = started();
    const playing = server.play(plan.name, ['COMPLETED'], 300);
    await following(application, LIMITS, { firstDelayMs: 50 });
    await playing;
    expect(server.requests.length).toBeLessThan(20);
  });

  it('asks more and more seldom while every watch ends at once', async () => {
    const times: number[] = [];
    server.fault = (request) => {
      if (!request.query.has('watch')) return undefined;
      if (times.push(performance.now()) === 8) server.state(plan.name, 'COMPLETED');
      return { status: 200, text: '' };
    };
    await following(started(), LIMITS, { firstDelayMs: 4, pollMs: 100 });
    const pauses = times.slice(1).map((at, index) => at - times[index]!);
    expect(pauses.map((ms, index) => ms >= Math.min(100, 4 * 2 ** (index + 1)) - 2)).not.toContain(false);
  });

  it('says when the application was deleted', async () => {
    const application = started();
    setTimeout(() => {
      server.remove(plan.name);
    }, 30);
    expect(await following(application)).toEqual({ kind: 'deleted' });
  });

  it('fails when the application becomes that of another run', async () => {
    const application = started();
    setTimeout(() => {
      server.remove(plan.name);
      server.put({ ...stamp(released, { ...plan, id: 'r2' }, {}) });
    }, 30);
    await expect(following(application)).rejects.toMatchObject({ outcome: 'owned-by-another' });
  });

  it('stops at once when told to', async () => {
    const controller = new AbortController();
    const followed = following(started(), LIMITS, { signal: controller.signal });
    setTimeout(() => {
      controller.abort(new RunnerError('interrupted', 'SIGTERM'));
    }, 30);
    await expect(followed).rejects.toMatchObject({ outcome: 'interrupted' });
  });

  describe('limits', () => {
    it('end a run that takes too long', async () => {
      started(ago(3));
      server.state(plan.name, 'RUNNING');
      const ending = await following(now(), { totalSeconds: 4, startSeconds: 2 });
      expect(ending).toMatchObject({
        kind: 'timed-out',
        reason: 'it was RUNNING after 4 s, the limit of the whole run (--timeout)',
      });
    });

    it('count from the creation, also when the runner comes later', async () => {
      expect(await following(started(ago(700)), { totalSeconds: 3600, startSeconds: 600 })).toMatchObject({
        kind: 'timed-out',
        reason: 'it was NEW without a running driver after 600 s, the limit of the start (--start-timeout)',
      });
    });

    it('end a run whose executors never start', async () => {
      started(ago(700));
      server.status(plan.name, {
        applicationState: { state: 'RUNNING' },
        executorState: { 'e-1': 'PENDING', 'e-2': 'PENDING' },
      });
      expect(
        await following(now(), {
          totalSeconds: 3600,
          startSeconds: 600,
        }),
      ).toMatchObject({
        reason:
          'it was RUNNING without a running executor after 600 s, the limit of the start (--start-timeout)',
      });
    });

    it.each([
      [
        'one executor runs',
        { applicationState: { state: 'RUNNING' }, executorState: { a: 'RUNNING', b: 'PENDING' } },
      ],
      ['there are no executors yet', { applicationState: { state: 'RUNNING' }, executorState: {} }],
      ['it is suspended', { applicationState: { state: 'SUSPENDED' } }],
      ['it runs again', { applicationState: { state: 'PENDING_RERUN' } }],
      [
        'a new attempt began',
        { applicationState: { state: 'SUBMITTED' }, lastSubmissionAttemptTime: ago(10) },
      ],
    ])('of the start do not end it when %s', async (_, status) => {
      started(ago(700));
      server.status(plan.name, status);
      const playing = server.play(plan.name, ['COMPLETED'], 50);
      expect(
        await following(now(), {
          totalSeconds: 3600,
          startSeconds: 600,
        }),
      ).toMatchObject({ kind: 'terminal' });
      await playing;
    });

    describe.each([650, -650, 86_400])('by the clock of a server that is %s s ahead', (ahead) => {
      const limits = { totalSeconds: 3600, startSeconds: 600 };
      const agoThere = (seconds: number): string =>
        new Date(Date.now() + ahead * 1000 - seconds * 1000).toISOString();
      /** The runner has heard the server before it follows anything. */
      const heard = async (application: SparkApplication): Promise<SparkApplication> => {
        await new Kubernetes(server.connection(), 'data', pace()).application(plan.name);
        return application;
      };
      beforeEach(() => {
        server.aheadMs = ahead * 1000;
      });

      it('do not end a run that was made just now', async () => {
        const application = await heard(started(agoThere(0)));
        const playing = server.play(plan.name, ['SUBMITTED', 'COMPLETED'], 30);
        expect(await following(application, limits)).toMatchObject({ kind: 'terminal' });
        await playing;
      });

      it('end one that is overdue', async () => {
        const ending = await following(await heard(started(agoThere(700))), limits, { watchSeconds: 1 });
        expect(ending).toMatchObject({ kind: 'timed-out' });
      });

      it('do not end a run that was made just now where the server tells no time', async () => {
        server.aheadMs = undefined;
        const application = started(agoThere(0));
        const playing = server.play(plan.name, ['SUBMITTED', 'COMPLETED'], 30);
        expect(await following(application, limits)).toMatchObject({ kind: 'terminal' });
        await playing;
      });
    });

    it('count from the first look where the server tells no time', async () => {
      server.aheadMs = undefined;
      const application = started(ago(-86_400));
      expect(await following(application, { totalSeconds: 60, startSeconds: 1 })).toMatchObject({
        kind: 'timed-out',
      });
    });
  });
});
