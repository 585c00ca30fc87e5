import { Duration } from 'cdk8s';
import {
  AccessKeys,
  Credentials,
  FileIo,
  IcebergCatalog,
  PodIdentity,
  RestAuth,
  S3Store,
  SparkApplication,
  type SparkFeature,
} from '../../lib';
import { objectsOf, testChart } from '../support/chart';

const ROLE = 'arn:aws:iam::111122223333:role/spark';
const irsa = Credentials.podIdentity(PodIdentity.irsa(ROLE));
const container = Credentials.podIdentity(PodIdentity.eksPodIdentity());
const keys = Credentials.accessKeys(AccessKeys.fromSecret('minio-credentials'));
const minioRole = 'arn:minio:iam:::role/wGhOPPXNIR6VyYzWKsgfY2IsCE4';

function web(stsEndpoint?: string): Credentials {
  return Credentials.podIdentity(
    PodIdentity.webIdentity({ roleArn: minioRole, audience: 'minio', stsEndpoint }),
  );
}

/** An application with these features, as it is rendered. */
function job(sparkVersion: string, ...features: SparkFeature[]): any {
  const chart = testChart();
  new SparkApplication(chart, 'job', {
    sparkVersion,
    image: 'registry.example.com/spark:1.0.0',
    mainApplicationFile: 'local:///job.py',
  }).with(...features);
  return (objectsOf(chart)[0] as any).spec;
}

function bucket(credentials: Credentials): SparkFeature {
  return S3Store.aws('eu-central-1', { credentials }).bucket('raw');
}

/** Settings of the bucket that its credentials make. */
function settings(sparkVersion: string, credentials: Credentials): Record<string, string> {
  const prefix = 'spark.hadoop.fs.s3a.bucket.raw.';
  const conf = job(sparkVersion, bucket(credentials)).sparkConf as Record<string, string>;
  return Object.fromEntries(
    Object.entries(conf)
      .filter(([key]) => /raw\.(aws|assumed|access|secret)/.test(key))
      .map(([key, value]) => [key.slice(prefix.length), value]),
  );
}

/** Options of a catalog on Iceberg's own client that its credentials make. */
function catalogOptions(credentials: Credentials): Record<string, string> {
  const store = S3Store.aws('eu-central-1', { credentials });
  const catalog = IcebergCatalog.rest('lake', { uri: 'https://c.example.com', fileIo: FileIo.s3(store) });
  const own = [
    'type',
    'uri',
    'io-impl',
    's3.endpoint',
    's3.path-style-access',
    'client.region',
    'rest.auth.type',
  ];
  return Object.fromEntries(
    Object.entries(job('3.5.8', catalog).sparkConf as Record<string, string>)
      .map(([key, value]) => [key.replace('spark.sql.catalog.lake.', ''), value] as const)
      .filter(([key]) => /^[a-z]/.test(key) && !key.startsWith('spark.') && !own.includes(key)),
  );
}

const V1 = 'com.amazonaws.auth';
const V2 = 'software.amazon.awssdk.auth.credentials';

