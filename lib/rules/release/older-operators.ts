import { isSet, list, record, text } from '../../manifest/plain';
import { items } from '../../manifest/workload';
import type { Problem, Rule, RuleGroup } from '../rule';
import { applicationRule } from '../workload-rule';

const REPOSITORY = 'https://github.com/kubeflow/spark-operator';

const executorEnvLost: Rule = applicationRule({
  id: 'executor-env-lost',
  severity: 'error',
  since: '2.0.0',
  until: '2.3.0',
  summary: 'Variables of executors beside a driver without any.',
  why: 'The webhook looks whether the driver has variables, and gives executors theirs only then.',
  fix: 'give the driver a variable too, or bring the release to 2.3.0',
  source: `${REPOSITORY}/pull/2586`,
  *check({ driver, executor }) {
    if (driver === undefined || executor === undefined) return;
    if (list(driver.spec.env).length > 0 || list(executor.spec.env).length === 0) return;
    yield {
      path: [...executor.path, 'env'],
      message: 'executors have none of them, as the driver has no env',
    };
  },
});

const localDirMediumLost: Rule = applicationRule({
  id: 'local-dir-medium-lost',
  severity: 'warning',
  since: '2.0.0',
  until: '2.5.1',
  summary: 'A scratch volume in memory that is on the disk of the node.',
  why: 'The operator passes spark-local-dir-* volumes to Spark without their medium.',
  fix: 'set spark.kubernetes.local.dirs.tmpfs to "true" and leave the volume out, or bring the release to 2.5.1',
  source: `${REPOSITORY}/blob/v2.5.0/internal/controller/sparkapplication/submission.go`,
  *check({ spec, path }) {
    for (const { item, path: place } of items(spec, path, 'volumes')) {
      const medium = text(record(item.emptyDir).medium) ?? '';
      const name = text(item.name) ?? '';
      if (medium === '' || !name.startsWith('spark-local-dir-')) continue;
      yield { path: [...place, 'emptyDir', 'medium'], message: `${medium} is not what ${name} gets` };
    }
  },
});

const executorCountUnknown: Rule = applicationRule({
  id: 'executor-count-unknown',
  severity: 'error',
  since: '2.0.0',
  until: '2.5.0',
  summary: 'A batch scheduler and dynamic allocation without a number of executors.',
  why: 'The operator counts executor.instances for the PodGroup and panics without it: the job is never submitted.',
  fix: 'leave out batchScheduler or dynamicAllocation, or bring the release to 2.5.0',
  source: `${REPOSITORY}/blob/v2.4.0/pkg/util/sparkapplication.go`,
  *check({ spec, executor, settings }): Iterable<Problem> {
    const scheduler = text(spec.batchScheduler) ?? '';
    // YuniKorn is told the numbers of each role, and none for the whole.
    if (['', 'yunikorn'].includes(scheduler) || executor === undefined) return;
    const isDynamic =
      record(spec.dynamicAllocation).enabled === true ||
      settings.get('spark.dynamicAllocation.enabled')?.value === 'true';
    if (!isDynamic || isSet(executor.spec.instances)) return;
    yield {
      path: [...executor.path, 'instances'],
      message: `${scheduler} cannot be told how many executors`,
    };
  },
});

/** Mistakes of operators that later ones do not make. */
export const OLDER_OPERATORS: RuleGroup = {
  title: 'Older operators',
  rules: [executorEnvLost, localDirMediumLost, executorCountUnknown],
};
