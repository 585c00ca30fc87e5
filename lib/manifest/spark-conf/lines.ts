import type { SparkLineName } from '../../versions';
import { ConfKeys, type Settings } from './conf-keys';

/** The settings that the programs of a line of Spark read. */
export interface LineKeys {
  /** Those of Spark. */
  readonly spark: ConfKeys;
  /** Those of S3A, in the Hadoop of the line. */
  readonly s3a: ConfKeys;
  /** Those of Iceberg catalogs and sessions, in the Iceberg that is usual on the line. */
  readonly iceberg: ConfKeys;
}

const SPARK_3_4 = new ConfKeys('Spark 3.4', () => require('./data/spark-3.4.json') as Settings);
const SPARK_3_5 = new ConfKeys('Spark 3.5', () => require('./data/spark-3.5.json') as Settings);
const SPARK_4_0 = new ConfKeys('Spark 4.0', () => require('./data/spark-4.0.json') as Settings);
const SPARK_4_1 = new ConfKeys('Spark 4.1', () => require('./data/spark-4.1.json') as Settings);
const SPARK_4_2 = new ConfKeys('Spark 4.2', () => require('./data/spark-4.2.json') as Settings);
const SPARK_4_3 = new ConfKeys('Spark 4.3', () => require('./data/spark-4.3.json') as Settings);

const HADOOP_3_3_4 = new ConfKeys('Hadoop 3.3.4', () => require('./data/s3a-3.3.4.json') as Settings);
const HADOOP_3_4_1 = new ConfKeys('Hadoop 3.4.1', () => require('./data/s3a-3.4.1.json') as Settings);
const HADOOP_3_4_2 = new ConfKeys('Hadoop 3.4.2', () => require('./data/s3a-3.4.2.json') as Settings);
const HADOOP_3_5_0 = new ConfKeys('Hadoop 3.5.0', () => require('./data/s3a-3.5.0.json') as Settings);

const ICEBERG_1_10 = new ConfKeys('Iceberg 1.10', () => require('./data/iceberg-1.10.json') as Settings);
const ICEBERG_1_11 = new ConfKeys('Iceberg 1.11', () => require('./data/iceberg-1.11.json') as Settings);
const ICEBERG_1_12 = new ConfKeys('Iceberg 1.12', () => require('./data/iceberg-1.12.json') as Settings);

const GCS = new ConfKeys(
  'the connector of Google Cloud Storage',
  () => require('./data/gcs.json') as Settings,
);
const ABFS = new ConfKeys('ABFS', () => require('./data/abfs.json') as Settings);
const LAKEFS = new ConfKeys('the file system of lakeFS', () => require('./data/lakefs.json') as Settings);

/** Settings of Iceberg in each of its minor versions, oldest first. */
export const ICEBERG_VERSIONS: readonly ConfKeys[] = [ICEBERG_1_10, ICEBERG_1_11, ICEBERG_1_12];

/** A line without its settings does not compile. */
export const LINE_KEYS: Readonly<Record<SparkLineName, LineKeys>> = {
  '3.4': { spark: SPARK_3_4, s3a: HADOOP_3_3_4, iceberg: ICEBERG_1_10 },
  '3.5': { spark: SPARK_3_5, s3a: HADOOP_3_3_4, iceberg: ICEBERG_1_10 },
  '4.0': { spark: SPARK_4_0, s3a: HADOOP_3_4_1, iceberg: ICEBERG_1_10 },
  '4.1': { spark: SPARK_4_1, s3a: HADOOP_3_4_2, iceberg: ICEBERG_1_12 },
  '4.2': { spark: SPARK_4_2, s3a: HADOOP_3_5_0, iceberg: ICEBERG_1_12 },
  '4.3': { spark: SPARK_4_3, s3a: HADOOP_3_5_0, iceberg: ICEBERG_1_12 },
};

/** Other clients of Hadoop, by the beginning of their keys: they come with packages of their own, in any version. */
export const STORE_KEYS: readonly { readonly prefix: string; readonly keys: ConfKeys }[] = [
  { prefix: 'fs.gs.', keys: GCS },
  { prefix: 'fs.azure.', keys: ABFS },
  { prefix: 'fs.lakefs.', keys: LAKEFS },
];
