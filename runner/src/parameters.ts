import { runInNewContext } from 'node:vm';
import Ajv, { type ErrorObject } from 'ajv';
import type { Contract, Property } from '../../lib/runs/contract';
import { LEADING_DASH_KEYWORD, type Parameters } from '../../lib/runs/parameters';
import { RunnerError } from './outcome';
import { OF_KNOWN_SCHEMAS } from './shapes';

/** How long the pattern of a contract may think about one value, in milliseconds. */
const PATTERN_MS = 1000;
/** How much of a wrong value is repeated. */
const SHOWN = 200;

/**
 * The parameters of a run, checked against the contract of its template.
 *
 * @param given values as text (`--set name=value`) or as numbers
 * @throws RunnerError `refused` that names every wrong parameter, the value given and what is allowed
 */
export function checkParameters(contract: Contract, given: Readonly<Record<string, unknown>>): Parameters {
  const values = Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name, asContracted(value, propertyOf(contract, name))]),
  );
  const validate = new Ajv({
    ...OF_KNOWN_SCHEMAS,
    allErrors: true,
    strictNumbers: true,
    ownProperties: true,
    code: { regExp: bounded },
  }).compile<Parameters>({ ...contract, type: 'object', additionalProperties: false });
  const problems = validate(values)
    ? Object.entries(values).flatMap(([name, value]) => unsafe(name, value, contract.properties[name]))
    : (validate.errors ?? []).map((error) => explain(error, contract, given));
  if (problems.length > 0) throw new RunnerError('refused', [...new Set(problems)].join('; '));
  return values as Parameters;
}

/** Text of a command line becomes the number that the contract asks for, and a plain value of YAML the text. */
function asContracted(value: unknown, property: Property | undefined): unknown {
  if (property?.type === 'string') {
    return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
  }
  return typeof value === 'string' && /^-?\d{1,15}(?:\.\d{1,15})?$/.test(value) ? Number(value) : value;
}

/** What no schema says: texts that a program takes for its next option, or a terminal for a command. */
function unsafe(name: string, value: unknown, property: Property | undefined): string[] {
  const text = String(value);
  const says = `parameter ${name} is ${shown(value)}`;
  return [
    ...(text.startsWith('-') && !mayBeginWithDash(value, property)
      ? [`${says}; it must not begin with -, since the job would take it for an option`]
      : []),
    ...(/\p{Cc}/u.test(text) ? [`${says}; it must have no control characters`] : []),
  ];
}

function mayBeginWithDash(value: unknown, property: Property | undefined): boolean {
  return (
    typeof value === 'number' ||
    property?.[LEADING_DASH_KEYWORD] === true ||
    property?.enum?.includes(value as string) === true ||
    property?.const === value
  );
}

/** A regular expression of somebody else, which must not stop the runner. */
const bounded = Object.assign(
  (pattern: string, flags: string) => {
    const expression = new RegExp(pattern, flags);
    return {
      test: (text: string): boolean => {
        try {
          return runInNewContext(
            'expression.test(text)',
            { expression, text },
            { timeout: PATTERN_MS },
          ) as boolean;
        } catch {
          throw new RunnerError(
            'refused',
            `the pattern ${pattern.slice(0, SHOWN)} of the contract takes longer than ${PATTERN_MS} ms for ${shown(text)}; ` +
              'write it without a repetition inside a repetition',
          );
        }
      },
    };
  },
  { code: 'bounded' },
);

function explain(error: ErrorObject, contract: Contract, given: Readonly<Record<string, unknown>>): string {
  if (error.keyword === 'additionalProperties') {
    const name = String(error.params.additionalProperty).slice(0, SHOWN);
    return `${name} is no parameter of this job; allowed are ${Object.keys(contract.properties).sort().join(', ') || 'none'}`;
  }
  if (error.keyword === 'required') {
    const name = String(error.params.missingProperty);
    return `parameter ${name} is missing; allowed is ${allowed(propertyOf(contract, name))}`;
  }
  const [, name = ''] = error.instancePath.split('/');
  return `parameter ${name} is ${shown(given[name])}; allowed is ${allowed(propertyOf(contract, name))}`;
}

function allowed(property: Property | undefined): string {
  if (property === undefined) return 'nothing';
  if (property.enum) return `one of ${property.enum.map((value) => JSON.stringify(value)).join(', ')}`;
  if (property.const !== undefined) return JSON.stringify(property.const);
  const parts: string[] = [];
  if (property.type === 'integer') parts.push('a whole number');
  if (property.type === 'number') parts.push('a number');
  if (property.minimum !== undefined) parts.push(`from ${property.minimum}`);
  if (property.maximum !== undefined) parts.push(`up to ${property.maximum}`);
  if (property.type === 'string')
    parts.push(property.pattern === undefined ? 'text' : `text like ${property.pattern}`);
  if (property.maxLength !== undefined) parts.push(`of at most ${property.maxLength} characters`);
  if (property.examples) parts.push(`for example ${property.examples.join(' or ')}`);
  return parts.join(' ');
}

function propertyOf(contract: Contract, name: string): Property | undefined {
  return Object.hasOwn(contract.properties, name) ? contract.properties[name] : undefined;
}

function shown(value: unknown): string {
  let text: string;
  try {
    text = JSON.stringify(value) ?? String(value);
  } catch {
    return 'a value that contains itself';
  }
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}… (${text.length} characters)` : text;
}
