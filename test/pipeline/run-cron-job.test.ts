import { Cron, Testing } from 'cdk8s';
import { RunCronJob, Runner, RunSubmitter, type RunCronJobProps } from '../../lib';
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

const minimal = (): RunCronJobProps => ({
  template: template(testChart()),
  runner,
  schedule: Cron.schedule({ hour: '3', minute: '15' }),
});

test('a CronJob with its account', () => {
  const chart = testChart();
  new RunCronJob(chart, 'cron', minimal());
  expect(yamlOf(chart)).toMatchSnapshot();
});

test('only runs what is not kept apart', () => {
  const chart = testChart();
  new RunCronJob(chart, 'cron', {
    ...minimal(),
    template: plainTemplate(testChart()),
    runner: plainRunner,
  });
  const pod = Testing.synth(chart).find(({ kind }) => kind === 'CronJob').spec.jobTemplate.spec.template.spec;
  expect(pod).not.toHaveProperty('initContainers');
  expect(pod.containers.map(({ name }: any) => name)).toEqual(['run']);
  expect(pod.containers[0].args[0]).toBe('run');
  expect(pod.containers[0].env.map(({ name }: any) => name)).toEqual(['RUN_ID']);
});

test('promotes what Nessie keeps apart, with a token of its own', () => {
  const chart = testChart();
  new RunCronJob(chart, 'cron', {
    ...minimal(),
    template: nessieTemplate(testChart()),
    runner: nessieRunner,
  });
  const pod = Testing.synth(chart).find(({ kind }) => kind === 'CronJob').spec.jobTemplate.spec.template.spec;
  expect(pod.containers[0].args).toEqual([
    ...['promote', '--job', 'orders', '--namespace', 'data', '--isolation', 'nessie'],
    ...['--run-id', '$(RUN_ID)', '--target', 'main', '--delete-branch', '--pipeline', 'orders'],
  ]);
  for (const { env } of [...pod.initContainers, ...pod.containers]) {
    expect(env.slice(1)).toEqual([
      { name: 'NESSIE_ENDPOINT_URL', value: 'http://nessie:19120' },
      { name: 'NESSIE_TOKEN', valueFrom: { secretKeyRef: { name: 'nessie-runner', key: 'token' } } },
    ]);
  }
});

test('promotes what branches of Iceberg keep apart, with a token of its own', () => {
  const chart = testChart();
  new RunCronJob(chart, 'cron', {
    ...minimal(),
    template: icebergTemplate(testChart()),
    runner: icebergRunner,
  });
  const pod = Testing.synth(chart).find(({ kind }) => kind === 'CronJob').spec.jobTemplate.spec.template.spec;
  expect(pod.containers[0].args).toEqual([
    ...['promote', '--job', 'orders', '--namespace', 'data', '--isolation', 'iceberg'],
    ...['--tables', 'lake.sales.orders,lake.sales.lines'],
    ...['--run-id', '$(RUN_ID)', '--target', 'main', '--delete-branch', '--pipeline', 'orders'],
  ]);
  for (const { env } of [...pod.initContainers, ...pod.containers]) {
    expect(env.slice(1)).toEqual([
      { name: 'ICEBERG_CATALOG_URL', value: 'http://polaris:8181/api/catalog' },
      { name: 'ICEBERG_TOKEN', valueFrom: { secretKeyRef: { name: 'polaris-runner', key: 'token' } } },
    ]);
  }
});

test('takes every prop', () => {
  const chart = testChart();
  const submitter = new RunSubmitter(testChart('steps'), 'account', { name: 'cron' });
  const all: Required<RunCronJobProps> = {
    ...minimal(),
    runner: new Runner(ALL),
    timeZone: 'Europe/Berlin',
    name: 'nightly',
    namespace: 'steps',
    submitter,
  };
  expect(new RunCronJob(chart, 'cron', all).submitter).toBe(submitter);
  const [cronJob, ...more] = Testing.synth(chart);
  expect(more).toEqual([]);
  expect(cronJob.metadata).toEqual({ name: 'nightly', namespace: 'steps' });
  expect(cronJob.spec).toMatchObject({ schedule: '15 3 * * *', timeZone: 'Europe/Berlin' });
  const pod = cronJob.spec.jobTemplate.spec.template.spec;
  expect(pod.serviceAccountName).toBe('cron');
  expect(pod.containers[0].imagePullPolicy).toBe('IfNotPresent');
  expect(pod.containers[0].env).toContainEqual({
    name: 'LAKEFS_SECRET_ACCESS_KEY',
    valueFrom: { secretKeyRef: { name: 'lakefs-runner-credentials', key: 'secret-key' } },
  });
  expect(pod.containers[0].args).toEqual(expect.arrayContaining(['--namespace', 'data']));
});

test('fails on a name that Jobs cannot extend', () => {
  expect(() => new RunCronJob(testChart(), 'cron', { ...minimal(), name: 'x'.repeat(53) })).toThrow(
    'name of the CronJob has 53 characters; allowed are 52; give a shorter one',
  );
});

test('lives in a namespace of its own, with an account that reaches into that of the runs', () => {
  const chart = testChart();
  new RunCronJob(chart, 'cron', { ...minimal(), namespace: 'steps' });
  const places = Testing.synth(chart).map(({ kind, metadata }) => [kind, metadata.namespace]);
  expect(places).toEqual([
    ['ServiceAccount', 'steps'],
    ['Role', 'data'],
    ['RoleBinding', 'data'],
    ['CronJob', 'steps'],
  ]);
});

test('fails when its namespace is not that of its account', () => {
  const submitter = new RunSubmitter(testChart('steps'), 'account');
  expect(() => new RunCronJob(testChart(), 'cron', { ...minimal(), namespace: 'data', submitter })).toThrow(
    '"jobs/cron": namespace is "data" and that of submitter "steps"; give one of them',
  );
});

test('fails for a template whose runs must be given something', () => {
  const requiring = requiringTemplate(testChart());
  expect(() => new RunCronJob(testChart(), 'cron', { ...minimal(), template: requiring })).toThrow(
    'a CronJob gives its runs no parameters, and job etl must be given day; release it without required parameters',
  );
});
