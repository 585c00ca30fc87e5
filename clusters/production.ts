import { Duration, Size } from 'cdk8s';
import { Cpu, type k8s } from 'cdk8s-plus-28';
import {
  AccessKeys,
  type KronodroidPlatformProps,
  LakeFs,
  LakeFsCatalogKind,
  type OperatorPodProps,
  S3Store,
  SparkPermissions,
  SparkRuntime,
} from '../lib';

const spreadOver = (topologyKey: string): k8s.TopologySpreadConstraint => ({
  maxSkew: 1,
  topologyKey,
  whenUnsatisfiable: 'ScheduleAnyway',
});

/** While the webhook is away nothing starts, and jobs lose executors: two pods, which no drained node takes at once. */
const resilient = {
  replicas: 2,
  disruptionBudget: {},
  topologySpreadConstraints: [
    spreadOver('topology.kubernetes.io/zone'),
    spreadOver('kubernetes.io/hostname'),
  ],
  priorityClassName: 'system-cluster-critical',
} satisfies OperatorPodProps & { replicas: number };

/**
 * The production cluster: TLS, namespaces of its own for jobs and for what starts them, a run on a branch of its own, images
 * by registry and version. Needs the CRDs of the Prometheus operator, which scrapes the metrics of the Spark operator.
 */
export const production: KronodroidPlatformProps = {
  jobNamespaces: ['kronodroid', 'kronodroid-adhoc'],
  operator: {
    controller: {
      ...resilient,
      workers: 4,
      // Each of the workers may start a JVM that submits.
      resources: {
        cpu: { request: Cpu.millis(500), limit: Cpu.units(4) },
        memory: { request: Size.gibibytes(2), limit: Size.gibibytes(4) },
      },
    },
    webhook: {
      ...resilient,
      resources: {
        cpu: { request: Cpu.millis(100), limit: Cpu.units(1) },
        memory: { request: Size.mebibytes(256), limit: Size.mebibytes(512) },
      },
    },
    metrics: { podMonitor: { interval: Duration.seconds(30) } },
  },
  permissions: SparkPermissions.PODS_ONLY,
  admissionPolicy: true,
  isolateRun: true,
  runnerImage: 'registry.example.com/kronodroid/spark-runner:0.1.0',
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
