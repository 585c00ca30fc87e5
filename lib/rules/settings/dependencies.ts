import { ICEBERG_NEEDS_JAVA_17, SPARK_LINES } from '../../versions';
import { dependencyFiles } from '../application/main-file';
import { isStockImage, sparkImages } from '../application/images';
import { once } from '../../manifest/once';
import { list, record, text } from '../../manifest/plain';
import { compareVersions, sparkLine } from '../../manifest/spark-version';
import type { Path, Problem, Rule } from '../rule';
import { usedBuckets } from '../../manifest/s3a';
import { applicationRule, workloadRule, type Workload } from '../../manifest/workload';

interface Package {
  readonly group: string;
  readonly artifact: string;
  readonly version: string;
  /** Scala build of the artifact, `2.12` of `..._2.12`. */
  readonly scala: string | undefined;
  readonly path: Path;
}

/** Maven coordinates of deps.packages and spark.jars.packages. */
const packages = once(({ spec, path, settings }: Workload): readonly Package[] => {
  const setting = settings.get('spark.jars.packages');
  return [
    ...list(record(spec.deps).packages).map((coordinate, index) => ({
      coordinate: text(coordinate) ?? '',
      path: [...path, 'deps', 'packages', index] as Path,
    })),
    ...(setting?.value.split(',') ?? []).map((coordinate) => ({
      coordinate: coordinate.trim(),
      path: setting!.path,
    })),
  ].flatMap(({ coordinate, path: place }) => {
    const [group, artifact, version] = coordinate.split(':');
    return group === undefined || artifact === undefined || version === undefined
      ? []
      : [{ group, artifact, version, scala: /_(2\.1[0-9])$/.exec(artifact)?.[1], path: place }];
  });
});

function line({ spec }: Workload): { readonly name: string; readonly version: string } | undefined {
  const version = text(spec.sparkVersion);
  const name = version === undefined ? undefined : sparkLine(version);
  return name === undefined ? undefined : { name, version: version! };
}

const ivyDirUnwritable: Rule = applicationRule({
  id: 'ivy-dir-unwritable',
  severity: 'error',
  summary: 'Maven packages without a directory that Ivy can write to.',
  why: 'Packages are resolved in the operator, which has a read-only root and no home, and again in the driver: the submission fails.',
  fix: 'set spark.jars.ivy to /tmp/.ivy2 in sparkConf, or bake the JARs into the image',
  *check({ spec, path, settings, namespace }, facts) {
    const ivy = settings.get('spark.jars.ivy');
    if (ivy !== undefined) {
      const releases = facts.releasesFor(namespace);
      const isWritable = releases.some((release) => release.writes(ivy.value));
      if (releases.length > 0 && !isWritable && usesPackages(spec, settings)) {
        yield { path: ivy.path, message: `the operator cannot write to ${ivy.value}` };
      }
      return;
    }
    const setting = settings.get('spark.jars.packages');
    if (list(record(spec.deps).packages).length > 0) {
      yield { path: [...path, 'deps', 'packages'], message: 'Ivy has no directory to resolve these in' };
    } else if (setting !== undefined) {
      yield { path: setting.path, message: 'Ivy has no directory to resolve these in' };
    }
  },
});

function usesPackages(spec: Workload['spec'], settings: Workload['settings']): boolean {
  return list(record(spec.deps).packages).length > 0 || settings.has('spark.jars.packages');
}

const packageCoordinateInvalid: Rule = applicationRule({
  id: 'package-coordinate-invalid',
  severity: 'error',
  summary: 'A package that is no Maven coordinate.',
  why: 'The submission fails: coordinates must be in the form groupId:artifactId:version.',
  fix: 'write group:artifact:version',
  *check({ spec, path }) {
    const deps = record(spec.deps);
    for (const [field, form] of [
      ['packages', /^[^\s:/]+[:/][^\s:/]+[:/][^\s:/]+$/],
      ['excludePackages', /^[^\s:]+:[^\s:]+$/],
    ] as const) {
      for (const [index, coordinate] of list(deps[field]).entries()) {
        if (typeof coordinate !== 'string' || form.test(coordinate)) continue;
        yield {
          path: [...path, 'deps', field, index],
          message: `${JSON.stringify(coordinate)} is no Maven coordinate`,
          ...(field === 'packages' ? {} : { fix: 'write group:artifact' }),
        };
      }
    }
  },
});

