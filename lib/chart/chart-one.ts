import lt from 'semver/functions/lt';
import { list, text, valueAt, type Manifest } from '../manifest/plain';

/** True for a version of the chart before the operator was written anew. */
export function isChartOne(version: string): boolean {
  return lt(version, '2.0.0');
}

/**
 * What values of chart 1.x mean for jobs, in the words of 2.x: namespaces, webhook, account, schedulers.
 *
 * @param version version of the chart, before 2.0.0
 * @param name name of the release, as far as it is known
 */
export function inWordsOfTwo(values: Manifest, version: string, name?: string): Record<string, unknown> {
  const given = (path: string): unknown => valueAt(values, path.split('.'));
  const isOn = (path: string, byDefault: boolean): boolean => (given(path) ?? byDefault) === true;
  const account = text(given('serviceAccounts.spark.name')) ?? '';
  const chosen = account === '' && name !== undefined ? `${name}-spark` : account;
  const create = isOn('serviceAccounts.spark.create', true);
  return {
    spark: {
      jobNamespaces: jobNamespaces(given, version),
      serviceAccount: { create, name: create ? chosen : account },
      rbac: { create: isOn('rbac.create', lt(version, '1.0.10')) || isOn('rbac.createRole', true) },
    },
    webhook: {
      enable: isOn('webhook.enable', false),
      resourceQuotaEnforcement: { enable: isOn('resourceQuotaEnforcement.enable', false) },
    },
    controller: { batchScheduler: { enable: isOn('batchScheduler.enable', false) } },
  };
}

/** One namespace, or all of them: more than one in the list were watched as all. */
function jobNamespaces(given: (path: string) => unknown, version: string): string[] {
  if (lt(version, '1.2.4')) return [text(given('sparkJobNamespace')) ?? ''];
  const names = list(given('sparkJobNamespaces'));
  return names.length === 1 ? [text(names[0]) ?? ''] : [''];
}
