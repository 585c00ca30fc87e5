import { EARLIEST_KEYWORD, LATEST_KEYWORD, LONGEST_TEXT } from './parameters';
import type { Property } from './property';
import { targetOf } from './targets/all';

/** Whether a pattern finds a part of a text. */
export type Matcher = (pattern: string, text: string) => boolean;

/** True for a day that is in the calendar, such as 2026-01-31. */
export function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

/**
 * Why a value is none that the property allows, as in `is not from 1 up to 10`.
 *
 * @param matches whether a pattern finds a part of a text
 */
export function limitProblem(property: Property, value: unknown, matches: Matcher): string | undefined {
  const problem =
    property.type === 'string' ? textProblem(property, value, matches) : numberProblem(property, value);
  const only = property.enum ?? (property.const === undefined ? undefined : [property.const]);
  if (only === undefined || problem !== undefined) return problem;
  return only.includes(value as string | number) ? undefined : `is none of ${only.join(', ')}`;
}

/** What a value must be or not be where it goes, whatever its property allows. */
export function refusal(name: string, property: Property, value: string | number): string | undefined {
  if (typeof value === 'number') return undefined;
  return /\p{Cc}/u.test(value) ? 'must have no control characters' : targetOf(name, property)?.refusal(value);
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
  const found =
    limitProblem(property, value, (pattern, text) => new RegExp(pattern, 'u').test(text)) ??
    refusal(name, property, value);
  return found === undefined
    ? undefined
    : `parameter ${name} is released with ${JSON.stringify(value)}, which ${found}, so no run could be given it; ` +
        'widen the parameter, or release another value';
}

function numberProblem(
  { type, minimum = -Infinity, maximum = Infinity }: Property,
  value: unknown,
): string | undefined {
  if (typeof value !== 'number' || Number.isNaN(value)) return 'is no number';
  if (type === 'integer' && !Number.isSafeInteger(value)) return 'is no whole number';
  return value < minimum || value > maximum ? `is not from ${minimum} up to ${maximum}` : undefined;
}

function textProblem(property: Property, value: unknown, matches: Matcher): string | undefined {
  if (typeof value !== 'string') return 'is no text';
  const { minLength = 0, maxLength = LONGEST_TEXT, pattern, format } = property;
  const { length } = Array.from(value);
  if (length < minLength || length > maxLength)
    return `has not from ${minLength} up to ${maxLength} characters`;
  if (format === 'date') {
    if (!isDate(value)) return 'is no date such as 2026-01-31';
    const { [EARLIEST_KEYWORD]: earliest = value, [LATEST_KEYWORD]: latest = value } = property;
    if (value < earliest) return `is before ${earliest}`;
    if (value > latest) return `is after ${latest}`;
  }
  return pattern !== undefined && !matches(pattern, value) ? `does not match ${pattern}` : undefined;
}
