import { App, Chart, Testing } from 'cdk8s';
import { RunSubmitter, RunTemplate, SparkServiceAccount, type RunSubmitterProps } from '../../lib';
import { testChart } from '../support/chart';
import { yamlOf } from '../support/yaml';
import { application, template } from './jobs';

const readable = (chart: Chart): unknown[] =>
  Testing.synth(chart)
    .filter(({ kind }) => kind === 'Role')
    .map(({ metadata, rules }) => [
      metadata.namespace,
      rules.find(({ resources }: any) => resources.includes('configmaps'))?.resourceNames,
    ]);

test('an account with what a run needs, and no ConfigMap but the template', () => {
  const chart = testChart();
  const templates = [template(testChart())];
  expect(new RunSubmitter(chart, 'submitter', { templates })).toMatchObject({
    serviceAccountName: 'spark-submitter',
    namespace: 'data',
  });
  expect(yamlOf(chart)).toMatchSnapshot();
});

test('gives the rights to an account that exists, with every prop', () => {
  const chart = testChart();
  const rule = { apiGroups: ['argoproj.io'], resources: ['workflowtaskresults'], verbs: ['create'] };
  const all: Required<RunSubmitterProps> = {
    name: 'kfp',
    namespace: 'kubeflow',
    account: SparkServiceAccount.fromServiceAccountName('pipeline-runner', { namespace: 'kubeflow' }),
    templates: [template(testChart())],
    jobNamespaces: ['files'],
    extraRules: [rule],
    labels: { team: 'data' },
  };
  expect(new RunSubmitter(chart, 'submitter', all).serviceAccountName).toBe('pipeline-runner');
  const objects = Testing.synth(chart);
  expect(objects.map(({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}`)).toEqual(
    ['kubeflow', 'files', 'data'].flatMap((namespace) => [
      `Role ${namespace}/kfp`,
      `RoleBinding ${namespace}/kfp`,
    ]),
  );
  expect(objects[0]).toMatchObject({ metadata: { labels: { team: 'data' } }, rules: [rule] });
  for (const { subjects } of objects.filter(({ kind }) => kind === 'RoleBinding')) {
    expect(subjects).toEqual([{ kind: 'ServiceAccount', name: 'pipeline-runner', namespace: 'kubeflow' }]);
  }
});

test('reads the templates that it was given and allowed, each in its namespace, and their earlier releases', () => {
  const chart = testChart('steps');
  const [here, there] = ['data', 'adhoc'].map(
    (namespace) =>
      new RunTemplate(testChart(), 'template', {
        application: application({ namespace }),
        jobName: 'etl',
        previous: [`etl-${namespace}`],
      }),
  );
  const submitter = new RunSubmitter(chart, 'submitter', { templates: [here!] });
  submitter.allow(there!, here!);
  expect(readable(chart)).toEqual([
    ['data', [here!.configMapName, 'etl-data'].sort()],
    ['adhoc', [there!.configMapName, 'etl-adhoc'].sort()],
  ]);
});

test('reads no ConfigMap where templates are files', () => {
  const chart = testChart('steps');
  new RunSubmitter(chart, 'submitter', { jobNamespaces: ['data'] });
  expect(readable(chart)).toEqual([['data', undefined]]);
});

test('fails when nobody said what it may start', () => {
  const app = new App();
  new RunSubmitter(new Chart(app, 'jobs'), 'submitter');
  expect(() => app.synthYaml()).toThrow(
    'submitter spark-submitter may start nothing; give templates, or jobNamespaces',
  );
});

test('fails when no account can be called so', () => {
  expect(() => new RunSubmitter(testChart(), 'submitter', { name: 'Not_Legal' })).toThrow(
    'service account "jobs/submitter": name is "Not_Legal"; it must be 1 to 253 lower-case letters',
  );
});

test('fails when the account is in another namespace than is said', () => {
  const account = SparkServiceAccount.fromServiceAccountName('pipeline-runner', { namespace: 'kubeflow' });
  expect(() => new RunSubmitter(testChart(), 'submitter', { namespace: 'data', account })).toThrow(
    'service account "jobs/submitter": namespace is "data" and that of account "kubeflow"; give one of them',
  );
});
