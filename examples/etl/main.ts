import { App, Chart, Duration, Size } from 'cdk8s';
import {
  AccessKeys,
  LakeFs,
  S3Store,
  SparkApplication,
  SparkOperator,
  SparkRuntime,
  SparkServiceAccount,
} from 'cdk8s-spark-operator';

const app = new App();
const chart = new Chart(app, 'etl', { namespace: 'default' });
const serviceAccount = new SparkServiceAccount(chart, 'spark');
new SparkOperator(app, 'spark-operator', { driverServiceAccount: serviceAccount });

const keys = AccessKeys.fromSecret('lakefs-credentials');
const lakefs = new LakeFs({ endpoint: 'http://lakefs:8000', repository: 'lake', keys });
const raw = new S3Store({ endpoint: 'http://minio:9000', keys: AccessKeys.fromSecret('minio-credentials') });

new SparkApplication(chart, 'orders', {
  name: 'orders',
  runtime: SparkRuntime.SPARK_3_5,
  mainApplicationFile: 'local:///opt/spark/work-dir/orders.py',
  serviceAccount,
  executor: { instances: 2, cores: 2, memory: Size.gibibytes(2) },
  timeToLive: Duration.days(7),
}).with(raw.bucket('raw'), lakefs.catalog('lake', { branch: 'main' }));

app.synth();
