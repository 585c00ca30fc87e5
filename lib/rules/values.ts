import { chartDefault } from './chart/defaults';
import values from './chart/values-2.5.2.json';
import { valuesIssues } from './shape';
import { isRecord, isSet, list, record, text, valueAt } from './plain';
import { MIB, quantity } from './quantity';
import type { Issue } from './schema';
import { VALUES, type Manifest, type Path, type Problem, type Rule } from './rule';
import { LEGACY_KEYS } from './chart/legacy-keys';
import { Release } from './release';

const CHART_VERSION = '2.5.2';

interface ValuesRule extends Omit<Rule, 'kinds' | 'check'> {
  readonly check: (values: Values) => Iterable<Problem>;
}

function valuesRule(rule: ValuesRule): Rule {
  return { ...rule, kinds: [VALUES], check: (object) => rule.check(new Values(object)) };
}

/** A release with a way to say where its values stand. */
class Values extends Release {
  public constructor(public readonly given: Manifest) {
    super(given);
  }

  public at(path: string): Path {
    return path.split('.');
  }

  public number(path: string): number | undefined {
    const value = this.get(path);
    return typeof value === 'number' ? value : undefined;
  }

  public isGiven(path: string): boolean {
    return isSet(valueAt(this.given, this.at(path)));
  }
}

function issueRule(
  id: string,
  summary: string,
  why: string,
  fix: string,
  kinds: readonly Issue['kind'][],
): Rule {
  return {
    id,
    severity: 'error',
    general: true,
    summary,
    why,
    fix,
    kinds: [VALUES],
    check: (object) => [...valuesIssues(object)].filter(({ kind }) => kinds.includes(kind)),
  };
}

const unknownChartValue: Rule = {
  id: 'unknown-chart-value',
  severity: 'error',
  summary: 'A value that the chart does not know.',
  why: 'The chart has no schema for its values: Helm drops the setting without a word.',
  fix: 'correct the key, or remove it',
  kinds: [VALUES],
  *check(object) {
    for (const { kind, path, message, fix, meant } of valuesIssues(object)) {
      if (kind !== 'unknown-field') continue;
      const key = path.join('.');
      const successor = Object.entries(LEGACY_KEYS).find(
        ([old]) => key === old || key.startsWith(`${old}.`),
      )?.[1];
      if (successor !== undefined) yield { path, message: `${key} is a key of chart 1.x`, fix: successor };
      else
        yield {
          path,
          message: message.replace('field', 'value'),
          ...(fix === undefined ? {} : { fix }),
          ...(meant === undefined ? {} : { meant }),
        };
    }
  },
};

const chartValueType: Rule = issueRule(
  'chart-value-type',
  'A value of the chart of the wrong type or form.',
  'It is rendered as it is: the API server refuses the object, or the operator does not start.',
  'give a value of the right type',
  ['wrong-type', 'missing-field', 'wrong-format'],
);

const chartValueIllegal: Rule = issueRule(
  'chart-value-illegal',
  'A value of the chart that is none of the possible ones.',
  'The operator does not start, or the API server refuses the object.',
  'use one of the possible values',
  ['illegal-enum-value', 'value-out-of-range'],
);

