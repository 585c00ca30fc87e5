import type { Kubernetes } from './kubernetes';
import { RunnerError } from './outcome';
import { pause, persist, type Pace } from './pace';
import { stateOf, TERMINAL_STATES, type SparkApplication } from './spark-application';

/** Limits of a run, counted from the creation of its application. */
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
  let current = application;

  const ending = (): Ending | undefined => {
    isOurs(current);
    onChange(current);
    if (TERMINAL_STATES.includes(stateOf(current))) return { kind: 'terminal', application: current };
    const reason = overdue(current, limits);
    return reason === undefined ? undefined : { kind: 'timed-out', application: current, reason };
  };

  for (;;) {
    const end = ending();
    if (end) return end;

    const untilMs = Math.min(Date.now() + pace.watchSeconds * 1000, deadline(current, limits));
    try {
      const version = current.metadata.resourceVersion ?? '0';
      for await (const seen of kubernetes.watchApplication(name, version, untilMs - Date.now())) {
        if (seen === undefined) break;
        current = seen;
        const endSeen = ending();
        if (endSeen) return endSeen;
      }
      // A server that ends every watch at once must not make this loop a hot one.
      await pause(pace, pace.firstDelayMs);
    } catch (error) {
      pace.signal.throwIfAborted();
      if (error instanceof RunnerError) throw error;
      await pause(pace, Math.max(0, Math.min(pace.pollMs, untilMs - Date.now())));
    }

    // A silent API server is waited for until the run is overdue, and then as long as for any other call.
    const overdueMs = Math.max(created(current) + limits.totalSeconds * 1000, Date.now());
    const seen = await persist(pace, () => kubernetes.applicationNow(name), overdueMs + pace.patienceMs);
    if (seen === undefined) return { kind: 'deleted' };
    current = seen;
  }
}

/** Why the start is still to come, or nothing once the application got going. */
function waitsFor(application: SparkApplication): string | undefined {
  const state = stateOf(application);
  if (state === 'NEW' || state === 'SUBMITTED') return 'a running driver';
  const executors = Object.values(application.status?.executorState ?? {});
  const allWait = executors.length > 0 && executors.every((executor) => executor === 'PENDING');
  return state === 'RUNNING' && allWait ? 'a running executor' : undefined;
}

function created(application: SparkApplication): number {
  return Date.parse(application.metadata.creationTimestamp ?? '') || Date.now();
}

/** When the run is overdue if nothing changes. The clock of the start begins anew with each attempt. */
function deadline(application: SparkApplication, limits: Limits): number {
  const total = created(application) + limits.totalSeconds * 1000;
  if (waitsFor(application) === undefined) return total;
  const attempt = Date.parse(application.status?.lastSubmissionAttemptTime ?? '') || 0;
  return Math.min(total, Math.max(created(application), attempt) + limits.startSeconds * 1000);
}

function overdue(application: SparkApplication, limits: Limits): string | undefined {
  const now = Date.now();
  if (now < deadline(application, limits)) return undefined;
  const state = stateOf(application);
  return now >= created(application) + limits.totalSeconds * 1000
    ? `it was ${state} after ${limits.totalSeconds} s, the limit of the whole run (--timeout)`
    : `it was ${state} without ${waitsFor(application) ?? ''} after ${limits.startSeconds} s, the limit of the start (--start-timeout)`;
}
