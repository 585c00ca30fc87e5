import fc from 'fast-check';
import { findProblems, type Finding } from '../../../lib/rules/engine';
import { KNOWN_SETTINGS } from '../../../lib/rules/settings/known';
import { HIDDEN } from '../../../lib/text/redact';
import { ICEBERG_VERSIONS, LINE_KEYS } from '../../../lib/manifest/spark-conf/lines';
import { accepts, finds } from '../harness';

type Conf = Readonly<Record<string, unknown>>;

function findings(spec: Conf, kind = 'SparkApplication'): Finding[] {
  const manifest = { kind, spec: kind === 'ScheduledSparkApplication' ? { template: spec } : spec };
  return findProblems([{ kind, manifest }], { rules: KNOWN_SETTINGS.rules });
}

function found(sparkConf: Conf, sparkVersion = '3.5.8'): string[] {
  return findings({ sparkVersion, sparkConf }).map(
    ({ rule, steps, fix }) => `${rule.id} ${steps.at(-1)}: ${fix}`,
  );
}

const ICEBERG = { 'spark.sql.catalog.lakefs': 'org.apache.iceberg.spark.SparkCatalog' };

describe('unknown-spark-conf', () => {
  test.each([
    ['spark.executer.memory', 'spark.executor.memory'],
    ['spark.exectuor.instances', 'spark.executor.instances'],
    ['spark.executor.memoryoverhead', 'spark.executor.memoryOverhead'],
    ['spark.sql.shuffle.partition', 'spark.sql.shuffle.partitions'],
    ['spark.sql.autobroadcastjointhreshold', 'spark.sql.autoBroadcastJoinThreshold'],
    ['spark.dynamicAllocation.enable', 'spark.dynamicAllocation.enabled'],
    ['spark.kubernets.file.upload.path', 'spark.kubernetes.file.upload.path'],
    ['spark.kubernetes.driver.memoryOverhead', 'spark.driver.memoryOverhead'],
    ['spark.serialiser', 'spark.serializer'],
    ['spark.jar.packages', 'spark.jars.packages'],
    ['spark.hadoop.fs.s3a.path-style.access', 'spark.hadoop.fs.s3a.path.style.access'],
    ['spark.hadoop.fs.s3a.bucket.dlt-data.endpoit', 'spark.hadoop.fs.s3a.bucket.dlt-data.endpoint'],
    ['spark.sql.catalog.lakefs.hadoop.fs.s3a.endpont', 'spark.sql.catalog.lakefs.hadoop.fs.s3a.endpoint'],
    ['spark.sql.catalog.lakefs.io_impl', 'spark.sql.catalog.lakefs.io-impl'],
    ['spark.sql.catalog.lakefs.s3.path-style-acces', 'spark.sql.catalog.lakefs.s3.path-style-access'],
    ['spark.sql.iceberg.vectorisation.enabled', 'spark.sql.iceberg.vectorization.enabled'],
  ])('%s should be %s', (key, meant) => {
    expect(found({ ...ICEBERG, [key]: 'x' })).toEqual([`unknown-spark-conf ${key}: write ${meant}`]);
  });

  test.each(['spark.kubernetes.driver.labels.team', 'spark.executor.heapSize', 'spark.memory.offheap.bytes'])(
    '%s is in a namespace that Spark alone reads',
    (key) => {
      expect(found({ [key]: 'x' })).toEqual([
        `unknown-spark-conf ${key}: correct the name, or remove the setting`,
      ]);
    },
  );

  test.each(['fs.s3a.endpoint', 'hive.metastore.uris', 'sparkConf'])('spark-submit drops %s', (key) => {
    expect(found({ [key]: 'x' })).toEqual([
      `unknown-spark-conf ${key}: start the name with spark., or move a setting of Hadoop to hadoopConf`,
    ]);
  });

  test('names the version that reads the key', () => {
    expect(found({ 'spark.api.mode': 'classic' })).toEqual([
      'unknown-spark-conf spark.api.mode: remove it, or use Spark 4.0',
    ]);
    expect(found({ 'spark.api.mode': 'classic' }, '4.0.5')).toEqual([]);
    expect(found({ 'spark.shuffle.cleaner.interval': '1m' }, '4.0.5')).toEqual([
      'unknown-spark-conf spark.shuffle.cleaner.interval: remove it, or use Spark 3.5',
    ]);
  });

  test('finds a misspelt key of hadoopConf at its path', () => {
    const [finding, ...more] = findings({
      sparkVersion: '4.0.5',
      hadoopConf: { 'fs.s3a.conection.maximum': '9' },
    });
    expect(more).toEqual([]);
    expect(finding).toMatchObject({
      path: 'spec.hadoopConf["fs.s3a.conection.maximum"]',
      message: 'Hadoop 3.4.1 reads no setting of this name',
      fix: 'write fs.s3a.connection.maximum',
    });
  });

  test('judges a key of S3A by the Hadoop of the line', () => {
    const hadoopConf = { 'fs.s3a.bucket.raw.optimized.copy.from.local.enabled': 'true' };
    for (const sparkVersion of ['3.4.4', '3.5.9']) {
      expect(findings({ sparkVersion, hadoopConf })).toMatchObject([
        {
          message: 'Hadoop 3.4.1 reads it, Hadoop 3.3.4 does not',
          fix: 'remove it, or use Spark 4.0',
        },
      ]);
    }
    for (const sparkVersion of ['4.0.5', '4.1.4', '4.2.1', '4.3.0']) {
      expect(findings({ sparkVersion, hadoopConf })).toEqual([]);
    }
  });

  test('judges a property of a catalog by the Iceberg of the job', () => {
    const packages = (version: string): Conf => ({
      deps: { packages: [`org.apache.iceberg:iceberg-spark-runtime-3.5_2.12:${version}`] },
    });
    const only = ICEBERG_VERSIONS[2]!.names.find(
      (name) =>
        /^[a-z]+\./.test(name) && !name.startsWith('spark.') && ICEBERG_VERSIONS[1]!.get(name) === undefined,
    )!;
    const sparkConf = { ...ICEBERG, [`spark.sql.catalog.lakefs.${only}`]: '${x}' };
    const messages = (version: string): string[] =>
      findings({ sparkVersion: '3.5.9', sparkConf, ...packages(version) }).map(
        ({ message, fix }) => `${message}; ${fix}`,
      );
    expect(messages('1.12.0')).toEqual([]);
    expect(messages('1.11.0')).toEqual([
      'Iceberg 1.12 reads it, Iceberg 1.11 does not; remove it, or use Iceberg 1.12',
    ]);
    expect(messages('1.9.2')).toEqual([
      'Iceberg 1.12 reads it, Iceberg 1.10 does not; remove it, or use Iceberg 1.12',
    ]);
  });

  test.each(['3.4.4', '3.5.9', '4.0.5', '4.1.4', '4.2.1', '4.3.0'])(
    'finds a misspelt key on Spark %s',
    (version) => {
      expect(found({ 'spark.executer.memory': '1g' }, version)).toEqual([
        'unknown-spark-conf spark.executer.memory: write spark.executor.memory',
      ]);
    },
  );

  test('reads schedules and Spark Connect', () => {
    const spec = { sparkVersion: '4.0.5', sparkConf: { 'spark.executer.memory': '1g' } };
    expect(findings(spec, 'ScheduledSparkApplication').map(({ path }) => path)).toEqual([
      'spec.template.sparkConf["spark.executer.memory"]',
    ]);
    expect(findings(spec, 'SparkConnect')).toHaveLength(1);
  });

  test('hides what may be a credential', () => {
    const [finding] = findings({
      sparkVersion: '3.5.8',
      sparkConf: { 'spark.hadoop.fs.s3a.secret.kee': 'canary' },
    });
    expect(finding!.value).toBe(HIDDEN);
    expect(JSON.stringify({ ...finding, secrets: undefined, subject: undefined })).not.toContain('canary');
  });
});

