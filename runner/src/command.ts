import { Command, CommanderError, InvalidArgumentError, Option, type OutputConfiguration } from 'commander';
import { ISOLATION_KINDS } from '../../lib/runs/isolation/all';
import { RefusedRun } from '../../lib/runs/refused';
import { printableLines } from '../../lib/text/printable';
import { Commands, type Surroundings } from './commands';
import type { Result } from './context';
import { DEFAULT_LIMITS } from './follow';
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
  const { stdout, stderr } = surroundings;
  const secrets = new Secrets(surroundings.env);
  const shown = (text: string): string => printableLines(secrets.hide(text));
  const progress = new Progress(stderr, shown);
  const finish = (result: Result): number => {
    stdout.write(`${harmlessJson(secrets.hideIn(result))}\n`);
    return OUTCOMES[result.outcome].exit;
  };
  const tell = (result: Result): number => {
    progress.end();
    progress.say(result.message);
    return finish(result);
  };

  let result: Result = { outcome: 'error', message: 'the command ended without a result' };
  const program = commandLine(
    new Commands({ ...surroundings, connect: secrets.learning(surroundings.connect) }, progress),
    surroundings.env,
    { writeOut: (text) => stdout.write(text), writeErr: (text) => stderr.write(shown(text)) },
    async (command) => {
      result = await command;
    },
  );
  try {
    await program.parseAsync(argv);
    return tell(result);
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
      .option('--context <context>', 'context of KUBECONFIG');
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
      );
  const isolation = (): Option =>
    new Option('--isolation <kind>', 'how the run is kept apart; a release says it itself').choices(
      ISOLATION_KINDS,
    );
  const templateCommand = (name: string, description: string): Command =>
    serverCommand(name, description)
      .requiredOption('--run-id <id>', 'id of the pipeline run, in any characters')
      .addOption(
        new Option(
          '--template <file>',
          'the released application, or the ConfigMap that holds it, as YAML',
        ).conflicts('templateConfigMap'),
      )
      .option('--template-config-map <name>', 'the ConfigMap of the release in the namespace')
      .addOption(isolation())
      .option('--output-branch <file>', 'file that gets the name of the branch');
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

  templateCommand('run', 'make the branch, submit the application, follow it to its end')
    .option('--set <name=value>', 'a parameter of the run; can be repeated', setting, {})
    .option('--parameters <file>', 'parameters of the run, as YAML or JSON')
    .option('--timeout <seconds>', 'limit for the whole run', seconds, DEFAULT_LIMITS.totalSeconds)
    .option('--start-timeout <seconds>', 'limit for its start', seconds, DEFAULT_LIMITS.startSeconds)
    .action((options: Parameters<Commands['run']>[0]) => perform(commands.run(options)));
  templateCommand('branch', 'make the branch of the run, once').action(
    (options: Parameters<Commands['branch']>[0]) => perform(commands.branch(options)),
  );
  existingCommand('promote', 'commit the branch of a run and merge it')
    .option(...repository)
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
    .action((options: Parameters<Commands['cleanup']>[0]) => perform(commands.cleanup(options)));
  clusterCommand('doctor', 'say why an application waits or failed')
    .argument('<name>', 'name of the application')
    .action((name: string, options: Parameters<Commands['doctor']>[1]) =>
      perform(commands.doctor(name, options)),
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

function seconds(text: string): number {
  const number = /^\d{1,8}(?:\.\d{1,3})?$/.test(text) ? Number(text) : 0;
  if (number > 0 && number <= LONGEST_LIMIT) return number;
  throw new InvalidArgumentError(`give a number of seconds above 0 and up to ${LONGEST_LIMIT}`);
}
