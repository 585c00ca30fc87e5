import { isSet, list, record, text, type Manifest } from './plain';
import type { Role, Workload } from './workload';

/** A pod as far as policies of the network can see it. */
export interface NetworkPod {
  /** Its labels. */
  readonly labels: ReadonlyMap<string, string>;
  /** True for a label that it has, with a value that nobody knows before. */
  readonly isHidden: (key: string) => boolean;
  /** Its ports, by the names that Spark gives them. */
  readonly ports: Readonly<Record<string, number>>;
}

/** Labels that Spark and the operator give pods, with values of each run. */
const OF_RUNS =
  /^(?:spark-app-selector|spark-app-name|spark-version|spark-exec-id|spark-exec-resourceprofile-id|spark-exec-inactive|sparkoperator\.k8s\.io\/(?:submission-id|mutated-by-spark-operator)|applicationId)$/;

/** The ports at which a driver is asked by its executors. */
export interface DriverPorts {
  /** Of the scheduler. */
  readonly rpc: number;
  /** Of its blocks. */
  readonly blocks: number;
}

/** The ports of the driver: those of its settings, else those of Spark on Kubernetes. */
export function driverPorts({ settings }: Workload): DriverPorts {
  const port = (key: string): number | undefined => {
    const value = settings.get(key)?.value ?? '';
    return /^\d{1,5}$/.test(value) && Number(value) > 0 ? Number(value) : undefined;
  };
  return {
    rpc: port('spark.driver.port') ?? 7078,
    blocks: port('spark.driver.blockManager.port') ?? port('spark.blockManager.port') ?? 7079,
  };
}

/** The pods of a role, as they will be labelled. */
export function networkPod(app: Workload, object: Manifest, role: Role): NetworkPod {
  const kind = role.name === 'executor' ? 'executor' : 'driver';
  const prefix = `spark.kubernetes.${kind}.label.`;
  const given: (readonly [string, unknown])[] = [
    ...Object.entries(record(record(record(role.spec.template).metadata).labels)),
    ...[...app.settings.values()].flatMap(({ key, value }) =>
      key.startsWith(prefix) ? [[key.slice(prefix.length), value] as const] : [],
    ),
    ...Object.entries(record(record(object.metadata).labels)),
    ...Object.entries(record(role.spec.labels)),
    ['spark-role', kind],
    ['sparkoperator.k8s.io/launched-by-spark-operator', 'true'],
    ...(app.kind === 'SparkApplication' && app.name !== undefined
      ? [['sparkoperator.k8s.io/app-name', app.name] as const]
      : []),
  ];
  const isNamedByRun = app.kind !== 'SparkApplication' || app.name === undefined;
  const { rpc, blocks } = driverPorts(app);
  return {
    labels: new Map(given.flatMap(([key, value]) => (typeof value === 'string' ? [[key, value]] : []))),
    isHidden: (key) => OF_RUNS.test(key) || (isNamedByRun && key === 'sparkoperator.k8s.io/app-name'),
    ports:
      kind === 'driver'
        ? { 'driver-rpc-port': rpc, blockmanager: blocks, 'spark-ui': 4040 }
        : { blockmanager: 7079 },
  };
}

/** Whether a selector selects a pod; undefined where a label decides that nobody knows before. */
export function selects(
  selector: unknown,
  pod: Pick<NetworkPod, 'labels' | 'isHidden'>,
): boolean | undefined {
  const { matchLabels, matchExpressions } = record(selector);
  let answer: boolean | undefined = true;
  const conditions = [
    ...Object.entries(record(matchLabels)).map(([key, value]) => ({ key, operator: 'In', values: [value] })),
    ...list(matchExpressions).map((expression) => {
      const { key, operator, values } = record(expression);
      return { key: text(key) ?? '', operator: text(operator) ?? '', values: list(values) };
    }),
  ];
  for (const { key, operator, values } of conditions) {
    const fits = pod.isHidden(key) ? undefined : holds(operator, pod.labels.get(key), values);
    if (fits === false) return false;
    if (fits === undefined) answer = undefined;
  }
  return answer;
}

