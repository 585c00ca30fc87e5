import type { IConstruct } from 'constructs';
import type { SparkContribution } from './spark-contribution';
import type { SparkTarget } from './spark-target';

/** What one part adds, and the part as a reader knows it. */
export interface Part {
  /** The part. */
  readonly source: string;
  /** What it adds. */
  readonly contribution: SparkContribution;
  /**
   * Whether a feature says so, which says the same each time.
   * @default false
   */
  readonly isFixed?: boolean;
}

/** An application, as features see it. */
export interface FeatureTaker {
  /** What a feature may depend on. */
  readonly target: SparkTarget;
  /** Adds parts, all of them or none. */
  readonly add: (parts: readonly Part[]) => void;
}

const takers = new WeakMap<IConstruct, FeatureTaker>();

/** Lets features be added to a construct. */
export function registerTaker(construct: IConstruct, taker: FeatureTaker): void {
  takers.set(construct, taker);
}

/** The application that a construct is; undefined for any other construct. */
export function takerOf(construct: IConstruct): FeatureTaker | undefined {
  return takers.get(construct);
}
