import { SCHEDULED, accepts, finds } from '../harness';

const CATALOG = 'spark.sql.catalog.lake';
const ICEBERG = 'org.apache.iceberg.spark.SparkCatalog';
const HADOOP = {
  [CATALOG]: ICEBERG,
  [`${CATALOG}.type`]: 'hadoop',
  [`${CATALOG}.warehouse`]: 's3a://lake/main/wh',
};
const S3FILEIO = {
  [CATALOG]: ICEBERG,
  [`${CATALOG}.type`]: 'glue',
  [`${CATALOG}.io-impl`]: 'org.apache.iceberg.aws.s3.S3FileIO',
  [`${CATALOG}.s3.endpoint`]: 'https://s3.example.com',
};

/** A bucket of a private store, with keys from the environment. */
function block(bucket: string, endpoint: string, keys = true): Record<string, string> {
  const option = (name: string): string => `spark.hadoop.fs.s3a.bucket.${bucket}.${name}`;
  return {
    [option('endpoint')]: endpoint,
    [option('path.style.access')]: 'true',
    ...(keys ? { [option('access.key')]: '${env.ID}', [option('secret.key')]: '${env.KEY}' } : {}),
  };
}

const secret = (name: string) => ({ name, valueFrom: { secretKeyRef: { name: 'store', key: name } } });
const both = (...env: object[]) => ({ 'spec.driver.env': env, 'spec.executor.env': env });
const KEYS = both(secret('ID'), secret('KEY'));
const AWS = both(secret('AWS_ACCESS_KEY_ID'), secret('AWS_SECRET_ACCESS_KEY'));
const conf = (settings: object) => ({ 'spec.sparkConf': settings });
const at = (key: string) => `spec.sparkConf[${JSON.stringify(key)}]`;
const RAW = block('raw', 'http://minio:9000');

describe('stores', () => {
  finds([
    [
      'bucket-without-block',
      { ...conf(RAW), ...KEYS, 'spec.arguments': ['s3a://other/x'] },
      'spec.arguments[0]',
    ],
    [
      'bucket-without-credentials',
      conf(block('raw', 'http://minio:9000', false)),
      at('spark.hadoop.fs.s3a.bucket.raw.endpoint'),
    ],
    [
      'shared-global-s3-keys',
      {
        ...conf({
          ...block('raw', 'http://minio:9000', false),
          ...block('lake', 'http://lakefs:8000', false),
        }),
        ...AWS,
      },
      at('spark.hadoop.fs.s3a.bucket.lake.endpoint'),
    ],
    [
      'aws-env-with-bucket-keys',
      { ...conf(RAW), ...both(secret('ID'), secret('KEY'), secret('AWS_ACCESS_KEY_ID')) },
      'spec.driver.env[2]',
    ],
    [
      'bucket-name-with-dot',
      {
        ...conf({ 'spark.hadoop.fs.s3a.bucket.my.bucket.endpoint.region': 'eu-west-1' }),
        'spec.arguments': ['s3a://my.bucket/x'],
      },
      at('spark.hadoop.fs.s3a.bucket.my.bucket.endpoint.region'),
    ],
    [
      'lakefs-identifier',
      {
        ...conf(block('My_repo', 'http://lakefs:8000')),
        ...KEYS,
        'spec.arguments': ['s3a://My_repo/main/x'],
      },
      'spec.arguments[0]',
    ],
    [
      'lakefs-identifier',
      { ...conf(block('repo', 'http://lakefs:8000')), ...KEYS, 'spec.arguments': ['s3a://repo/run.1/x'] },
      'spec.arguments[0]',
    ],
    ['reference-under-proxy-user', { ...conf(RAW), ...KEYS, 'spec.proxyUser': 'alice' }, 'spec.proxyUser'],
  ]);
  accepts([
    { ...conf(RAW), ...KEYS, 'spec.arguments': ['s3a://raw/x'] },
    {
      ...conf({ ...RAW, ...block('lake', 'http://lakefs:8000') }),
      ...KEYS,
      'spec.arguments': ['s3a://lake/run_1/x'],
    },
    { ...conf({ ...RAW, 'spark.hadoop.fs.s3a.endpoint': 'https://s3.amazonaws.com' }), ...KEYS },
    { ...conf(block('raw', 'http://minio:9000', false)), ...AWS },
    { 'spec.arguments': ['s3a://my.bucket/x'] },
  ]);
});

