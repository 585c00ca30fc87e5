import type { SparkLineName } from '../../versions';
import { ConfKeys } from './conf-keys';
import abfs from './data/abfs.json';
import gcs from './data/gcs.json';
import iceberg110 from './data/iceberg-1.10.json';
import iceberg111 from './data/iceberg-1.11.json';
import iceberg112 from './data/iceberg-1.12.json';
import lakefs from './data/lakefs.json';
import s3a334 from './data/s3a-3.3.4.json';
import s3a341 from './data/s3a-3.4.1.json';
import s3a342 from './data/s3a-3.4.2.json';
import s3a350 from './data/s3a-3.5.0.json';
import spark34 from './data/spark-3.4.json';
import spark35 from './data/spark-3.5.json';
import spark40 from './data/spark-4.0.json';
import spark41 from './data/spark-4.1.json';
import spark42 from './data/spark-4.2.json';
import spark43 from './data/spark-4.3.json';

/** The settings that the programs of a line of Spark read. */
export interface LineKeys {
  /** Those of Spark. */
  readonly spark: ConfKeys;
  /** Those of S3A, in the Hadoop of the line. */
  readonly s3a: ConfKeys;
  /** Those of Iceberg catalogs and sessions, in the Iceberg that is usual on the line. */
  readonly iceberg: ConfKeys;
}

const HADOOP_3_3_4 = new ConfKeys('Hadoop 3.3.4', s3a334);
const HADOOP_3_4_1 = new ConfKeys('Hadoop 3.4.1', s3a341);
const HADOOP_3_4_2 = new ConfKeys('Hadoop 3.4.2', s3a342);
const HADOOP_3_5_0 = new ConfKeys('Hadoop 3.5.0', s3a350);

const ICEBERG_1_10 = new ConfKeys('Iceberg 1.10', iceberg110);
const ICEBERG_1_11 = new ConfKeys('Iceberg 1.11', iceberg111);
const ICEBERG_1_12 = new ConfKeys('Iceberg 1.12', iceberg112);

/** Settings of Iceberg in each of its minor versions, oldest first. */
export const ICEBERG_VERSIONS: readonly ConfKeys[] = [ICEBERG_1_10, ICEBERG_1_11, ICEBERG_1_12];

/** A line without its settings does not compile. */
export const LINE_KEYS: Readonly<Record<SparkLineName, LineKeys>> = {
  '3.4': { spark: new ConfKeys('Spark 3.4', spark34), s3a: HADOOP_3_3_4, iceberg: ICEBERG_1_10 },
  '3.5': { spark: new ConfKeys('Spark 3.5', spark35), s3a: HADOOP_3_3_4, iceberg: ICEBERG_1_10 },
  '4.0': { spark: new ConfKeys('Spark 4.0', spark40), s3a: HADOOP_3_4_1, iceberg: ICEBERG_1_10 },
  '4.1': { spark: new ConfKeys('Spark 4.1', spark41), s3a: HADOOP_3_4_2, iceberg: ICEBERG_1_12 },
  '4.2': { spark: new ConfKeys('Spark 4.2', spark42), s3a: HADOOP_3_5_0, iceberg: ICEBERG_1_12 },
  '4.3': { spark: new ConfKeys('Spark 4.3', spark43), s3a: HADOOP_3_5_0, iceberg: ICEBERG_1_12 },
};

/** Other clients of Hadoop, by the beginning of their keys: they come with packages of their own, in any version. */
export const STORE_KEYS: readonly { readonly prefix: string; readonly keys: ConfKeys }[] = [
  { prefix: 'fs.gs.', keys: new ConfKeys('the connector of Google Cloud Storage', gcs) },
  { prefix: 'fs.azure.', keys: new ConfKeys('ABFS', abfs) },
  { prefix: 'fs.lakefs.', keys: new ConfKeys('the file system of lakeFS', lakefs) },
];
