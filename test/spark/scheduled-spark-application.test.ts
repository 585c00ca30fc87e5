import { Cron, Duration, Testing } from 'cdk8s';
import {
  ConcurrencyPolicy,
  Schedule,
  ScheduledSparkApplication,
  type ScheduledSparkApplicationProps,
  type SparkApplicationTemplate,
} from '../../lib';
import { testChart } from '../support/chart';
import { yamlOf } from '../support/yaml';
import { expectValidSparkApplication } from '../support/schema';

const TEMPLATE: SparkApplicationTemplate = {
  mainApplicationFile: 'local:///opt/spark/work-dir/etl.py',
  sparkVersion: '3.5.8',
  image: 'apache/spark:3.5.8-python3',
};

function make(props: Partial<ScheduledSparkApplicationProps>): any {
  const chart = testChart();
  new ScheduledSparkApplication(chart, 'nightly', {
    name: 'nightly',
    schedule: Schedule.cron(Cron.daily()),
    template: TEMPLATE,
    ...props,
  });
  const manifests = Testing.synth(chart);
  expectValidSparkApplication(manifests[0]);
  return { chart, spec: manifests[0].spec };
}

test('minimal props give a complete schedule', () => {
  expect(yamlOf(make({}).chart)).toMatchSnapshot();
});

test('all props reach the manifest', () => {
  const props: Required<ScheduledSparkApplicationProps> = {
    name: 'nightly',
    namespace: 'reports',
    labels: { team: 'data' },
    annotations: { note: 'nightly run' },
    schedule: Schedule.cron(Cron.schedule({ minute: '30', hour: '3' })),
    template: TEMPLATE,
    concurrencyPolicy: ConcurrencyPolicy.REPLACE,
    timeZone: 'Europe/Berlin',
    suspend: true,
    successfulRunHistoryLimit: 3,
    failedRunHistoryLimit: 5,
  };
  expect(yamlOf(make(props).chart)).toMatchSnapshot();
});

test('features reach the template', () => {
  const chart = testChart();
  const application = new ScheduledSparkApplication(chart, 'nightly', {
    schedule: Schedule.expression('@daily'),
    template: TEMPLATE,
  });
  application.addContribution('store', { sparkConf: { 'spark.a': '1' } });
  expect(Testing.synth(chart)[0].spec.template.sparkConf).toMatchObject({ 'spark.a': '1' });
});

test.each(Object.values(ConcurrencyPolicy))(
  'concurrency policy %s is written as it is',
  (concurrencyPolicy) => {
    expect(make({ concurrencyPolicy }).spec.concurrencyPolicy).toBe(concurrencyPolicy);
  },
);

test.each([
  [Schedule.cron(Cron.hourly()), '0 * * * *'],
  [Schedule.expression('CRON_TZ=UTC 0 3 * * 1-5'), 'CRON_TZ=UTC 0 3 * * 1-5'],
  [Schedule.every(Duration.seconds(20)), '@every 20s'],
  [Schedule.every(Duration.minutes(90)), '@every 1h30m'],
  [Schedule.every(Duration.days(2)), '@every 48h'],
])('%j is %s', (schedule, expected) => {
  expect(schedule.expressionString).toBe(expected);
});

test('fails on an interval that is no whole number of seconds', () => {
  expect(() => Schedule.every(Duration.millis(1500))).toThrow(
    'interval is 1.5; it must be a whole number of seconds, 1 or more, for example Duration.seconds(30)',
  );
});

test('fails on limits and texts that cannot be represented, naming all', () => {
  expect(() => make({ schedule: Schedule.expression(' '), timeZone: '', failedRunHistoryLimit: -1 })).toThrow(
    'scheduled Spark application "jobs/nightly": ' +
      'schedule is " "; it must be a text that is not empty; ' +
      'timeZone is ""; it must be a text that is not empty; ' +
      'failedRunHistoryLimit is -1; it must be a whole number, 0 or more, for example 1',
  );
});
