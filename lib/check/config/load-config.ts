import { closeSync, fstatSync, openSync, readSync, constants, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { isRecord } from '../../manifest/plain';
import { RULES, ruleAdvice } from '../../rules/all';
import type { IRule } from '../../rules/own/i-rule';
import { ownRule } from '../../rules/own/own-rule';
import type { Rule } from '../../rules/rule';
import { ConfigError, MOST_CONFIG_BYTES, readConfig, unknownRules, type CheckConfig } from './config';

/** As many rules as nobody writes. */
const MOST_RULES = 1_000;

/** A configuration with what it names. */
export interface LoadedConfig extends CheckConfig {
  /** The rules of its modules. */
  readonly ownRules: readonly Rule[];
  /** The file with values of the release, from the working directory. */
  readonly valuesFile: string | undefined;
}

/**
 * Reads a configuration file, and runs the modules that it names.
 *
 * @param file its name
 * @param isNamed true when who runs the command has named it: the code of a file that was only found is not run
 * @throws ConfigError with all that is wrong
 */
export function loadConfig(file: string, isNamed: boolean): LoadedConfig {
  const config = readConfig(file, readBytes(file));
  if (config.rules.length > 0 && !isNamed) {
    throw new ConfigError([
      `${file}:${config.line('rules')}: rules is code, and runs only where the file is named; give --config ${file}, or --no-config to go without it`,
    ]);
  }
  const ownRules = config.rules.flatMap((name, index) =>
    rulesOf(
      name,
      file,
      (problem) => new ConfigError([`${file}:${config.line('rules', index)}: rules[${index}]: ${problem}`]),
    ),
  );
  const ids = [...RULES, ...ownRules].map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  const problems = [
    ...(twice === undefined ? [] : [`${file}:${config.line('rules')}: rule ${twice} is there twice`]),
    ...unknownRules(file, config, ids, (id) => ruleAdvice(id, ids)),
  ];
  if (problems.length > 0) throw new ConfigError(problems);
  const valuesFile = config.values === undefined ? undefined : join(dirname(file), config.values);
  return { ...config, ownRules, valuesFile };
}

function readBytes(file: string): Uint8Array {
  try {
    if (!statSync(file).isFile()) throw new ConfigError([`${file}: it is no file`]);
    const descriptor = openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const { size } = fstatSync(descriptor);
      if (size > MOST_CONFIG_BYTES)
        throw new ConfigError([`${file}: ${size} bytes, at most ${MOST_CONFIG_BYTES} are possible`]);
      const bytes = Buffer.alloc(MOST_CONFIG_BYTES + 1);
      return bytes.subarray(0, readSync(descriptor, bytes));
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    throw new ConfigError([`${file}: ${code === 'ENOENT' ? 'no such file' : message}`]);
  }
}

/** The rules that a module exports; the module is run. */
function rulesOf(name: string, file: string, problem: (text: string) => ConfigError): Rule[] {
  let exported: unknown;
  try {
    exported = createRequire(resolve(file))(name);
  } catch (error) {
    throw problem(`${name} cannot be loaded: ${messageOf(error)}`);
  }
  const rules: unknown =
    typeof exported === 'object' && exported !== null
      ? (exported as Record<string, unknown>).rules
      : undefined;
  if (!Array.isArray(rules)) throw problem(`${name} exports no list of rules; it must export rules`);
  if (rules.length > MOST_RULES)
    throw problem(`${name} exports ${rules.length} rules, at most ${MOST_RULES} are possible`);
  return rules.map((rule: unknown) => {
    try {
      return ownRule(rule as IRule);
    } catch (error) {
      throw problem(messageOf(error));
    }
  });
}

/** The first line: that a module is not found comes with the stack of who asked for it. */
function messageOf(error: unknown): string {
  const message = isRecord(error) && typeof error.message === 'string' ? error.message : String(error);
  return message.split('\n')[0]!;
}
