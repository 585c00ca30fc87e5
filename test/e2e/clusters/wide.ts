import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Duration, Size } from 'cdk8s';
import { Cpu, ImagePullPolicy, k8s, Protocol, ServiceType } from 'cdk8s-plus-28';
import {
  type ClusterApp,
  ExecutorServiceAccount,
  ManifestFile,
  PythonFile,
  SparkApplication,
  SparkOperator,
  type SparkPodProps,
  SparkSecretType,
  SparkServiceAccount,
} from '../../../lib';
import { runtimes } from './small';

export const WIDE = 'e2e-wide';

const IDLE = PythonFile.inline('idle.py', readFileSync(join(__dirname, '../idle.py'), 'utf8'));

const restricted = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  runAsNonRoot: true,
  runAsUser: 185,
  seccompProfile: { type: 'RuntimeDefault' },
};

/** Whatever can be said of the pods of a role, as far as one node can give it. */
const pod = (role: string): SparkPodProps => ({
  cores: 1,
  coreRequest: Cpu.millis(150),
  coreLimit: Cpu.units(1),
  memory: Size.mebibytes(512),
  memoryOverhead: Size.mebibytes(400),
  memoryLimit: Size.gibibytes(2),
  javaOptions: '-Duser.timezone=UTC',
  labels: { 'example.com/tier': role },
  annotations: { 'example.com/owner': 'data' },
  env: [
    { name: 'FROM_SECRET', valueFrom: { secretKeyRef: { name: 'settings', key: 'a' } } },
    { name: 'NODE_NAME', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
  ],
  envFrom: [{ configMapRef: { name: 'settings' } }],
  envVars: { PLAIN: 'yes' },
  envSecretKeyRefs: { SHORT: { name: 'settings', key: 'b' } },
  secrets: [{ name: 'settings', path: '/secrets/settings', secretType: SparkSecretType.GENERIC }],
  configMaps: [{ name: 'settings', path: '/settings' }],
  volumeMounts: [{ name: 'scratch', mountPath: '/scratch' }],
  ports: [{ name: 'debug', containerPort: 5005, protocol: Protocol.TCP }],
  affinity: {
    podAntiAffinity: {
      preferredDuringSchedulingIgnoredDuringExecution: [
        {
          weight: 1,
          podAffinityTerm: {
            topologyKey: 'kubernetes.io/hostname',
            labelSelector: { matchLabels: { 'example.com/tier': role } },
          },
        },
      ],
    },
  },
  topologySpreadConstraints: [
    {
      maxSkew: 1,
      topologyKey: 'kubernetes.io/hostname',
      whenUnsatisfiable: 'ScheduleAnyway',
      labelSelector: { matchLabels: { 'example.com/tier': role } },
    },
  ],
  tolerations: [{ key: 'spark', operator: 'Exists', effect: 'NoSchedule' }],
  priorityClassName: WIDE,
  schedulerName: 'default-scheduler',
  securityContext: { ...restricted, readOnlyRootFilesystem: false },
  podSecurityContext: { fsGroup: 185, supplementalGroups: [7] },
  initContainers: [
    { name: 'first', image: runtimes.spark35.image, command: ['true'], securityContext: restricted },
  ],
  sidecars: [
    {
      name: 'beside',
      image: runtimes.spark35.image,
      command: ['sleep', '600'],
      resources: { requests: { cpu: k8s.Quantity.fromString('10m') } },
      securityContext: restricted,
    },
  ],
  lifecycle: { preStop: { exec: { command: ['true'] } } },
  terminationGracePeriod: Duration.seconds(5),
  shareProcessNamespace: true,
  hostAliases: [{ ip: '10.0.0.1', hostnames: ['store.example'] }],
  dnsConfig: { options: [{ name: 'ndots', value: '2' }] },
  template: {
    metadata: { labels: { templated: 'yes' } },
    spec: {
      enableServiceLinks: false,
      containers: [{ name: `spark-kubernetes-${role}`, workingDir: '/opt/spark' }],
    },
  },
});

/** An application of each line with every prop that one node can give. */
export function wide(app: ClusterApp): void {
  const accounts = new ManifestFile(app, 'accounts', { folder: 'apply', namespace: WIDE });
  const serviceAccount = new SparkServiceAccount(accounts, 'driver');
  const executorAccount = new ExecutorServiceAccount(accounts, 'executor');
  new SparkOperator(app, 'operator', { jobNamespaces: [WIDE], folder: 'helm' });
  for (const [name, runtime] of Object.entries({ three: runtimes.spark35, four: runtimes.spark40 })) {
    new SparkApplication(new ManifestFile(app, name, { folder: 'run', namespace: WIDE }), 'job', {
      name,
      labels: { 'example.com/team': 'data' },
      annotations: { 'example.com/note': 'every prop' },
      runtime,
      mainApplicationFile: IDLE.mainApplicationFile,
      imagePullPolicy: ImagePullPolicy.IF_NOT_PRESENT,
      imagePullSecrets: ['registry'],
      arguments: ['--day', '2026-11-23'],
      serviceAccount,
      sparkConf: { 'spark.sql.shuffle.partitions': '3' },
      hadoopConf: { 'fs.s3a.path.style.access': 'true' },
      sparkConfigMap: 'spark-settings',
      hadoopConfigMap: 'hadoop-settings',
      driver: {
        ...pod('driver'),
        podName: `${name}-pod`,
        serviceLabels: { 'example.com/tier': 'driver' },
        serviceAnnotations: { 'example.com/scrape': 'true' },
      },
      executor: { ...pod('executor'), serviceAccount: executorAccount, deleteOnTermination: false },
      volumes: [{ name: 'scratch', emptyDir: { sizeLimit: k8s.Quantity.fromString('1Gi') } }],
      sparkUIOptions: {
        serviceType: ServiceType.CLUSTER_IP,
        servicePort: 4041,
        servicePortName: 'ui',
        serviceLabels: { 'example.com/tier': 'ui' },
        serviceAnnotations: { 'example.com/a': '1' },
      },
      timeToLive: Duration.days(1),
    }).with(IDLE);
  }
}
