import type { Duration } from 'cdk8s';
import type { ImagePullPolicy } from 'cdk8s-plus-28';
import type * as pod from '../../imports/pod';
import type { ISparkServiceAccount } from '../access/spark-service-account-ref';
import type { LakeFs } from '../lakefs/lakefs';
import type { DynamicAllocation } from '../spark/dynamic-allocation';
import type { DriverProps, ExecutorProps } from '../spark/spark-pod-props';
import type { SparkRuntime } from '../spark/spark-runtime';
import type { S3Store } from '../storage/s3-store';
import type { LakeFsCatalogKind } from '../lakefs/lakefs-catalog-kind';

/** What a Kronodroid job does and what it runs with, wherever it runs. */
export interface KronodroidJobSettings {
  /**
   * Bucket of the raw data.
   * @default 'dlt-data'
   */
  readonly rawBucket?: string;
  /**
   * Folder of the raw Parquet tables in the bucket.
   * @default 'kronodroid_raw'
   */
  readonly rawPrefix?: string;
  /**
   * The lakeFS branch that the job writes. Catalog, arguments and environment take it from here.
   * @default 'main'
   */
  readonly branch?: string;
  /**
   * Which Iceberg catalog of lakeFS is used.
   * @default LakeFsCatalogKind.DOCUMENTED_REST
   */
  readonly catalogKind?: LakeFsCatalogKind;
  /**
   * Name of the catalog in SQL.
   * @default 'lakefs'
   */
  readonly catalogName?: string;
  /**
   * Database of the staging tables.
   * @default 'stg_kronodroid'
   */
  readonly stagingDatabase?: string;
  /**
   * Database of the marts.
   * @default 'kronodroid'
   */
  readonly martsDatabase?: string;
  /**
   * Rows that are read of each raw table, for a trial.
   * @default - all rows
   */
  readonly testLimit?: number;
  /**
   * Main file of the job in the image.
   * @default 'local:///opt/spark/work-dir/kronodroid_iceberg_job.py'
   */
  readonly mainApplicationFile?: string;
  /**
   * Spark and the image of driver and executors. An image of your own that has the jars is
   * `SparkRuntime.of('3.5.8', { image: '...', bakedIn: true })`.
   * @default - Spark 3.5.0 in `apache/spark:3.5.0-python3`, which downloads the jars at every start
   */
  readonly runtime?: SparkRuntime;
  /**
   * When the image is pulled.
   * @default - Kubernetes' own rule: always for `latest`, else if it is not present
   */
  readonly imagePullPolicy?: ImagePullPolicy;
  /**
   * The driver; what is given here is laid over the defaults.
   * @default - 1 core, 2 GiB
   */
  readonly driver?: DriverProps;
  /**
   * The executors; what is given here is laid over the defaults.
   * @default - 2 instances (none fixed with dynamic allocation), each with 2 cores and 2 GiB
   */
  readonly executor?: ExecutorProps;
  /**
   * Executors by need instead of a fixed number.
   * @default - a fixed number
   */
  readonly dynamicAllocation?: DynamicAllocation;
  /**
   * Volumes, for the mounts of driver and executor.
   * @default - none
   */
  readonly volumes?: pod.Volume[];
  /**
   * How long the application is kept after its end, with its driver pod and its logs.
   * @default Duration.days(7)
   */
  readonly timeToLive?: Duration;
  /**
   * Further Spark settings; none of those that a part of the job sets.
   * @default - none
   */
  readonly sparkConf?: Readonly<Record<string, string>>;
  /**
   * Spark settings that replace what a part of the job sets.
   * @default - none
   */
  readonly sparkConfOverrides?: Readonly<Record<string, string>>;
}

/** A Kronodroid job with what it reads, writes and runs as. */
export interface KronodroidIcebergJobPartsProps extends KronodroidJobSettings {
  /**
   * Account of the driver.
   * @default - the account `spark`
   */
  readonly serviceAccount?: ISparkServiceAccount;
  /**
   * Account of the executors, which need no rights.
   * @default - the account of the driver
   */
  readonly executorServiceAccount?: ISparkServiceAccount;
  /**
   * The store of the raw data.
   * @default - `http://minio:9000` with the Secret `minio-credentials`
   */
  readonly minio?: S3Store;
  /**
   * The repository of the tables.
   * @default - `kronodroid` at `http://lakefs:8000` with the Secret `lakefs-credentials`
   */
  readonly lakefs?: LakeFs;
}

/** A run of the Kronodroid Iceberg job. */
export interface KronodroidIcebergJobProps extends KronodroidIcebergJobPartsProps {
  /**
   * Id of the pipeline run, in any characters and length. The name of the application is made from it, and an
   * annotation keeps it.
   * @default 'manual'
   */
  readonly runId?: string;
  /**
   * Namespace of the application.
   * @default - that of the chart
   */
  readonly namespace?: string;
}
