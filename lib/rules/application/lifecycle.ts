import {
  appliesTo,
  ARGO_APPLICATION,
  FLUX_KUSTOMIZATION,
  isHook,
  keeperByMarks,
  reconciles,
} from '../../manifest/gitops';
import { isSet, namespaceOf, record, text, type Manifest } from '../../manifest/plain';
import { compareVersions } from '../../manifest/spark-version';
import { workload } from '../../manifest/workload';
import type { Facts } from '../facts';
import type { Rule, RuleGroup } from '../rule';
import { operator } from '../sources';
import { applicationRule, workloadRule } from '../workload-rule';

const RETRY_COUNTS = ['onFailureRetries', 'onSubmissionFailureRetries'];

const RETRY_INTERVALS = ['onFailureRetryInterval', 'onSubmissionFailureRetryInterval'];

const retryCountMissing: Rule = applicationRule({
  id: 'retry-count-missing',
  severity: 'error',
  summary: 'OnFailure without a number of retries.',
  why: 'Without a count nothing is retried.',
  fix: 'set onFailureRetries (and onSubmissionFailureRetries), or write Never',
  source: operator('pkg/util/sparkapplication.go#L84'),
  impossible: 'RestartPolicy.onFailure wants the number of retries',
  *check({ spec, path }) {
    const policy = record(spec.restartPolicy);
    if (policy.type === 'OnFailure' && !RETRY_COUNTS.some((field) => isSet(policy[field]))) {
      yield {
        path: [...path, 'restartPolicy', 'onFailureRetries'],
        message: 'OnFailure never retries without a count',
      };
    }
  },
});

const retryCountIgnored: Rule = applicationRule({
  id: 'retry-count-ignored',
  severity: 'warning',
  summary: 'Always with a number of retries.',
  why: 'The count is ignored: the job is started again for ever.',
  fix: 'write OnFailure, or remove the counts',
  source: operator('pkg/util/sparkapplication.go#L84'),
  impossible: 'RestartPolicy.always takes no number of retries',
  *check({ spec, path }) {
    const policy = record(spec.restartPolicy);
    const count = RETRY_COUNTS.find((field) => isSet(policy[field]));
    if (policy.type === 'Always' && count !== undefined) {
      yield {
        path: [...path, 'restartPolicy', count],
        message: 'Always restarts for ever, whatever the count',
      };
    }
  },
});

const retryNever: Rule = applicationRule({
  id: 'retry-count-never',
  severity: 'warning',
  summary: 'Never with a number of retries.',
  why: 'Nothing is retried, neither a job that fails nor its submission.',
  fix: 'write OnFailure, or remove the counts and intervals',
  source: operator('pkg/util/sparkapplication.go#L84'),
  *check({ spec, path }) {
    const policy = record(spec.restartPolicy);
    const count = RETRY_COUNTS.find((field) => typeof policy[field] === 'number' && policy[field] > 0);
    if ((policy.type ?? 'Never') === 'Never' && count !== undefined) {
      yield {
        path: [...path, 'restartPolicy', count],
        message: `Never retries nothing, whatever ${count} says`,
      };
    }
  },
});

const retryIntervalMissing: Rule = applicationRule({
  id: 'retry-interval-missing',
  severity: 'error',
  summary: 'Retries without an interval, where no webhook sets it.',
  why: 'The operator loops over an error about the retry interval.',
  fix: 'set onFailureRetryInterval and onSubmissionFailureRetryInterval, in seconds',
  source: operator('pkg/util/sparkapplication.go#L112'),
  *check({ namespace, spec, path }, facts) {
    const policy = record(spec.restartPolicy);
    const releases = facts.releasesFor(namespace);
    if (releases.length === 0 || releases.some((release) => release.webhookCovers(namespace!))) return;
    const missing = RETRY_INTERVALS.find((field) => !isSet(policy[field]));
    if ((policy.type === 'Always' || policy.type === 'OnFailure') && missing !== undefined) {
      yield {
        path: [...path, 'restartPolicy', missing],
        message: `${policy.type} needs an interval`,
      };
    }
  },
});

const deadField: Rule = applicationRule({
  id: 'dead-field',
  speaksOf: 'keys',
  severity: 'warning',
  summary: 'A field that the operator never reads.',
  why: 'It has no effect.',
  fix: 'use restartPolicy with onFailureRetries and onFailureRetryInterval',
  impossible: 'there are no such props',
  *check({ spec, path }) {
    const dead = ['failureRetries', 'retryInterval'].filter((field) => isSet(spec[field]));
    if (dead.length > 0)
      yield { path: [...path, dead[0]!], message: `the operator never reads ${dead.join(' and ')}` };
  },
});

const ttlNotPositive: Rule = applicationRule({
  id: 'ttl-not-positive',
  severity: 'error',
  summary: 'A time to live that is not above zero.',
  why: 'The object is deleted as soon as it has ended, with its logs and its status.',
  fix: 'give the seconds to keep it, for example 86400 for a day',
  source: operator('pkg/util/sparkapplication.go#L64'),
  *check({ spec, path }) {
    const ttl = spec.timeToLiveSeconds;
    if (typeof ttl === 'number' && ttl <= 0) {
      yield {
        path: [...path, 'timeToLiveSeconds'],
        message: `${ttl} seconds: the object vanishes when it ends`,
      };
    }
  },
});

