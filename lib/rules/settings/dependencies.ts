import { dependencyFiles } from '../../manifest/files';
import { catalogOf } from '../../manifest/iceberg';
import { stockImage } from '../../manifest/images';
import { packages } from '../../manifest/packages';
import { list, record, text } from '../../manifest/plain';
import { usedBuckets } from '../../manifest/s3a';
import { knownLine } from '../../manifest/spark-version';
import type { Workload } from '../../manifest/workload';
import { SPARK_LINES } from '../../versions';
import type { Rule, RuleGroup } from '../rule';
import { applicationRule, workloadRule } from '../workload-rule';

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

function isHadoopWarehouse(app: Workload, key: string): boolean {
  return key.endsWith('.warehouse') && catalogOf(app, key)?.kind === 'hadoop';
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
    if (!used) return;
    const line = knownLine(text(app.spec.sparkVersion) ?? '');
    yield {
      path: image.path,
      message: `${image.image} has no Iceberg, and sparkConf uses it`,
      ...(line !== undefined && SPARK_LINES[line].iceberg === undefined
        ? { fix: `use another Spark, for example 4.1: Iceberg has no runtime for Spark ${line} yet` }
        : {}),
    };
  },
});

function provides(app: Workload, artifact: string): boolean {
  const jars = app.settings.get('spark.jars')?.value ?? '';
  return (
    packages(app).some((found) => found.artifact.startsWith(artifact)) ||
    dependencyFiles(app).some(({ file }) => file.includes(artifact)) ||
    jars.includes(artifact) ||
    ['driver', 'executor'].some((role) => app.settings.has(`spark.${role}.extraClassPath`))
  );
}

/** Rules about packages and files of a job. */
export const DEPENDENCIES: RuleGroup = {
  title: 'Packages and files',
  rules: [
    ivyDirUnwritable,
    packageCoordinateInvalid,
    s3aDepsOnOperator,
    s3aJarsMissing,
    s3SchemeUnknown,
    icebergJarsMissing,
  ],
};
