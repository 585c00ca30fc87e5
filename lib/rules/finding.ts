import type { Release } from '../chart/release';
import type { Manifest, Path } from '../manifest/plain';
import type { Correction, Problem, Rule, Severity } from './rule';

/** An object to check. */
export interface Subject {
  /** Kind of the object, or `values` for values of the Spark Operator chart. */
  readonly kind: string;
  /** The object itself. */
  readonly manifest: Manifest;
  /**
   * The file in which it stands.
   * @default - one for all objects
   */
  readonly file?: string;
  /**
   * The release whose values these are, with the rules that are acknowledged for it.
   * @default - one of which nothing else is known, where these are values
   */
  readonly release?: Release;
  /**
   * The object in which these values or this object stand, and where: it is the one that findings are about.
   * @default - none, it stands for itself
   */
  readonly within?: { readonly subject: Subject; readonly place: (path: Path) => Path };
}

/** A place in another object that has to do with a finding. */
export interface RelatedPlace<S extends Subject = Subject> {
  /** The object. */
  readonly subject: S;
  /** The property, step by step. */
  readonly steps: Path;
  /** What is there. */
  readonly message: string;
}

/** One problem of one object. */
export interface Finding<S extends Subject = Subject> {
  /** The rule that it breaks. */
  readonly rule: Rule;
  /** How bad it is. */
  readonly severity: Severity;
  /** The object. */
  readonly subject: S;
  /** The property, as `spec.driver.env[3].value`. */
  readonly path: string;
  /** The same path, step by step. */
  readonly steps: Path;
  /** The offending value; undefined when the property is missing. A credential is hidden. */
  readonly value: unknown;
  /** What is wrong with it. */
  readonly message: string;
  /** How to mend it. */
  readonly fix: string;
  /** The credentials that no output may show. */
  readonly secrets?: readonly string[];
  /**
   * How many more the same rule has found in the same object.
   * @default 0
   */
  readonly more?: number;
  /**
   * Where it is told once, whatever the number of objects that have it.
   * @default - told of each
   */
  readonly once?: Problem['once'];
  /**
   * How many objects have it, where it is told of the first one only.
   * @default 1
   */
  readonly objects?: number;
  /**
   * Where else to look.
   * @default - nowhere
   */
  readonly related?: readonly RelatedPlace<S>[];
  /**
   * What is right, where nothing else can be meant.
   * @default - a person has to choose
   */
  readonly correction?: Correction;
}
