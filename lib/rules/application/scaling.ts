import { integer, isSet, record, text } from '../../manifest/plain';
import { workload, type Workload } from '../../manifest/workload';
import type { Problem, Rule, RuleGroup } from '../rule';
import { operator, sparkDocs } from '../sources';
import { applicationRule, workloadRule } from '../workload-rule';

const dynamicAllocationInConf: Rule = applicationRule({
  id: 'dynamic-allocation-in-conf',
  severity: 'warning',
  summary: 'Dynamic allocation is turned on in sparkConf, without a number of executors.',
  why: 'The operator does not see it there and adds instances 1: the job starts with one executor at least, and quotas and batch schedulers count one.',
  fix: 'use spec.dynamicAllocation, or set executor.instances to the number at the start',
  source: operator('internal/controller/sparkapplication/submission.go#L1055'),
  *check({ spec, settings, executor }) {
    const setting = settings.get('spark.dynamicAllocation.enabled');
    if (isSet(executor?.spec.instances)) return;
    if (setting?.value === 'true' && record(spec.dynamicAllocation).enabled !== true) {
      yield { path: setting.path, message: 'dynamic allocation belongs in spec.dynamicAllocation' };
    }
  },
});

const dynamicAllocationBounds: Rule = workloadRule({
  id: 'dynamic-allocation-bounds',
  severity: 'error',
  summary: 'The bounds of dynamic allocation contradict each other.',
  why: 'The driver stops: "initial executor number must be between min and max".',
  fix: 'keep 0 <= minExecutors <= initialExecutors <= maxExecutors, and instances unset',
  source: operator('internal/webhook/sparkconnect_validator.go#L227'),
  *check(app): Iterable<Problem> {
    const allocation = active(app);
    if (allocation === undefined) return;
    const at = (field: string) => [...app.path, 'dynamicAllocation', field];
    const [min, initial, max] = ['minExecutors', 'initialExecutors', 'maxExecutors'].map((field) =>
      integer(allocation[field]),
    );
    for (const [field, value, least] of [
      ['minExecutors', min, 0],
      ['initialExecutors', initial, 0],
      ['maxExecutors', max, 1],
    ] as const) {
      if (value !== undefined && value < least) {
        yield { path: at(field), message: `${value} is below ${least}` };
        return;
      }
    }
    if (min !== undefined && max !== undefined && min > max) {
      yield { path: at('minExecutors'), message: `the minimum ${min} is above the maximum ${max}` };
      return;
    }
    if (initial !== undefined && max !== undefined && initial > max) {
      yield { path: at('initialExecutors'), message: `${initial} at the start is above the maximum ${max}` };
    } else if (initial !== undefined && min !== undefined && initial < min) {
      yield { path: at('initialExecutors'), message: `${initial} at the start is below the minimum ${min}` };
    }
    const instances = integer(app.executor?.spec.instances);
    if (app.kind !== 'SparkConnect' && instances !== undefined && max !== undefined && instances > max) {
      yield {
        path: [...app.executor!.path, 'instances'],
        message: `the job starts with ${instances} executors, above the maximum ${max}`,
        fix: 'omit instances: dynamicAllocation says how many executors there are',
      };
    }
  },
});

const dynamicAllocationWithInstances: Rule = applicationRule({
  id: 'dynamic-allocation-with-instances',
  severity: 'warning',
  summary: 'A number of executors beside dynamic allocation.',
  why: 'The job starts with the larger of instances, initialExecutors and minExecutors.',
  fix: 'omit instances, and set initialExecutors if the start matters',
  source: sparkDocs('configuration.html#dynamic-allocation'),
  *check(app) {
    const allocation = active(app);
    const instances = integer(app.executor?.spec.instances);
    if (allocation === undefined || instances === undefined || instances < 1) return;
    const max = integer(allocation.maxExecutors);
    if (max === undefined || instances <= max) {
      yield {
        path: [...app.executor!.path, 'instances'],
        message: `${instances} executors at the start, whatever dynamicAllocation says`,
      };
    }
  },
});

const shuffleTrackingOff: Rule = applicationRule({
  id: 'shuffle-tracking-off',
  severity: 'error',
  summary: 'Dynamic allocation without a way to keep shuffle data.',
  why: 'Kubernetes has no external shuffle service: the driver stops, or executors are never given back.',
  fix: 'leave shuffleTrackingEnabled true, or configure decommissioning with shuffle blocks or a remote shuffle service',
  source: sparkDocs('running-on-kubernetes.html#stage-level-scheduling-overview'),
  *check(app) {
    const service = app.settings.get('spark.shuffle.service.enabled');
    if (service?.value === 'true' && !hasRemoteShuffle(app)) {
      yield {
        path: service.path,
        message: 'there is no external shuffle service on Kubernetes',
        fix: 'remove the key',
      };
    } else if (active(app)?.shuffleTrackingEnabled === false && !hasRemoteShuffle(app)) {
      yield {
        path: [...app.path, 'dynamicAllocation', 'shuffleTrackingEnabled'],
        message: 'shuffle tracking is off and nothing else keeps shuffle data',
      };
    }
  },
});

const KUEUE = 'kueue.x-k8s.io/';

const kueueDynamicAllocation: Rule = {
  id: 'kueue-dynamic-allocation',
  severity: 'error',
  summary: 'Dynamic allocation in an application that waits in a queue of Kueue.',
  why: 'Kueue admits a fixed number of pods: its webhook refuses the application.',
  fix: `give executor.instances instead; or, where Kueue has ElasticJobsViaWorkloadSlices on, annotate the application with ${KUEUE}elastic-job: "true"`,
  source:
    'https://github.com/kubernetes-sigs/kueue/blob/v0.19.2/pkg/controller/jobs/sparkapplication/sparkapplication_webhook.go',
  kinds: ['SparkApplication'],
  *check(object): Iterable<Problem> {
    const { labels, annotations } = record(object.metadata);
    const queue = text(record(labels)[`${KUEUE}queue-name`]) ?? '';
    const isElastic = record(annotations)[`${KUEUE}elastic-job`] === 'true';
    const app = workload(object);
    if (queue !== '' && !isElastic && active(app) !== undefined) {
      yield {
        path: [...app.path, 'dynamicAllocation', 'enabled'],
        message: `queue ${queue} takes no executors by need`,
      };
    }
  },
};

function active({ spec }: Workload): Readonly<Record<string, unknown>> | undefined {
  const allocation = record(spec.dynamicAllocation);
  return isSet(allocation.enabled) && allocation.enabled !== false ? allocation : undefined;
}

function hasRemoteShuffle({ settings }: Workload): boolean {
  const on = (key: string) => settings.get(key)?.value === 'true';
  return (
    (on('spark.decommission.enabled') &&
      on('spark.storage.decommission.enabled') &&
      on('spark.storage.decommission.shuffleBlocks.enabled')) ||
    settings.has('spark.shuffle.sort.io.plugin.class') ||
    !['sort', 'tungsten-sort', undefined].includes(settings.get('spark.shuffle.manager')?.value)
  );
}

/** Rules about dynamic allocation. */
export const SCALING: RuleGroup = {
  title: 'Dynamic allocation',
  rules: [
    dynamicAllocationInConf,
    dynamicAllocationBounds,
    dynamicAllocationWithInstances,
    shuffleTrackingOff,
    kueueDynamicAllocation,
  ],
};
