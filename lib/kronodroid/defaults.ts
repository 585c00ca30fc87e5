import { AccessKeys } from '../credentials/access-keys';
import { LakeFs } from '../lakefs/lakefs';
import { lazily } from '../manifest/once';
import { SparkRuntime } from '../spark/spark-runtime';
import { S3Store } from '../storage/s3-store';

/** The store of the raw data on the Kronodroid cluster. */
export const defaultMinio = lazily(
  () => new S3Store({ endpoint: 'http://minio:9000', keys: AccessKeys.fromSecret('minio-credentials') }),
);

/** The repository of the tables on the Kronodroid cluster. */
export const defaultLakeFs = lazily(
  () =>
    new LakeFs({
      endpoint: 'http://lakefs:8000',
      repository: 'kronodroid',
      keys: AccessKeys.fromSecret('lakefs-credentials'),
    }),
);

/** Spark on the Kronodroid cluster. */
export const defaultRuntime = lazily(() => SparkRuntime.of('3.5.0', { image: 'apache/spark:3.5.0-python3' }));
