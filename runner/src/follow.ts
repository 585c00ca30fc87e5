import type { Kubernetes } from './kubernetes';
import { RunnerError } from './outcome';
import { pause, persist, type Pace } from './pace';
import { stateOf, TERMINAL_STATES, type SparkApplication } from './spark-application';

/** Limits of a run, counted from the creation of its application by the clock of the API server. */
export interface Limits {
  /** Seconds until the run must have ended. */
  readonly totalSeconds: number;
  /** Seconds until the driver, and one executor if there are any, must run; each attempt has its own. */
  readonly startSeconds: number;
}

export const DEFAULT_LIMITS: Limits = { totalSeconds: 3600, startSeconds: 600 };

export type Ending =
  | { readonly kind: 'terminal'; readonly application: SparkApplication }
  | { readonly kind: 'timed-out'; readonly application: SparkApplication; readonly reason: string }
  | { readonly kind: 'deleted' };

/**
 * Follows an application to its end. It is watched; whenever a watch ends or cannot be had, the application itself
 * is looked at, so that nothing depends on having seen every event.
 *
 * @param isOurs throws when the application belongs to another run
 * @param onChange called with every version that is seen
 */
export async function follow(
  kubernetes: Kubernetes,
  application: SparkApplication,
  limits: Limits,
  pace: Pace,
  isOurs: (application: SparkApplication) => void,
  onChange: (application: SparkApplication) => void,
): Promise<Ending> {
  const { name } = application.metadata;
  const { clock } = kubernetes;
  let current = application;
  const longest = Math.max(pace.firstDelayMs, pace.pollMs);
  /** How many watches in a row ended at once and told nothing. */
  let idle = 0;

  const ending = (): Ending | undefined => {
    isOurs(current);
    onChange(current);
    if (TERMINAL_STATES.includes(stateOf(current))) return { kind: 'terminal', application: current };
    const reason = overdue(current, limits, clock.now());
    return reason === undefined ? undefined : { kind: 'timed-out', application: current, reason };
  };

  for (;;) {
    const end = ending();
    if (end) return end;

    const begin = performance.now();
    const leftMs = (): number => deadline(current, limits, clock.now()) - clock.now();
    const version = current.metadata.resourceVersion ?? '0';
    let isNew = false;
    try {
      const watchMs = Math.min(pace.watchSeconds * 1000, leftMs());
      for await (const seen of kubernetes.watchApplication(name, version, watchMs)) {
        if (seen === undefined) break;
        isNew ||= seen.metadata.resourceVersion !== version;
        current = seen;
        const endSeen = ending();
        if (endSeen) return endSeen;
      }
      // A server that ends every watch at once must not make this loop a hot one.
      idle = isNew || performance.now() - begin > pace.pollMs ? 0 : idle + 1;
      await pause(pace, clamp(pace.firstDelayMs * 2 ** Math.min(idle, 20), longest, leftMs()));
    } catch (error) {
      pace.signal.throwIfAborted();
      if (error instanceof RunnerError) throw error;
      await pause(pace, clamp(pace.pollMs, leftMs()));
    }

    // A silent API server is waited for until the run is overdue, and then as long as for any other call.
    const overdueMs = Math.max(0, created(current, clock.now()) + limits.totalSeconds * 1000 - clock.now());
    const seen = await persist(pace, () => kubernetes.applicationNow(name), overdueMs + pace.patienceMs);
    if (seen === undefined) return { kind: 'deleted' };
    current = seen;
  }
}

function clamp(ms: number, ...most: readonly number[]): number {
  return Math.max(0, Math.min(ms, ...most));
}

/** Why the start is still to come, or nothing once the application got going. */
function waitsFor(application: SparkApplication): string | undefined {
  const state = stateOf(application);
  if (state === 'NEW' || state === 'SUBMITTED') return 'a running driver';
  const executors = Object.values(application.status?.executorState ?? {});
  const allWait = executors.length > 0 && executors.every((executor) => executor === 'PENDING');
  return state === 'RUNNING' && allWait ? 'a running executor' : undefined;
}

function created(application: SparkApplication, now: number): number {
  return Date.parse(application.metadata.creationTimestamp ?? '') || now;
}

/** When the run is overdue if nothing changes. The clock of the start begins anew with each attempt. */
function deadline(application: SparkApplication, limits: Limits, now: number): number {
  const begin = created(application, now);
  const total = begin + limits.totalSeconds * 1000;
  if (waitsFor(application) === undefined) return total;
  const attempt = Date.parse(application.status?.lastSubmissionAttemptTime ?? '') || 0;
  return Math.min(total, Math.max(begin, attempt) + limits.startSeconds * 1000);
}

function overdue(application: SparkApplication, limits: Limits, now: number): string | undefined {
  if (now < deadline(application, limits, now)) return undefined;
  const state = stateOf(application);
  return now >= created(application, now) + limits.totalSeconds * 1000
    ? `it was ${state} after ${limits.totalSeconds} s, the limit of the whole run (--timeout)`
    : `it was ${state} without ${waitsFor(application) ?? ''} after ${limits.startSeconds} s, the limit of the start (--start-timeout)`;
}