describe('Credentials for S3A', () => {
  it.each([
    ['3.5.8', `${V1}.WebIdentityTokenCredentialsProvider`],
    ['4.0.5', `${V2}.WebIdentityTokenFileCredentialsProvider`],
    ['4.1.4', `${V2}.WebIdentityTokenFileCredentialsProvider`],
    ['9.0.0', `${V2}.WebIdentityTokenFileCredentialsProvider`],
  ])('name the class that the Hadoop of Spark %s has for a web identity', (version, provider) => {
    expect(settings(version, irsa)).toEqual({ 'aws.credentials.provider': provider });
  });

  it('give every pod of a web identity the region of the STS', () => {
    const { driver, executor } = job('3.5.8', bucket(irsa));
    for (const role of [driver, executor]) {
      expect(role.env).toEqual([{ name: 'AWS_REGION', value: 'eu-central-1' }]);
    }
  });

  it('take EKS Pod Identity where the Hadoop knows it', () => {
    expect(settings('4.0.5', container)).toEqual({
      'aws.credentials.provider': 'org.apache.hadoop.fs.s3a.auth.IAMInstanceCredentialsProvider',
    });
  });

  it('fail for EKS Pod Identity on Hadoop 3.3', () => {
    expect(() => job('3.5.8', bucket(container))).toThrow(
      'S3 bucket raw at https://s3.eu-central-1.amazonaws.com: S3A of Hadoop 3.3.4 does not know EKS Pod Identity; ' +
        'use PodIdentity.irsa, FileIo.s3, or Spark 4',
    );
  });

  it('put the token and what the SDK wants to know of it into both pods', () => {
    const spec = job('4.1.4', bucket(web('https://minio:9000')));
    expect(spec.volumes).toEqual([
      {
        name: 'sts-token',
        projected: {
          sources: [{ serviceAccountToken: { audience: 'minio', expirationSeconds: 3600, path: 'token' } }],
        },
      },
    ]);
    for (const role of [spec.driver, spec.executor]) {
      expect(role.volumeMounts).toEqual([
        { name: 'sts-token', mountPath: '/var/run/secrets/sts', readOnly: true },
      ]);
      expect(role.env).toEqual([
        { name: 'AWS_ENDPOINT_URL_STS', value: 'https://minio:9000' },
        { name: 'AWS_REGION', value: 'eu-central-1' },
        { name: 'AWS_ROLE_ARN', value: minioRole },
        { name: 'AWS_WEB_IDENTITY_TOKEN_FILE', value: '/var/run/secrets/sts/token' },
      ]);
      expect(role.javaOptions).toBeUndefined();
    }
  });

  it('tell Hadoop 3.3 the STS by a file of regions, since its SDK reads no variable', () => {
    const spec = job('3.5.8', bucket(web('https://minio:9000')));
    expect(spec.volumes.map(({ name }: any) => name)).toEqual(['sts-regions', 'sts-token']);
    for (const role of [spec.driver, spec.executor]) {
      expect(role.javaOptions).toBe(
        '-Dcom.amazonaws.regions.RegionUtils.fileOverride=/var/run/secrets/sts-regions/regions.xml',
      );
      expect(role.annotations['cdk8s-spark-operator/sts-regions']).toBe(
        '<XML><Regions><Region><Name>eu-central-1</Name><Domain>amazonaws.com</Domain><Endpoint>' +
          '<ServiceName>sts</ServiceName><Http>false</Http><Https>true</Https><Hostname>minio:9000</Hostname>' +
          '</Endpoint></Region></Regions></XML>',
      );
      expect(role.env).toContainEqual({ name: 'AWS_STS_REGIONAL_ENDPOINTS', value: 'regional' });
    }
  });

  it('fail for an STS of one’s own that the Hadoop cannot reach', () => {
    expect(() => job('4.0.5', bucket(web('https://minio:9000')))).toThrow(
      'no setting tells S3A of Hadoop 3.4.1 where an STS of your own is; use FileIo.s3, or Spark 4.1',
    );
    expect(() => job('3.5.8', bucket(web('http://minio:9000')))).toThrow(
      'S3A of Hadoop 3.3.4 reaches an STS of your own by https:// alone; use it, FileIo.s3, or Spark 4.1',
    );
    expect(() => job('4.1.4', bucket(web('http://minio:9000')))).not.toThrow();
    expect(() => job('4.0.5', bucket(web()))).not.toThrow();
  });

  it('assume a role, by the identity of the pods or by keys', () => {
    const reader = 'arn:aws:iam::444455556666:role/reader';
    expect(settings('4.0.5', Credentials.assumedRole(reader, irsa, { externalId: 'x-1' }))).toEqual({
      'aws.credentials.provider': 'org.apache.hadoop.fs.s3a.auth.AssumedRoleCredentialProvider',
      'assumed.role.arn': reader,
      'assumed.role.credentials.provider': `${V2}.WebIdentityTokenFileCredentialsProvider`,
      'assumed.role.external.id': 'x-1',
      'assumed.role.sts.endpoint': 'sts.eu-central-1.amazonaws.com',
      'assumed.role.sts.endpoint.region': 'eu-central-1',
    });
    const byKeys = Credentials.assumedRole(reader, keys, {
      sessionName: 'etl',
      duration: Duration.hours(1),
      stsHost: 'sts.example.com:8443',
    });
    expect(settings('3.5.8', byKeys)).toEqual({
      'access.key': '${env.MINIO_ACCESS_KEY_ID}',
      'secret.key': '${env.MINIO_SECRET_ACCESS_KEY}',
      'aws.credentials.provider': 'org.apache.hadoop.fs.s3a.auth.AssumedRoleCredentialProvider',
      'assumed.role.arn': reader,
      'assumed.role.credentials.provider': 'org.apache.hadoop.fs.s3a.SimpleAWSCredentialsProvider',
      'assumed.role.session.duration': '3600s',
      'assumed.role.session.name': 'etl',
      'assumed.role.sts.endpoint': 'sts.example.com:8443',
      'assumed.role.sts.endpoint.region': 'eu-central-1',
    });
    expect(settings('4.0.5', Credentials.assumedRole('arn:aws-cn:iam::1:role/reader', irsa))).toMatchObject({
      'assumed.role.sts.endpoint': 'sts.eu-central-1.amazonaws.com.cn',
    });
  });

  it('fail to assume a role for what cannot', () => {
    const role = (by: Credentials, props = {}) => Credentials.assumedRole(ROLE, by, props);
    expect(() => settings('3.5.8', role(irsa, { externalId: 'x' }))).toThrow(
      'S3A of Hadoop 3.3.4 has no setting for an external id; use FileIo.s3, or Spark 4',
    );
    expect(() => settings('4.0.5', role(Credentials.none()))).toThrow(
      'no credentials cannot assume a role; give access keys or the identity of the pods',
    );
    expect(() => settings('4.0.5', role(role(irsa)))).toThrow(`role ${ROLE} cannot assume a role`);
    expect(() => settings('4.0.5', role(Credentials.vended()))).toThrow(
      'keys that a catalog hands out reach its own client alone',
    );
    expect(() =>
      Credentials.assumedRole('spark', irsa, {
        duration: Duration.minutes(14),
        stsHost: 'https://sts',
        sessionName: 'a b',
      }),
    ).toThrow('assumed role: roleArn is "spark"; it must be the ARN of a role, of 20 characters or more');
    expect(() => Credentials.assumedRole(ROLE, irsa, { duration: Duration.minutes(14) })).toThrow(
      'duration is 840 seconds; the STS wants 15 minutes or more',
    );
    expect(() => Credentials.assumedRole(ROLE, irsa, { duration: Duration.minutes(15) })).not.toThrow();
    expect(() => Credentials.assumedRole(ROLE, irsa, { stsHost: 'https://sts' })).toThrow(
      'stsHost is "https://sts"; it must be a host and perhaps a port, without a scheme',
    );
  });

  it('read public data, and use a class of the image', () => {
    expect(settings('3.5.8', Credentials.none())).toEqual({
      'aws.credentials.provider': 'org.apache.hadoop.fs.s3a.AnonymousAWSCredentialsProvider',
    });
    expect(settings('3.5.8', Credentials.provider(`${V1}.DefaultAWSCredentialsProviderChain`))).toEqual({
      'aws.credentials.provider': `${V1}.DefaultAWSCredentialsProviderChain`,
    });
    expect(() => Credentials.provider('Mine')).toThrow(
      'credentials provider: className is "Mine"; it must be the whole name of a class',
    );
  });

  it('fail for keys that a catalog hands out, and for identities of other clouds', () => {
    expect(() => bucket(Credentials.vended())).not.toThrow();
    expect(() => job('4.0.5', bucket(Credentials.vended()))).toThrow(
      'keys that a catalog hands out reach its own client alone; use FileIo.s3, or give the bucket a store of its own',
    );
    const google = Credentials.podIdentity(PodIdentity.gkeWorkloadIdentity());
    expect(() => job('4.0.5', bucket(google))).toThrow(
      'no client of S3 reads GKE Workload Identity; use PodIdentity.irsa, eksPodIdentity or webIdentity',
    );
    expect(() => catalogOptions(google)).toThrow(
      'FileIo.s3 of https://s3.eu-central-1.amazonaws.com: no client of S3 reads GKE Workload Identity',
    );
  });

  it('keep two roles apart: one pod has one', () => {
    const other = Credentials.podIdentity(
      PodIdentity.webIdentity({ roleArn: 'arn:minio:iam:::role/another', audience: 'minio' }),
    );
    expect(() =>
      job('4.1.4', bucket(web()), S3Store.aws('eu-central-1', { credentials: other }).bucket('two')),
    ).toThrow(`driver.env[AWS_ROLE_ARN] is {"value":"${minioRole}"} by S3 bucket raw`);
  });
});

