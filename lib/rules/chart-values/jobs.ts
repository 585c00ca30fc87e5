import { DNS_LABEL } from '../../kubernetes-names';
import { isRecord, list, record, text, valueAt } from '../../manifest/plain';

import type { Problem, Rule, RuleGroup } from '../rule';
import { operator } from '../sources';
import { valuesRule } from './values-rule';

const timestampPrecisionInvalid: Rule = valuesRule({
  id: 'timestamp-precision-invalid',
  severity: 'error',
  summary: 'An unknown precision of the suffix of scheduled runs.',
  why: 'The controller exits.',
  fix: 'use nanos, micros, millis, seconds or minutes',
  source: operator('cmd/operator/controller/start.go#L157'),
  *check(values) {
    const path = 'controller.scheduledSparkApplicationTimestampPrecision';
    const precision = values.get(path);
    if (
      typeof precision === 'string' &&
      !['nanos', 'micros', 'millis', 'seconds', 'minutes'].includes(precision)
    ) {
      yield { path: values.at(path), message: `${JSON.stringify(precision)} is no precision` };
    }
  },
});

const selectorNotInWebhook: Rule = valuesRule({
  id: 'selector-not-in-webhook',
  severity: 'error',
  summary: 'A namespace selector beside a list of namespaces.',
  why: 'Webhooks follow the list only: jobs in selected namespaces run without defaults, validation, env and volumes.',
  fix: 'set spark.jobNamespaces to []',
  source: operator('charts/spark-operator-chart/templates/webhook/mutatingwebhookconfiguration.yaml#L43'),
  *check(values) {
    const selector = values.get('spark.jobNamespaceSelector');
    if (typeof selector === 'string' && selector !== '' && values.jobNamespaces.length > 0) {
      yield {
        path: values.at('spark.jobNamespaceSelector'),
        message: `the webhooks cover ${values.jobNamespaces.join(', ')} only`,
      };
    }
  },
});

const jobNamespaceTwice: Rule = valuesRule({
  id: 'job-namespace-twice',
  severity: 'error',
  summary: 'A namespace that is listed twice.',
  why: 'The chart makes the account and the Role of the jobs twice: Helm refuses the second.',
  fix: 'list each namespace once',
  source: operator('charts/spark-operator-chart/templates/spark/serviceaccount.yaml#L18'),
  *check(values) {
    const seen = new Set<string>();
    for (const [index, namespace] of values.jobNamespaces.entries()) {
      if (seen.has(namespace)) {
        yield { path: ['spark', 'jobNamespaces', index], message: `${namespace} is listed before` };
      }
      seen.add(namespace);
    }
  },
});

const featureGateUnknown: Rule = valuesRule({
  id: 'feature-gate-unknown',
  severity: 'error',
  summary: 'A feature gate that this version does not have.',
  why: 'The controller does not start.',
  fix: 'use PartialRestart and LoadSparkDefaults only',
  source: operator('charts/spark-operator-chart/values.yaml#L72'),
  *check(values) {
    for (const [index, gate] of list(values.get('controller.featureGates')).entries()) {
      const name = text(record(gate).name);
      if (name !== undefined && name !== 'PartialRestart' && name !== 'LoadSparkDefaults') {
        yield { path: ['controller', 'featureGates', index, 'name'], message: `there is no gate ${name}` };
      }
    }
  },
});

const batchSchedulerDefaultUnregistered: Rule = valuesRule({
  id: 'batch-scheduler-default-unregistered',
  severity: 'error',
  summary: 'A default batch scheduler that is not registered, or is not used.',
  why: 'The controller exits; or, while batch scheduling is off, the default is ignored.',
  fix: 'enable controller.batchScheduler and use volcano, yunikorn or a name of kubeSchedulerNames',
  source: operator('cmd/operator/controller/start.go#L180'),
  *check(values) {
    const path = 'controller.batchScheduler.default';
    const name = text(values.get(path)) ?? '';
    if (name === '') return;
    const known = values.batchSchedulers;
    if (known === undefined) {
      yield { path: values.at(path), message: `${name} is ignored: batch scheduling is off` };
    } else if (!known.includes(name)) yield { path: values.at(path), message: `${name} is not registered` };
  },
});

