import type { ReleasedSpec } from '../released';

/** A way to keep runs apart, by its word in a contract and on an application. */
export type IsolationKind = 'iceberg' | 'lakefs' | 'nessie' | 'none';

/** Keyword of the contract: how its runs are kept apart; without, by lakeFS. */
export const ISOLATION_KEYWORD = 'x-isolation';

/** Annotation of the application of a run: how it is kept apart; without, by lakeFS. */
export const ISOLATION_ANNOTATION = 'cdk8s-spark-operator/isolation';

/** Where an application writes, as the variables of its driver say. */
export interface Place {
  /** First part of the variables that say so. */
  readonly prefix: string;
  /** Repository of lakeFS; undefined when the driver does not say. */
  readonly repository: string | undefined;
  /** Address of Nessie; undefined when the driver does not say. */
  readonly server?: string | undefined;
  /** Tables of Iceberg, each with its catalog. */
  readonly tables?: readonly string[];
  /** The branch; undefined when the application does not say. */
  readonly branch: string | undefined;
}

/** Puts another branch wherever an application names the one of its place. */
export interface Move {
  /** The application on the other branch. */
  spec(spec: ReleasedSpec): ReleasedSpec;
  /** What a value of a parameter names beside the other branch, once it is moved; undefined if nothing. */
  stray(value: string): string | undefined;
}

/** One way to keep runs apart: what a release has to look like, and what a run changes in it. */
export interface Isolation {
  /** Its word. */
  readonly kind: IsolationKind;
  /** Whether each attempt of a run has a branch of its own, so that a late driver of an earlier one cannot write into it. */
  readonly hasAttempts: boolean;
  /** Where an application writes this way: one place, unless it cannot be told which. */
  places(spec: ReleasedSpec): Place[];
  /** Why no run can have a branch of its own there: sentences, none when one can. */
  problems(spec: ReleasedSpec): string[];
  /** Why a branch cannot have this name. */
  branchProblem(property: string, name: unknown): string | undefined;
  /** Puts an application from its place to another branch. */
  move(place: Place, branch: string): Move;
}
