import { SCHEDULED, accepts, finds, tells } from '../harness';

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

describe('what each rule says of each store', () => {
  const MINIO = 'http://minio:9000';
  const bucket = (name: string, option: string): string => `spark.hadoop.fs.s3a.bucket.${name}.${option}`;
  const bare = (name: string, endpoint = MINIO): Record<string, string> => block(name, endpoint, false);
  const HIDDEN_CONF = [{ 'spec.hadoopConfigMap': 'conf' }, { 'spec.sparkConfigMap': 'conf' }];

  const used = { 'spec.arguments': ['s3a://other/x', 's3a://other/y', 's3a://raw/z', 's3a://my.bucket/x'] };
  const lone = 'spec.arguments[0]: bucket other has no endpoint, while others have one';
  tells(
    'bucket-without-block',
    [
      [RAW, lone],
      [{ ...RAW, ...block('more', 'https://s3.amazonaws.com') }, lone],
      [{}],
      [block('raw', 'https://s3.amazonaws.com')],
      [block('raw', '${env.UNKNOWN}')],
      [{ [bucket('raw', 'access.key')]: '${env.ID}' }],
      [{ ...RAW, [bucket('other', 'endpoint')]: MINIO }],
      [{ ...RAW, 'spark.hadoop.fs.s3a.endpoint': 'https://s3.amazonaws.com' }],
    ],
    used,
  );
  for (const hidden of HIDDEN_CONF) tells('bucket-without-block', [[RAW]], { ...used, ...hidden });
  tells('bucket-without-block', [[block('raw', '${env.STORE}'), lone]], {
    ...used,
    ...both({ name: 'STORE', value: MINIO }),
  });

  const without = (name: string, key = bucket(name, 'endpoint')): string =>
    `${key}: nothing gives credentials for bucket ${name}`;
  tells('bucket-without-credentials', [
    [bare('raw'), without('raw')],
    [{ ...bare('raw'), ...bare('lake') }, without('raw')],
    [{ ...bare('raw'), ...bare('lake', 'http://lakefs:8000') }, without('raw'), without('lake')],
    [{ ...bare('raw'), ...block('lake', 'http://lakefs:8000') }, without('raw')],
    [block('raw', MINIO)],
    [bare('raw', 'https://s3.amazonaws.com')],
    [bare('raw', '${env.UNKNOWN}')],
    [{ [bucket('raw', 'path.style.access')]: 'true' }],
    [{ ...bare('raw'), [bucket('raw', 'aws.credentials.provider')]: 'x.Y' }],
    [{ ...bare('raw'), [bucket('raw', 'security.credential.provider.path')]: 'jceks://x' }],
    [{ ...bare('raw'), 'spark.hadoop.fs.s3a.access.key': '${env.ID}' }],
  ]);
  for (const change of [
    ...HIDDEN_CONF,
    { 'spec.driver.envFrom': [{ secretRef: { name: 'store' } }] },
    { 'spec.driver.secrets': [{ name: 'store', path: '/mnt/store', secretType: 'Generic' }] },
    ...['MY_KEY', 'SECRET_X', 'token', 'CREDENTIALS', 'DB_PASSWORD'].map((name) =>
      both({ name, value: 'x' }),
    ),
  ])
    tells('bucket-without-credentials', [[bare('raw')]], change);
  tells('bucket-without-credentials', [[bare('raw'), without('raw')]], both({ name: 'MODE', value: 'x' }));
  tells(
    'bucket-without-credentials',
    [[{ 'spark.hadoop.fs.s3a.endpoint': MINIO }, without('raw', 'spark.hadoop.fs.s3a.endpoint')]],
    { 'spec.arguments': ['s3a://raw/x', 's3a://lake/x'] },
  );

  const two = { ...bare('raw'), ...bare('lake', 'http://lakefs:8000') };
  const shared = `${bucket('lake', 'endpoint')}: ${MINIO} and http://lakefs:8000 are used with the same keys`;
  const global = { 'spark.hadoop.fs.s3a.access.key': '${env.ID}' };
  tells('shared-global-s3-keys', [
    [{ ...two, ...global }, shared],
    [two],
    [{ ...bare('raw'), ...global }],
    [{ ...bare('raw'), ...bare('lake'), ...global }],
    [{ ...two, ...global, [bucket('raw', 'access.key')]: '${env.ID}' }],
    [{ ...two, ...global, [bucket('lake', 'aws.credentials.provider')]: 'x.Y' }],
    [global],
  ]);
  tells('shared-global-s3-keys', [[two, shared]], AWS);
  tells('shared-global-s3-keys', [[two]], KEYS);

  const copied = 'spec.driver.env[0]: Spark copies this key into the options of every bucket';
  tells(
    'aws-env-with-bucket-keys',
    [
      [RAW, copied],
      [bare('raw')],
      [{}],
      [{ ...RAW, 'spark.sql.catalog.lake.io-impl': 'org.apache.iceberg.aws.s3.S3FileIO' }],
      [{ ...RAW, 'spark.sql.catalog.lake.catalog-impl': 'org.apache.iceberg.aws.glue.GlueCatalog' }],
      [{ ...RAW, [bucket('lake', 'aws.credentials.provider')]: 'x.EnvironmentVariableCredentialsProvider' }],
      [{ ...RAW, [bucket('lake', 'access.key')]: '${env.AWS_ACCESS_KEY_ID}' }],
      [{ ...RAW, [bucket('lake', 'access.key')]: '${env.OTHER}' }, copied],
    ],
    AWS,
  );
  tells('aws-env-with-bucket-keys', [[RAW]], KEYS);

  const styled = (endpoint: string, host: string, key = bucket('raw', 'endpoint')): string =>
    `${key}: ${endpoint} is asked for hosts such as BUCKET.${host}`;
  const raw = (endpoint: string, style?: string): Record<string, string> => ({
    [bucket('raw', 'endpoint')]: endpoint,
    ...(style !== undefined && { [bucket('raw', 'path.style.access')]: style }),
  });
  const catalog = (endpoint: string, style?: string): Record<string, string> => ({
    [`${CATALOG}.s3.endpoint`]: endpoint,
    ...(style !== undefined && { [`${CATALOG}.s3.path-style-access`]: style }),
  });
  tells('path-style-missing', [
    [raw(MINIO), styled(MINIO, 'minio')],
    [raw('minio.storage.svc:9000'), styled('minio.storage.svc:9000', 'minio.storage.svc')],
    [raw('HTTPS://minio/path'), styled('HTTPS://minio/path', 'minio')],
    [raw(MINIO, 'false'), styled(MINIO, 'minio')],
    [raw(MINIO, 'TRUE')],
    [raw('https://s3.amazonaws.com')],
    [raw('${env.UNKNOWN}')],
    [{ ...raw(MINIO), 'spark.hadoop.fs.s3a.path.style.access': 'true' }],
    [{ 'spark.hadoop.fs.s3a.endpoint': MINIO }, styled(MINIO, 'minio', 'spark.hadoop.fs.s3a.endpoint')],
    [
      { 'spark.hadoop.fs.s3a.endpoint': MINIO, [bucket('raw', 'path.style.access')]: 'true' },
      styled(MINIO, 'minio', 'spark.hadoop.fs.s3a.endpoint'),
    ],
    [catalog(MINIO), styled(MINIO, 'minio', `${CATALOG}.s3.endpoint`)],
    [catalog(MINIO, 'false'), styled(MINIO, 'minio', `${CATALOG}.s3.endpoint`)],
    [catalog(MINIO, 'true')],
    [catalog('https://s3.amazonaws.com')],
    [
      {
        'spark.hadoop.fs.azure.endpoint': MINIO,
        [`${CATALOG}.client.s3.endpoint`]: MINIO,
        'spark.endpoint': MINIO,
      },
    ],
    [{ [bucket('raw', 'endpoint.region')]: 'minio', 'x.spark.hadoop.fs.s3a.endpoint': MINIO }],
  ]);
  for (const hidden of HIDDEN_CONF) tells('path-style-missing', [[raw(MINIO)]], hidden);
  tells(
    'path-style-missing',
    [[raw('${env.STORE}'), styled('${env.STORE}', 'minio')]],
    both({ name: 'STORE', value: MINIO }),
  );

  const dotted = bucket('my.bucket', 'endpoint.region');
  tells(
    'bucket-name-with-dot',
    [
      [
        { [dotted]: 'eu-west-1', [bucket('my.bucket', 'access.key')]: '${env.ID}' },
        `${dotted}: S3A reads this as an option of bucket my`,
      ],
      [{ [bucket('my.other', 'endpoint.region')]: 'eu-west-1' }],
      [{ [bucket('my', 'endpoint')]: MINIO }],
      [{ [bucket('raw', 'endpoint.region')]: 'eu-west-1' }],
    ],
    { 'spec.arguments': ['s3a://raw/x', 's3a://my.bucket/x'] },
  );

  const ssl = (flag: string, endpoint: string | undefined): Record<string, string> => ({
    [bucket('raw', 'connection.ssl.enabled')]: flag,
    ...(endpoint !== undefined && { [bucket('raw', 'endpoint')]: endpoint }),
  });
  const contradicts = (flag: string, endpoint: string): string =>
    `${bucket('raw', 'connection.ssl.enabled')}: ${flag}, but the endpoint is ${endpoint}`;
  tells('ssl-flag-contradicts-endpoint', [
    [ssl('true', MINIO), contradicts('true', MINIO)],
    [ssl('False', 'https://minio'), contradicts('False', 'https://minio')],
    [ssl('TRUE', 'HTTP://minio'), contradicts('TRUE', 'HTTP://minio')],
    [ssl('true', 'https://minio')],
    [ssl('false', MINIO)],
    [ssl('yes', MINIO)],
    [ssl('true', 'minio:9000')],
    [ssl('true', 'xhttp://minio')],
    [ssl('true', undefined)],
    [ssl('true', '${env.UNKNOWN}')],
    [{ ...ssl('true', undefined), 'spark.hadoop.fs.s3a.endpoint': MINIO }],
    [{ 'spark.hadoop.fs.azure.connection.ssl.enabled': 'true', 'spark.hadoop.fs.azure.endpoint': MINIO }],
    [{ 'x.spark.hadoop.fs.s3a.connection.ssl.enabled': 'true', 'spark.hadoop.fs.s3a.endpoint': MINIO }],
  ]);

  const LAKEFS = 'http://lakefs:8000';
  tells(
    'lakefs-identifier',
    [
      [
        { ...bare('My_repo', LAKEFS), ...bare('repo', LAKEFS) },
        'spec.arguments[0]: My_repo is no name of a lakeFS repository',
        'spec.arguments[1]: run.1 is no name of a lakeFS branch',
      ],
      [{ ...bare('My_repo'), ...bare('repo') }],
      [{ 'spark.hadoop.fs.s3a.connection.maximum': '9' }],
      [bare('repo', '${env.UNKNOWN}')],
    ],
    {
      'spec.arguments': [
        ...['s3a://My_repo/main/x', 's3a://repo/run.1/x', 's3a://repo/run_1/x', 's3a://repo', 's3a://repo/'],
        ...['s3a://repo/${BRANCH}/x', 's3a://repo/{branch}.x/x'],
      ],
    },
  );
});
