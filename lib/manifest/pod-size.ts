import { language } from './dependencies';
import { once } from './once';
import { integer, isRecord, isSet, record, text } from './plain';
import { otherContainers, type Container } from './pods';
import { MIB, quantity, sparkBytes, thousandths } from './quantity';
import type { Role, Workload } from './workload';

/** What the Spark container of a role asks for, as the operator and Spark write it into the pod. */
export interface SparkSize {
  /** CPUs; undefined when they cannot be read. */
  readonly cpu: number | undefined;
  /** The field or setting that says so. */
  readonly cpuFrom: string;
  /** The limit of CPUs; undefined for none. */
  readonly cpuLimit: number | undefined;
  /** Bytes of heap, overhead and what else Spark adds: request and, unless `memoryLimit` says another, limit. */
  readonly memory: number | undefined;
  /** The limit of memory, in bytes. */
  readonly memoryLimit: number | undefined;
}

const LEAST_OVERHEAD = 384 * MIB;

/** The size of the Spark container of each role. */
export const sparkSizes = once(
  (app: Workload): ReadonlyMap<Role, SparkSize> => new Map(app.roles.map((role) => [role, size(app, role)])),
);

function size(app: Workload, role: Role): SparkSize {
  const [cpu, cpuFrom] = cpuRequest(app, role);
  const limit = role.spec.coreLimit ?? app.settings.get(`spark.kubernetes.${role.name}.limit.cores`)?.value;
  const memory = memoryRequest(app, role);
  const memoryLimit = text(role.spec.memoryLimit);
  return {
    cpu,
    cpuFrom,
    cpuLimit: isSet(limit) ? quantity(limit) : undefined,
    memory,
    memoryLimit: memoryLimit === undefined ? memory : (sparkLimit(memoryLimit) ?? memory),
  };
}

function cpuRequest(app: Workload, { name, spec }: Role): readonly [number | undefined, string] {
  const key = `spark.kubernetes.${name}.request.cores`;
  if (isSet(spec.coreRequest)) return [quantity(spec.coreRequest), 'coreRequest'];
  if (app.settings.has(key)) return [quantity(app.settings.get(key)!.value), key];
  if (isSet(spec.cores)) return [quantity(spec.cores), 'cores'];
  const cores = `spark.${name}.cores`;
  return app.settings.has(cores) ? [quantity(app.settings.get(cores)!.value), cores] : [1, 'default cores'];
}

/** A limit as the webhook reads it: lower-case Spark suffixes and Kubernetes quantities; undefined for another text. */
export function sparkLimit(value: string): number | undefined {
  if (/^\d+(b|k|kb|m|mb|g|gb|t|tb|p|pb)$/.test(value)) return sparkBytes(value);
  return /^\d+[KMGTP]B?$/.test(value) ? undefined : quantity(value);
}

/** Memory that the Spark container of a role asks for, in bytes; undefined when a part of it cannot be read. */
export function memoryRequest(app: Workload, { name, spec }: Role): number | undefined {
  const value = (key: string) => app.settings.get(key)?.value;
  const heap = sparkBytes(text(spec.memory) ?? value(`spark.${name}.memory`) ?? '1g');
  if (heap === undefined) return undefined;
  const added = extraMemory(app, name);
  const overhead = text(spec.memoryOverhead) ?? value(`spark.${name}.memoryOverhead`);
  if (overhead !== undefined) {
    const bytes = sparkBytes(overhead);
    return bytes === undefined ? undefined : heap + bytes + added;
  }
  const given =
    value(`spark.${name}.memoryOverheadFactor`) ??
    value('spark.kubernetes.memoryOverheadFactor') ??
    text(app.spec.memoryOverheadFactor);
  const factor = given === undefined ? (isJvmJob(app) ? 0.1 : 0.4) : decimal(given);
  if (factor === undefined) return undefined;
  // Spark counts the overhead in whole MiB.
  return heap + Math.max(Math.floor((factor * heap) / MIB) * MIB, LEAST_OVERHEAD) + added;
}

/** What executors have beside heap and overhead: memory of Python and outside of the heap. */
function extraMemory({ settings }: Workload, role: Role['name']): number {
  if (role !== 'executor') return 0;
  const bytes = (key: string, unit?: number) => sparkBytes(settings.get(key)?.value ?? '0', unit) ?? 0;
  const isOff = settings.get('spark.memory.offHeap.enabled')?.value.toLowerCase() !== 'true';
  return bytes('spark.executor.pyspark.memory') + (isOff ? 0 : bytes('spark.memory.offHeap.size', 1));
}

/** True for a job that is no Python or R. */
export function isJvmJob({ spec }: Workload): boolean {
  return language(text(spec.mainApplicationFile) ?? '') === 'JVM';
}

/** A decimal number as Spark reads it; undefined for another text. */
export function decimal(value: string): number | undefined {
  return /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)([eE][+-]?\d+)?$/.test(value.trim()) ? Number(value) : undefined;
}

/** How many executors a job has. */
export interface Executors {
  /** At its start. */
  readonly start: number;
  /** At most; undefined when there is no limit. */
  readonly most: number | undefined;
}

/** How many executors a job has, by its fields or by the settings that they stand for. */
export const executorsOf = once((app: Workload): Executors => {
  const setting = (name: string) => app.settings.get(`spark.${name}`)?.value;
  const count = (name: string) => integer(Number(setting(name) ?? NaN));
  const instances = integer(app.executor?.spec.instances) ?? count('executor.instances');
  const inSpec = record(app.spec.dynamicAllocation);
  const isDynamic =
    inSpec.enabled === true || setting('dynamicAllocation.enabled')?.trim().toLowerCase() === 'true';
  if (!isDynamic) return { start: instances ?? 1, most: instances ?? 1 };
  // The fields come later on the command line.
  const given = (name: string) =>
    (inSpec.enabled === true ? integer(inSpec[name]) : undefined) ?? count(`dynamicAllocation.${name}`);
  const start = Math.max(
    0,
    ...[given('initialExecutors'), given('minExecutors'), instances].map((n) => n ?? 0),
  );
  const most = given('maxExecutors');
  return { start, most: most && Math.max(most, start) };
});

/** A resource of a container beside the one of Spark: its limit or request, as Kubernetes completes them. */
export function containerResource(
  { spec }: Container,
  group: 'requests' | 'limits',
  name: string,
): number | undefined {
  const resources = record(spec.resources);
  const own = quantity(record(resources[group])[name]);
  return own ?? (group === 'requests' ? quantity(record(resources.limits)[name]) : undefined);
}

/** What one pod of a role asks for in all, of one resource; undefined when a part of it cannot be told. */
export function podTotal(
  app: Workload,
  role: Role,
  group: 'requests' | 'limits',
  name: 'cpu' | 'memory',
): number | undefined {
  const spark = sparkSizes(app).get(role)!;
  const own = {
    requests: { cpu: spark.cpu, memory: spark.memory },
    limits: { cpu: spark.cpuLimit, memory: spark.memoryLimit },
  }[group][name];
  if (own === undefined) return undefined;
  // Init containers run before the others: what they ask for is not added.
  const beside = otherContainers(role).filter(({ path }) => !path.includes('initContainers'));
  const all = beside.reduce((sum, container) => sum + (containerResource(container, group, name) ?? 0), own);
  return thousandths(all);
}

/** True for a map of resources that names one of these. */
export function namesResource(resources: unknown, names: readonly string[]): boolean {
  return ['requests', 'limits'].some((group) => {
    const given = record(resources)[group];
    return isRecord(given) && names.some((name) => isSet(given[name]));
  });
}
