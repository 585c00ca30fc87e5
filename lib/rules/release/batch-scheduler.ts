import { record, text } from '../../manifest/plain';
import { valuePlace } from '../related';
import type { Problem, Rule, RuleGroup } from '../rule';
import { operator } from '../sources';
import { applicationRule } from '../workload-rule';

const batchSchedulerDisabled: Rule = applicationRule({
  id: 'batch-scheduler-disabled',
  severity: 'error',
  summary: 'A batch scheduler that the release does not offer.',
  why: 'The pods name a scheduler that nobody prepared: they stay Pending, and the state SUBMITTED.',
  fix: 'enable controller.batchScheduler in the release (and register the name), or remove batchScheduler',
  source: operator('internal/controller/sparkapplication/controller.go#L1416'),
  *check(app, facts): Iterable<Problem> {
    const scheduler = text(app.spec.batchScheduler);
    const releases = facts.releasesFor(app.namespace);
    if (scheduler === undefined || scheduler === '' || releases.length === 0) return;
    if (releases.some(({ batchSchedulers }) => batchSchedulers?.includes(scheduler) === true)) return;
    const isOff = releases.every(({ batchSchedulers }) => batchSchedulers === undefined);
    yield {
      path: [...app.path, 'batchScheduler'],
      message: isOff
        ? `${scheduler} is asked for, but the release has batch scheduling off`
        : `${scheduler} is not registered in the release`,
      related: releases.map((release) =>
        valuePlace(release, 'controller.batchScheduler', 'the schedulers that it offers'),
      ),
    };
  },
});

const batchSchedulerResourcesMissing: Rule = applicationRule({
  id: 'batch-scheduler-resources-missing',
  severity: 'warning',
  summary: 'Volcano without the resources of the whole job.',
  why: 'The operator sums Spark memory as Kubernetes quantities (512m is half a byte): the PodGroup asks for next to nothing, and drivers start without room for their executors.',
  fix: 'set batchSchedulerOptions.resources to the CPU and memory of driver and executors together',
  source: operator('pkg/util/sparkapplication.go#L387'),
  *check(app, facts) {
    if (app.spec.batchScheduler !== 'volcano') return;
    const releases = facts.releasesFor(app.namespace);
    const isOff =
      releases.length > 0 && releases.every(({ batchSchedulers }) => batchSchedulers === undefined);
    const options = record(app.spec.batchSchedulerOptions);
    if (!isOff && Object.keys(record(options.resources)).length === 0) {
      yield {
        path: [...app.path, 'batchSchedulerOptions', 'resources'],
        message: 'Volcano is not told how much the job needs',
      };
    }
  },
});

const batchSchedulerOptionsIgnored: Rule = applicationRule({
  id: 'batch-scheduler-options-ignored',
  severity: 'warning',
  summary: 'Options of a batch scheduler, and no batch scheduler.',
  why: 'The operator does not look at them: queue and priority have no effect.',
  fix: 'name the scheduler in batchScheduler, or remove batchSchedulerOptions',
  source: operator('internal/controller/sparkapplication/controller.go#L1416'),
  *check(app, facts) {
    if ((app.spec.batchScheduler ?? '') !== '') return;
    if (
      facts
        .releasesFor(app.namespace)
        .some(({ defaultBatchScheduler }) => defaultBatchScheduler !== undefined)
    )
      return;
    if (Object.keys(record(app.spec.batchSchedulerOptions)).length > 0) {
      yield { path: [...app.path, 'batchSchedulerOptions'], message: 'there is no batchScheduler' };
    }
  },
});

/** Rules about batch schedulers. */
export const BATCH_SCHEDULER: RuleGroup = {
  title: 'Batch schedulers',
  rules: [batchSchedulerDisabled, batchSchedulerResourcesMissing, batchSchedulerOptionsIgnored],
};
