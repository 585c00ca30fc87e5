import { isSet, record, text } from '../../manifest/plain';
import { MIB, quantity, sparkBytes } from '../../manifest/quantity';
import type { Path, Problem, Rule } from '../rule';
import { applicationRule, workloadRule, type Role, type Workload } from '../../manifest/workload';

/** What the JVM takes as the size of its heap. */
const HEAP = /^\d+[kmgt]$/i;
/** Spark reserves 300 MiB and wants half as much again. */
const SMALLEST_HEAP = 450 * MIB;
const LEAST_OVERHEAD = 384 * MIB;

const coresNotPositive: Rule = workloadRule({
  id: 'cores-not-positive',
  severity: 'error',
  summary: 'A role has fewer than one core.',
  why: 'The API server refuses the object.',
  fix: 'give at least 1; for a fraction of a CPU keep cores at 1 and set coreRequest, for example 500m',
  *check({ roles }) {
    for (const { path, spec } of roles) {
      if (typeof spec.cores === 'number' && spec.cores < 1 && Number.isInteger(spec.cores)) {
        yield { path: [...path, 'cores'], message: `${spec.cores} cores, the minimum is 1` };
      }
    }
  },
});

const fractionalCores: Rule = workloadRule({
  id: 'fractional-cores',
  severity: 'error',
  summary: 'cores is not a whole number.',
  why: 'The API server refuses the object: cores counts the tasks that run at once.',
  fix: 'set cores to a whole number and give the fraction as coreRequest, for example 500m',
  *check({ roles }) {
    for (const { path, spec } of roles) {
      if (typeof spec.cores === 'number' && !Number.isInteger(spec.cores)) {
        yield { path: [...path, 'cores'], message: `${spec.cores} is no whole number` };
      }
    }
  },
});

const instancesNotPositive: Rule = applicationRule({
  id: 'instances-not-positive',
  severity: 'error',
  summary: 'The application asks for fewer than one executor.',
  why: 'The API server refuses the object, also with dynamic allocation.',
  fix: 'give at least 1, or omit instances when dynamicAllocation is on',
  *check({ executor }) {
    const instances = executor?.spec.instances;
    if (typeof instances === 'number' && instances < 1) {
      yield { path: [...executor!.path, 'instances'], message: `${instances} executors, the minimum is 1` };
    }
  },
});

const cpuQuantity: Rule = applicationRule({
  id: 'cpu-quantity',
  severity: 'error',
  summary: 'A CPU request or limit is no Kubernetes quantity.',
  why: 'The pod is refused ("quantities must match the regular expression"), and the status names no field.',
  fix: "write a Kubernetes quantity such as '1' or 1500m",
  impossible: 'coreRequest and coreLimit are a Cpu',
  *check({ roles }) {
    for (const { path, spec } of roles) {
      for (const field of ['coreRequest', 'coreLimit']) {
        const value = text(spec[field]);
        if (value === undefined) continue;
        const cpu = quantity(value);
        if (cpu === undefined) {
          yield { path: [...path, field], message: `${JSON.stringify(value)} is no Kubernetes quantity` };
        } else if (cpu <= 0) {
          yield { path: [...path, field], message: `${value} is not above 0` };
        }
      }
    }
  },
});

const coreLimitBelowRequest: Rule = applicationRule({
  id: 'core-limit-below-request',
  severity: 'error',
  summary: 'The CPU limit is below the request.',
  why: 'Kubernetes refuses the pod; for executors the driver asks for new ones without end while the state is RUNNING.',
  fix: 'raise coreLimit to at least the request, or lower coreRequest',
  *check(app) {
    for (const role of app.roles) {
      const limit = quantity(text(role.spec.coreLimit));
      const [request, source] = cpuRequest(app, role);
      if (limit !== undefined && limit > 0 && request !== undefined && limit < request) {
        yield {
          path: [...role.path, 'coreLimit'],
          message: `${text(role.spec.coreLimit)!} is below the request of ${request} (${source})`,
        };
      }
    }
  },
});

function cpuRequest(app: Workload, { name, spec }: Role): readonly [number | undefined, string] {
  if (isSet(spec.coreRequest)) return [quantity(spec.coreRequest), 'coreRequest'];
  if (isSet(spec.cores)) return [quantity(spec.cores), 'cores'];
  const key = `spark.${name}.cores`;
  return app.settings.has(key) ? [quantity(app.settings.get(key)!.value), key] : [1, 'default cores'];
}

