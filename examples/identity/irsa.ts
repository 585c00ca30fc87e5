import { Chart } from 'cdk8s';
import {
  Credentials,
  ExecutorServiceAccount,
  FileIo,
  IcebergCatalog,
  PodIdentity,
  RestAuth,
  S3Store,
  SparkApplication,
  SparkRuntime,
  SparkServiceAccount,
} from 'cdk8s-spark-operator';
import type { Construct } from 'constructs';

/** A job on EKS that reads and writes S3 as a role of AWS: no key anywhere. */
export class RiskReport extends Chart {
  public constructor(scope: Construct, id: string) {
    super(scope, id, { namespace: 'risk' });
    const region = 'eu-central-1';
    const identity = PodIdentity.irsa('arn:aws:iam::111122223333:role/risk-spark');
    const serviceAccount = new SparkServiceAccount(this, 'driver', { identity });
    const executorAccount = new ExecutorServiceAccount(this, 'executor', { identity });

    const store = S3Store.aws(region, { credentials: Credentials.podIdentity(identity) });
    const catalog = IcebergCatalog.rest('lake', {
      uri: `https://glue.${region}.amazonaws.com/iceberg`,
      warehouse: '111122223333',
      auth: RestAuth.sigV4({ region, identity }),
      fileIo: FileIo.s3(store),
    });
    new SparkApplication(this, 'report', {
      runtime: SparkRuntime.of('3.5.9', { icebergAwsBundle: true }),
      mainApplicationFile: 'local:///opt/spark/jobs/report.py',
      serviceAccount,
      executor: { instances: 4, serviceAccount: executorAccount },
    }).with(store.bucket('risk-raw'), catalog);
  }
}
