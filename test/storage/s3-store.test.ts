import { Duration } from 'cdk8s';
import fc from 'fast-check';
import {
  AccessKeys,
  CertificateAuthority,
  Credentials,
  S3Store,
  S3aDefaults,
  type S3StoreProps,
} from '../../lib';
import { confOf, contributionOf } from '../support/features';
import { yamlOfFeatures } from '../support/yaml';
import { Workload } from '../support/workload';

const keys = AccessKeys.fromSecret('minio-credentials');
const minio = new S3Store({ endpoint: 'http://minio:9000', keys });

describe('S3Store', () => {
  it('gives a bucket its settings and its keys', () => {
    expect(yamlOfFeatures(minio.bucket('dlt-data'))).toMatchSnapshot();
  });

  it('renders every property', () => {
    const props: Required<Omit<S3StoreProps, 'credentials'>> = {
      certificateAuthority: CertificateAuthority.fromSecret('ceph-ca'),
      endpoint: 'https://s3.example.com/',
      keys: AccessKeys.fromSecret('ceph', { accessKey: 'id', secretKey: 'key' }),
      region: 'eu-central-1',
      pathStyle: false,
      envPrefix: 'ARCHIVE',
      maxAttempts: 5,
      retryLimit: 7,
      connectTimeout: Duration.seconds(20),
    };
    expect(yamlOfFeatures(new S3Store(props).bucket('archive'))).toMatchSnapshot();
  });

  it.each([
    ['minio-credentials', 'MINIO'],
    ['lakefs.prod-credentials', 'LAKEFS_PROD'],
    ['ceph', 'CEPH'],
  ])('takes the prefix of the variables from the Secret %s', (secret, prefix) => {
    const store = new S3Store({ endpoint: 'http://s3:9000', keys: AccessKeys.fromSecret(secret) });
    expect(store.envPrefix).toBe(prefix);
  });

  it('reaches two buckets with one set of variables', () => {
    const names = contributionOf(minio.bucket('one'), minio.bucket('two')).env.map(({ name }) => name);
    expect(names).toEqual(['MINIO_ACCESS_KEY_ID', 'MINIO_ENDPOINT_URL', 'MINIO_SECRET_ACCESS_KEY']);
  });

  it('fails when two stores share a variable by accident', () => {
    const other = new S3Store({ endpoint: 'http://other:9000', keys });
    expect(() => confOf(minio.bucket('one'), other.bucket('two'))).toThrow(
      'driver.env[MINIO_ENDPOINT_URL] is {"value":"http://minio:9000"} by S3 bucket one at http://minio:9000 ' +
        'and {"value":"http://other:9000"} by S3 bucket two at http://other:9000; rename or remove one of them',
    );
  });

  it('fails when the settings of the application contradict the endpoint', () => {
    const workload = new Workload();
    workload.addContribution('sparkConf', {
      sparkConf: { 'spark.hadoop.fs.s3a.bucket.raw.connection.ssl.enabled': 'true' },
    });
    expect(() => workload.with(minio.bucket('raw'))).toThrow(
      'sparkConf["spark.hadoop.fs.s3a.bucket.raw.connection.ssl.enabled"] is "true" by sparkConf and "false" by S3 bucket raw',
    );
  });

  it.each([
    'minio:9000',
    'ftp://minio',
    'http://user:hunter2@minio',
    'http://minio/bucket',
    'http://minio:9000?x=1',
    process.env.NEVER_SET!,
  ])('fails when the endpoint is %s, without repeating it', (endpoint) => {
    const make = () => new S3Store({ endpoint, keys });
    expect(make).toThrow(
      'S3 store: endpoint must be http:// or https://, a host and perhaps a port, and nothing else, for example http://minio:9000',
    );
    expect(make).not.toThrow('hunter2');
  });

  it.each(['http://s3.example.com:443', 'https://s3.example.com:80'])(
    'fails when the port contradicts TLS: %s',
    (endpoint) => {
      expect(() => new S3Store({ endpoint, keys })).toThrow(
        `endpoint is "${endpoint}", with a port that contradicts its scheme; http:// means no TLS, https:// means TLS`,
      );
    },
  );

  it('fails when Hadoop would read the prefix as a default, naming the Secret it came from', () => {
    expect(() => new S3Store({ endpoint: 'http://s3', keys, envPrefix: 'MY-STORE' })).toThrow(
      'envPrefix is "MY-STORE"; it must be upper-case letters, digits and underscores that start with a letter',
    );
    expect(() => new S3Store({ endpoint: 'http://s3', keys: AccessKeys.fromSecret('3rd') })).toThrow(
      'envPrefix (from the Secret "3rd") is "3RD"; it must be upper-case letters',
    );
  });

  it('fails when the prefix is the one that Spark copies into its settings', () => {
    expect(
      () =>
        new S3Store({ endpoint: 'https://s3.example.com', keys: AccessKeys.fromSecret('aws-credentials') }),
    ).toThrow(
      'envPrefix (from the Secret "aws-credentials") is "AWS"; it must be upper-case letters, digits and underscores that ' +
        'start with a letter, and not AWS, whose secret key Spark copies into its settings in plain text',
    );
  });

  it('is S3 of AWS in a region, asked by the host names of its buckets', () => {
    const credentials = Credentials.none();
    expect(S3Store.aws('eu-central-1', { credentials })).toMatchObject({
      endpoint: 'https://s3.eu-central-1.amazonaws.com',
      region: 'eu-central-1',
      pathStyle: false,
      tls: true,
      keys: undefined,
      env: [],
    });
    expect(S3Store.aws('cn-north-1', { credentials }).endpoint).toBe(
      'https://s3.cn-north-1.amazonaws.com.cn',
    );
  });

  it('fails when AWS has no such region', () => {
    expect(() => S3Store.aws('Frankfurt', { credentials: Credentials.none() })).toThrow(
      'S3 store: region is "Frankfurt"; it must be a region of AWS, for example eu-central-1',
    );
  });

  it.each([
    ['https://s3.eu-central-1.amazonaws.com', 'eu-central-1'],
    ['https://s3.dualstack.us-west-2.amazonaws.com', 'us-west-2'],
    ['https://s3.example.com', 'us-east-1'],
  ])('signs for the region in the host name of %s', (endpoint, region) => {
    expect(new S3Store({ endpoint, keys }).region).toBe(region);
  });

  it('fails when the region is another than that of the host name', () => {
    const endpoint = 'https://s3.eu-central-1.amazonaws.com';
    expect(() => new S3Store({ endpoint, keys, region: 'us-east-1' })).toThrow(
      'region is "us-east-1" and that of the endpoint eu-central-1; leave it out',
    );
    expect(new S3Store({ endpoint, keys, region: 'eu-central-1' }).region).toBe('eu-central-1');
  });

  it('fails without credentials, and with both forms of them', () => {
    const endpoint = 'http://minio:9000';
    expect(() => new S3Store({ endpoint })).toThrow(
      'S3 store: credentials is missing; give keys, Credentials.podIdentity(…), or Credentials.none() for public data',
    );
    expect(() => new S3Store({ endpoint, keys, credentials: Credentials.none() })).toThrow(
      'S3 store: keys and credentials are both given; give one of them',
    );
  });

  it('has its address in a variable only under a prefix', () => {
    const store = new S3Store({ endpoint: 'http://s3', credentials: Credentials.none(), envPrefix: 'OPEN' });
    expect(store.env).toEqual([{ name: 'OPEN_ENDPOINT_URL', value: 'http://s3' }]);
  });

  it('fails with all problems at once', () => {
    expect(
      () =>
        new S3Store({
          endpoint: 'minio',
          keys,
          region: '',
          maxAttempts: 0,
          retryLimit: 1.5,
          connectTimeout: Duration.millis(0),
        }),
    ).toThrow(
      'for example http://minio:9000; region is ""; it must be a text that is not empty; maxAttempts is 0; it must be a ' +
        'whole number, 1 or more, for example 1; retryLimit is 1.5; it must be a whole number, 1 or more, for example 1; ' +
        'connectTimeout is 0; it must be a whole number of milliseconds, 1 or more, for example Duration.minutes(30)',
    );
  });
});

