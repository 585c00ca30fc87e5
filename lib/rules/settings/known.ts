import { catalogOf, type Catalog } from '../../manifest/iceberg';

import { once, onceFor } from '../../manifest/once';
import { isRecord, record, text, type Path } from '../../manifest/plain';
import { show } from '../../problems';
import { packages } from '../../manifest/packages';
import type { ConfKeys } from '../../manifest/spark-conf/conf-keys';
import { ICEBERG_VERSIONS, LINE_KEYS, STORE_KEYS, type LineKeys } from '../../manifest/spark-conf/lines';
import { expectation, type ConfKey, type Dialect } from '../../manifest/spark-conf/conf-kind';
import { knownLine } from '../../manifest/spark-version';
import type { Workload } from '../../manifest/workload';
import { SPARK_LINE_NAMES, type SparkLineName } from '../../versions';
import type { Problem, Rule, RuleGroup } from '../rule';
import { sparkDocs } from '../sources';
import { workloadRule } from '../workload-rule';

/** Namespaces in which people choose the names, or which a part outside Spark's own jars reads. */
const OPEN: ReadonlySet<string> = new Set([
  ...['app', 'connect', 'deploy', 'executorEnv', 'hadoop', 'history', 'hive', 'kafka', 'master', 'mesos'],
  ...['metrics', 'plugins', 'ssl', 'streaming', 'ui.filter', 'ui.filters', 'worker', 'yarn'],
  ...['driver', 'executor', 'task', 'worker'].map((role) => `${role}.resource`),
  ...['authenticate', 'driverEnv', 'node.selector', 'scheduler'].map((name) => `kubernetes.${name}`),
  ...['annotation', 'label', 'node.selector', 'secretKeyRef', 'secrets', 'volumes'].flatMap((name) =>
    ['driver', 'executor'].map((role) => `kubernetes.${role}.${name}`),
  ),
  ...['kubernetes.driver.service.annotation', 'kubernetes.driver.service.label'],
  ...['io.encryption.commons.config', 'network.crypto.config', 'rpc.io', 'scheduler.listenerbus.eventqueue'],
  ...['shuffle.io', 'shuffle.plugin', 'sql.catalog', 'sql.streaming.stateStore'],
]);

/** Namespaces that Spark alone reads: whatever it does not know there has no effect. */
const CLOSED: ReadonlySet<string> = new Set([
  ...['driver', 'dynamicAllocation', 'eventLog', 'excludeOnFailure', 'executor', 'kubernetes', 'locality'],
  ...['memory', 'scheduler', 'speculation', 'storage', 'task'],
  ...['sql.adaptive', 'sql.files', 'sql.shuffle'],
]);

/** True for `spark.NAMESPACE.…` with one of the namespaces. */
function isIn(namespaces: ReadonlySet<string>, key: string): boolean {
  const [first, ...names] = key.split('.');
  return first === 'spark' && names.some((_, end) => namespaces.has(names.slice(0, end).join('.')));
}

const CATALOG = 'spark.sql.catalog.';

/** Each key of S3A has a variant for one bucket, `fs.s3a.bucket.NAME.…`. */
const S3A = /^fs\.s3a\./;

/** The older client of Azure has keys of its own under the same prefix, with accounts and containers in them. */
const WASB = '.blob.core.';

const CREDENTIAL = /secret|password|token|credential|access[.-]?key/i;

/** Who reads a setting, and as what. */
interface Reading {
  /** The key as its reader knows it: without `spark.hadoop.`, `spark.sql.catalog.NAME.` or a bucket. */
  readonly name: string;
  /** The programs that may read it. */
  readonly readers: readonly ConfKeys[];
  /** What these know of it. */
  readonly known: readonly ConfKey[];
  readonly dialect: Dialect;
}

/** A setting of the manifest. */
interface KnownSetting {
  readonly key: string;
  readonly value: string;
  readonly path: Path;
  readonly reading: Reading;
}

const unknownSparkConf: Rule = workloadRule({
  id: 'unknown-spark-conf',
  speaksOf: 'keys',
  severity: 'warning',
  general: true,
  summary: 'A setting that nothing reads.',
  why: 'Spark takes any name and ignores what it does not know: the job runs without the setting.',
  fix: 'correct the name, or remove the setting',
  *check(app) {
    for (const setting of settings(app)) {
      if (setting.reading.known.length > 0) continue;
      const found = misnamed(setting);
      if (found !== undefined) yield { path: setting.path, secret: CREDENTIAL.test(setting.key), ...found };
    }
  },
});

