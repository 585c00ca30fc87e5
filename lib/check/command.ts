import { Command, CommanderError, Option } from 'commander';
import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import coerce from 'semver/functions/coerce';
import compare from 'semver/functions/compare';
import { RULES, ruleAdvice } from '../rules/all';
import { isError } from '../rules/engine';
import type { Rule } from '../rules/rule';
import { printable, printableLines } from '../text/printable';
import { redact } from '../text/redact';
import { CHART_HISTORY, knownVersion } from '../chart/history';
import { show } from '../problems';
import { CHART_VERSION } from '../versions';
import { checkFiles, readFiles, type CheckFilesOptions, type CheckResult } from './check';
import type { ClusterAnswer } from './cluster';
import { findConfig } from './config/find-config';
import type { LoadedConfig } from './config/load-config';
import { inputFiles } from './input';
import { clusterData, clusterReport } from './report/cluster';
import { githubReport } from './report/github';
import { jsonReport } from './report/json';
import type { Refusal, Report } from './report/report';
import { sarifReport } from './report/sarif';
import { sizesData, sizesReport } from './report/sizes';
import { textReport } from './report/text';
import type { FileSubject } from './read';
import { releasesIn } from './upgrade/releases';
import { upgradeReport, type UpgradeFormat } from './upgrade/report';
import { upgrade } from './upgrade/upgrade';

/** What the command reads from and writes to. */
export interface Surroundings {
  /** File descriptor of the standard input; `process.stdin` itself would make a pipe of it that does not wait. */
  readonly stdin: { readonly fd: number };
  /** Reports. */
  readonly stdout: { write(text: string): unknown };
  /** Complaints about the input. */
  readonly stderr: { write(text: string): unknown };
  /** True when reports may be coloured. */
  readonly color: boolean;
  /**
   * Where a configuration is looked for, and above it.
   * @default - the working directory
   */
  readonly folder?: string;
}

interface CheckOptions {
  readonly values?: string;
  readonly chartVersion?: string;
  readonly format: 'text' | 'json' | 'sarif' | 'github';
  readonly ignore?: readonly string[];
  readonly strict?: boolean;
  readonly config?: string | false;
  readonly acknowledgements: boolean;
  readonly explain?: string;
  readonly sizes?: true;
  readonly cluster?: true;
  readonly context?: string;
  readonly fix?: true;
  readonly dryRun?: true;
}

interface UpgradeOptions {
  readonly from?: string;
  readonly to?: string;
  readonly values?: string;
  readonly format: UpgradeFormat;
}

/** Nothing is wrong, something is wrong, the input cannot be used. */
const [FINE, WRONG, UNUSABLE] = [0, 1, 2];

/** Input or options that the command can do nothing with. */
class UsageError extends Error {}

const NOTHING: CheckResult = {
  findings: [],
  acknowledged: [],
  unreadable: [],
  subjects: [],
  files: 0,
  others: [],
};

/**
 * The command line of the package.
 *
 * @param argv arguments as node has them, the program's two first
 * @param surroundings where to read from and write to
 * @returns exit code: 0 without errors, 1 with errors (or, with --strict, warnings), 2 for unusable input
 */
