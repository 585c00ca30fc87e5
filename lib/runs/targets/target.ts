import type { ReleasedSpec } from '../released';

/** Where the value of a parameter goes in the application of a run. */
export interface Target {
  /** What it is, before its name: `argument`, `variable`. */
  readonly kind: string;
  /** Its name: `--test-limit`, `spec.driver.cores`. */
  readonly name: string;
  /**
   * Why no run may set it, whatever the application is.
   *
   * @param hasBranch whether the runs write to branches of their own
   */
  problem(hasBranch: boolean): string | undefined;
  /** Why no run can set it in this application. */
  conflict(spec: ReleasedSpec): string | undefined;
  /** What a text must be or not be there, whatever the contract allows; undefined when it is fine. */
  refusal(text: string): string | undefined;
  /** The value that an application has. */
  read(spec: ReleasedSpec): unknown;
  /** The application with another value: the other side of `read`. */
  write(spec: ReleasedSpec, value: string | number): ReleasedSpec;
}

/** Said of what would take a run off its branch. */
export const LEADS_AWAY = 'which says where the job writes; a run writes to its own branch';

/** An option to the job. */
export const NO_DASH = 'must not begin with -, since the job would take it for an option';

/** What Kubernetes would put another text in place of. */
export function referenceIn(text: string): string | undefined {
  const start = text.indexOf('$(');
  return start >= 0 && text.includes(')', start)
    ? 'must not have $(…), which Kubernetes would replace by a variable of the pod'
    : undefined;
}
