import { CONNECT, SCHEDULED } from '../harness';
import { type Boundary, conf, PROMETHEUS } from './boundary';

const CATALOG = 'spark.sql.catalog.lake';
const ICEBERG = 'org.apache.iceberg.spark.SparkCatalog';
const IVY = { 'spec.sparkConf': { 'spark.jars.ivy': '/tmp/.ivy2' } };
const S3FILEIO = {
  [CATALOG]: ICEBERG,
  [`${CATALOG}.type`]: 'glue',
  [`${CATALOG}.io-impl`]: 'org.apache.iceberg.aws.s3.S3FileIO',
  [`${CATALOG}.s3.path-style-access`]: 'true',
};
const KEYS = [
  { name: 'ID', valueFrom: { secretKeyRef: { name: 'store', key: 'id' } } },
  { name: 'KEY', valueFrom: { secretKeyRef: { name: 'store', key: 'key' } } },
];
const secretVariable = (name: string) => ({
  name,
  valueFrom: { secretKeyRef: { name: 'store', key: 'id' } },
});
const AWS_ID = secretVariable('AWS_ACCESS_KEY_ID');
const AWS_KEY = secretVariable('AWS_SECRET_ACCESS_KEY');
const BOTH_KEYS = { 'spec.driver.env': KEYS, 'spec.executor.env': KEYS };
const HADOOP = {
  [CATALOG]: ICEBERG,
  [`${CATALOG}.type`]: 'hadoop',
  [`${CATALOG}.warehouse`]: 's3a://lake/wh',
};
const REST = {
  [CATALOG]: ICEBERG,
  [`${CATALOG}.type`]: 'rest',
  [`${CATALOG}.uri`]: 'https://catalog.example',
  [`${CATALOG}.io-impl`]: 'org.apache.iceberg.hadoop.HadoopFileIO',
};
const settings = (conf: object) => ({ 'spec.sparkConf': conf });
const at = (key: string) => `spec.sparkConf[${JSON.stringify(key)}]`;
/** A bucket of a private store without keys of its own. */
const keyless = (bucket: string, endpoint: string) => ({
  [`spark.hadoop.fs.s3a.bucket.${bucket}.endpoint`]: endpoint,
  [`spark.hadoop.fs.s3a.bucket.${bucket}.path.style.access`]: 'true',
});
const APACHE = { 'spec.image': 'apache/spark:3.5.8' };
const SECRET = '{apiVersion: v1, kind: Secret, metadata: {name: store, namespace: data}}';
const storeWithKeys = (bucket: string, endpoint: string) => ({
  'spec.sparkConf': {
    [`spark.hadoop.fs.s3a.bucket.${bucket}.endpoint`]: endpoint,
    [`spark.hadoop.fs.s3a.bucket.${bucket}.path.style.access`]: 'true',
    [`spark.hadoop.fs.s3a.bucket.${bucket}.access.key`]: '${env.ID}',
    [`spark.hadoop.fs.s3a.bucket.${bucket}.secret.key`]: '${env.KEY}',
  },
  ...BOTH_KEYS,
});
const PROVIDER = { 'spark.hadoop.fs.s3a.aws.credentials.provider': 'org.example.Provider' };
const FIRST = { given: IVY, path: 'spec.deps.packages[0]' };
const named = (name: string, value = 'x') => [{ name, value }];

