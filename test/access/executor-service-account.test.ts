import { Chart, Testing } from 'cdk8s';
import { ExecutorServiceAccount, PodIdentity, type ExecutorServiceAccountProps } from '../../lib';
import { yamlOf } from '../support/yaml';

describe('ExecutorServiceAccount', () => {
  it('has no token and no binding', () => {
    const chart = new Chart(Testing.app(), 'rbac');
    new ExecutorServiceAccount(chart, 'executor');
    expect(yamlOf(chart)).toMatchSnapshot();
  });

  it('takes every prop', () => {
    const chart = new Chart(Testing.app(), 'rbac');
    const all: Required<ExecutorServiceAccountProps> = {
      name: 'etl-executor',
      namespace: 'data',
      labels: { team: 'data' },
      identity: PodIdentity.irsa('arn:aws:iam::111122223333:role/spark'),
    };
    new ExecutorServiceAccount(chart, 'executor', all);
    expect(yamlOf(chart)).toMatchSnapshot();
  });

  it('fails when no account can be called so', () => {
    const chart = new Chart(Testing.app(), 'rbac');
    expect(() => new ExecutorServiceAccount(chart, 'executor', { name: 'exec_1' })).toThrow(
      'service account "rbac/executor": name is "exec_1"; it must be 1 to 253 lower-case letters, digits, dashes and dots',
    );
  });
});