const s3aDepsOnOperator: Rule = applicationRule({
  id: 's3a-deps-on-operator',
  severity: 'error',
  summary: 'A dependency on S3 that the operator has to read.',
  why: "The operator's image has no S3AFileSystem: the submission fails, in the operator and not in the job.",
  fix: 'bake the file into the image (local://), or serve it by https://',
  *check(app, facts) {
    const ownImage = facts
      .releasesFor(app.namespace)
      .some((release) => text(release.get('image.repository')) !== DEFAULT_OPERATOR);
    if (ownImage) return;
    for (const { file, path } of dependencyFiles(app)) {
      if (/^s3[an]?:/.test(file)) yield { path, message: `the operator cannot read ${file}` };
    }
  },
});

const DEFAULT_OPERATOR = 'kubeflow/spark-operator/controller';

/** Settings that are places for Hadoop. */
const HADOOP_PLACES = [
  'spark.eventLog.dir',
  'spark.sql.warehouse.dir',
  'spark.kubernetes.file.upload.path',
  'spark.hadoop.fs.defaultFS',
];

const s3SchemeUnknown: Rule = workloadRule({
  id: 's3-scheme-unknown',
  severity: 'warning',
  summary: 'A place with s3:// or s3n:// that Hadoop has to read.',
  why: 'Hadoop knows s3a:// only, unless the image brings something else: "No FileSystem for scheme" when the job first uses it.',
  fix: 'write s3a://, or say in fs.s3.impl who reads it',
  *check(app) {
    const { spec, path, settings } = app;
    const main = text(spec.mainApplicationFile);
    const places = [
      ...(main === undefined ? [] : [{ value: main, path: [...path, 'mainApplicationFile'] }]),
      ...HADOOP_PLACES.flatMap((key) => settings.get(key) ?? []),
      ...[...settings.values()].filter(({ key }) => isHadoopWarehouse(app, key)),
    ];
    for (const { value, path: place } of places) {
      const scheme = /^(s3n?):\/\//.exec(value)?.[1];
      if (scheme !== undefined && !settings.has(`spark.hadoop.fs.${scheme}.impl`)) {
        yield { path: place, message: `Hadoop has no file system for ${scheme}://` };
      }
    }
  },
});

function isHadoopWarehouse({ settings }: Workload, key: string): boolean {
  const catalog = /^(spark\.sql\.catalog\.[^.]+)\.warehouse$/.exec(key)?.[1];
  return (
    catalog !== undefined &&
    (settings.get(`${catalog}.type`)?.value.toLowerCase() === 'hadoop' ||
      settings.get(`${catalog}.catalog-impl`)?.value.endsWith('.HadoopCatalog') === true)
  );
}

const s3aJarsMissing: Rule = applicationRule({
  id: 's3a-jars-missing',
  severity: 'error',
  summary: 'S3 is used with an image that cannot read it.',
  why: 'The images of Apache Spark carry no hadoop-aws: ClassNotFoundException S3AFileSystem.',
  fix: 'add the package org.apache.hadoop:hadoop-aws of the Hadoop version of the image, or use an image that has it',
  *check(app) {
    const image = stockImage(app);
    if (image === undefined || provides(app, 'hadoop-aws') || usedBuckets(app).length === 0) return;
    yield { path: image.path, message: `${image.image} has no hadoop-aws, and the job uses s3a` };
  },
});

