import type { Manifest, Path } from '../manifest/plain';
import type { Facts } from './facts';

/** An error stops the synth and fails `check`; a warning is reported and nothing more. */
export type Severity = 'error' | 'warning';

/** A place in another object that has to do with a problem. */
export interface Related {
  /** The object: one of those that are checked together, or the values of a release. */
  readonly object: Manifest;
  /** The property. */
  readonly path: Path;
  /** What is there. */
  readonly message: string;
}

/** The one right answer to a problem: it can be written without asking. Exactly one of the two is given. */
export interface Correction {
  /**
   * The right name of the key, whose value stays.
   * @default - the key is right
   */
  readonly key?: string;
  /**
   * The right value.
   * @default - the value stays
   */
  readonly value?: string | number | boolean;
}

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
   * How bad this case is, where it is not as bad as others of the rule, or worse.
   * @default - the severity of the rule
   */
  readonly severity?: Severity;
  /**
   * What many objects have in common is told of the first one only, with the number of the others: once in a file, or
   * once of all objects.
   * @default - told of each
   */
  readonly once?: 'file' | 'run';
  /**
   * The value holds a credential: it is hidden wherever the finding is shown.
   * @default false
   */
  readonly secret?: boolean;
  /**
   * Where else to look: the other object, where there is one.
   * @default - nowhere
   */
  readonly related?: readonly Related[];
  /**
   * What is right, where nothing else can be meant.
   * @default - a person has to choose
   */
  readonly correction?: Correction;
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
   * Where the fact stands in the documentation or the code of the program that it is about: a URL.
   * @default - none
   */
  readonly source?: string;
  /**
   * First version of the chart for whose operator it holds; where nothing is known of the release, it holds.
   * @default - it holds for all
   */
  readonly since?: string;
  /**
   * First version of the chart whose operator does better; where nothing is known of the release, it does.
   * @default - none is known
   */
  readonly until?: string;
  /**
   * Why no construct of the library can have the problem: its types do not allow it.
   * @default - constructs can have it, and the synth finds it
   */
  readonly impossible?: string;
  /** Kinds that it reads; `values` stands for values of the Spark Operator chart, `template` for files that are
   * templates, `*` for every Kubernetes object. */
  readonly kinds: readonly string[];
  /**
   * True for a general check (a schema) that stays silent where a particular rule has spoken; an error takes the place
   * of warnings.
   * @default false
   */
  readonly general?: boolean;
  /**
   * True for what a typed construct can only have by a patch, which is taken at its word: the synth warns.
   * @default false
   */
  readonly patchable?: boolean;
  /**
   * What it speaks of, when that is not a value: a key, which is wrong whatever its value is, or a placeholder (`${X}`,
   * `<your-bucket>`). Rules about values are silent where a placeholder stands for one.
   * @default - values
   */
  readonly speaksOf?: 'keys' | 'placeholders';
  /** Looks at one object; pure, and silent about whatever has a shape that it does not know. */
  readonly check: (object: Manifest, facts: Facts) => Iterable<Problem>;
}

/** Rules about one thing: one file, and one heading of docs/rules.md. */
export interface RuleGroup {
  /** The heading. */
  readonly title: string;
  /** The rules, in the order in which findings are told. */
  readonly rules: readonly Rule[];
}

/** Kind of the values of the Spark Operator chart. */
export const VALUES = 'values';

/** Kind of a template of manifests, which is no YAML. */
export const TEMPLATE = 'template';
