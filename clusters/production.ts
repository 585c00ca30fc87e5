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
  type SparkNamespaceProps,
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

const OWNER = 'example.com/owner';
const COST_CENTRE = 'example.com/cost-centre';
const PRIORITY = 'spark-batch';
const REGISTRY = 'registry.example.com';

/** What both namespaces of jobs have alike; the stores and the API server are in a private network. */
const team = {
  labels: { [OWNER]: 'data-platform' },
  requiredLabels: [OWNER, COST_CENTRE],
  podSecurityVersion: 'v1.34',
  apiServer: { cidrs: ['10.20.0.1/32'], port: 6443 },
  servers: {
    'minio.storage.example.com': { cidrs: ['10.20.16.0/24'] },
    'lakefs.storage.example.com': { cidrs: ['10.20.17.0/24'] },
  },
  images: [`${REGISTRY}/kronodroid/`],
} satisfies Omit<SparkNamespaceProps, 'name'>;

/**
 * The production cluster: TLS, namespaces of its own for jobs and for what starts them, those of jobs with quotas and policies
 * of the network, a run on a branch of its own, images by registry and version. Needs the CRDs of the Prometheus operator, which
 * scrapes the metrics of the Spark operator.
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
  namespaces: [
    {
      ...team,
      name: 'kronodroid',
      // Two runs of the job, so that one can follow while another ends.
      quota: { pods: 14, cpu: 52, memory: 160 * 1024 },
      priorities: [{ name: PRIORITY, value: 1000, preempts: false }],
    },
    { ...team, name: 'kronodroid-adhoc', quota: { pods: 20, cpu: 16, memory: 64 * 1024 } },
  ],
  defaults: {
    labels: { [OWNER]: 'data-platform', [COST_CENTRE]: 'kronodroid' },
    pods: {
      priorityClassName: PRIORITY,
      tolerations: [{ key: 'example.com/spark', operator: 'Exists', effect: 'NoSchedule' }],
    },
    registry: REGISTRY,
  },
  isolateRun: true,
  runnerImage: `${REGISTRY}/kronodroid/spark-runner:0.1.0`,
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
      image: 'kronodroid/spark-iceberg:3.5.8-1.0.0',
      bakedIn: true,
    }),
    driver: { cores: 2, memory: Size.gibibytes(4), coreLimit: Cpu.units(2) },
    executor: { cores: 4, memory: Size.gibibytes(8), instances: 6, coreLimit: Cpu.units(4) },
  },
};
