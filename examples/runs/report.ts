import { App, Chart, Cron, Duration, Size } from 'cdk8s';
import {
  RunCronJob,
  RunIsolation,
  Runner,
  RunParameter,
  RunTemplate,
  SparkApplication,
  SparkRuntime,
  SparkServiceAccount,
} from 'cdk8s-spark-operator';

const app = new App();
const chart = new Chart(app, 'report', { namespace: 'default' });
const serviceAccount = new SparkServiceAccount(chart, 'spark');

// A file of its own: applying it starts the job by hand.
const report = new SparkApplication(new Chart(app, 'manual', { namespace: 'default' }), 'report', {
  name: 'report',
  runtime: SparkRuntime.SPARK_3_5,
  mainApplicationFile: 'local:///opt/spark/work-dir/report.py',
  arguments: ['--day', 'today'],
  serviceAccount,
  executor: { instances: 2, memory: Size.gibibytes(2) },
  timeToLive: Duration.days(7),
});

const template = new RunTemplate(chart, 'template', {
  application: report,
  isolation: RunIsolation.NONE,
  parameters: [RunParameter.executorInstances(10), RunParameter.textArgument('day', '--day')],
});

new RunCronJob(chart, 'nightly', {
  template,
  runner: new Runner({ image: 'registry.example/spark-runner:1.0.0' }),
  schedule: Cron.daily(),
});

app.synth();
