import { isSet, list, record, text } from '../../manifest/plain';
import type { Path, Problem, Rule } from '../rule';
import { applicationRule, workloadRule, type Workload } from '../../manifest/workload';
import { sparkLine } from '../../manifest/spark-version';

const FILE_LISTS = ['jars', 'files', 'pyFiles', 'archives'] as const;

/** Entries of the file lists of `deps`, with their places. */
export function dependencyFiles({ spec, path }: Workload): {
  readonly list: (typeof FILE_LISTS)[number];
  readonly file: string;
  readonly path: Path;
}[] {
  const deps = record(spec.deps);
  return FILE_LISTS.flatMap((name) =>
    list(deps[name]).flatMap((file, index) =>
      typeof file === 'string' ? [{ list: name, file, path: [...path, 'deps', name, index] }] : [],
    ),
  );
}

/** What Spark makes of a main file: it decides by the suffix. */
function language(file: string): 'Python' | 'R' | 'JVM' {
  if (file.endsWith('.py')) return 'Python';
  return /\.[rR]$/.test(file) ? 'R' : 'JVM';
}

const mainClassMissing: Rule = applicationRule({
  id: 'main-class-missing',
  severity: 'error',
  summary: 'A Java or Scala job without main class.',
  why: 'spark-submit opens the JAR to look for one, which cannot be done for local:// files.',
  fix: 'set mainClass: it is required for Java and Scala',
  *check({ spec, path }) {
    const file = text(spec.mainApplicationFile);
    const jvm = spec.type === 'Java' || spec.type === 'Scala';
    if (jvm && !isSet(spec.mainClass) && (file === undefined || language(file) === 'JVM')) {
      yield { path: [...path, 'mainClass'], message: `no main class for a ${String(spec.type)} job` };
    }
  },
});

const mainClassOnPython: Rule = applicationRule({
  id: 'main-class-on-python',
  severity: 'error',
  summary: 'A Python or R job with a main class.',
  why: 'spark-submit ignores the class: either it or the main file is not what was meant.',
  fix: 'remove mainClass: it is for Java and Scala',
  *check({ spec, path }) {
    const file = text(spec.mainApplicationFile);
    const script = spec.type === 'Python' || spec.type === 'R';
    if (script && isSet(spec.mainClass) && (file === undefined || language(file) !== 'JVM')) {
      yield { path: [...path, 'mainClass'], message: `a ${String(spec.type)} job has no main class` };
    }
  },
});

