import type { CheckResult } from '../check';

/** Why there is nothing, or not everything, to report. */
export interface Refusal {
  /** `unreadable-file`, `repeated-key`, `nothing-to-check` or `usage`. */
  readonly rule: string;
  /**
   * The file that cannot be checked.
   * @default - the command as a whole
   */
  readonly file?: string;
  /**
   * Where in the file.
   * @default - unknown
   */
  readonly line?: number;
  /**
   * Where in the line.
   * @default - unknown
   */
  readonly column?: number;
  /** Why. */
  readonly message: string;
  /** What to do about it. */
  readonly fix: string;
}

/** All that a report tells. */
export interface Report extends CheckResult {
  /** What could not be checked. */
  readonly refusals: readonly Refusal[];
}