export async function main(argv: readonly string[], surroundings: Surroundings): Promise<number> {
  let code = FINE;
  const program = new Command('cdk8s-spark-operator')
    .description('Spark on Kubernetes without surprises')
    .version(version())
    .exitOverride()
    .enablePositionalOptions()
    .configureOutput({
      writeOut: (text) => surroundings.stdout.write(text),
      writeErr: (text) => surroundings.stderr.write(printableLines(redact(text))),
    });
  const checking = program
    .command('check')
    .enablePositionalOptions()
    .description(
      'find what would go wrong in manifests of Spark applications and values of the Spark Operator chart',
    )
    .argument('[files...]', 'files and folders of YAML; - for the standard input')
    .option('--values <file>', 'values of the chart of the release that runs the applications', once)
    .addOption(
      new Option('--format <format>', 'form of the report')
        .choices(['text', 'json', 'sarif', 'github'])
        .default('text'),
    )
    .option('--chart-version <version>', 'version of the chart of the release (default: what holds for any)')
    .option('--ignore <rule...>', 'leave rules out')
    .option('--strict', 'fail on warnings too')
    .option('--no-strict', 'fail on errors only, whatever the configuration says')
    .option('--config <file>', 'configuration; rules that it names are code, which is run')
    .option('--no-config', 'take no configuration, not even .spark-check.yaml of a folder above')
    .option('--no-acknowledgements', 'report also what manifests and configuration acknowledge')
    .option('--sizes', 'say first what the jobs of each namespace ask for, beside its quotas')
    .option(
      '--cluster',
      'also look at what the applications need of the cluster of KUBECONFIG, by spark-runner',
    )
    .option('--context <context>', 'with --cluster: the context of KUBECONFIG')
    .option('--fix', 'correct what has one right answer, and show what changes')
    .option('--dry-run', 'with --fix: show what would change, and write nothing')
    .option('--explain <rule>', 'say what a rule is about, and check nothing')
    .action(async (files: string[], options: CheckOptions) => {
      code = await check(files, options, surroundings);
    });
  checking
    .command('upgrade')
    .description(
      'say what another version of the Spark Operator chart does to values and manifests: what dies, what changes, in which order to go',
    )
    .argument('[files...]', 'files and folders of YAML; - for the standard input')
    .option(
      '--from <version>',
      'version of the chart that is left (default: that of the release in the files)',
    )
    .option('--to <version>', 'version of the chart that is gone to (default: the newest that is known)')
    .option('--values <file>', 'values of the chart', once)
    .addOption(
      new Option('--format <format>', 'form of the report').choices(['text', 'json']).default('text'),
    )
    .action((files: string[], options: UpgradeOptions) => {
      code = checkUpgrade(files, options, surroundings);
    });
  try {
    await program.parseAsync(argv);
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return FINE;
    const message = error instanceof Error ? error.message : String(error);
    if (!(error instanceof CommanderError)) complain(message, surroundings);
    const format = formatOf(argv);
    const fix = 'see cdk8s-spark-operator check --help';
    if (format !== 'text') {
      const refusal: Refusal = { rule: 'usage', message: message.replace(/^error: /, ''), fix };
      surroundings.stdout.write(`${reportAs(format, { ...NOTHING, refusals: [refusal] }, surroundings)}\n`);
    }
    return UNUSABLE;
  }
  return code;
}

/** The form of the report that was asked for, as far as options that are wrong tell. */
function formatOf(argv: readonly string[]): CheckOptions['format'] {
  const given = argv.flatMap((word, index) =>
    word === '--format' ? (argv[index + 1] ?? []) : word.startsWith('--format=') ? word.slice(9) : [],
  );
  const last = given.at(-1);
  return last === 'json' || last === 'sarif' || last === 'github' ? last : 'text';
}

function complain(message: string, { stderr }: Surroundings): void {
  stderr.write(`error: ${printable(redact(message))}\n`);
}

