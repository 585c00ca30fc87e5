import { finds, change, findings, SCHEDULED, tells, type Telling } from '../harness';

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

const FILE_IO = 'org.apache.iceberg.hadoop.HadoopFileIO';
const S3_FILE_IO = 'org.apache.iceberg.aws.s3.S3FileIO';
const lake = (options: Readonly<Record<string, string>>): Record<string, string> => ({
  [CATALOG]: ICEBERG,
  ...Object.fromEntries(Object.entries(options).map(([key, value]) => [`${CATALOG}.${key}`, value])),
});

tells('catalog-type-and-impl', [
  [
    lake({ type: 'rest', 'catalog-impl': 'org.apache.iceberg.rest.RESTCatalog' }),
    `${CATALOG}.catalog-impl: catalog lake has a type too`,
  ],
  [lake({ 'catalog-impl': 'org.apache.iceberg.rest.RESTCatalog' })],
  [lake({ type: 'rest' })],
  [{ ...lake({ type: 'rest', 'catalog-impl': 'x' }), [CATALOG]: 'org.example.Catalog' }],
]);

const INCOMPLETE: readonly Telling[] = [
  ...Object.entries({ hadoop: 'warehouse', rest: 'uri', nessie: 'warehouse', jdbc: 'uri' }).flatMap(
    ([type, needed]): Telling[] => [
      [lake({ type }), `${CATALOG}.type: catalog lake has no ${needed}`],
      [lake({ type, [needed]: 'x' })],
    ],
  ),
  [lake({ type: 'HADOOP' }), `${CATALOG}.type: catalog lake has no warehouse`],
  [lake({ type: 'hive' })],
  [lake({ type: 'glue' })],
  [lake({ type: 'unity' }), `${CATALOG}.type: there is no type unity`],
  [lake({ type: 'unity', 'catalog-impl': 'x' })],
  [lake({})],
];
tells('catalog-incomplete', INCOMPLETE);
tells(
  'catalog-incomplete',
  INCOMPLETE.map(([settings]): Telling => [settings]),
  { 'spec.sparkConfigMap': 'a' },
);

tells('catalog-class-missing', [
  [
    { [`${CATALOG}.type`]: 'rest', [`${CATALOG}.uri`]: 'x' },
    `${CATALOG}.type: there is no spark.sql.catalog.lake`,
  ],
  [{ 'spark.sql.defaultCatalog': 'lake' }, 'spark.sql.defaultCatalog: there is no spark.sql.catalog.lake'],
  [{ 'spark.sql.defaultCatalog': 'spark_catalog' }],
  [{ 'spark.sql.catalog.spark_catalog.type': 'hive' }],
  [{ ...lake({ type: 'hive' }), 'spark.sql.defaultCatalog': 'lake' }],
]);
tells('catalog-class-missing', [[{ 'spark.sql.defaultCatalog': 'lake' }]], { 'spec.sparkConfigMap': 'a' });

const served = (path: string) => lake({ type: 'rest', uri: `http://lakefs:8000${path}` });
const none = (path: string) => `${CATALOG}.uri: no lakeFS serves a catalog at ${path}`;
tells('lakefs-catalog-uri', [
  [served(''), none('/')],
  [served('/iceberg'), none('/iceberg')],
  [served('/x/iceberg/api'), none('/x/iceberg/api')],
  [served('/iceberg/api/x'), none('/iceberg/api/x')],
  [served('/iceberg/api')],
  [served('/iceberg/api/')],
  [served('/iceberg/relative_to/repo.main/api')],
  [served('/iceberg/relative_to/a/b/api'), none('/iceberg/relative_to/a/b/api')],
  [lake({ type: 'rest', uri: 'http://catalog/x' })],
  [lake({ type: 'hive', uri: 'thrift://lakefs' })],
  [lake({ type: 'rest' })],
]);

const FIXED = 'catalog lake is of type hadoop, its tables cannot be moved';
tells('hadoop-catalog-location', [
  ...[
    'table-default.location',
    'table-default.write.metadata.path',
    'table-override.location',
    'table-override.write.metadata.path',
  ].flatMap((option): Telling[] => [
    [lake({ type: 'hadoop', [option]: 'x' }), `${CATALOG}.${option}: ${FIXED}`],
    [lake({ type: 'hive', [option]: 'x' })],
  ]),
  [lake({ type: 'hadoop', 'table-default.format-version': '2' })],
]);