/** Boundaries of the rules of lib/rules/settings. */
export const SETTINGS_BOUNDARIES: readonly Boundary[] = [
  ['denied-spark-conf', conf('spark.kubernetes.namespace'), 'other', 'data'],
  ['shadowed-spark-conf', conf('spark.executor.memory'), '2g', '1g'],
  [
    'hadoop-conf-prefixed',
    'spec.hadoopConf',
    { 'spark.hadoop.a': 'b' },
    { a: 'b' },
    { path: 'spec.hadoopConf["spark.hadoop.a"]' },
  ],
  ['wait-app-completion', conf('spark.kubernetes.submission.waitAppCompletion'), 'true', 'false'],
  ['spark-connect-shell-characters', conf('spark.acme.a'), 'x y', 'x-y', { base: CONNECT }],
  ['java-options-forbidden', conf('spark.executor.extraJavaOptions'), '-Xmx1g', '-Xss1m'],
  [
    'ivy-dir-unwritable',
    conf('spark.jars.ivy'),
    undefined,
    '/tmp/.ivy2',
    { given: { ...IVY, 'spec.deps': { packages: ['a:b:1'] } }, path: 'spec.deps.packages' },
  ],
  ['package-coordinate-invalid', 'spec.deps.packages', ['a:b'], ['a:b:1'], FIRST],
  [
    's3a-deps-on-operator',
    'spec.deps.jars',
    ['s3a://b/a.jar'],
    ['https://b/a.jar'],
    { path: 'spec.deps.jars[0]' },
  ],
  ['s3-scheme-unknown', conf('spark.eventLog.dir'), 's3://b/c', 's3a://b/c'],
  [
    'spark-version-mismatch',
    'spec.image',
    'apache/spark:3.4.1',
    'apache/spark:3.5.0',
    { path: 'spec.sparkVersion' },
  ],
  [
    'hadoop-version-mismatch',
    'spec.deps.packages',
    ['org.apache.hadoop:hadoop-aws:3.3.5'],
    ['org.apache.hadoop:hadoop-aws:3.3.4'],
    FIRST,
  ],
  [
    'iceberg-runtime-mismatch',
    'spec.deps.packages',
    ['org.apache.iceberg:iceberg-spark-runtime-3.4_2.12:1.10.0'],
    ['org.apache.iceberg:iceberg-spark-runtime-3.5_2.12:1.10.0'],
    FIRST,
  ],
  [
    'scala-version-mismatch',
    'spec.deps.packages',
    ['org.apache.spark:spark-avro_2.12:3.4.1'],
    ['org.apache.spark:spark-avro_2.12:3.5.8'],
    FIRST,
  ],
  [
    'plaintext-credential',
    'spec.arguments',
    ['--password=x1'],
    ['--password=changeit'],
    { path: 'spec.arguments[0]' },
  ],
  [
    'plaintext-credential',
    'spec.arguments',
    ['--password=x1'],
    ['--passwords=x1'],
    { path: 'spec.arguments[0]' },
  ],
  ['env-name-illegal', 'spec.driver.env', named('1A'), named('A1'), { path: 'spec.driver.env[0].name' }],
  [
    'env-source-invalid',
    'spec.driver.env',
    [{ name: 'A', valueFrom: {} }],
    [{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }],
    { path: 'spec.driver.env[0].valueFrom' },
  ],
  [
    'credential-env-order',
    'spec.driver.env',
    [...named('A', '$(B)'), ...named('B')],
    [...named('B'), ...named('A', '$(B)')],
    { path: 'spec.driver.env[0].value' },
  ],
  [
    'env-reference-literal',
    'spec.driver.env',
    named('A', '$(B)'),
    named('A', '$$(B)'),
    { path: 'spec.driver.env[0].value' },
  ],
  [
    'duplicate-env',
    'spec.driver.env',
    [...named('A'), ...named('A')],
    [...named('A'), ...named('a')],
    { path: 'spec.driver.env[1].name' },
  ],
  [
    'env-reference-undefined',
    'spec.executor.env',
    [KEYS[0]],
    KEYS,
    { given: storeWithKeys('raw', 'http://minio:9000') },
  ],
  [
    'reference-under-proxy-user',
    'spec.proxyUser',
    'alice',
    undefined,
    { given: storeWithKeys('raw', 'http://minio:9000') },
  ],
  [
    'bucket-without-block',
    'spec.arguments',
    ['s3a://other/x'],
    ['s3a://raw/x'],
    { given: storeWithKeys('raw', 'http://minio:9000'), path: 'spec.arguments[0]' },
  ],
  [
    'lakefs-identifier',
    'spec.arguments',
    ['s3a://repo/run.1/x'],
    ['s3a://repo/run_1/x'],
    { given: storeWithKeys('repo', 'http://lakefs:8000'), path: 'spec.arguments[0]' },
  ],
  ...[
    ['http://minio.internal:9000', 'https://minio.international'],
    ['http://minio.lan', 'https://minio.land'],
    ['http://minio.data.svc', 'https://minio.data.svcs'],
    ['http://10.0.0.1:9000', 'https://10.0.0.example'],
    ['http://minio', 'https://minio.example'],
  ].map(([wrong, right]): Boundary => [
    'path-style-missing',
    conf('spark.hadoop.fs.s3a.endpoint'),
    wrong,
    right,
    { given: { 'spec.sparkConf': PROVIDER } },
  ]),
  [
    'ssl-flag-contradicts-endpoint',
    conf('spark.hadoop.fs.s3a.connection.ssl.enabled'),
    'true',
    'false',
    {
      given: {
        'spec.sparkConf': {
          ...PROVIDER,
          'spark.hadoop.fs.s3a.endpoint': 'http://minio:9000',
          'spark.hadoop.fs.s3a.path.style.access': 'true',
        },
      },
    },
  ],
  [
    's3-region-missing',
    conf(`${CATALOG}.client.region`),
    undefined,
    'us-east-1',
    {
      given: { 'spec.sparkConf': { ...S3FILEIO, [`${CATALOG}.s3.endpoint`]: 'https://s3.example.com' } },
      path: `spec.sparkConf["${CATALOG}.io-impl"]`,
    },
  ],
  [
    'sdk-checksum-trailers',
    conf(`${CATALOG}.s3.endpoint`),
    'http://lakefs:8000',
    'https://lakefs:8000',
    { given: { 'spec.sparkConf': { ...S3FILEIO, [`${CATALOG}.client.region`]: 'us-east-1' } } },
  ],
  [
    'catalog-incomplete',
    conf(`${CATALOG}.warehouse`),
    undefined,
    's3a://lake/wh',
    {
      given: { 'spec.sparkConf': { [CATALOG]: ICEBERG, [`${CATALOG}.type`]: 'hadoop' } },
      path: `spec.sparkConf["${CATALOG}.type"]`,
    },
  ],
  [
    'class-misspelt',
    conf(CATALOG),
    `${ICEBERG}ue`,
    ICEBERG,
    {
      given: {
        'spec.sparkConf': { [`${CATALOG}.type`]: 'hadoop', [`${CATALOG}.warehouse`]: 's3a://lake/wh' },
      },
    },
  ],
  ['unknown-spark-conf', conf('spark.ui.prt'), '4041', undefined],
  ['spark-conf-value', conf('spark.ui.enabled'), 'yes', 'true'],
  ['removed-spark-conf', conf('spark.sql.fromJsonForceNullableSchema'), 'false', 'true'],
  [
    'duplicate-spark-conf',
    'spec.hadoopConf',
    { 'fs.s3a.connection.maximum': '9' },
    { 'fs.s3a.connection.maximum': '8' },
    {
      given: settings({ 'spark.hadoop.fs.s3a.connection.maximum': '8' }),
      path: at('spark.hadoop.fs.s3a.connection.maximum'),
    },
  ],
  [
    'java-options-overridden',
    'spec.monitoring.exposeDriverMetrics',
    true,
    false,
    {
      given: { 'spec.monitoring': PROMETHEUS, ...settings({ 'spark.driver.extraJavaOptions': '-Da=b' }) },
      path: at('spark.driver.extraJavaOptions'),
    },
  ],
  [
    's3a-jars-missing',
    'spec.image',
    'apache/spark:3.5.8',
    'registry.example/apache/spark:3.5.8',
    { given: { 'spec.arguments': ['s3a://b/c'] } },
  ],
  [
    'iceberg-jars-missing',
    conf('spark.jars'),
    'local:///iceberg-aws.jar',
    'local:///iceberg-spark-runtime.jar',
    {
      given: { ...APACHE, ...settings({ ...HADOOP, [`${CATALOG}.warehouse`]: 'file:///tmp' }) },
      path: 'spec.image',
    },
  ],
  [
    'iceberg-java-too-old',
    'spec.deps.packages',
    ['org.apache.iceberg:iceberg-spark-runtime-3.5_2.12:1.11.0'],
    ['org.apache.iceberg:iceberg-spark-runtime-3.5_2.12:1.10.2'],
    { given: { ...APACHE, ...IVY }, path: 'spec.deps.packages[0]' },
  ],
  [
    'iceberg-java-too-old',
    'spec.image',
    'apache/spark:3.5.8',
    'apache/spark:3.5.8-java17',
    {
      given: {
        ...IVY,
        'spec.deps': { packages: ['org.apache.iceberg:iceberg-spark-runtime-3.5_2.12:1.11.0'] },
      },
      path: 'spec.deps.packages[0]',
    },
  ],
  ['secret-value-in-manifest', 'stringData.key', 'fixed', '<key>', { base: SECRET, path: 'stringData' }],
  [
    'unresolved-reference-syntax',
    conf('spark.hadoop.acme.key'),
    '${env:KEY}',
    '${env.KEY}',
    { given: { ...BOTH_KEYS, ...settings({}) } },
  ],
  [
    'unresolved-reference-syntax',
    conf('spark.hadoop.acme.key'),
    '$(KEY)',
    '$KEY',
    { given: { ...BOTH_KEYS, ...settings({}) } },
  ],
  [
    'unresolved-reference-syntax',
    conf('spark.acme.key'),
    '${env.KEY}',
    '${acme.key}',
    { given: { ...BOTH_KEYS, ...settings({}) } },
  ],
  [
    'executor-credentials-missing',
    'spec.executor.env',
    [AWS_ID],
    [AWS_ID, AWS_KEY],
    { given: { 'spec.driver.env': [AWS_ID, AWS_KEY], 'spec.arguments': ['s3a://raw/x'] } },
  ],
  [
    'bucket-without-credentials',
    conf('spark.hadoop.fs.s3a.bucket.raw.endpoint'),
    'http://minio:9000',
    'https://minio.example',
    { given: settings(keyless('raw', '')) },
  ],
  [
    'shared-global-s3-keys',
    conf('spark.hadoop.fs.s3a.bucket.lake.endpoint'),
    'http://lakefs:8000',
    'http://minio:9000',
    {
      given: {
        'spec.driver.env': [AWS_ID, AWS_KEY],
        'spec.executor.env': [AWS_ID, AWS_KEY],
        ...settings({ ...keyless('raw', 'http://minio:9000'), ...keyless('lake', '') }),
      },
    },
  ],
  [
    'aws-env-with-bucket-keys',
    'spec.driver.env',
    [...KEYS, AWS_ID],
    [...KEYS, AWS_KEY],
    { given: storeWithKeys('raw', 'http://minio:9000'), path: 'spec.driver.env[2]' },
  ],
  [
    'bucket-name-with-dot',
    conf('spark.hadoop.fs.s3a.bucket.my.raw.endpoint.region'),
    'eu-west-1',
    undefined,
    { given: { ...settings({}), 'spec.arguments': ['s3a://my.raw/x'] } },
  ],
  [
    'catalog-type-and-impl',
    conf(`${CATALOG}.type`),
    'hadoop',
    undefined,
    {
      given: settings({ ...HADOOP, [`${CATALOG}.catalog-impl`]: 'org.apache.iceberg.hadoop.HadoopCatalog' }),
      path: at(`${CATALOG}.catalog-impl`),
    },
  ],
  [
    'catalog-class-missing',
    conf(CATALOG),
    undefined,
    ICEBERG,
    { given: settings(HADOOP), path: at(`${CATALOG}.type`) },
  ],
  [
    'lakefs-catalog-uri',
    conf(`${CATALOG}.uri`),
    'http://lakefs:8000/iceberg',
    'http://lakefs:8000/iceberg/api',
    { given: settings(REST) },
  ],
  [
    'hadoop-catalog-location',
    conf(`${CATALOG}.type`),
    'hadoop',
    'hive',
    {
      given: settings({ ...HADOOP, [`${CATALOG}.table-default.location`]: 's3a://lake/x' }),
      path: at(`${CATALOG}.table-default.location`),
    },
  ],
  [
    'hadoop-catalog-ephemeral-branch',
    conf(`${CATALOG}.warehouse`),
    's3a://lake/run-1/wh',
    's3a://lake/runs-1/wh',
    {
      given: {
        ...BOTH_KEYS,
        ...settings({
          ...storeWithKeys('lake', 'http://lakefs:8000')['spec.sparkConf'],
          ...HADOOP,
        }),
      },
    },
  ],
  [
    'hadoop-catalog-concurrent-writers',
    'spec.concurrencyPolicy',
    'Allow',
    'Replace',
    { base: SCHEDULED, given: { 'spec.template.sparkConf': HADOOP } },
  ],
  [
    'io-impl-missing',
    conf(`${CATALOG}.io-impl`),
    undefined,
    'org.apache.iceberg.hadoop.HadoopFileIO',
    { given: settings(REST), path: at(CATALOG) },
  ],
  [
    'iceberg-env-outside-rest',
    conf(`${CATALOG}.type`),
    'glue',
    'rest',
    {
      given: { ...BOTH_KEYS, ...settings({ ...REST, [`${CATALOG}.token`]: 'env:KEY' }) },
      path: at(`${CATALOG}.token`),
    },
  ],
];
