import type { LogSource } from './applications/logs';
import type { ClusterOptions, Commands, Output } from './commands';
import type { Context, Result } from './context';
import { diagnose, inWords } from './doctor/doctor';
import { RunnerError } from './outcome';
import type { ListProps } from './runs/list';
import type { SparkApplication } from './spark-application';

interface WaitOptions extends ClusterOptions {
  readonly timeout: number;
}

interface LogsOptions extends ClusterOptions {
  readonly from: LogSource;
  readonly follow: boolean;
  readonly tail: number;
}

interface ListOptions extends ClusterOptions, ListProps {}

type Looking = Omit<Context, 'branches'>;

/** The commands that look at what is in the cluster, whoever started it. */
export class ApplicationCommands {
  /**
   * @param commands what leads to the cluster
   * @param stdout where logs go
   * @param shown what a text from outside becomes before anybody sees it
   */
  public constructor(
    private readonly commands: Commands,
    private readonly stdout: Output,
    private readonly shown: (text: string) => string,
  ) {}

  public async wait(name: string, options: WaitOptions): Promise<Result> {
    const { wait } = await import('./applications/wait.js');
    const { context, application } = await this.application(name, options);
    return wait(context, application, options.timeout);
  }

  public async logs(name: string, options: LogsOptions): Promise<Result> {
    const { logs } = await import('./applications/logs.js');
    const { context, application } = await this.application(name, options);
    const print = (line: string): Promise<boolean> => written(this.stdout, `${this.shown(line)}\n`);
    return logs(context, { ...options, application, print });
  }

  public async list(options: ListOptions): Promise<Result> {
    const { list } = await import('./runs/list.js');
    return list(await this.context(options), options);
  }

  public async doctor(name: string, options: ClusterOptions): Promise<Result> {
    const { context, application } = await this.application(name, options);
    const diagnosis = await diagnose(context.kubernetes, application, context.pace.signal);
    return { outcome: 'diagnosed', message: inWords(name, diagnosis), application: name, ...diagnosis };
  }

  private async context(options: ClusterOptions): Promise<Looking> {
    const { pace, progress, events } = this.commands;
    return { kubernetes: await this.commands.kubernetes(options), pace, progress, events };
  }

  private async application(
    name: string,
    options: ClusterOptions,
  ): Promise<{ readonly context: Looking; readonly application: SparkApplication }> {
    const context = await this.context(options);
    const { kubernetes } = context;
    const application = await kubernetes.application(name);
    if (application !== undefined) return { context, application };
    throw new RunnerError(
      'not-found',
      `namespace ${kubernetes.namespace} has no application ${JSON.stringify(name)}`,
    );
  }
}

/** Writes, and waits where the reader is slower; false when there is none any more. */
async function written(output: Output, text: string): Promise<boolean> {
  if (isClosed(output)) return false;
  if (output.write(text) === false && output.once !== undefined) {
    await new Promise<void>((resolve) => {
      for (const event of ['drain', 'close'] as const) output.once!(event, resolve);
    });
  }
  return !isClosed(output);
}

function isClosed({ destroyed }: Output): boolean {
  return destroyed === true;
}
