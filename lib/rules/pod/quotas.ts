import {
  nameOf,
  isSet,
  namespaceOf,
  record,
  list,
  text,
  type Manifest,
  type Path,
  written,
} from '../../manifest/plain';
import { containerResource, executorsOf, podTotal, sparkSizes } from '../../manifest/pod-size';
import {
  otherContainers,
  sparkContainer,
  sparkContainerName,
  templateSpec,
  type Container,
} from '../../manifest/pods';
import { MIB, quantity, thousandths } from '../../manifest/quantity';
import { workload, type Role, type Workload } from '../../manifest/workload';
import type { Facts } from '../facts';
import { objectPlace } from '../related';
import type { Problem, Rule, RuleGroup } from '../rule';
import { apiserver } from '../sources';
import { applicationRule } from '../workload-rule';

/** Quotas that count every pod of a namespace: one with a scope may count none of these. */
function quotasOf(facts: Facts, { namespace }: Workload): readonly Manifest[] {
  if (namespace === undefined) return [];
  return facts.ofKind('ResourceQuota', namespace).filter(countsAll);
}

function countsAll(quota: Manifest): boolean {
  const spec = record(quota.spec);
  return list(spec.scopes).length === 0 && Object.keys(record(spec.scopeSelector)).length === 0;
}

interface Limits {
  readonly range: Manifest;
  /** Name of the LimitRange. */
  readonly name: string;
  /** Whether it is about each container or the whole pod. */
  readonly type: string;
  readonly spec: Readonly<Record<string, unknown>>;
}

function limitsOf(facts: Facts, { namespace }: Workload): readonly Limits[] {
  if (namespace === undefined) return [];
  return facts.ofKind('LimitRange', namespace).flatMap((range) =>
    list(record(range.spec).limits).map((entry) => {
      const spec = record(entry);
      return { range, name: nameOf(range) ?? '', type: text(spec.type) ?? '', spec };
    }),
  );
}

/** The limit that containers without one are given; undefined for none. */
function defaultLimit(
  facts: Facts,
  app: Workload,
  name: string,
):
  | { readonly amount: number; readonly text: string; readonly from: string; readonly range: Manifest }
  | undefined {
  for (const { type, spec, name: from, range } of limitsOf(facts, app)) {
    const given = record(spec.default)[name] ?? record(spec.max)[name];
    const amount = quantity(given);
    if (type === 'Container' && amount !== undefined) return { amount, text: written(given), from, range };
  }
  return undefined;
}

/** True where a LimitRange gives what a container does not say: a request comes from a limit, too. */
function hasDefault(facts: Facts, app: Workload, { group, name }: ContainerQuota): boolean {
  const isRequested = limitsOf(facts, app).some(
    ({ type, spec }) =>
      type === 'Container' && [spec.defaultRequest, spec.min].some((given) => isSet(record(given)[name])),
  );
  return defaultLimit(facts, app, name) !== undefined || (group === 'requests' && isRequested);
}

const quotaLimitMissing: Rule = applicationRule({
  id: 'quota-limit-missing',
  severity: 'error',
  summary: 'A quota on something that a container of the job does not say.',
  why: 'Kubernetes refuses every pod ("must specify limits.cpu"); for executors without end, while the state is RUNNING.',
  fix: 'set coreLimit of driver and executor, and resources of other containers; or give defaults by a LimitRange',
  source: 'https://kubernetes.io/docs/concepts/policy/resource-quotas/',
  *check(app, facts) {
    const counted = new Map<string, Manifest>();
    for (const quota of quotasOf(facts, app)) {
      for (const key of Object.keys(record(record(quota.spec).hard))) counted.set(key, quota);
    }
    const [limits, cpu] = [counted.get('limits.cpu'), defaultLimit(facts, app, 'cpu')];
    for (const role of app.roles) {
      if (limits !== undefined && cpu === undefined && sparkSizes(app).get(role)!.cpuLimit === undefined) {
        yield {
          path: [...role.path, 'coreLimit'],
          message: `quota ${nameOf(limits) ?? ''} counts limits.cpu, and the ${role.name} has no limit`,
          related: [objectPlace(limits, 'the quota')],
          fix: 'set coreLimit',
        };
      }
      const storage = [...counted.keys()].find((key) => lacksStorage(facts, app, role, key));
      if (storage !== undefined) {
        const quota = counted.get(storage)!;
        yield {
          path: [...role.path, 'template'],
          message: `quota ${nameOf(quota) ?? ''} counts ${storage}, and the ${role.name} does not say it`,
          related: [objectPlace(quota, 'the quota')],
          fix: `give ${sparkContainerName(role)} ephemeral-storage in the pod template, or a default by a LimitRange`,
        };
      }
      for (const container of otherContainers(role)) {
        const lacking = [...counted.keys()].filter((key) => isLacking(facts, app, container, key));
        if (lacking.length > 0) {
          const quota = counted.get(lacking[0]!)!;
          yield {
            path: [...container.path, 'resources'],
            related: [objectPlace(quota, 'the quota')],
            message: `quota ${nameOf(quota) ?? ''} counts ${lacking.join(', ')}, and container ${text(container.spec.name) ?? ''} does not say them`,
            fix: 'give its resources',
          };
        }
      }
    }
  },
});

