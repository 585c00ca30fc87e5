import { isRecord, type Manifest, type Path } from '../../manifest/plain';
import { Problems, show, TextForm } from '../../problems';
import { RULES } from '../all';
import type { Facts } from '../facts';
import { VALUES, type Problem, type Rule, type Severity } from '../rule';
import { CheckedObject } from './checked-object';
import type { IRule } from './i-rule';

const ID = new TextForm({
  pattern: /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/,
  of: 'lower-case letters, digits and single dashes',
  example: 'team-label-missing',
  maxLength: 63,
});

const LINE = new TextForm({
  pattern: /^[^\s\p{Cc}]\P{Cc}*$/u,
  of: 'characters on one line',
  example: 'every job names its team',
  maxLength: 1_000,
});

const KIND = new TextForm({
  pattern: /^(?:\*|[A-Za-z]\w*)$/,
  of: 'letters and digits, or *',
  example: 'SparkApplication',
});

const URL_FORM = new TextForm({
  pattern: /^https?:\/\/[\x21-\x7e]+$/,
  of: 'characters of a URL with http or https',
  example: 'https://example.com/rules#team-label',
  maxLength: 1_000,
});

/** As many problems of one object are looked at. */
const MOST_PROBLEMS = 10_000;

/**
 * A rule of somebody else as the engine takes it.
 *
 * @throws when something about it is missing, or its id is that of a rule of the library; all of it at once
 */
export function ownRule(given: IRule): Rule {
  const problems = new Problems();
  const rule = (isRecord(given) ? given : {}) as Partial<IRule>;
  problems.require('id', rule.id, ID);
  if (RULES.some(({ id }) => id === rule.id))
    problems.report('id', `is ${show(rule.id)}, which is a rule of the library; take another`);
  if (!isSeverity(rule.severity))
    problems.report('severity', `is ${show(rule.severity)}; it must be error or warning`);
  for (const property of ['summary', 'why', 'fix'] as const) problems.require(property, rule[property], LINE);
  const kinds: unknown[] = Array.isArray(rule.kinds) ? rule.kinds : [];
  if (kinds.length === 0) problems.report('kinds', `is ${show(rule.kinds)}; it must list at least one kind`);
  for (const [index, kind] of kinds.entries()) problems.require(`kinds[${index}]`, kind, KIND);
  if (rule.url !== undefined) problems.require('url', rule.url, URL_FORM);
  if (typeof rule.check !== 'function')
    problems.report('check', `is ${show(rule.check)}; it must be a method that takes an object`);
  problems.throwFor(`rule ${typeof rule.id === 'string' ? rule.id : ''}`.trim());
  const { id, severity, summary, why, fix, url } = given;
  return {
    id,
    severity,
    summary,
    why,
    fix,
    ...(url === undefined ? {} : { source: url }),
    kinds: [...given.kinds],
    check: (object, facts) => look(given, object, facts),
  };
}

/** True for a word that is a severity. */
export function isSeverity(value: unknown): value is Severity {
  return value === 'error' || value === 'warning';
}

/** What it finds; that it fails is said once, however many objects there are. */
function look(rule: IRule, object: Manifest, facts: Facts): Problem[] {
  const kind = typeof object.kind === 'string' ? object.kind : VALUES;
  try {
    const found: unknown = rule.check(CheckedObject._of(kind, object, facts));
    if (!Array.isArray(found)) throw new Error(`check returned ${show(found)}; it must be a list`);
    return found.slice(0, MOST_PROBLEMS).map((each: unknown) => problemOf(each, object));
  } catch (error) {
    const message = `rule ${rule.id} failed: ${error instanceof Error ? error.message : show(error)}`;
    return [{ path: [], message, fix: 'mend the rule, or leave it out', severity: 'error', once: 'run' }];
  }
}

function problemOf(given: unknown, object: Manifest): Problem {
  const { path, message, fix, severity } = (isRecord(given) ? given : {}) as Record<string, unknown>;
  const isPath =
    Array.isArray(path) && path.every((step) => typeof step === 'string' || Number.isInteger(step));
  if (!isPath || typeof message !== 'string' || message === '') {
    throw new Error(`it found ${show(given)}; a problem has a path, which is a list of texts, and a message`);
  }
  return {
    path: stepsOf(path as (string | number)[], object),
    message,
    ...(typeof fix === 'string' && fix !== '' ? { fix } : {}),
    ...(isSeverity(severity) ? { severity } : {}),
  };
}

/** The same path with numbers for the items of lists. */
function stepsOf(path: Path, object: Manifest): Path {
  let value: unknown = object;
  return path.map((step) => {
    const own = Array.isArray(value) && /^\d{1,9}$/.test(String(step)) ? Number(step) : String(step);
    value =
      typeof value === 'object' && value !== null && Object.hasOwn(value, own)
        ? (value as Record<string | number, unknown>)[own]
        : undefined;
    return own;
  });
}
