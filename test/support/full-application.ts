import { Duration, Size } from 'cdk8s';
import { Cpu, ImagePullPolicy, k8s, Protocol, ServiceType } from 'cdk8s-plus-28';
import {
  BatchScheduler,
  PythonVersion,
  RestartPolicy,
  SparkApplicationType,
  SparkRuntime,
  SparkSecretType,
  type BatchSchedulerOptions,
  type Dependencies,
  type DriverIngressOptions,
  type DriverProps,
  type DynamicAllocation,
  type ExecutorProps,
  type Monitoring,
  type PrometheusMonitoring,
  type SparkApplicationProps,
  type SparkPodProps,
  type SparkUIOptions,
} from '../../lib';

function pod(container: string): Required<Omit<SparkPodProps, 'serviceAccount'>> {
  return {
    cores: 2,
    coreRequest: Cpu.millis(500),
    coreLimit: Cpu.units(2),
    memory: Size.gibibytes(2),
    memoryOverhead: Size.mebibytes(1536),
    memoryLimit: Size.gibibytes(4),
    gpu: { name: 'nvidia.com/gpu', quantity: 1 },
    image: 'registry.example/job:1.2.3',
    javaOptions: '-Duser.timezone=UTC',
    labels: { tier: 'batch' },
    annotations: { 'example.com/owner': 'data' },
    env: [{ name: 'STORE_KEY', valueFrom: { secretKeyRef: { name: 'store', key: 'access-key' } } }],
    envFrom: [{ configMapRef: { name: 'job-settings' } }],
    envVars: { PLAIN: 'yes' },
    envSecretKeyRefs: { STORE_SECRET: { name: 'store', key: 'secret-key' } },
    secrets: [{ name: 'gcp', path: '/secrets/gcp', secretType: SparkSecretType.GCP_SERVICE_ACCOUNT }],
    configMaps: [{ name: 'queries', path: '/queries' }],
    volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
    ports: [{ name: 'debug', containerPort: 5005, protocol: Protocol.TCP }],
    nodeSelector: { pool: 'spark' },
    affinity: {
      podAntiAffinity: {
        preferredDuringSchedulingIgnoredDuringExecution: [
          {
            weight: 1,
            podAffinityTerm: {
              topologyKey: 'kubernetes.io/hostname',
              labelSelector: { matchLabels: { tier: 'batch' } },
            },
          },
        ],
      },
    },
    topologySpreadConstraints: [
      {
        maxSkew: 1,
        topologyKey: 'topology.kubernetes.io/zone',
        whenUnsatisfiable: 'ScheduleAnyway',
        labelSelector: { matchLabels: { tier: 'batch' } },
      },
    ],
    tolerations: [{ key: 'spark', operator: 'Exists', effect: 'NoSchedule' }],
    priorityClassName: 'batch',
    schedulerName: 'volcano',
    securityContext: { runAsUser: 1000, readOnlyRootFilesystem: true },
    podSecurityContext: { fsGroup: 1000 },
    initContainers: [{ name: 'fetch', image: 'registry.example/fetch:1.0.0', args: ['--once'] }],
    sidecars: [
      {
        name: 'proxy',
        image: 'registry.example/proxy:1.0.0',
        resources: { limits: { memory: k8s.Quantity.fromString('64Mi') } },
        livenessProbe: { httpGet: { path: '/live', port: k8s.IntOrString.fromNumber(8080) } },
      },
    ],
    lifecycle: { preStop: { exec: { command: ['sleep', '5'] } } },
    terminationGracePeriod: Duration.minutes(1),
    shareProcessNamespace: true,
    hostNetwork: true,
    hostAliases: [{ ip: '10.0.0.1', hostnames: ['store.example'] }],
    dnsConfig: { searches: ['example'] },
    template: {
      metadata: { labels: { templated: 'true' } },
      spec: { containers: [{ name: container, imagePullPolicy: 'IfNotPresent' }] },
    },
  };
}

const driver: Required<DriverProps> = {
  ...pod('spark-kubernetes-driver'),
  serviceAccount: { serviceAccountName: 'spark' },
  podName: 'etl-driver-pod',
  kubernetesMaster: 'https://kubernetes.default.svc',
  serviceLabels: { tier: 'driver' },
  serviceAnnotations: { 'example.com/scrape': 'true' },
};

