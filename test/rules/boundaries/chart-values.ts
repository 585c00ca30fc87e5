import { CHART_VERSION } from '../../../lib/versions';
import { type Boundary, long } from './boundary';

const VALUES = '{}';
const value = (
  rule: string,
  field: string,
  wrong: unknown,
  right: unknown,
  given: Readonly<Record<string, unknown>> = {},
  path?: string,
): Boundary => [rule, field, wrong, right, { base: VALUES, given, ...(path !== undefined && { path }) }];

/** Boundaries of the rules of lib/rules/chart-values. */
export const CHART_VALUES_BOUNDARIES: readonly Boundary[] = [
  value('unknown-chart-value', 'controller.replica', 2, undefined, { 'controller.replicas': 1 }),
  value('chart-value-type', 'controller.logLevel', 'verbose', 'debug'),
  value('chart-value-illegal', 'webhook.failurePolicy', 'Sometimes', 'Fail'),
  value('image-tag-skew', 'image.tag', '2.5.1', CHART_VERSION),
  value('operator-account-twice', 'webhook.serviceAccount.name', 'operator', 'webhook', {
    'controller.serviceAccount.name': 'operator',
  }),
  value(
    'operator-account-twice',
    'controller.serviceAccount.name',
    'data-webhook',
    'data-controller',
    { fullnameOverride: 'data' },
    'webhook.serviceAccount.name',
  ),
  value(
    'operator-account-twice',
    'webhook.serviceAccount.create',
    true,
    false,
    { 'controller.serviceAccount.name': 'operator', 'webhook.serviceAccount.name': 'operator' },
    'webhook.serviceAccount.name',
  ),
  value(
    'operator-account-twice',
    'webhook.enable',
    true,
    false,
    { 'controller.serviceAccount.name': 'operator', 'webhook.serviceAccount.name': 'operator' },
    'webhook.serviceAccount.name',
  ),
  value('image-repository-tagged', 'image.repository', 'me/operator:1', 'me/operator'),
  value('privileged-webhook-port', 'webhook.port', 1023, 1024),
  value('operator-port-collision', 'webhook.port', 8081, 8082),
  value('operator-port-collision', 'webhook.port', 8080, 8079),
  value(
    'operator-volume-dropped',
    'controller.volumes',
    [{ name: 'temp', emptyDir: {} }],
    [{ name: 'tmp', emptyDir: {} }],
  ),
  value(
    'leader-election-off',
    'controller.replicas',
    2,
    1,
    { 'controller.leaderElection': { enable: false } },
    'controller.leaderElection.enable',
  ),
  value(
    'replicas-too-few-for-spread',
    'controller.replicas',
    1,
    2,
    { 'controller.podDisruptionBudget': { enable: true } },
    'controller.podDisruptionBudget.enable',
  ),
  value('lease-timing', 'controller.leaderElection.leaseDuration', '10s', '10.1s'),
  value('lease-timing', 'controller.leaderElection.renewDeadline', '2400ms', '2401ms'),
  value('controller-memory-low', 'controller.resources.limits.memory', '511Mi', '512Mi'),
  value('chart-quantity-invalid', 'webhook.resources.limits.cpu', '999m', '1', {
    'webhook.resources': { requests: { cpu: 1 } },
  }),
  value(
    'timestamp-precision-invalid',
    'controller.scheduledSparkApplicationTimestampPrecision',
    'hours',
    'minutes',
  ),
  value(
    'selector-not-in-webhook',
    'spark.jobNamespaces',
    ['data'],
    [],
    { 'spark.jobNamespaceSelector': 'a=b' },
    'spark.jobNamespaceSelector',
  ),
  value(
    'feature-gate-unknown',
    'controller.featureGates',
    [{ name: 'PartialRestrat', enabled: true }],
    [{ name: 'PartialRestart', enabled: true }],
    {},
    'controller.featureGates[0].name',
  ),
  value('batch-scheduler-default-unregistered', 'controller.batchScheduler.default', 'other', 'volcano', {
    'controller.batchScheduler': { enable: true },
  }),
  value('failure-policy-ignore', 'webhook.failurePolicy', 'Ignore', 'Fail'),
  value('service-account-falls-to-default', 'spark.serviceAccount.name', '', 'mine', {
    'spark.serviceAccount': { create: false },
  }),
  value('operator-token-not-mounted', 'spark.serviceAccount.automountServiceAccountToken', false, true),
  value('ui-ingress-incomplete', 'controller.uiIngress.urlFormat', 'a.example', '{{$appName}}.example', {
    'controller.uiIngress': { enable: true },
  }),
  value(
    'ui-ingress-non-nginx',
    'controller.uiIngress.urlFormat',
    'a.example/{{$appName}}',
    '{{$appName}}.example/',
    { 'controller.uiIngress': { enable: true, ingressClassName: 'traefik' } },
  ),
  value(
    'pod-monitor-without-metrics',
    'prometheus.metrics.enable',
    false,
    true,
    { 'prometheus.podMonitor': { create: true } },
    'prometheus.podMonitor.create',
  ),
  value(
    'cert-manager-without-webhook',
    'webhook.enable',
    false,
    true,
    { 'certManager.enable': true },
    'certManager.enable',
  ),
  value('job-namespace-invalid', 'spark.jobNamespaces', [long(64)], [long(63)], {}, 'spark.jobNamespaces[0]'),
  value('job-namespace-twice', 'spark.jobNamespaces', ['a', 'a'], ['a', 'b'], {}, 'spark.jobNamespaces[1]'),
];
