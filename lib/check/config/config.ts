import { isRecord, text } from '../../manifest/plain';
import { nearest } from '../../manifest/nearest';
import { show } from '../../problems';
import { isSeverity } from '../../rules/own/own-rule';
import type { Severity } from '../../rules/rule';
import { placeAt } from '../reading/place';
import { ReadingError } from '../reading/reading-error';
import { decodeText } from '../reading/text';
import { readValues } from '../reading/values';

/** What a configuration file of `check` says. */
export interface CheckConfig {
  /** Rules that are acknowledged everywhere, each with the reason. */
  readonly ignore: ReadonlyMap<string, string>;
  /** Severities by rule. */
  readonly severities: ReadonlyMap<string, Severity>;
  /** Modules with rules of one's own, as the file names them. */
  readonly rules: readonly string[];
  /** Values of the release, as the file names them. */
  readonly values: string | undefined;
  /** Version of the chart of releases that do not tell theirs. */
  readonly chartVersion: string | undefined;
  /** True to fail on warnings. */
  readonly strict: boolean | undefined;
  /** Where a property stands: its line. */
  readonly line: (...path: (string | number)[]) => number;
}

/** A configuration that cannot be used: all that is wrong with it. */
export class ConfigError extends Error {
  /** @param problems each with its file and line */
  public constructor(public readonly problems: readonly string[]) {
    super(problems.join('; '));
  }
}

/** Longer files are no configuration of people. */
export const MOST_CONFIG_BYTES = 64 * 2 ** 10;

/** As many modules as nobody names. */
const MOST_MODULES = 100;

const KEYS = ['values', 'chartVersion', 'strict', 'severities', 'ignore', 'rules'];

/**
 * Reads a configuration file.
 *
 * @param file its name, for messages
 * @param bytes its content
 * @throws ConfigError with all that is wrong, each with its line
 */
export function readConfig(file: string, bytes: Uint8Array): CheckConfig {
  if (bytes.byteLength > MOST_CONFIG_BYTES) {
    throw new ConfigError([`${file}: ${bytes.byteLength} bytes, at most ${MOST_CONFIG_BYTES} are possible`]);
  }
  let content = '';
  const lineOf = (offset: number): number => content.slice(0, offset).split('\n').length;
  try {
    content = decodeText(bytes);
    const [values, ...others] = readValues(content);
    const more = others.find(({ value }) => value !== null);
    if (more !== undefined) {
      throw new ReadingError('a second document; a configuration is one', placeAt(more.root(), [])[0]);
    }
    const line = (...path: (string | number)[]): number =>
      values === undefined ? 1 : lineOf(placeAt(values.root(), path)[0]);
    const problems = [
      ...(values?.repeats ?? []).map(({ key, offset }) => `${file}:${lineOf(offset)}: ${key} is given twice`),
    ];
    const config = parsed(values?.value ?? {}, line, (path, problem) => {
      problems.push(`${file}:${line(...path)}: ${problem}`);
    });
    if (problems.length > 0) throw new ConfigError(problems);
    return config;
  } catch (error) {
    if (!(error instanceof ReadingError)) throw error;
    throw new ConfigError([`${file}:${lineOf(error.offset)}: ${error.message}`]);
  }
}

type Report = (path: readonly (string | number)[], problem: string) => void;

function parsed(value: unknown, line: CheckConfig['line'], report: Report): CheckConfig {
  if (!isRecord(value))
    report([], `a configuration is ${show(value)}; it must be a map with ${KEYS.join(', ')}`);
  const given = isRecord(value) ? value : {};
  for (const key of Object.keys(given)) {
    if (KEYS.includes(key)) continue;
    const meant = nearest(key, KEYS);
    report(
      [key],
      `there is no setting ${key}; ${meant === undefined ? `there are ${KEYS.join(', ')}` : `did you mean ${meant}?`}`,
    );
  }
  const one = <T>(key: string, wanted: string, read: (value: unknown) => T | undefined): T | undefined => {
    if (given[key] === undefined || given[key] === null) return undefined;
    const found = read(given[key]);
    if (found === undefined) report([key], `${key} is ${show(given[key])}; it must be ${wanted}`);
    return found;
  };
  return {
    values: one('values', 'a file below the folder of this one', pathBelow),
    chartVersion: one('chartVersion', 'a version in quotes, for example "2.5.2"', text),
    strict: one('strict', 'true or false', (found) => (typeof found === 'boolean' ? found : undefined)),
    severities: entries(given, 'severities', 'error or warning', report, (found) =>
      isSeverity(found) ? found : undefined,
    ),
    ignore: entries(given, 'ignore', 'the reason, in words', report, (found) =>
      typeof found === 'string' && found.trim() !== '' ? found.trim() : undefined,
    ),
    rules: modules(given.rules, report),
    line,
  };
}

function entries<T>(
  given: Readonly<Record<string, unknown>>,
  key: string,
  wanted: string,
  report: Report,
  read: (value: unknown) => T | undefined,
): ReadonlyMap<string, T> {
  const value = given[key] ?? {};
  const result = new Map<string, T>();
  if (!isRecord(value)) report([key], `${key} is ${show(value)}; it must be a map from rules to ${wanted}`);
  for (const [rule, own] of Object.entries(isRecord(value) ? value : {})) {
    const found = read(own);
    if (found === undefined) report([key, rule], `${key} of ${rule} is ${show(own)}; it must be ${wanted}`);
    else result.set(rule, found);
  }
  return result;
}

function modules(given: unknown, report: Report): string[] {
  if (given === undefined || given === null) return [];
  const names: unknown[] = Array.isArray(given) ? given : [];
  if (!Array.isArray(given) || names.length > MOST_MODULES)
    report(['rules'], `rules is ${show(given)}; it must be a list of modules, at most ${MOST_MODULES}`);
  return names.flatMap((name, index) => {
    if (typeof name === 'string' && MODULE.test(name)) return [name];
    report(
      ['rules', index],
      `rules[${index}] is ${show(name)}; it must be a module: ./FILE from here, or the name of a package`,
    );
    return [];
  });
}

/** A file from here, or a package with its path. */
const MODULE =
  /^(?:\.{1,2}\/[^\0]{1,500}|(?:@[a-z0-9][\w.-]{0,100}\/)?[a-z0-9][\w.-]{0,100}(?:\/[\w./-]{1,200})?)$/;

function pathBelow(value: unknown): string | undefined {
  if (typeof value !== 'string' || value === '' || value.length > 1_000 || value.includes('\0'))
    return undefined;
  const isBelow = !/^[/\\]|^[A-Za-z]:/.test(value) && !value.split(/[/\\]/).includes('..');
  return isBelow ? value : undefined;
}

/** Problems of a configuration with rules that do not exist. */
export function unknownRules(
  file: string,
  { severities, ignore, line }: CheckConfig,
  ids: readonly string[],
  advice: (id: string) => string,
): string[] {
  return (
    [
      ['severities', severities],
      ['ignore', ignore],
    ] as const
  ).flatMap(([key, map]) =>
    [...map.keys()]
      .filter((id) => !ids.includes(id))
      .map((id) => `${file}:${line(key, id)}: there is no rule ${id}; ${advice(id)}`),
  );
}
