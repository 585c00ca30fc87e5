import Ajv, { type ErrorObject } from 'ajv';
import { RunnerError } from './outcome';
import type { Contract } from './template';

export type Parameters = Readonly<Record<string, string | number>>;

/**
 * The parameters of a run, checked against the contract of its template.
 *
 * @param given values as text (`--set name=value`) or as numbers
 * @throws RunnerError `refused` that names every wrong parameter, the value given and what is allowed
 */
export function checkParameters(contract: Contract, given: Readonly<Record<string, unknown>>): Parameters {
  // Text of a command line becomes the number that the contract asks for, and nothing else.
  const values = { ...given };
  const validate = new Ajv({ allErrors: true, coerceTypes: true, strict: false }).compile<Parameters>({
    ...contract,
    type: 'object',
    additionalProperties: false,
  });
  if (validate(values)) return values;
  const problems = (validate.errors ?? []).map((error) => explain(error, contract, given));
  throw new RunnerError('refused', [...new Set(problems)].join('; '));
}

function explain(error: ErrorObject, contract: Contract, given: Readonly<Record<string, unknown>>): string {
  if (error.keyword === 'additionalProperties') {
    const name = String(error.params.additionalProperty);
    return `${name} is no parameter of this job; allowed are ${Object.keys(contract.properties).sort().join(', ') || 'none'}`;
  }
  if (error.keyword === 'required') {
    const name = String(error.params.missingProperty);
    return `parameter ${name} is missing; allowed is ${allowed(contract.properties[name])}`;
  }
  const [, name = ''] = error.instancePath.split('/');
  return `parameter ${name} is ${JSON.stringify(given[name])}; allowed is ${allowed(contract.properties[name])}`;
}

function allowed(schema: Readonly<Record<string, unknown>> | undefined): string {
  const rule = schema ?? {};
  if (Array.isArray(rule.enum)) return `one of ${rule.enum.map((value) => JSON.stringify(value)).join(', ')}`;
  if ('const' in rule) return JSON.stringify(rule.const);
  const parts: string[] = [];
  if (rule.type === 'integer') parts.push('a whole number');
  if (rule.minimum !== undefined) parts.push(`from ${JSON.stringify(rule.minimum)}`);
  if (rule.maximum !== undefined) parts.push(`up to ${JSON.stringify(rule.maximum)}`);
  if (typeof rule.pattern === 'string') parts.push(`text like ${rule.pattern}`);
  if (Array.isArray(rule.examples)) parts.push(`for example ${rule.examples.join(' or ')}`);
  return parts.join(' ') || JSON.stringify(schema);
}