const memoryUnit: Rule = workloadRule({
  id: 'memory-unit',
  severity: 'error',
  summary: 'A memory size is not written as Spark and the JVM read it.',
  why: 'spark-submit or the JVM stops ("Executor memory must be a positive number"), naming neither field nor value.',
  fix: 'write a whole number with k, m, g or t, for example 2g',
  impossible: 'memory is a Size',
  *check({ roles }) {
    for (const { path, spec } of roles) {
      for (const field of ['memory', 'memoryOverhead'] as const) {
        const value = text(spec[field]);
        if (value === undefined) continue;
        const bytes = sparkBytes(value);
        const legal = field === 'memory' ? HEAP.test(value) : bytes !== undefined;
        if (legal && (bytes !== 0 || field === 'memoryOverhead')) continue;
        const better = inSparkUnits(value);
        yield {
          path: [...path, field],
          message: unitMessage(value, field),
          ...(better === undefined ? {} : { fix: `write ${better}` }),
        };
      }
    }
  },
});

function unitMessage(value: string, field: string): string {
  const shown = JSON.stringify(value);
  if (sparkBytes(value) === 0) return `${shown} is no memory at all`;
  if (/^\d+$/.test(value)) return `${shown} has no unit: the JVM takes it as bytes`;
  if (value.endsWith('i') && quantity(value) !== undefined) {
    return `${shown} is a Kubernetes quantity, ${field} wants Spark's units`;
  }
  if (field === 'memory' && sparkBytes(value) !== undefined) {
    return `${shown} has a unit that the JVM does not know`;
  }
  return `${shown} is no size that Spark can read`;
}

/** The size that was probably meant, in Spark's units. */
function inSparkUnits(value: string): string | undefined {
  if (/^\d+$/.test(value)) return Number(value) > 0 ? `${value}m` : undefined;
  const bytes = /^\d+[kmgtp]b$/i.test(value)
    ? sparkBytes(value)
    : quantity(
        value.replace(/^([\d.]+)([kmgt])i?b?$/i, (_, amount: string, unit: string) => {
          const prefix = unit.toUpperCase();
          return `${amount}${prefix}i`;
        }),
      );
  if (bytes === undefined || bytes < MIB) return undefined;
  const mebibytes = Math.ceil(bytes / MIB);
  return mebibytes % 1024 === 0 ? `${mebibytes / 1024}g` : `${mebibytes}m`;
}

const memoryTooSmall: Rule = workloadRule({
  id: 'memory-too-small',
  severity: 'error',
  summary: 'A heap is below the 450 MiB that Spark needs.',
  why: 'Driver or executor stops at its start ("System memory must be at least 471859200").',
  fix: 'give at least 512m',
  *check({ roles }) {
    for (const { path, spec } of roles) {
      const value = text(spec.memory);
      if (value === undefined || !HEAP.test(value)) continue;
      const bytes = sparkBytes(value)!;
      if (bytes > 0 && bytes < SMALLEST_HEAP) {
        yield { path: [...path, 'memory'], message: `a heap of ${value} is below 450 MiB` };
      }
    }
  },
});

const memoryOverheadFactor: Rule = applicationRule({
  id: 'memory-overhead-factor',
  severity: 'error',
  summary: 'memoryOverheadFactor is no number.',
  why: 'spark-submit fails: spark.kubernetes.memoryOverheadFactor should be double.',
  fix: "write a fraction as a text, for example '0.1'",
  impossible: 'memoryOverheadFactor is a number',
  *check({ spec, path }) {
    const value = text(spec.memoryOverheadFactor);
    if (value === undefined) return;
    const factor = decimal(value);
    if (factor === undefined || factor < 0) {
      yield {
        path: [...path, 'memoryOverheadFactor'],
        message: `${JSON.stringify(value)} is no fraction`,
      };
    }
  },
});

const memoryLimitSuffix: Rule = applicationRule({
  id: 'memory-limit-suffix',
  severity: 'error',
  summary: 'memoryLimit is no size that the webhook can turn into a quantity.',
  why: 'The pod is refused; the webhook reads lower-case Spark suffixes and Kubernetes quantities only.',
  fix: 'write 3g or 3Gi',
  impossible: 'memoryLimit is a Size',
  *check({ roles }) {
    for (const { path, spec } of roles) {
      const value = text(spec.memoryLimit);
      if (value !== undefined && memoryLimit(value) === undefined) {
        yield {
          path: [...path, 'memoryLimit'],
          message: `${JSON.stringify(value)} is neither a lower-case Spark size nor a Kubernetes quantity`,
        };
      }
    }
  },
});

const memoryLimitBelowRequest: Rule = applicationRule({
  id: 'memory-limit-below-request',
  severity: 'error',
  summary: 'memoryLimit is below memory plus overhead.',
  why: 'Every pod is refused; for executors without end, while the state is RUNNING and the status is empty.',
  fix: 'raise memoryLimit to at least memory plus overhead, or leave it out',
  *check(app) {
    for (const role of app.roles) {
      const limit = memoryLimit(text(role.spec.memoryLimit) ?? '');
      const needed = memoryRequest(app, role);
      if (limit !== undefined && needed !== undefined && limit < needed) {
        yield {
          path: [...role.path, 'memoryLimit'],
          message: `${text(role.spec.memoryLimit)!} is below the ${Math.ceil(needed / MIB)} MiB of memory plus overhead`,
        };
      }
    }
  },
});

