import { appendFileSync, existsSync } from 'node:fs';
import { RunnerError, type Outcome } from '../outcome';
import { readText } from '../text-file';

/** What an earlier start of a backfill has done, in a file: one line of JSON for each run that ended well. */
export class Journal {
  private readonly done = new Map<string, Outcome>();

  /** @throws RunnerError when the file cannot be read, or is no journal of this job */
  public constructor(
    private readonly file: string,
    private readonly job: string,
  ) {
    if (!existsSync(file)) return;
    let text: string;
    try {
      text = readText(file, 64 * 1024 * 1024);
    } catch (error) {
      throw new RunnerError('refused', `--journal ${file} cannot be read: ${(error as Error).message}`);
    }
    const lines = text.split('\n');
    // A line without its end was cut when the runner was killed: that run is looked for in the cluster.
    for (const line of lines.slice(0, -1)) if (line !== '') this.take(line);
  }

  /** How a run ended before; undefined for one that is still to be done. */
  public outcomeOf(runId: string): Outcome | undefined {
    return this.done.get(runId);
  }

  /** @throws RunnerError when it cannot be written: what is not remembered may run twice */
  public add(runId: string, outcome: Outcome): void {
    try {
      appendFileSync(this.file, `${JSON.stringify({ job: this.job, runId, outcome })}\n`);
    } catch (error) {
      throw new RunnerError('error', `--journal ${this.file} cannot be written: ${(error as Error).message}`);
    }
  }

  private take(line: string): void {
    let entry: { readonly job?: unknown; readonly runId?: unknown; readonly outcome?: unknown } | null;
    try {
      entry = JSON.parse(line) as typeof entry;
    } catch {
      entry = null;
    }
    if (entry?.job !== this.job || typeof entry.runId !== 'string') {
      throw new RunnerError(
        'refused',
        `--journal ${this.file} is none of job ${this.job}; give the file of its backfill, or one that is not there yet`,
      );
    }
    this.done.set(entry.runId, entry.outcome as Outcome);
  }
}
