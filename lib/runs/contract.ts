import { ISOLATION_KINDS } from './isolation/all';
import { ISOLATION_KEYWORD, type IsolationKind } from './isolation/isolation';
import {
  ARGUMENT_FLAG,
  ARGUMENT_KEYWORD,
  isParameterName,
  LARGEST_NUMBER,
  leadsOffBranch,
  LEADING_DASH_KEYWORD,
  LONGEST_TEXT,
  RUN_PARAMETERS,
  TARGETS_KEYWORD,
} from './parameters';
import { RefusedRun } from './refused';

/** What one parameter may be: a part of JSON Schema, and how the job takes it. */
export interface Property {
  /** JSON type of the value. */
  readonly type: 'integer' | 'number' | 'string';
  /** The only values allowed. */
  readonly enum?: readonly (string | number)[];
  /** The only value allowed. */
  readonly const?: string | number;
  /** Smallest value. */
  readonly minimum?: number;
  /** Largest value. */
  readonly maximum?: number;
  /** Fewest characters. */
  readonly minLength?: number;
  /** Most characters. */
  readonly maxLength?: number;
  /** Regular expression that finds a part of the value. */
  readonly pattern?: string;
  /** Values that would do. */
  readonly examples?: readonly (string | number)[];
  /** The flag after which the value stands. */
  readonly [ARGUMENT_KEYWORD]?: string;
  /** Whether the text may begin with a dash. */
  readonly [LEADING_DASH_KEYWORD]?: boolean;
}

/** The parameters of a job, by name. */
export interface Contract {
  /** What each parameter may be. */
  readonly properties: Readonly<Record<string, Property>>;
  /** Parameters that each run must give. */
  readonly required?: readonly string[];
  /** Branches that the runs may be promoted to; without, only the one from which they start. */
  readonly [TARGETS_KEYWORD]?: readonly string[];
  /** How the runs are kept apart; without, by lakeFS. */
  readonly [ISOLATION_KEYWORD]?: IsolationKind;
}

const text = { type: 'string' };
const number = { type: 'number' };
const length = { type: 'integer', minimum: 0 };
const scalar = { type: ['string', 'number'] };

/** A contract is an object of named values, each of a type, with limits that are cheap to hold. */
export const CONTRACT_SCHEMA: object = {
  type: 'object',
  required: ['properties'],
  additionalProperties: false,
  properties: {
    $schema: text,
    $id: text,
    title: text,
    description: text,
    type: { const: 'object' },
    additionalProperties: { const: false },
    required: { type: 'array', items: text },
    [TARGETS_KEYWORD]: { type: 'array', minItems: 1, items: text },
    [ISOLATION_KEYWORD]: { enum: ISOLATION_KINDS },
    properties: {
      type: 'object',
      additionalProperties: {
        type: 'object',
        additionalProperties: false,
        properties: {
          type: { enum: ['integer', 'number', 'string'] },
          title: text,
          description: text,
          default: scalar,
          examples: { type: 'array', items: scalar },
          enum: { type: 'array', minItems: 1, items: scalar },
          const: scalar,
          minimum: number,
          maximum: number,
          minLength: length,
          maxLength: length,
          pattern: text,
          [ARGUMENT_KEYWORD]: { ...text, pattern: ARGUMENT_FLAG.source },
          [LEADING_DASH_KEYWORD]: { type: 'boolean' },
        },
      },
    },
  },
};

/**
 * A contract with the limits of the library where it names none.
 *
 * @param given what fits the schema above
 * @param source where it stands
 * @throws RefusedRun when no run could safely be held to it
 */
export function withLimits(given: Contract, source: string): Contract {
  const hasBranch = given[ISOLATION_KEYWORD] !== 'none';
  const problems = Object.entries(given.properties).flatMap(([name, property]) =>
    problemsOf(name, property, hasBranch).map(
      (problem) => `parameter ${JSON.stringify(name.slice(0, 100))} ${problem}`,
    ),
  );
  if (problems.length > 0) {
    throw new RefusedRun(`the contract of template ${source}: ${problems.join('; ')}`);
  }
  return {
    properties: Object.fromEntries(
      Object.entries(given.properties).map(([name, property]) => [
        name,
        { ...limitsOf(name, property), ...property },
      ]),
    ),
    ...(given.required && { required: given.required }),
    ...(given[TARGETS_KEYWORD] && { [TARGETS_KEYWORD]: given[TARGETS_KEYWORD] }),
    ...(given[ISOLATION_KEYWORD] && { [ISOLATION_KEYWORD]: given[ISOLATION_KEYWORD] }),
  };
}

