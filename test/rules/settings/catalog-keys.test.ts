import { accepts, finds, tells } from '../harness';

const CATALOG = 'spark.sql.catalog.lake';
const at = (key: string) => `spec.sparkConf[${JSON.stringify(key)}]`;
const lake = (type: string, more: object) => ({
  'spec.sparkConf': {
    [CATALOG]: 'org.apache.iceberg.spark.SparkCatalog',
    [`${CATALOG}.type`]: type,
    [`${CATALOG}.io-impl`]: 'org.apache.iceberg.hadoop.HadoopFileIO',
    ...more,
  },
});
const NESSIE = { [`${CATALOG}.uri`]: 'http://nessie:19120/api/v2', [`${CATALOG}.warehouse`]: 'hdfs://nn/w' };

finds([
  [
    'catalog-key-unread',
    lake('nessie', { ...NESSIE, [`${CATALOG}.prefix`]: 'main' }),
    at(`${CATALOG}.prefix`),
  ],
  ['catalog-key-unread', lake('hive', { [`${CATALOG}.jdbc.user`]: 'a' }), at(`${CATALOG}.jdbc.user`)],
  [
    'catalog-incomplete',
    lake('nessie', { [`${CATALOG}.uri`]: 'http://nessie:19120/api/v2' }),
    at(`${CATALOG}.type`),
  ],
  [
    'wap-id-with-branch',
    lake('hive', {
      'spark.wap.id': 'a',
      'spark.wap.branch': 'b',
      [`${CATALOG}.table-default.write.wap.enabled`]: 'true',
    }),
    at('spark.wap.id'),
  ],
]);

accepts([
  lake('nessie', { ...NESSIE, [`${CATALOG}.ref`]: 'audit', [`${CATALOG}.authentication.type`]: 'BEARER' }),
  lake('jdbc', { [`${CATALOG}.uri`]: 'jdbc:postgresql://db/c', [`${CATALOG}.jdbc.user`]: 'a' }),
  {
    ...lake('hive', { 'spark.wap.branch': 'audit' }),
    'spec.arguments': ["ALTER TABLE a SET TBLPROPERTIES ('write.wap.enabled'='true')"],
  },
  {
    'spec.sparkConf': {
      [CATALOG]: 'org.apache.iceberg.spark.SparkCatalog',
      [`${CATALOG}.catalog-impl`]: 'org.example.OwnCatalog',
      [`${CATALOG}.ref`]: 'audit',
    },
  },
]);

describe('branches of Iceberg', () => {
  const BRANCH = { 'spark.wap.branch': 'audit' };
  const ignored = 'spark.wap.branch: nothing sets write.wap.enabled, and audit may be ignored';
  tells('wap-branch-not-enabled', [
    [BRANCH, ignored],
    [{}],
    [{ ...BRANCH, [`${CATALOG}.table-default.write.wap.enabled`]: 'true' }],
    [{ ...BRANCH, 'spark.x': 'write.wap.enabled' }],
  ]);
  tells('wap-branch-not-enabled', [[BRANCH]], { 'spec.sparkConfigMap': 'conf' });
  tells('wap-branch-not-enabled', [[BRANCH]], { 'spec.arguments': ['a', 'x write.wap.enabled=true'] });
  tells('wap-branch-not-enabled', [[BRANCH, ignored]], { 'spec.arguments': ['write.wap', 7] });

  tells('wap-id-with-branch', [
    [
      { ...BRANCH, 'spark.wap.id': 'x' },
      'spark.wap.id: spark.wap.branch is audit, and there is a spark.wap.id too',
    ],
    [BRANCH],
    [{ 'spark.wap.id': 'x' }],
  ]);

  const catalog = (uri: string | undefined, type = 'rest'): Record<string, string> => ({
    [CATALOG]: 'org.apache.iceberg.spark.SparkCatalog',
    [`${CATALOG}.type`]: type,
    ...(uri !== undefined && { [`${CATALOG}.uri`]: uri }),
  });
  const nessie = (key: string): string =>
    `${key}: catalog lake is in Nessie, which has no branches of Iceberg`;
  tells('wap-on-nessie', [
    [{ ...catalog('http://nessie.data:80/iceberg'), ...BRANCH }, nessie('spark.wap.branch')],
    [{ ...catalog('http://catalog:19120/iceberg'), 'spark.wap.id': 'x' }, nessie('spark.wap.id')],
    [{ ...catalog('http://catalog:8181'), ...BRANCH }],
    [{ ...catalog(undefined), ...BRANCH }],
    [catalog('http://nessie:19120/iceberg')],
    [{ ...catalog('http://nessie:19120/iceberg', 'nessie'), ...BRANCH }],
    [
      {
        ...catalog('http://nessie:19120/iceberg'),
        'spark.sql.catalog.more': 'org.apache.iceberg.spark.SparkCatalog',
        'spark.sql.catalog.more.type': 'rest',
        'spark.sql.catalog.more.uri': 'http://nessie:19120/iceberg',
        ...BRANCH,
      },
      nessie('spark.wap.branch'),
    ],
  ]);
});

describe('two metastores', () => {
  const SESSION = 'spark.sql.catalog.spark_catalog';
  const session = (uri: string, change: Record<string, string> = {}): Record<string, string> => ({
    [SESSION]: 'org.apache.iceberg.spark.SparkSessionCatalog',
    [`${SESSION}.type`]: 'hive',
    [`${SESSION}.uri`]: uri,
    'spark.hadoop.hive.metastore.uris': 'thrift://a:9083,thrift://b:9083/',
    ...change,
  });
  const other = 'thrift://c:9083';
  tells('metastores-differ', [
    [session(other), `${SESSION}.uri: ${other}, but hive.metastore.uris is thrift://a:9083,thrift://b:9083/`],
    [session('thrift://b:9083 , thrift://a:9083/')],
    [session(other, { [`${SESSION}.type`]: 'rest' })],
    [session(other, { [SESSION]: 'org.apache.iceberg.spark.SparkCatalog' })],
    [Object.fromEntries(Object.entries(session(other)).filter(([key]) => !key.includes('hadoop')))],
    [Object.fromEntries(Object.entries(session(other)).filter(([key]) => !key.endsWith('.uri')))],
  ]);
});

describe('a property of another catalog', () => {
  tells('catalog-key-unread', [
    [
      {
        ...lake('hive', {})['spec.sparkConf'],
        [`${CATALOG}.jdbc.user`]: 'a',
        'spark.sql.catalog.other.jdbc.user': 'a',
      },
      `${CATALOG}.jdbc.user: a catalog of type hive does not read jdbc.user, one of type jdbc does`,
    ],
    [{ ...lake('hive', {})['spec.sparkConf'], [`${CATALOG}.jdbc.user`]: 'env:USER' }],
  ]);
});
