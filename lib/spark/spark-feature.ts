import type { IConstruct, IMixin } from 'constructs';
import { takerOf, type Part } from './feature-taker';
import type { SparkContribution } from './spark-contribution';
import type { SparkTarget } from './spark-target';

/**
 * A part of a Spark application that is added by `application.with(feature)`: a bucket, a catalog, a file, or what a
 * platform team wants every job to have.
 */
export abstract class SparkFeature implements IMixin {
  /** What this feature is, as a reader knows it (`S3 bucket dlt-data`); stands in errors and provenance. */
  public abstract readonly description: string;

  /** What it adds: pure data, the same for the same feature. */
  public abstract contribute(): SparkContribution;

  /**
   * What it adds to a certain application, where that makes a difference.
   * @internal
   */
  public _contributeTo?(target: SparkTarget): SparkContribution;

  /** Features that come along, each under its own name. */
  public get includes(): SparkFeature[] {
    return [];
  }

  /** True for Spark applications, scheduled ones included. */
  public supports(construct: IConstruct): boolean {
    return takerOf(construct) !== undefined;
  }

  /** Adds the contribution to the application, and those of what comes along: all of them or none. */
  public applyTo(construct: IConstruct): void {
    const taker = takerOf(construct);
    taker?.add(partsOf(this, taker.target));
  }
}

/** What a feature adds to an application, after what comes along. */
export function partsOf(feature: SparkFeature, target: SparkTarget): Part[] {
  return [
    ...feature.includes.flatMap((included) => partsOf(included, target)),
    {
      source: feature.description,
      contribution: feature._contributeTo?.(target) ?? feature.contribute(),
      isFixed: true,
    },
  ];
}
