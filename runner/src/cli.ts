#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { parse } from 'yaml';
import { cancel, cleanup } from './cleanup';
import type { Context, Result } from './context';
import { diagnose, inWords } from './doctor/doctor';
import { existingRun, type ExistingRun } from './existing-run';
import { DEFAULT_LIMITS } from './follow';
import { connect } from './kube-config';
import { Kubernetes, type Connection } from './kubernetes';
import { LakeFs } from './lakefs';
import { OUTCOMES, RunnerError } from './outcome';
import { DEFAULT_PACE, type Pace } from './pace';
import { Progress } from './progress';
import { promote } from './promote';
import { redactor } from './redact';
import { branch, run } from './run';
import { readTemplate, templateOf, type Template } from './template';

interface ClusterOptions {
  readonly namespace?: string;
  readonly context?: string;
}

interface LakeFsOptions extends ClusterOptions {
  readonly lakefsEndpoint?: string;
}

interface TemplateOptions extends LakeFsOptions {
  readonly template?: string;
  readonly templateConfigMap?: string;
  readonly runId: string;
  readonly outputBranch?: string;
}

interface RunOptions extends TemplateOptions {
  readonly set: Readonly<Record<string, string>>;
  readonly parameters?: string;
  readonly timeout: number;
  readonly startTimeout: number;
}

interface ExistingOptions extends LakeFsOptions {
  readonly job: string;
  readonly runId?: string;
  readonly branch?: string;
  readonly repository?: string;
}

interface PromoteOptions extends ExistingOptions {
  readonly target?: string;
  readonly deleteBranch: boolean;
  readonly unchecked: boolean;
  readonly revision?: string;
  readonly pipeline?: string;
}

const redact = redactor(process.env);
const stop = new AbortController();
const pace: Pace = { ...DEFAULT_PACE, signal: stop.signal };
const progress = new Progress({
  isTTY: process.stderr.isTTY,
  write: (text) => process.stderr.write(redact(text)),
});

/** Prints the one result of a command, and leaves with its exit code. */
function finish(result: Result): void {
  progress.end();
  progress.say(result.message);
  process.stdout.write(`${redact(JSON.stringify(result))}\n`);
  process.exitCode = OUTCOMES[result.outcome].exit;
}

function kubernetesOf(connection: Connection, namespace = connection.namespace): Kubernetes {
  return new Kubernetes(connection, namespace, pace);
}

function lakefsOf(endpoint: string | undefined): LakeFs {
  const { LAKEFS_ACCESS_KEY_ID: accessKeyId = '', LAKEFS_SECRET_ACCESS_KEY: secretAccessKey = '' } =
    process.env;
  const missing = [
    ...(endpoint === undefined || endpoint === '' ? ['LAKEFS_ENDPOINT_URL (or --lakefs-endpoint)'] : []),
    ...(accessKeyId === '' ? ['LAKEFS_ACCESS_KEY_ID'] : []),
    ...(secretAccessKey === '' ? ['LAKEFS_SECRET_ACCESS_KEY'] : []),
  ];
  if (missing.length > 0)
    throw new RunnerError('refused', `not set in the environment: ${missing.join(', ')}`);
  return new LakeFs({ endpoint: endpoint ?? '', accessKeyId, secretAccessKey }, pace);
}

async function withTemplate(options: TemplateOptions): Promise<{ context: Context; template: Template }> {
  const { template: file, templateConfigMap: name } = options;
  if ((file === undefined) === (name === undefined)) {
    throw new RunnerError('refused', 'give either --template or --template-config-map');
  }
  const fromFile = file === undefined ? undefined : readTemplate(file);
  const connection = await connect(options.context);
  const namespace = options.namespace ?? fromFile?.application.metadata.namespace;
  const kubernetes = kubernetesOf(connection, namespace);
  const template = fromFile ?? (await templateInCluster(kubernetes, name ?? ''));
  return { template, context: { kubernetes, lakefs: lakefsOf(options.lakefsEndpoint), pace, progress } };
}

async function templateInCluster(kubernetes: Kubernetes, name: string): Promise<Template> {
  const data = await kubernetes.configMap(name);
  if (data === undefined) {
    throw new RunnerError(
      'refused',
      `namespace ${kubernetes.namespace} has no ConfigMap ${JSON.stringify(name)}`,
    );
  }
  return templateOf(data, name);
}

async function withRun(
  options: ExistingOptions,
): Promise<{ context: Pick<Context, 'kubernetes' | 'progress'>; found: ExistingRun }> {
  const found = existingRun(options.job, options.runId, options.branch);
  const kubernetes = kubernetesOf(await connect(options.context), options.namespace);
  return { found, context: { kubernetes, progress } };
}

function parametersIn(file: string | undefined): Record<string, unknown> {
  if (file === undefined) return {};
  try {
    const parsed = parse(readFileSync(file, 'utf8')) as unknown;
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return { ...parsed };
  } catch (error) {
    throw new RunnerError('refused', `parameters ${file} cannot be read: ${(error as Error).message}`);
  }
  throw new RunnerError('refused', `parameters ${file} must hold one object of names and values`);
}

