import { isSet, record, text } from '../../manifest/plain';
import type { Path, Problem, Rule } from '../rule';
import { applicationRule, items, workloadRule, type Workload } from '../../manifest/workload';

const namespaceNotWatched: Rule = workloadRule({
  id: 'namespace-not-watched',
  severity: 'error',
  summary: 'No release of the operator watches the namespace.',
  why: 'Nothing happens: the status stays empty.',
  fix: 'add the namespace to spark.jobNamespaces of the release, or use one of its namespaces',
  *check({ namespace }, facts) {
    if (namespace === undefined || facts.releases.length === 0) return;
    if (facts.releases.every((release) => release.watches(namespace) === false)) {
      const watched = facts.releases.flatMap(({ jobNamespaces }) => jobNamespaces).join(', ');
      yield { path: ['metadata', 'namespace'], message: `the operator watches ${watched}, not ${namespace}` };
    }
  },
});

/** Fields of a role that only the webhook puts on pods. */
const WEBHOOK_FIELDS = [
  ...['env', 'envFrom', 'configMaps', 'ports', 'hostNetwork', 'hostAliases', 'initContainers', 'sidecars'],
  ...['dnsConfig', 'priorityClassName', 'schedulerName', 'nodeSelector', 'affinity', 'tolerations'],
  ...['memoryLimit', 'gpu', 'securityContext', 'podSecurityContext', 'terminationGracePeriodSeconds'],
  ...['lifecycle', 'shareProcessNamespace'],
];

const webhookFieldUnapplied: Rule = applicationRule({
  id: 'webhook-field-unapplied',
  severity: 'error',
  summary: 'Fields that only the webhook applies, where there is no webhook.',
  why: 'They are missing on the pods, and nobody says so.',
  fix: 'turn the webhook on for the namespace, or use template (and envSecretKeyRefs) instead of these fields',
  *check(app, facts) {
    const [first, ...others] = uncoveredFields(app);
    const releases = facts.releasesFor(app.namespace);
    const isCovered = releases.some((release) => release.webhookCovers(app.namespace!));
    if (first === undefined || releases.length === 0 || isCovered) return;
    const more = others.length === 0 ? '' : `, as are ${others.map(({ name }) => name).join(', ')}`;
    yield { path: first.path, message: `${first.name} is ignored without the webhook${more}` };
  },
});

function uncoveredFields(app: Workload): { readonly name: string; readonly path: Path }[] {
  const found = app.roles.flatMap((role) => {
    const fields = WEBHOOK_FIELDS.filter((field) => isSet(role.spec[field])).map((field) => ({
      name: `${role.name}.${field}`,
      path: [...role.path, field],
    }));
    const mount = items(role.spec, role.path, 'volumeMounts').find(
      ({ item }) => text(item.name)?.startsWith('spark-local-dir-') === false,
    );
    return mount === undefined
      ? fields
      : [...fields, { name: `${role.name}.volumeMounts`, path: [...role.path, 'volumeMounts'] }];
  });
  for (const field of ['sparkConfigMap', 'hadoopConfigMap', 'monitoring']) {
    if (isSet(app.spec[field])) found.push({ name: field, path: [...app.path, field] });
  }
  return found;
}

const batchSchedulerDisabled: Rule = applicationRule({
  id: 'batch-scheduler-disabled',
  severity: 'error',
  summary: 'A batch scheduler that the release does not offer.',
  why: 'The pods name a scheduler that nobody prepared: they stay Pending, and the state SUBMITTED.',
  fix: 'enable controller.batchScheduler in the release (and register the name), or remove batchScheduler',
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
    };
  },
});

const batchSchedulerResourcesMissing: Rule = applicationRule({
  id: 'batch-scheduler-resources-missing',
  severity: 'warning',
  summary: 'Volcano without the resources of the whole job.',
  why: 'The operator sums Spark memory as Kubernetes quantities (512m is half a byte): the PodGroup asks for next to nothing, and drivers start without room for their executors.',
  fix: 'set batchSchedulerOptions.resources to the CPU and memory of driver and executors together',
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

/** Rules that compare an application with the release that runs it. */
export const COVERAGE_RULES: readonly Rule[] = [
  namespaceNotWatched,
  webhookFieldUnapplied,
  batchSchedulerDisabled,
  batchSchedulerResourcesMissing,
  batchSchedulerOptionsIgnored,
];
