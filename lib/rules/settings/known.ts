import { catalogOf, type Catalog } from '../../manifest/iceberg';

import { once, onceFor } from '../../manifest/once';
import { isRecord, record, show, text, type Path } from '../../manifest/plain';
import {
  ICEBERG,
  S3A_VERSIONS,
  SPARK_VERSIONS,
  sparkConfKeys,
  type ConfKeys,
} from '../../manifest/spark-conf/conf-keys';
import { expectation, type ConfKey, type Dialect } from '../../manifest/spark-conf/conf-kind';
import type { Workload } from '../../manifest/workload';
import type { Problem, Rule, RuleGroup } from '../rule';
import { workloadRule } from '../workload-rule';

/** Namespaces in which people choose the names, or which a part outside Spark's own jars reads. */
const OPEN =
  /^spark\.(app|hadoop|hive|executorEnv|kafka|connect|plugins|metrics|ssl|ui\.filters?|history|deploy|master|worker|yarn|mesos|(driver|executor|task|worker)\.resource|kubernetes\.(driverEnv|authenticate|scheduler|node\.selector|(driver|executor)\.(annotation|label|node\.selector|secretKeyRef|secrets|volumes)|driver\.service\.(annotation|label))|scheduler\.listenerbus\.eventqueue|shuffle\.(io|plugin)|rpc\.io|network\.crypto\.config|io\.encryption\.commons\.config|streaming|sql\.catalog|sql\.streaming\.stateStore)\./;

/** Namespaces that Spark alone reads: whatever it does not know there has no effect. */
const CLOSED =
  /^spark\.(kubernetes|driver|executor|dynamicAllocation|memory|eventLog|speculation|excludeOnFailure|locality|scheduler|storage|task|sql\.(adaptive|shuffle|files))\./;

const CATALOG = 'spark.sql.catalog.';

/** Each key of S3A has a variant for one bucket, `fs.s3a.bucket.NAME.…`. */
const S3A = /^fs\.s3a\./;

const CREDENTIAL = /secret|password|token|credential|access[.-]?key/i;

/** Who reads a setting, and as what. */
interface Reading {
  /** The key as its reader knows it: without `spark.hadoop.`, `spark.sql.catalog.NAME.` or a bucket. */
  readonly name: string;
  /** The versions of the program that may read it. */
  readonly readers: readonly ConfKeys[];
  /** What these know of it. */
  readonly known: readonly ConfKey[];
  readonly dialect: Dialect;
}

/** A setting of the manifest. */
interface KnownSetting extends Reading {
  readonly key: string;
  readonly value: string;
  readonly path: Path;
}

const unknownSparkConf: Rule = workloadRule({
  id: 'unknown-spark-conf',
  severity: 'warning',
  general: true,
  summary: 'A setting that nothing reads.',
  why: 'Spark takes any name and ignores what it does not know: the job runs without the setting.',
  fix: 'correct the name, or remove the setting',
  *check(app) {
    for (const setting of settings(app)) {
      if (setting.known.length > 0) continue;
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
  *check(app) {
    for (const { path, known, value, dialect } of settings(app)) {
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
    for (const { path, name, value, readers } of settings(app)) {
      for (const keys of readers) {
        const key = keys.get(name);
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
  *check(app) {
    const all = [...settings(app)];
    const winners = new Map(all.map((setting) => [setting.key, setting]));
    for (const { key, value, path, readers } of all) {
      const winner = winners.get(key)!;
      if (winner.path !== path && winner.value !== value) {
        yield { path, message: 'hadoopConf sets it too, and that one wins', secret: CREDENTIAL.test(key) };
      }
      const target = readers.map((keys) => keys.get(key)).find((known) => known?.kind === 'alias')?.initial;
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
const settings = once((app: Workload): readonly KnownSetting[] => [...readSettings(app)]);

function* readSettings(app: Workload): Iterable<KnownSetting> {
  const { spec, path } = app;
  const spark = sparkConfKeys(text(spec.sparkVersion) ?? '');
  if (spark === undefined) return;
  for (const [key, value] of Object.entries(record(spec.sparkConf))) {
    if (!isScalar(value)) continue;
    const reading = readingOf(spark, key, key.startsWith(CATALOG) ? catalogOf(app, key) : undefined);
    yield { key, value: String(value), path: [...path, 'sparkConf', key], ...reading };
  }
  for (const [key, value] of Object.entries(record(spec.hadoopConf))) {
    if (!isScalar(value) || key.startsWith('spark.')) continue;
    const seen = `spark.hadoop.${key}`;
    yield { key: seen, value: String(value), path: [...path, 'hadoopConf', key], ...hadoopReading(key) };
  }
}

function isScalar(value: unknown): boolean {
  return value !== undefined && value !== null && !isRecord(value) && !Array.isArray(value);
}

/** Readings of keys that are not those of an Iceberg catalog, for each version. */
const readings = new Map(SPARK_VERSIONS.map((spark) => [spark, onceFor((key) => newReading(spark, key))]));

function readingOf(spark: ConfKeys, key: string, catalog: Catalog | undefined): Reading {
  return catalog?.declared === undefined
    ? readings.get(spark)!(key)
    : newReading(spark, key, catalog.declared.key);
}

function newReading(spark: ConfKeys, key: string, icebergCatalog?: string): Reading {
  const hadoop = /^spark\.(?:sql\.catalog\.[^.]+\.)?hadoop\.(.+)$/.exec(key)?.[1];
  if (hadoop !== undefined) return hadoopReading(hadoop);
  return icebergCatalog === undefined
    ? reading(key, [spark, ICEBERG], 'spark')
    : reading(key.slice(icebergCatalog.length + 1), [ICEBERG], 'spark');
}

const hadoopReading = onceFor((key): Reading => {
  const name = key.replace(/^fs\.s3a\.bucket\.[^.]+\./, 'fs.s3a.');
  return reading(name, name.startsWith('fs.s3a.') ? S3A_VERSIONS : [], 'hadoop');
});

function reading(name: string, readers: readonly ConfKeys[], dialect: Dialect): Reading {
  return { name, readers, dialect, known: readers.flatMap((keys) => keys.get(name) ?? []) };
}

/** Why a setting that no reader knows is a mistake; undefined when it may well be meant for somebody else. */
function misnamed({ key, name, path, readers }: KnownSetting): Pick<Problem, 'message' | 'fix'> | undefined {
  if (!key.startsWith('spark.')) {
    return {
      message: 'spark-submit drops a setting whose name does not start with spark.',
      fix: 'start the name with spark., or move a setting of Hadoop to hadoopConf',
    };
  }
  if (readers.length === 0 || (name === key && OPEN.test(key))) return undefined;
  const title = readers[0]!.title;
  const other = SPARK_VERSIONS.find((keys) => keys.get(name) !== undefined);
  if (other !== undefined) {
    return { message: `${other.title} reads it, ${title} does not`, fix: `remove it, or use ${other.title}` };
  }
  const message = `${title} reads no setting of this name`;
  const nearest = readers.map((keys) => keys.nearest(name)).find((found) => found !== undefined);
  if (nearest === undefined) return CLOSED.test(key) ? { message } : undefined;
  const written = String(path.at(-1));
  const known = written.slice(0, written.length - name.replace(S3A, '').length);
  return { message, fix: `write ${known}${nearest.replace(S3A, '')}` };
}

/** Rules about the names and values of Spark, S3A and Iceberg settings. */
export const KNOWN_SETTINGS: RuleGroup = {
  title: 'Names and values of settings',
  rules: [unknownSparkConf, sparkConfValue, removedSparkConf, duplicateSparkConf],
};
