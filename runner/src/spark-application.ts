import type { ReleasedApplication } from '../../lib/runs/released';

/** The parts of a SparkApplication of the cluster that a run reads or sets. */
export interface SparkApplication extends ReleasedApplication {
  readonly metadata: ReleasedApplication['metadata'] & {
    readonly uid?: string;
    readonly resourceVersion?: string;
    readonly creationTimestamp?: string;
  };
  readonly status?: SparkApplicationStatus;
}

export interface SparkApplicationStatus {
  readonly applicationState?: { readonly state?: string; readonly errorMessage?: string };
  readonly driverInfo?: { readonly podName?: string };
  readonly lastSubmissionAttemptTime?: string | null;
  readonly executorState?: Readonly<Record<string, string>>;
}

/** The only two states that end a run. */
export const TERMINAL_STATES: readonly string[] = ['COMPLETED', 'FAILED'];

export function stateOf(application: SparkApplication): string {
  const state = application.status?.applicationState?.state;
  return state === undefined || state === '' ? 'NEW' : state;
}

/** Seconds since the application was made, by the clock of the server. */
export function ageOf(application: SparkApplication, now: number): number {
  const created = Date.parse(application.metadata.creationTimestamp ?? '') || now;
  return Math.max(0, Math.round((now - created) / 1000));
}
