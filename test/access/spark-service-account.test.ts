import { Chart, Testing } from 'cdk8s';
import { PodIdentity, SparkPermissions, SparkServiceAccount, type SparkServiceAccountProps } from '../../lib';
import { yamlOf } from '../support/yaml';

const chart = (namespace?: string): Chart => new Chart(Testing.app(), 'rbac', { namespace });

describe('SparkServiceAccount', () => {
  it('gives the driver six verbs on pods and mounts the token', () => {
    const rbac = chart();
    const account = new SparkServiceAccount(rbac, 'spark');
    expect(account.serviceAccountName).toBe('spark');
    expect(yamlOf(rbac)).toMatchSnapshot();
  });

  it('takes every prop', () => {
    const rbac = chart();
    const all: Required<SparkServiceAccountProps> = {
      name: 'etl-driver',
      namespace: 'data',
      permissions: SparkPermissions.CHART,
      labels: { team: 'data' },
      identity: PodIdentity.irsa('arn:aws:iam::111122223333:role/spark'),
    };
    const account = new SparkServiceAccount(rbac, 'spark', all);
    expect(account.namespace).toBe('data');
    expect(yamlOf(rbac)).toMatchSnapshot();
  });

  it('binds the account of the namespace of its chart', () => {
    const rbac = chart('kronodroid');
    new SparkServiceAccount(rbac, 'spark');
    const binding = rbac.toJson().find((object) => object.kind === 'RoleBinding');
    expect(binding.subjects).toEqual([{ kind: 'ServiceAccount', name: 'spark', namespace: 'kronodroid' }]);
  });

  it('takes an account that exists', () => {
    expect(SparkServiceAccount.fromServiceAccountName('airflow')).toEqual({ serviceAccountName: 'airflow' });
  });

  it('takes an account that exists with the settings of its rights', () => {
    const options = { namespace: 'data', permissions: SparkPermissions.PODS_ONLY };
    expect(SparkServiceAccount.fromServiceAccountName('airflow', options)).toEqual({
      serviceAccountName: 'airflow',
      namespace: 'data',
      sparkConf: SparkPermissions.PODS_ONLY.sparkConf,
    });
  });

  it('takes rules of your own with the settings that they need', () => {
    const permissions = SparkPermissions.of([{ verbs: ['get'] }], { 'spark.x': '1' });
    expect(permissions.rules).toEqual([{ verbs: ['get'] }]);
    expect(permissions.sparkConf).toEqual({ 'spark.x': '1' });
  });

  it.each(['Spark_A', '', process.env.NEVER_SET!])('fails when no account can be called %j', (name) => {
    const rule = `is ${JSON.stringify(name)}; it must be 1 to 253 lower-case letters, digits, dashes and dots`;
    expect(() => SparkServiceAccount.fromServiceAccountName(name)).toThrow(
      `service account: serviceAccountName ${rule}`,
    );
  });

  it('fails when it cannot be called so itself', () => {
    expect(() => new SparkServiceAccount(chart(), 'spark', { name: 'Spark' })).toThrow(
      /^service account "[^"]+": name is "Spark"; it must be 1 to 253 lower-case letters/,
    );
  });
});
