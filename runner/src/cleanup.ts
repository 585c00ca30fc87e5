import type { Context, Result } from './context';
import { locate, ownerOf, type ExistingRun, type RepositoryProps } from './existing-run';
import { RunnerError } from './outcome';
import { deleteOwnBranch, ownBranch } from './ownership';
import type { SparkApplication } from './spark-application';

/** Stops a run by deleting its application; the branch stays, to be looked at. Can be repeated. */
export async function cancel(context: Pick<Context, 'kubernetes'>, run: ExistingRun): Promise<Result> {
  const application = await context.kubernetes.application(run.name);
  if (application !== undefined) ownerOf(application, run);
  await deleteApplication(context, application);
  return {
    outcome: 'cancelled',
    message: `application ${run.name} ${application ? 'was deleted' : 'was gone already'}; its branch is kept`,
    application: run.name,
    branch: run.name,
  };
}

/**
 * Deletes the application of a run and then its branch, promoted or not. Nothing is deleted before both are shown to
 * be this run's. Can be repeated.
 */
export async function cleanup(
  context: Pick<Context, 'kubernetes' | 'lakefs'>,
  given: ExistingRun,
  props: RepositoryProps,
): Promise<Result> {
  const { lakefs } = context;
  const run = await locate(context.kubernetes, given, props);
  const { name, repository, application } = run;
  const branch = await ownBranch(lakefs, repository, run);
  if (branch !== undefined) {
    const { source, targets } = branch.owner;
    if ([source, ...targets, await lakefs.defaultBranch(repository)].includes(name)) {
      throw new RunnerError(
        'refused',
        `branch ${name} of repository ${repository} is where runs start or are promoted to; it is never deleted`,
      );
    }
  }
  await deleteApplication(context, application);
  const { runId } = branch?.owner ?? run;
  const deleted = await deleteOwnBranch(lakefs, repository, {
    ...run,
    ...(runId !== undefined && { runId }),
  });
  return {
    outcome: 'cleaned',
    message:
      `application ${name} ${application ? 'was deleted' : 'was gone already'}, ` +
      `its branch ${deleted === 'deleted' ? 'was deleted' : 'was gone already'}`,
    application: name,
    repository,
    branch: name,
  };
}

async function deleteApplication(
  { kubernetes }: Pick<Context, 'kubernetes'>,
  application: SparkApplication | undefined,
): Promise<void> {
  if (application === undefined) return;
  if ((await kubernetes.deleteApplication(application)) !== 'replaced') return;
  throw new RunnerError(
    'interrupted',
    `application ${application.metadata.name} was made anew while it was being deleted; start it again`,
  );
}