describe('Credentials for S3FileIO', () => {
  it.each([
    ['the identity of the pods', irsa, {}],
    ['EKS Pod Identity', container, {}],
    [
      'no credentials',
      Credentials.none(),
      { 'client.credentials-provider': `${V2}.AnonymousCredentialsProvider` },
    ],
    ['a class', Credentials.provider('a.B'), { 'client.credentials-provider': 'a.B' }],
    [
      'keys of the catalog',
      Credentials.vended(),
      { 'header.X-Iceberg-Access-Delegation': 'vended-credentials' },
    ],
    [
      'access keys',
      keys,
      {
        's3.access-key-id': 'env:MINIO_ACCESS_KEY_ID',
        's3.secret-access-key': 'env:MINIO_SECRET_ACCESS_KEY',
      },
    ],
    [
      'a role',
      Credentials.assumedRole(ROLE, irsa, {
        sessionName: 'etl',
        externalId: 'x',
        duration: Duration.hours(1),
      }),
      {
        'client.factory': 'org.apache.iceberg.aws.AssumeRoleAwsClientFactory',
        'client.assume-role.arn': ROLE,
        'client.assume-role.external-id': 'x',
        'client.assume-role.region': 'eu-central-1',
        'client.assume-role.session-name': 'etl',
        'client.assume-role.timeout-sec': '3600',
      },
    ],
  ])('say what the client needs for %s', (_, credentials, options) => {
    expect(catalogOptions(credentials)).toEqual(options);
  });

  it('fail to assume a role as anybody but the pod, or at another STS', () => {
    const problem =
      'S3FileIO assumes a role as the identity of its pod, at the STS of AWS; use Credentials.podIdentity';
    expect(() => catalogOptions(Credentials.assumedRole(ROLE, keys))).toThrow(problem);
    expect(() => catalogOptions(Credentials.assumedRole(ROLE, irsa, { stsHost: 'sts.example.com' }))).toThrow(
      problem,
    );
    expect(() =>
      catalogOptions(
        Credentials.assumedRole(ROLE, Credentials.podIdentity(PodIdentity.gkeWorkloadIdentity())),
      ),
    ).toThrow('no client of S3 reads GKE Workload Identity');
  });

  it('reach an STS of one’s own by a variable, whatever the Hadoop', () => {
    const store = new S3Store({ endpoint: 'https://minio:9000', credentials: web('https://minio:9000') });
    const spec = job(
      '4.0.5',
      IcebergCatalog.rest('lake', { uri: 'https://c.example.com', fileIo: FileIo.s3(store) }),
    );
    expect(spec.driver.env.map(({ name }: any) => name)).toEqual([
      'AWS_ENDPOINT_URL_STS',
      'AWS_REGION',
      'AWS_ROLE_ARN',
      'AWS_WEB_IDENTITY_TOKEN_FILE',
    ]);
    expect(spec.executor.volumeMounts).toHaveLength(1);
  });
});

