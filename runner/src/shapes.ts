import Ajv, { type Schema, type ValidateFunction } from 'ajv';
import type { Event, Pod } from './kubernetes';
import type { SparkApplication } from './spark-application';

/** Whether something has a shape, and if not, where it has another. */
export interface Shape<T> {
  /** Says it for people: "an object with a list of items". */
  readonly what: string;
  fits(value: unknown): value is T;
  /** Where the value that was last refused is otherwise. */
  why(): string;
}

/** For schemas that are ours or were held to ours: to compile the schema of all schemas takes a quarter of a start. */
export const OF_KNOWN_SCHEMAS = {
  strict: false,
  meta: false,
  validateSchema: false,
  code: { optimize: false },
};

/** One shape; it is compiled when it is first used. */
export function shape<T>(what: string, schema: Schema): Shape<T> {
  let compiled: ValidateFunction<T> | undefined;
  const validate = (): ValidateFunction<T> =>
    (compiled ??= new Ajv({ ...OF_KNOWN_SCHEMAS, ownProperties: true }).compile<T>(schema));
  return {
    what,
    fits: (value): value is T => validate()(value),
    why: () => {
      const [error] = validate().errors ?? [];
      return error === undefined ? '' : `${error.instancePath || 'it'} ${error.message ?? error.keyword}`;
    },
  };
}

const text = { type: 'string' };
const maybeText = { type: ['string', 'null'] };
const maybeTexts = { type: ['object', 'null'], additionalProperties: text };

const object = (properties: Schema, required: readonly string[] = []): object => ({
  type: 'object',
  required,
  properties,
});
const maybe = (properties: Schema): object => ({ type: ['object', 'null'], properties });
const listOf = (items: object): object => ({ type: ['array', 'null'], items });

const role = maybe({
  env: listOf(object({ name: text, value: maybeText }, ['name'])),
  instances: { type: ['number', 'null'] },
});

const application = object(
  {
    apiVersion: text,
    kind: { const: 'SparkApplication' },
    metadata: object(
      {
        name: text,
        namespace: maybeText,
        uid: maybeText,
        resourceVersion: maybeText,
        creationTimestamp: maybeText,
        labels: maybeTexts,
        annotations: maybeTexts,
      },
      ['name'],
    ),
    spec: object({
      suspend: { type: ['boolean', 'null'] },
      sparkConf: maybeTexts,
      arguments: listOf(text),
      driver: role,
      executor: role,
    }),
    status: maybe({
      applicationState: maybe({ state: maybeText, errorMessage: maybeText }),
      driverInfo: maybe({ podName: maybeText }),
      lastSubmissionAttemptTime: maybeText,
      terminationTime: maybeText,
      executorState: maybeTexts,
    }),
  },
  ['apiVersion', 'kind', 'metadata', 'spec'],
);

const containerState = maybe({
  waiting: maybe({ reason: maybeText, message: maybeText }),
  terminated: maybe({ exitCode: { type: 'number' }, reason: maybeText, message: maybeText }),
});
const containers = listOf(object({ name: text, state: containerState, lastState: containerState }, ['name']));
const pod = object(
  {
    metadata: object({ name: text, labels: maybeTexts }, ['name']),
    status: maybe({
      phase: maybeText,
      reason: maybeText,
      message: maybeText,
      conditions: listOf(object({ status: text, reason: maybeText, message: maybeText }, ['status'])),
      containerStatuses: containers,
      initContainerStatuses: containers,
    }),
  },
  ['metadata'],
);
const event = object(
  {
    involvedObject: object({ kind: maybeText, name: maybeText }),
    type: maybeText,
    reason: maybeText,
    message: maybeText,
  },
  ['involvedObject'],
);

/** One page of a list, and where the next one begins. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly metadata?: { readonly continue?: string };
}

const page = (item: object): object =>
  object({ items: { type: 'array', items: item }, metadata: maybe({ continue: maybeText }) }, ['items']);

export interface ConfigMap {
  readonly data?: Readonly<Record<string, string>> | null;
}

export interface WatchEvent {
  readonly type: string;
  readonly object: object;
}

export const ANYTHING = shape<Readonly<Record<string, unknown>>>('object', { type: 'object' });
export const APPLICATION = shape<SparkApplication>('SparkApplication', application);
export const APPLICATIONS = shape<Page<SparkApplication>>('list of SparkApplications', page(application));
export const PODS = shape<Page<Pod>>('list of pods', page(pod));
export const EVENTS = shape<Page<Event>>('list of events', page(event));
export const CONFIG_MAP = shape<ConfigMap>(
  'ConfigMap',
  object({ kind: { const: 'ConfigMap' }, data: maybeTexts }, ['kind']),
);
export const STATUS = shape<object>('Status', object({ kind: { const: 'Status' } }, ['kind']));
export const DELETED = shape<object>(
  'answer to a deletion',
  object({ kind: { enum: ['Status', 'SparkApplication'] } }, ['kind']),
);
export const WATCH_EVENT = shape<WatchEvent>(
  'event of a watch',
  object({ type: text, object: { type: 'object' } }, ['type', 'object']),
);
