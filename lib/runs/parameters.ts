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

/** Keyword of a property whose value is that of a variable: its name. */
export const ENVIRONMENT_KEYWORD = 'x-environment';

/** Keyword of a property whose value is that of a Spark setting: its key. */
export const SETTING_KEYWORD = 'x-setting';

/** Keyword of a property whose value is a part of the image: `tag` or `digest`. */
export const IMAGE_KEYWORD = 'x-image';

/** Keywords of a date: the first and the last one that are allowed. */
export const EARLIEST_KEYWORD = 'x-earliest';
export const LATEST_KEYWORD = 'x-latest';

/** Form of the name of a variable that a run may set. */
export const VARIABLE_NAME = /^[A-Za-z][A-Za-z0-9_]{0,99}$/;

/** Form of the key of a Spark setting. */
export const SETTING_KEY = /^spark\.[A-Za-z0-9_.-]{1,200}$/;

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
