import { APPLICATION, change, CONNECT, RELEASE, SCHEDULED } from '../harness';
import { type Boundary, conf, long, PROMETHEUS } from './boundary';

const JAR = { 'spec.type': 'Java', 'spec.mainApplicationFile': 'local:///a.jar' };
const QUOTA = 'spark: {jobNamespaces: [data]}\nwebhook: {resourceQuotaEnforcement: {enable: true}}';
const DYNAMIC = {
  'spec.executor.instances': undefined,
  'spec.dynamicAllocation': { enabled: true, minExecutors: 1, maxExecutors: 4 },
};

const hardened = (name: string) => ({
  spec: {
    securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    containers: [
      { name, securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } } },
    ],
  },
});
/** An application of which the webhook has nothing to apply. */
const WITHOUT_WEBHOOK_FIELDS = change(APPLICATION, {
  ...Object.fromEntries(
    ['driver', 'executor'].flatMap((role) => [
      [`spec.${role}.securityContext`, undefined],
      [`spec.${role}.podSecurityContext`, undefined],
      [`spec.${role}.volumeMounts`, undefined],
      [`spec.${role}.template`, hardened(`spark-kubernetes-${role}`)],
    ]),
  ),
});
const WEBHOOK_OFF = `${RELEASE}\nwebhook: {enable: false}`;
const ingress = (servicePort: number, ingressURLFormat: string) => ({
  servicePort,
  servicePortName: 'ui',
  ingressURLFormat,
});
const IN_GIT = `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: jobs, namespace: argocd}
spec: {source: {path: jobs}, destination: {namespace: data}}
`;

