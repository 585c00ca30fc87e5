import { Cpu } from 'cdk8s-plus-28';
import {
  AccessKeys,
  type KronodroidPlatformProps,
  LakeFs,
  LakeFsCatalogKind,
  S3Store,
  SparkRuntime,
} from '../lib';

/** Less than the job may use, so that it finds room on a laptop. */
const small = { coreRequest: Cpu.millis(200) };

/**
 * The cluster of the Quick Start: MinIO and open-source lakeFS without TLS, the image of `examples/kronodroid/job`,
 * everything in the namespace `default`.
 */
export const local: KronodroidPlatformProps = {
  jobNamespaces: ['default'],
  minio: new S3Store({ endpoint: 'http://minio:9000', keys: AccessKeys.fromSecret('minio-credentials') }),
  lakefs: new LakeFs({
    endpoint: 'http://lakefs:8000',
    repository: 'kronodroid',
    keys: AccessKeys.fromSecret('lakefs-credentials'),
  }),
  job: {
    catalogKind: LakeFsCatalogKind.OPEN_SOURCE,
    runtime: SparkRuntime.of('3.5.8', { image: 'kronodroid-job:3.5.8', bakedIn: true }),
    driver: small,
    executor: small,
  },
};
