import { ISOLATION_KINDS } from './isolation/all';
import { ISOLATION_KEYWORD, type IsolationKind } from './isolation/isolation';
import {
  ARGUMENT_FLAG,
  ARGUMENT_KEYWORD,
  EARLIEST_KEYWORD,
  ENVIRONMENT_KEYWORD,
  IMAGE_KEYWORD,
  isParameterName,
  LARGEST_NUMBER,
  LATEST_KEYWORD,
  LEADING_DASH_KEYWORD,
  LONGEST_TEXT,
  RUN_PARAMETERS,
  SETTING_KEY,
  SETTING_KEYWORD,
  TARGETS_KEYWORD,
  VARIABLE_NAME,
} from './parameters';
import type { Property } from './property';
import { RefusedRun } from './refused';
import { TARGET_KEYWORDS, targetOf } from './targets/all';
import { isDate } from './value';

/** Keyword of the contract: its version; without, the first one. */
export const VERSION_KEYWORD = 'x-version';

/**
 * The newest version. The first has fields and arguments; the second also variables, settings, parts of an image and dates. A
 * contract is written in the oldest version that has what it needs, so that releases keep their names.
 */
export const NEWEST_VERSION = 2;

/** The parameters of a job, by name. */
export interface Contract {
  /** The version that it is written in. */
  readonly [VERSION_KEYWORD]?: number;
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
    [VERSION_KEYWORD]: { type: 'integer', minimum: 1, maximum: NEWEST_VERSION },
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
          format: { const: 'date' },
          [EARLIEST_KEYWORD]: text,
          [LATEST_KEYWORD]: text,
          [ARGUMENT_KEYWORD]: { ...text, pattern: ARGUMENT_FLAG.source },
          [LEADING_DASH_KEYWORD]: { type: 'boolean' },
          [ENVIRONMENT_KEYWORD]: { ...text, pattern: VARIABLE_NAME.source },
          [SETTING_KEYWORD]: { ...text, pattern: SETTING_KEY.source },
          [IMAGE_KEYWORD]: { enum: ['tag', 'digest'] },
        },
      },
    },
  },
};

/** Why a contract cannot be read, of whatever shape it is: it is of a time to come. */
export function versionProblem(given: unknown): string | undefined {
  const version = (given as { readonly [VERSION_KEYWORD]?: unknown } | null | undefined)?.[VERSION_KEYWORD];
  return typeof version === 'number' && version > NEWEST_VERSION
    ? `is of version ${version}; this runner reads versions up to ${NEWEST_VERSION}, so take a newer runner`
    : undefined;
}

/** The oldest version that has what these parameters need; undefined for the first. */
export function versionFor(properties: Readonly<Record<string, Partial<Property>>>): number | undefined {
  const isSecond = Object.values(properties).some(
    (property) =>
      property.format !== undefined ||
      TARGET_KEYWORDS.some((keyword) => keyword !== ARGUMENT_KEYWORD && property[keyword] !== undefined),
  );
  return isSecond ? 2 : undefined;
}

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
    ...(given[VERSION_KEYWORD] !== undefined && { [VERSION_KEYWORD]: given[VERSION_KEYWORD] }),
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
  const keywords = TARGET_KEYWORDS.filter((keyword) => property[keyword] !== undefined);
  const target = targetOf(name, property);
  if (target === undefined) {
    return [
      `is not known; this runner knows ${Object.keys(RUN_PARAMETERS).join(', ')} and those with ${TARGET_KEYWORDS.join(', ')}`,
    ];
  }
  const type = field?.type ?? property.type;
  const problem = target.problem(hasBranch);
  return [
    ...(isParameterName(name) ? [] : ['has no name in camelCase of letters and digits, such as testLimit']),
    ...(field !== undefined && keywords.length > 0
      ? [`is a field and cannot have ${keywords.join(', ')}`]
      : []),
    ...(keywords.length > 1 ? [`has ${keywords.join(' and ')}; keep one`] : []),
    ...(problem === undefined ? [] : [problem]),
    ...(type === undefined ? ['has no type; give integer, number or string'] : []),
    ...(property.type !== undefined && type !== property.type
      ? [`has the type ${property.type}; it is of type ${type ?? 'none'}`]
      : []),
    ...(property[IMAGE_KEYWORD] !== undefined && type !== 'string'
      ? [`has ${IMAGE_KEYWORD} and is no string`]
      : []),
    ...dateProblems(property),
    ...patternProblems(property.pattern),
  ];
}

function dateProblems(property: Property): string[] {
  const keywords = [EARLIEST_KEYWORD, LATEST_KEYWORD] as const;
  const given = keywords.filter((keyword) => property[keyword] !== undefined);
  if (property.format === undefined) return given.map((keyword) => `has ${keyword} and not the format date`);
  return [
    ...(property.type === 'string' ? [] : ['has the format date and is no string']),
    ...given
      .filter((keyword) => !isDate(property[keyword]!))
      .map(
        (keyword) =>
          `has ${keyword} ${JSON.stringify(property[keyword])}, which is no date such as 2026-01-31`,
      ),
  ];
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
