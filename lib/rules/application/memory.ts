import { isSet, text, type Path } from '../../manifest/plain';
import { decimal, isJvmJob, memoryRequest, sparkLimit } from '../../manifest/pod-size';
import { MIB, quantity, sparkBytes } from '../../manifest/quantity';
import type { Problem, Rule, RuleGroup } from '../rule';
import { kubernetes, operator, spark, sparkDocs } from '../sources';
import { applicationRule, workloadRule } from '../workload-rule';

/** What the JVM takes as the size of its heap. */
const HEAP = /^\d+[kmgt]$/i;

/** Memory that Spark reserves, in bytes, unless a setting says another number; it wants half as much again. */
const RESERVED = 300 * MIB;
const RESERVED_KEY = 'spark.testing.reservedMemory';

const memoryUnit: Rule = workloadRule({
  id: 'memory-unit',
  severity: 'error',
  summary: 'A memory size is not written as Spark and the JVM read it.',
  why: 'spark-submit or the JVM stops ("Executor memory must be a positive number"), naming neither field nor value.',
  fix: 'write a whole number with k, m, g or t, for example 2g',
  source: sparkDocs('configuration.html#spark-properties'),
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
          ...(better === undefined ? {} : { fix: `write ${better.text}` }),
          ...(better?.isExact === true ? { correction: { value: better.text } } : {}),
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

/** The size that was probably meant, in Spark's units; exact where it has a unit and no part of it is lost. */
function inSparkUnits(value: string): { readonly text: string; readonly isExact: boolean } | undefined {
  if (/^\d+$/.test(value)) return Number(value) > 0 ? { text: `${value}m`, isExact: false } : undefined;
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
  const text = mebibytes % 1024 === 0 ? `${mebibytes / 1024}g` : `${mebibytes}m`;
  return { text, isExact: bytes === mebibytes * MIB };
}

const memoryTooSmall: Rule = workloadRule({
  id: 'memory-too-small',
  severity: 'error',
  summary: 'A heap is below the 450 MiB that Spark needs.',
  why: 'Driver or executor stops at its start ("System memory must be at least 471859200").',
  fix: 'give at least 512m',
  source: spark('core/src/main/scala/org/apache/spark/memory/UnifiedMemoryManager.scala'),
  *check({ roles, settings }) {
    const given = settings.get(RESERVED_KEY)?.value;
    // With spark.testing nothing is reserved; what is no number fails for another reason.
    const reserved = given === undefined ? (settings.has('spark.testing') ? 0 : RESERVED) : Number(given);
    for (const { path, spec } of roles) {
      const value = text(spec.memory);
      if (value === undefined || !HEAP.test(value)) continue;
      const bytes = sparkBytes(value)!;
      if (bytes > 0 && bytes < 1.5 * reserved) {
        const least = Math.ceil((1.5 * reserved) / MIB);
        yield {
          path: [...path, 'memory'],
          message: `a heap of ${value} is below ${least} MiB`,
          ...(given === undefined ? {} : { fix: `give at least ${least}m, or lower ${RESERVED_KEY}` }),
        };
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
  source: sparkDocs('running-on-kubernetes.html#configuration'),
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
  source: operator('internal/webhook/sparkpod_defaulter.go#L103'),
  impossible: 'memoryLimit is a Size',
  *check({ roles }) {
    for (const { path, spec } of roles) {
      const value = text(spec.memoryLimit);
      if (value !== undefined && sparkLimit(value) === undefined) {
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
  source: kubernetes('pkg/apis/core/validation/validation.go#L7516'),
  *check(app) {
    for (const role of app.roles) {
      const limit = sparkLimit(text(role.spec.memoryLimit) ?? '');
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

const pythonMemoryOverheadLow: Rule = applicationRule({
  id: 'python-memory-overhead-low',
  severity: 'warning',
  summary: 'A Python job leaves little memory to Python.',
  why: 'Python workers live in the overhead: below a fifth of the heap they are often killed (exit code 137).',
  fix: "leave memoryOverheadFactor out (0.4 for Python), or give at least '0.2'",
  source: sparkDocs('running-on-kubernetes.html#configuration'),
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

const quotaMemoryFormat: Rule = applicationRule({
  id: 'quota-memory-format',
  severity: 'error',
  summary: 'A memory size without unit, while the release enforces quotas.',
  why: 'Admission refuses the application: quota enforcement reads sizes with a suffix only.',
  fix: 'add the unit, for example 512m',
  source: operator('internal/webhook/resourcequota.go#L223'),
  *check({ namespace, roles }, facts): Iterable<Problem> {
    const enforced = facts
      .releasesFor(namespace)
      .some((release) => release.isOn('webhook.resourceQuotaEnforcement.enable'));
    if (!enforced) return;
    for (const { path, spec } of roles) {
      const value = text(spec.memoryOverhead);
      const place: Path = [...path, 'memoryOverhead'];
      if (value !== undefined && /^[1-9]\d*$/.test(value)) {
        const right = `${value}m`;
        yield {
          path: place,
          message: `${JSON.stringify(value)} has no unit`,
          fix: `write ${right}`,
          correction: { value: right },
        };
      }
    }
  },
});

/** Rules about memory. */
export const MEMORY: RuleGroup = {
  title: 'Memory',
  rules: [
    memoryUnit,
    memoryTooSmall,
    memoryOverheadFactor,
    memoryLimitSuffix,
    memoryLimitBelowRequest,
    pythonMemoryOverheadLow,
    quotaMemoryFormat,
  ],
};
