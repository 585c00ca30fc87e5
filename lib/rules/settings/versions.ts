import { stockImage } from '../../manifest/images';
import { once } from '../../manifest/once';
import { packages } from '../../manifest/packages';
import { text } from '../../manifest/plain';
import { compareVersions, isIcebergOf, knownLine, sparkLine } from '../../manifest/spark-version';
import type { Workload } from '../../manifest/workload';
import { ICEBERG_NEEDS_JAVA_17, SPARK_LINES, type SparkLine } from '../../versions';
import type { Problem, Rule, RuleGroup } from '../rule';
import { icebergSite, operator, s3aDocs } from '../sources';
import { applicationRule } from '../workload-rule';

interface Line {
  readonly name: string;
  readonly version: string;
  /** Its row in the table; undefined for a line that is not there. */
  readonly known: SparkLine | undefined;
}

const line = once(({ spec }: Workload): Line | undefined => {
  const version = text(spec.sparkVersion);
  const name = version === undefined ? undefined : sparkLine(version);
  if (version === undefined || name === undefined) return undefined;
  const known = knownLine(version);
  return { name, version, known: known === undefined ? undefined : SPARK_LINES[known] };
});

const sparkVersionMismatch: Rule = applicationRule({
  id: 'spark-version-mismatch',
  severity: 'warning',
  summary: 'sparkVersion is not the version of the image.',
  why: 'The operator, and whoever chooses packages, believes sparkVersion; the job runs the version of the image.',
  fix: 'write the version of the image',
  source: operator('api/v1beta2/sparkapplication_types.go#L44'),
  *check(app) {
    const image = stockImage(app)?.image;
    const spark = line(app);
    const tag = /:v?(\d+\.\d+\.\d+)/.exec(image ?? '')?.[1];
    if (spark !== undefined && tag !== undefined && sparkLine(tag) !== spark.name) {
      yield {
        path: [...app.path, 'sparkVersion'],
        message: `${spark.version}, but ${image!} has Spark ${tag}`,
      };
    }
  },
});

const hadoopVersionMismatch: Rule = applicationRule({
  id: 'hadoop-version-mismatch',
  severity: 'error',
  summary: 'A Hadoop package of another version than Spark carries.',
  why: 'Mixed Hadoop classes fail late: NoSuchMethodError, or NumberFormatException for "60s".',
  fix: 'use the Hadoop version of the Spark distribution',
  source: s3aDocs('index.html#Getting_Started'),
  *check(app) {
    const spark = line(app);
    const known = spark?.known;
    if (known === undefined) return;
    for (const { group, artifact, version, path } of packages(app)) {
      if (
        group === 'org.apache.hadoop' &&
        /^hadoop-(aws|azure|common|client.*|cloud-storage)$/.test(artifact)
      ) {
        if (version !== known.hadoop) {
          yield {
            path,
            message: `${artifact} ${version} with Spark ${spark!.version}, which carries Hadoop ${known.hadoop}`,
            fix: `use ${group}:${artifact}:${known.hadoop}`,
          };
        }
      }
    }
  },
});

const icebergRuntimeMismatch: Rule = applicationRule({
  id: 'iceberg-runtime-mismatch',
  severity: 'error',
  summary: 'An Iceberg runtime for another Spark or Scala.',
  why: 'It resolves, and the job fails with NoSuchMethodError or NoClassDefFoundError.',
  fix: 'use the runtime of the Spark line and Scala build',
  source: icebergSite('multi-engine-support/'),
  *check(app) {
    const spark = line(app);
    if (spark === undefined) return;
    for (const { group, artifact, version, path } of packages(app)) {
      const match =
        group === 'org.apache.iceberg' ? /^iceberg-spark-runtime-(\d+\.\d+)_(2\.1\d)$/.exec(artifact) : null;
      if (match === null) continue;
      const { known } = spark;
      const scala = known?.scala ?? [match[2]!];
      const best = `org.apache.iceberg:iceberg-spark-runtime-${spark.name}_${scala[0]!}`;
      if (match[1] !== spark.name || !scala.includes(match[2]!)) {
        yield {
          path,
          message: `${artifact} is for Spark ${match[1]!} and Scala ${match[2]!}, this is Spark ${spark.version}`,
          fix: `use ${best}`,
        };
      } else if (known !== undefined && !isIcebergOf(known, version)) {
        yield {
          path,
          message: `Iceberg ${version} has no runtime for Spark ${spark.name}`,
          fix: icebergFix(known, best),
        };
      }
    }
  },
});

function icebergFix({ iceberg }: SparkLine, artifact: string): string {
  if (iceberg === undefined) return 'use a Spark for which Iceberg has a runtime, for example 4.1';
  return iceberg.last === undefined
    ? `use ${artifact}:${iceberg.first} or later`
    : `use ${artifact} from ${iceberg.first} to ${iceberg.last}`;
}

const scalaVersionMismatch: Rule = applicationRule({
  id: 'scala-version-mismatch',
  severity: 'error',
  summary: 'A package for another Scala or Spark than the image has.',
  why: 'It resolves, and the job fails with NoSuchMethodError or NoClassDefFoundError.',
  fix: 'use the artifact of the Scala build and Spark line of the image',
  *check(app): Iterable<Problem> {
    const spark = line(app);
    const known = spark?.known;
    if (known === undefined) return;
    for (const { group, artifact, version, scala, path } of packages(app)) {
      if (artifact.startsWith('iceberg-spark-runtime')) continue;
      if (scala !== undefined && !known.scala.includes(scala)) {
        yield {
          path,
          message: `${artifact} is for Scala ${scala}, Spark ${spark!.version} has ${known.scala[0]!}`,
        };
      } else if (group === 'org.apache.spark' && sparkLine(version) !== spark!.name) {
        yield { path, message: `${artifact} ${version} with Spark ${spark!.version}` };
      }
    }
  },
});

const icebergJavaTooOld: Rule = applicationRule({
  id: 'iceberg-java-too-old',
  severity: 'error',
  summary: 'Iceberg 1.11 on Java 11.',
  why: 'Iceberg 1.11 is Java 17 bytecode: UnsupportedClassVersionError.',
  fix: 'use an image with Java 17, for example a -java17 tag, or Iceberg 1.10.2',
  source: icebergSite('releases/'),
  *check(app) {
    const image = stockImage(app)?.image;
    const spark = line(app);
    if (image === undefined || spark === undefined) return;
    const java = Number(/java(\d+)/.exec(image)?.[1] ?? spark.known?.java ?? 17);
    for (const { group, version, path } of packages(app)) {
      if (
        java < 17 &&
        group === 'org.apache.iceberg' &&
        compareVersions(version, ICEBERG_NEEDS_JAVA_17) >= 0
      ) {
        yield { path, message: `Iceberg ${version} needs Java 17, ${image} has Java ${java}` };
      }
    }
  },
});

/** Rules about versions that must fit together. */
export const VERSIONS: RuleGroup = {
  title: 'Versions that must fit',
  rules: [
    sparkVersionMismatch,
    hadoopVersionMismatch,
    icebergRuntimeMismatch,
    scalaVersionMismatch,
    icebergJavaTooOld,
  ],
};
