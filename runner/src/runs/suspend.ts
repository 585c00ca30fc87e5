import type { Context, Result } from '../context';
import { ownerOf, type ExistingRun } from '../existing-run';
import { RunnerError } from '../outcome';
import { isOver, stateOf, type SparkApplication } from '../spark-application';

/** States in which the job has done nothing yet, and suspending it takes nothing back. */
const NOT_BEGUN: readonly string[] = ['NEW', 'SUBMISSION_FAILED', 'PENDING_RERUN', 'SUSPENDING', 'SUSPENDED'];

type Given = Pick<Context, 'kubernetes' | 'events'>;

/**
 * Has the operator stop a run and keep its application. Can be repeated.
 *
 * @param restart also one whose job has begun, and begins anew when it is resumed
 */
export async function suspend(context: Given, run: ExistingRun, restart: boolean): Promise<Result> {
  const application = await found(context, run);
  const state = stateOf(application);
  if (application.spec.suspend !== true && !restart && !NOT_BEGUN.includes(state)) {
    throw new RunnerError(
      'refused',
      `application ${run.name} is ${state}: the operator would stop its job, which begins anew when it is resumed, on top of ` +
        'what it has written; give --restart if the job can be repeated',
    );
  }
  return change(context, run, application, true);
}

/** Has the operator start a run that is suspended. Can be repeated. */
export async function resume(context: Given, run: ExistingRun): Promise<Result> {
  return change(context, run, await found(context, run), false);
}

async function found({ kubernetes }: Given, run: ExistingRun): Promise<SparkApplication> {
  const application = await kubernetes.application(run.name);
  if (application === undefined) {
    throw new RunnerError('not-found', `namespace ${kubernetes.namespace} has no application ${run.name}`);
  }
  ownerOf(application, run);
  if (isOver(application)) {
    throw new RunnerError(
      'refused',
      `application ${run.name} is ${stateOf(application)}; only a run that has not ended can be suspended or resumed`,
    );
  }
  return application;
}

async function change(
  { kubernetes, events }: Given,
  { name }: ExistingRun,
  application: SparkApplication,
  suspended: boolean,
): Promise<Result> {
  const outcome = suspended ? 'suspended' : 'resumed';
  const isSo = (application.spec.suspend === true) === suspended;
  if (!isSo) {
    if ((await kubernetes.suspendApplication(application, suspended)) === undefined) {
      throw new RunnerError(
        'interrupted',
        `application ${name} was deleted or made anew while it was being ${outcome}; start it again`,
      );
    }
    events.tell(outcome, { application: name, namespace: kubernetes.namespace });
  }
  return {
    outcome,
    message: isSo
      ? `application ${name} was ${outcome} before`
      : suspended
        ? `the operator is told to suspend application ${name}; its limits go on counting`
        : `the operator is told to start application ${name}`,
    application: name,
    namespace: kubernetes.namespace,
    state: stateOf(application),
  };
}