function isLacking(facts: Facts, app: Workload, container: Container, key: string): boolean {
  const counted = containerQuota(key);
  if (counted === undefined || hasDefault(facts, app, counted)) return false;
  return containerResource(container, counted.group, counted.name) === undefined;
}

/** True for disk space that a quota counts and the container of Spark does not say: no field of the operator does. */
function lacksStorage(facts: Facts, app: Workload, role: Role, key: string): boolean {
  if (containerQuota(key)?.name !== 'ephemeral-storage') return false;
  return isLacking(facts, app, sparkContainer(role) ?? templateSpec(role), key);
}

/** What every container of a namespace has to say, because a quota counts it. */
interface ContainerQuota {
  readonly group: 'requests' | 'limits';
  readonly name: 'cpu' | 'memory' | 'ephemeral-storage';
}

/** What a key of a quota counts of containers; undefined for anything else. */
function containerQuota(key: string): ContainerQuota | undefined {
  const [, group = 'requests', name] =
    /^(?:(requests|limits)\.)?(cpu|memory|ephemeral-storage)$/.exec(key) ?? [];
  return name === undefined ? undefined : ({ group, name } as ContainerQuota);
}

/** What a key of a quota counts of CPU or memory; undefined for anything else. */
function computeResource(
  key: string,
): { readonly group: 'requests' | 'limits'; readonly name: 'cpu' | 'memory' } | undefined {
  const counted = containerQuota(key);
  return counted === undefined || counted.name === 'ephemeral-storage'
    ? undefined
    : { group: counted.group, name: counted.name };
}

const limitRangeRefuses: Rule = applicationRule({
  id: 'limit-range-refuses',
  severity: 'error',
  summary: 'A pod that a LimitRange of the namespace does not allow.',
  why: 'Kubernetes refuses every pod; for executors without end, while the state is RUNNING.',
  fix: 'set coreLimit to at least the request, or ask for what the LimitRange allows',
  source: 'https://kubernetes.io/docs/concepts/policy/limit-range/',
  *check(app, facts) {
    for (const role of app.roles) {
      const { cpu, cpuFrom, cpuLimit } = sparkSizes(app).get(role)!;
      const given = cpuLimit === undefined ? defaultLimit(facts, app, 'cpu') : undefined;
      if (given !== undefined && cpu !== undefined && given.amount < cpu) {
        yield {
          path: [...role.path, 'coreLimit'],
          message: `LimitRange ${given.from} gives containers without limit ${given.text} CPU, below the request of ${cpu} (${cpuFrom})`,
          fix: `set coreLimit to ${cpu} or more`,
          related: [objectPlace(given.range, 'the LimitRange')],
        };
        continue;
      }
      yield* outside(app, role, facts);
    }
  },
});

