import { printableLines } from '../../lib/text/printable';
import { stateOf, type SparkApplication } from './spark-application';

/** Where progress goes: stderr, or a test. */
export interface Screen {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

const CLEAR_LINE = '\r\u001b[K';

/** Progress of a run: one line that changes on a terminal, a line for each change elsewhere. */
export class Progress {
  private last = '';
  private isLive = false;

  /** @param shown what a text from outside becomes before anybody sees it */
  public constructor(
    private screen: Screen,
    private readonly shown: (text: string) => string = printableLines,
  ) {}

  /** Says nothing from now on: something else is told on the screen. */
  public silence(): void {
    this.screen = { write: () => undefined };
  }

  /** A line that stays. */
  public say(text: string): void {
    this.screen.write(`${this.isLive ? CLEAR_LINE : ''}${this.shown(text)}\n`);
    this.isLive = false;
  }

  /** The application as it is now, so many seconds after it was made. */
  public show(application: SparkApplication, seconds: number): void {
    const state = describe(application);
    if (this.screen.isTTY === true) {
      this.screen.write(`${CLEAR_LINE}${this.shown(state)}  ${inWords(seconds)}`);
      this.isLive = true;
    } else if (state !== this.last) {
      this.say(`${state}  ${inWords(seconds)}`);
    }
    this.last = state;
  }

  /** Leaves the live line on the terminal. */
  public end(): void {
    if (this.isLive) this.screen.write('\n');
    this.isLive = false;
  }
}

/** State and executors in one line. */
export function describe(application: SparkApplication): string {
  const state = stateOf(application);
  const executors = Object.values(application.status?.executorState ?? {});
  const running = executors.filter((executor) => executor === 'RUNNING').length;
  const pending = executors.filter((executor) => executor === 'PENDING').length;
  const wanted = application.spec.executor?.instances;
  const counts = `executors ${running}${wanted === undefined ? '' : `/${wanted}`} running${pending > 0 ? `, ${pending} pending` : ''}`;
  const hint =
    state === 'NEW'
      ? '  the operator has not seen it'
      : state === 'SUSPENDED'
        ? '  waits for spec.suspend: false'
        : '';
  return `${state.padEnd(10)}  ${counts}${hint}`;
}

function inWords(seconds: number): string {
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
