import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { cut } from '../../../lib/text/cut';
import { RunnerError } from '../outcome';
import { harmlessJson } from '../secrets';
import type { Event, Sink } from './events';

/** Longest line in bytes: what a pipe takes whole, whoever else writes to it. */
const LONGEST = 4096;

/** One line of JSON for each event. */
export class Lines implements Sink {
  /**
   * Adds to a file, a pipe or a descriptor (`/dev/fd/3`).
   *
   * @throws RunnerError when it cannot be written
   */
  public static to(file: string, hide: (event: Event) => unknown): Lines {
    const { O_WRONLY, O_APPEND, O_CREAT, O_NONBLOCK } = constants;
    let descriptor: number;
    try {
      // A pipe that nobody reads must not stop a run.
      descriptor = openSync(file, O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK, 0o644);
    } catch (error) {
      throw new RunnerError('refused', `--events ${file} cannot be written: ${(error as Error).message}`);
    }
    return new Lines(
      (line) => writeSync(descriptor, line),
      hide,
      () => {
        closeSync(descriptor);
      },
    );
  }

  public constructor(
    private readonly write: (line: string) => unknown,
    private readonly hide: (event: Event) => unknown,
    private readonly end: () => void = () => undefined,
  ) {}

  public take(event: Event): void {
    try {
      this.write(`${this.lineOf(event)}\n`);
    } catch {
      // A full disk or a reader that is gone: the run goes on.
    }
  }

  public close(): Promise<void> {
    this.end();
    return Promise.resolve();
  }

  private lineOf(event: Event): string {
    const whole = harmlessJson(this.hide(event));
    if (Buffer.byteLength(whole) < LONGEST) return whole;
    const short = Object.entries(event).filter(([, value]) => typeof value !== 'object');
    // Each character can become an escape of six bytes.
    const most = Math.floor(LONGEST / 8 / short.length);
    return harmlessJson(
      this.hide(
        Object.fromEntries(
          short.map(([key, value]) => [key, typeof value === 'string' ? cut(value, most) : value]),
        ) as Event,
      ),
    );
  }
}
