import { type Boundary, conf } from './boundary';

const CATALOG = 'spark.sql.catalog.lake';
const S3A = 'spark.hadoop.fs.s3a';
const ON_4 = { 'spec.sparkVersion': '4.0.1' };
const catalog = (type: string, more: object = {}) => ({
  given: {
    'spec.sparkConf': {
      [CATALOG]: 'org.apache.iceberg.spark.SparkCatalog',
      [`${CATALOG}.type`]: type,
      [`${CATALOG}.io-impl`]: 'org.apache.iceberg.hadoop.HadoopFileIO',
      ...more,
    },
  },
});
const store = (more: object = {}, given: object = {}) => ({
  given: {
    'spec.sparkConf': {
      [`${S3A}.path.style.access`]: 'true',
      [`${S3A}.aws.credentials.provider`]: 'org.example.Provider',
      ...more,
    },
    ...given,
  },
});

/** Boundaries of the rules about servers and the classes of their clients. */
export const CLIENT_BOUNDARIES: readonly Boundary[] = [
  ['s3a-endpoint-without-scheme', conf(`${S3A}.endpoint`), 'minio:9000', 'http://minio:9000', store()],
  ['s3-endpoint-scheme', conf(`${S3A}.endpoint`), 's3a://minio:9000', 'https://minio:9000', store()],
  ['minio-console-port', conf(`${S3A}.endpoint`), 'http://minio:9001', 'http://minio:9000', store()],
  [
    'lakefs-endpoint-path',
    conf(`${S3A}.endpoint`),
    'http://lakefs:8000/api/v1',
    'http://lakefs:8000/',
    store(),
  ],
  [
    's3-endpoint-with-bucket',
    conf(`${S3A}.endpoint`),
    'http://minio:9000/lake',
    'http://minio:9000',
    store(),
  ],
  [
    's3-region-contradiction',
    conf(`${S3A}.endpoint.region`),
    'eu-west-1',
    'eu-central-1',
    store({ [`${S3A}.endpoint`]: 'https://s3.eu-central-1.amazonaws.com' }),
  ],
  ['catalog-uri-scheme', conf(`${CATALOG}.uri`), 'catalog:8181', 'http://catalog:8181', catalog('rest')],
  [
    'hive-uri-not-thrift',
    conf(`${CATALOG}.uri`),
    'http://metastore:9083',
    'thrift://metastore:9083',
    catalog('hive'),
  ],
  [
    'nessie-uri-path',
    conf(`${CATALOG}.uri`),
    'http://nessie:19120/iceberg',
    'http://nessie:19120/api/v2',
    catalog('nessie', { [`${CATALOG}.warehouse`]: 'hdfs://nn/w' }),
  ],
  [
    'hadoop-class-version',
    conf(`${S3A}.aws.credentials.provider`),
    'com.amazonaws.auth.WebIdentityTokenCredentialsProvider',
    'com.amazonaws.auth.EnvironmentVariableCredentialsProvider',
    { given: ON_4 },
  ],
  [
    'hadoop-class-missing',
    conf(`${S3A}.aws.credentials.provider`),
    'com.amazonaws.auth.DefaultAWSCredentialsProviderChain',
    'software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider',
    { given: { ...ON_4, 'spec.image': 'apache/spark:4.0.1' } },
  ],
  ['s3a-signer-unknown', conf(`${S3A}.signing-algorithm`), 'S3SignerType', 'AWS4SignerType', { given: ON_4 }],
  [
    'class-misplaced',
    conf(`${CATALOG}.io-impl`),
    'org.apache.hadoop.fs.s3a.S3AFileSystem',
    'org.apache.iceberg.hadoop.HadoopFileIO',
    catalog('rest', { [`${CATALOG}.uri`]: 'http://catalog:8181' }),
  ],
  [
    'session-catalog-name',
    conf('spark.sql.catalog.lake'),
    'org.apache.iceberg.spark.SparkSessionCatalog',
    'org.apache.iceberg.spark.SparkCatalog',
    { given: { 'spec.sparkConf': { [`${CATALOG}.type`]: 'hive' } } },
  ],
  [
    'session-catalog-name',
    conf('spark.sql.catalog.lake'),
    'org.apache.iceberg.spark.SparkSessionCatalog',
    undefined,
    {
      given: {
        'spec/sparkConf/spark.sql.catalog.spark_catalog': 'org.apache.iceberg.spark.SparkSessionCatalog',
        'spec/sparkConf/spark.sql.catalog.spark_catalog.type': 'hive',
      },
    },
  ],
];
