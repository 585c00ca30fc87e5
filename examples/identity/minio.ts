import { Chart } from 'cdk8s';
import {
  Credentials,
  PodIdentity,
  S3Store,
  SparkApplication,
  SparkRuntime,
  SparkServiceAccount,
} from 'cdk8s-spark-operator';
import type { Construct } from 'constructs';

/** A job that gets its keys of MinIO for the token of its own account. */
export class Clean extends Chart {
  public constructor(scope: Construct, id: string) {
    super(scope, id, { namespace: 'etl' });
    const identity = PodIdentity.webIdentity({
      roleArn: 'arn:minio:iam:::role/wGhOPPXNIR6VyYzWKsgfY2IsCE4',
      audience: 'minio-etl',
      stsEndpoint: 'https://minio.minio.svc:9000',
    });
    const minio = new S3Store({
      endpoint: 'https://minio.minio.svc:9000',
      credentials: Credentials.podIdentity(identity),
    });
    new SparkApplication(this, 'clean', {
      runtime: SparkRuntime.SPARK_4_1,
      mainApplicationFile: 'local:///opt/spark/jobs/clean.py',
      serviceAccount: new SparkServiceAccount(this, 'driver'),
    }).with(minio.bucket('raw'));
  }
}
