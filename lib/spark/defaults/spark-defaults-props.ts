import type { Duration } from 'cdk8s';
import type { SparkContribution } from '../spark-contribution';
import type { SparkFeature } from '../spark-feature';

/** What applications get from the scope that they are in: whatever a feature can bring, and what only a platform says. */
export interface SparkDefaultsProps extends SparkContribution {
  /**
   * Features for every application: the bucket of the event logs, a certificate authority, an agent.
   * @default - none
   */
  readonly features?: SparkFeature[];
  /**
   * Registry of the images that name none, perhaps with a folder: `registry.example.com/spark`. Locked, no image may be from
   * elsewhere.
   * @default - that of the container runtime, as a rule Docker Hub
   */
  readonly registry?: string;
  /**
   * Folder of Spark's event logs, with its scheme: `s3a://logs/spark`. It must be there; its bucket is one of `features`.
   * @default - no event logs
   */
  readonly eventLog?: string;
  /**
   * How long a driver may run before it is stopped, in whole minutes. By Spark's own plugin since Spark 4.0; before, by the pod
   * template of the driver, which a `SparkAdmissionPolicy` does not allow.
   * @default - for ever
   */
  readonly deadline?: Duration;
}
