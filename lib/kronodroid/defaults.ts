import { AccessKeys } from '../credentials/access-keys';
import { LakeFs } from '../lakefs/lakefs';
import { S3Store } from '../storage/s3-store';

/** The store of the raw data on the Kronodroid cluster. */
export function defaultMinio(): S3Store {
  return new S3Store({ endpoint: 'http://minio:9000', keys: AccessKeys.fromSecret('minio-credentials') });
}

/** The repository of the tables on the Kronodroid cluster. */
export function defaultLakeFs(): LakeFs {
  return new LakeFs({
    endpoint: 'http://lakefs:8000',
    repository: 'kronodroid',
    keys: AccessKeys.fromSecret('lakefs-credentials'),
  });
}
