import { Testing } from 'cdk8s';
import { parse } from 'yaml';
import {
  RunIsolation,
  RunName,
  RunResourceWorkflow,
  RunSubmitter,
  RunTemplate,
  type RunResourceWorkflowProps,
} from '../../lib';
import { checkFiles } from '../../lib/check/check';
import { comparisons } from '../../lib/manifest/workflows';
import { testChart } from '../support/chart';
import { yamlOf } from '../support/yaml';
import { nessieTemplate, plain, plainTemplate, requiringTemplate } from './jobs';

test('a WorkflowTemplate with its account', () => {
  const chart = testChart();
  new RunResourceWorkflow(chart, 'workflow', { template: plainTemplate(testChart()) });
  expect(yamlOf(chart)).toMatchSnapshot();
});

test('takes every prop', () => {
  const chart = testChart();
  const submitter = new RunSubmitter(testChart('steps'), 'account', { name: 'argo' });
  const all: Required<RunResourceWorkflowProps> = {
    template: plainTemplate(testChart()),
    name: 'nightly',
    namespace: 'steps',
    submitter,
  };
  expect(new RunResourceWorkflow(chart, 'workflow', all).submitter).toBe(submitter);
  const [workflow, ...more] = Testing.synth(chart);
  expect(more).toEqual([]);
  expect(workflow.metadata).toEqual({ name: 'nightly', namespace: 'steps' });
  expect(workflow.spec.serviceAccountName).toBe('argo');
});

const made = (): any => {
  const chart = testChart();
  new RunResourceWorkflow(chart, 'workflow', { template: plainTemplate(testChart()) });
  return Testing.synth(chart).find(({ kind }) => kind === 'WorkflowTemplate');
};

test('has nothing that its own rules speak of', () => {
  const read = (): Buffer => Buffer.from(JSON.stringify(made()));
  const { findings, subjects, unreadable } = checkFiles([{ file: 'workflow.json', named: true, read }]);
  expect(subjects.map(({ kind }) => kind)).toContain('SparkApplication');
  expect(unreadable).toEqual([]);
  expect(findings).toEqual([]);
});

test('makes an application that the runner knows as that of a run', () => {
  const uid = '1f0c2a3b-4d5e-4f60-8a7b-9c0d1e2f3a4b';
  const [{ resource }] = made().spec.templates;
  const application = parse(
    resource.manifest.replaceAll('{{=sprig.trunc(13, workflow.uid)}}', uid.slice(0, 13)),
  );
  expect(application.metadata.name).toBe(RunName.of('report', '1f0c2a3b-4d5e'));
  expect(application.metadata).toMatchObject({
    labels: { 'cdk8s-spark-operator/run': application.metadata.name },
    annotations: { [RunName.ANNOTATION]: '1f0c2a3b-4d5e' },
  });
});

test('is never tried again because the job failed', () => {
  const [{ resource, retryStrategy }] = made().spec.templates;
  expect(resource.action).toBe('apply');
  expect(comparisons(`${resource.successCondition} ${resource.failureCondition}`)).toEqual([
    { field: 'status.applicationState.state', operator: '==', values: ['COMPLETED'] },
    { field: 'status.applicationState.state', operator: '==', values: ['FAILED'] },
  ]);
  expect(retryStrategy.expression).toBe(
    'lastRetry.status == "Error" || asInt(lastRetry.exitCode) in [137, 143]',
  );
});

test.each<[string, () => RunTemplate, string]>([
  [
    'a branch',
    () => nessieTemplate(testChart()),
    'job orders cannot be run by a resource of Argo: its runs are kept apart by nessie, and only the runner makes branches; take ' +
      'RunWorkflow, or release it with RunIsolation.NONE',
  ],
  [
    'parameters',
    () => requiringTemplate(testChart()),
    'its runs must be given day, and only the runner holds values to the contract; take RunWorkflow',
  ],
  [
    'text that Argo replaces',
    () =>
      new RunTemplate(testChart(), 'template', {
        application: plain({ arguments: ['--day', '{{ ds }}'] }),
        isolation: RunIsolation.NONE,
      }),
    'its application has {{, which Argo would replace; leave it out, or take RunWorkflow',
  ],
  [
    'no room for an id',
    () =>
      new RunTemplate(testChart(), 'template', {
        application: plain(),
        jobName: 'x'.repeat(36),
        isolation: RunIsolation.NONE,
      }),
    'its name has 36 characters, and no room for the id of a workflow; allowed are 35',
  ],
])('fails for a job with %s', (_, template, message) => {
  expect(() => new RunResourceWorkflow(testChart(), 'workflow', { template: template() })).toThrow(message);
});
