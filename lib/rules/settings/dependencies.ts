import {
  classPathEntries,
  dependencyFiles,
  listed,
  mainFile,
  PACKAGE_LISTS,
  uri,
  type DependencyFile,
} from '../../manifest/dependencies';
import { catalogOf } from '../../manifest/iceberg';
import { stockImage } from '../../manifest/images';
import { provides, unmetNeeds } from '../../manifest/jars';
import { isPlaceholder, list, record, text } from '../../manifest/plain';
import { hadoopBuckets } from '../../manifest/s3a';
import { knownLine } from '../../manifest/spark-version';
import type { Workload } from '../../manifest/workload';
import { SPARK_LINES } from '../../versions';
import { show } from '../../problems';
import type { Facts } from '../facts';
import type { Rule, RuleGroup } from '../rule';
import { icebergDocs, operator, s3aDocs, sparkDocs } from '../sources';
import { applicationRule, workloadRule } from '../workload-rule';

const ivyDirUnwritable: Rule = applicationRule({
  id: 'ivy-dir-unwritable',
  severity: 'error',
  summary: 'Maven packages without a directory that Ivy can write to.',
  why: 'Packages are resolved in the operator, which has a read-only root and no home, and again in the driver: the submission fails.',
  fix: 'set spark.jars.ivy to /tmp/.ivy2 in sparkConf, or bake the JARs into the image',
  source: sparkDocs('running-on-kubernetes.html#dependency-management'),
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
  source: sparkDocs('configuration.html#runtime-environment'),
  *check(app) {
    for (const [field, form] of [
      ['packages', /^[^\s:/]+[:/][^\s:/]+[:/][^\s:/]+$/],
      ['excludePackages', /^[^\s:]+:[^\s:]+$/],
    ] as const) {
      for (const { file, path } of listed(app, field, PACKAGE_LISTS[field]!)) {
        if (form.test(file) || isPlaceholder(file)) continue;
        yield {
          path,
          message: `${show(file)} is no Maven coordinate`,
          ...(field === 'packages' ? {} : { fix: 'write group:artifact' }),
        };
      }
    }
  },
});

const packageRepositoryInvalid: Rule = applicationRule({
  id: 'package-repository-invalid',
  severity: 'error',
  summary: 'A Maven repository that is no URL.',
  why: 'Nothing is looked for there, and the submission fails with unresolved dependencies.',
  fix: 'write the whole URL, for example https://repo.example.com/maven',
  source: sparkDocs('configuration.html#runtime-environment'),
  *check(app) {
    for (const { file, path } of listed(app, 'repositories', PACKAGE_LISTS.repositories!)) {
      if (uri(file).scheme === undefined && !isPlaceholder(file)) {
        yield { path, message: `${show(file)} has no scheme` };
      }
    }
  },
});

/** True where the operator runs the image of the chart, as far as can be known: what that cannot read is known. */
function runsChartImage(app: Workload, facts: Facts): boolean {
  return facts
    .releasesFor(app.namespace)
    .every((release) => text(release.get('image.repository')) === DEFAULT_OPERATOR);
}

const s3aDepsOnOperator: Rule = applicationRule({
  id: 's3a-deps-on-operator',
  severity: 'error',
  summary: 'A dependency on S3 that the operator has to read.',
  why: "The operator's image has no S3AFileSystem: the submission fails, in the operator and not in the job.",
  fix: 'bake the file into the image (local://), or serve it by https://',
  source: operator('Dockerfile#L17'),
  *check(app, facts) {
    if (!runsChartImage(app, facts)) return;
    for (const { file, path } of dependencyFiles(app)) {
      if (/^s3[an]?:/.test(file)) yield { path, message: `the operator cannot read ${file}` };
    }
  },
});

/** What spark-submit reads in the operator, or leaves to the pods. */
const READABLE = new Set(
  ['local', 'http', 'https', 'ftp', 'file', 'hdfs', 'webhdfs', 'swebhdfs', 'viewfs', 'har', 'ivy'].concat(
    // A rule of their own.
    ['s3', 's3a', 's3n'],
  ),
);

const depsSchemeUnreadable: Rule = applicationRule({
  id: 'deps-scheme-unreadable',
  severity: 'error',
  summary: 'A dependency at a place that the operator cannot read.',
  why: 'spark-submit looks it up in the operator, whose image has no client for it: No FileSystem for scheme.',
  fix: 'bake the file into the image (local://), or serve it by https://',
  source: 'https://spark.apache.org/docs/latest/running-on-kubernetes.html#dependency-management',
  *check(app, facts) {
    if (!runsChartImage(app, facts)) return;
    for (const { file, path } of dependencyFiles(app)) {
      const { scheme } = uri(file);
      if (scheme === undefined || READABLE.has(scheme) || isPlaceholder(file)) continue;
      const isCoordinate = scheme.includes('.') && /^[^\s:/]+:[^\s:/]+:[^\s:/]+$/.test(file);
      yield isCoordinate
        ? { path, message: `${file} is a Maven coordinate, no file`, fix: 'move it to deps.packages' }
        : { path, message: `the operator has no file system for ${scheme}:, and cannot read ${file}` };
    }
  },
});

