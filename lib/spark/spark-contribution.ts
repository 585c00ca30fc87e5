import type { k8s } from 'cdk8s-plus-28';
import type { SparkApplicationSettings } from './spark-application-settings';
import type { SparkJar } from './spark-jar';
import type { SparkPodProps } from './spark-pod-props';

/**
 * What a feature adds to an application: whatever a template can say of how it runs. What the application or another
 * feature says differently is an error that names both. Nothing in it may hold a secret value.
 */
export interface SparkContribution extends SparkApplicationSettings {
  /**
   * What the driver and the executors both get.
   * @default - what driver and executor say
   */
  readonly pods?: SparkPodProps;
  /**
   * Environment variables of the driver and of the executors. A variable that is composed of others
   * (`$(A):$(B)`) is placed after them.
   * @default - those of pods, driver and executor
   */
  readonly env?: k8s.EnvVar[];
  /**
   * Jars of the runtime without which its settings mean nothing.
   * @default - what the settings speak of: those of S3A, those of a catalog
   */
  readonly jars?: SparkJar[];
  /**
   * Labels of the object. The operator copies them to its pods.
   * @default - none
   */
  readonly labels?: Record<string, string>;
  /**
   * Annotations of the object.
   * @default - none
   */
  readonly annotations?: Record<string, string>;
}