const sparkConfValue: Rule = workloadRule({
  id: 'spark-conf-value',
  severity: 'error',
  general: true,
  summary: 'A setting whose value its reader cannot parse.',
  why: 'Spark fails when it first reads the setting; Hadoop and Iceberg fail, or silently take their default.',
  fix: 'write a value of the kind that the setting has',
  source: sparkDocs('configuration.html#spark-properties'),
  *check(app) {
    for (const { path, value, reading } of settings(app)) {
      const { known, dialect } = reading;
      if (known.length === 0 || known.some((key) => expectation(key, value, dialect) === undefined)) continue;
      const expected = expectation(known[0]!, value, dialect)!;
      yield { path, message: `${show(value)} is not ${expected}`, fix: `write ${expected}` };
    }
  },
});

const removedSparkConf: Rule = workloadRule({
  id: 'removed-spark-conf',
  severity: 'error',
  general: true,
  summary: 'A setting that this version of Spark has removed, with a value that it no longer takes.',
  why: 'The session does not start: Spark refuses a removed setting unless it has the value that became the rule.',
  fix: 'remove the setting',
  *check(app) {
    for (const { path, value, reading } of settings(app)) {
      for (const keys of reading.readers) {
        const key = keys.get(reading.name);
        if (key?.kind !== 'removed' || key.initial === value) continue;
        yield { path, message: `${keys.title} has removed it and takes only ${show(key.initial)}` };
      }
    }
  },
});

const duplicateSparkConf: Rule = workloadRule({
  id: 'duplicate-spark-conf',
  severity: 'warning',
  general: true,
  summary: 'One setting is given twice, under two names.',
  why: 'Only one of the two values counts.',
  fix: 'remove one of the two',
  source: sparkDocs('configuration.html#dynamically-loading-spark-properties'),
  *check(app) {
    const all = settings(app);
    const winners = new Map(all.map((setting) => [setting.key, setting]));
    for (const { key, value, path, reading } of all) {
      const winner = winners.get(key)!;
      if (winner.path !== path && winner.value !== value) {
        yield { path, message: 'hadoopConf sets it too, and that one wins', secret: CREDENTIAL.test(key) };
      }
      const target = reading.readers
        .map((keys) => keys.get(key))
        .find((known) => known?.kind === 'alias')?.initial;
      if (target !== undefined && winners.has(target)) {
        yield {
          path,
          message: `it is an old name of ${target}, which is set too and wins`,
          fix: 'remove it',
        };
      }
    }
  },
});

/** The settings of an application; none when nothing is known of its version of Spark. */
const settings = once((app: Workload): readonly KnownSetting[] => {
  const { spec, path } = app;
  const line = knownLine(text(spec.sparkVersion) ?? '');
  if (line === undefined) return [];
  const found: KnownSetting[] = [];
  const programs = programsOf(line, icebergOf(app, line));
  for (const [key, value] of Object.entries(record(spec.sparkConf))) {
    if (!isScalar(value)) continue;
    const reading = programs.read(key, key.startsWith(CATALOG) ? catalogOf(app, key) : undefined);
    found.push({ key, value: String(value), path: [...path, 'sparkConf', key], reading });
  }
  for (const [key, value] of Object.entries(record(spec.hadoopConf))) {
    if (!isScalar(value) || key.startsWith('spark.')) continue;
    found.push({
      key: `spark.hadoop.${key}`,
      value: String(value),
      path: [...path, 'hadoopConf', key],
      reading: programs.readHadoop(key),
    });
  }
  return found;
});

function isScalar(value: unknown): boolean {
  return value !== undefined && value !== null && !isRecord(value) && !Array.isArray(value);
}

/** The settings of the Iceberg that the job downloads; of the usual one when nothing says which. */
function icebergOf(app: Workload, line: SparkLineName): ConfKeys {
  const runtime = packages(app).find(({ artifact }) => artifact.startsWith('iceberg-spark-runtime'));
  const minor = `Iceberg ${/^\d+\.\d+/.exec(runtime?.version ?? '')?.[0] ?? ''}`;
  return ICEBERG_VERSIONS.find(({ title }) => title === minor) ?? LINE_KEYS[line].iceberg;
}

/** A key of Hadoop in a setting of Spark, without its prefix. */
const hadoopKey = onceFor((key) => /^spark\.(?:sql\.catalog\.[^.]+\.)?hadoop\.(.+)$/.exec(key)?.[1]);

