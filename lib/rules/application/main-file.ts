import { dependencyFiles, language, mainFile, uri } from '../../manifest/dependencies';
import { isSet, text, written } from '../../manifest/plain';
import { show } from '../../problems';
import type { Rule, RuleGroup } from '../rule';
import { sparkDocs } from '../sources';
import { applicationRule } from '../workload-rule';

const mainClassMissing: Rule = applicationRule({
  id: 'main-class-missing',
  severity: 'error',
  summary: 'A Java or Scala job without main class.',
  why: 'spark-submit opens the JAR to look for one, which cannot be done for local:// files.',
  fix: 'set mainClass: it is required for Java and Scala',
  source: sparkDocs('submitting-applications.html#launching-applications-with-spark-submit'),
  *check({ spec, path }) {
    const file = text(spec.mainApplicationFile);
    const jvm = spec.type === 'Java' || spec.type === 'Scala';
    if (jvm && !isSet(spec.mainClass) && (file === undefined || language(file) === 'JVM')) {
      yield { path: [...path, 'mainClass'], message: `no main class for a ${written(spec.type)} job` };
    }
  },
});

const mainClassOnPython: Rule = applicationRule({
  id: 'main-class-on-python',
  severity: 'warning',
  summary: 'A Python or R job with a main class.',
  why: 'spark-submit ignores the class: either it or the main file is not what was meant.',
  fix: 'remove mainClass: it is for Java and Scala',
  source: sparkDocs('submitting-applications.html#launching-applications-with-spark-submit'),
  *check({ spec, path }) {
    const file = text(spec.mainApplicationFile);
    const script = spec.type === 'Python' || spec.type === 'R';
    if (script && isSet(spec.mainClass) && (file === undefined || language(file) !== 'JVM')) {
      yield { path: [...path, 'mainClass'], message: `a ${written(spec.type)} job has no main class` };
    }
  },
});

const CLASS_NAME = /^[\p{L}\p{Nl}_$][\p{L}\p{N}_$]*(?:\.[\p{L}\p{Nl}_$][\p{L}\p{N}_$]*)*$/u;

const mainClassInvalid: Rule = applicationRule({
  id: 'main-class-invalid',
  severity: 'error',
  summary: 'A main class that no Java or Scala class can be called.',
  why: 'The driver stops at its start: it cannot load the class.',
  fix: 'write the full name of the class, letters, digits, _ and $ between dots: org.example.jobs.Rollup',
  *check({ spec, path }) {
    const name = text(spec.mainClass);
    const file = text(spec.mainApplicationFile);
    if (name === undefined || name === '' || CLASS_NAME.test(name)) return;
    if (file !== undefined && language(file) !== 'JVM') return;
    yield { path: [...path, 'mainClass'], message: `${show(name)} is no name of a class` };
  },
});

const typeFileMismatch: Rule = applicationRule({
  id: 'type-file-mismatch',
  severity: 'error',
  summary: 'type and the suffix of the main file disagree.',
  why: 'Spark goes by the suffix: a Python job whose file does not end in .py is run as a JAR. With a main class, or a script, it runs all the same, and type misleads: a warning.',
  fix: 'use .py for Python, .R for R and a JAR for Java and Scala, or correct type',
  source: sparkDocs('submitting-applications.html#launching-applications-with-spark-submit'),
  *check({ spec, path }) {
    const file = text(spec.mainApplicationFile);
    const type = text(spec.type);
    if (file === undefined || type === undefined || !['Python', 'R', 'Java', 'Scala'].includes(type)) return;
    const wanted = type === 'Python' || type === 'R' ? type : 'JVM';
    const found = language(file);
    if (found === wanted) return;
    yield {
      path: [...path, 'mainApplicationFile'],
      message: `type is ${type}, but Spark runs ${file} as ${found === 'JVM' ? 'a JAR' : found}`,
      ...(found !== 'JVM' || isSet(spec.mainClass) ? { severity: 'warning' } : {}),
    };
  },
});

const pathWithoutScheme: Rule = applicationRule({
  id: 'path-without-scheme',
  severity: 'error',
  summary: 'A file is looked for on the disk of the operator.',
  why: 'A path without scheme, or with file://, means the machine of spark-submit; it asks for spark.kubernetes.file.upload.path.',
  fix: 'write local:// for a file of the image, or a URL such as https:// or s3a://',
  source: sparkDocs('running-on-kubernetes.html#dependency-management'),
  *check(app) {
    if (app.settings.has('spark.kubernetes.file.upload.path')) return;
    const main = mainFile(app);
    for (const { file, path } of [...(main === undefined ? [] : [main]), ...dependencyFiles(app)]) {
      const { scheme } = uri(file);
      if (scheme === undefined || scheme === 'file') {
        yield {
          path,
          message: `${file} is a file of the operator's pod`,
          ...(file.startsWith('/') ? { fix: `write local://${file} if it is in the image` } : {}),
        };
      }
    }
  },
});

const clientMode: Rule = applicationRule({
  id: 'client-mode',
  severity: 'error',
  summary: 'Deploy mode client.',
  why: 'The driver would run inside the pod of the operator.',
  fix: 'write cluster',
  source: sparkDocs('submitting-applications.html#launching-applications-with-spark-submit'),
  impossible: 'there is no prop for the mode',
  *check({ spec, path }) {
    if (spec.mode === 'client')
      yield { path: [...path, 'mode'], message: 'client mode runs the driver in the operator' };
  },
});

/** Rules about what is run, and how it is submitted. */
export const MAIN_FILE: RuleGroup = {
  title: 'Main file',
  rules: [
    mainClassMissing,
    mainClassInvalid,
    mainClassOnPython,
    typeFileMismatch,
    pathWithoutScheme,
    clientMode,
  ],
};