const executor: Required<ExecutorProps> = {
  ...pod('spark-kubernetes-executor'),
  serviceAccount: { serviceAccountName: 'spark-executor' },
  instances: 3,
  deleteOnTermination: false,
};

const prometheus: Required<PrometheusMonitoring> = {
  jmxExporterJar: '/prometheus/jmx.jar',
  port: 9090,
  portName: 'metrics',
  configFile: '/etc/metrics/jmx.yaml',
  configuration: 'lowercaseOutputName: true\n',
};

const monitoring: Required<Monitoring> = {
  prometheus,
  exposeDriverMetrics: true,
  exposeExecutorMetrics: false,
  metricsProperties: '*.sink.console.period=10\n',
  metricsPropertiesFile: '/etc/metrics/metrics.properties',
};

const dynamicAllocation: Required<DynamicAllocation> = {
  enabled: true,
  initialExecutors: 3,
  minExecutors: 1,
  maxExecutors: 10,
  shuffleTrackingEnabled: true,
  shuffleTrackingTimeout: Duration.minutes(30),
};

const deps: Required<Dependencies> = {
  jars: ['local:///opt/jars/a.jar'],
  files: ['local:///opt/files/a.txt'],
  pyFiles: ['local:///opt/python/a.zip'],
  archives: ['local:///opt/archives/a.tgz'],
  packages: ['org.example:b:1', 'org.example:a:1'],
  excludePackages: ['org.example:c'],
  repositories: ['https://maven.example/repository'],
};

const batchSchedulerOptions: Required<BatchSchedulerOptions> = {
  queue: 'spark',
  priorityClassName: 'batch',
  resources: { cpu: k8s.Quantity.fromNumber(4), memory: k8s.Quantity.fromString('8Gi') },
};

const service = {
  serviceType: ServiceType.NODE_PORT,
  serviceAnnotations: { 'example.com/a': '1' },
  serviceLabels: { a: '1' },
  ingressAnnotations: { 'example.com/b': '2' },
  ingressTLS: [{ hosts: ['spark.example'], secretName: 'spark-tls' }],
};

const sparkUIOptions: Required<SparkUIOptions> = { ...service, servicePort: 4041, servicePortName: 'ui' };

const driverIngress: Required<DriverIngressOptions> = {
  ...service,
  servicePort: 8443,
  servicePortName: 'api',
  ingressURLFormat: '{{$appName}}.jobs.example',
};

/** Every prop of an application, but those that exclude each other: see the tests for `nodeSelector`. */
export const FULL_APPLICATION: Required<Omit<SparkApplicationProps, 'nodeSelector'>> = {
  name: 'etl',
  namespace: 'reports',
  labels: { team: 'data' },
  annotations: { note: 'all props' },
  mainApplicationFile: 'local:///opt/jobs/etl.py',
  runtime: SparkRuntime.of('3.5.8', { image: 'registry.example/job:1.2.0', bakedIn: true }),
  sparkVersion: '3.5.8',
  image: 'registry.example/job:1.2.2',
  type: SparkApplicationType.PYTHON,
  imagePullPolicy: ImagePullPolicy.ALWAYS,
  imagePullSecrets: ['registry'],
  mainClass: 'org.example.Main',
  arguments: ['--date', '2026-11-23'],
  pythonVersion: PythonVersion.PYTHON_3,
  proxyUser: 'etl',
  serviceAccount: { serviceAccountName: 'spark' },
  sparkConf: { 'spark.b': '2', 'spark.a': '1' },
  sparkConfOverrides: { 'spark.a': '3' },
  hadoopConf: { 'fs.s3a.path.style.access': 'true' },
  sparkConfigMap: 'spark-settings',
  hadoopConfigMap: 'hadoop-settings',
  driver,
  executor,
  dynamicAllocation,
  deps,
  volumes: [{ name: 'tmp', emptyDir: { sizeLimit: k8s.Quantity.fromString('1Gi') } }],
  memoryOverheadFactor: 0.3,
  restartPolicy: RestartPolicy.onFailure({
    retries: 3,
    retryInterval: Duration.seconds(10),
    submissionRetries: 5,
    submissionRetryInterval: Duration.minutes(1),
  }),
  timeToLive: Duration.days(1),
  suspend: true,
  monitoring,
  batchScheduler: BatchScheduler.VOLCANO,
  batchSchedulerOptions,
  sparkUIOptions,
  driverIngressOptions: [driverIngress],
};
