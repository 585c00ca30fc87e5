import { Chart } from 'cdk8s';
import {
  JobSecret,
  S3Store,
  SecretOrigin,
  SecretStore,
  SecretUse,
  SparkApplication,
  SparkRuntime,
  SparkServiceAccount,
} from 'cdk8s-spark-operator';
import type { Construct } from 'constructs';

/** A job whose keys are kept in Vault. */
export class Archive extends Chart {
  public constructor(scope: Construct, id: string) {
    super(scope, id, { namespace: 'etl' });
    const secret = new JobSecret(this, 'archive-credentials', {
      secretName: 'archive-credentials',
      use: SecretUse.accessKeys(),
      origin: SecretOrigin.externalSecret({ store: SecretStore.cluster('vault'), remoteKey: 'data/archive' }),
    });
    const archive = new S3Store({ endpoint: 'https://s3.example.com', keys: secret.accessKeys });
    new SparkApplication(this, 'archive', {
      runtime: SparkRuntime.SPARK_3_5,
      mainApplicationFile: 'local:///opt/spark/jobs/archive.py',
      serviceAccount: new SparkServiceAccount(this, 'driver'),
    }).with(archive.bucket('archive'));
  }
}