function problemsOf(name: string, property: Property, hasBranch: boolean): string[] {
  const field = fieldOf(name);
  const flag = property[ARGUMENT_KEYWORD];
  if (field === undefined && flag === undefined) {
    return [
      `is not known; this runner knows ${Object.keys(RUN_PARAMETERS).join(', ')} and those with ${ARGUMENT_KEYWORD}`,
    ];
  }
  const type = field?.type ?? property.type;
  return [
    ...(isParameterName(name) ? [] : ['has no name in camelCase of letters and digits, such as testLimit']),
    ...(field !== undefined && flag !== undefined ? [`is a field and cannot have ${ARGUMENT_KEYWORD}`] : []),
    ...(flag !== undefined && hasBranch && leadsOffBranch(flag)
      ? [`sets ${flag}, which says where the job writes; a run writes to its own branch`]
      : []),
    ...(type === undefined ? ['has no type; give integer, number or string'] : []),
    ...(property.type !== undefined && type !== property.type
      ? [`has the type ${property.type}; it is of type ${type ?? 'none'}`]
      : []),
    ...patternProblems(property.pattern),
  ];
}

/**
 * Why a run could not be given the value that is released, as pipelines do that pass every parameter.
 *
 * @param property with the limits of the library where its author named none
 */
export function releasedProblem(
  name: string,
  property: Property,
  value: string | number,
): string | undefined {
  const only = property.enum ?? (property.const === undefined ? undefined : [property.const]);
  const problem =
    typeof value === 'number'
      ? numberProblem(property, value)
      : property.type === 'string'
        ? textProblem(property, value)
        : 'is no number';
  const found =
    only === undefined ? problem : only.includes(value) ? undefined : `is none of ${only.join(', ')}`;
  return found === undefined
    ? undefined
    : `parameter ${name} is released with ${JSON.stringify(value)}, which ${found}, so no run could be given it; ` +
        'widen the parameter, or release another value';
}

function numberProblem(
  { type, minimum = -Infinity, maximum = Infinity }: Property,
  value: number,
): string | undefined {
  if (type === 'string') return 'is no text';
  if (Number.isNaN(value)) return 'is no number';
  if (type === 'integer' && !Number.isSafeInteger(value)) return 'is no whole number';
  return value < minimum || value > maximum ? `is not from ${minimum} up to ${maximum}` : undefined;
}

function textProblem(property: Property, value: string): string | undefined {
  const { minLength = 0, maxLength = LONGEST_TEXT, pattern } = property;
  const { length } = Array.from(value);
  if (length < minLength || length > maxLength)
    return `has not from ${minLength} up to ${maxLength} characters`;
  if (value.startsWith('-') && property[LEADING_DASH_KEYWORD] !== true)
    return 'begins with - without leadingDash';
  if (/\p{Cc}/u.test(value)) return 'has control characters';
  return pattern !== undefined && !new RegExp(pattern, 'u').test(value)
    ? `does not match ${pattern}`
    : undefined;
}

function patternProblems(pattern: string | undefined): string[] {
  if (pattern === undefined) return [];
  try {
    new RegExp(pattern, 'u');
    return [];
  } catch (error) {
    return [`has a pattern that is no regular expression: ${(error as Error).message}`];
  }
}

function limitsOf(name: string, property: Property): Partial<Property> {
  const field = fieldOf(name);
  if (field !== undefined) return field;
  return property.type === 'string'
    ? { maxLength: LONGEST_TEXT }
    : { minimum: Math.min(0, property.maximum ?? 0), maximum: LARGEST_NUMBER };
}

function fieldOf(name: string): Property | undefined {
  return Object.hasOwn(RUN_PARAMETERS, name)
    ? (RUN_PARAMETERS[name]?.schema as unknown as Property)
    : undefined;
}