const failurePolicyIgnore: Rule = valuesRule({
  id: 'failure-policy-ignore',
  severity: 'warning',
  summary: 'Webhooks whose failure is ignored.',
  why: 'While the webhook is down, env, volumes and security settings are missing on new pods, without a word.',
  fix: 'keep failurePolicy Fail, and run two replicas of the webhook',
  source: operator('charts/spark-operator-chart/values.yaml#L319'),
  *check(values) {
    if (values.get('webhook.failurePolicy') === 'Ignore' && values.isOn('webhook.enable')) {
      yield {
        path: values.at('webhook.failurePolicy'),
        message: 'pods lose settings while the webhook is down',
      };
    }
  },
});

const serviceAccountFallsToDefault: Rule = valuesRule({
  id: 'service-account-falls-to-default',
  severity: 'error',
  summary: 'No account is made, and none is named.',
  why: 'The component, or every driver, runs as the account default.',
  fix: 'name the account that exists, or let the chart create one',
  source: operator('charts/spark-operator-chart/templates/spark/_helpers.tpl#L29'),
  *check(values): Iterable<Problem> {
    for (const component of ['spark', 'controller', 'webhook']) {
      const isMade = values.isOn(`${component}.serviceAccount.create`);
      // Without Roles of the chart, jobs bring their own account and name it themselves.
      const isOwn = component === 'spark' && !values.isOn('spark.rbac.create');
      if (!isMade && !isOwn && (text(values.get(`${component}.serviceAccount.name`)) ?? '') === '') {
        yield {
          path: [component, 'serviceAccount', 'name'],
          message: `${component} falls back to the account default`,
        };
      }
    }
  },
});

const operatorAccountTwice: Rule = valuesRule({
  id: 'operator-account-twice',
  severity: 'error',
  summary: 'Controller and webhook each make an account of the same name.',
  why: 'Helm refuses the second one as already there, and the release is not installed.',
  fix: 'give each its own name, or make it once: webhook.serviceAccount.create false',
  source: operator('charts/spark-operator-chart/templates/webhook/serviceaccount.yaml'),
  *check(values) {
    if (!values.isOn('webhook.enable')) return;
    const [controller, webhook] = ['controller', 'webhook'].map((component) => {
      const given = text(values.get(`${component}.serviceAccount.name`)) ?? '';
      const name = given === '' ? `${values.fullName ?? ''}-${component}` : given;
      return values.isOn(`${component}.serviceAccount.create`) ? name : undefined;
    });
    if (controller === undefined || controller !== webhook) return;
    yield { path: values.at('webhook.serviceAccount.name'), message: `${controller} is made twice` };
  },
});

const tokenNotMounted: Rule = valuesRule({
  id: 'operator-token-not-mounted',
  severity: 'error',
  summary: 'An account of the chart that mounts no token.',
  why: 'Controller, webhook or drivers cannot speak to the API server.',
  fix: 'leave automountServiceAccountToken true',
  source: operator('charts/spark-operator-chart/values.yaml#L164'),
  *check(values): Iterable<Problem> {
    for (const component of ['spark', 'controller', 'webhook']) {
      const path = [component, 'serviceAccount', 'automountServiceAccountToken'];
      const brings = list(values.get(`${component}.volumes`)).some((volume) =>
        isRecord(record(volume).projected),
      );
      if (
        valueAt(values.given, path) === false &&
        values.isOn(`${component}.serviceAccount.create`) &&
        !brings
      ) {
        yield { path, message: `${component} has no token` };
      }
    }
  },
});

const uiIngressIncomplete: Rule = valuesRule({
  id: 'ui-ingress-incomplete',
  severity: 'error',
  summary: 'An ingress of the UI without URL or without service.',
  why: 'No ingress appears, and nobody says so.',
  fix: 'set controller.uiIngress.urlFormat with {{$appName}}, and controller.uiService.enable to true',
  source: operator('internal/controller/sparkapplication/controller.go#L362'),
  *check(values) {
    if (!values.isOn('controller.uiIngress.enable')) return;
    const url = text(values.get('controller.uiIngress.urlFormat')) ?? '';
    if (!values.isOn('controller.uiService.enable')) {
      yield {
        path: values.at('controller.uiService.enable'),
        message: 'an ingress needs the service of the UI',
      };
    } else if (!url.includes('{{$appName}}')) {
      yield {
        path: values.at('controller.uiIngress.urlFormat'),
        message: url === '' ? 'the URL is empty' : `${url} is the same for every application`,
      };
    }
  },
});

