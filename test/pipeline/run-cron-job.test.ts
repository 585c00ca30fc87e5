import { Cron, Testing } from 'cdk8s';
import { RunCronJob, Runner, RunSubmitter, type RunCronJobProps } from '../../lib';
import { testChart } from '../support/chart';
import { expectGolden } from '../support/golden';
import { ALL, runner, template } from './jobs';

const minimal = (): RunCronJobProps => ({
  template: template(testChart()),
  runner,
  schedule: Cron.schedule({ hour: '3', minute: '15' }),
});

test('a CronJob with its account', () => {
  const chart = testChart();
  new RunCronJob(chart, 'cron', minimal());
  expectGolden(chart, 'run-cron-job');
});

test('takes every prop', () => {
  const chart = testChart();
  const submitter = new RunSubmitter(testChart(), 'account', { name: 'cron' });
  const all: Required<RunCronJobProps> = {
    ...minimal(),
    runner: new Runner(ALL),
    timeZone: 'Europe/Berlin',
    name: 'nightly',
    submitter,
  };
  expect(new RunCronJob(chart, 'cron', all).submitter).toBe(submitter);
  const [cronJob, ...more] = Testing.synth(chart);
  expect(more).toEqual([]);
  expect(cronJob.metadata).toEqual({ name: 'nightly', namespace: 'data' });
  expect(cronJob.spec).toMatchObject({ schedule: '15 3 * * *', timeZone: 'Europe/Berlin' });
  const pod = cronJob.spec.jobTemplate.spec.template.spec;
  expect(pod.serviceAccountName).toBe('cron');
  expect(pod.containers[0].imagePullPolicy).toBe('IfNotPresent');
});

test('fails on a name that Jobs cannot extend', () => {
  expect(() => new RunCronJob(testChart(), 'cron', { ...minimal(), name: 'x'.repeat(53) })).toThrow(
    'name of the CronJob has 53 characters; allowed are 52; give a shorter one',
  );
});
