import { nameOf } from '../../../lib/runs/plan';
import type { Template } from '../../../lib/runs/template';
import { ISOLATION_KEYWORD, type IsolationKind } from '../../../lib/runs/isolation/isolation';
import type { Branches, Promotion } from '../branches';
import type { Context, Result } from '../context';
import { existingRun } from '../existing-run';
import { DEFAULT_LIMITS, type Limits } from '../follow';
import { RunnerError } from '../outcome';
import type { Progress, Screen } from '../progress';
import { promote } from '../promote';
import { run, type RunProps } from '../run';
import { backfill } from './backfill';
import { Bar } from './bar';
import { Journal } from './journal';
import { queueOf } from './queue';
import { wantedRuns, type RunListProps, type WantedRun } from './run-list';

export interface BackfillOptions extends RunListProps, Omit<Promotion, 'unchecked'> {
  /** Runs that are followed at once. */
  readonly parallel?: number;
  readonly promote: boolean;
  readonly stopOnFailure: boolean;
  readonly journal?: string;
  readonly timeout?: number;
  readonly startTimeout?: number;
}

export interface BackfillSetting {
  readonly context: Context;
  readonly template: Template;
  /** Everything of a run but what differs from one to the next. */
  readonly props: Omit<RunProps, 'runId' | 'limits'>;
  readonly screen: Screen;
  readonly shown: (text: string) => string;
  /** Where the notes before the first run go. */
  readonly progress: Progress;
}

/** Runs at once, where a queue keeps them waiting and where none does. */
const [QUEUED, UNQUEUED] = [100, 4];
/** What waits in a queue is not overdue. */
const NO_LIMITS: Limits = { totalSeconds: 366 * 24 * 3600, startSeconds: 366 * 24 * 3600 };

/** Performs the runs of a list, with the options of the command. */
export async function start(
  { context: given, template, props, screen, shown, progress }: BackfillSetting,
  options: BackfillOptions,
): Promise<Result> {
  const context = withOneServer(given);
  const { application, contract } = template;
  const job = application.metadata.name;
  const isolation = contract[ISOLATION_KEYWORD] ?? 'lakefs';
  const runs = wantedRuns(options);
  if (options.promote && isolation === 'none') {
    throw new RunnerError(
      'refused',
      `runs of job ${job} write where the release writes, so there is nothing to promote; leave --promote out`,
    );
  }
  // Names of all runs, before the first of them is made.
  for (const { runId } of runs) nameOf(job, runId);
  const queue = queueOf(application);
  const limits = queue === undefined ? DEFAULT_LIMITS : NO_LIMITS;
  const parallel = options.parallel ?? (queue === undefined ? UNQUEUED : QUEUED);
  progress.say(
    `${runs.length} runs of job ${job}, ${parallel} at a time` +
      (queue === undefined ? '' : `; ${queue} lets them wait, and no limit counts but those that are given`),
  );
  if (isolation === 'none' && options.journal === undefined) {
    progress.say(
      'note: of a run whose application is gone nobody knows that it was; when this is started again after their time to live, ' +
        'give --journal now',
    );
  }
  const { target, deleteBranch, revision, pipeline } = options;
  const how = {
    deleteBranch,
    unchecked: false,
    ...(target && { target }),
    ...(revision && { revision }),
    ...(pipeline && { pipeline }),
  };
  return backfill(context, {
    job,
    runs,
    parallel,
    stopOnFailure: options.stopOnFailure,
    bar: new Bar(screen, shown),
    ...(options.journal !== undefined && { journal: new Journal(options.journal, job) }),
    perform: (wanted) =>
      run(context, {
        ...props,
        runId: wanted.runId,
        parameters: parametersOf(props.parameters, wanted),
        limits: {
          totalSeconds: options.timeout ?? limits.totalSeconds,
          startSeconds: options.startTimeout ?? limits.startSeconds,
        },
      }),
    ...(options.promote && {
      promote: ({ runId }: WantedRun) =>
        promote(context, { run: existingRun(job, runId, undefined, isolation), isolation, ...how }),
    }),
  });
}

/** The parameters of all runs, in which `{runId}` stands for the id of each, and those of this one. */
function parametersOf(
  common: Readonly<Record<string, unknown>>,
  { runId, parameters }: WantedRun,
): Record<string, unknown> {
  const own = Object.entries(common).map(([name, value]) => [
    name,
    typeof value === 'string' ? value.replaceAll('{runId}', () => runId) : value,
  ]);
  return { ...(Object.fromEntries(own) as Record<string, unknown>), ...parameters };
}

/** What one run has read of the server that keeps runs apart, the next need not read again. */
function withOneServer(context: Context): Context {
  const made = new Map<IsolationKind, Branches>();
  return {
    ...context,
    branches: (isolation) => {
      const branches = made.get(isolation) ?? context.branches(isolation);
      made.set(isolation, branches);
      return branches;
    },
  };
}