/** Boundaries of the rules of lib/rules/application. */
export const APPLICATION_BOUNDARIES: readonly Boundary[] = [
  [
    'label-missing',
    'metadata.labels',
    { 'example.com/cost-centre': '', 'example.com/owner': 'data' },
    { 'example.com/cost-centre': '1', 'example.com/owner': 'data' },
    {
      path: 'metadata.labels["example.com/cost-centre"]',
      beside: [
        JSON.stringify({
          kind: 'Namespace',
          metadata: {
            name: 'data',
            annotations: {
              'cdk8s-spark-operator/required-labels': 'example.com/owner, example.com/cost-centre',
            },
          },
        }),
      ],
    },
  ],
  ['unknown-kind', 'kind', 'SparkAplication', 'SparkApplication'],
  ['name-not-dns-1035', 'metadata.name', '2etl', 'etl2'],
  ['name-too-long', 'metadata.name', long(64), long(63), { given: { 'spec.driver.podName': 'driver' } }],
  ['name-too-long', 'metadata.name', long(50), long(49), { given: { 'spec.monitoring': PROMETHEUS } }],
  ['name-too-long', 'metadata.name', long(57), long(56), { base: CONNECT }],
  ['driver-name-too-long', 'metadata.name', long(57), long(56)],
  ['pod-name-invalid', 'spec.driver.podName', 'Driver', 'driver'],
  ['pod-name-invalid', conf('spark.kubernetes.executor.podNamePrefix'), long(238), long(237)],
  ['scheduled-name-too-long', 'metadata.name', long(44), long(43), { base: SCHEDULED, beside: [RELEASE] }],
  [
    'scheduled-name-too-long',
    'metadata.name',
    long(30),
    long(29),
    { base: SCHEDULED, beside: [RELEASE], given: { 'spec.template.monitoring': PROMETHEUS } },
  ],
  [
    'reference-name-invalid',
    'spec.driver.envSecretKeyRefs.A.name',
    'a_b',
    'a-b',
    { given: { 'spec.driver.envSecretKeyRefs': { A: { key: 'a' } } } },
  ],
  ['duplicate-object', 'metadata.name', 'etl', 'etl-2', { beside: [APPLICATION] }],
  [
    'reserved-label',
    'metadata.labels',
    { 'spark-role': 'a' },
    { 'spark-roles': 'a' },
    { path: 'metadata.labels["spark-role"]' },
  ],
  [
    'reserved-label',
    'spec.executor.labels',
    { 'spark-exec-id': 'a' },
    { 'spark-exec': 'a' },
    { path: 'spec.executor.labels["spark-exec-id"]' },
  ],
  ['reserved-label', conf('spark.kubernetes.driver.label.spark-role'), 'a', undefined],
  ['label-invalid', 'spec.driver.labels.team', long(64), long(63)],
  ['label-invalid', 'spec.nodeSelector.pool', long(64), long(63)],
  ['label-invalid', 'spec.driver.serviceLabels.team', 'a b', 'a.b'],
  ['label-invalid', conf('spark.kubernetes.executor.label.team'), long(64), long(63)],
  [
    'label-invalid',
    'spec.driver.serviceAnnotations',
    { 'a b': '' },
    { 'a-b': 'any text' },
    { path: 'spec.driver.serviceAnnotations["a b"]' },
  ],
  [
    'label-invalid',
    'metadata/annotations',
    { 'a b': '' },
    { 'a-b': '' },
    { path: 'metadata.annotations["a b"]' },
  ],
  [
    'node-selector-twice',
    'spec.executor.nodeSelector',
    { a: 'b' },
    undefined,
    { given: { 'spec.nodeSelector': { a: 'b' } }, path: 'spec.nodeSelector' },
  ],
  ['main-class-missing', 'spec.mainClass', undefined, 'Job', { given: JAR }],
  ['main-class-on-python', 'spec.mainClass', 'Job', undefined],
  ['type-file-mismatch', 'spec.mainApplicationFile', 'local:///a.jar', 'local:///a.py'],
  ['placeholder', 'spec.image', 'registry.example/${IMAGE}', 'registry.example/etl:1.0.0'],
  ['placeholder', 'spec.mainApplicationFile', 's3a://<your-bucket>/a.py', 's3a://your-bucket/a.py'],
  ['placeholder', 'spec.image', '{{ .Values.image }}', 'registry.example/etl:1.0.0'],
  [
    'template-not-rendered',
    'kind',
    'template',
    'ConfigMap',
    {
      base: 'kind: template',
      path: '',
      files: [
        'kind: ConfigMap\nmetadata:\n  {{- include "labels" . }}\n',
        'kind: ConfigMap\nmetadata:\n  labels: {team: lake}\n',
      ],
    },
  ],
  ['path-without-scheme', 'spec.mainApplicationFile', 'file:///a.py', 'local:///a.py'],
  ['client-mode', 'spec.mode', 'client', 'cluster'],
  ['spark-version-invalid', 'spec.sparkVersion', '3.5.x', '3.5.8'],
  [
    'template-needs-spark-3',
    'spec.sparkVersion',
    '2.4.8',
    '3.0.0',
    { given: { 'spec.driver.template': { spec: { containers: [] } } }, path: 'spec.driver.template' },
  ],
  [
    'python-2',
    'spec.sparkVersion',
    '3.1.0',
    '3.0.3',
    { given: { 'spec.pythonVersion': '2' }, path: 'spec.pythonVersion' },
  ],
  ['connect-needs-spark-3-4', 'spec.sparkVersion', '3.3.4', '3.4.0', { base: CONNECT }],
  ['image-missing', 'spec.image', undefined, 'a:1'],
  ['image-invalid', 'spec.image', 'Spark:1', 'spark:1'],
  ['image-not-pinned', 'spec.image', 'a:latest', 'a:1'],
  ['image-not-pinned', 'spec.image', 'a:5000/b', 'a:5000/b:1'],
  [
    'container-image-missing',
    'spec.driver.sidecars',
    [{ name: 'a' }],
    [{ name: 'a', image: 'a:1' }],
    { path: 'spec.driver.sidecars[0].image' },
  ],
  [
    'template-container-name',
    'spec.executor.template',
    { spec: { containers: [{ name: 'spark-kubernetes-driver' }] } },
    { spec: { containers: [{ name: 'spark-kubernetes-executor' }] } },
    { path: 'spec.executor.template.spec.containers[0].name' },
  ],
  [
    'template-without-containers',
    'spec.driver.template',
    { spec: { activeDeadlineSeconds: 60 } },
    { spec: { activeDeadlineSeconds: 60, containers: [] } },
    { path: 'spec.driver.template.spec.containers' },
  ],
  ['cores-not-positive', 'spec.driver.cores', 0, 1],
  ['fractional-cores', 'spec.driver.cores', 1.5, 2],
  ['instances-not-positive', 'spec.executor.instances', 0, 1],
  ['cpu-quantity', 'spec.driver.coreRequest', '0', '1m'],
  ['core-limit-below-request', 'spec.driver.coreLimit', '999m', '1'],
  [
    'gpu-quantity-not-positive',
    'spec.executor.gpu.quantity',
    0,
    1,
    { given: { 'spec.executor.gpu': { name: 'nvidia.com/gpu' } } },
  ],
  ['memory-unit', 'spec.driver.memory', '1gb', '1g'],
  ['memory-too-small', 'spec.executor.memory', '449m', '450m'],
  ['memory-overhead-factor', 'spec.memoryOverheadFactor', '-0.4', '0.4'],
  ['memory-limit-suffix', 'spec.driver.memoryLimit', '3G', '3g'],
  // 1 GiB and 40 % of it, as Python has them, are 1433.6 MiB; of a JVM it is 384 MiB.
  ['memory-limit-below-request', 'spec.driver.memoryLimit', '1432m', '1433m'],
  [
    'memory-limit-below-request',
    'spec.driver.memoryLimit',
    '1407m',
    '1408m',
    { given: { ...JAR, 'spec.mainClass': 'Job' } },
  ],
  ['python-memory-overhead-low', 'spec.memoryOverheadFactor', '0.1', '0.4'],
  ['quota-memory-format', 'spec.driver.memoryOverhead', '512', '512m', { beside: [QUOTA] }],
  [
    'dynamic-allocation-in-conf',
    conf('spark.dynamicAllocation.enabled'),
    'true',
    'false',
    { given: { 'spec.executor.instances': undefined } },
  ],
  [
    'dynamic-allocation-in-conf',
    'spec.executor.instances',
    undefined,
    1,
    {
      given: { [conf('spark.dynamicAllocation.enabled')]: 'true' },
      path: 'spec.sparkConf["spark.dynamicAllocation.enabled"]',
    },
  ],
  ['dynamic-allocation-bounds', 'spec.dynamicAllocation.minExecutors', 5, 4, { given: DYNAMIC }],
  ['dynamic-allocation-bounds', 'spec.dynamicAllocation.minExecutors', -1, 0, { given: DYNAMIC }],
  ['dynamic-allocation-bounds', 'spec.dynamicAllocation.initialExecutors', 5, 4, { given: DYNAMIC }],
  ['dynamic-allocation-bounds', 'spec.dynamicAllocation.initialExecutors', 0, 1, { given: DYNAMIC }],
  ['dynamic-allocation-with-instances', 'spec.executor.instances', 1, undefined, { given: DYNAMIC }],
  ['shuffle-tracking-off', 'spec.dynamicAllocation.shuffleTrackingEnabled', false, true, { given: DYNAMIC }],
  [
    'kueue-dynamic-allocation',
    'spec.dynamicAllocation.enabled',
    true,
    false,
    {
      given: {
        'metadata.labels': { 'kueue.x-k8s.io/queue-name': 'etl' },
        'spec.dynamicAllocation': { minExecutors: 1 },
        'spec.executor.instances': undefined,
      },
    },
  ],
  [
    'kueue-dynamic-allocation',
    'metadata.annotations',
    { 'kueue.x-k8s.io/elastic-job': 'false' },
    { 'kueue.x-k8s.io/elastic-job': 'true' },
    {
      given: { 'metadata.labels': { 'kueue.x-k8s.io/queue-name': 'etl' }, ...DYNAMIC },
      path: 'spec.dynamicAllocation.enabled',
    },
  ],
  ...[
    ['90min', '0min'],
    ['1', '0'],
  ].map(([wrong, right]): Boundary => [
    'driver-timeout-without-plugin',
    conf('spark.driver.timeout'),
    wrong,
    right,
    { given: { 'spec.sparkVersion': '4.0.5' } },
  ]),
  [
    'driver-timeout-without-plugin',
    conf('spark.plugins'),
    'org.example.Plugin',
    'org.example.Plugin, org.apache.spark.deploy.DriverTimeoutPlugin',
    {
      given: { 'spec.sparkVersion': '4.0.5', 'spec.sparkConf': { 'spark.driver.timeout': '1h' } },
      path: 'spec.sparkConf["spark.driver.timeout"]',
    },
  ],
  [
    'retry-count-missing',
    'spec.restartPolicy.onFailureRetries',
    undefined,
    1,
    { given: { 'spec.restartPolicy': { type: 'OnFailure' } } },
  ],
  [
    'retry-count-ignored',
    'spec.restartPolicy.onFailureRetries',
    1,
    undefined,
    { given: { 'spec.restartPolicy': { type: 'Always' }, 'spec.timeToLiveSeconds': undefined } },
  ],
  [
    'retry-interval-missing',
    'spec.restartPolicy.onSubmissionFailureRetryInterval',
    undefined,
    5,
    {
      base: WITHOUT_WEBHOOK_FIELDS,
      beside: [WEBHOOK_OFF],
      given: { 'spec.restartPolicy': { type: 'OnFailure', onFailureRetries: 1, onFailureRetryInterval: 5 } },
    },
  ],
  ['dead-field', 'spec.retryInterval', 5, undefined],
  ['ttl-not-positive', 'spec.timeToLiveSeconds', 0, 1],
  ['ttl-with-always', 'spec.restartPolicy.type', 'Always', 'Never', { path: 'spec.timeToLiveSeconds' }],
  ['ttl-unset', 'spec.timeToLiveSeconds', undefined, 1],
  ['ttl-in-git', 'spec.timeToLiveSeconds', 1, undefined, { beside: [IN_GIT] }],
  ['concurrency-policy-missing', 'spec.concurrencyPolicy', undefined, 'Forbid', { base: SCHEDULED }],
  ...[
    ['60 * * * *', '59 * * * *'],
    ['* 24 * * *', '* 23 * * *'],
    ['* * 32 * *', '* * 31 * *'],
    ['* * 0 * *', '* * 1 * *'],
    ['* * * 13 *', '* * * 12 *'],
    ['* * * 0 *', '* * * 1 *'],
    ['* * * * 7', '* * * * 6'],
    ['5-4 * * * *', '5-5 * * * *'],
    ['*/0 * * * *', '*/1 * * * *'],
    ['* * 30 2 *', '* * 29 2 *'],
    ['* * 31 jun,sep *', '* * 31 jun,oct *'],
    ['* * * *', '* * * * *'],
    ['@every 1', '@every 1s'],
  ].map(([wrong, right]): Boundary => [
    'schedule-invalid',
    'spec.schedule',
    wrong,
    right,
    { base: SCHEDULED },
  ]),
  ['history-limit-negative', 'spec.successfulRunHistoryLimit', -1, 0, { base: SCHEDULED }],
  [
    'monitoring-without-prometheus',
    'spec.monitoring.prometheus',
    undefined,
    PROMETHEUS.prometheus,
    { given: { 'spec.monitoring': PROMETHEUS } },
  ],
  [
    'metrics-jar-missing',
    'spec.monitoring.prometheus.jmxExporterJar',
    ' ',
    '/a.jar',
    { given: { 'spec.monitoring': PROMETHEUS } },
  ],
  [
    'metrics-files-half-set',
    'spec.monitoring.metricsPropertiesFile',
    '/a',
    undefined,
    { given: { 'spec.monitoring': PROMETHEUS } },
  ],
  [
    'event-log-dir-missing',
    conf('spark.eventLog.dir'),
    '/tmp/events',
    '/tmp',
    { given: { 'spec.sparkConf': { 'spark.eventLog.enabled': 'true' } } },
  ],
  [
    'driver-ingress-tls-ignored',
    'spec.driverIngressOptions',
    [{ servicePort: 1, servicePortName: 'a', ingressURLFormat: 'a', ingressAnnotations: { a: 'b' } }],
    [{ servicePort: 1, servicePortName: 'a', ingressURLFormat: 'a' }],
    { path: 'spec.driverIngressOptions[0].ingressAnnotations' },
  ],
  [
    'driver-ingress-duplicate',
    'spec.driverIngressOptions',
    [ingress(1, 'a'), ingress(1, 'b')],
    [ingress(1, 'a'), ingress(2, 'b')],
    { path: 'spec.driverIngressOptions[1].servicePort' },
  ],
  [
    'driver-ingress-duplicate',
    'spec.driverIngressOptions',
    [ingress(1, 'a'), ingress(2, 'a')],
    [ingress(1, 'a'), ingress(2, 'A')],
    { path: 'spec.driverIngressOptions[1].ingressURLFormat' },
  ],
  ['service-port-invalid', 'spec.sparkUIOptions.servicePort', 65_536, 65_535],
  ['service-port-invalid', 'spec.sparkUIOptions.servicePort', 0, 1],
  ['unknown-field', 'spec.driver.core', '1', undefined],
  [
    'pod-template-unknown-field',
    'spec.driver.template',
    { spec: { tolerationz: [], containers: [] } },
    { spec: { tolerations: [], containers: [] } },
    { path: 'spec.driver.template.spec.tolerationz' },
  ],
  ['illegal-enum-value', 'spec.imagePullPolicy', 'always', 'Always'],
  ['wrong-type', 'spec.arguments', [1], ['1'], { path: 'spec.arguments[0]' }],
  ['value-out-of-range', 'spec.timeToLiveSeconds', 2 ** 63, 2 ** 63 - 1024],
  ['missing-field', 'spec.sparkVersion', undefined, '3.5.8'],
  ['wrong-format', 'metadata.namespace', 'a.b', 'a-b'],
  ['field-of-later-chart', 'spec.suspend', true, undefined, { chartVersion: '2.3.0' }],
  ['field-of-later-chart', 'spec.driver.memoryLimit', '3g', undefined, { chartVersion: '2.1.1' }],
];