/** The programs of a job, each of which reads settings. What one key is to them is found out once. */
class Programs {
  private readonly readSpark = onceFor((key: string) =>
    reading(key, [this.line.spark, this.iceberg], 'spark'),
  );
  /** A key of a catalog, without its prefix. */
  private readonly readCatalog = onceFor((key: string) => reading(key, [this.iceberg], 'spark'));
  /** A key of Hadoop, without its prefix. */
  public readonly readHadoop = onceFor((key: string): Reading => {
    const name = key
      .replace(/^fs\.s3a\.bucket\.[^.]+\./, 'fs.s3a.')
      .replace(/\.[^.]+\.dfs\.core\.[\w.]+$/, '');
    const client = name.startsWith('fs.s3a.')
      ? this.line.s3a
      : STORE_KEYS.find(({ prefix }) => name.startsWith(prefix))?.keys;
    return reading(name, client === undefined || name.includes(WASB) ? [] : [client], 'hadoop');
  });

  public constructor(
    private readonly line: LineKeys,
    private readonly iceberg: ConfKeys,
  ) {}

  /** A key of Spark's settings, which may be that of a catalog. */
  public read(key: string, catalog: Catalog | undefined): Reading {
    const hadoop = hadoopKey(key);
    if (hadoop !== undefined) return this.readHadoop(hadoop);
    return catalog?.declared === undefined
      ? this.readSpark(key)
      : this.readCatalog(key.slice(catalog.declared.key.length + 1));
  }
}

const allPrograms = new Map(
  SPARK_LINE_NAMES.map((line) => [
    line,
    new Map(ICEBERG_VERSIONS.map((iceberg) => [iceberg, new Programs(LINE_KEYS[line], iceberg)])),
  ]),
);

function programsOf(line: SparkLineName, iceberg: ConfKeys): Programs {
  return allPrograms.get(line)!.get(iceberg)!;
}

function reading(name: string, readers: readonly ConfKeys[], dialect: Dialect): Reading {
  return { name, readers, dialect, known: readers.flatMap((keys) => keys.get(name) ?? []) };
}

/** Why a setting that no reader knows is a mistake; undefined when it may well be meant for somebody else. */
function misnamed({
  key,
  path,
  reading,
}: KnownSetting): Pick<Problem, 'message' | 'fix' | 'correction'> | undefined {
  const { name, readers } = reading;
  if (!key.startsWith('spark.')) {
    return {
      message: 'spark-submit drops a setting whose name does not start with spark.',
      fix: 'start the name with spark., or move a setting of Hadoop to hadoopConf',
    };
  }
  if (readers.length === 0 || (name === key && isIn(OPEN, key))) return undefined;
  const title = readers[0]!.title;
  for (const reader of readers) {
    const other = otherVersions(reader).find(({ keys }) => keys.get(name) !== undefined);
    if (other === undefined) continue;
    return {
      message: `${other.keys.title} reads it, ${reader.title} does not`,
      fix: `remove it, or use ${other.from}`,
    };
  }
  const message = `${title} reads no setting of this name`;
  const nearest = readers.map((keys) => keys.nearest(name)).find((found) => found !== undefined);
  if (nearest === undefined) return isIn(CLOSED, key) ? { message } : undefined;
  const written = String(path.at(-1));
  const own = name.replace(S3A, '');
  const start = written.lastIndexOf(own);
  const right = `${written.slice(0, start)}${nearest.replace(S3A, '')}${written.slice(start + own.length)}`;
  return { message, fix: `write ${right}`, correction: { key: right } };
}

/** All versions of a program, the nearest first, each with what brings it. */
function otherVersions(program: ConfKeys): readonly Version[] {
  const all = PROGRAMS.find((versions) => versions.some(({ keys }) => keys === program)) ?? [];
  const own = all.findIndex(({ keys }) => keys === program);
  const distance = (version: Version): number => Math.abs(all.indexOf(version) - own);
  return all.toSorted((a, b) => distance(a) - distance(b));
}

interface Version {
  readonly keys: ConfKeys;
  readonly from: string;
}

/** The versions of each program, oldest first. */
const PROGRAMS: readonly (readonly Version[])[] = [
  SPARK_LINE_NAMES.map((line) => ({ keys: LINE_KEYS[line].spark, from: `Spark ${line}` })),
  SPARK_LINE_NAMES.map((line) => ({ keys: LINE_KEYS[line].s3a, from: `Spark ${line}` })),
  ICEBERG_VERSIONS.map((keys) => ({ keys, from: keys.title })),
];

/** Rules about the names and values of Spark, S3A and Iceberg settings. */
export const KNOWN_SETTINGS: RuleGroup = {
  title: 'Names and values of settings',
  rules: [unknownSparkConf, sparkConfValue, removedSparkConf, duplicateSparkConf],
};
