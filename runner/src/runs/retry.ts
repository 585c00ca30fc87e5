import { planRun } from '../../../lib/runs/plan';
import type { Context, Result } from '../context';
import { locate, type LocatedRun } from '../existing-run';
import { RunnerError } from '../outcome';
import { pause } from '../pace';
import { existing, run as perform, type RunProps } from '../run';
import { stateOf, type SparkApplication } from '../spark-application';

export interface RetryProps extends RunProps {
  /** The attempt that failed; one that was made since is followed and not made again. */
  readonly failedUid?: string;
  /** Also a run whose application is gone, so that nobody can say whether it completed. */
  readonly unchecked: boolean;
}

/**
 * Another attempt of a run that failed, under the same run id: what the failed one left is thrown away. One that goes
 * on is followed, and one that completed or was promoted is left as it is. Can be repeated.
 */
export async function retry(context: Context, props: RetryProps): Promise<Result> {
  const { failedUid, unchecked } = props;
  const plan = planRun(props.template, props.runId, context.kubernetes.namespace);
  const run = await locate(context.kubernetes, existing(plan), plan);
  const { application } = run;
  if (application === undefined) {
    const isLost = unchecked && (await context.branches(plan.isolation).promotion(plan)) === undefined;
    if (isLost) await discard(context, run);
  } else if (
    stateOf(application) === 'FAILED' &&
    (failedUid ?? application.metadata.uid) === application.metadata.uid
  ) {
    await discard(context, run);
    await gone(context, application);
  }
  return perform(context, props);
}

/** Throws away what an attempt left. Whoever is killed before its application goes finds it failed again. */
async function discard({ kubernetes, progress, events, branches }: Context, run: LocatedRun): Promise<void> {
  const { name, runId, application } = run;
  const removal = await branches(run.isolation).removal(run);
  // Another runner may have been here and begun the next attempt, whose branch this would be.
  const seen = await kubernetes.application(name);
  if (seen?.metadata.uid !== application?.metadata.uid) return;
  const removed = await removal.remove();
  if (application !== undefined) await kubernetes.deleteApplication(application);
  progress.say(`application ${name} ${application ? 'failed and was deleted' : 'is gone'}, ${removed}`);
  events.tell('discarded', { runId, application: name, uid: application?.metadata.uid, ...removal.identity });
}

/** Waits until the application and its driver are gone: a late one would write into the next attempt. */
async function gone(
  { kubernetes, pace }: Context,
  { metadata: { name, uid } }: SparkApplication,
): Promise<void> {
  const end = performance.now() + pace.patienceMs;
  for (;;) {
    const seen = await kubernetes.application(name);
    if (seen === undefined || seen.metadata.uid !== uid) {
      const pods = await kubernetes.pods(name);
      if (
        seen !== undefined ||
        pods.every(({ status }) => /^(?:Succeeded|Failed)$/.test(status?.phase ?? ''))
      )
        return;
    }
    if (performance.now() > end) {
      throw new RunnerError(
        'unavailable',
        `application ${name} was deleted, and it or its pods are still there; start it again when they are gone`,
      );
    }
    await pause(pace, pace.pollMs);
  }
}
