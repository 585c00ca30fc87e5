import { setTimeout as delay } from 'node:timers/promises';
import { RunnerError } from './outcome';

/** How fast and how long the runner tries. */
export interface Pace {
  /** Milliseconds for which a call that cannot be answered is repeated. */
  readonly patienceMs: number;
  /** First and longest pause between two tries, in milliseconds; it doubles in between. */
  readonly firstDelayMs: number;
  readonly maxDelayMs: number;
  /** Pause between two looks at the application while it cannot be watched, in milliseconds. */
  readonly pollMs: number;
  /** Seconds after which a watch is renewed, so that a dead connection is noticed. */
  readonly watchSeconds: number;
  /** Milliseconds after which a single call counts as unanswered. */
  readonly callMs: number;
  /** Ends every pause and call. */
  readonly signal: AbortSignal;
}

export const DEFAULT_PACE: Omit<Pace, 'signal'> = {
  patienceMs: 120_000,
  firstDelayMs: 250,
  maxDelayMs: 10_000,
  pollMs: 5_000,
  watchSeconds: 60,
  callMs: 30_000,
};

/** A call that got no answer, or one that says "later". Repeating it is safe. */
export class Unanswered extends Error {
  public constructor(
    message: string,
    public readonly retryAfterMs = 0,
  ) {
    super(message);
  }
}

/** Repeats what is unanswered until it is answered, patience ends, or the runner is told to stop. */
export async function persist<T>(
  pace: Pace,
  attempt: () => Promise<T>,
  patienceMs = pace.patienceMs,
): Promise<T> {
  const deadline = performance.now() + patienceMs;
  for (let tries = 0; ; tries++) {
    pace.signal.throwIfAborted();
    try {
      return await attempt();
    } catch (error) {
      pace.signal.throwIfAborted();
      if (!(error instanceof Unanswered)) throw error;
      const backoff = Math.min(pace.maxDelayMs, pace.firstDelayMs * 2 ** tries);
      const wait = Math.max(error.retryAfterMs, backoff * (0.5 + Math.random() / 2));
      if (performance.now() + wait >= deadline) {
        throw new RunnerError('unavailable', `${error.message}; start it again when it answers`);
      }
      await pause(pace, wait);
    }
  }
}

export async function pause(pace: Pace, ms: number): Promise<void> {
  try {
    await delay(ms, undefined, { signal: pace.signal });
  } finally {
    pace.signal.throwIfAborted();
  }
}