test.each([
  'spark.acme.flag',
  'spark.ai.port',
  'spark.app.team',
  'spark.celeborn.master.endpoints',
  'spark.databricks.delta.retentionDurationCheck.enabled',
  'spark.driver.resource.gpu.amount',
  'spark.executor.resource.gpu.vendor',
  'spark.executorEnv.LAKEFS_BRANCH',
  'spark.gluten.enabled',
  'spark.hadoop.fs.s3a.bucket.dlt-data.access.key',
  'spark.hadoop.fs.viewfs.mounttable.lake.link./iceberg',
  'spark.hadoop.google.cloud.auth.service.account.enable',
  'spark.hadoop.hive.metastore.uris',
  'spark.jars.ivy',
  'spark.jars.packages',
  'spark.kafka.consumer.cache.timeout',
  'spark.kubernetes.authenticate.submission.caCertFile',
  'spark.kubernetes.driver.annotation.prometheus.io/scrape',
  'spark.kubernetes.driver.label.team',
  'spark.kubernetes.driver.secretKeyRef.KEY',
  'spark.kubernetes.driver.service.annotation.a',
  'spark.kubernetes.driverEnv.X',
  'spark.kubernetes.executor.node.selector.disk',
  'spark.kubernetes.executor.volumes.emptyDir.spark-local-dir-1.mount.path',
  'spark.kubernetes.node.selector.disk',
  'spark.kubernetes.scheduler.volcano.podGroupTemplateFile',
  'spark.metrics.conf.*.sink.prometheusServlet.class',
  'spark.openlineage.transport.url',
  'spark.plugins',
  'spark.rapids.sql.enabled',
  'spark.redaction.regex',
  'spark.rss.enabled',
  'spark.scheduler.listenerbus.eventqueue.shared.capacity',
  'spark.shuffle.io.maxRetries',
  'spark.sql.catalog.glue.warehouse',
  'spark.sql.catalog.lakefs.header.X-Team',
  'spark.sql.catalog.lakefs.table-default.write.format.default',
  'spark.sql.catalog.lakefs.uri',
  'spark.sql.extensions',
  'spark.sql.hudi.enable',
  'spark.sql.streaming.stateStore.rocksdb.compactOnCommit',
  'spark.ssl.ui.enabled',
  'spark.streaming.kafka.maxRatePerPartition',
  'spark.task.resource.gpu.amount',
  'spark.wap.branch',
])('accepts %s', (key) => {
  const conf = { ...ICEBERG, [key]: '${env.X}' };
  expect([found(conf), found(conf, '4.0.5'), found(conf, '4.1.2')]).toEqual([[], [], []]);
});

