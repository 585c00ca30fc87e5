import { CONNECT } from '../harness';
import { type Boundary, conf } from './boundary';

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
const storeWithKeys = (bucket: string, endpoint: string) => ({
  'spec.sparkConf': {
    [`spark.hadoop.fs.s3a.bucket.${bucket}.endpoint`]: endpoint,
    [`spark.hadoop.fs.s3a.bucket.${bucket}.path.style.access`]: 'true',
    [`spark.hadoop.fs.s3a.bucket.${bucket}.access.key`]: '${env.ID}',
    [`spark.hadoop.fs.s3a.bucket.${bucket}.secret.key`]: '${env.KEY}',
  },
  'spec.driver.env': KEYS,
  'spec.executor.env': KEYS,
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
];
