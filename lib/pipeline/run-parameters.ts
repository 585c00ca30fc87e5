/** What a run may change in the released application: its JSON Schema and the field of `spec` that it sets. */
export interface RunParameterField {
  /** JSON Schema of the value, the widest that makes sense; a contract may narrow it. */
  readonly schema: Readonly<Record<string, unknown>>;
  /** Path of the field below `spec`. */
  readonly path: readonly string[];
}

const cores = { type: 'integer', minimum: 1 };
const memory = { type: 'string', pattern: '^[1-9][0-9]*(k|m|g|t)$', examples: ['2g', '1536m'] };

/**
 * Every parameter that a run can have, by name. The template of a job carries the contract: a JSON Schema with
 * those of them that its run may set, and their limits.
 */
export const RUN_PARAMETERS: Readonly<Record<string, RunParameterField>> = {
  driverCores: {
    path: ['driver', 'cores'],
    schema: { ...cores, description: 'cores of the driver' },
  },
  driverMemory: {
    path: ['driver', 'memory'],
    schema: { ...memory, description: 'heap of the driver' },
  },
  executorCores: {
    path: ['executor', 'cores'],
    schema: { ...cores, description: 'cores of each executor' },
  },
  executorInstances: {
    path: ['executor', 'instances'],
    schema: { type: 'integer', minimum: 1, description: 'number of executors' },
  },
  executorMemory: {
    path: ['executor', 'memory'],
    schema: { ...memory, description: 'heap of each executor' },
  },
  maxExecutors: {
    path: ['dynamicAllocation', 'maxExecutors'],
    schema: { type: 'integer', minimum: 1, description: 'most executors under dynamic allocation' },
  },
  timeToLiveSeconds: {
    path: ['timeToLiveSeconds'],
    schema: {
      type: 'integer',
      minimum: 1,
      description: 'seconds after its end for which the application can be inspected',
    },
  },
};

/**
 * Keyword of a property of the contract that is no run parameter of the list above but an argument of the job: the
 * flag after which the value stands, `{ "type": "integer", "x-argument": "--test-limit" }`.
 */
export const ARGUMENT_KEYWORD = 'x-argument';

/** Keys of the ConfigMap that holds a released application. */
export const TEMPLATE_KEYS = {
  /** The SparkApplication, as YAML. */
  application: 'application.yaml',
  /** The contract, as JSON Schema. */
  parameters: 'parameters.schema.json',
} as const;