async function check(
  operands: readonly string[],
  options: CheckOptions,
  surroundings: Surroundings,
): Promise<number> {
  const { stdin, stdout } = surroundings;
  const config = await configuration(options.config, surroundings.folder);
  const rules = [...RULES, ...(config?.ownRules ?? [])];
  if (options.explain !== undefined) {
    stdout.write(`${printableLines(explanation(options.explain, rules))}\n`);
    return FINE;
  }
  const { ignored, more } = ignoredRules(options.ignore ?? [], rules);
  const names = [...operands, ...more];
  const valuesFile = options.values ?? config?.valuesFile;
  if (names.length === 0 && valuesFile === undefined) {
    throw new UsageError('nothing to check; name files or folders, or - for the standard input');
  }
  for (const more of ['sizes', 'cluster'] as const) {
    if (options[more] === true && !['text', 'json'].includes(options.format)) {
      throw new UsageError(`--${more} has no form ${options.format}; take text or json`);
    }
  }
  if (options.context !== undefined && options.cluster !== true) {
    throw new UsageError('--context is for --cluster; nothing else looks at a cluster');
  }
  if (options.cluster === true && names.includes('-')) {
    throw new UsageError('--cluster reads files again; name them in place of -');
  }
  const values = valuesFile === undefined ? undefined : inputFiles([valuesFile], stdin.fd)[0];
  if (options.dryRun === true && options.fix !== true) {
    throw new UsageError('--dry-run is for --fix; nothing else writes anything');
  }
  const files = inputFiles(names, stdin.fd);
  const how: CheckFilesOptions = {
    ...(values === undefined ? {} : { values }),
    ignored,
    acknowledgements: options.acknowledgements,
    ...chartVersionOf(options, config),
    ...(config === undefined ? {} : { ownRules: config.ownRules, severities: config.severities }),
    ...(config === undefined || !options.acknowledgements ? {} : { reasons: config.ignore }),
  };
  let result: CheckResult;
  if (options.fix === true) {
    const { fix } = await import('./fix/fix.js');
    const named = [...names, ...(options.values === undefined ? [] : [options.values])];
    const fixed = fix(files, how, named, options.dryRun === true);
    const diffs = fixed.diffs.map((diff) => `${diff}\n`).join('');
    (options.format === 'text' ? surroundings.stdout : surroundings.stderr).write(diffs);
    for (const complaint of fixed.complaints) complain(complaint, surroundings);
    result = fixed.result;
  } else result = checkFiles(files, how);
  const refusals = refusalsOf(result);
  const complaints = result.unreadable.length === 0 ? refusals : result.unreadable;
  for (const { message } of complaints) complain(message, surroundings);
  const isText = options.format === 'text';
  if (options.sizes === true && isText) stdout.write(`${sizesReport(result.subjects)}\n\n`);
  const answers = options.cluster === true ? await cluster(result, options.context) : undefined;
  if (options.format === 'json') {
    const more = {
      ...(options.sizes === true && { sizes: sizesData(result.subjects) }),
      ...(answers && { cluster: clusterData(answers) }),
    };
    stdout.write(`${jsonReport({ ...result, refusals }, more)}\n`);
  } else if (result.subjects.length > 0 || refusals.length === 0 || !isText) {
    stdout.write(`${reportAs(options.format, { ...result, refusals }, surroundings)}\n`);
  }
  if (answers && isText) stdout.write(`\n${clusterReport(answers)}\n`);
  if (refusals.length > 0) return UNUSABLE;
  const isStrict = options.strict ?? config?.strict === true;
  const counted = result.findings.filter((finding) => isStrict || isError(finding));
  const isInTheWay = (answers ?? []).some(({ checks }) =>
    checks.some(({ verdict }) => verdict === 'wrong' || (isStrict && verdict === 'warning')),
  );
  return counted.length > 0 || isInTheWay ? WRONG : FINE;
}

/** What the cluster says of the applications that stand in files as objects. */
async function cluster(
  { subjects }: CheckResult,
  context: string | undefined,
): Promise<readonly ClusterAnswer[]> {
  const files = subjects.filter(({ kind, within }) => kind === 'SparkApplication' && within === undefined);
  if (files.length === 0) return [];
  const { askCluster } = await import('./cluster.js');
  return askCluster([...new Set(files.map(({ file }) => file))], context);
}

/** The configuration that is named, or that of a folder above; the file is looked for before its reader is loaded. */
async function configuration(
  given: string | false | undefined,
  folder = '.',
): Promise<LoadedConfig | undefined> {
  const file = given ?? findConfig(folder);
  if (file === undefined || file === false) return undefined;
  const { loadConfig } = await import('./config/load-config.js');
  return loadConfig(relativeName(file), given !== undefined);
}

/** A file below the working directory by its path from there. */
function relativeName(file: string): string {
  const path = relative('.', file);
  return path.startsWith('..') ? file : path;
}

/** The version of the chart that is told, by an option or else by the configuration. */
function chartVersionOf(
  { chartVersion }: CheckOptions,
  config: LoadedConfig | undefined,
): { readonly chartVersion?: string } {
  if (chartVersion !== undefined) return { chartVersion: knownChart('--chart-version', chartVersion) };
  const own = config?.chartVersion;
  return own === undefined ? {} : { chartVersion: knownChart('chartVersion of the configuration', own) };
}

function checkUpgrade(
  operands: readonly string[],
  options: UpgradeOptions,
  surroundings: Surroundings,
): number {
  const { stdin, stdout } = surroundings;
  if (operands.length === 0 && options.values === undefined) {
    throw new UsageError(
      'nothing to compare; name files or folders with values and manifests, or - for the standard input',
    );
  }
  const values = options.values === undefined ? undefined : inputFiles([options.values], stdin.fd)[0];
  const { subjects: found, unreadable } = readFiles(inputFiles(operands, stdin.fd), values);
  const subjects = [...new Set(found.map((subject) => subject.within?.subject ?? subject))];
  for (const { message } of unreadable) complain(message, surroundings);
  if (subjects.length === 0 && unreadable.length === 0) {
    throw new UsageError('no Kubernetes object and no chart values in the input');
  }
  const result = upgrade(
    subjects,
    fromVersion(options.from, subjects),
    knownChart('--to', options.to ?? CHART_VERSION),
  );
  stdout.write(`${upgradeReport(result, subjects, options.format)}\n`);
  const isUnread = subjects.flatMap(releasesIn).some(({ unread }) => unread !== undefined);
  if (unreadable.length > 0 || isUnread) return UNUSABLE;
  const isAffected = result.values.some(({ change }) => change !== 'default') || result.objects.some(isError);
  return isAffected ? WRONG : FINE;
}

