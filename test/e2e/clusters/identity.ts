import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Cron, Duration } from 'cdk8s';
import {
  AccessKeys,
  CertificateAuthority,
  type ClusterApp,
  Credentials,
  FileIo,
  IcebergCatalog,
  KronodroidPlatform,
  LakeFs,
  LakeFsCatalogKind,
  ManifestFile,
  PodIdentity,
  PythonFile,
  RestartPolicy,
  RunCronJob,
  Runner,
  S3Store,
  SparkApplication,
  type SparkFeature,
  SparkNamespace,
  type SparkPodProps,
  type SparkRuntime,
} from '../../../lib';
import { RUNNER_IMAGE } from '../../../lib/versions';
import { runtimes, small } from './small';

/** Namespaces of jobs without keys, of the Kronodroid job, and of the servers of both. */
export const [KEYLESS, TLS, SERVERS] = ['e2e-keyless', 'e2e-tls', 'e2e-servers'];

/** ConfigMap of the certificate authority of the servers. */
export const AUTHORITY = 'company-ca';

/** What a job without keys writes and reads. */
export const PLACES: Readonly<Record<string, readonly string[]>> = {
  'hadoop-3-3': ['s3a://lake/hadoop-3-3'],
  'hadoop-3-4': ['s3a://lake/hadoop-3-4'],
  's3-file-io': ['lake.proof.rows'],
};

const certificateAuthority = CertificateAuthority.fromConfigMap(AUTHORITY);

/** The client id of `../tls/minio.yaml`, and the role that MinIO names after it. */
export const AUDIENCE = 'minio-e2e';
export const ROLE_ARN = `arn:minio:iam:::role/${createHash('sha1').update(AUDIENCE).digest('base64url')}`;

const MINIO = `https://minio.${SERVERS}.svc:9000`;

const JOB = PythonFile.inline(
  'write_and_read.py',
  readFileSync(join(__dirname, '../write_and_read.py'), 'utf8'),
);

/** The STS of AWS in the region of the store. */
export const AWS_STS = 'sts.us-east-1.amazonaws.com';

/**
 * Servers behind TLS with an authority of their own: jobs without any key, and the Kronodroid job with its runs.
 *
 * @param sts address at which MinIO answers for the STS of AWS, for the Hadoop that can be told no other
 */
export function identity(app: ClusterApp, sts: string): void {
  const storeBy = (stsEndpoint?: string): S3Store =>
    new S3Store({
      endpoint: MINIO,
      credentials: Credentials.podIdentity(
        PodIdentity.webIdentity({ roleArn: ROLE_ARN, audience: AUDIENCE, stsEndpoint }),
      ),
      certificateAuthority,
    });
  const store = storeBy(MINIO);
  const hostAliases = [{ ip: sts, hostnames: [AWS_STS] }];
  const catalog = IcebergCatalog.rest('lake', {
    uri: `https://rest-catalog.${SERVERS}.svc:8443`,
    fileIo: FileIo.s3(store),
  });
  const jobs: Record<string, [SparkRuntime, SparkFeature, SparkPodProps?]> = {
    'hadoop-3-3': [runtimes.spark35, store.bucket('lake')],
    'hadoop-3-4': [runtimes.spark40, storeBy().bucket('lake'), { hostAliases }],
    's3-file-io': [runtimes.spark35Aws, catalog],
  };
  const { driverAccount, executorAccount } = new SparkNamespace(
    new ManifestFile(app, 'keyless', { folder: 'apply' }),
    'namespace',
    { name: KEYLESS },
  );
  const lakefs = new LakeFs({
    endpoint: `https://lakefs.${SERVERS}.svc:8000`,
    repository: 'kronodroid',
    keys: AccessKeys.fromSecret('lakefs-credentials'),
    certificateAuthority,
  });
  const { template } = new KronodroidPlatform(app, 'platform', {
    jobNamespaces: [TLS],
    operator: { jobNamespaces: [TLS, KEYLESS] },
    minio: new S3Store({
      endpoint: MINIO,
      keys: AccessKeys.fromSecret('minio-credentials'),
      certificateAuthority,
    }),
    lakefs,
    job: {
      catalogKind: LakeFsCatalogKind.OPEN_SOURCE,
      runtime: runtimes.spark35,
      driver: small,
      executor: small,
    },
  });
  new RunCronJob(new ManifestFile(app, 'nightly', { folder: 'apply', namespace: TLS }), 'nightly', {
    template,
    runner: new Runner({ image: RUNNER_IMAGE, lakefs }),
    schedule: Cron.annually(),
    name: 'nightly',
  });
  for (const [name, [runtime, feature, pods]] of Object.entries(jobs)) {
    new SparkApplication(new ManifestFile(app, name, { folder: 'keyless', namespace: KEYLESS }), 'job', {
      name,
      runtime,
      mainApplicationFile: JOB.mainApplicationFile,
      arguments: [...PLACES[name]!],
      timeToLive: Duration.days(1),
      // Where the machine is busy spark-submit does not get through at once.
      restartPolicy: RestartPolicy.onFailure({ retries: 0, submissionRetries: 5 }),
      serviceAccount: driverAccount,
      driver: { ...small, ...pods },
      executor: { ...small, ...pods, serviceAccount: executorAccount },
    }).with(JOB, feature);
  }
}
