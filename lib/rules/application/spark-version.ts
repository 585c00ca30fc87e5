import { isSet, text, written } from '../../manifest/plain';

import { sparkLine } from '../../manifest/spark-version';
import type { Problem, Rule, RuleGroup } from '../rule';
import { operator, sparkDocs } from '../sources';
import { applicationRule, workloadRule } from '../workload-rule';

const sparkVersionInvalid: Rule = workloadRule({
  id: 'spark-version-invalid',
  severity: 'error',
  summary: 'sparkVersion is no version.',
  why: 'Pod templates are refused, and whatever depends on the version is wrong.',
  fix: 'write the version of the image, for example 3.5.8',
  source: operator('internal/webhook/sparkapplication_validator.go#L180'),
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
  source: operator('internal/webhook/sparkapplication_validator.go#L180'),
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
  source: sparkDocs('running-on-kubernetes.html#configuration'),
  *check({ spec, path }) {
    const [major = 3, minor = 1] = (text(spec.sparkVersion) ?? '').split('.').map(Number);
    if (spec.pythonVersion === '2' && (major > 3 || (major === 3 && minor >= 1))) {
      yield {
        path: [...path, 'pythonVersion'],
        message: `Spark ${written(spec.sparkVersion)} has no Python 2`,
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

/** Rules about the version of Spark and what needs one. */
export const SPARK_VERSION: RuleGroup = {
  title: 'Version of Spark',
  rules: [sparkVersionInvalid, templateNeedsSpark3, python2, connectNeedsSpark34],
};
