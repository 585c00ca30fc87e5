import {
  driverPorts,
  isolates,
  lets,
  letsOut,
  networkPod,
  selects,
  type Direction,
  type NetworkPod,
  type Target,
} from '../../manifest/network';
import { list, nameOf, namespaceOf, record, type Manifest, type Path } from '../../manifest/plain';
import { executorsOf } from '../../manifest/pod-size';
import { workload, APPLICATIONS, type Workload } from '../../manifest/workload';
import { chartDefault } from '../../chart/defaults';
import type { Facts } from '../facts';
import { objectPlace } from '../related';
import type { Problem, Rule, RuleGroup } from '../rule';
import { operator } from '../sources';

/** One who asks, one who is asked, and what happens if that is not possible. */
interface Flow {
  readonly from: 'driver' | 'executor';
  readonly to: 'driver' | 'executor';
  readonly ports: readonly number[];
  readonly what: string;
}

/** Who must reach whom in a job. */
function flows(app: Workload): Flow[] {
  const { rpc, blocks } = driverPorts(app);
  const own = Number(app.settings.get('spark.blockManager.port')?.value ?? NaN);
  const ofExecutors = own > 0 ? [own] : [];
  const shuffle: Flow[] =
    executorsOf(app).start > 1
      ? [
          {
            from: 'executor',
            to: 'executor',
            ports: ofExecutors,
            what: 'executors read shuffle data of each other',
          },
        ]
      : [];
  return [
    {
      from: 'executor',
      to: 'driver',
      ports: [rpc, blocks],
      what: `executors reach the driver at ${rpc} and ${blocks}`,
    },
    { from: 'driver', to: 'executor', ports: ofExecutors, what: 'the driver reads results of executors' },
    ...shuffle,
  ];
}

/** The policies that select a pod and isolate it; undefined where nobody can tell. */
function selecting(
  policies: readonly Manifest[],
  pod: NetworkPod,
  direction: Direction,
): readonly Manifest[] | undefined {
  const isolating = policies.filter((policy) => isolates(policy, direction));
  const answers = isolating.map((policy) => selects(record(policy.spec).podSelector, pod));
  if (answers.includes(undefined)) return undefined;
  return isolating.filter((_, index) => answers[index]);
}

function names(policies: readonly Manifest[]): string {
  return policies.map((policy) => nameOf(policy) ?? '').join(', ');
}

const networkPolicyShut: Rule = {
  id: 'network-policy-shut',
  severity: 'error',
  summary: 'Policies of the network that keep driver and executors from each other.',
  why: 'Executors cannot register and are replaced without end, or cannot exchange their data; the state is RUNNING.',
  fix: 'let pods with spark-role executor reach those with spark-role driver at 7078 and 7079, and executors and driver reach executors at any port',
  source: 'https://spark.apache.org/docs/latest/running-on-kubernetes.html#client-mode-networking',
  kinds: APPLICATIONS,
  *check(object, facts): Iterable<Problem> {
    const app = workload(object);
    const { namespace, driver, executor } = app;
    if (namespace === undefined || driver === undefined || executor === undefined) return;
    const policies = facts.ofKind('NetworkPolicy', namespace);
    if (policies.length === 0) return;
    const roles = { driver, executor };
    const pods = { driver: networkPod(app, object, driver), executor: networkPod(app, object, executor) };
    for (const { from, to, ports, what } of flows(app)) {
      for (const direction of ['ingress', 'egress'] as const) {
        const [own, other] = direction === 'ingress' ? [to, from] : [from, to];
        const isolating = selecting(policies, pods[own], direction);
        if (isolating === undefined || isolating.length === 0) continue;
        const targets = ports.length === 0 ? [undefined] : ports;
        const isOpen = targets.every((port) => {
          const target: Target = { port, protocol: 'TCP', names: pods[to].ports };
          return isolating.some((policy) => lets(policy, direction, { pod: pods[other], namespace }, target));
        });
        if (isOpen) continue;
        yield {
          path: roles[own].path,
          message: `${isolating.length === 1 ? 'policy' : 'policies'} ${names(isolating)} of the network select the ${own}, and none lets ${what}`,
          related: isolating.map((policy) => objectPlace(policy, 'the policy')),
        };
        return;
      }
    }
  },
};

