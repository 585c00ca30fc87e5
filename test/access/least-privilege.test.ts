import { Chart, Testing } from 'cdk8s';
import type { Manifest } from '../../lib/manifest/plain';
import { objectsOf } from '../support/chart';
import {
  SparkApplication,
  SparkApplicationType,
  SparkPermissions,
  SparkRuntime,
  SparkServiceAccount,
} from '../../lib';
import { findProblems } from '../../lib/rules/engine';
import { RULES } from '../../lib/rules/all';

const CLAIM = 'spark.kubernetes.executor.volumes.persistentVolumeClaim.spark-local-dir-1.options.claimName';

function findings(
  permissions: SparkPermissions | undefined,
  sparkConf: Record<string, string>,
  place: 'application' | 'driver' = 'application',
): string[] {
  const chart = new Chart(Testing.app(), 'jobs', { namespace: 'data' });
  const serviceAccount = new SparkServiceAccount(chart, 'spark', { permissions });
  new SparkApplication(chart, 'etl', {
    name: 'etl',
    runtime: SparkRuntime.SPARK_3_5,
    type: SparkApplicationType.PYTHON,
    mainApplicationFile: 'local:///opt/jobs/etl.py',
    ...(place === 'driver' ? { driver: { serviceAccount } } : { serviceAccount }),
    sparkConf,
  });
  const manifests = objectsOf(chart) as (Manifest & { kind: string })[];
  return findProblems(
    manifests.map((manifest) => ({ kind: manifest.kind, manifest })),
    { rules: RULES },
  )
    .filter(({ rule }) => rule.id === 'driver-role-too-small')
    .map(({ message }) => message);
}

describe('six verbs on pods', () => {
  it('are enough with the settings that come with them', () => {
    expect(findings(SparkPermissions.PODS_ONLY, {})).toEqual([]);
  });

  it('are the default', () => {
    expect(findings(undefined, {})).toEqual([]);
    expect(findings(undefined, { [CLAIM]: 'OnDemand' })).toHaveLength(1);
  });

  it('are enough when the account is given to the driver alone', () => {
    expect(findings(SparkPermissions.PODS_ONLY, {}, 'driver')).toEqual([]);
  });

  it('fails for claims on demand, which need rights on claims', () => {
    expect(findings(SparkPermissions.PODS_ONLY, { [CLAIM]: 'OnDemand' })).toEqual([
      'account spark of the driver lacks create, get, list, delete, deletecollection on persistentvolumeclaims',
    ]);
    expect(findings(SparkPermissions.CHART, { [CLAIM]: 'OnDemand' })).toEqual([]);
  });

  it('fails without the settings', () => {
    const [message] = findings(SparkPermissions.of(SparkPermissions.PODS_ONLY.rules), {});
    expect(message).toContain('lacks create, deletecollection on configmaps');
  });
});
