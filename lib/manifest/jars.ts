import { dependencyFiles } from './dependencies';
import { onceFor } from './once';
import { packages } from './packages';
import type { Setting, Workload } from './workload';

/** What a setting needs that no image of Apache Spark has. */
export interface Need {
  /** What a value, or one of a list of values, begins with: a class, a place. */
  readonly values: readonly string[];
  /**
   * The settings of which the value matters.
   * @default - any
   */
  readonly key?: RegExp;
  /** Artifacts of which one must be there, as their names begin. */
  readonly artifacts: readonly string[];
  /** What is missing, in a message. */
  readonly what: string;
  /** The coordinate to add. */
  readonly add: string;
}

const ICEBERG_AWS = {
  // hadoop-aws of Hadoop 3.4 brings the SDK along.
  artifacts: ['iceberg-aws-bundle', 'bundle', 'hadoop-aws'],
  what: 'the AWS SDK of Iceberg',
  add: 'org.apache.iceberg:iceberg-aws-bundle of the version of the Iceberg runtime',
};

/** The classes and places of settings, and the artifacts that bring their clients. */
const NEEDS: readonly Need[] = [
  { values: ['org.apache.iceberg.aws.'], ...ICEBERG_AWS },
  { key: /^spark\.sql\.catalog\.[^.]+\.type$/, values: ['glue'], ...ICEBERG_AWS },
  {
    values: ['org.apache.iceberg.gcp.'],
    artifacts: ['iceberg-gcp-bundle', 'google-cloud-storage'],
    what: 'the client of Google Cloud Storage',
    add: 'org.apache.iceberg:iceberg-gcp-bundle of the version of the Iceberg runtime',
  },
  {
    values: ['org.apache.iceberg.azure.'],
    artifacts: ['iceberg-azure-bundle', 'azure-storage-file-datalake'],
    what: 'the client of Azure Data Lake Storage',
    add: 'org.apache.iceberg:iceberg-azure-bundle of the version of the Iceberg runtime',
  },
  {
    values: ['org.projectnessie.spark.extensions.'],
    artifacts: ['nessie-spark-extensions'],
    what: 'the extensions of Nessie',
    add: 'org.projectnessie.nessie-integrations:nessie-spark-extensions of the Spark line',
  },
  {
    values: ['io.delta.sql.', 'org.apache.spark.sql.delta.'],
    artifacts: ['delta-spark', 'delta-core'],
    what: 'Delta Lake',
    add: 'io.delta:delta-spark of the Spark line and Scala build',
  },
  {
    values: ['org.apache.spark.sql.hudi.'],
    artifacts: ['hudi-spark'],
    what: 'Hudi',
    add: 'org.apache.hudi:hudi-spark-bundle of the Spark line',
  },
  {
    values: ['gs://', 'com.google.cloud.hadoop.fs.gcs.'],
    artifacts: ['gcs-connector'],
    what: 'the connector of Google Cloud Storage',
    add: 'com.google.cloud.bigdataoss:gcs-connector',
  },
  {
    values: ['abfs://', 'abfss://', 'wasb://', 'wasbs://', 'org.apache.hadoop.fs.azurebfs.'],
    artifacts: ['hadoop-azure'],
    what: 'hadoop-azure',
    add: 'org.apache.hadoop:hadoop-azure of the Hadoop version of the image',
  },
  {
    values: ['lakefs://', 'io.lakefs.'],
    artifacts: ['hadoop-lakefs'],
    what: 'the file system of lakeFS',
    add: 'io.lakefs:hadoop-lakefs-assembly',
  },
  {
    values: ['org.apache.spark.internal.io.cloud.'],
    artifacts: ['spark-hadoop-cloud'],
    what: 'the committers for object stores',
    add: 'org.apache.spark:spark-hadoop-cloud of the Spark version',
  },
  {
    values: ['com.nvidia.spark.'],
    artifacts: ['rapids-4-spark'],
    what: 'the RAPIDS accelerator',
    add: 'com.nvidia:rapids-4-spark of the Scala build',
  },
  {
    values: ['org.apache.spark.shuffle.celeborn.'],
    artifacts: ['celeborn-client-spark'],
    what: 'the client of Celeborn',
    add: 'org.apache.celeborn:celeborn-client-spark of the Spark line',
  },
  {
    values: ['io.openlineage.spark.'],
    artifacts: ['openlineage-spark'],
    what: 'the listener of OpenLineage',
    add: 'io.openlineage:openlineage-spark of the Scala build',
  },
  {
    values: ['jdbc:postgresql:'],
    artifacts: ['postgresql'],
    what: 'the driver of PostgreSQL',
    add: 'org.postgresql:postgresql',
  },
  {
    values: ['jdbc:mysql:'],
    artifacts: ['mysql-connector'],
    what: 'the driver of MySQL',
    add: 'com.mysql:mysql-connector-j',
  },
];

/** True for a job that brings an artifact, by the beginning of its name, or may bring anything. */
export function provides(app: Workload, artifact: string): boolean {
  return (
    packages(app).some((found) => found.artifact.startsWith(artifact)) ||
    dependencyFiles(app).some(({ file }) => file.includes(artifact)) ||
    ['driver', 'executor'].some((role) => app.settings.has(`spark.${role}.extraClassPath`))
  );
}

/** Longer values are no class and no place. */
const LONGEST = 2_000;

/** The settings of a job that need what it does not bring, each need once. */
export function unmetNeeds(app: Workload): { readonly need: Need; readonly setting: Setting }[] {
  const first = new Map<Need, Setting>();
  for (const setting of app.settings.values()) {
    if (setting.value.length > LONGEST) continue;
    for (const need of needsOf(setting.value)) {
      if (!first.has(need) && need.key?.test(setting.key) !== false) first.set(need, setting);
    }
  }
  const seen = new Set<string>();
  return NEEDS.flatMap((need) => {
    const setting = first.get(need);
    const isMet = setting === undefined || need.artifacts.some((artifact) => provides(app, artifact));
    if (isMet || seen.has(need.what)) return [];
    seen.add(need.what);
    return [{ need, setting }];
  });
}

/** What a value needs, whatever its key is. */
const needsOf = onceFor((value): readonly Need[] => {
  const parts = value.split(',').map((part) => part.trimStart());
  return NEEDS.filter(({ values }) => values.some((start) => parts.some((part) => part.startsWith(start))));
});
