import { awsHost, endpoint, regionOfZone } from '../../../lib/manifest/endpoints';
import { accepts, finds, type Case, tells, type Telling } from '../harness';

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

const ENDPOINT = `${S3A}.endpoint`;
const said = (key: string, value: string, message: string, more: object = {}): Telling => [
  { ...more, [key]: value },
  `${key}: ${message}`,
];
const quiet = (value: string, more: object = {}): Telling => [{ [ENDPOINT]: value, ...more }];
const fileIo = (value: string): Telling[0] => ({ ...iceberg('rest'), [`${CATALOG}.s3.endpoint`]: value });

tells('s3a-endpoint-without-scheme', [
  said(ENDPOINT, 'minio:9000', 'minio:9000 is asked by https'),
  said(ENDPOINT, 'minio', 'minio is asked by https'),
  quiet('http://minio:9000'),
  quiet('s3.eu-west-1.amazonaws.com'),
  ...[443, 8443, 9443].map((port) => quiet(`minio:${port}`)),
  quiet('minio:9000', { [`${S3A}.connection.ssl.enabled`]: 'true' }),
  [fileIo('minio:9000')],
]);
tells('s3a-endpoint-without-scheme', [quiet('minio:9000')], { 'spec.sparkConfigMap': 'a' });
tells('s3a-endpoint-without-scheme', [quiet('minio:9000')], { 'spec.hadoopConfigMap': 'a' });

tells('s3-endpoint-scheme', [
  said(ENDPOINT, 's3://minio', 's3://minio has the scheme s3'),
  quiet('HTTPS://minio'),
  quiet('http://minio'),
  quiet('minio'),
  [
    fileIo('minio:9000'),
    `${CATALOG}.s3.endpoint: minio:9000 has no scheme, and S3FileIO takes none for granted`,
  ],
]);

tells('minio-console-port', [
  said(ENDPOINT, 'http://minio:9001', 'http://minio:9001 is usually the console of MinIO'),
  said(ENDPOINT, 'http://minio:9090', 'http://minio:9090 is usually the console of MinIO'),
  said(ENDPOINT, 'https://minio:9443', 'https://minio:9443 is usually the console of MinIO'),
  ...[
    'http://console.minio',
    'http://minio-console',
    'http://minio.console.svc',
    'http://minio-console-1:9000',
  ].map((value) => said(ENDPOINT, value, `${value} is the console of MinIO`)),
  quiet('http://minio:9000'),
  quiet('http://minio'),
  quiet('http://minio-consoles:9000'),
  quiet('http://store:9001'),
]);

const LAKEFS_API = 'spark.hadoop.fs.lakefs.endpoint';
tells('lakefs-endpoint-path', [
  said(ENDPOINT, 'http://lakefs:8000/api/v1', 'the S3 gateway of lakeFS is not at /api/v1'),
  quiet('http://lakefs:8000/'),
  quiet('http://store:8000/api'),
  said(LAKEFS_API, 'http://lakefs:8000', 'the API of lakeFS is at /api/v1, not at /'),
  said(LAKEFS_API, 'http://lakefs:8000/api/v2', 'the API of lakeFS is at /api/v1, not at /api/v2'),
  [{ [LAKEFS_API]: 'http://lakefs:8000/api/v1/' }],
  [{ [LAKEFS_API]: '${env.LAKEFS}' }],
  [{ [LAKEFS_API]: 'http://<host>' }],
]);

tells('s3-endpoint-with-bucket', [
  said(ENDPOINT, 'https://raw.s3.eu-west-1.amazonaws.com', 'the host names bucket raw'),
  said(ENDPOINT, 'https://s3.eu-west-1.amazonaws.com/raw', '/raw belongs to no endpoint'),
  said(ENDPOINT, 'http://minio:9000/raw', '/raw belongs to no endpoint'),
  quiet('http://minio:9000/'),
  quiet('http://store:9000/raw'),
  quiet('https://s3.eu-west-1.amazonaws.com'),
]);

