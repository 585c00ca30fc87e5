import type { Facts } from './facts';

/** An error stops the synth and fails `check`; a warning is reported and nothing more. */
export type Severity = 'error' | 'warning';

/** Where a value stands in a manifest: `['spec', 'driver', 'env', 3, 'value']`. */
export type Path = readonly (string | number)[];

/** A plain Kubernetes object, or the values of a chart, as parsed from YAML. Nothing in it can be trusted. */
export type Manifest = Readonly<Record<string, unknown>>;

/** What one rule has against one object. */
export interface Problem {
  /** The property that is wrong; it may be absent from the manifest when the problem is that it is missing. */
  readonly path: Path;
  /** What is wrong with this value: lower-case start, no final period. */
  readonly message: string;
  /**
   * What to write instead.
   * @default - the fix of the rule
   */
  readonly fix?: string;
  /**
   * The property that a misspelt one was meant to be: that it is missing is the same mistake.
   * @default - none
   */
  readonly meant?: Path;
  /**
   * The value holds a credential: it is hidden wherever the finding is shown.
   * @default false
   */
  readonly secret?: boolean;
}

/** One known mistake: what it is, why it hurts, how to mend it, and how to see it in plain manifests. */
export interface Rule {
  /** Stable name of the problem, kebab-case. */
  readonly id: string;
  /** What a finding of this rule means for the synth. */
  readonly severity: Severity;
  /** The problem in one line. */
  readonly summary: string;
  /** What happens at run time if nobody mends it. */
  readonly why: string;
  /** How to mend it. */
  readonly fix: string;
  /**
   * Why no construct of the library can have the problem: its types do not allow it.
   * @default - constructs can have it, and the synth finds it
   */
  readonly impossible?: string;
  /** Kinds that it reads; `values` stands for values of the Spark Operator chart, `*` for every Kubernetes object. */
  readonly kinds: readonly string[];
  /**
   * True for a general check (a schema) that stays silent where a particular rule has spoken; an error takes the place
   * of warnings.
   * @default false
   */
  readonly general?: boolean;
  /** Looks at one object; pure, and silent about whatever has a shape that it does not know. */
  readonly check: (object: Manifest, facts: Facts) => Iterable<Problem>;
}

/** Kind of the values of the Spark Operator chart. */
export const VALUES = 'values';
