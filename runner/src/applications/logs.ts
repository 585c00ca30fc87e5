import type { Context, Result } from '../context';
import type { Pod } from '../kubernetes';
import { lineCleaner, logLine } from '../log-text';
import { pause, Unanswered } from '../pace';
import { driverOf, isOver, type SparkApplication } from '../spark-application';

export type LogSource = 'driver' | 'executors' | 'all';

export interface LogsProps {
  readonly application: SparkApplication;
  readonly from: LogSource;
  readonly follow: boolean;
  /** Lines that are printed of what is logged already. */
  readonly tail: number;
  /** Takes lines; false when nobody reads them any more. */
  readonly print: (line: string) => Promise<boolean>;
}

type Given = Pick<Context, 'kubernetes' | 'pace'>;

/** Pods whose logs are printed at once. */
const MOST_PODS = 50;

/** Prints the logs of the pods of an application; with `follow` until it ends. */
export async function logs(context: Given, props: LogsProps): Promise<Result> {
  const { name } = props.application.metadata;
  const printer = new Printer(context, props);
  await printer.print();
  const { pods, lines, leftOut } = printer;
  return {
    outcome: 'logged',
    message:
      `${lines} lines of ${pods.size} pods of application ${name}` +
      (pods.size === 0 ? '; none of them has started' : '') +
      (leftOut > 0 ? `; ${leftOut} more pods are left out` : ''),
    application: name,
    pods: [...pods].sort(),
    lines,
  };
}

class Printer {
  public readonly pods = new Set<string>();
  public lines = 0;
  public leftOut = 0;
  private isRead = true;

  public constructor(
    private readonly context: Given,
    private readonly props: LogsProps,
  ) {}

  public async print(): Promise<void> {
    const { kubernetes, pace } = this.context;
    const { application, follow } = this.props;
    const { name, uid } = application.metadata;
    const begun = new Map<string, Promise<unknown>>();
    let failure: { readonly error: unknown } | undefined;
    let isEnded = !follow;
    const over = (): boolean => isEnded || !this.isRead;
    let current: SparkApplication | undefined = application;
    for (;;) {
      const found = await this.podsOf(current ?? application);
      for (const pod of found.slice(0, MOST_PODS)) {
        if (!begun.has(pod))
          begun.set(
            pod,
            this.printPod(pod, over).catch((error: unknown) => (failure ??= { error })),
          );
      }
      this.leftOut = Math.max(0, found.length - MOST_PODS);
      if (over() || failure) break;
      await pause(pace, pace.pollMs);
      current = await kubernetes.application(name);
      isEnded = current === undefined || current.metadata.uid !== uid || isOver(current);
    }
    await Promise.all(begun.values());
    if (failure) throw failure.error;
  }

  private async podsOf(application: SparkApplication): Promise<string[]> {
    const { from } = this.props;
    const driver = driverOf(application);
    if (from === 'driver') return [driver];
    const pods = await this.context.kubernetes.pods(application.metadata.name);
    const executors = pods.filter(isExecutor).map(({ metadata }) => metadata.name);
    return from === 'all' ? [driver, ...executors] : executors;
  }

  /** What a pod has logged, and until the application is over what it logs. */
  private async printPod(pod: string, over: () => boolean): Promise<void> {
    const { kubernetes, pace } = this.context;
    const place = new Place();
    const clean = lineCleaner();
    const take = async (line: string): Promise<void> => {
      const { stamp, text } = logLine(line);
      if (!place.isNew(stamp)) return;
      this.pods.add(pod);
      this.lines++;
      const shown = clean(text);
      this.isRead &&= await this.props.print(this.props.from === 'driver' ? shown : `[${pod}] ${shown}`);
    };
    for (const line of await kubernetes.logTail(pod, this.props.tail)) if (this.isRead) await take(line);
    let isLast = !this.props.follow;
    while (!isLast && this.isRead) {
      isLast = over();
      place.rewind();
      try {
        for await (const line of kubernetes.followLog(pod, place.second, pace.watchSeconds * 1000)) {
          await take(line);
          if (!this.isRead) return;
        }
      } catch (error) {
        // Not started, gone, or silent for long: the application says whether there is more to come.
        if (!(error instanceof Unanswered)) throw error;
      }
      if (!isLast) await pause(pace, pace.pollMs);
    }
  }
}

/** How far a log was printed: lines come again when it is asked for again. */
class Place {
  private last = '';
  /** Lines that were printed with the last stamp, and those that came again. */
  private printed = 0;
  private again = 0;

  /** A second in which the last line was logged. */
  public get second(): string | undefined {
    return this.last === '' ? undefined : this.last.replace(/\.\d*Z$/, 'Z');
  }

  /** The log begins again. */
  public rewind(): void {
    this.again = 0;
  }

  public isNew(stamp: string | undefined): boolean {
    if (stamp === undefined) return true;
    const at = comparable(stamp);
    if (at < this.last) return false;
    if (at > this.last) {
      this.last = at;
      this.printed = 1;
      this.again = 1;
      return true;
    }
    this.again++;
    if (this.again <= this.printed) return false;
    this.printed = this.again;
    return true;
  }
}

/** With nine digits of a second: the kubelet leaves zeros at the end out. */
function comparable(stamp: string): string {
  const [seconds = '', fraction = ''] = stamp.slice(0, -1).split('.');
  return `${seconds}.${fraction.padEnd(9, '0')}Z`;
}

function isExecutor({ metadata }: Pod): boolean {
  return metadata.labels?.['spark-role'] === 'executor';
}