describe('catalogs', () => {
  const location = `${CATALOG}.table-default.write.metadata.path`;
  finds([
    ['hadoop-catalog-location', conf({ ...HADOOP, [location]: 's3a://other/x' }), at(location)],
    [
      'hadoop-catalog-ephemeral-branch',
      {
        ...conf({
          ...HADOOP,
          ...block('lake', 'http://lakefs:8000'),
          [`${CATALOG}.warehouse`]: 's3a://lake/run-1/wh',
        }),
        ...KEYS,
      },
      at(`${CATALOG}.warehouse`),
    ],
    ['catalog-incomplete', conf({ ...HADOOP, [`${CATALOG}.type`]: 'hadop' }), at(`${CATALOG}.type`)],
    [
      'catalog-incomplete',
      conf({ [CATALOG]: ICEBERG, [`${CATALOG}.type`]: 'hadoop' }),
      at(`${CATALOG}.type`),
    ],
    [
      'catalog-class-missing',
      conf({ [`${CATALOG}.type`]: 'hadoop', [`${CATALOG}.warehouse`]: 'file:/x' }),
      at(`${CATALOG}.type`),
    ],
    ['catalog-class-missing', conf({ 'spark.sql.defaultCatalog': 'lake' }), at('spark.sql.defaultCatalog')],
    ['class-misspelt', conf({ [CATALOG]: 'org.apache.iceberg.spark.SparkCatalogue' }), at(CATALOG)],
    [
      'class-misspelt',
      conf({ 'spark.sql.extensions': 'org.apache.iceberg.spark.extensions.IcebergSparkSessionExtension' }),
      at('spark.sql.extensions'),
    ],
    ['s3-region-missing', conf(S3FILEIO), at(`${CATALOG}.io-impl`)],
    [
      'sdk-checksum-trailers',
      conf({
        ...S3FILEIO,
        [`${CATALOG}.s3.endpoint`]: 'http://lakefs:8000',
        [`${CATALOG}.s3.path-style-access`]: 'true',
        [`${CATALOG}.client.region`]: 'us-east-1',
      }),
      at(`${CATALOG}.s3.endpoint`),
    ],
  ]);
  accepts([
    conf({ ...HADOOP, [`${CATALOG}.warehouse`]: 's3a://lake/run-1/wh' }),
    conf({ ...S3FILEIO, [`${CATALOG}.client.region`]: 'us-east-1' }),
    { ...conf(S3FILEIO), ...both({ name: 'AWS_REGION', value: 'us-east-1' }) },
  ]);
  finds(
    [
      [
        'hadoop-catalog-concurrent-writers',
        { 'spec.concurrencyPolicy': 'Allow', 'spec.template.sparkConf': HADOOP },
        'spec.concurrencyPolicy',
      ],
    ],
    SCHEDULED,
  );
  accepts([{ 'spec.template.sparkConf': HADOOP }], SCHEDULED);
});

describe('one application', () => {
  const at = (key: string) => `spec.sparkConf[${JSON.stringify(key)}]`;

  const conf = (key: string, value: string, more: object = {}) =>
    [{ 'spec.sparkConf': { [key]: value, ...more } }, at(key)] as const;

  finds([
    [
      'path-style-missing',
      ...conf('spark.hadoop.fs.s3a.endpoint', 'http://minio:9000', {
        'spark.hadoop.fs.s3a.aws.credentials.provider': 'x.Y',
      }),
    ],
    [
      'ssl-flag-contradicts-endpoint',
      ...conf('spark.hadoop.fs.s3a.connection.ssl.enabled', 'true', {
        'spark.hadoop.fs.s3a.endpoint': 'http://minio:9000',
        'spark.hadoop.fs.s3a.path.style.access': 'true',
      }),
    ],
  ]);

  accepts([{ 'spec.sparkConf': { 'spark.hadoop.fs.s3a.aws.credentials.provider': 'org.example.Provider' } }]);
});
