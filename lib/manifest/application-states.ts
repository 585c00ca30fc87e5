/** Where the operator writes the state of a SparkApplication. */
export const STATE_FIELD = 'status.applicationState.state';

/** Whether a job is over in a state: for good or ill, or not, or not unless nothing is retried. */
type End = 'good' | 'bad' | 'perhaps' | 'no';

/** The states of a SparkApplication, as the operator writes them. */
const STATES: Readonly<Record<string, End>> = {
  SUBMITTED: 'no',
  RUNNING: 'no',
  SUCCEEDING: 'no',
  COMPLETED: 'good',
  FAILED: 'bad',
  SUBMISSION_FAILED: 'perhaps',
  FAILING: 'perhaps',
  PENDING_RERUN: 'no',
  INVALIDATING: 'no',
  SUSPENDING: 'no',
  SUSPENDED: 'no',
  RESUMING: 'no',
  UNKNOWN: 'no',
};

/** Names of the states. */
export const STATE_NAMES = Object.keys(STATES);

/** What a state says of the end of a job; undefined for what is no state. */
export function endOf(state: string): End | undefined {
  return Object.hasOwn(STATES, state) ? STATES[state] : undefined;
}

/** The conditions of whatever waits for the end of a job: states after which the operator does nothing more. */
export const STATE_CONDITIONS = {
  successCondition: `${STATE_FIELD} == COMPLETED`,
  failureCondition: `${STATE_FIELD} == FAILED`,
};
