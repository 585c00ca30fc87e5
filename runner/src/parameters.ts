import { runInNewContext } from 'node:vm';
import type { Contract } from '../../lib/runs/contract';
import { EARLIEST_KEYWORD, LATEST_KEYWORD, type Parameters } from '../../lib/runs/parameters';
import type { Property } from '../../lib/runs/property';
import { limitProblem, refusal } from '../../lib/runs/value';
import { RunnerError } from './outcome';

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
  const problems = [
    ...Object.entries(values).flatMap(([name, value]) => problemOf(contract, name, value, given[name]) ?? []),
    ...(contract.required ?? [])
      .filter((name) => !Object.hasOwn(values, name))
      .map((name) => `parameter ${name} is missing; allowed is ${allowed(propertyOf(contract, name))}`),
  ];
  if (problems.length > 0) throw new RunnerError('refused', [...new Set(problems)].join('; '));
  return values as Parameters;
}

function problemOf(contract: Contract, name: string, value: unknown, given: unknown): string | undefined {
  const property = propertyOf(contract, name);
  if (property === undefined) {
    return (
      `${name.slice(0, SHOWN)} is no parameter of this job; allowed are ` +
      (Object.keys(contract.properties).sort().join(', ') || 'none')
    );
  }
  if (limitProblem(property, value, matches) !== undefined) {
    return `parameter ${name} is ${shown(given)}; allowed is ${allowed(property)}`;
  }
  const problem = refusal(name, property, value as string | number);
  return problem === undefined ? undefined : `parameter ${name} is ${shown(given)}; it ${problem}`;
}

/** Text of a command line becomes the number that the contract asks for, and a plain value of YAML the text. */
function asContracted(value: unknown, property: Property | undefined): unknown {
  if (property?.type === 'string') {
    return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
  }
  return typeof value === 'string' && /^-?\d{1,15}(?:\.\d{1,15})?$/.test(value) ? Number(value) : value;
}

/** A regular expression of somebody else, which must not stop the runner. */
function matches(pattern: string, text: string): boolean {
  const expression = new RegExp(pattern, 'u');
  try {
    return runInNewContext('expression.test(text)', { expression, text }, { timeout: PATTERN_MS }) as boolean;
  } catch {
    throw new RunnerError(
      'refused',
      `the pattern ${pattern.slice(0, SHOWN)} of the contract takes longer than ${PATTERN_MS} ms for ${shown(text)}; ` +
        'write it without a repetition inside a repetition',
    );
  }
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
  if (property.format === 'date') {
    const { [EARLIEST_KEYWORD]: earliest, [LATEST_KEYWORD]: latest } = property;
    parts.push('a date such as 2026-01-31');
    if (earliest !== undefined) parts.push(`from ${earliest}`);
    if (latest !== undefined) parts.push(`up to ${latest}`);
  } else if (property.type === 'string')
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
