import type { Context, Result } from './context';
import { ownerOf, type ExistingRun } from './existing-run';
import { RunnerError } from './outcome';
import { variable } from './stamp';

/** Stops a run by deleting its application; the branch stays, to be looked at. Can be repeated. */
export async function cancel(context: Pick<Context, 'kubernetes'>, run: ExistingRun): Promise<Result> {
  const { existed } = await deleteApplication(context, run);
  return {
    outcome: 'cancelled',
    message: `application ${run.name} ${existed ? 'was deleted' : 'was gone already'}; its branch is kept`,
    application: run.name,
    branch: run.name,
  };
}

/** Deletes the application of a run and then its branch, promoted or not. Can be repeated. */
export async function cleanup(
  context: Pick<Context, 'kubernetes' | 'lakefs'>,
  run: ExistingRun,
  givenRepository: string | undefined,
): Promise<Result> {
  const { existed, repository = givenRepository } = await deleteApplication(context, run);
  if (repository === undefined) {
    throw new RunnerError(
      'refused',
      `application ${run.name} is gone; give --repository, or set LAKEFS_REPOSITORY`,
    );
  }
  const branch = await context.lakefs.deleteBranch(repository, run.name);
  return {
    outcome: 'cleaned',
    message:
      `application ${run.name} ${existed ? 'was deleted' : 'was gone already'}, ` +
      `its branch ${branch === 'deleted' ? 'was deleted' : 'was gone already'}`,
    application: run.name,
    repository,
    branch: run.name,
  };
}

async function deleteApplication(
  { kubernetes }: Pick<Context, 'kubernetes'>,
  run: ExistingRun,
): Promise<{ existed: boolean; repository?: string }> {
  const application = await kubernetes.application(run.name);
  if (application === undefined) return { existed: false };
  ownerOf(application, run);
  const repository = variable(application.spec, 'LAKEFS_REPOSITORY');
  const deleted = await kubernetes.deleteApplication(application);
  if (deleted === 'replaced') {
    throw new RunnerError(
      'interrupted',
      `application ${run.name} was made anew while it was being deleted; start it again`,
    );
  }
  return { existed: true, ...(repository !== undefined && { repository }) };
}