const uiIngressNonNginx: Rule = valuesRule({
  id: 'ui-ingress-non-nginx',
  severity: 'warning',
  summary: 'An ingress of the UI with a path, for another class than nginx.',
  why: 'The operator writes the rewrite rules of nginx: other controllers serve wrong paths.',
  fix: 'use a host per application, for example {{$appName}}.example.org, or the nginx class',
  source: operator('internal/controller/sparkapplication/driveringress.go#L157'),
  *check(values) {
    const url = text(values.get('controller.uiIngress.urlFormat')) ?? '';
    const className = text(values.get('controller.uiIngress.ingressClassName')) ?? '';
    const hasPath = /^(?:https?:\/\/)?[^/]+\/./.test(url);
    if (
      values.isOn('controller.uiIngress.enable') &&
      hasPath &&
      className !== '' &&
      !className.includes('nginx')
    ) {
      yield {
        path: values.at('controller.uiIngress.urlFormat'),
        message: `${className} does not know nginx's rewrite rules`,
      };
    }
  },
});

const podMonitorWithoutMetrics: Rule = valuesRule({
  id: 'pod-monitor-without-metrics',
  severity: 'error',
  summary: 'A PodMonitor without metrics.',
  why: 'Helm stops: the chart refuses to render.',
  fix: 'set prometheus.metrics.enable to true',
  source: operator('charts/spark-operator-chart/templates/prometheus/podmonitor.yaml#L19'),
  *check(values) {
    if (values.isOn('prometheus.podMonitor.create') && !values.isOn('prometheus.metrics.enable')) {
      yield { path: values.at('prometheus.podMonitor.create'), message: 'metrics are off' };
    }
  },
});

const certManagerWithoutWebhook: Rule = valuesRule({
  id: 'cert-manager-without-webhook',
  severity: 'warning',
  summary: 'Certificates for a webhook that is off.',
  why: 'certManager has no effect.',
  fix: 'turn the webhook on, or remove certManager',
  source: operator('charts/spark-operator-chart/templates/certmanager/certificate.yaml#L17'),
  *check(values) {
    if (values.isOn('certManager.enable') && !values.isOn('webhook.enable')) {
      yield { path: values.at('certManager.enable'), message: 'there is no webhook to have a certificate' };
    }
  },
});

const jobNamespaceInvalid: Rule = valuesRule({
  id: 'job-namespace-invalid',
  severity: 'error',
  summary: 'A job namespace that cannot exist.',
  why: 'The chart makes accounts and Roles in it: the installation fails.',
  fix: 'write the name of a namespace: lower-case letters, digits and dashes, at most 63',
  source: operator('charts/spark-operator-chart/templates/spark/serviceaccount.yaml#L18'),
  *check(values) {
    for (const [index, name] of list(values.get('spark.jobNamespaces')).entries()) {
      if (typeof name === 'string' && name !== '' && !DNS_LABEL.accepts(name)) {
        yield {
          path: ['spark', 'jobNamespaces', index],
          message: `${JSON.stringify(name)} is no name of a namespace`,
        };
      }
    }
  },
});

/** Rules about what a release does for jobs: namespaces, accounts, schedulers, webhooks, UI and metrics. */
export const JOBS: RuleGroup = {
  title: 'Values: what a release does for jobs',
  rules: [
    timestampPrecisionInvalid,
    selectorNotInWebhook,
    featureGateUnknown,
    batchSchedulerDefaultUnregistered,
    failurePolicyIgnore,
    serviceAccountFallsToDefault,
    operatorAccountTwice,
    tokenNotMounted,
    uiIngressIncomplete,
    uiIngressNonNginx,
    podMonitorWithoutMetrics,
    certManagerWithoutWebhook,
    jobNamespaceInvalid,
    jobNamespaceTwice,
  ],
};
