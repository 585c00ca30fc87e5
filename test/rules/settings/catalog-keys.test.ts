import { accepts, finds } from '../harness';

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