/** The files of a job, the main one first. */
function allFiles(app: Workload): readonly DependencyFile[] {
  const main = mainFile(app);
  return [...(main === undefined ? [] : [main]), ...dependencyFiles(app)];
}

const localUriHost: Rule = applicationRule({
  id: 'local-uri-host',
  severity: 'error',
  summary: 'local:// with a host, or without a path.',
  why: 'What stands between two slashes and the next one is read as a host: Spark looks for the rest of the path.',
  fix: 'write three slashes: local:///opt/jobs/etl.py',
  source: sparkDocs('submitting-applications.html#advanced-dependency-management'),
  *check(app) {
    for (const { file, path } of allFiles(app)) {
      const { scheme, host, path: rest } = uri(file);
      if (scheme !== 'local' || isPlaceholder(file) || file.includes('<')) continue;
      if (host === '' && rest.startsWith('/')) continue;
      yield {
        path,
        message:
          host === '' ? `${file} has no absolute path` : `${host} is read as a host, and the path is ${rest}`,
        fix: `write local:///${host}${host === '' ? rest : rest.replace(/^(?=[^/])/, '/')}`,
      };
    }
  },
});

const dependencyPattern: Rule = applicationRule({
  id: 'dependency-pattern',
  severity: 'error',
  summary: 'A pattern where Spark takes the name of a file.',
  why: 'Nobody expands it for local:// and https://: no such file is found, and its classes or modules are missing.',
  fix: 'name each file; or put JARs into /opt/spark/jars of the image, or /opt/libs/* into spark.driver.extraClassPath and spark.executor.extraClassPath',
  *check(app) {
    for (const { file, path } of allFiles(app)) {
      const { scheme, path: place } = uri(file);
      const isRemote = scheme === 'http' || scheme === 'https' || scheme === 'ftp';
      const found = isRemote ? /\*/.exec(place) : scheme === 'local' ? /[*?[{]/.exec(place) : null;
      if (found === null || isPlaceholder(file)) continue;
      yield { path, message: `${found[0]} in ${file} is taken as it stands` };
    }
  },
});

const classPathUnread: Rule = applicationRule({
  id: 'class-path-unread',
  severity: 'warning',
  summary: 'An entry of a class path that Java does not read.',
  why: 'Java takes paths, and * as the whole last part only: the JARs are missing, and nothing says so.',
  fix: 'write /opt/libs/* or the path of each JAR, without a scheme',
  source: 'https://docs.oracle.com/en/java/javase/17/docs/specs/man/java.html#using-class-path-wildcards',
  *check(app) {
    for (const { file, path } of classPathEntries(app)) {
      const hasPattern = file.includes('*') && !/^(?:[^*]*\/)?\*$/.test(file);
      const isScheme = /^(?:local|file|https?|s3a?|hdfs)$/.test(file);
      if (hasPattern || isScheme) {
        const message = hasPattern ? `${file} matches nothing` : `${file}: is no path of a class path`;
        yield { path, message };
      }
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
  source: s3aDocs('index.html#Other_S3_Connectors'),
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
  source: sparkDocs('cloud-integration.html#installation'),
  *check(app) {
    const image = stockImage(app);
    if (image === undefined || provides(app, 'hadoop-aws') || hadoopBuckets(app).length === 0) return;
    yield { path: image.path, message: `${image.image} has no hadoop-aws, and the job uses s3a` };
  },
});

const icebergJarsMissing: Rule = applicationRule({
  id: 'iceberg-jars-missing',
  severity: 'error',
  summary: 'Iceberg is configured with an image that does not have it.',
  why: 'The images of Apache Spark carry no Iceberg: the session cannot load its classes.',
  fix: 'add the package org.apache.iceberg:iceberg-spark-runtime of the Spark line, or use an image that has it',
  source: icebergDocs('spark-getting-started/#using-iceberg-in-spark'),
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

const settingJarsMissing: Rule = applicationRule({
  id: 'setting-jars-missing',
  severity: 'error',
  summary: 'A setting names what no image of Apache Spark has, and nothing brings it.',
  why: 'The class is loaded when it is first used: ClassNotFoundException or NoClassDefFoundError.',
  fix: 'add the package, or use an image that has it',
  *check(app) {
    const image = stockImage(app);
    if (image === undefined) return;
    const given = [...app.path, 'deps', 'packages'];
    for (const { need, setting } of unmetNeeds(app)) {
      yield {
        path: list(record(app.spec.deps).packages).length > 0 ? given : setting.path,
        message: `${setting.key} needs ${need.what}, which ${image.image} does not have`,
        fix: `add the package ${need.add}, or use an image that has it`,
      };
    }
  },
});

/** Rules about packages and files of a job. */
export const DEPENDENCIES: RuleGroup = {
  title: 'Packages and files',
  rules: [
    ivyDirUnwritable,
    packageCoordinateInvalid,
    packageRepositoryInvalid,
    localUriHost,
    dependencyPattern,
    classPathUnread,
    s3aDepsOnOperator,
    depsSchemeUnreadable,
    s3aJarsMissing,
    s3SchemeUnknown,
    icebergJarsMissing,
    settingJarsMissing,
  ],
};
