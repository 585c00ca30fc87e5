import type { IConstruct, IMixin } from 'constructs';
import type { SparkContribution } from './spark-contribution';
import { SparkWorkload } from './spark-workload';

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
   * What it adds to an application whose Spark has a certain Hadoop, undefined for a Spark that is not known; only where that
   * makes a difference.
   * @internal
   */
  public _contributeTo?(hadoop: string | undefined): SparkContribution;

  /** Features that come along, each under its own name. */
  public get includes(): SparkFeature[] {
    return [];
  }

  /** True for Spark applications, scheduled ones included. */
  public supports(construct: IConstruct): boolean {
    return construct instanceof SparkWorkload;
  }

  /** Adds the contribution to the application, and those of what comes along: all of them or none. */
  public applyTo(construct: IConstruct): void {
    if (construct instanceof SparkWorkload) construct._addParts(partsOf(this, construct._hadoopVersion));
  }
}

function partsOf(
  feature: SparkFeature,
  hadoop: string | undefined,
): { source: string; contribution: SparkContribution }[] {
  return [
    ...feature.includes.flatMap((included) => partsOf(included, hadoop)),
    { source: feature.description, contribution: feature._contributeTo?.(hadoop) ?? feature.contribute() },
  ];
}