const icebergJarsMissing: Rule = applicationRule({
  id: 'iceberg-jars-missing',
  severity: 'error',
  summary: 'Iceberg is configured with an image that does not have it.',
  why: 'The images of Apache Spark carry no Iceberg: the session cannot load its classes.',
  fix: 'add the package org.apache.iceberg:iceberg-spark-runtime of the Spark line, or use an image that has it',
  *check(app) {
    const image = stockImage(app);
    if (image === undefined || provides(app, 'iceberg-spark')) return;
    const used = [...app.settings.values()].some(
      ({ key, value }) => key.startsWith('spark.sql.') && value.startsWith('org.apache.iceberg.'),
    );
    if (used) yield { path: image.path, message: `${image.image} has no Iceberg, and sparkConf uses it` };
  },
});

function stockImage(app: Workload): { readonly image: string; readonly path: Path } | undefined {
  const images = sparkImages(app);
  return images.length > 0 && images.every(({ image }) => isStockImage(image)) ? images[0] : undefined;
}

function provides(app: Workload, artifact: string): boolean {
  const jars = app.settings.get('spark.jars')?.value ?? '';
  return (
    packages(app).some((found) => found.artifact.startsWith(artifact)) ||
    dependencyFiles(app).some(({ file }) => file.includes(artifact)) ||
    jars.includes(artifact) ||
    ['driver', 'executor'].some((role) => app.settings.has(`spark.${role}.extraClassPath`))
  );
}

const sparkVersionMismatch: Rule = applicationRule({
  id: 'spark-version-mismatch',
  severity: 'warning',
  summary: 'sparkVersion is not the version of the image.',
  why: 'The operator, and whoever chooses packages, believes sparkVersion; the job runs the version of the image.',
  fix: 'write the version of the image',
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
  *check(app) {
    const spark = line(app);
    const known = spark === undefined ? undefined : SPARK_LINES[spark.name];
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
  *check(app) {
    const spark = line(app);
    if (spark === undefined) return;
    for (const { group, artifact, version, path } of packages(app)) {
      const match =
        group === 'org.apache.iceberg' ? /^iceberg-spark-runtime-(\d+\.\d+)_(2\.1\d)$/.exec(artifact) : null;
      if (match === null) continue;
      const known = SPARK_LINES[spark.name];
      const scala = known?.scala ?? [match[2]!];
      const best = `org.apache.iceberg:iceberg-spark-runtime-${spark.name}_${scala[0]!}`;
      if (match[1] !== spark.name || !scala.includes(match[2]!)) {
        yield {
          path,
          message: `${artifact} is for Spark ${match[1]!} and Scala ${match[2]!}, this is Spark ${spark.version}`,
          fix: `use ${best}`,
        };
      } else if (known !== undefined && compareVersions(version, known.firstIceberg) < 0) {
        yield {
          path,
          message: `Iceberg ${version} has no runtime for Spark ${spark.name}`,
          fix: `use ${best}:${known.firstIceberg} or later`,
        };
      }
    }
  },
});

const scalaVersionMismatch: Rule = applicationRule({
  id: 'scala-version-mismatch',
  severity: 'error',
  summary: 'A package for another Scala or Spark than the image has.',
  why: 'It resolves, and the job fails with NoSuchMethodError or NoClassDefFoundError.',
  fix: 'use the artifact of the Scala build and Spark line of the image',
  *check(app): Iterable<Problem> {
    const spark = line(app);
    const known = spark === undefined ? undefined : SPARK_LINES[spark.name];
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
  *check(app) {
    const image = stockImage(app)?.image;
    const spark = line(app);
    if (image === undefined || spark === undefined) return;
    const java = Number(/java(\d+)/.exec(image)?.[1] ?? SPARK_LINES[spark.name]?.java ?? 17);
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

/** Rules about packages and files of a job. */
export const DEPENDENCY_RULES: readonly Rule[] = [
  ivyDirUnwritable,
  packageCoordinateInvalid,
  s3aDepsOnOperator,
  s3aJarsMissing,
  s3SchemeUnknown,
  icebergJarsMissing,
  sparkVersionMismatch,
  hadoopVersionMismatch,
  icebergRuntimeMismatch,
  scalaVersionMismatch,
  icebergJavaTooOld,
];
