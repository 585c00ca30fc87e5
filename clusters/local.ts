import { AccessKeys, type KronodroidPlatformProps, LakeFs, S3Store } from '../lib';

/** The development cluster: MinIO and lakeFS without TLS, everything in the namespace `default`. */
export const local: KronodroidPlatformProps = {
  jobNamespaces: ['default'],
  minio: new S3Store({
    endpoint: 'http://minio:9000',
    keys: AccessKeys.fromSecret('minio-credentials'),
  }),
  lakefs: new LakeFs({
    endpoint: 'http://lakefs:8000',
    repository: 'kronodroid',
    keys: AccessKeys.fromSecret('lakefs-credentials'),
  }),
};
