import { accepts, finds, says, type Saying } from '../harness';

finds([
  [
    'env-unread',
    { 'spec.driver.envVars': { PYSPARK_SUBMIT_ARGS: 'x' } },
    'spec.driver.envVars.PYSPARK_SUBMIT_ARGS',
  ],
  [
    'batch-scheduler-option-unread',
    { 'spec.batchScheduler': 'kube-scheduler', 'spec.batchSchedulerOptions': { queue: 'a' } },
    'spec.batchSchedulerOptions.queue',
  ],
  [
    'mesh-mark-unread',
    { 'spec.executor.labels': { 'linkerd.io/inject': 'disabled' } },
    'spec.executor.labels["linkerd.io/inject"]',
  ],
  [
    'mesh-mark-unread',
    { 'spec.executor.annotations': { 'sidecar.istio.io/inject': 'disabled' } },
    'spec.executor.annotations["sidecar.istio.io/inject"]',
  ],
  [
    'mesh-mark-unread',
    { 'spec.driver.labels': { 'istio-injection': 'disabled' } },
    'spec.driver.labels["istio-injection"]',
  ],
  [
    'mesh-mark-unread',
    { 'spec.driver.annotations': { 'sidecars.istio.io/inject': 'false' } },
    'spec.driver.annotations["sidecars.istio.io/inject"]',
  ],
]);

accepts([
  {
    'spec.driver.envVars': {
      PYSPARK_PYTHON: '/opt/venv/bin/python',
      SPARK_EXTRA_CLASSPATH: '/opt/libs/*',
      SPARK_LOCAL_IP: '127.0.0.1',
    },
  },
  {
    'spec.driver.annotations': {
      'linkerd.io/inject': 'disabled',
      'sidecar.istio.io/proxyCPU': '100m',
      'example.com/inject': 'x',
    },
  },
  { 'spec.driver.labels': { 'istio.io/dataplane-mode': 'none', 'istio.io/rev': 'canary' } },
  {
    'spec.executor.template': {
      spec: { containers: [{ name: 'spark-kubernetes-executor', resources: {} }] },
    },
  },
]);

says([
  [
    { 'spec.driver.envVars': { SPARK_EXECUTOR_INSTANCES: '2' } },
    'warning env-unread spec.driver.envVars.SPARK_EXECUTOR_INSTANCES: nobody reads SPARK_EXECUTOR_INSTANCES → use executor.instances',
  ],
  [
    { 'spec.executor.env': [{ name: 'JAVA_OPTS', value: '-Da=b' }] },
    'warning env-unread spec.executor.env[0]: nobody reads JAVA_OPTS → use javaOptions of the role',
  ],
  [{ 'spec.driver.envVars': { constructor: 'x' } }],
]);

const resources = (role: string, given: object, name = `spark-kubernetes-${role}`) => ({
  [`spec.${role}.template`]: { spec: { containers: [{ name, resources: given }] } },
});
says([
  ...['cpu', 'memory'].flatMap((name) =>
    ['requests', 'limits'].map((group): Saying => [
      resources('executor', { [group]: { [name]: '1' } }),
      'warning template-resources spec.executor.template.spec.containers[0].resources: Spark writes CPU and memory of the executor itself',
    ]),
  ),
  [resources('driver', { limits: { 'ephemeral-storage': '1Gi' } })],
]);

const batch = (batchScheduler: string, batchSchedulerOptions: object) => ({
  'spec.batchScheduler': batchScheduler,
  'spec.batchSchedulerOptions': batchSchedulerOptions,
});
const ALL = { queue: 'a', priorityClassName: 'b', resources: { cpu: '1' } };
const reads = (scheduler: string, field: string) =>
  `warning batch-scheduler-option-unread spec.batchSchedulerOptions.${field}: ${scheduler} does not read ${field}`;
says([
  [batch('volcano', ALL)],
  [batch('yunikorn', ALL), reads('yunikorn', 'priorityClassName'), reads('yunikorn', 'resources')],
  [
    batch('kube-scheduler', ALL),
    reads('kube-scheduler', 'queue'),
    reads('kube-scheduler', 'priorityClassName'),
    reads('kube-scheduler', 'resources'),
  ],
  [batch('yunikorn', { queue: 'a', priorityClassName: null })],
]);

const mark = (field: string, key: string, value: string) => ({ [`spec.driver.${field}`]: { [key]: value } });
const told = (field: string, key: string, message: string) =>
  `warning mesh-mark-unread spec.driver.${field}["${key}"]: ${message}`;
says([
  ...Object.entries({
    'traffic.sidecar.istio.io/excludeInboundPorts': 'annotation',
    'traffic.sidecar.istio.io/excludeOutboundPorts': 'annotation',
    'traffic.sidecar.istio.io/includeOutboundIPRanges': 'annotation',
    'traffic.sidecar.istio.io/excludeOutboundIPRanges': 'annotation',
    'proxy.istio.io/config': 'annotation',
    'linkerd.io/inject': 'annotation',
    'config.linkerd.io/skip-inbound-ports': 'annotation',
    'config.linkerd.io/skip-outbound-ports': 'annotation',
    'istio.io/rev': 'label',
    'istio.io/dataplane-mode': 'label',
  }).flatMap(([key, right]): Saying[] => {
    const [good, bad] = right === 'label' ? ['labels', 'annotations'] : ['annotations', 'labels'];
    const value = { 'linkerd.io/inject': 'disabled', 'istio.io/dataplane-mode': 'none' }[key] ?? '1';
    return [
      [mark(good, key, value)],
      [mark(bad, key, value), told(bad, key, `${key} is read as ${right} → give it as ${right} of the role`)],
    ];
  }),
  ...['labels', 'annotations'].flatMap((field): Saying[] => [
    [mark(field, 'sidecar.istio.io/inject', 'false')],
    [
      mark(field, 'sidecar.istio.io/inject', 'no'),
      told(field, 'sidecar.istio.io/inject', 'no is none of true, false → write true or false'),
    ],
    [mark(field, 'kuma.io/sidecar-injection', 'disabled')],
    [
      mark(field, 'istio-injection', 'disabled'),
      `warning mesh-mark-unread spec.driver.${field}["istio-injection"]: istio-injection is read at namespaces only → write sidecar.istio.io/inject`,
    ],
  ]),
  [
    mark('annotations', 'sidecar.istio.io/injec', 'false'),
    told(
      'annotations',
      'sidecar.istio.io/injec',
      'no mesh reads sidecar.istio.io/injec → did you mean sidecar.istio.io/inject?',
    ),
  ],
  [
    mark('annotations', 'sidecar.istio.oi/inject', 'false'),
    told(
      'annotations',
      'sidecar.istio.oi/inject',
      'no mesh reads sidecar.istio.oi/inject → did you mean sidecar.istio.io/inject?',
    ),
  ],
  [
    {
      'spec.driver.template': {
        metadata: { labels: { 'linkerd.io/inject': 'disabled' } },
        spec: { containers: [] },
      },
    },
    'warning mesh-mark-unread spec.driver.template.metadata.labels["linkerd.io/inject"]: linkerd.io/inject is read as annotation → give it as annotation of the role',
  ],
  [mark('annotations', 'sidecar.istio.io/logLevel', 'debug')],
  [mark('annotations', 'example.com/inject', 'debug')],
]);