const timestampPrecisionInvalid: Rule = valuesRule({
  id: 'timestamp-precision-invalid',
  severity: 'error',
  summary: 'An unknown precision of the suffix of scheduled runs.',
  why: 'The controller exits.',
  fix: 'use nanos, micros, millis, seconds or minutes',
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

const imageTagSkew: Rule = valuesRule({
  id: 'image-tag-skew',
  severity: 'error',
  summary: 'An operator image of another version than the chart.',
  why: 'The chart passes flags that another version does not know: the controller crashes.',
  fix: 'leave image.tag empty',
  *check(values) {
    const tag = text(values.get('image.tag')) ?? '';
    const isOwn = values.get('image.repository') !== chartDefault('image.repository');
    // A tag such as `local` is a build of one's own.
    const version = tag === 'latest' ? tag : /^v?(\d+\.\d+\.\d+[^@]*)/.exec(tag)?.[1];
    if (!isOwn && version !== undefined && version !== CHART_VERSION) {
      yield { path: values.at('image.tag'), message: `${tag} with chart ${CHART_VERSION}` };
    }
  },
});

const privilegedWebhookPort: Rule = valuesRule({
  id: 'privileged-webhook-port',
  severity: 'error',
  summary: 'A webhook port below 1024.',
  why: 'The process runs as user 185 and may not bind it: the webhook crashes again and again.',
  fix: 'use a port from 1024 on, for example 9443',
  *check(values) {
    const port = values.number('webhook.port');
    if (port !== undefined && port > 0 && port < 1024) {
      yield { path: values.at('webhook.port'), message: `port ${port} needs root` };
    }
  },
});

const operatorPortCollision: Rule = valuesRule({
  id: 'operator-port-collision',
  severity: 'error',
  summary: 'Two servers of the operator on one port.',
  why: 'The second one cannot bind it: the pod crashes.',
  fix: 'use different ports; 8081 belongs to the probes',
  *check(values): Iterable<Problem> {
    const metrics = 'prometheus.metrics.port';
    const ports = new Map<unknown, string>([[8081, 'the probes']]);
    const used = [
      ...(values.isOn('prometheus.metrics.enable') ? [metrics] : []),
      ...(values.isOn('webhook.enable') ? ['webhook.port'] : []),
      ...(values.isOn('controller.pprof.enable') ? ['controller.pprof.port'] : []),
    ];
    // What is given explains a collision better than what is a default.
    used.sort((a, b) => Number(values.isGiven(a)) - Number(values.isGiven(b)));
    for (const path of used) {
      const port = values.get(path);
      const other = ports.get(port);
      if (other !== undefined)
        yield { path: values.at(path), message: `${String(port)} is the port of ${other} too` };
      else ports.set(port, path);
    }
  },
});

const operatorVolumeDropped: Rule = valuesRule({
  id: 'operator-volume-dropped',
  severity: 'error',
  summary: 'A list of volumes or mounts without those of the chart.',
  why: 'Helm replaces lists: /tmp stays read-only and submissions fail, or the webhook has no place for its certificates.',
  fix: 'repeat the entries of the chart (tmp at /tmp, serving-certs) beside your own',
  *check(values): Iterable<Problem> {
    for (const [component, volume, mountPath] of [
      ['controller', 'tmp', '/tmp'],
      ['webhook', 'serving-certs', '/etc/k8s-webhook-server/serving-certs'],
    ] as const) {
      const has = (field: string, key: string, wanted: string) =>
        list(values.get(`${component}.${field}`)).some((item) => record(item)[key] === wanted);
      const mounted = list(values.get(`${component}.volumeMounts`)).find(
        (item) => record(item).mountPath === mountPath,
      );
      const name = text(record(mounted).name) ?? volume;
      const given = (field: string) => Array.isArray(valueAt(values.given, [component, field]));
      if (given('volumes') && !has('volumes', 'name', name)) {
        yield { path: [component, 'volumes'], message: `the list replaces the chart's and has no ${name}` };
      } else if (given('volumeMounts') && mounted === undefined) {
        yield { path: [component, 'volumeMounts'], message: `nothing is mounted at ${mountPath}` };
      }
    }
  },
});

const leaderElectionOff: Rule = valuesRule({
  id: 'leader-election-off',
  severity: 'error',
  summary: 'Several controllers without leader election.',
  why: 'Each of them submits every application.',
  fix: 'set controller.leaderElection.enable to true, or replicas to 1',
  *check(values) {
    const replicas = values.number('controller.replicas') ?? 1;
    if (replicas > 1 && !values.isOn('controller.leaderElection.enable')) {
      yield {
        path: values.at('controller.leaderElection.enable'),
        message: `${replicas} controllers would submit every application ${replicas} times`,
      };
    }
  },
});

const replicasTooFewForSpread: Rule = valuesRule({
  id: 'replicas-too-few-for-spread',
  severity: 'error',
  summary: 'A disruption budget or spread constraints for a single replica.',
  why: 'Helm stops: the chart refuses to render.',
  fix: 'set replicas of the component to 2 or more, or remove the budget and the constraints',
  *check(values): Iterable<Problem> {
    for (const component of ['controller', 'webhook']) {
      if ((values.number(`${component}.replicas`) ?? 1) > 1) continue;
      const message = `${component} has one replica`;
      if (values.isOn(`${component}.podDisruptionBudget.enable`)) {
        yield { path: [component, 'podDisruptionBudget', 'enable'], message };
      }
      if (list(values.get(`${component}.topologySpreadConstraints`)).length > 0) {
        yield { path: [component, 'topologySpreadConstraints'], message };
      }
    }
  },
});

const leaseTiming: Rule = valuesRule({
  id: 'lease-timing',
  severity: 'error',
  summary: 'Durations of the leader election that contradict each other.',
  why: 'The controller does not start.',
  fix: 'keep leaseDuration above renewDeadline, and renewDeadline above 1.2 times retryPeriod',
  *check(values): Iterable<Problem> {
    const seconds = (field: string) => goSeconds(values.get(`controller.leaderElection.${field}`));
    const [lease, renew, retry] = [
      seconds('leaseDuration'),
      seconds('renewDeadline'),
      seconds('retryPeriod'),
    ];
    if (lease !== undefined && renew !== undefined && lease <= renew) {
      yield {
        path: values.at('controller.leaderElection.leaseDuration'),
        message: `${lease} s is not above the renew deadline of ${renew} s`,
      };
    }
    if (renew !== undefined && retry !== undefined && renew <= 1.2 * retry) {
      yield {
        path: values.at('controller.leaderElection.renewDeadline'),
        message: `${renew} s is not above 1.2 times the retry period of ${retry} s`,
      };
    }
  },
});

const UNITS: Readonly<Record<string, number>> = {
  ns: 1e-9,
  us: 1e-6,
  µs: 1e-6,
  ms: 1e-3,
  s: 1,
  m: 60,
  h: 3600,
};

function goSeconds(value: unknown): number | undefined {
  if (typeof value !== 'string' || !/^(?:\d+(?:\.\d+)?(?:ns|us|µs|ms|s|m|h))+$/.test(value)) return undefined;
  return [...value.matchAll(/([\d.]+)([a-zµ]+)/g)].reduce(
    (sum, [, n, unit]) => sum + Number(n) * UNITS[unit!]!,
    0,
  );
}

const featureGateUnknown: Rule = valuesRule({
  id: 'feature-gate-unknown',
  severity: 'error',
  summary: 'A feature gate that this version does not have.',
  why: 'The controller does not start.',
  fix: 'use PartialRestart and LoadSparkDefaults only',
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

const tokenNotMounted: Rule = valuesRule({
  id: 'operator-token-not-mounted',
  severity: 'error',
  summary: 'An account of the chart that mounts no token.',
  why: 'Controller, webhook or drivers cannot speak to the API server.',
  fix: 'leave automountServiceAccountToken true',
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
  *check(values) {
    if (values.isOn('certManager.enable') && !values.isOn('webhook.enable')) {
      yield { path: values.at('certManager.enable'), message: 'there is no webhook to have a certificate' };
    }
  },
});

const controllerMemoryLow: Rule = valuesRule({
  id: 'controller-memory-low',
  severity: 'warning',
  summary: 'Little memory for the controller.',
  why: 'Each submission is a JVM in its pod: submissions end with "signal: killed".',
  fix: 'give at least 512Mi, and lower controller.workers on small nodes',
  *check(values) {
    const path = ['controller', 'resources', 'limits', 'memory'];
    const bytes = quantity(valueAt(values.given, path));
    if (bytes !== undefined && bytes < 512 * MIB) {
      yield {
        path,
        message: `${String(valueAt(values.given, path))} for up to ${values.number('controller.workers') ?? 10} JVMs`,
      };
    }
  },
});

const chartQuantityInvalid: Rule = valuesRule({
  id: 'chart-quantity-invalid',
  severity: 'error',
  summary: 'A resource of the operator that is no quantity, or a limit below its request.',
  why: 'The API server refuses the Deployment.',
  fix: 'write Kubernetes quantities such as 500m and 1Gi, with limits of at least the requests',
  *check(values): Iterable<Problem> {
    for (const component of ['controller', 'webhook']) {
      const at = (group: string, name: string): Path => [component, 'resources', group, name];
      for (const group of ['requests', 'limits']) {
        for (const [name, value] of Object.entries(
          record(valueAt(values.given, [component, 'resources', group])),
        )) {
          const amount = quantity(value);
          const request = quantity(valueAt(values.given, at('requests', name)));
          if (amount === undefined) {
            yield { path: at(group, name), message: `${JSON.stringify(value)} is no quantity` };
          } else if (request !== undefined && amount < request) {
            yield { path: at(group, name), message: `${String(value)} is below the request` };
          }
        }
      }
    }
  },
});

const jobNamespaceInvalid: Rule = valuesRule({
  id: 'job-namespace-invalid',
  severity: 'error',
  summary: 'A job namespace that cannot exist.',
  why: 'The chart makes accounts and Roles in it: the installation fails.',
  fix: 'write the name of a namespace: lower-case letters, digits and dashes, at most 63',
  *check(values) {
    for (const [index, name] of list(values.get('spark.jobNamespaces')).entries()) {
      if (typeof name === 'string' && name !== '' && !/^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/.test(name)) {
        yield {
          path: ['spark', 'jobNamespaces', index],
          message: `${JSON.stringify(name)} is no name of a namespace`,
        };
      }
    }
  },
});

/** True for a map that can only be values of the chart: some of its keys are keys of the chart, of 1.x or 2.x. */
export function isChartValues(object: Manifest): boolean {
  return Object.keys(object).some(
    (key) => Object.hasOwn(values.properties, key) || Object.hasOwn(LEGACY_KEYS, key),
  );
}

/** Rules about the values of the chart. */
export const VALUES_RULES: readonly Rule[] = [
  unknownChartValue,
  timestampPrecisionInvalid,
  selectorNotInWebhook,
  imageTagSkew,
  privilegedWebhookPort,
  operatorPortCollision,
  operatorVolumeDropped,
  leaderElectionOff,
  replicasTooFewForSpread,
  leaseTiming,
  featureGateUnknown,
  batchSchedulerDefaultUnregistered,
  failurePolicyIgnore,
  serviceAccountFallsToDefault,
  tokenNotMounted,
  uiIngressIncomplete,
  uiIngressNonNginx,
  podMonitorWithoutMetrics,
  certManagerWithoutWebhook,
  controllerMemoryLow,
  chartQuantityInvalid,
  jobNamespaceInvalid,
  chartValueType,
  chartValueIllegal,
];
