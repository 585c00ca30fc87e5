import { nameOf } from '../../../lib/runs/plan';
import { RefusedRun } from '../../../lib/runs/refused';
import type { Context, Result } from '../context';
import { toldOf } from '../events/events';
import { RunnerError, type Outcome } from '../outcome';
import type { Bar, Tally } from './bar';
import type { Journal } from './journal';
import type { WantedRun } from './run-list';

export interface BackfillProps {
  readonly job: string;
  readonly runs: readonly WantedRun[];
  /** Runs that are followed at once. */
  readonly parallel: number;
  /** Start no more after the first bad one. */
  readonly stopOnFailure: boolean;
  readonly perform: (run: WantedRun) => Promise<Result>;
  /** Promotes a run that completed; undefined for runs that are not promoted. */
  readonly promote?: (run: WantedRun) => Promise<Result>;
  readonly journal?: Journal;
  readonly bar: Bar;
}

/** Ends of a run that are good, of which the backfill remembers nothing but their number. */
const GOOD: readonly Outcome[] = ['completed', 'promoted', 'already-promoted', 'nothing-to-promote'];
/** Ends that all further runs would have too. */
const ENDS_ALL: readonly Outcome[] = ['interrupted', 'unavailable', 'denied', 'error'];
/** Bad runs that the result describes. */
const DESCRIBED = 100;

interface Bad {
  readonly runId: string;
  readonly application: string;
  readonly outcome: Outcome;
  readonly message: string;
  readonly cause?: string;
}

/**
 * Performs runs, so many at a time, and promotes them in their order: a run keeps its place until it is promoted. What
 * an earlier start has done is found, by the runs themselves. A bad run stops no other unless that is asked for.
 */
export function backfill(context: Pick<Context, 'events'>, props: BackfillProps): Promise<Result> {
  return new Backfill(context, props).run();
}

class Backfill {
  private readonly tally: Tally;
  private readonly counts: Partial<Record<Outcome, number>> = {};
  private readonly bad: Bad[] = [];
  private next = 0;
  /** What ends everything: the outcome of a run that all others would have, or the first bad one. */
  private end: { readonly outcome: Outcome; readonly message: string } | undefined;
  /** Resolved when every run before the next one has its place in the target. */
  private before: Promise<void> = Promise.resolve();

  public constructor(
    private readonly context: Pick<Context, 'events'>,
    private readonly props: BackfillProps,
  ) {
    this.tally = { total: props.runs.length, good: 0, bad: 0, running: 0 };
  }

  public async run(): Promise<Result> {
    const begin = performance.now();
    const { runs, parallel, bar, job } = this.props;
    await Promise.all(Array.from({ length: Math.min(parallel, runs.length) }, () => this.work()));
    bar.end();
    const { good, bad, total } = this.tally;
    const left = total - good - bad;
    const counts = { runs: total, good, bad, left, ...this.counts };
    const named = this.bad.slice(0, 5).map((run) => `${run.runId} (${run.outcome})`);
    const said = [
      `${good} of ${total} runs of job ${job} are done`,
      ...(bad > 0 ? [`${bad} are not: ${[...named, ...(bad > 5 ? ['…'] : [])].join(', ')}`] : []),
      ...(left > 0 ? [`${left} are left; start it again, it goes on where it is`] : []),
    ].join(', ');
    const outcome = this.end?.outcome ?? (bad > 0 ? 'runs-failed' : 'backfilled');
    return {
      outcome,
      message: this.end === undefined ? said : `${said}: ${this.end.message}`,
      job,
      counts,
      bad: this.bad,
      seconds: Math.round((performance.now() - begin) / 1000),
    };
  }

  private async work(): Promise<void> {
    // Yields before the first, so that all places are taken before anything is over.
    await Promise.resolve();
    for (;;) {
      const run = this.props.runs[this.next];
      if (run === undefined || this.end !== undefined) return;
      this.next++;
      const { before } = this;
      let settle: () => void = () => undefined;
      this.before = new Promise((resolve) => (settle = resolve));
      this.tally.running++;
      this.props.bar.show(this.tally);
      try {
        await this.one(run, before);
      } finally {
        this.tally.running--;
        settle();
      }
    }
  }

  private async one(run: WantedRun, before: Promise<void>): Promise<void> {
    const known = this.known(run);
    const result = known === undefined ? await this.perform(run, before) : { outcome: known, message: '' };
    const { outcome, message } = result;
    if (ENDS_ALL.includes(outcome)) {
      this.end ??= { outcome, message };
      return;
    }
    this.counts[outcome] = (this.counts[outcome] ?? 0) + 1;
    const isGood = GOOD.includes(outcome);
    this.tally[isGood ? 'good' : 'bad']++;
    if (isGood && known === undefined) this.remember(run, outcome);
    if (!isGood) this.note(run, result);
    this.props.bar.ended(
      `${run.runId} ${outcome}${known === undefined ? '' : ', says the journal'}`,
      this.tally,
    );
  }

  /** A run and its promotion, or how it went wrong. */
  private async perform(run: WantedRun, before: Promise<void>): Promise<Result> {
    const { job, perform, promote } = this.props;
    const told = { job, runId: run.runId };
    const tell = (result: Result): Result => {
      this.context.events.tell('ended', { ...toldOf({ ...told, ...result }), exit: undefined });
      return result;
    };
    try {
      const result = tell(await perform(run));
      if (promote === undefined || result.outcome !== 'completed') return result;
      await before;
      // What a bad one holds up is promoted by the next start.
      if (this.end !== undefined) return { outcome: 'interrupted', message: this.end.message };
      return await promote(run);
    } catch (error) {
      const outcome = error instanceof RunnerError || error instanceof RefusedRun ? error.outcome : 'error';
      return tell({ outcome, message: error instanceof Error ? error.message : String(error) });
    }
  }

  /** How the journal says that it ended; what only completed may still be promoted. */
  private known({ runId }: WantedRun): Outcome | undefined {
    const { journal, promote } = this.props;
    const outcome = journal?.outcomeOf(runId);
    return outcome === 'completed' && promote !== undefined ? undefined : outcome;
  }

  private remember({ runId }: WantedRun, outcome: Outcome): void {
    try {
      this.props.journal?.add(runId, outcome);
    } catch (error) {
      // What is not remembered could run twice.
      this.end ??= { outcome: 'error', message: (error as Error).message };
    }
  }

  private note({ runId }: WantedRun, { outcome, message, findings }: Result): void {
    const [first] = (findings ?? []) as readonly { readonly cause?: string; readonly fix?: string }[];
    const { job, stopOnFailure, bar } = this.props;
    if (this.bad.length < DESCRIBED) {
      this.bad.push({
        runId,
        application: nameOf(job, runId),
        outcome,
        message: message.slice(0, 1000),
        ...(first?.cause !== undefined && { cause: first.cause }),
      });
    }
    bar.say(
      `run ${runId}: ${message}${first?.cause === undefined ? '' : `; ${first.cause}; ${first.fix ?? ''}`}`,
      this.tally,
    );
    if (stopOnFailure)
      this.end ??= {
        outcome: 'runs-failed',
        message: `run ${runId} is ${outcome}, and --stop-on-failure is given`,
      };
  }
}
