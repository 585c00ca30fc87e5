import { Chart } from 'cdk8s';
import {
  AccessKeys,
  S3Store,
  SparkApplication,
  SparkNamespace,
  SparkRuntime,
  type NamespaceQuota,
} from 'cdk8s-spark-operator';
import type { Construct } from 'constructs';

const TEAMS: Readonly<Record<string, NamespaceQuota>> = {
  risk: { pods: 40, cpu: 64, memory: 256 * 1024 },
  marketing: { pods: 10, cpu: 8, memory: 32 * 1024 },
};

const IMAGES = 'registry.example.com/spark/';

/** A namespace for each team, and the nightly job of one of them. */
export class Teams extends Chart {
  public constructor(scope: Construct, id: string) {
    super(scope, id);
    const teams = Object.entries(TEAMS).map(
      ([name, quota]) =>
        new SparkNamespace(this, name, {
          name,
          quota,
          labels: { 'example.com/team': name },
          images: [IMAGES],
          apiServer: { cidrs: ['10.0.0.1/32'], port: 6443 },
        }),
    );
    const [risk] = teams;
    const store = new S3Store({
      endpoint: 'http://minio.storage.svc:9000',
      keys: AccessKeys.fromSecret('minio-credentials'),
    });
    new SparkApplication(this, 'report', {
      name: 'report',
      namespace: risk!.name,
      runtime: SparkRuntime.of('3.5.9', { image: `${IMAGES}risk:3.5.9-1.0.0`, bakedIn: true }),
      mainApplicationFile: 'local:///opt/spark/jobs/report.py',
      serviceAccount: risk!.driverAccount,
      executor: { instances: 4, serviceAccount: risk!.executorAccount },
    }).with(store.bucket('risk-raw'));
  }
}
