import { appendFileSync, existsSync, truncateSync } from 'node:fs';
import { isOutcome, RunnerError, type Outcome } from '../outcome';
import { readText } from '../text-file';

/** What an earlier start of a backfill has done, in a file: one line of JSON for each run that ended well. */
export class Journal {
  private readonly done = new Map<string, Outcome>();
  /** Where a line begins that was cut when the runner was killed: the next one takes its place. */
  private cutAt: number | undefined;

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
    const end = text.lastIndexOf('\n') + 1;
    for (const line of text.slice(0, end).split('\n')) if (line !== '') this.take(line);
    // The run of a line without its end is looked for in the cluster.
    if (end < text.length) this.takeCut(text.slice(end), Buffer.byteLength(text.slice(0, end)));
  }

  /** How a run ended before; undefined for one that is still to be done. */
  public outcomeOf(runId: string): Outcome | undefined {
    return this.done.get(runId);
  }

  /** @throws RunnerError when it cannot be written: what is not remembered may run twice */
  public add(runId: string, outcome: Outcome): void {
    try {
      if (this.cutAt !== undefined) truncateSync(this.file, this.cutAt);
      this.cutAt = undefined;
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
    const { job, runId, outcome } = entry ?? {};
    if (job !== this.job || typeof runId !== 'string' || !isOutcome(outcome)) throw this.foreign();
    this.done.set(runId, outcome);
  }

  private takeCut(rest: string, at: number): void {
    const head = `{"job":${JSON.stringify(this.job)},"runId":"`;
    if (!rest.startsWith(head) && !head.startsWith(rest)) throw this.foreign();
    this.cutAt = at;
  }

  private foreign(): RunnerError {
    return new RunnerError(
      'refused',
      `--journal ${this.file} is none of job ${this.job}; give the file of its backfill, or one that is not there yet`,
    );
  }
}
