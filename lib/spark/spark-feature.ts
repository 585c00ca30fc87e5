import type { k8s } from 'cdk8s-plus-28';
import type { IConstruct, IMixin } from 'constructs';
import { SparkWorkload } from './spark-workload';

/** What a feature adds to an application. Nothing in it may hold a secret value. */
export interface SparkContribution {
  /**
   * Spark settings.
   * @default - none
   */
  readonly sparkConf?: Readonly<Record<string, string>>;
  /**
   * Environment variables of the driver and of the executors. A variable that is composed of others
   * (`$(A):$(B)`) is placed after them.
   * @default - none
   */
  readonly env?: k8s.EnvVar[];
  /**
   * Maven coordinates, for `deps.packages`.
   * @default - none
   */
  readonly packages?: string[];
  /**
   * Volumes of the application.
   * @default - none
   */
  readonly volumes?: k8s.Volume[];
  /**
   * Mounts in the driver.
   * @default - none
   */
  readonly driverVolumeMounts?: k8s.VolumeMount[];
  /**
   * Mounts in the executors.
   * @default - none
   */
  readonly executorVolumeMounts?: k8s.VolumeMount[];
}

/**
 * A part of a Spark application that is added by `application.with(feature)`: a bucket, a catalog, a file.
 */
export abstract class SparkFeature implements IMixin {
  /** What this feature is, as a reader knows it (`S3 bucket dlt-data`); stands in errors and provenance. */
  public abstract readonly description: string;

  /** What it adds: pure data, the same for the same feature. */
  public abstract contribute(): SparkContribution;

  /** True for Spark applications, scheduled ones included. */
  public supports(construct: IConstruct): boolean {
    return construct instanceof SparkWorkload;
  }

  /** Adds the contribution to the application. */
  public applyTo(construct: IConstruct): void {
    if (construct instanceof SparkWorkload) construct.addContribution(this.description, this.contribute());
  }
}
