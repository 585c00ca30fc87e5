import type { ReleasedSpec } from './released';

/** What a run may change in the released application: its JSON Schema and the field of `spec` that it sets. */
export interface RunParameterField {
  /** JSON Schema of the value, with the limits of a contract whose author names none. */
  readonly schema: Readonly<Record<string, unknown>>;
  /** Path of the field below `spec`. */
  readonly path: readonly string[];
}

/** The values of a run, by parameter. */
export type Parameters = Readonly<Record<string, string | number>>;

/** Most that a field of 32 bits holds, and most of an argument whose author names no limit. */
export const LARGEST_NUMBER = 2_147_483_647;

/** Longest text of an argument whose author names no limit. */
export const LONGEST_TEXT = 1000;

const count = (path: readonly string[], maximum: number, description: string): RunParameterField => ({
  path,
  schema: { type: 'integer', minimum: 1, maximum, description },
});

const memory = (path: readonly string[], description: string): RunParameterField => ({
  path,
  schema: {
    type: 'string',
    pattern: '^([1-9][0-9]{0,9}k|[1-9][0-9]{0,6}m|[1-9][0-9]{0,3}g|[1-9]t)$',
    examples: ['2g', '1536m'],
    description: `${description}, at most 9t`,
  },
});

/**
 * Every parameter that a run can have, by name. The template of a job carries the contract: a JSON Schema with
 * those of them that its run may set, and their limits.
 */
export const RUN_PARAMETERS: Readonly<Record<string, RunParameterField>> = {
  driverCores: count(['driver', 'cores'], 64, 'cores of the driver'),
  driverMemory: memory(['driver', 'memory'], 'heap of the driver'),
  executorCores: count(['executor', 'cores'], 64, 'cores of each executor'),
  executorInstances: count(['executor', 'instances'], 1000, 'number of executors'),
  executorMemory: memory(['executor', 'memory'], 'heap of each executor'),
  maxExecutors: count(['dynamicAllocation', 'maxExecutors'], 1000, 'most executors under dynamic allocation'),
  timeToLiveSeconds: count(
    ['timeToLiveSeconds'],
    31 * 24 * 3600,
    'seconds after its end for which the application can be inspected',
  ),
};

/**
 * Keyword of a property of the contract that is no run parameter of the list above but an argument of the job: the
 * flag after which the value stands, `{ "type": "integer", "x-argument": "--test-limit" }`.
 */
export const ARGUMENT_KEYWORD = 'x-argument';

/** Keyword of such a property whose text may begin with a dash, which many programs read as the next option. */
export const LEADING_DASH_KEYWORD = 'x-leading-dash';

/** Form of the flag of an argument. */
export const ARGUMENT_FLAG = /^--?[A-Za-z][\w-]*$/;

/** Whether a parameter may have this name: one in camelCase that no object of JavaScript has by itself. */
export function isParameterName(name: string): boolean {
  return /^[a-z][A-Za-z0-9]*$/.test(name) && !(name in Object.prototype) && name !== 'runId';
}

const PLACES = /branch|lakefs|nessie|repositor|warehouse|catalog/;
const PLACE_WORDS: readonly string[] = ['ref', 'repo', 'endpoint', 'mount'];

/** Whether a flag says where the job writes: its value would take a run off its branch. */
export function leadsOffBranch(flag: string): boolean {
  const words = flag
    .replace(/([a-z])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .split(/[-_]+/);
  return PLACES.test(words.join('')) || words.some((word) => PLACE_WORDS.includes(word));
}

/** Keyword of the contract: the branches that runs may be promoted to. The first is meant when none is named. */
export const TARGETS_KEYWORD = 'x-promotion-targets';

/** Keys of the ConfigMap that holds a released application. */
export const TEMPLATE_KEYS = {
  /** The SparkApplication, as YAML. */
  application: 'application.yaml',
  /** The contract, as JSON Schema. */
  parameters: 'parameters.schema.json',
} as const;

/** Parameters that change something in this application. */
export function parametersOf(spec: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(RUN_PARAMETERS).filter((name) => name !== idleParameter(spec));
}

/** The number of executors that counts for nothing, with dynamic allocation or without. */
export function idleParameter(spec: Readonly<Record<string, unknown>>): string {
  return spec.dynamicAllocation === undefined ? 'maxExecutors' : 'executorInstances';
}

/**
 * The value that an application has for a parameter.
 *
 * @param flag the flag of an argument; undefined for a field
 */
export function parameterIn(
  spec: Readonly<Record<string, unknown>>,
  name: string,
  flag: string | undefined,
): unknown {
  if (flag !== undefined) return argumentAfter((spec.arguments ?? []) as readonly string[], flag);
  return RUN_PARAMETERS[name]!.path.reduce<unknown>(
    (value, step) => (value as Record<string, unknown> | undefined)?.[step],
    spec,
  );
}

/** The application with another value for a parameter: the other side of `parameterIn`. */
export function withParameter(
  spec: ReleasedSpec,
  name: string,
  flag: string | undefined,
  value: string | number,
): ReleasedSpec {
  return flag === undefined
    ? (withField(spec, RUN_PARAMETERS[name]!.path, value) as ReleasedSpec)
    : { ...spec, arguments: withArgument(spec.arguments ?? [], flag, String(value)) };
}

/** `--flag value` or `--flag=value`. */
function argumentAfter(given: readonly string[], flag: string): string | undefined {
  const at = given.findIndex((argument) => argument === flag || argument.startsWith(`${flag}=`));
  return given[at] === flag ? given[at + 1] : given[at]?.slice(flag.length + 1);
}

function withField(node: unknown, path: readonly string[], value: unknown): unknown {
  const [field, ...rest] = path;
  if (field === undefined) return value;
  const object = (node ?? {}) as Record<string, unknown>;
  return { ...object, [field]: withField(object[field], rest, value) };
}

/** `--flag value` or `--flag=value`, in place of what the released arguments have. */
function withArgument(given: readonly string[], flag: string, value: string): string[] {
  const at = given.findIndex((argument) => argument === flag || argument.startsWith(`${flag}=`));
  if (at < 0) return [...given, flag, value];
  const replaced = given[at] === flag ? 2 : 1;
  return [...given.slice(0, at), flag, value, ...given.slice(at + replaced)];
}
