import { readdirSync, readFileSync } from 'node:fs';
import { SettingTarget } from '../../../lib/runs/targets/setting';

const DATA = 'lib/manifest/spark-conf/data';
const known = new Map(
  readdirSync(DATA)
    .filter((name) => /^(?:spark|iceberg)-/.test(name))
    .flatMap((name) =>
      Object.entries(JSON.parse(readFileSync(`${DATA}/${name}`, 'utf8')) as Record<string, string>),
    ),
);
const isAllowed = (key: string): boolean => new SettingTarget(key).problem() === undefined;

it.each([
  ...['spark.sql.shuffle.partitions', 'spark.sql.adaptive.enabled', 'spark.default.parallelism'],
  ...['spark.sql.files.maxPartitionBytes', 'spark.sql.files.maxRecordsPerFile', 'spark.network.timeout'],
  ...['spark.sql.autoBroadcastJoinThreshold', 'spark.sql.session.timeZone', 'spark.memory.fraction'],
  ...['spark.sql.sources.partitionOverwriteMode', 'spark.sql.parquet.compression.codec', 'spark.speculation'],
  ...['spark.sql.execution.arrow.pyspark.enabled', 'spark.shuffle.compress', 'spark.driver.maxResultSize'],
  ...['spark.sql.iceberg.split-size', 'spark.task.maxFailures', 'spark.sql.ansi.enabled'],
])('a run may set %s', (key) => {
  expect(new SettingTarget(key).problem()).toBeUndefined();
});

it.each([
  ...['spark.master', 'spark.submit.deployMode', 'spark.app.name', 'spark.jars', 'spark.jars.packages'],
  ...['spark.kubernetes.namespace', 'spark.kubernetes.driver.podTemplateFile', 'spark.plugins'],
  ...['spark.driver.extraJavaOptions', 'spark.executor.extraClassPath', 'spark.driver.defaultJavaOptions'],
  ...['spark.hadoop.fs.s3a.access.key', 'spark.hadoop.fs.s3a.endpoint', 'spark.executorEnv.LAKEFS_BRANCH'],
  ...[
    'spark.sql.catalog.lake.uri',
    'spark.sql.catalog.lake',
    'spark.sql.defaultCatalog',
    'spark.sql.extensions',
  ],
  ...['spark.sql.catalogImplementation', 'spark.sql.warehouse.dir', 'spark.sql.hive.metastore.jars'],
  ...['spark.sql.streaming.checkpointLocation', 'spark.sql.queryExecutionListeners', 'spark.wap.branch'],
  ...['spark.sql.execution.pyspark.python', 'spark.pyspark.python', 'spark.wap.id', 'spark.authenticate'],
  ...['spark.shuffle.manager', 'spark.shuffle.sort.io.plugin.class', 'spark.scheduler.allocation.file'],
  ...['spark.sql.redaction.string.regex', 'spark.sql.maven.additionalRemoteRepositories', 'spark.serializer'],
  ...['spark.storage.decommission.fallbackStorage.path', 'spark.storage.replication.policy', 'spark.ui.port'],
  ...['spark.sql.sources.commitProtocolClass', 'spark.sql.reflect.allowList', 'spark.eventLog.dir'],
  ...[
    'spark.sql.api-token',
    'spark.sql.',
    'spark.sql',
    'spark.sql.a b',
    'spark.acme.batch',
    'spark.redaction.regex',
  ],
  ...['Spark.sql.shuffle.partitions', ' spark.sql.a', `spark.sql.${'a'.repeat(200)}`],
])('fails on %s', (key) => {
  expect(new SettingTarget(key).problem()).toBe(
    `sets ${key}, which no run may: it may set what turns the engine (spark.sql.*, spark.shuffle.*, spark.memory.* and their ` +
      'like), and nothing that names code, catalogs, places, servers, rights or secrets; release the application with it, or ' +
      'give the job an argument',
  );
});

it('lets no run set anything known whose default is a class or an address', () => {
  const allowed = [...known].filter(([key]) => isAllowed(key));
  expect(allowed.length).toBeGreaterThan(500);
  expect(allowed.filter(([, kind]) => /org\.apache|:\/\//.test(kind))).toEqual([]);
});