describe('catalogs of AWS', () => {
  it('sign requests as the identity of the pods', () => {
    const identity = PodIdentity.irsa(ROLE);
    const store = S3Store.aws('eu-central-1', { credentials: irsa });
    const spec = job(
      '3.5.8',
      IcebergCatalog.rest('lake', {
        uri: 'https://glue.eu-central-1.amazonaws.com/iceberg',
        auth: RestAuth.sigV4({ region: 'eu-central-1', identity }),
        fileIo: FileIo.s3(store),
      }),
    );
    expect(spec.sparkConf).toMatchObject({
      'spark.sql.catalog.lake.rest.auth.type': 'sigv4',
      'spark.sql.catalog.lake.rest.signing-name': 'glue',
      'spark.sql.catalog.lake.rest.signing-region': 'eu-central-1',
    });
    expect(spec.driver.env).toEqual([{ name: 'AWS_REGION', value: 'eu-central-1' }]);
    expect(() =>
      RestAuth.sigV4({ region: 'eu-central-1', identity: PodIdentity.gkeWorkloadIdentity() }),
    ).toThrow('RestAuth.sigV4: no client of S3 reads GKE Workload Identity');
  });

  it('give Glue the identity of the pods, or a role', () => {
    const glue = (credentials?: Credentials) =>
      IcebergCatalog.glue('lake', { warehouse: 's3://lake/w', region: 'eu-central-1', credentials });
    expect(job('3.5.8', glue(irsa)).driver.env).toEqual([{ name: 'AWS_REGION', value: 'eu-central-1' }]);
    expect(job('3.5.8', glue()).driver.env).toEqual([]);
    expect(job('3.5.8', glue(Credentials.assumedRole(ROLE, irsa))).sparkConf).toMatchObject({
      'spark.sql.catalog.lake.client.assume-role.arn': ROLE,
    });
    expect(() => glue(keys)).toThrow('access keys of a store do not reach Glue; use Credentials.podIdentity');
    expect(() => glue(Credentials.podIdentity(PodIdentity.gkeWorkloadIdentity()))).toThrow(
      'no client of S3 reads GKE Workload Identity',
    );
  });
});
