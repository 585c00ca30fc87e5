import { chartDefault } from '../../chart/defaults';
import { goSeconds } from '../../manifest/go-duration';
import { list, record, text, valueAt, type Path, written } from '../../manifest/plain';
import { MIB, quantity } from '../../manifest/quantity';
import { CHART_VERSION } from '../../versions';
import type { Problem, Rule, RuleGroup } from '../rule';
import { apimachinery, clientGo, operator } from '../sources';
import { valuesRule } from './values-rule';

const imageTagSkew: Rule = valuesRule({
  id: 'image-tag-skew',
  severity: 'error',
  summary: 'An operator image of another version than the chart.',
  why: 'The chart passes flags that another version does not know: the controller crashes.',
  fix: 'leave image.tag empty',
  source: operator('charts/spark-operator-chart/templates/controller/deployment.yaml#L54'),
  *check(values) {
    const tag = text(values.get('image.tag')) ?? '';
    const isOwn = values.get('image.repository') !== chartDefault('image.repository', values.chartVersion);
    // A tag such as `local` is a build of one's own.
    const version = tag === 'latest' ? tag : /^(?:v1beta2-|v)?(\d+\.\d+\.\d+[^@]*)/.exec(tag)?.[1];
    const chart = values.chartVersion ?? CHART_VERSION;
    if (!isOwn && version !== undefined && version !== chart) {
      yield { path: values.at('image.tag'), message: `${tag} with chart ${chart}` };
    }
  },
});

const imageRepositoryTagged: Rule = valuesRule({
  id: 'image-repository-tagged',
  severity: 'error',
  summary: 'A tag or a digest in the repository of an image of the operator.',
  why: 'The chart puts a tag behind it: no such image can be pulled.',
  fix: 'split it into image.registry, image.repository and image.tag',
  source: operator('charts/spark-operator-chart/templates/_helpers.tpl#L77'),
  *check(values) {
    for (const owner of ['image', 'hook.image']) {
      const path = `${owner}.repository`;
      const repository = text(values.get(path)) ?? '';
      if (/[:@]/.test(repository)) {
        yield { path: values.at(path), message: `${repository} is more than a repository` };
      }
    }
  },
});

const privilegedWebhookPort: Rule = valuesRule({
  id: 'privileged-webhook-port',
  severity: 'error',
  summary: 'A webhook port below 1024.',
  why: 'The process runs as user 185 and may not bind it: the webhook crashes again and again.',
  fix: 'use a port from 1024 on, for example 9443',
  source: operator('charts/spark-operator-chart/values.yaml#L312'),
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
  source: operator('charts/spark-operator-chart/templates/controller/deployment.yaml#L54'),
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
        yield { path: values.at(path), message: `${written(port)} is the port of ${other} too` };
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
  source: operator('charts/spark-operator-chart/values.yaml#L183'),
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
  source: operator('charts/spark-operator-chart/values.yaml#L81'),
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
  source: operator('charts/spark-operator-chart/templates/controller/deployment.yaml#L221'),
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
  source: clientGo('tools/leaderelection/leaderelection.go#L78'),
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

const controllerMemoryLow: Rule = valuesRule({
  id: 'controller-memory-low',
  severity: 'warning',
  summary: 'Little memory for the controller.',
  why: 'Each submission is a JVM in its pod: submissions end with "signal: killed".',
  fix: 'give at least 512Mi, and lower controller.workers on small nodes',
  source: operator('charts/spark-operator-chart/README.md'),
  *check(values) {
    const path = ['controller', 'resources', 'limits', 'memory'];
    const bytes = quantity(valueAt(values.given, path));
    if (bytes !== undefined && bytes < 512 * MIB) {
      yield {
        path,
        message: `${written(valueAt(values.given, path))} for up to ${values.number('controller.workers') ?? 10} JVMs`,
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
  source: apimachinery('pkg/api/resource/quantity.go#L154'),
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
            yield { path: at(group, name), message: `${written(value)} is below the request` };
          }
        }
      }
    }
  },
});

/** Rules about the processes of the operator: their image, ports, volumes, replicas and resources. */
export const PROCESSES: RuleGroup = {
  title: 'Values: processes of the operator',
  rules: [
    imageTagSkew,
    imageRepositoryTagged,
    privilegedWebhookPort,
    operatorPortCollision,
    operatorVolumeDropped,
    leaderElectionOff,
    replicasTooFewForSpread,
    leaseTiming,
    controllerMemoryLow,
    chartQuantityInvalid,
  ],
};
