/** What a pod of the operator has: chart 1.x has one Deployment, 2.x has two. */
const OF_PODS = [
  ...[
    'affinity',
    'envFrom',
    'nodeSelector',
    'podDisruptionBudget',
    'podSecurityContext',
    'priorityClassName',
  ],
  ...['resources', 'securityContext', 'sidecars', 'tolerations', 'topologySpreadConstraints', 'volumeMounts'],
  'volumes',
];

/** Values of chart 1.x, each with those of 2.x that say the same. */
const MOVED: readonly (readonly [old: string, current: readonly string[]])[] = [
  ['replicaCount', ['controller.replicas']],
  ['controllerThreads', ['controller.workers']],
  ['sparkJobNamespace', ['sparkJobNamespaces', 'spark.jobNamespaces']],
  ['sparkJobNamespaces', ['spark.jobNamespaces']],
  ['serviceAccounts.spark', ['spark.serviceAccount']],
  ['serviceAccounts.sparkoperator', ['controller.serviceAccount']],
  ['rbac.create', ['controller.rbac.create', 'webhook.rbac.create', 'spark.rbac.create']],
  ['rbac.createRole', ['spark.rbac.create']],
  ['rbac.createClusterRole', ['controller.rbac.create', 'webhook.rbac.create']],
  ['rbac.annotations', ['controller.rbac.annotations', 'webhook.rbac.annotations']],
  ['uiService', ['controller.uiService']],
  ['ingressUrlFormat', ['controller.uiIngress.enable', 'controller.uiIngress.urlFormat']],
  ['logLevel', ['controller.logLevel', 'webhook.logLevel']],
  ['webhook.timeout', ['webhook.timeoutSeconds']],
  ['metrics', ['prometheus.metrics']],
  ['podMonitor.enable', ['prometheus.podMonitor.create']],
  ['podMonitor', ['prometheus.podMonitor']],
  ['prometheus.podMonitor.enable', ['prometheus.podMonitor.create']],
  ['podAnnotations', ['controller.annotations']],
  ['podLabels', ['controller.labels']],
  ['batchScheduler', ['controller.batchScheduler']],
  ['resourceQuotaEnforcement', ['webhook.resourceQuotaEnforcement']],
  ['imagePullSecrets', ['image.pullSecrets']],
  ...OF_PODS.map((key) => [key, [`controller.${key}`, `webhook.${key}`]] as const),
];

const REMOVED = 'remove it: it has no successor';
const DERIVED = 'remove it: it follows from spark.jobNamespaces';
const NO_JOBS = 'remove it: the webhook makes its certificate itself, without Jobs';

/** Values of chart 1.x that nothing in 2.x takes the place of. */
const GONE: Readonly<Record<string, string>> = {
  resyncInterval: REMOVED,
  labelSelectorFilter: REMOVED,
  istio: "remove it: label the webhook's pods with webhook.labels",
  leaderElection: 'remove it: controller and webhook choose their leaders by locks of fixed names',
  'webhook.namespaceSelector': DERIVED,
  'webhook.objectSelector': DERIVED,
  'webhook.initAnnotations': NO_JOBS,
  'webhook.initPodLabels': NO_JOBS,
  'webhook.initResources': NO_JOBS,
  'webhook.cleanupAnnotations': NO_JOBS,
  'webhook.cleanupPodLabels': NO_JOBS,
  'webhook.cleanupResources': NO_JOBS,
};

/** True for a key at the top of the values of chart 1.x that 2.x does not have. */
export function isLegacyKey(key: string): boolean {
  return [...MOVED.map(([old]) => old), ...Object.keys(GONE)].some(
    (old) => !old.startsWith('webhook.') && !old.startsWith('prometheus.') && old.split('.')[0] === key,
  );
}

/** What to do about a value of chart 1.x, or about all values below a key of it; undefined for what is none. */
export function legacyAdvice(key: string): string | undefined {
  const current = following(key, FORWARD).filter((path) => !MOVED.some(([old]) => old === path));
  if (current.length > 0) return `use ${inWords(current)}${key === 'logLevel' ? ', for example info' : ''}`;
  return Object.entries(GONE).find(([old]) => isAt(key, old) || isAt(old, key))?.[1];
}

/** The values that say in one version of the chart what a value says in another, older or newer. */
export function successors(key: string, isKnown: (path: string) => boolean): string[] {
  return following(key, [...FORWARD, ...FORWARD.map(([old, current]) => [current, old] as const)]).filter(
    isKnown,
  );
}

type Pair = readonly [from: string, to: string];

const FORWARD: readonly Pair[] = MOVED.flatMap(([old, current]) =>
  current.map((path) => [old, path] as const),
);

function following(key: string, pairs: readonly Pair[]): string[] {
  const exact = pairs.filter(([from]) => from === key);
  const found = (exact.length > 0 ? exact : pairs).flatMap(([from, to]) => {
    if (isAt(key, from)) return [to + key.slice(from.length)];
    return isAt(from, key) ? [to] : [];
  });
  return [...new Set(found)].filter((path) => path !== key);
}

/** True for a path at another one, or below it. */
function isAt(path: string, above: string): boolean {
  return path === above || path.startsWith(`${above}.`);
}

function inWords(paths: readonly string[]): string {
  return paths.length === 1 ? paths[0]! : `${paths.slice(0, -1).join(', ')} and ${paths.at(-1)!}`;
}
