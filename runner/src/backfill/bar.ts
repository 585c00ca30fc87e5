import type { Screen } from '../progress';

const WIDTH = 30;
const CLEAR_LINE = '\r\u001b[K';

/** How far a backfill is. */
export interface Tally {
  readonly total: number;
  good: number;
  bad: number;
  running: number;
}

/** A bar on a terminal; elsewhere a line for each run that ended. */
export class Bar {
  private isLive = false;

  /** @param shown what a text from outside becomes before anybody sees it */
  public constructor(
    private readonly screen: Screen,
    private readonly shown: (text: string) => string,
  ) {}

  public ended(text: string, tally: Tally): void {
    if (this.screen.isTTY !== true) this.screen.write(`${this.shown(`${counted(tally)}  ${text}`)}\n`);
    this.show(tally);
  }

  /** A line that stays. */
  public say(text: string, tally: Tally): void {
    this.screen.write(`${this.isLive ? CLEAR_LINE : ''}${this.shown(text)}\n`);
    this.isLive = false;
    this.show(tally);
  }

  public show(tally: Tally): void {
    if (this.screen.isTTY !== true) return;
    const { total, good, bad, running } = tally;
    const full = Math.round((WIDTH * (good + bad)) / total);
    this.screen.write(
      `${CLEAR_LINE}[${'#'.repeat(full)}${'-'.repeat(WIDTH - full)}] ${counted(tally)}, ${running} running${bad > 0 ? `, ${bad} bad` : ''}`,
    );
    this.isLive = true;
  }

  public end(): void {
    if (this.isLive) this.screen.write('\n');
    this.isLive = false;
  }
}

function counted({ good, bad, total }: Tally): string {
  return `${good + bad}/${total}`;
}