/** Pipelines pass every parameter, and leave those empty that nobody gave. */
function collect(text: string, before: Readonly<Record<string, string>>): Record<string, string> {
  const [, name, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (name === undefined) throw new InvalidArgumentError('give name=value');
  return value === undefined || value === '' ? { ...before } : { ...before, [name]: value };
}

function seconds(text: string): number {
  const number = Number(text);
  if (!(number > 0)) throw new InvalidArgumentError('give a number of seconds above 0');
  return number;
}

/** Said for runs of one repository, and less than what the application of a run says. */
function environment(): { defaultRepository?: string } {
  const { LAKEFS_REPOSITORY: defaultRepository = '' } = process.env;
  return defaultRepository === '' ? {} : { defaultRepository };
}

function clusterCommand(name: string, description: string): Command {
  return program
    .command(name)
    .description(description)
    .option('-n, --namespace <namespace>', 'namespace of the application')
    .option('--context <context>', 'context of KUBECONFIG');
}

function lakefsCommand(name: string, description: string): Command {
  return clusterCommand(name, description).option(
    '--lakefs-endpoint <url>',
    'root of the lakeFS server',
    process.env.LAKEFS_ENDPOINT_URL,
  );
}

function templateCommand(name: string, description: string): Command {
  return lakefsCommand(name, description)
    .requiredOption('--run-id <id>', 'id of the pipeline run, in any characters')
    .option('--template <file>', 'the released application, or the ConfigMap that holds it, as YAML')
    .option('--template-config-map <name>', 'the ConfigMap of the release in the namespace')
    .option('--output-branch <file>', 'file that gets the name of the branch');
}

function existingCommand(name: string, description: string): Command {
  return lakefsCommand(name, description)
    .requiredOption('--job <name>', 'name of the job: that of the released application')
    .option('--run-id <id>', 'id of the pipeline run')
    .option('--branch <name>', 'branch that `run` printed, instead of the run id');
}

async function explain(kubernetes: Kubernetes, name: string): Promise<Result> {
  const application = await kubernetes.application(name);
  if (application === undefined) {
    throw new RunnerError(
      'not-found',
      `namespace ${kubernetes.namespace} has no application ${JSON.stringify(name)}`,
    );
  }
  const diagnosis = await diagnose(kubernetes, application);
  return { outcome: 'diagnosed', message: inWords(name, diagnosis), application: name, ...diagnosis };
}

const program = new Command('spark-runner')
  .description('Performs one Spark run: a lakeFS branch, an application, its data promoted.')
  .exitOverride()
  .showHelpAfterError();

templateCommand('run', 'make the branch, submit the application, follow it to its end')
  .option('--set <name=value>', 'a parameter of the run; can be repeated', collect, {})
  .option('--parameters <file>', 'parameters of the run, as YAML or JSON')
  .option('--timeout <seconds>', 'limit for the whole run', seconds, DEFAULT_LIMITS.totalSeconds)
  .option('--start-timeout <seconds>', 'limit for its start', seconds, DEFAULT_LIMITS.startSeconds)
  .action(async (options: RunOptions) => {
    const { context, template } = await withTemplate(options);
    const result = await run(context, {
      template,
      runId: options.runId,
      parameters: { ...parametersIn(options.parameters), ...options.set },
      limits: { totalSeconds: options.timeout, startSeconds: options.startTimeout },
      ...(options.outputBranch !== undefined && { outputBranch: options.outputBranch }),
      check: async (application) => {
        // Not needed to continue a run, and slower to load than everything else.
        const { check } = await import('./check.js');
        const { errors, warnings } = check(application);
        for (const warning of warnings) progress.say(`warning: ${warning}`);
        return [...errors];
      },
      explain: async (application) => {
        const diagnosis = await diagnose(context.kubernetes, application);
        progress.say(inWords(application.metadata.name, diagnosis));
        return diagnosis;
      },
    });
    finish(result);
  });

templateCommand('branch', 'make the branch of the run, once').action(async (options: TemplateOptions) => {
  const { context, template } = await withTemplate(options);
  const { runId, outputBranch } = options;
  finish(await branch(context, { template, runId, ...(outputBranch !== undefined && { outputBranch }) }));
});

existingCommand('promote', 'commit the branch of a run and merge it')
  .option('--repository <name>', 'lakeFS repository, if the application is gone; else LAKEFS_REPOSITORY')
  .option('--target <branch>', 'branch that is merged into, one that the release allows; its first')
  .option('--delete-branch', 'delete the branch of the run afterwards', false)
  .option('--unchecked', 'also promote a run whose application is gone', false)
  .option('--revision <sha>', 'git revision, kept with the commit')
  .option('--pipeline <name>', 'pipeline, kept with the commit')
  .action(async (options: PromoteOptions) => {
    const { context, found } = await withRun(options);
    const lakefs = lakefsOf(options.lakefsEndpoint);
    finish(await promote({ ...context, lakefs }, { ...options, ...environment(), run: found }));
  });

existingCommand('cancel', 'stop a run and keep its branch').action(async (options: ExistingOptions) => {
  const { context, found } = await withRun(options);
  finish(await cancel(context, found));
});

existingCommand('cleanup', 'delete the application and the branch of a run')
  .option('--repository <name>', 'lakeFS repository, if the application is gone; else LAKEFS_REPOSITORY')
  .action(async (options: ExistingOptions) => {
    const { context, found } = await withRun(options);
    const lakefs = lakefsOf(options.lakefsEndpoint);
    finish(await cleanup({ ...context, lakefs }, found, { ...options, ...environment() }));
  });

clusterCommand('doctor', 'say why an application waits or failed')
  .argument('<name>', 'name of the application')
  .action(async (name: string, options: ClusterOptions) => {
    finish(await explain(kubernetesOf(await connect(options.context), options.namespace), name));
  });

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    stop.abort(
      new RunnerError(
        'interrupted',
        `stopped by ${signal}; the run goes on, start the runner again to follow it`,
      ),
    );
  });
}

program.parseAsync().catch((error: unknown) => {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : OUTCOMES.refused.exit;
  } else if (error instanceof RunnerError) {
    finish({ outcome: error.outcome, message: error.message });
  } else {
    finish({ outcome: 'error', message: error instanceof Error ? error.message : String(error) });
  }
});