function memoryLimit(value: string): number | undefined {
  if (/^\d+(b|k|kb|m|mb|g|gb|t|tb|p|pb)$/.test(value)) return sparkBytes(value);
  return /^\d+[KMGTP]B?$/.test(value) ? undefined : quantity(value);
}

/** Memory that the pod of a role asks for, in bytes; undefined when a part of it cannot be read. */
function memoryRequest(app: Workload, { name, spec }: Role): number | undefined {
  const heap = sparkBytes(text(spec.memory) ?? app.settings.get(`spark.${name}.memory`)?.value ?? '1g');
  if (heap === undefined) return undefined;
  const overhead = text(spec.memoryOverhead) ?? app.settings.get(`spark.${name}.memoryOverhead`)?.value;
  if (overhead !== undefined) {
    const bytes = sparkBytes(overhead);
    return bytes === undefined ? undefined : heap + bytes;
  }
  const given =
    app.settings.get('spark.kubernetes.memoryOverheadFactor')?.value ?? text(app.spec.memoryOverheadFactor);
  const factor = given === undefined ? (isJvmJob(app) ? 0.1 : 0.4) : decimal(given);
  return factor === undefined ? undefined : heap + Math.max(factor * heap, LEAST_OVERHEAD);
}

function isJvmJob({ spec }: Workload): boolean {
  return !/\.(py|r)$/i.test(text(spec.mainApplicationFile) ?? '');
}

const pythonMemoryOverheadLow: Rule = applicationRule({
  id: 'python-memory-overhead-low',
  severity: 'warning',
  summary: 'A Python job leaves little memory to Python.',
  why: 'Python workers live in the overhead: below a fifth of the heap they are often killed (exit code 137).',
  fix: "leave memoryOverheadFactor out (0.4 for Python), or give at least '0.2'",
  *check(app) {
    const factor = decimal(text(app.spec.memoryOverheadFactor) ?? '');
    if (factor !== undefined && factor >= 0 && factor < 0.2 && !isJvmJob(app)) {
      const affected = app.roles.some(({ spec }) => !isSet(spec.memoryOverhead));
      if (affected) {
        yield { path: [...app.path, 'memoryOverheadFactor'], message: `${factor} of the heap for Python` };
      }
    }
  },
});

const gpuQuantityNotPositive: Rule = applicationRule({
  id: 'gpu-quantity-not-positive',
  severity: 'error',
  summary: 'A GPU has no name or a quantity below one.',
  why: 'The webhook skips it: the pod runs without a GPU and nobody says so.',
  fix: 'name the resource, for example nvidia.com/gpu, and give a quantity of at least 1',
  *check({ roles }) {
    for (const { path, spec } of roles) {
      if (!isSet(spec.gpu)) continue;
      const gpu = record(spec.gpu);
      if (gpu.name === '') yield { path: [...path, 'gpu', 'name'], message: 'the resource has no name' };
      if (typeof gpu.quantity === 'number' && gpu.quantity < 1) {
        yield { path: [...path, 'gpu', 'quantity'], message: `${gpu.quantity} GPUs` };
      }
    }
  },
});

const quotaMemoryFormat: Rule = applicationRule({
  id: 'quota-memory-format',
  severity: 'error',
  summary: 'A memory size without unit, while the release enforces quotas.',
  why: 'Admission refuses the application: quota enforcement reads sizes with a suffix only.',
  fix: 'add the unit, for example 512m',
  *check({ namespace, roles }, facts): Iterable<Problem> {
    const enforced = facts
      .releasesFor(namespace)
      .some((release) => release.isOn('webhook.resourceQuotaEnforcement.enable'));
    if (!enforced) return;
    for (const { path, spec } of roles) {
      const value = text(spec.memoryOverhead);
      const place: Path = [...path, 'memoryOverhead'];
      if (value !== undefined && /^[1-9]\d*$/.test(value)) {
        yield { path: place, message: `${JSON.stringify(value)} has no unit`, fix: `write ${value}m` };
      }
    }
  },
});

function decimal(value: string): number | undefined {
  return /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(value.trim()) ? Number(value) : undefined;
}

/** Rules about CPU, memory and the number of executors. */
export const RESOURCE_RULES: readonly Rule[] = [
  coresNotPositive,
  fractionalCores,
  instancesNotPositive,
  cpuQuantity,
  coreLimitBelowRequest,
  memoryUnit,
  memoryTooSmall,
  memoryOverheadFactor,
  memoryLimitSuffix,
  memoryLimitBelowRequest,
  pythonMemoryOverheadLow,
  gpuQuantityNotPositive,
  quotaMemoryFormat,
];
