import { isSet, text, type Path } from '../../manifest/plain';
import { items, type Workload } from '../../manifest/workload';
import { valuePlace } from '../related';
import type { Rule, RuleGroup } from '../rule';
import { operator } from '../sources';
import { applicationRule, workloadRule } from '../workload-rule';

const namespaceNotWatched: Rule = workloadRule({
  id: 'namespace-not-watched',
  severity: 'error',
  summary: 'No release of the operator watches the namespace.',
  why: 'Nothing happens: the status stays empty.',
  fix: 'add the namespace to spark.jobNamespaces of the release, or use one of its namespaces',
  source: operator('charts/spark-operator-chart/values.yaml#L451'),
  *check({ namespace }, facts) {
    if (namespace === undefined || facts.releases.length === 0) return;
    if (facts.releases.every((release) => release.watches(namespace) === false)) {
      const watched = facts.releases.flatMap(({ jobNamespaces }) => jobNamespaces).join(', ');
      yield {
        path: ['metadata', 'namespace'],
        message: `the operator watches ${watched}, not ${namespace}`,
        related: facts.releases.map((release) =>
          valuePlace(release, 'spark.jobNamespaces', 'the namespaces that it watches'),
        ),
      };
    }
  },
});

/** Fields of a role that only the webhook puts on pods. */
export const WEBHOOK_FIELDS: readonly string[] = [
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
  source: operator('internal/webhook/sparkpod_defaulter.go#L141'),
  *check(app, facts) {
    const [first, ...others] = uncoveredFields(app);
    const releases = facts.releasesFor(app.namespace);
    const isCovered = releases.some((release) => release.webhookCovers(app.namespace!));
    if (first === undefined || releases.length === 0 || isCovered) return;
    const more = others.length === 0 ? '' : `, as are ${others.map(({ name }) => name).join(', ')}`;
    yield {
      path: first.path,
      message: `${first.name} is ignored without the webhook${more}`,
      related: releases.map((release) =>
        valuePlace(release, 'webhook.enable', `no webhook for ${app.namespace!}`),
      ),
    };
  },
});

/** What of an application only the webhook puts on pods. */
export function uncoveredFields(app: Workload): { readonly name: string; readonly path: Path }[] {
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

/** Rules about what a release does for an application. */
export const COVERAGE: RuleGroup = {
  title: 'What the release covers',
  rules: [namespaceNotWatched, webhookFieldUnapplied],
};