test('accepts whatever Spark declares, with its own default', () => {
  for (const { spark: keys } of Object.values(LINE_KEYS)) {
    const conf = keys.names.flatMap((name) => {
      const { kind, initial } = keys.get(name)!;
      return kind === 'alias' || name.startsWith('spark.hadoop.')
        ? []
        : [[name, kind === 'string' ? 'x' : (initial ?? '${x}')] as const];
    });
    expect(found(Object.fromEntries(conf), keys.title.replace('Spark ', ''))).toEqual([]);
  }
});

test('accepts every name of another company', () => {
  const part = fc.stringMatching(/^[a-z][a-zA-Z0-9]{2,12}$/);
  const company = fc.stringMatching(/^x[qzj][a-z]{4,10}$/);
  fc.assert(
    fc.property(company, fc.array(part, { minLength: 1, maxLength: 4 }), part, (name, parts, value) => {
      expect(found({ [['spark', name, ...parts].join('.')]: value })).toEqual([]);
    }),
  );
});

test('finds every lost letter of the settings that people set', () => {
  const keys = [
    'spark.sql.shuffle.partitions',
    'spark.executor.memoryOverhead',
    'spark.dynamicAllocation.maxExecutors',
  ];
  const at = 'spark.'.length;
  fc.assert(
    fc.property(fc.constantFrom(...keys), fc.nat(), (key, position) => {
      const index = at + (position % (key.length - at));
      const misspelt = key.slice(0, index) + key.slice(index + 1);
      expect(found({ [misspelt]: '${x}' })).toEqual([`unknown-spark-conf ${misspelt}: write ${key}`]);
    }),
  );
});

