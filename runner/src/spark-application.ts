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
  readonly terminationTime?: string | null;
  readonly executorState?: Readonly<Record<string, string>>;
}

/** The only two states that end a run. */
export const TERMINAL_STATES: readonly string[] = ['COMPLETED', 'FAILED'];

/** True for one that has ended. */
export function isOver(application: SparkApplication): boolean {
  return TERMINAL_STATES.includes(stateOf(application));
}

/** When it came into its state, as far as its status says. */
export function stateTime(application: SparkApplication): string | null | undefined {
  const { status } = application;
  if (isOver(application)) return status?.terminationTime;
  return stateOf(application) === 'SUBMITTED' ? status?.lastSubmissionAttemptTime : undefined;
}

/** Name of its driver's pod. */
export function driverOf({ metadata, status }: SparkApplication): string {
  const podName = status?.driverInfo?.podName ?? '';
  return podName === '' ? `${metadata.name}-driver` : podName;
}

export function stateOf(application: SparkApplication): string {
  const state = application.status?.applicationState?.state;
  return state === undefined || state === '' ? 'NEW' : state;
}

/** Seconds since the application was made, by the clock of the server. */
export function ageOf(application: SparkApplication, now: number): number {
  const created = Date.parse(application.metadata.creationTimestamp ?? '') || now;
  return Math.max(0, Math.round((now - created) / 1000));
}