function* outside(app: Workload, role: Role, facts: Facts): Iterable<Problem> {
  const size = sparkSizes(app).get(role)!;
  for (const { range, name, type, spec } of limitsOf(facts, app)) {
    const related = [objectPlace(range, 'the LimitRange')];
    if (type !== 'Container' && type !== 'Pod') continue;
    for (const resource of ['cpu', 'memory'] as const) {
      const total = (group: 'requests' | 'limits') =>
        type === 'Pod' ? podTotal(app, role, group, resource) : undefined;
      const request = total('requests') ?? size[resource];
      const limit = total('limits') ?? (resource === 'cpu' ? size.cpuLimit : size.memoryLimit);
      const [most, least] = [spec.max, spec.min].map((group) => quantity(record(group)[resource]));
      const asked = Math.max(request ?? 0, limit ?? 0);
      if (most !== undefined && asked > most) {
        yield {
          path: placeOf(role, resource),
          message: `LimitRange ${name} allows a ${type.toLowerCase()} ${shown(resource, most)} of ${resource}, the ${role.name} asks for ${shown(resource, asked)}`,
          related,
        };
      } else if (least !== undefined && request !== undefined && request < least) {
        yield {
          path: placeOf(role, resource),
          message: `LimitRange ${name} wants at least ${shown(resource, least)} of ${resource}, the ${role.name} asks for ${shown(resource, request)}`,
          related,
        };
      }
      const ratio = quantity(record(spec.maxLimitRequestRatio)[resource]);
      const bound = limit ?? defaultLimit(facts, app, resource)?.amount;
      if (
        ratio !== undefined &&
        request !== undefined &&
        (bound === undefined || bound > thousandths(ratio * request))
      ) {
        const given = bound === undefined ? 'has no limit' : `has a limit of ${shown(resource, bound)}`;
        yield {
          path: [...role.path, resource === 'cpu' ? 'coreLimit' : 'memoryLimit'],
          message: `LimitRange ${name} allows limits of ${ratio} times the request, the ${role.name} asks for ${shown(resource, request)} of ${resource} and ${given}`,
          fix: `set the limit to ${shown(resource, ratio * request)} or less`,
          related,
        };
      }
    }
  }
}

function placeOf({ path, spec }: Role, resource: 'cpu' | 'memory'): Path {
  if (resource === 'memory') return [...path, 'memory'];
  return [...path, spec.coreRequest === undefined ? 'cores' : 'coreRequest'];
}

function shown(resource: string, amount: number): string {
  return resource === 'memory' ? `${Math.ceil(amount / MIB)} MiB` : String(thousandths(amount));
}

/** What a quota counts: pods, or a resource of theirs. */
interface Counted {
  readonly object: Manifest;
  readonly quota: string;
  readonly what: string;
  readonly most: number;
  /** What one pod of a role takes of it; undefined when that cannot be told. */
  readonly of: (role: Role) => number | undefined;
  readonly show: (amount: number) => string;
}

function counted(app: Workload, facts: Facts): Counted[] {
  return quotasOf(facts, app).flatMap((quota) =>
    Object.entries(record(record(quota.spec).hard)).flatMap(([key, value]): Counted[] => {
      const most = quantity(value);
      if (most === undefined) return [];
      const entry = { object: quota, quota: nameOf(quota) ?? '', most };
      if (key === 'pods' || key === 'count/pods')
        return [{ ...entry, what: 'pods', of: () => 1, show: String }];
      const resource = computeResource(key);
      if (resource === undefined) return [];
      const { group, name } = resource;
      const of = (role: Role) => podTotal(app, role, group, name);
      return [{ ...entry, what: key, of, show: (amount) => shown(name, amount) }];
    }),
  );
}

function* shortages(app: Workload, facts: Facts, isHopeless: boolean): Iterable<Problem> {
  const { driver, executor } = app;
  if (driver === undefined || executor === undefined) return;
  const executors = executorsOf(app).start;
  for (const { object, quota, what, most, of, show } of counted(app, facts)) {
    const [first, each] = [of(driver), of(executor)];
    if (first === undefined || each === undefined) continue;
    const [least, all] = [Math.min(executors, 1), executors].map((count) =>
      thousandths(first + count * each),
    );
    if (all! <= most || least! > most !== isHopeless) continue;
    const fitting = Math.max(0, Math.floor(Math.round((most - first) * 1000) / Math.round(each * 1000)));
    const asked = `driver and ${executors} executors ask for ${show(all!)}`;
    yield {
      path: first > most ? driver.path : [...executor.path, 'instances'],
      message: `quota ${quota} allows ${show(most)} of ${what}, ${asked}`,
      related: [objectPlace(object, 'the quota')],
      fix: isHopeless
        ? 'ask for less, or raise the quota'
        : `ask for at most ${fitting} executors, or raise the quota`,
    };
    return;
  }
}

