import { Command, CommanderError, InvalidArgumentError, Option, type OutputConfiguration } from 'commander';
import { tableProblems } from '../../lib/iceberg/tables';
import { ISOLATION_KINDS } from '../../lib/runs/isolation/all';
import { RefusedRun } from '../../lib/runs/refused';
import { printableLines } from '../../lib/text/printable';
import { ApplicationCommands } from './application-commands';
import { Commands, type Surroundings } from './commands';
import type { Result } from './context';
import { DEFAULT_LIMITS } from './follow';
import { toldOf, type Event } from './events/events';
import { sinksOf, type EventOptions } from './events/sinks';
import { OUTCOMES, RunnerError } from './outcome';
import { Progress } from './progress';
import { harmlessJson, Secrets } from './secrets';

/** Longest limit of a run in seconds: a year. */
const LONGEST_LIMIT = 366 * 24 * 3600;

/**
 * The command line of the runner: progress on stderr, one JSON object on stdout.
 *
 * @param argv arguments as node has them, the program's two first
 * @returns the exit code that `OUTCOMES` gives to the end of the command
 */
export async function main(argv: readonly string[], surroundings: Surroundings): Promise<number> {
  const { env, stdout, stderr } = surroundings;
  const secrets = new Secrets(env);
  const shown = (text: string): string => printableLines(secrets.hide(text));
  const progress = new Progress(stderr, shown);
  const commands = new Commands(
    { ...surroundings, connect: secrets.learning(surroundings.connect) },
    progress,
  );
  const { events } = commands;
  const finish = async (result: Result): Promise<number> => {
    const { exit } = OUTCOMES[result.outcome];
    stdout.write(`${harmlessJson(secrets.hideIn(result))}\n`);
    events.tell('ended', { ...toldOf(result), exit });
    await events.close();
    return exit;
  };
  const tell = (result: Result): Promise<number> => {
    progress.end();
    progress.say(result.message);
    return finish(result);
  };

  let result: Result = { outcome: 'error', message: 'the command ended without a result' };
  const program = commandLine(
    commands,
    new ApplicationCommands(commands, stdout, shown),
    shown,
    env,
    { writeOut: (text) => stdout.write(text), writeErr: (text) => stderr.write(shown(text)) },
    async (command) => {
      result = await command;
    },
  ).hook('preAction', async (_, command) => {
    const options = command.opts<EventOptions>();
    const hide = (event: Event): unknown => secrets.hideIn(event);
    events.listen(await sinksOf(options, { env, stderr, progress, hide }));
    const application = command.name() === 'preflight' ? undefined : command.args[0];
    events.tell('started', { command: command.name(), ...toldOf({ application, ...options }) });
  });
  try {
    await program.parseAsync(argv);
    return await tell(result);
  } catch (error) {
    if (error instanceof RunnerError || error instanceof RefusedRun)
      return tell({ outcome: error.outcome, message: error.message });
    if (!(error instanceof CommanderError)) return tell({ outcome: 'error', message: messageOf(error) });
    if (error.exitCode === 0) return 0;
    // Commander has told it.
    return finish({ outcome: 'refused', message: error.message.replace(/^error: /, '') });
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function commandLine(
  commands: Commands,
  applications: ApplicationCommands,
  shown: (text: string) => string,
  env: Surroundings['env'],
  output: OutputConfiguration,
  perform: (command: Promise<Result>) => Promise<void>,
): Command {
  const program = new Command('spark-runner')
    .description('Performs one Spark run: a branch of its own, an application, its data promoted.')
    .exitOverride()
    .showHelpAfterError()
    .configureOutput(output);
  const clusterCommand = (name: string, description: string): Command =>
    program
      .command(name)
      .description(description)
      .option('-n, --namespace <namespace>', 'namespace of the application')
      .option('--context <context>', 'context of KUBECONFIG')
      .option('--events <file>', 'file or pipe that gets one JSON line for each step; - for stderr')
      .addOption(
        new Option(
          '--openlineage-url <url>',
          'root of a server of OpenLineage that is told of starts and ends, else OPENLINEAGE_URL',
        ).default(env.OPENLINEAGE_URL, 'OPENLINEAGE_URL'),
      );
  const applicationCommand = (name: string, description: string): Command =>
    clusterCommand(name, description).argument('<name>', 'name of the application');
  const serverCommand = (name: string, description: string): Command =>
    clusterCommand(name, description)
      .addOption(
        new Option('--lakefs-endpoint <url>', 'root of the lakeFS server, else LAKEFS_ENDPOINT_URL').default(
          env.LAKEFS_ENDPOINT_URL,
          'LAKEFS_ENDPOINT_URL',
        ),
      )
      .addOption(
        new Option('--nessie-endpoint <url>', 'root of the Nessie server, else NESSIE_ENDPOINT_URL').default(
          env.NESSIE_ENDPOINT_URL,
          'NESSIE_ENDPOINT_URL',
        ),
      )
      .addOption(
        new Option(
          '--iceberg-catalog <url>',
          'address of the REST catalog, else ICEBERG_CATALOG_URL',
        ).default(env.ICEBERG_CATALOG_URL, 'ICEBERG_CATALOG_URL'),
      );
  const isolation = (): Option =>
    new Option('--isolation <kind>', 'how the run is kept apart; a release says it itself').choices(
      ISOLATION_KINDS,
    );
  const releaseCommand = (name: string, description: string): Command =>
    serverCommand(name, description)
      .addOption(
        new Option(
          '--template <file>',
          'the released application, or the ConfigMap that holds it, as YAML',
        ).conflicts('templateConfigMap'),
      )
      .option('--template-config-map <name>', 'the ConfigMap of the release in the namespace')
      .addOption(isolation());
  const templateCommand = (name: string, description: string): Command =>
    releaseCommand(name, description)
      .requiredOption('--run-id <id>', 'id of the pipeline run, in any characters')
      .option('--output-branch <file>', 'file that gets the name of the branch');
  const withParameters = (command: Command): Command =>
    command
      .option('--set <name=value>', 'a parameter of the run; can be repeated', setting, {})
      .option('--parameters <file>', 'parameters of the run, as YAML or JSON');
  const existingCommand = (name: string, description: string): Command =>
    serverCommand(name, description)
      .requiredOption('--job <name>', 'name of the job: that of the released application')
      .addOption(new Option('--run-id <id>', 'id of the pipeline run').conflicts('branch'))
      .option('--branch <name>', 'branch that `run` printed, instead of the run id')
      .addOption(isolation());
  const repository = [
    '--repository <name>',
    'lakeFS repository, if the application is gone; else LAKEFS_REPOSITORY',
  ] as const;

  const tables = (): Option =>
    new Option('--tables <list>', 'tables of Iceberg, with commas, if the application is gone').argParser(
      tableList,
    );

  const runCommand = (name: string, description: string): Command =>
    withParameters(templateCommand(name, description))
      .option('--timeout <seconds>', 'limit for the whole run', seconds, DEFAULT_LIMITS.totalSeconds)
      .option('--start-timeout <seconds>', 'limit for its start', seconds, DEFAULT_LIMITS.startSeconds);

  runCommand('run', 'make the branch, submit the application, follow it to its end').action(
    (options: Parameters<Commands['run']>[0]) => perform(commands.run(options)),
  );
  runCommand('retry', 'throw away what a failed attempt of the run left, and run it again under the same id')
    .option('--failed-uid <uid>', '`uid` of the attempt that failed: one that was made since is followed')
    .option('--unchecked', 'also a run whose application is gone', false)
    .action((options: Parameters<Commands['retry']>[0]) => perform(commands.retry(options)));
  templateCommand('branch', 'make the branch of the run, once').action(
    (options: Parameters<Commands['branch']>[0]) => perform(commands.branch(options)),
  );
  withParameters(
    releaseCommand('backfill', 'run a list of run ids, some at a time, and promote them in their order'),
  )
    .option('--run-ids <ids>', 'run ids, with commas between them')
    .option(
      '--run-ids-file <file>',
      'file with a run id, or a JSON object of runId and parameters, in each line',
    )
    .option('--from <date>', 'first date (2026-01-31) or hour (2026-01-31T06) that is a run id')
    .option('--to <date>', 'last one, which is run too')
    .option('--every <step>', 'from one to the next, in h, d, w or m', '1d')
    .option('--parallel <number>', 'runs at once; 4, or 100 where a queue lets them wait', whole(500))
    .option('--timeout <seconds>', 'limit for each run; an hour, or none in a queue', seconds)
    .option('--start-timeout <seconds>', 'limit for each start; 10 minutes, or none in a queue', seconds)
    .option('--stop-on-failure', 'start no more after the first run that is not done', false)
    .option('--journal <file>', 'file that remembers the runs that are done')
    .option('--promote', 'promote each run that completes, in the order of the list', false)
    .option('--target <branch>', 'branch that is merged into, one that the release allows; its first')
    .option('--delete-branch', 'delete the branch of each run that is promoted', false)
    .option('--revision <sha>', 'git revision, kept with the commits')
    .option('--pipeline <name>', 'pipeline, kept with the commits')
    .action((options: Parameters<Commands['backfill']>[0]) => perform(commands.backfill(options, shown)));
  withParameters(
    releaseCommand('preflight', 'look at everything that a run needs of the cluster, and change nothing'),
  )
    .argument('[files...]', 'manifests whose applications are looked at as they stand, in place of a release')
    .option('--operator-namespace <namespace>', 'namespace of the operator, else it is looked for in all')
    .action((files: string[], options: Parameters<Commands['preflight']>[1]) =>
      perform(commands.preflight(files, options)),
    );
  releaseCommand('docs', 'write a page of a release: what its runs are, and what they may be given')
    .option('--output <file>', 'file that gets the page, in Markdown')
    .action((options: Parameters<Commands['docs']>[0]) => perform(commands.docs(options)));
  releaseCommand('diff', 'compare a release with an older one, and say what breaks callers')
    .option('--older-template <file>', 'the older release, as a file')
    .option('--older-config-map <name>', 'the older release in the namespace')
    .action((options: Parameters<Commands['diff']>[0]) => perform(commands.diff(options)));
  existingCommand('promote', 'commit the branch of a run and merge it')
    .option(...repository)
    .addOption(tables())
    .option('--target <branch>', 'branch that is merged into, one that the release allows; its first')
    .option('--delete-branch', 'delete the branch of the run afterwards', false)
    .option('--unchecked', 'also promote a run whose application is gone', false)
    .option('--revision <sha>', 'git revision, kept with the commit')
    .option('--pipeline <name>', 'pipeline, kept with the commit')
    .action((options: Parameters<Commands['promote']>[0]) => perform(commands.promote(options)));
  existingCommand('cancel', 'stop a run and keep its branch').action(
    (options: Parameters<Commands['cancel']>[0]) => perform(commands.cancel(options)),
  );
  existingCommand('cleanup', 'delete the application and the branch of a run')
    .option(...repository)
    .addOption(tables())
    .action((options: Parameters<Commands['cleanup']>[0]) => perform(commands.cleanup(options)));
  existingCommand('suspend', 'have the operator stop a run, and keep it')
    .option('--restart', 'also one whose job has begun, and begins anew when it is resumed', false)
    .action((options: Parameters<Commands['suspend']>[0]) => perform(commands.suspend(options)));
  existingCommand('resume', 'have the operator start a run that is suspended').action(
    (options: Parameters<Commands['resume']>[0]) => perform(commands.resume(options)),
  );
  clusterCommand('list', 'list the runs of a namespace, a job or a release')
    .option('--job <name>', 'only runs of this job')
    .option('--template-config-map <name>', 'only runs of this release')
    .option('--limit <number>', 'runs that are looked at', whole(10_000), 500)
    .option('--continue <token>', 'go on where an earlier list was cut')
    .action((options: Parameters<ApplicationCommands['list']>[0]) => perform(applications.list(options)));
  applicationCommand('wait', 'wait for the end of any application, and change nothing')
    .option('--timeout <seconds>', 'limit of the wait', seconds, DEFAULT_LIMITS.totalSeconds)
    .action((name: string, options: Parameters<ApplicationCommands['wait']>[1]) =>
      perform(applications.wait(name, options)),
    );
  applicationCommand('logs', 'print what the driver or the executors log, before the result')
    .addOption(
      new Option('--from <pods>', 'whose log').choices(['driver', 'executors', 'all']).default('driver'),
    )
    .option('-f, --follow', 'go on until the application ends', false)
    .option('--tail <lines>', 'lines of what is logged already', whole(100_000), 1000)
    .action((name: string, options: Parameters<ApplicationCommands['logs']>[1]) =>
      perform(applications.logs(name, options)),
    );
  applicationCommand('doctor', 'say why an application waits or failed').action(
    (name: string, options: Parameters<ApplicationCommands['doctor']>[1]) =>
      perform(applications.doctor(name, options)),
  );
  return program;
}

/** Pipelines pass every parameter, and leave those empty that nobody gave. */
function setting(text: string, before: Readonly<Record<string, string>>): Record<string, string> {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('give name=value');
  const [name, value] = [text.slice(0, at), text.slice(at + 1)];
  return value === '' ? { ...before } : { ...before, [name]: value };
}

/** Reads a whole number from 1 up to the most. */
function whole(most: number): (text: string) => number {
  return (text) => {
    const number = /^\d{1,9}$/.test(text) ? Number(text) : 0;
    if (number > 0 && number <= most) return number;
    throw new InvalidArgumentError(`give a whole number from 1 up to ${most}`);
  };
}

function tableList(text: string): string[] {
  const tables = text.split(',');
  const [problem] = tableProblems('--tables', tables);
  if (problem === undefined) return tables;
  throw new InvalidArgumentError(problem);
}

function seconds(text: string): number {
  const number = /^\d{1,8}(?:\.\d{1,3})?$/.test(text) ? Number(text) : 0;
  if (number > 0 && number <= LONGEST_LIMIT) return number;
  throw new InvalidArgumentError(`give a number of seconds above 0 and up to ${LONGEST_LIMIT}`);
}