/** The version that is left: as told, or that of the releases, where they have one and the same. */
function fromVersion(given: string | undefined, subjects: readonly FileSubject[]): string {
  if (given !== undefined) return knownChart('--from', given);
  const versions = new Set(subjects.flatMap(releasesIn).flatMap(({ version }) => version ?? []));
  const [version, ...others] = versions;
  if (version === undefined || others.length > 0) {
    const found =
      version === undefined ? 'the files do not tell' : `the files have ${[...versions].join(' and ')}`;
    throw new UsageError(`the version that is left is not known: ${found}; give it with --from`);
  }
  return knownChart('the version of the release', version);
}

function knownChart(what: string, given: string): string {
  const known = knownVersion(given);
  const versions = `known are ${CHART_HISTORY[0]!.version} to ${CHART_HISTORY.at(-1)!.version}`;
  if (known === undefined)
    throw new UsageError(`${what} is ${show(given)}, whose chart is not known; ${versions}`);
  if (compare(coerce(given)!, known) !== 0) {
    throw new UsageError(
      `${what} is ${show(given)}, whose chart is not known; ${versions}, the nearest is ${known}`,
    );
  }
  return known;
}

function refusalsOf({ unreadable, subjects, others }: CheckResult): Refusal[] {
  if (unreadable.length + subjects.length + others.length === 0) {
    const message = 'no Kubernetes object and no chart values in the input';
    return [{ rule: 'nothing-to-check', message, fix: 'name files with manifests or values of the chart' }];
  }
  return unreadable.map(({ file, reason, line, column, rule }) => ({
    rule,
    file,
    ...(line === undefined ? {} : { line }),
    ...(column === undefined ? {} : { column }),
    message: reason,
    fix: 'mend the file, or leave it out',
  }));
}

function reportAs(format: CheckOptions['format'], report: Report, { color }: Surroundings): string {
  switch (format) {
    case 'json':
      return jsonReport(report);
    case 'sarif':
      return sarifReport(report, version());
    case 'github':
      return githubReport(report);
    default:
      return textReport(report, color);
  }
}

/** Helm merges several files of values; here one of them would be left out without a word. */
function once(file: string, given: string | undefined): string {
  if (given === undefined) return file;
  throw new UsageError(
    `--values is given twice, ${given} and ${file}; merge them into one file, as helm would`,
  );
}

/** `--ignore a b FILE` reads as three rules: what is a file and no rule was meant as a file. */
function ignoredRules(
  given: readonly string[],
  rules: readonly Rule[],
): {
  readonly ignored: ReadonlySet<string>;
  readonly more: readonly string[];
} {
  const ids = given.flatMap((text) => text.split(',')).filter((id) => id !== '');
  const known = ids.filter((id) => rules.some((rule) => rule.id === id));
  const more = ids.filter((id) => !known.includes(id));
  for (const id of more) if (id !== '-' && !existsSync(id)) throw new UsageError(unknownRule(id, rules));
  return { ignored: new Set(known), more };
}

function unknownRule(id: string, rules: readonly Rule[]): string {
  const ids = rules.map((rule) => rule.id);
  return `there is no rule ${id}; ${ruleAdvice(id, ids)}`;
}

function explanation(id: string, rules: readonly Rule[]): string {
  const rule = rules.find((candidate) => candidate.id === id);
  if (rule === undefined) throw new UsageError(unknownRule(id, rules));
  return [`${rule.id} (${rule.severity}): ${rule.summary}`, '', `why: ${rule.why}`, `fix: ${rule.fix}`].join(
    '\n',
  );
}

function version(): string {
  const file = [1, 2, 3]
    .map((up) => join(__dirname, ...Array.from({ length: up }, () => '..'), 'package.json'))
    .find(existsSync);
  return file === undefined
    ? '0.0.0'
    : (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
