/** Part of a JSON schema. */
export type Form = Readonly<Record<string, unknown>>;

const pod = (name: string): Form => ({ $ref: `podtemplatespec.json#/definitions/${name}` });
const listOf = (items: Form): Form => ({ type: 'array', items });
const TEXT: Form = { type: 'string' };
const TEXTS: Form = { type: 'object', additionalProperties: TEXT };
const DURATION: Form = { type: 'string', format: 'duration' };
const NATURAL: Form = { type: 'integer', minimum: 0 };
const POSITIVE: Form = { type: 'integer', minimum: 1 };
const PORT_NAME: Form = { type: 'string', maxLength: 15 };
const NUMBER_OR_TEXT: Form = { anyOf: [{ type: 'integer' }, TEXT] };
const oneOf = (...words: string[]): Form => ({ type: 'string', enum: words });
const map = (properties: Readonly<Record<string, Form>>, ...required: string[]): Form => ({
  type: 'object',
  properties,
  ...(required.length > 0 && { required }),
  additionalProperties: false,
});

/**
 * What the defaults of the chart do not tell of its values: by their path, or by the end of it. The chart hands most of
 * them to Kubernetes or to the operator, which know these forms.
 */
export const FORMS: Readonly<Record<string, Form>> = {
  affinity: pod('Affinity'),
  annotations: TEXTS,
  commonLabels: TEXTS,
  env: listOf(pod('EnvVar')),
  envFrom: listOf(pod('EnvFromSource')),
  labels: TEXTS,
  nodeSelector: TEXTS,
  podSecurityContext: pod('PodSecurityContext'),
  pullSecrets: listOf(pod('LocalObjectReference')),
  resources: pod('ResourceRequirements'),
  securityContext: pod('SecurityContext'),
  sidecars: listOf(pod('Container')),
  tolerations: listOf(pod('Toleration')),
  topologySpreadConstraints: listOf(pod('TopologySpreadConstraint')),
  volumeMounts: listOf(pod('VolumeMount')),
  volumes: listOf(pod('Volume')),

  'batchScheduler.default': TEXT,
  'batchScheduler.kubeSchedulerNames': listOf(TEXT),
  bucketQPS: NATURAL,
  bucketSize: NATURAL,
  'certManager.duration': DURATION,
  'certManager.issuerRef': map({ group: TEXT, kind: TEXT, name: TEXT }),
  'certManager.renewBefore': DURATION,
  driverPodCreationGracePeriod: DURATION,
  failurePolicy: oneOf('Fail', 'Ignore'),
  featureGates: listOf(map({ name: TEXT, enabled: { type: 'boolean' } }, 'name')),
  global: { type: 'object' },
  hostUsers: { type: 'boolean' },
  jobNamespaces: listOf(TEXT),
  kubeAPIBurst: NATURAL,
  kubeAPIQPS: { type: 'number', minimum: 0 },
  'leaderElection.leaseDuration': DURATION,
  'leaderElection.renewDeadline': DURATION,
  'leaderElection.retryPeriod': DURATION,
  logEncoder: oneOf('console', 'json'),
  'controller.logLevel': { ...NUMBER_OR_TEXT, pattern: '^(?:debug|info|error|panic|[1-9]\\d*)$' },
  'webhook.logLevel': oneOf('debug', 'info', 'error'),
  'maxDelay.duration': DURATION,
  maxTrackedExecutorPerApp: NATURAL,
  'metrics.labels': TEXT,
  'metrics.port': NATURAL,
  minAvailable: NUMBER_OR_TEXT,
  podMetricsEndpoint: { type: 'object' },
  portName: PORT_NAME,
  'pprof.port': NATURAL,
  pullPolicy: oneOf('Always', 'IfNotPresent', 'Never'),
  replicas: POSITIVE,
  revisionHistoryLimit: NATURAL,
  scheduledSparkApplicationTimestampPrecision: oneOf('nanos', 'micros', 'millis', 'seconds', 'minutes'),
  timeoutSeconds: { type: 'integer', minimum: 0, maximum: 30 },
  'uiIngress.tls': listOf(map({ hosts: listOf(TEXT), secretName: TEXT })),
  'webhook.port': { type: 'integer', minimum: 1, maximum: 65535 },
  workers: POSITIVE,
};
