/** An application as far as features depend on it. */
export interface SparkTarget {
  /** The line of its Spark, `3.5`; undefined for a Spark that is not known. */
  readonly line?: string;
  /** The Hadoop of its Spark; undefined for a Spark that is not known. */
  readonly hadoop?: string;
  /** Image of the driver. */
  readonly driverImage?: string;
  /** Image of the executors. */
  readonly executorImage?: string;
}
