import { writtenBranch } from './attempt';
import type { Context, Result } from './context';
import { isolationOf, locate, ownerOf, type ExistingRun, type IsolationProps } from './existing-run';
import { RunnerError } from './outcome';
import type { SparkApplication } from './spark-application';

/** Stops a run by deleting its application; its branch stays, to be looked at. Can be repeated. */
export async function cancel(
  context: Pick<Context, 'kubernetes'>,
  run: ExistingRun,
  props: IsolationProps = {},
): Promise<Result> {
  const application = await context.kubernetes.application(run.name);
  if (application !== undefined) ownerOf(application, run);
  const isolation = isolationOf(application, run, props);
  const branch =
    isolation === 'lakefs'
      ? run.name
      : ((application && writtenBranch(isolation, application)) ?? run.branch);
  await deleteApplication(context, application);
  return {
    outcome: 'cancelled',
    message:
      `application ${run.name} ${application ? 'was deleted' : 'was gone already'}; ` +
      (isolation === 'none' ? 'what it wrote is kept' : 'its branch is kept'),
    application: run.name,
    ...(branch !== undefined && { branch }),
  };
}

/**
 * Deletes the application of a run and then its branch, promoted or not. Nothing is deleted before both are shown to
 * be this run's. Can be repeated.
 */
export async function cleanup(
  context: Pick<Context, 'kubernetes' | 'branches'>,
  given: ExistingRun,
  props: IsolationProps = {},
): Promise<Result> {
  const run = await locate(context.kubernetes, given, props);
  const { name, application } = run;
  const removal = await context.branches(run.isolation).removal(run);
  await deleteApplication(context, application);
  return {
    outcome: 'cleaned',
    message: `application ${name} ${application ? 'was deleted' : 'was gone already'}, ${await removal.remove()}`,
    application: name,
    ...removal.identity,
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
