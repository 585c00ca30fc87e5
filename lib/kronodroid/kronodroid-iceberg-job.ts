import { Duration, Size } from 'cdk8s';
import type { Construct } from 'constructs';
import { SparkServiceAccount } from '../access/spark-service-account';
import type { LakeFsCatalog } from '../lakefs/lakefs-catalog';
import { SQL_NAME } from '../iceberg/sql-name';
import { RunName } from '../runs/run-name';
import { PropReader } from '../spark/prop-reader';
import { SparkApplication } from '../spark/spark-application';
import { SparkApplicationType, type SparkApplicationTemplate } from '../spark/spark-application-template';
import type { SparkFeature } from '../spark/spark-feature';
import { S3aDefaults } from '../storage/s3a-defaults';
import { defaultLakeFs, defaultMinio, defaultRuntime } from './defaults';
import type {
  KronodroidIcebergJobPartsProps,
  KronodroidIcebergJobProps,
} from './kronodroid-iceberg-job-props';
import { LakeFsCatalogKind } from '../lakefs/lakefs-catalog-kind';

/**
 * The Kronodroid Iceberg job: raw Parquet tables in MinIO to Iceberg tables in a lakeFS repository. One construct is
 * one run, `kronodroid-iceberg-<run id>`.
 */
export class KronodroidIcebergJob extends SparkApplication {
  /** Name of the job, to which the run id is added. */
  public static readonly JOB_NAME = 'kronodroid-iceberg';

  /**
   * What the job consists of, for an application of another kind, such as a schedule:
   *
   * ```ts
   * const { template, features } = KronodroidIcebergJob.parts({ branch: 'main' });
   * new ScheduledSparkApplication(chart, 'nightly', { schedule, template }).with(...features);
   * ```
   *
   * @throws when a parameter cannot work
   */
  public static parts(props: KronodroidIcebergJobPartsProps = {}): KronodroidIcebergJobParts {
    const minio = props.minio ?? defaultMinio();
    const lakefs = props.lakefs ?? defaultLakeFs();
    const bucket = minio.bucket(props.rawBucket ?? 'dlt-data');
    const kind = props.catalogKind ?? LakeFsCatalogKind.DOCUMENTED_REST;
    const catalog = kind._catalog(lakefs, props.catalogName ?? 'lakefs', {
      branch: props.branch ?? lakefs.gateway.defaultBranch,
    });
    const prefix = props.rawPrefix ?? 'kronodroid_raw';
    const stagingDatabase = props.stagingDatabase ?? 'stg_kronodroid';
    const martsDatabase = props.martsDatabase ?? 'kronodroid';
    const reader = new PropReader();
    reader.require('stagingDatabase', stagingDatabase, SQL_NAME);
    reader.require('martsDatabase', martsDatabase, SQL_NAME);
    reader.integer('testLimit', props.testLimit, 1);
    reader.throwFor('Kronodroid job');
    return {
      catalog,
      features: [S3aDefaults.of(minio, lakefs.gateway.store), bucket, catalog],
      template: {
        type: SparkApplicationType.PYTHON,
        mainApplicationFile:
          props.mainApplicationFile ?? 'local:///opt/spark/work-dir/kronodroid_iceberg_job.py',
        arguments: [
          ...['--minio-bucket', bucket.name],
          ...['--minio-prefix', prefix],
          ...['--lakefs-repository', catalog.repository],
          ...['--lakefs-branch', catalog.branch],
          ...['--catalog-name', catalog.name],
          ...['--staging-database', stagingDatabase],
          ...['--marts-database', martsDatabase],
          ...(props.testLimit === undefined ? [] : ['--test-limit', String(props.testLimit)]),
        ],
        runtime: props.runtime ?? defaultRuntime(),
        imagePullPolicy: props.imagePullPolicy,
        serviceAccount: props.serviceAccount ?? SparkServiceAccount.fromServiceAccountName('spark'),
        driver: { cores: 1, memory: Size.gibibytes(2), ...props.driver },
        executor: {
          cores: 2,
          memory: Size.gibibytes(2),
          instances: props.dynamicAllocation === undefined ? 2 : undefined,
          serviceAccount: props.executorServiceAccount,
          ...props.executor,
        },
        dynamicAllocation: props.dynamicAllocation,
        volumes: props.volumes,
        timeToLive: props.timeToLive ?? Duration.days(7),
        sparkConf: props.sparkConf,
        sparkConfOverrides: props.sparkConfOverrides,
      },
    };
  }

  /** Id of the pipeline run, as it was given. */
  public readonly runId: string;
  /** The catalog that the job writes, with its branch and repository. */
  public readonly catalog: LakeFsCatalog;

  public constructor(scope: Construct, id: string, props: KronodroidIcebergJobProps = {}) {
    const runId = props.runId ?? 'manual';
    const { template, features, catalog } = KronodroidIcebergJob.parts(props);
    super(scope, id, {
      ...template,
      name: RunName.of(KronodroidIcebergJob.JOB_NAME, runId),
      namespace: props.namespace,
      annotations: { [RunName.ANNOTATION]: runId },
    });
    this.runId = runId;
    this.catalog = catalog;
    this.with(...features);
  }
}

/** What a Kronodroid job consists of. */
export interface KronodroidIcebergJobParts {
  /** The application without its features. */
  readonly template: SparkApplicationTemplate;
  /** Stores and catalog, for `with`. */
  readonly features: SparkFeature[];
  /** The catalog among the features. */
  readonly catalog: LakeFsCatalog;
}