function holds(operator: string, value: string | undefined, values: readonly unknown[]): boolean | undefined {
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    default:
      return undefined;
  }
}

/** Who is asked, or asks. */
export interface Peer {
  /** A pod of the same namespace; undefined for a server that is no pod of it. */
  readonly pod?: NetworkPod;
  /** The namespace of the policies. */
  readonly namespace: string;
}

/** A direction of traffic. */
export type Direction = 'ingress' | 'egress';

/** True for a policy that denies what it does not allow in a direction. */
export function isolates(policy: Manifest, direction: Direction): boolean {
  const spec = record(policy.spec);
  const types = list(spec.policyTypes);
  if (types.length > 0) return types.includes(direction === 'ingress' ? 'Ingress' : 'Egress');
  return direction === 'ingress' || isSet(spec.egress);
}

/** A port to be reached. */
export interface Target {
  /** The number; undefined where it is chosen by each run. */
  readonly port: number | undefined;
  /** TCP or UDP. */
  readonly protocol: 'TCP' | 'UDP';
  /** Names of ports of the pod that is asked. */
  readonly names: Readonly<Record<string, number>>;
}

/** True for a policy that lets traffic through, or may do so: of a block of addresses nobody knows whose they are. */
export function lets(policy: Manifest, direction: Direction, peer: Peer, target: Target): boolean {
  return list(record(policy.spec)[direction]).some((given) => {
    const rule = record(given);
    const peers = list(rule[direction === 'ingress' ? 'from' : 'to']);
    const isPeer = peers.length === 0 || peers.some((other) => mayBe(record(other), peer));
    const ports = list(rule.ports);
    return isPeer && (ports.length === 0 || ports.some((port) => isPort(record(port), target)));
  });
}

function mayBe(given: Readonly<Record<string, unknown>>, { pod, namespace }: Peer): boolean {
  if (isSet(given.ipBlock)) return true;
  if (pod === undefined) return false;
  if (isSet(given.namespaceSelector) && !mayBeNamespace(given.namespaceSelector, namespace)) return false;
  return !isSet(given.podSelector) || selects(given.podSelector, pod) !== false;
}

/** Only the name of a namespace is known here, not its labels. */
function mayBeNamespace(selector: unknown, namespace: string): boolean {
  const labels = new Map([['kubernetes.io/metadata.name', namespace]]);
  return selects(selector, { labels, isHidden: (key) => !labels.has(key) }) !== false;
}

function isPort(
  { port, endPort, protocol = 'TCP' }: Readonly<Record<string, unknown>>,
  target: Target,
): boolean {
  if (protocol !== target.protocol) return false;
  if (port === undefined || port === null || target.port === undefined) return true;
  if (typeof port === 'string' && !/^\d+$/.test(port)) {
    return !Object.hasOwn(target.names, port) || target.names[port] === target.port;
  }
  const first = Number(port);
  return target.port >= first && target.port <= (typeof endPort === 'number' ? endPort : first);
}

/** True for a policy that lets a pod ask a server of the cluster which is no pod of the namespace: by an address, or all. */
export function letsOut(policy: Manifest, ports: readonly number[], isInCluster: boolean): boolean {
  return list(record(policy.spec).egress).some((given) => {
    const rule = record(given);
    const peers = list(rule.to).map(record);
    const isPeer =
      peers.length === 0 ||
      peers.some(
        ({ ipBlock, namespaceSelector }) => isSet(ipBlock) || (isInCluster && isSet(namespaceSelector)),
      );
    const wanted = list(rule.ports).map(record);
    return (
      isPeer &&
      (wanted.length === 0 ||
        wanted.some((port) =>
          ports.some((number) =>
            (['TCP', 'UDP'] as const).some((protocol) => isPort(port, { port: number, protocol, names: {} })),
          ),
        ))
    );
  });
}
