import { Testing } from 'cdk8s';
import { Runner, RunSubmitter, RunWorkflow, type RunWorkflowProps } from '../../lib';
import { testChart } from '../support/chart';
import { yamlOf } from '../support/yaml';
import {
  ALL,
  icebergRunner,
  icebergTemplate,
  nessieRunner,
  nessieTemplate,
  plainRunner,
  plainTemplate,
  requiringTemplate,
  runner,
  template,
} from './jobs';

test('a WorkflowTemplate with its account', () => {
  const chart = testChart();
  new RunWorkflow(chart, 'workflow', { template: template(testChart()), runner });
  expect(yamlOf(chart)).toMatchSnapshot();
});

test('takes every prop', () => {
  const chart = testChart();
  const submitter = new RunSubmitter(testChart('steps'), 'account', { name: 'argo' });
  const all: Required<RunWorkflowProps> = {
    template: template(testChart()),
    runner: new Runner(ALL),
    name: 'nightly',
    namespace: 'steps',
    submitter,
  };
  const made = new RunWorkflow(chart, 'workflow', all);
  expect(made.submitter).toBe(submitter);
  const [workflow, ...more] = Testing.synth(chart);
  expect(more).toEqual([]);
  expect(workflow.metadata).toEqual({ name: 'nightly', namespace: 'steps' });
  expect(workflow.spec.serviceAccountName).toBe('argo');
  const timeout = workflow.spec.arguments.parameters.find((item: any) => item.name === 'timeout-seconds');
  expect(timeout.value).toBe('7200');
});

test('only runs what is not kept apart, and deletes its application', () => {
  const chart = testChart();
  new RunWorkflow(chart, 'workflow', { template: plainTemplate(testChart()), runner: plainRunner });
  const { spec } = Testing.synth(chart).find(({ kind }) => kind === 'WorkflowTemplate');
  expect(spec.templates.map(({ name }: any) => name)).toEqual(['pipeline', 'run', 'at-exit', 'cleanup']);
  expect(spec.arguments.parameters.map(({ name }: any) => name)).not.toContain('target-branch');
  expect(spec.templates.at(-1).container.args).toEqual([
    ...['cleanup', '--job', 'report', '--namespace', 'data', '--isolation', 'none'],
    ...['--run-id', '{{workflow.uid}}'],
  ]);
});

test('returns the branch of the attempt that ran on Nessie', () => {
  const chart = testChart();
  new RunWorkflow(chart, 'workflow', { template: nessieTemplate(testChart()), runner: nessieRunner });
  const { spec } = Testing.synth(chart).find(({ kind }) => kind === 'WorkflowTemplate');
  const [pipeline, run] = spec.templates;
  expect(pipeline).toEqual({
    name: 'pipeline',
    dag: {
      tasks: [
        { name: 'run', template: 'run' },
        { name: 'promote', template: 'promote', depends: 'run' },
      ],
    },
    outputs: {
      parameters: [
        { name: 'nessie-branch', valueFrom: { parameter: '{{tasks.run.outputs.parameters.nessie-branch}}' } },
      ],
    },
  });
  expect(run.container.args.slice(-2)).toEqual(['--output-branch', '/tmp/branch']);
  expect(run.outputs.parameters).toEqual([{ name: 'nessie-branch', valueFrom: { path: '/tmp/branch' } }]);
});

test.each([
  ['on a branch', template, runner],
  ['on a branch of Nessie', nessieTemplate, nessieRunner],
  ['on branches of Iceberg', icebergTemplate, icebergRunner],
  ['not kept apart', plainTemplate, plainRunner],
])('every parameter and every template that it names is there: %s', (_, released, runner) => {
  const chart = testChart();
  new RunWorkflow(chart, 'workflow', { template: released(testChart()), runner });
  const { spec } = Testing.synth(chart).find(({ kind }) => kind === 'WorkflowTemplate');
  const parameters = spec.arguments.parameters.map(({ name }: any) => name);
  const used = [...JSON.stringify(spec.templates).matchAll(/\{\{workflow\.parameters\.([\w-]+)\}\}/g)];
  expect([...new Set(used.map(([, name]) => name))].sort()).toEqual([...parameters].sort());
  const templates = spec.templates.map(({ name }: any) => name);
  const called = spec.templates.flatMap((item: any) => [
    ...(item.dag?.tasks ?? []),
    ...(item.steps ?? []).flat(),
  ]);
  expect([...called.map((item: any) => item.template), spec.entrypoint, spec.onExit].sort()).toEqual(
    templates.sort(),
  );
});

test('what the executor of Argo needs, it has where the steps are, and the rest where the runs are', () => {
  const chart = testChart();
  new RunWorkflow(chart, 'workflow', { template: template(testChart()), runner, namespace: 'steps' });
  const roles = Testing.synth(chart).filter(({ kind }) => kind === 'Role');
  const resources = roles.map(({ metadata, rules }) => [
    metadata.namespace,
    rules.flatMap((rule: any) => rule.resources),
  ]);
  expect(resources).toEqual([
    ['steps', ['workflowtaskresults']],
    ['data', ['sparkapplications', 'sparkapplications/status', 'pods/log', 'pods', 'events', 'configmaps']],
  ]);
});

test('has no value for what each run must be given', () => {
  const chart = testChart();
  new RunWorkflow(chart, 'workflow', { template: requiringTemplate(testChart()), runner });
  const { spec } = Testing.synth(chart).find(({ kind }) => kind === 'WorkflowTemplate');
  expect(spec.arguments.parameters[0]).toEqual({ name: 'day', description: 'day that is loaded' });
});
