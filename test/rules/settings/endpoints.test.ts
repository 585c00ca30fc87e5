import { awsHost, endpoint, regionOfZone } from '../../../lib/manifest/endpoints';
import { accepts, finds, type Case } from '../harness';

const S3A = 'spark.hadoop.fs.s3a';
const CATALOG = 'spark.sql.catalog.lake';
const PROVIDER = { [`${S3A}.aws.credentials.provider`]: 'org.example.Provider' };

/** A setting that is wrong, with others. */
const wrong = (rule: string, key: string, value: string, more: object = {}): Case => [
  rule,
  { 'spec.sparkConf': { ...PROVIDER, [`${S3A}.path.style.access`]: 'true', ...more, [key]: value } },
  `spec.sparkConf[${JSON.stringify(key)}]`,
];
const right = (settings: object) => ({
  'spec.sparkConf': { ...PROVIDER, [`${S3A}.path.style.access`]: 'true', ...settings },
});
const iceberg = (type: string, more: object = {}) => ({
  [CATALOG]: 'org.apache.iceberg.spark.SparkCatalog',
  [`${CATALOG}.type`]: type,
  [`${CATALOG}.io-impl`]: 'org.apache.iceberg.hadoop.HadoopFileIO',
  ...more,
});

const WAREHOUSE = { [`${CATALOG}.warehouse`]: 'hdfs://nn/w' };

finds([
  wrong('s3a-endpoint-without-scheme', `${S3A}.bucket.raw.endpoint`, 'store.data.svc:9000'),
  wrong('s3-endpoint-scheme', `${CATALOG}.s3.endpoint`, 'minio:9000', {
    ...iceberg('rest', { [`${CATALOG}.uri`]: 'http://catalog:8181' }),
    [`${CATALOG}.s3.path-style-access`]: 'true',
  }),
  wrong('minio-console-port', `${S3A}.endpoint`, 'https://minio-console.store.svc'),
  wrong('lakefs-endpoint-path', `${S3A}.bucket.raw.endpoint`, 'http://lakefs.lake.svc/api/v1'),
  wrong('lakefs-endpoint-path', 'spark.hadoop.fs.lakefs.endpoint', 'http://lakefs.lake.svc:8000'),
  wrong('s3-endpoint-with-bucket', `${S3A}.endpoint`, 'https://raw.s3.eu-west-1.amazonaws.com'),
  wrong('s3-region-contradiction', `${S3A}.bucket.raw.endpoint.region`, 'us-east-1', {
    [`${S3A}.bucket.raw.endpoint`]: 's3.dualstack.eu-west-1.amazonaws.com',
  }),
  wrong('s3-region-contradiction', `${S3A}.endpoint.region`, 'eu-west-1b'),
  wrong('catalog-uri-scheme', 'spark.hadoop.hive.metastore.uris', 'thrift://a:9083,b:9083'),
  wrong('catalog-uri-scheme', `${CATALOG}.uri`, 'postgresql://database/catalog', iceberg('jdbc')),
  wrong('catalog-uri-scheme', `${CATALOG}.uri`, 'thrift://metastore:9083', iceberg('rest')),
  wrong('nessie-uri-path', `${CATALOG}.uri`, 'http://nessie:19120', iceberg('nessie', WAREHOUSE)),
  wrong('nessie-uri-path', `${CATALOG}.uri`, 'http://nessie.lake.svc:19120/api/v2/', iceberg('rest')),
]);

accepts([
  right({ [`${S3A}.endpoint`]: 'minio:9000', [`${S3A}.connection.ssl.enabled`]: 'false' }),
  right({ [`${S3A}.endpoint`]: 'minio:443' }),
  right({ [`${S3A}.endpoint`]: 's3.eu-west-1.amazonaws.com', [`${S3A}.endpoint.region`]: 'eu-west-1' }),
  right({ [`${S3A}.endpoint`]: 'https://s3.amazonaws.com', [`${S3A}.endpoint.region`]: 'eu-west-1' }),
  right({ [`${S3A}.endpoint`]: 'http://store:9000', [`${S3A}.endpoint.region`]: 'eu-west-1a' }),
  right({ [`${S3A}.endpoint`]: 'https://account.supabase.co/storage/v1/s3' }),
  right({ 'spark.hadoop.fs.lakefs.endpoint': 'http://lakefs.lake.svc:8000/api/v1/' }),
  right(iceberg('jdbc', { [`${CATALOG}.uri`]: 'jdbc:postgresql://database/catalog' })),
  right(iceberg('rest', { [`${CATALOG}.uri`]: 'https://polaris.lake.svc/api/catalog' })),
  right(iceberg('nessie', { ...WAREHOUSE, [`${CATALOG}.uri`]: 'https://nessie.example.com/api/v1' })),
  right(iceberg('rest', { [`${CATALOG}.uri`]: 'http://nessie:19120/iceberg/main' })),
]);

test.each([
  ['minio:9000', { scheme: undefined, host: 'minio', port: 9000, path: '' }],
  ['HTTP://Store/a//', { scheme: 'http', host: 'store', port: undefined, path: '/a' }],
  ['http://[::1]:80', { scheme: 'http', host: '[::1]', port: 80, path: '' }],
  ['', { scheme: undefined, host: '', port: undefined, path: '' }],
])('takes %p apart', (value, parts) => {
  expect(endpoint(value)).toEqual(parts);
});

test.each([
  ['s3.eu-west-1.amazonaws.com', { region: 'eu-west-1', bucket: undefined }],
  ['s3-us-west-2.amazonaws.com', { region: 'us-west-2', bucket: undefined }],
  ['s3-fips.us-gov-west-1.amazonaws.com', { region: 'us-gov-west-1', bucket: undefined }],
  ['s3.cn-north-1.amazonaws.com.cn', { region: 'cn-north-1', bucket: undefined }],
  ['s3.amazonaws.com', { region: undefined, bucket: undefined }],
  ['my.raw.s3.amazonaws.com', { region: undefined, bucket: 'my.raw' }],
  ['sts.eu-west-1.amazonaws.com', undefined],
  ['bucket.vpce-1.s3.eu-west-1.vpce.amazonaws.com', undefined],
  ['minio', undefined],
])('reads the host %s', (host, found) => {
  expect(awsHost(host)).toEqual(found);
});

test('knows a zone by its letter', () => {
  expect(['eu-west-1a', 'eu-west-1', 'a', 'us-gov-east-1c'].map(regionOfZone)).toEqual([
    'eu-west-1',
    undefined,
    undefined,
    'us-gov-east-1',
  ]);
});