const run = (warehouse: string, type = 'hadoop', endpoint = 'http://lakefs:8000') => ({
  ...lake({ type, warehouse }),
  'spark.hadoop.fs.s3a.endpoint': endpoint,
});
tells('hadoop-catalog-ephemeral-branch', [
  ...['run-1', 'run_1', 'tmp-x', 'temp-x', 'ephemeral_2', 'RUN-1'].map((branch): Telling => [
    run(`s3a://repo/${branch}/lake`),
    `${CATALOG}.warehouse: tables would be bound to branch ${branch}`,
  ]),
  [run('s3n://repo/run-1'), `${CATALOG}.warehouse: tables would be bound to branch run-1`],
  [run('s3a://repo/main/run-1')],
  [run('s3a://repo/runs')],
  [run('viewfs://repo/run-1')],
  [run('s3a://repo/run-1', 'hive')],
  [run('s3a://repo/run-1', 'hadoop', 'http://store')],
  [{ ...run('s3a://repo/run-1'), 'spark.hadoop.fs.s3a.bucket.repo.endpoint': 'http://store' }],
]);

test('finds a Hadoop catalog that runs of a schedule may write at once', () => {
  const told = (concurrencyPolicy: string, type: string) =>
    findings(
      change(SCHEDULED, {
        'spec.concurrencyPolicy': concurrencyPolicy,
        'spec.template.sparkConf': lake({ type, warehouse: 'hdfs://nn/w' }),
      }),
    ).flatMap(({ rule, path, message }) =>
      rule.id === 'hadoop-catalog-concurrent-writers' ? [`${path}: ${message}`] : [],
    );
  expect(told('Allow', 'hadoop')).toEqual([
    'spec.concurrencyPolicy: two runs may write catalog lake at once',
  ]);
  expect(told('Allow', 'hive')).toEqual([]);
  expect(told('Forbid', 'hadoop')).toEqual([]);
});

tells('io-impl-missing', [
  [lake({ type: 'rest' }), `${CATALOG}: catalog lake does not say how it reads files`],
  [lake({ type: 'rest', 'io-impl': FILE_IO })],
  [lake({ type: 'hive' })],
  [lake({ type: 'rest', 'catalog-impl': 'org.apache.iceberg.rest.RESTCatalog' })],
  [
    lake({ 'catalog-impl': 'org.apache.iceberg.rest.RESTCatalog' }),
    `${CATALOG}: catalog lake does not say how it reads files`,
  ],
]);

const onStore = (more: Readonly<Record<string, string>> = {}) =>
  lake({ type: 'rest', 'io-impl': S3_FILE_IO, 's3.endpoint': 'http://minio:9000', ...more });
const NO_REGION = `${CATALOG}.io-impl: catalog lake has no client.region`;
tells('s3-region-missing', [
  [onStore(), NO_REGION],
  [onStore({ 'client.region': 'x' })],
  [onStore({ 'io-impl': FILE_IO })],
  [lake({ type: 'rest', 'io-impl': S3_FILE_IO })],
]);
const variable = (name: string) => [{ name, value: 'x' }];
for (const name of ['AWS_REGION', 'AWS_DEFAULT_REGION']) {
  tells('s3-region-missing', [[onStore()]], {
    'spec.driver.env': variable(name),
    'spec.executor.env': variable(name),
  });
  tells('s3-region-missing', [[onStore(), NO_REGION]], { 'spec.driver.env': variable(name) });
}
tells('s3-region-missing', [[onStore(), NO_REGION]], {
  'spec.driver.env': variable('MY_AWS_REGION'),
  'spec.executor.env': variable('AWS_REGION_2'),
});

const LITERAL = `${CATALOG}.warehouse: catalog lake is of type hadoop and takes env:W as it is`;
tells('iceberg-env-outside-rest', [
  [lake({ type: 'hadoop', warehouse: 'env:W' }), LITERAL],
  [lake({ type: 'rest', warehouse: 'env:W' })],
  [lake({ type: 'hadoop', warehouse: 'env:W/x' })],
  [lake({ type: 'hadoop', warehouse: 'x:env:W' })],
  [{ ...lake({ type: 'hadoop', warehouse: 'x' }), 'spark.app.x': 'env:W' }],
]);

const gateway = (more: Readonly<Record<string, string>> = {}) =>
  onStore({ 's3.endpoint': 'http://lakefs:8000', ...more });
const CHECKSUMS = `${CATALOG}.s3.endpoint: the SDK sends checksums that this gateway refuses`;
const SETTING = variable('AWS_REQUEST_CHECKSUM_CALCULATION');
tells('sdk-checksum-trailers', [
  [gateway(), CHECKSUMS],
  [gateway({ 's3.endpoint': 'https://lakefs:8000' })],
  [gateway({ 's3.endpoint': 'http://lakefs.example.com' })],
  [onStore()],
  [gateway({ 'io-impl': FILE_IO })],
]);
tells('sdk-checksum-trailers', [[gateway()]], { 'spec.driver.env': SETTING, 'spec.executor.env': SETTING });
tells('sdk-checksum-trailers', [[gateway(), CHECKSUMS]], { 'spec.driver.env': SETTING });
