import { jobSize, type PodSize, type TotalSize } from '../../../lib/manifest/job-size';
import { sparkImages } from '../../../lib/manifest/images';
import { list, record, text } from '../../../lib/manifest/plain';
import { MIB, quantity } from '../../../lib/manifest/quantity';
import type { Role, Workload } from '../../../lib/manifest/workload';
import { mayNot, ok, unknown, warning, wrong, type Check } from './check';
import type { ClusterLook, Plain } from './cluster-look';

/** Whether there is room: quotas and limits of the namespace, nodes that a pod fits on, images that they have. */
export async function roomChecks(look: ClusterLook, app: Workload): Promise<Check[]> {
  const [quotas, limits, nodes] = await Promise.all([
    quotaChecks(look, app),
    limitChecks(look, app),
    nodeChecks(look, app),
  ]);
  return [...quotas, ...limits, ...nodes];
}

async function quotaChecks(look: ClusterLook, app: Workload): Promise<Check[]> {
  const found = await look.items(['api', 'v1', 'namespaces', look.namespace, 'resourcequotas']);
  if (found === 'denied')
    return [mayNot('quota', `the quotas of namespace ${look.namespace}`, 'list resourcequotas')];
  const size = jobSize(app);
  return (found === 'absent' ? [] : found).flatMap((quota) => {
    const { hard, used } = record(quota.status);
    const name = text(record(quota.metadata).name) ?? '';
    return Object.entries(
      record(Object.keys(record(hard)).length > 0 ? hard : record(quota.spec).hard),
    ).flatMap(([key, most]) => quotaCheck(name, key, most, record(used)[key], size.atStart, size.atMost));
  });
}

function quotaCheck(
  name: string,
  key: string,
  hard: unknown,
  used: unknown,
  atStart: TotalSize,
  atMost: TotalSize | undefined,
): Check[] {
  const [most, taken] = [quantity(hard), quantity(used ?? 0)];
  const start = amount(key, atStart);
  if (most === undefined || taken === undefined || start === undefined) return [];
  const end = atMost && amount(key, atMost);
  const what = `quota ${name} has ${String(hard)} ${key}`;
  if (start > most)
    return [
      wrong(
        'quota',
        `${what}, and the job starts with ${shown(key, start)}`,
        'ask for less, or raise the quota',
      ),
    ];
  if (start > most - taken) {
    return [
      wrong(
        'quota',
        `${what}, of which ${String(used)} are taken, and the job starts with ${shown(key, start)}`,
        'wait for other jobs, ask for less, or raise the quota',
      ),
    ];
  }
  return end !== undefined && end > most
    ? [
        warning(
          'quota',
          `${what}, and the job may grow to ${shown(key, end)}`,
          'let it grow less, or raise the quota',
        ),
      ]
    : [ok('quota', what)];
}

/** What a job takes of a quota, in the unit of the quota. */
function amount(key: string, { pods, cpu, memory }: TotalSize): number | undefined {
  const bytes = memory === undefined ? undefined : memory * MIB;
  return new Map([
    ['pods', pods],
    ['count/pods', pods],
    ['count/sparkapplications.sparkoperator.k8s.io', 1],
    ['cpu', cpu],
    ['requests.cpu', cpu],
    ['memory', bytes],
    ['requests.memory', bytes],
  ]).get(key);
}

function shown(key: string, value: number): string {
  return key.endsWith('memory') ? `${Math.round(value / MIB)}Mi` : String(value);
}

async function limitChecks(look: ClusterLook, app: Workload): Promise<Check[]> {
  const found = await look.items(['api', 'v1', 'namespaces', look.namespace, 'limitranges']);
  if (found === 'denied')
    return [mayNot('limits', `the limits of namespace ${look.namespace}`, 'list limitranges')];
  const { driver, executor } = jobSize(app);
  return (found === 'absent' ? [] : found).flatMap((range) => {
    const name = text(record(range.metadata).name) ?? '';
    return list(record(range.spec).limits)
      .map(record)
      .filter(({ type }) => type === 'Pod' || type === 'Container')
      .flatMap(({ max }) => [
        ...overLimit(name, record(max), 'driver', driver),
        ...overLimit(name, record(max), 'executor', executor),
      ]);
  });
}

function overLimit(name: string, max: Plain, role: string, { cpu, memory }: PodSize): Check[] {
  const sizes = { cpu, memory: memory === undefined ? undefined : memory * MIB };
  return Object.entries(sizes).flatMap(([key, size]) => {
    const most = quantity(max[key]);
    return size === undefined || most === undefined || size <= most
      ? []
      : [
          wrong(
            'limits',
            `LimitRange ${name} allows ${String(max[key])} ${key}, and the ${role} asks for ${shown(key, size)}`,
            'ask for less, or raise the limit',
          ),
        ];
  });
}

async function nodeChecks(look: ClusterLook, app: Workload): Promise<Check[]> {
  const found = await look.items(['api', 'v1', 'nodes']);
  const images = [...new Set(sparkImages(app).map(({ image }) => image))];
  if (found === 'denied' || found === 'absent') {
    return [
      mayNot('nodes', 'whether driver and executors fit on a node', 'list nodes'),
      ...images.map((image) => unknownImage(image)),
    ];
  }
  const nodes = found.filter(({ spec }) => record(spec).unschedulable !== true);
  const size = jobSize(app);
  return [
    ...app.roles.map((role) =>
      fits(nodes, app, role, role.name === 'executor' ? size.executor : size.driver),
    ),
    ...images.map((image) => {
      const has = nodes.filter(({ status }) =>
        list(record(status).images).some((item) =>
          list(record(item).names).some((name) => isSame(image, name)),
        ),
      );
      return has.length === 0
        ? unknownImage(image)
        : ok('image', `image ${image} is on ${has.length} of ${nodes.length} nodes`);
    }),
  ];
}

function fits(nodes: readonly Plain[], { spec }: Workload, role: Role, { cpu, memory }: PodSize): Check {
  const wanted = Object.entries({ ...record(spec.nodeSelector), ...record(role.spec.nodeSelector) });
  const selected = nodes.filter(({ metadata }) =>
    wanted.every(([key, value]) => record(record(metadata).labels)[key] === value),
  );
  const labels = wanted.map(([key, value]) => `${key}=${String(value)}`).join(', ');
  if (selected.length === 0) {
    return wrong(
      'nodes',
      `no node is there for the ${role.name}${labels === '' ? '' : `: none has ${labels}`}`,
      'change its nodeSelector, or label or add nodes',
    );
  }
  const large = selected.filter(({ status }) => {
    const room = record(record(status).allocatable);
    return (
      (cpu ?? 0) <= (quantity(room.cpu) ?? Infinity) &&
      (memory ?? 0) * MIB <= (quantity(room.memory) ?? Infinity)
    );
  });
  const asks = `${cpu ?? '?'} CPUs and ${memory ?? '?'} MiB`;
  return large.length === 0
    ? wrong(
        'nodes',
        `the ${role.name} asks for ${asks}, more than any node that it may be on has`,
        'ask for less, or add larger nodes',
      )
    : ok(
        'nodes',
        `the ${role.name} (${asks}) fits on ${large.length} of ${nodes.length} nodes while they are empty`,
      );
}

function unknownImage(image: string): Check {
  return unknown('image', `whether image ${image} can be pulled`, 'only a node can say so, when it pulls');
}

/** Nodes write the registry and the library of Docker Hub out. */
function isSame(image: string, name: unknown): boolean {
  return (
    typeof name === 'string' &&
    (name === image || name === `docker.io/${image}` || name === `docker.io/library/${image}`)
  );
}
