import { Chart } from 'cdk8s';
import {
  AccessKeys,
  CertificateAuthority,
  LakeFs,
  S3Store,
  SparkApplication,
  SparkRuntime,
  SparkServiceAccount,
} from 'cdk8s-spark-operator';
import type { Construct } from 'constructs';

/** A job between a MinIO and a lakeFS whose certificates a certificate authority of the company signed. */
export class Publish extends Chart {
  public constructor(scope: Construct, id: string) {
    super(scope, id, { namespace: 'etl' });
    const certificateAuthority = CertificateAuthority.fromConfigMap('company-ca');
    const minio = new S3Store({
      endpoint: 'https://minio.example.com',
      keys: AccessKeys.fromSecret('minio-credentials'),
      certificateAuthority,
    });
    const lakefs = new LakeFs({
      endpoint: 'https://lakefs.example.com',
      repository: 'marts',
      keys: AccessKeys.fromSecret('lakefs-credentials'),
      certificateAuthority,
    });
    new SparkApplication(this, 'publish', {
      runtime: SparkRuntime.SPARK_3_5,
      mainApplicationFile: 'local:///opt/spark/jobs/publish.py',
      serviceAccount: new SparkServiceAccount(this, 'driver'),
    }).with(minio.bucket('raw'), lakefs.catalog('lake', { branch: 'main' }));
  }
}
