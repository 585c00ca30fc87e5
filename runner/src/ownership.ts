import { RUN_ID_ANNOTATION } from '../../lib/spark/run-name';
import { RunnerError } from './outcome';
import type { SparkApplication } from './spark-application';

/** @throws RunnerError when the application was not made by this run */
export function assertOwned(application: SparkApplication, runId: string): void {
  const owner = application.metadata.annotations?.[RUN_ID_ANNOTATION];
  if (owner === runId) return;
  const { name, namespace } = application.metadata;
  throw new RunnerError(
    'owned-by-another',
    `application ${name} in namespace ${namespace ?? ''} belongs to ${owner === undefined ? 'no run' : `run ${JSON.stringify(owner)}`}, ` +
      `not to run ${JSON.stringify(runId)}; it is left as it is; take another run id`,
  );
}