const quotaTooSmall: Rule = applicationRule({
  id: 'quota-too-small',
  severity: 'error',
  summary: 'A quota of the namespace that has no room for the driver and one executor.',
  why: 'The driver is refused, or waits for executors without end.',
  fix: 'ask for less, or raise the quota',
  source: apiserver('pkg/admission/plugin/resourcequota/controller.go#L622'),
  *check(app, facts) {
    yield* shortages(app, facts, true);
  },
});

const quotaFewerExecutors: Rule = applicationRule({
  id: 'quota-fewer-executors',
  severity: 'warning',
  summary: 'A quota of the namespace that has no room for all executors.',
  why: 'The job runs with fewer of them and says nothing; the driver asks for the others without end.',
  fix: 'ask for fewer executors, or raise the quota',
  source: apiserver('pkg/admission/plugin/resourcequota/controller.go#L622'),
  *check(app, facts) {
    yield* shortages(app, facts, false);
  },
});

/** Jobs that run as soon as they are applied. */
const jobsOf = (facts: Facts, namespace: string): Workload[] =>
  facts.ofKind('SparkApplication', namespace).map(workload);

const quotaJobsTogether: Rule = {
  id: 'quota-jobs-together',
  severity: 'warning',
  summary: 'A quota that has no room for all applications of the namespace at once.',
  why: 'An application runs when it is applied: the last ones are refused, fail to be submitted, or wait for executors without end.',
  fix: 'raise the quota, apply them one after the other, or let a queue such as Kueue start them',
  source: apiserver('pkg/admission/plugin/resourcequota/controller.go#L622'),
  kinds: ['ResourceQuota'],
  *check(object, facts) {
    const namespace = namespaceOf(object);
    const jobs = namespace === undefined ? [] : jobsOf(facts, namespace);
    if (jobs.length < 2 || !countsAll(object)) return;
    const name = nameOf(object) ?? '';
    for (const [key, value] of Object.entries(record(record(object.spec).hard))) {
      const most = quantity(value);
      const sizes = jobs.map((job) => startOf(job, key));
      if (most === undefined || sizes.some((size) => size === undefined || size > most)) continue;
      const sum = thousandths(sizes.reduce((total: number, size) => total + size!, 0));
      if (sum <= most) continue;
      const resource = computeResource(key)?.name ?? key;
      yield {
        path: ['spec', 'hard', key],
        message:
          `jobs ${few(jobs.map((job) => job.name ?? ''))} ask for ${shown(resource, sum)} of ${key} at their start, ` +
          `and quota ${name} allows ${shown(resource, most)}`,
      };
    }
  },
};

/** What a job takes of a quota at its start; undefined when that cannot be told. */
function startOf(app: Workload, key: string): number | undefined {
  const { driver, executor } = app;
  if (driver === undefined || executor === undefined) return undefined;
  const executors = executorsOf(app).start;
  if (key === 'pods' || key === 'count/pods') return 1 + executors;
  const resource = computeResource(key);
  if (resource === undefined) return undefined;
  const [first, each] = [driver, executor].map((role) => podTotal(app, role, resource.group, resource.name));
  return first === undefined || each === undefined ? undefined : thousandths(first + executors * each);
}

function few(names: readonly string[]): string {
  const more = names.length - 3;
  return names.slice(0, 3).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

/** Rules about quotas and LimitRanges of the namespace. */
export const QUOTAS: RuleGroup = {
  title: 'Quotas and limits of the namespace',
  rules: [quotaLimitMissing, limitRangeRefuses, quotaTooSmall, quotaFewerExecutors, quotaJobsTogether],
};
