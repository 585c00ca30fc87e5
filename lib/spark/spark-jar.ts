/** Jars that a runtime has, or downloads. */
export enum SparkJar {
  /** Hadoop's S3A, `hadoop-aws`. */
  S3A = 'hadoop-aws',
  /** Iceberg for this Spark. */
  ICEBERG = 'iceberg',
  /** Iceberg's own clients of AWS, for `FileIo.s3` and Glue. */
  ICEBERG_AWS = 'iceberg-aws-bundle',
  /** Hadoop's ABFS, `hadoop-azure`. */
  ABFS = 'hadoop-azure',
}

/** The jars without which these settings of Spark or Hadoop mean nothing. */
export function jarsFor(settings: Readonly<Record<string, string>>): SparkJar[] {
  const entries = Object.entries(settings);
  const found: SparkJar[] = [];
  if (
    entries.some(([key, value]) => /^(spark\.hadoop\.)?fs\.s3[an]?\./.test(key) || /\bs3a:\/\//.test(value))
  ) {
    found.push(SparkJar.S3A);
  }
  if (entries.some(([key]) => key.startsWith('spark.sql.catalog.'))) found.push(SparkJar.ICEBERG);
  return found;
}