const ttlWithAlways: Rule = applicationRule({
  id: 'ttl-with-always',
  severity: 'warning',
  summary: 'A time to live for a job that never ends.',
  why: 'restartPolicy Always has no end from which the time could count.',
  fix: 'remove timeToLiveSeconds, or choose another restart policy',
  source: operator('pkg/util/sparkapplication.go#L64'),
  *check({ spec, path }) {
    if (record(spec.restartPolicy).type === 'Always' && typeof spec.timeToLiveSeconds === 'number') {
      yield { path: [...path, 'timeToLiveSeconds'], message: 'a job that is always restarted never ends' };
    }
  },
});

/** Who keeps an application as it is in Git, and so makes it anew when it is gone. */
function keeperOf(object: Manifest, facts: Facts): 'Argo CD' | 'Flux' | undefined {
  if (isHook(object)) return undefined;
  const namespace = namespaceOf(object);
  if (facts.ofKind(ARGO_APPLICATION).some((application) => appliesTo(application, namespace)))
    return 'Argo CD';
  if (facts.ofKind(FLUX_KUSTOMIZATION).some((kustomization) => reconciles(kustomization, namespace))) {
    return 'Flux';
  }
  return keeperByMarks(object);
}

const ttlUnset: Rule = {
  id: 'ttl-unset',
  severity: 'warning',
  summary: 'A job without a time to live.',
  why: 'The object, its driver pod and its ConfigMaps are kept for ever: one more with each run under a name of its own.',
  fix: 'set timeToLiveSeconds, for example 86400 for a day; leave it unset for an application that stays in Git, which would be applied, and so run, again',
  source: operator('api/v1beta2/sparkapplication_types.go#L129'),
  kinds: ['SparkApplication'],
  *check(object, facts) {
    const { spec, path } = workload(object);
    // The runs of a schedule are counted by its history limits.
    if (record(spec.restartPolicy).type === 'Always' || isSet(spec.timeToLiveSeconds)) return;
    if (keeperOf(object, facts) === undefined) {
      yield { path: [...path, 'timeToLiveSeconds'], message: 'the object is kept for ever', once: 'run' };
    }
  },
};

const ttlInGit: Rule = {
  id: 'ttl-in-git',
  severity: 'warning',
  summary: 'A time to live for an application that stays in Git.',
  why: 'When the operator has deleted the object, it is applied from Git again, and the job runs again, for ever; without self-healing it is out of sync for ever.',
  fix: 'remove timeToLiveSeconds; or keep a ScheduledSparkApplication in Git, or a hook with generateName, whose runs have an end',
  kinds: ['SparkApplication'],
  *check(object, facts) {
    const { spec, path } = workload(object);
    const keeper = keeperOf(object, facts);
    if (!isSet(spec.timeToLiveSeconds) || keeper === undefined) return;
    yield {
      path: [...path, 'timeToLiveSeconds'],
      message: `${keeper} makes the deleted application again, and the job runs again`,
    };
  },
};

const TIMEOUT_PLUGIN = 'org.apache.spark.deploy.DriverTimeoutPlugin';

const driverTimeoutWithoutPlugin: Rule = workloadRule({
  id: 'driver-timeout-without-plugin',
  severity: 'warning',
  summary: 'A time limit of the driver without the plugin that keeps it.',
  why: 'It has no effect: the driver runs on, whatever its age.',
  fix: `add ${TIMEOUT_PLUGIN} to spark.plugins`,
  source: 'https://spark.apache.org/docs/latest/configuration.html',
  *check({ settings, spec }) {
    const timeout = settings.get('spark.driver.timeout');
    // Earlier versions do not know the setting at all.
    if (timeout === undefined || compareVersions(text(spec.sparkVersion) ?? '', '4.0.0') < 0) return;
    const plugins = settings.get('spark.plugins')?.value.split(',') ?? [];
    if (/[1-9]/.test(timeout.value) && !plugins.some((name) => name.trim() === TIMEOUT_PLUGIN)) {
      yield { path: timeout.path, message: `nothing stops the driver after ${timeout.value}` };
    }
  },
});
const generateNameInGit: Rule = {
  id: 'generate-name-in-git',
  severity: 'error',
  summary: 'An application with generateName that Argo CD or Flux applies.',
  why: 'What is applied needs a name: the sync fails ("cannot use generate name with apply").',
  fix: 'give it a name; or make it a hook of Argo CD, which is made anew with each sync',
  source: 'https://argo-cd.readthedocs.io/en/stable/user-guide/resource_hooks/',
  kinds: ['SparkApplication', 'ScheduledSparkApplication'],
  *check(object, facts) {
    const { name, generateName } = record(object.metadata);
    const keeper = keeperOf(object, facts);
    if (isSet(name) || !isSet(generateName) || keeper === undefined) return;
    yield { path: ['metadata', 'generateName'], message: `${keeper} applies it, and cannot without a name` };
  },
};

/** Rules about retries, and what is left at the end. */
export const LIFECYCLE: RuleGroup = {
  title: 'Retries and ends',
  rules: [
    retryCountMissing,
    retryCountIgnored,
    retryNever,
    retryIntervalMissing,
    deadField,
    ttlNotPositive,
    ttlWithAlways,
    ttlUnset,
    driverTimeoutWithoutPlugin,
    ttlInGit,
    generateNameInGit,
  ],
};