const networkPolicyNoApi: Rule = {
  id: 'network-policy-no-way-out',
  severity: 'error',
  summary: 'Policies of the network that keep the driver from the API server, or a pod from DNS.',
  why: 'The driver cannot make executors, or no name of a Service is found: the job fails after minutes of retries.',
  fix: 'allow egress to port 53 (UDP and TCP) of kube-dns for both roles, and to the API server (443 and 6443) for the driver, by an ipBlock',
  kinds: APPLICATIONS,
  *check(object, facts): Iterable<Problem> {
    const app = workload(object);
    if (app.namespace === undefined) return;
    const policies = facts.ofKind('NetworkPolicy', app.namespace);
    for (const role of policies.length === 0 ? [] : app.roles) {
      const isolating = selecting(policies, networkPod(app, object, role), 'egress');
      if (isolating === undefined || isolating.length === 0) continue;
      const missing = [
        ...(isolating.some((policy) => letsOut(policy, [53], true)) ? [] : ['DNS']),
        ...(role.name === 'executor' || isolating.some((policy) => letsOut(policy, [443, 6443], false))
          ? []
          : ['the API server']),
      ];
      if (missing.length > 0) {
        yield {
          path: role.path,
          message: `${isolating.length === 1 ? 'policy' : 'policies'} ${names(isolating)} of the network select the ${role.name}, and none lets it reach ${missing.join(' and ')}`,
          related: isolating.map((policy) => objectPlace(policy, 'the policy')),
        };
      }
    }
  },
};

/** Port of the webhook's pods in a namespace: that of a release there, else that of the chart. */
function webhookPort(facts: Facts, namespace: string | undefined): unknown {
  const release = facts.releases.find((candidate) => candidate.namespace === namespace);
  return release === undefined ? chartDefault('webhook.port') : release.get('webhook.port');
}

const webhookPolicyPort: Rule = {
  id: 'webhook-policy-port',
  severity: 'error',
  summary: "A policy of the network that does not open the port of the operator's webhook.",
  why: 'Policies see the port of the pod, not that of its Service: the API server waits in vain, and refuses every application and pod of Spark.',
  fix: 'allow ingress to webhook.port of the release, 9443 by default',
  source: operator('charts/spark-operator-chart/values.yaml#L312'),
  kinds: ['NetworkPolicy'],
  *check(object, facts): Iterable<Problem> {
    const spec = record(object.spec);
    const labels = record(record(spec.podSelector).matchLabels);
    const isWebhook = labels['app.kubernetes.io/component'] === 'webhook';
    const isOurs =
      labels['app.kubernetes.io/name'] === 'spark-operator' ||
      facts.releases.some(({ namespace }) => namespace !== undefined && namespace === namespaceOf(object));
    if (!isWebhook || !isOurs || !isolates(object, 'ingress')) return;
    const wanted = webhookPort(facts, namespaceOf(object));
    const rules = list(spec.ingress).map((rule) => list(record(rule).ports).map(record));
    const isOpen = rules.some(
      (ports) =>
        ports.length === 0 ||
        ports.some(
          ({ port, endPort }) =>
            typeof port !== 'number' ||
            port === wanted ||
            (typeof endPort === 'number' &&
              typeof wanted === 'number' &&
              port <= wanted &&
              wanted <= endPort),
        ),
    );
    if (isOpen || typeof wanted !== 'number') return;
    const given = rules.flat().findIndex(({ port }) => port === 443);
    const path: Path = ['spec', 'ingress'];
    yield {
      path,
      message:
        given < 0
          ? `nothing opens port ${wanted} of the webhook`
          : `443 is the port of the Service, the pods of the webhook listen at ${wanted}`,
    };
  },
};

/** Rules about policies of the network. */
export const NETWORK: RuleGroup = {
  title: 'Network policies',
  rules: [networkPolicyShut, networkPolicyNoApi, webhookPolicyPort],
};
