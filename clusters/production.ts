import { Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import {
  AccessKeys,
  type KronodroidPlatformProps,
  LakeFs,
  LakeFsCatalogKind,
  S3Store,
  SparkRuntime,
} from '../lib';

/** The production cluster: TLS, namespaces of its own for jobs and for what starts them, larger executors, an image with a fixed version. */
export const production: KronodroidPlatformProps = {
  jobNamespaces: ['kronodroid', 'kronodroid-adhoc'],
  operator: {
    controller: {
      workers: 4,
      resources: { cpu: { request: Cpu.millis(500) }, memory: { request: Size.gibibytes(2) } },
    },
    webhook: { replicas: 2 },
  },
  admissionPolicy: true,
  stepNamespace: 'kronodroid-pipelines',
  stepKeys: AccessKeys.fromSecret('lakefs-runner-credentials'),
  minio: new S3Store({
    endpoint: 'https://minio.storage.example.com',
    keys: AccessKeys.fromSecret('minio-credentials'),
  }),
  lakefs: new LakeFs({
    endpoint: 'https://lakefs.storage.example.com',
    repository: 'kronodroid',
    keys: AccessKeys.fromSecret('lakefs-credentials'),
  }),
  job: {
    catalogKind: LakeFsCatalogKind.OPEN_SOURCE,
    runtime: SparkRuntime.of('3.5.8', {
      image: 'registry.example.com/kronodroid/spark-iceberg:3.5.8-1.0.0',
      bakedIn: true,
    }),
    driver: { cores: 2, memory: Size.gibibytes(4), coreLimit: Cpu.units(2) },
    executor: { cores: 4, memory: Size.gibibytes(8), instances: 6, coreLimit: Cpu.units(4) },
  },
};
