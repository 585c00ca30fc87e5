import { finds } from '../harness';

const CATALOG = 'spark.sql.catalog.lake';

const ICEBERG = 'org.apache.iceberg.spark.SparkCatalog';

const at = (key: string) => `spec.sparkConf[${JSON.stringify(key)}]`;

const conf = (key: string, value: string, more: object = {}) =>
  [{ 'spec.sparkConf': { [key]: value, ...more } }, at(key)] as const;

finds([
  [
    'catalog-type-and-impl',
    ...conf(`${CATALOG}.catalog-impl`, 'org.apache.iceberg.hadoop.HadoopCatalog', {
      [CATALOG]: ICEBERG,
      [`${CATALOG}.type`]: 'hadoop',
    }),
  ],
  [
    'io-impl-missing',
    ...conf(CATALOG, ICEBERG, { [`${CATALOG}.type`]: 'rest', [`${CATALOG}.uri`]: 'http://c/' }),
  ],
  [
    'iceberg-env-outside-rest',
    ...conf(`${CATALOG}.warehouse`, 'env:W', { [CATALOG]: ICEBERG, [`${CATALOG}.type`]: 'hadoop' }),
  ],
  [
    'lakefs-catalog-uri',
    ...conf(`${CATALOG}.uri`, 'http://lakefs:8000/api/v1/iceberg', {
      [CATALOG]: ICEBERG,
      [`${CATALOG}.type`]: 'rest',
      [`${CATALOG}.io-impl`]: 'org.apache.iceberg.hadoop.HadoopFileIO',
    }),
  ],
]);