const typeFileMismatch: Rule = applicationRule({
  id: 'type-file-mismatch',
  severity: 'error',
  summary: 'type and the suffix of the main file disagree.',
  why: 'Spark goes by the suffix: a Python job whose file does not end in .py is run as a JAR.',
  fix: 'use .py for Python, .R for R and a JAR for Java and Scala, or correct type',
  *check({ spec, path }) {
    const file = text(spec.mainApplicationFile);
    const type = text(spec.type);
    if (file === undefined || type === undefined || !['Python', 'R', 'Java', 'Scala'].includes(type)) return;
    const wanted = type === 'Python' || type === 'R' ? type : 'JVM';
    const found = language(file);
    if (found === wanted || /\$\{|\$\(|\{\{/.test(file)) return;
    yield {
      path: [...path, 'mainApplicationFile'],
      message: `type is ${type}, but Spark runs ${file} as ${found === 'JVM' ? 'a JAR' : found}`,
    };
  },
});

const pathWithoutScheme: Rule = applicationRule({
  id: 'path-without-scheme',
  severity: 'error',
  summary: 'A file is looked for on the disk of the operator.',
  why: 'A path without scheme, or with file://, means the machine of spark-submit; it asks for spark.kubernetes.file.upload.path.',
  fix: 'write local:// for a file of the image, or a URL such as https:// or s3a://',
  *check(app) {
    if (app.settings.has('spark.kubernetes.file.upload.path')) return;
    const main = text(app.spec.mainApplicationFile);
    const files: { readonly file: string; readonly path: Path }[] = dependencyFiles(app);
    if (main !== undefined && main !== 'spark-internal') {
      files.unshift({ file: main, path: [...app.path, 'mainApplicationFile'] });
    }
    for (const { file, path } of files) {
      const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(file)?.[1];
      if ((scheme === undefined || scheme === 'file') && !/^(?:\$\{|\$\(|\{\{)/.test(file)) {
        yield {
          path,
          message: `${file} is a file of the operator's pod`,
          ...(file.startsWith('/') ? { fix: `write local://${file} if it is in the image` } : {}),
        };
      }
    }
  },
});

const sparkVersionInvalid: Rule = workloadRule({
  id: 'spark-version-invalid',
  severity: 'error',
  summary: 'sparkVersion is no version.',
  why: 'Pod templates are refused, and whatever depends on the version is wrong.',
  fix: 'write the version of the image, for example 3.5.8',
  *check({ spec, path }) {
    const version = text(spec.sparkVersion);
    if (version !== undefined && !isVersion(version)) {
      yield { path: [...path, 'sparkVersion'], message: `${JSON.stringify(version)} is no version` };
    }
  },
});

const templateNeedsSpark3: Rule = workloadRule({
  id: 'template-needs-spark-3',
  severity: 'error',
  summary: 'A pod template with Spark 2.',
  why: 'The webhook refuses it: pod templates came with Spark 3.0.0.',
  fix: 'use Spark 3.0.0 or later, or the fields beside template',
  *check({ spec, roles }): Iterable<Problem> {
    const version = text(spec.sparkVersion) ?? '';
    if (!isVersion(version) || Number.parseInt(version, 10) >= 3) return;
    for (const { path, spec: role } of roles) {
      if (isSet(role.template)) {
        yield { path: [...path, 'template'], message: `a template needs Spark 3.0.0, this is ${version}` };
      }
    }
  },
});

const python2: Rule = applicationRule({
  id: 'python-2',
  severity: 'error',
  summary: 'Python 2.',
  why: 'Spark dropped it with 3.1 and refuses the setting: the submission fails.',
  fix: 'remove pythonVersion: the image decides',
  *check({ spec, path }) {
    const [major = 3, minor = 1] = (text(spec.sparkVersion) ?? '').split('.').map(Number);
    if (spec.pythonVersion === '2' && (major > 3 || (major === 3 && minor >= 1))) {
      yield {
        path: [...path, 'pythonVersion'],
        message: `Spark ${String(spec.sparkVersion)} has no Python 2`,
      };
    }
  },
});

const connectNeedsSpark34: Rule = workloadRule({
  id: 'connect-needs-spark-3-4',
  severity: 'error',
  summary: 'Spark Connect with a Spark that has none.',
  why: 'The image has no Connect server to start: it came with Spark 3.4.',
  fix: 'use Spark 3.4 or later',
  *check({ kind, spec, path }) {
    const version = text(spec.sparkVersion) ?? '';
    if (kind !== 'SparkConnect' || !isVersion(version)) return;
    const [major, minor] = version.split('.').map(Number);
    if (major! < 3 || (major === 3 && minor! < 4)) {
      yield { path: [...path, 'sparkVersion'], message: `Spark ${version} has no Connect server` };
    }
  },
});

function isVersion(version: string): boolean {
  return sparkLine(version) !== undefined && /^\d+\.\d+(?:\.\d+)?(?:[-+][\w.+-]+)?$/.test(version);
}

/** Rules about the main file, its type and the Spark version. */
export const ENTRY_RULES: readonly Rule[] = [
  mainClassMissing,
  mainClassOnPython,
  typeFileMismatch,
  pathWithoutScheme,
  sparkVersionInvalid,
  templateNeedsSpark3,
  python2,
  connectNeedsSpark34,
];
