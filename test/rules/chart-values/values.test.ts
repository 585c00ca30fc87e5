import { problems } from '../harness';
import { CHART_VERSION } from '../../../lib/versions';

/** Values of the chart, and what is found in them: nothing unless a rule and a path are named. */
const CASES: readonly (readonly [values: string, found?: string])[] = [
  ['controller: {replica: 2}', 'unknown-chart-value controller.replica'],
  ['replicaCount: 2', 'unknown-chart-value replicaCount'],
  ['spark: {jobNamespaces: data}', 'chart-value-type spark.jobNamespaces'],
  ['controller: {logLevel: verbose}', 'chart-value-type controller.logLevel'],
  ['webhook: {failurePolicy: Sometimes}', 'chart-value-illegal webhook.failurePolicy'],
  [
    'controller: {scheduledSparkApplicationTimestampPrecision: hours}',
    'timestamp-precision-invalid controller.scheduledSparkApplicationTimestampPrecision',
  ],
  ['image: {tag: 2.1.0}', 'image-tag-skew image.tag'],
  ['image: {repository: "kubeflow/spark-operator:2.5.2"}', 'image-repository-tagged image.repository'],
  ['spark: {jobNamespaces: [data, data]}', 'job-namespace-twice spark.jobNamespaces[1]'],
  ['image: {tag: latest}', 'image-tag-skew image.tag'],
  ['webhook: {port: 8080}', 'operator-port-collision webhook.port'],
  ['webhook: {port: 8081}', 'operator-port-collision webhook.port'],
  ['prometheus: {metrics: {port: 9443}}', 'operator-port-collision prometheus.metrics.port'],
  [
    'controller: {leaderElection: {leaseDuration: 10s}}',
    'lease-timing controller.leaderElection.leaseDuration',
  ],
  ['controller: {leaderElection: {retryPeriod: 9s}}', 'lease-timing controller.leaderElection.renewDeadline'],
  [
    'controller: {featureGates: [{name: PartialRestrat, enabled: true}]}',
    'feature-gate-unknown controller.featureGates[0].name',
  ],
  [
    'controller: {batchScheduler: {enable: true, default: other}}',
    'batch-scheduler-default-unregistered controller.batchScheduler.default',
  ],
  [
    'controller: {batchScheduler: {default: volcano}}',
    'batch-scheduler-default-unregistered controller.batchScheduler.default',
  ],
  ['webhook: {failurePolicy: Ignore}', 'failure-policy-ignore webhook.failurePolicy'],
  ['spark: {serviceAccount: {create: false}}', 'service-account-falls-to-default spark.serviceAccount.name'],
  [
    'spark: {serviceAccount: {automountServiceAccountToken: false}}',
    'operator-token-not-mounted spark.serviceAccount.automountServiceAccountToken',
  ],
  ['controller: {uiIngress: {enable: true}}', 'ui-ingress-incomplete controller.uiIngress.urlFormat'],
  [
    'controller: {uiIngress: {enable: true, urlFormat: ui.example.org}}',
    'ui-ingress-incomplete controller.uiIngress.urlFormat',
  ],
  [
    'controller: {uiIngress: {enable: true, urlFormat: "{{$appName}}.example.org"}, uiService: {enable: false}}',
    'ui-ingress-incomplete controller.uiService.enable',
  ],
  [
    'controller: {uiIngress: {enable: true, urlFormat: "example.org/{{$appName}}", ingressClassName: traefik}}',
    'ui-ingress-non-nginx controller.uiIngress.urlFormat',
  ],
  [
    'certManager: {enable: true}\nwebhook: {enable: false}',
    'cert-manager-without-webhook certManager.enable',
  ],
  [
    'controller: {resources: {limits: {memory: 256Mi}}}',
    'controller-memory-low controller.resources.limits.memory',
  ],
  [
    'controller: {resources: {limits: {memory: 1gb}}}',
    'chart-quantity-invalid controller.resources.limits.memory',
  ],
  [
    'webhook: {resources: {limits: {cpu: 100m}, requests: {cpu: 1}}}',
    'chart-quantity-invalid webhook.resources.limits.cpu',
  ],
  ['spark: {jobNamespaces: [data, My_Team]}', 'job-namespace-invalid spark.jobNamespaces[1]'],
  ['image: {tag: local}'],
  [`image: {tag: ${CHART_VERSION}}`],
  ['image: {repository: me/operator, tag: "7"}'],
  ['controller: {logLevel: 5}'],
  ['controller: {logLevel: debug}'],
  ['controller: {featureGates: [{name: PartialRestart, enabled: true}]}'],
  ['controller: {batchScheduler: {enable: true, kubeSchedulerNames: [mine], default: mine}}'],
  ['controller: {leaderElection: {leaseDuration: 30s, renewDeadline: 20s, retryPeriod: 5s}}'],
  ['controller: {resources: {limits: {memory: 1Gi, cpu: 2}, requests: {memory: 512Mi, cpu: 500m}}}'],
  [
    'controller: {uiIngress: {enable: true, urlFormat: "{{$appName}}.example.org", ingressClassName: traefik}}',
  ],
  ['spark: {serviceAccount: {create: false, name: mine}, jobNamespaces: []}'],
  ['prometheus: {metrics: {enable: false}}\nwebhook: {port: 8080}'],
];

for (const [values, found] of CASES) {
  test(`finds ${found ?? 'nothing'} in ${values}`, () => {
    expect(problems(values)).toEqual(found === undefined ? [] : [found]);
  });
}
