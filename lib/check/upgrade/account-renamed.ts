import { isChartOne } from '../../chart/chart-one';
import type { Release } from '../../chart/release';
import { nameOf, namespaceOf, text } from '../../manifest/plain';
import { workload, WORKLOADS } from '../../manifest/workload';
import type { Finding } from '../../rules/engine';
import type { Rule } from '../../rules/rule';
import { driverAccount } from '../../rules/rbac';
import type { FileSubject } from '../read';

/** Not one of the rules for a set of files: it compares two releases. */
const DRIVER_ACCOUNT_RENAMED: Rule = {
  id: 'driver-account-renamed',
  severity: 'error',
  summary: 'An account that the chart made under this name, and makes no more.',
  why: 'Helm deletes the account: drivers cannot start, or have no rights.',
  fix: 'name the new account in driver.serviceAccount, or keep the old name in spark.serviceAccount.name',
  kinds: WORKLOADS,
  check: () => [],
};

/** Applications whose account the chart made before, and makes under another name after. */
export function accountRenamed(
  subjects: readonly FileSubject[],
  before: Release,
  after: Release,
): Finding<FileSubject>[] {
  const [old, current] = [before.driverAccount, after.driverAccount];
  if (old === undefined || old === 'default' || old === current) return [];
  const isOwn = (namespace: string | undefined): boolean =>
    subjects.some(
      ({ kind, manifest }) =>
        kind === 'ServiceAccount' && nameOf(manifest) === old && namespaceOf(manifest) === namespace,
    );
  return subjects.flatMap((subject): Finding<FileSubject>[] => {
    if (!WORKLOADS.some((kind) => kind === subject.kind)) return [];
    const app = workload(subject.manifest);
    if (app.driver === undefined || driverAccount(app) !== old || isOwn(app.namespace)) return [];
    const steps = [...app.driver.path, 'serviceAccount'];
    return [
      {
        rule: DRIVER_ACCOUNT_RENAMED,
        severity: DRIVER_ACCOUNT_RENAMED.severity,
        subject,
        path: steps.join('.'),
        steps,
        value: text(app.driver.spec.serviceAccount),
        message: `the chart made ${old}, and makes ${current ?? 'RELEASE-spark-operator-spark'} instead`,
        fix: isChartOne(after.chartVersion!)
          ? DRIVER_ACCOUNT_RENAMED.fix.replace('spark.serviceAccount.name', 'serviceAccounts.spark.name')
          : DRIVER_ACCOUNT_RENAMED.fix,
      },
    ];
  });
}
