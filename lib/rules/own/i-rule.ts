import type { CheckedObject } from './checked-object';

/** How bad a finding is. */
export enum RuleSeverity {
  /** Stops the synth, and fails `check`. */
  ERROR = 'error',
  /** Is told and nothing more, unless the synth or `check` is strict. */
  WARNING = 'warning',
}

/** What a rule has against one object. */
export interface RuleProblem {
  /**
   * The field, step by step: `['spec', 'driver', 'env', '3', 'value']`. It may be one that is missing; none at all is the
   * object as a whole.
   */
  readonly path: string[];
  /** What is wrong with this value, as part of a sentence: lower-case start, no final period. */
  readonly message: string;
  /**
   * What to write instead.
   * @default - the fix of the rule
   */
  readonly fix?: string;
  /**
   * How bad this case is.
   * @default - the severity of the rule
   */
  readonly severity?: RuleSeverity;
}

/**
 * A rule of a platform team, beside those of the library: one known mistake, and how to see it in a manifest. Add it with
 * `Rules.of(app).add`, or name its module in the configuration of `check`; test it with `RuleTest`.
 */
export interface IRule {
  /** Stable name of the problem, kebab-case: `team-label-missing`. */
  readonly id: string;
  /** How bad a finding is. */
  readonly severity: RuleSeverity;
  /** The problem in one line. */
  readonly summary: string;
  /** What happens at run time if nobody mends it. */
  readonly why: string;
  /** How to mend it. */
  readonly fix: string;
  /** Kinds that it looks at, as `SparkApplication`; `*` is every Kubernetes object, `values` the values of the operator's chart. */
  readonly kinds: string[];
  /**
   * A page about it, which reports link: a URL.
   * @default - none
   */
  readonly url?: string;
  /**
   * Looks at one object. It may be of any shape, and cannot be changed. A rule that throws is a finding itself.
   *
   * @param subject the object, with what stands beside it
   */
  check(subject: CheckedObject): RuleProblem[];
}
