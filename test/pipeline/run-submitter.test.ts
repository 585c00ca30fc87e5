import { Testing } from 'cdk8s';
import { RunSubmitter, type RunSubmitterProps } from '../../lib';
import { testChart } from '../support/chart';
import { expectGolden } from '../support/golden';

test('an account with what a run needs', () => {
  const chart = testChart();
  expect(new RunSubmitter(chart, 'submitter')).toMatchObject({
    serviceAccountName: 'spark-submitter',
    namespace: 'data',
  });
  expectGolden(chart, 'run-submitter');
});

test('gives the rights to an account that exists, with every prop', () => {
  const chart = testChart();
  const rule = { apiGroups: ['argoproj.io'], resources: ['workflowtaskresults'], verbs: ['create'] };
  const all: Required<RunSubmitterProps> = {
    name: 'kfp',
    namespace: 'jobs',
    serviceAccountName: 'pipeline-runner',
    serviceAccountNamespace: 'kubeflow',
    extraRules: [rule],
    labels: { team: 'data' },
  };
  expect(new RunSubmitter(chart, 'submitter', all).serviceAccountName).toBe('pipeline-runner');
  const [role, binding, ...more] = Testing.synth(chart);
  expect(more).toEqual([]);
  expect(role.metadata).toEqual({ name: 'kfp', namespace: 'jobs', labels: { team: 'data' } });
  expect(role.rules.at(-1)).toEqual(rule);
  expect(binding.subjects).toEqual([
    { kind: 'ServiceAccount', name: 'pipeline-runner', namespace: 'kubeflow' },
  ]);
});
