import { App, Chart, Duration, Size } from 'cdk8s';
import {
  AccessKeys,
  RestartPolicy,
  Rules,
  S3Store,
  SparkApplication,
  SparkDefaults,
  SparkRuntime,
  SparkServiceAccount,
} from 'cdk8s-spark-operator';

const OWNER = 'example.com/owner';

const store = new S3Store({
  endpoint: 'https://s3.example.com',
  keys: AccessKeys.fromSecret('log-credentials'),
});

/** What a platform gives to the jobs of its teams. */
export function platform(): App {
  const app = new App();
  Rules.of(app).requireLabels(OWNER);
  SparkDefaults.of(app)
    .add({
      timeToLive: Duration.days(7),
      restartPolicy: RestartPolicy.onFailure({ retries: 1 }),
      pods: { tolerations: [{ key: 'example.com/spark', operator: 'Exists', effect: 'NoSchedule' }] },
      driver: { memory: Size.gibibytes(2) },
      eventLog: 's3a://logs/spark',
      features: [store.bucket('logs')],
    })
    .lock({ registry: 'registry.example.com', labels: { 'example.com/platform': 'data' } });

  const risk = new Chart(app, 'risk', { namespace: 'risk' });
  SparkDefaults.of(risk).add({ labels: { [OWNER]: 'risk' }, timeToLive: Duration.days(30) });
  new SparkApplication(risk, 'report', {
    name: 'report',
    runtime: SparkRuntime.of('3.5.9', { image: 'risk/report:3.5.9-1.0.0', bakedIn: true }),
    mainApplicationFile: 'local:///opt/spark/jobs/report.py',
    serviceAccount: SparkServiceAccount.fromServiceAccountName('spark'),
    executor: { instances: 4 },
  });
  return app;
}
