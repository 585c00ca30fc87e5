import { RUN_ID_ANNOTATION, runName } from '../../lib/spark/run-name';
import { RunnerError } from './outcome';
import type { SparkApplication } from './spark-application';

/** A run that was started before, as its user names it. */
export interface ExistingRun {
  /** Name of the job: the name of the released application. */
  readonly job: string;
  /** Name of the run's application and branch. */
  readonly name: string;
  /** Unknown while only the branch was given and its application has not been seen. */
  readonly runId?: string;
}

/** Finds the run by its id, or by the branch that `run` printed. */
export function existingRun(job: string, runId: string | undefined, branch: string | undefined): ExistingRun {
  if ((runId === undefined) === (branch === undefined)) {
    throw new RunnerError('refused', 'give either --run-id or --branch');
  }
  if (runId !== undefined) {
    const name = runName(job, runId);
    return { job, name, runId };
  }
  if (branch?.startsWith(`${job}-`) !== true) {
    throw new RunnerError(
      'refused',
      `branch ${JSON.stringify(branch)} is of no run of job ${job}; it must start with ${job}-`,
    );
  }
  return { job, name: branch };
}

/**
 * The id of the run that made this application.
 *
 * @throws RunnerError when it is not the run that is meant, or no run made it
 */
export function ownerOf(application: SparkApplication, run: ExistingRun): string {
  const owner = application.metadata.annotations?.[RUN_ID_ANNOTATION];
  if (owner !== undefined && (run.runId ?? owner) === owner && runName(run.job, owner) === run.name)
    return owner;
  const { name, namespace } = application.metadata;
  throw new RunnerError(
    'owned-by-another',
    `application ${name} in namespace ${namespace ?? ''} belongs to ${owner === undefined ? 'no run' : `run ${JSON.stringify(owner)}`}, ` +
      `not to ${run.runId === undefined ? `a run of job ${run.job}` : `run ${JSON.stringify(run.runId)}`}; it is left as it is; take another run id`,
  );
}
