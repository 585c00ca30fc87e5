import { record, text } from '../../../lib/manifest/plain';
import { references, type Reference } from '../../../lib/manifest/references';
import type { Workload } from '../../../lib/manifest/workload';
import { mayNot, ok, unknown, wrong, type Check } from './check';
import type { ClusterLook, Seen } from './cluster-look';

interface Wanted {
  readonly what: Reference['what'];
  readonly name: string;
  readonly keys: readonly string[];
  readonly path: string;
  readonly isPullSecret: boolean;
}

const RESOURCES: Readonly<Record<Reference['what'], string>> = {
  Secret: 'secrets',
  ConfigMap: 'configmaps',
  claim: 'persistentvolumeclaims',
  ServiceAccount: 'serviceaccounts',
  PriorityClass: 'priorityclasses',
};

const IDS: Readonly<Record<Reference['what'], string>> = {
  Secret: 'secret',
  ConfigMap: 'config-map',
  claim: 'claim',
  ServiceAccount: 'service-account',
  PriorityClass: 'priority-class',
};

/** The objects that an application names: Secrets and ConfigMaps with their keys, claims, accounts, priorities, its queue. */
export async function objectChecks(look: ClusterLook, app: Workload): Promise<Check[]> {
  const checks = await Promise.all([
    ...wantedOf(app).map((wanted) => objectCheck(look, wanted)),
    queueChecks(look, app),
  ]);
  return checks.flat();
}

function wantedOf(app: Workload): Wanted[] {
  const found = new Map<string, Wanted>();
  for (const { what, name, key, path, isOptional } of references(app)) {
    if (isOptional) continue;
    const id = `${what} ${name}`;
    const before = found.get(id);
    found.set(id, {
      what,
      name,
      keys: [...new Set([...(before?.keys ?? []), ...(key === undefined ? [] : [key.name])])],
      path: before?.path ?? path.join('.'),
      isPullSecret: (before?.isPullSecret ?? false) || path.includes('imagePullSecrets'),
    });
  }
  return [...found.values()];
}

async function objectCheck(look: ClusterLook, wanted: Wanted): Promise<Check[]> {
  const { what, name, path } = wanted;
  const id = IDS[what];
  const title = `${what === 'claim' ? 'PersistentVolumeClaim' : what} ${name}`;
  const seen = await find(look, wanted);
  if (seen === 'denied') return [mayNot(id, `${title} of ${path}`, `get ${RESOURCES[what]}`)];
  if (seen === 'absent') {
    const where = what === 'PriorityClass' ? 'the cluster' : `namespace ${look.namespace}`;
    return [wrong(id, `${where} has no ${title}, which ${path} names`, 'make it, or name one that is there')];
  }
  const problem = problemOf(seen, wanted);
  return [
    problem === undefined ? ok(id, `${title} is there`) : wrong(id, `${title} ${problem.what}`, problem.fix),
  ];
}

function find(look: ClusterLook, { what, name }: Wanted): Promise<Seen> {
  return what === 'PriorityClass'
    ? look.get('apis', 'scheduling.k8s.io', 'v1', 'priorityclasses', name)
    : look.own(RESOURCES[what], name);
}

/** Names of keys and types only: what a Secret holds is looked at no further. */
function problemOf(
  seen: Exclude<Seen, string>,
  { what, keys, isPullSecret }: Wanted,
): { readonly what: string; readonly fix: string } | undefined {
  if (what === 'claim') {
    const phase = text(record(seen.status).phase);
    return phase === 'Lost' ? { what: 'has lost its volume', fix: 'make it anew' } : undefined;
  }
  if (isPullSecret && !/^kubernetes\.io\/dockerc(?:fg|onfigjson)$/.test(text(seen.type) ?? '')) {
    return {
      what: `is of type ${text(seen.type) ?? 'Opaque'} and can pull no image`,
      fix: 'make it with kubectl create secret docker-registry',
    };
  }
  const has = new Set([...Object.keys(record(seen.data)), ...Object.keys(record(seen.binaryData))]);
  const missing = keys.filter((key) => !has.has(key));
  return missing.length === 0
    ? undefined
    : {
        what: `has no key ${missing.join(', ')}; it has ${[...has].sort().join(', ') || 'none'}`,
        fix: 'add the key, or name one that is there',
      };
}

const KUEUE = 'kueue.x-k8s.io/queue-name';

/** The queue that the application waits in. */
async function queueChecks(look: ClusterLook, app: Workload): Promise<Check[]> {
  const scheduler = text(app.spec.batchScheduler);
  const named = text(record(app.spec.batchSchedulerOptions).queue);
  if (scheduler === 'volcano' && named !== undefined) {
    return [
      found(
        'queue',
        `queue ${named} of Volcano`,
        await look.get('apis', 'scheduling.volcano.sh', 'v1beta1', 'queues', named),
        'get queues',
      ),
    ];
  }
  return scheduler === undefined || named === undefined
    ? []
    : [
        unknown(
          'queue',
          `queue ${named} of ${scheduler}`,
          'no object of the cluster says so; look at its scheduler',
        ),
      ];
}

/** The queue of Kueue, which a label of the application names. */
export async function kueueChecks(
  look: ClusterLook,
  labels: Readonly<Record<string, string>>,
): Promise<Check[]> {
  const queue = labels[KUEUE];
  if (queue === undefined) return [];
  const seen = await look.get(
    'apis',
    'kueue.x-k8s.io',
    'v1beta1',
    'namespaces',
    look.namespace,
    'localqueues',
    queue,
  );
  return [found('queue', `LocalQueue ${queue} of Kueue`, seen, 'get localqueues')];
}

function found(id: string, title: string, seen: Seen, right: string): Check {
  if (seen === 'denied') return mayNot(id, title, right);
  return seen === 'absent'
    ? wrong(id, `there is no ${title}`, 'make it, or name one that is there')
    : ok(id, `${title} is there`);
}