describe('S3Bucket', () => {
  it('fails when the name has a dot', () => {
    expect(() => minio.bucket('raw.data')).toThrow(
      'S3 bucket: name is "raw.data"; it must be 3 to 63 lower-case letters, digits and dashes, with no dash at an end ' +
        '(a dot would make fs.s3a.bucket.<name>.* ambiguous), for example dlt-data',
    );
  });

  it.each(['ab', 'Raw', 'raw_data', '-raw', 'raw-', 'x'.repeat(64), process.env.NEVER_SET!])(
    'fails when the name is %j',
    (name) => {
      expect(() => minio.bucket(name)).toThrow(
        `name is ${JSON.stringify(name)}; it must be 3 to 63 lower-case letters, digits and dashes, with no dash at an end`,
      );
    },
  );

  it('sets nothing outside its own block', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/), (name) => {
        const keysSet = Object.keys(confOf(minio.bucket(name)));
        expect(keysSet.every((key) => key.startsWith(`spark.hadoop.fs.s3a.bucket.${name}.`))).toBe(true);
      }),
    );
  });
});

describe('S3aDefaults', () => {
  it('sets what all stores agree on', () => {
    const lakefs = new S3Store({
      endpoint: 'http://lakefs:8000',
      keys: AccessKeys.fromSecret('lakefs-credentials'),
    });
    expect(confOf(S3aDefaults.of(minio, lakefs))).toEqual({
      'spark.hadoop.fs.s3a.connection.ssl.enabled': 'false',
      'spark.hadoop.fs.s3a.impl': 'org.apache.hadoop.fs.s3a.S3AFileSystem',
      'spark.hadoop.fs.s3a.path.style.access': 'true',
    });
  });

  it('leaves to the buckets what the stores disagree on', () => {
    const cloud = new S3Store({ endpoint: 'https://s3.example.com', keys, pathStyle: false });
    expect(confOf(S3aDefaults.of(minio, cloud))).toEqual({
      'spark.hadoop.fs.s3a.impl': 'org.apache.hadoop.fs.s3a.S3AFileSystem',
    });
  });
});
