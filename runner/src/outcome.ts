/** How a command can end: its word in the JSON result, its exit code, and what it means. */
export const OUTCOMES = {
  completed: { exit: 0, meaning: 'the application ended COMPLETED' },
  'branch-ready': { exit: 0, meaning: 'the branch of the run exists' },
  promoted: { exit: 0, meaning: 'the branch of the run was merged into the target' },
  'already-promoted': { exit: 0, meaning: 'an earlier promote of this run merged it; nothing was done' },
  cancelled: { exit: 0, meaning: 'the application is gone, its branch is kept' },
  cleaned: { exit: 0, meaning: 'the application and the branch are gone' },
  backfilled: { exit: 0, meaning: 'every run of the list is done, and promoted if that was asked for' },
  suspended: { exit: 0, meaning: 'the operator is told to stop the application and keep it' },
  resumed: { exit: 0, meaning: 'the operator is told to start the application' },
  ready: { exit: 0, meaning: 'nothing that is known is in the way of a run' },
  listed: { exit: 0, meaning: 'the runs are in the result' },
  documented: { exit: 0, meaning: 'the page of the release is in the result' },
  compared: { exit: 0, meaning: 'what differs between two releases is in the result' },
  logged: { exit: 0, meaning: 'the log was printed, before the result' },
  diagnosed: { exit: 0, meaning: 'doctor looked; its findings are in the result' },

  error: { exit: 1, meaning: 'something that the runner did not expect' },
  refused: {
    exit: 2,
    meaning: 'the template, a parameter, a rule or the cluster refuses it; change the input',
  },
  'owned-by-another': {
    exit: 3,
    meaning: 'another run, or none, owns the application or branch of that name',
  },
  'branch-not-clean': {
    exit: 4,
    meaning: 'the branch holds changes of an earlier attempt whose application is gone',
  },
  denied: { exit: 5, meaning: 'credentials are missing or have too few rights' },
  unavailable: {
    exit: 6,
    meaning: 'the API server, lakeFS or a catalog did not answer in time; start it again',
  },
  interrupted: { exit: 7, meaning: 'the runner was told to stop; start it again, the run goes on' },
  'still-running': { exit: 9, meaning: 'the limit of the wait passed; the application goes on' },
  'not-found': { exit: 8, meaning: 'there is no such application' },

  failed: { exit: 10, meaning: 'the application ended FAILED' },
  'timed-out': { exit: 11, meaning: 'a time limit passed; the application was stopped' },
  'runs-failed': { exit: 13, meaning: 'some runs of the list are not done; the result says which' },
  'not-ready': { exit: 14, meaning: 'something is in the way of a run; the result says what' },
  deleted: { exit: 12, meaning: 'somebody deleted the application before it ended' },

  'nothing-to-promote': { exit: 20, meaning: 'the run changed nothing' },
  conflict: { exit: 21, meaning: 'the target changed what the run changed; the target is as it was' },
  'target-dirty': { exit: 22, meaning: 'the target has uncommitted changes; it is as it was' },
  'catalog-bound-to-branch': {
    exit: 23,
    meaning: 'the tables point into the branch of the run and would break with its deletion',
  },
  'not-completed': { exit: 24, meaning: 'the application is not known to have COMPLETED' },
  'branch-missing': { exit: 25, meaning: 'the run has no branch, and no promotion of it is recorded' },
} as const satisfies Record<string, { readonly exit: number; readonly meaning: string }>;

export type Outcome = keyof typeof OUTCOMES;

/** True for the name of an outcome. */
export function isOutcome(value: unknown): value is Outcome {
  return typeof value === 'string' && Object.hasOwn(OUTCOMES, value);
}

/** An end other than the good one, with the sentence that the user reads. */
export class RunnerError extends Error {
  public constructor(
    public readonly outcome: Outcome,
    message: string,
  ) {
    super(message);
  }
}
