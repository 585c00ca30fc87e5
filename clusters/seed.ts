import { Duration, Size } from 'cdk8s';
import {
  AccessKeys,
  type KronodroidPlatformProps,
  LakeFs,
  LakeFsCatalogKind,
  S3Store,
  SparkRuntime,
} from '../lib';

/**
 * The cluster of the platform's first manifests, key by key. Its catalog is that of their documentation, which no lakeFS
 * serves: something else has to answer at that address. Its image has Spark and not the job.
 */
export const seed: KronodroidPlatformProps = {
  jobNamespaces: ['default'],
  operator: { namespace: 'spark-operator' },
  minio: new S3Store({ endpoint: 'http://minio:9000', keys: AccessKeys.fromSecret('minio-credentials') }),
  lakefs: new LakeFs({
    endpoint: 'http://lakefs:8000',
    repository: 'kronodroid',
    keys: AccessKeys.fromSecret('lakefs-credentials'),
  }),
  job: {
    rawBucket: 'dlt-data',
    rawPrefix: 'kronodroid_raw',
    branch: 'main',
    catalogKind: LakeFsCatalogKind.DOCUMENTED_REST,
    catalogName: 'lakefs',
    stagingDatabase: 'stg_kronodroid',
    martsDatabase: 'kronodroid',
    mainApplicationFile: 'local:///opt/spark/work-dir/kronodroid_iceberg_job.py',
    runtime: SparkRuntime.of('3.5.0', { image: 'apache/spark:3.5.0-python3' }),
    driver: { cores: 1, memory: Size.gibibytes(2) },
    executor: { instances: 2, cores: 2, memory: Size.gibibytes(2) },
    timeToLive: Duration.days(7),
  },
};