describe('spark-conf-value', () => {
  test.each([
    ['spark.ui.enabled', 'yes', 'true or false'],
    ['spark.executor.memory', '2Gi', 'a size: a whole number with k, m, g or t, such as 512m or 2g'],
    ['spark.network.timeout', '2 minutes', 'a time: a whole number with ms, s, m, h or d, such as 30s or 5m'],
    ['spark.sql.shuffle.partitions', '1.5', 'a whole number such as 4'],
    ['spark.memory.fraction', '60%', 'a number such as 0.5'],
    ['spark.sql.orc.impl', 'NATIVE', 'one of hive, native'],
    ['spark.kubernetes.container.image.pullPolicy', 'always', 'one of Always, IfNotPresent, Never'],
    ['spark.hadoop.fs.s3a.path.style.access', 'yes', 'true or false'],
    ['spark.hadoop.fs.s3a.bucket.raw.connection.ssl.enabled', 'off', 'true or false'],
    [
      'spark.hadoop.fs.s3a.multipart.size',
      '64MB',
      'a size: a whole number with k, m, g or t, such as 512m or 2g',
    ],
    ['spark.sql.catalog.lakefs.cache-enabled', 'no', 'true or false'],
  ])('%s: %s', (key, value, expected) => {
    const conf = { ...ICEBERG, [key]: value };
    const [finding, ...more] = findings({ sparkVersion: '3.5.8', sparkConf: conf });
    expect(more).toEqual([]);
    expect(finding).toMatchObject({
      rule: { id: 'spark-conf-value' },
      message: `${JSON.stringify(value)} is not ${expected}`,
      fix: `write ${expected}`,
      value,
    });
  });

  test('leaves Hadoop from 3.4 on its times with a unit', () => {
    const messages = (sparkVersion: string, value: string): string[] =>
      findings({ sparkVersion, hadoopConf: { 'fs.s3a.connection.timeout': value } }).map(
        ({ message }) => message,
      );
    expect(messages('4.0.5', '60s')).toEqual([]);
    expect(messages('3.5.9', '60000')).toEqual([]);
    expect(messages('3.5.9', '60s')).toEqual(['"60s" is not a whole number such as 4']);
    expect(messages('4.0.5', 'soon')).toHaveLength(1);
  });

  test('reads unquoted values', () => {
    expect(found({ 'spark.ui.enabled': true, 'spark.sql.shuffle.partitions': 8 })).toEqual([]);
  });

  test('says nothing where the version is unknown, or the value is no scalar', () => {
    expect(found({ 'spark.ui.enabled': 'yes' }, '2.4.8')).toEqual([]);
    expect(found({ 'spark.ui.enabled': ['yes'], 'spark.executer.memory': null })).toEqual([]);
  });
});

test('removed-spark-conf: only the value that became the rule', () => {
  expect(found({ 'spark.sql.fromJsonForceNullableSchema': 'true' })).toEqual([]);
  expect(found({ 'spark.sql.fromJsonForceNullableSchema': 'false' })).toEqual([
    'removed-spark-conf spark.sql.fromJsonForceNullableSchema: remove the setting',
  ]);
});

describe('duplicate-spark-conf', () => {
  test('an old name beside the new one', () => {
    const conf = { 'spark.yarn.executor.memoryOverhead': '384', 'spark.executor.memoryOverhead': '512m' };
    expect(found(conf)).toEqual(['duplicate-spark-conf spark.yarn.executor.memoryOverhead: remove it']);
    expect(found({ 'spark.yarn.executor.memoryOverhead': '384' })).toEqual([]);
  });

  test('hadoopConf beside spark.hadoop, unless they agree', () => {
    const sparkConf = { 'spark.hadoop.fs.s3a.endpoint': 'http://a' };
    const both = (endpoint: string): string[] =>
      findings({ sparkVersion: '3.5.8', sparkConf, hadoopConf: { 'fs.s3a.endpoint': endpoint } }).map(
        ({ path }) => path,
      );
    expect(both('http://a')).toEqual([]);
    expect(both('http://b')).toEqual(['spec.sparkConf["spark.hadoop.fs.s3a.endpoint"]']);
  });
});

describe('one application', () => {
  accepts([{ 'spec.sparkConf': { 'spark.acme.anything': 'x' } }]);
});

describe('clients of other stores', () => {
  const hadoop = (key: string) =>
    [
      'unknown-spark-conf',
      { 'spec.hadoopConf': { [key]: 'x' } },
      `spec.hadoopConf[${JSON.stringify(key)}]`,
    ] as const;
  finds([
    hadoop('fs.gs.auth.service.account.json.keyfil'),
    hadoop('fs.azure.account.auth.typ.acct.dfs.core.windows.net'),
    hadoop('fs.lakefs.endpont'),
  ]);
  accepts([
    { 'spec.hadoopConf': { 'fs.azure.account.auth.type.acct.dfs.core.windows.net': 'OAuth' } },
    { 'spec.hadoopConf': { 'fs.azure.sas.raw.acct.blob.core.windows.net': 'env' } },
    { 'spec.hadoopConf': { 'fs.gs.storage.http.headers.x-team': 'lake' } },
  ]);
});