const REGION = `${S3A}.endpoint.region`;
const FRANKFURT = 's3.eu-central-1.amazonaws.com';
tells('s3-region-contradiction', [
  said(REGION, 'eu-west-1', `eu-west-1, but the endpoint is ${FRANKFURT} → write eu-central-1`, {
    [ENDPOINT]: FRANKFURT,
  }),
  [{ [ENDPOINT]: FRANKFURT, [REGION]: 'eu-central-1' }],
  [{ [ENDPOINT]: FRANKFURT, [REGION]: '${REGION}' }],
  [{ [ENDPOINT]: FRANKFURT }],
  [{ [ENDPOINT]: 'http://store', [REGION]: 'anywhere' }],
  said(REGION, 'eu-west-1a', 'eu-west-1a is a zone of region eu-west-1 → write eu-west-1'),
  [
    { [ENDPOINT]: FRANKFURT, [REGION]: 'eu-west-1a' },
    `${REGION}: eu-west-1a is a zone of region eu-west-1 → write eu-west-1`,
  ],
  [{ [ENDPOINT]: 'http://store', [REGION]: 'eu-west-1a' }],
  said(
    `${CATALOG}.client.region`,
    'eu-west-1b',
    'eu-west-1b is a zone of region eu-west-1 → write eu-west-1',
  ),
  [{ 'spark.app.region': 'eu-west-1a' }],
  [
    {
      ...iceberg('rest'),
      [`${CATALOG}.s3.endpoint`]: `https://${FRANKFURT}`,
      [`${CATALOG}.client.region`]: 'eu-west-1',
    },
    `${CATALOG}.client.region: eu-west-1, but the endpoint is https://${FRANKFURT} → write eu-central-1`,
  ],
]);

const uri = (type: string, value: string, message?: string): Telling => [
  { ...iceberg(type), [`${CATALOG}.uri`]: value },
  ...(message === undefined ? [] : [`${CATALOG}.uri: ${message}`]),
];
tells('catalog-uri-scheme', [
  uri('rest', 'catalog:8181', 'catalog:8181 has no scheme → write for example http://catalog:8181'),
  uri(
    'nessie',
    'thrift://a',
    'thrift: is not for type nessie → write for example http://nessie:19120/api/v2',
  ),
  uri(
    'jdbc',
    'postgresql://a',
    'postgresql: is not for type jdbc → write for example jdbc:postgresql://database:5432/catalog',
  ),
  uri('hive', 'metastore:9083', 'metastore:9083 has no scheme → write for example thrift://metastore:9083'),
  uri('hive', 'thrift://a:1, b:2, c:3', 'b:2 has no scheme → write for example thrift://metastore:9083'),
  uri('hive', 'thrift://a:1,,thrift://b:2'),
  uri('hive', 'https://a'),
  uri('rest', 'https://a'),
  uri('nessie', 'http://a'),
  uri('jdbc', 'jdbc:postgresql://a'),
  uri('glue', 'anything'),
  uri('toString', 'anything'),
  uri('rest', 'env:URI'),
  uri('rest', '${env.URI}'),
  said(
    'spark.hadoop.hive.metastore.uris',
    'http:metastore',
    'http:metastore has no scheme → write for example thrift://metastore:9083',
  ),
]);

tells('hive-uri-not-thrift', [
  uri('hive', 'http://a', 'catalog lake is of type hive, and http://a is no metastore'),
  uri('hive', 'HTTPS://a', 'catalog lake is of type hive, and HTTPS://a is no metastore'),
  [
    { [CATALOG]: 'org.apache.iceberg.spark.SparkCatalog', [`${CATALOG}.uri`]: 'http://a' },
    `${CATALOG}.uri: catalog lake is of type hive, as nothing says another, and http://a is no metastore`,
  ],
  [
    {
      [CATALOG]: 'org.apache.iceberg.spark.SparkCatalog',
      [`${CATALOG}.catalog-impl`]: 'org.apache.iceberg.hive.HiveCatalog',
      [`${CATALOG}.uri`]: 'http://a',
    },
    `${CATALOG}.uri: catalog lake is of type hive, and http://a is no metastore`,
  ],
  uri('hive', 'thrift://a'),
  uri('rest', 'http://a'),
  [iceberg('hive')],
]);

const asks = (place: string) => `the client of type nessie asks for the API, and ${place} is not its place`;
const wants = (place: string) => `the REST client asks for a catalog, and ${place} of Nessie is none`;
tells('nessie-uri-path', [
  uri('nessie', 'http://nessie:19120', asks('/')),
  uri('nessie', 'http://store/iceberg', asks('/iceberg')),
  uri('nessie', 'http://store/iceberg/main', asks('/iceberg/main')),
  uri('nessie', 'http://nessie:80'),
  uri('nessie', 'http://nessie:19120/api/v2'),
  uri('nessie', 'http://store/icebergs'),
  uri('rest', 'http://nessie/api/v1', wants('/api/v1')),
  uri('rest', 'http://nessie', wants('/')),
  uri('rest', 'http://store:19120/api/v2', wants('/api/v2')),
  uri('rest', 'http://store/api/v2'),
  uri('rest', 'http://nessie/api/v3'),
  uri('rest', 'http://nessie/a/api/v2'),
  uri('rest', '${env.NESSIE}'),
  uri('rest', 'thrift://nessie'),
  uri('hive', 'http://nessie:19120'),
]);
