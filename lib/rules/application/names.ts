import { DATA_KEY, OBJECT_NAME, SERVICE_NAME } from '../../kubernetes-names';
import { isSet, record, text } from '../../manifest/plain';
import { references } from '../../manifest/references';
import { workload, WORKLOADS, type Workload } from '../../manifest/workload';
import type { Problem, Rule, RuleGroup } from '../rule';
import { kubernetesDocs, operator } from '../sources';
import { workloadRule } from '../workload-rule';

/** Too long a name has a rule of its own. */
const NAME = SERVICE_NAME.upTo(Infinity);

const nameNotDns1035: Rule = workloadRule({
  id: 'name-not-dns-1035',
  severity: 'error',
  summary: 'The name is no DNS-1035 label.',
  why: 'The webhook refuses the object; without the webhook the Services of the job cannot be made.',
  since: '2.4.0',
  fix: 'start with a lower-case letter and go on with lower-case letters, digits and dashes',
  source: operator('internal/webhook/sparkapplication_validator.go#L172'),
  *check({ name }): Iterable<Problem> {
    if (name !== undefined && !NAME.accepts(name)) {
      yield { path: ['metadata', 'name'], message: `${JSON.stringify(name)} is no DNS-1035 label` };
    }
  },
});

const nameTooLong: Rule = workloadRule({
  id: 'name-too-long',
  severity: 'error',
  summary: 'Names that are derived from the name pass 63 characters.',
  why: 'The webhook refuses names above 63 (56 for Spark Connect); with Prometheus metrics the volume NAME-prom-conf-vol is refused above 49.',
  fix: 'shorten the name',
  source: operator('internal/webhook/sparkconnect_validator.go#L130'),
  *check(app): Iterable<Problem> {
    const { kind, name } = app;
    if (name === undefined || kind === 'ScheduledSparkApplication') return;
    const [limit, reason] =
      kind === 'SparkConnect' ? [56, ''] : hasPrometheus(app) ? [49, ' with Prometheus metrics'] : [63, ''];
    if (name.length > limit) {
      yield {
        path: ['metadata', 'name'],
        message: `${name.length} characters, at most ${limit} are possible${reason}`,
      };
    }
  },
});

const driverNameTooLong: Rule = workloadRule({
  id: 'driver-name-too-long',
  severity: 'warning',
  summary: 'The name of the driver pod passes 63 characters.',
  why: 'NAME-driver is then cut where it is used as a host name or a label, and names can collide.',
  fix: 'keep the name at 56 characters or less, or set driver.podName',
  source: operator('pkg/util/sparkapplication.go#L38'),
  *check(app): Iterable<Problem> {
    const { kind, name, driver } = app;
    if (kind !== 'SparkApplication' || name === undefined || hasPrometheus(app)) return;
    if (name.length > 56 && name.length <= 63 && !isSet(driver?.spec.podName)) {
      yield { path: ['metadata', 'name'], message: `${name.length} characters, ${name}-driver has above 63` };
    }
  },
});

const podNameInvalid: Rule = workloadRule({
  id: 'pod-name-invalid',
  severity: 'error',
  summary: 'A name of the driver pod, or a prefix of executor pods, that pods cannot have.',
  why: 'The submission fails: Kubernetes or Spark refuses the name.',
  fix: 'use lower-case letters, digits, dashes and dots, with a letter or digit at both ends; at most 237 for a prefix',
  source: kubernetesDocs('concepts/overview/working-with-objects/names/#dns-subdomain-names'),
  *check({ driver, settings }): Iterable<Problem> {
    const podName = text(driver?.spec.podName);
    if (podName !== undefined && !OBJECT_NAME.accepts(podName)) {
      yield { path: [...driver!.path, 'podName'], message: `${JSON.stringify(podName)} is no name of a pod` };
    }
    const prefix = settings.get('spark.kubernetes.executor.podNamePrefix');
    if (prefix !== undefined && !OBJECT_NAME.upTo(237).accepts(prefix.value)) {
      yield { path: prefix.path, message: `${JSON.stringify(prefix.value)} is no prefix of names of pods` };
    }
  },
});

/** Characters of the suffix that each precision adds to the name of a run, its dash included. */
const RUN_SUFFIX: Readonly<Record<string, number>> = {
  nanos: 20,
  micros: 17,
  millis: 14,
  seconds: 11,
  minutes: 9,
};

const scheduledNameTooLong: Rule = {
  id: 'scheduled-name-too-long',
  severity: 'error',
  summary: 'Names of the runs of a schedule pass 63 characters.',
  why: 'The object is accepted, its state is Scheduled, and every run is refused.',
  fix: 'shorten the name, or let the release use a shorter scheduledSparkApplicationTimestampPrecision',
  source: operator('internal/controller/scheduledsparkapplication/controller.go#L266'),
  kinds: ['ScheduledSparkApplication'],
  *check(object, facts): Iterable<Problem> {
    const app = workload(object);
    if (app.name === undefined) return;
    const precisions = facts
      .releasesFor(app.namespace)
      .map((release) => text(release.get('controller.scheduledSparkApplicationTimestampPrecision')));
    // Without a known release only what no precision allows is surely wrong.
    const suffix =
      precisions.length === 0
        ? RUN_SUFFIX.minutes!
        : Math.min(...precisions.map((precision) => RUN_SUFFIX[precision ?? ''] ?? 0));
    const limit = 63 - suffix - (hasPrometheus(app) ? 14 : 0);
    if (app.name.length > limit) {
      yield {
        path: ['metadata', 'name'],
        message: `${app.name.length} characters, at most ${limit} are possible with the suffix of a run`,
      };
    }
  },
};

const referenceNameInvalid: Rule = workloadRule({
  id: 'reference-name-invalid',
  severity: 'error',
  summary: 'A reference to an object, or to a key of it, by a name that none can have.',
  why: 'Kubernetes refuses the pods, or they wait for ever for what cannot exist.',
  fix: 'name objects by lower-case letters, digits, dashes and dots, with a letter or digit at both ends; keys by letters, digits, dashes, dots and underscores',
  source: kubernetesDocs('concepts/overview/working-with-objects/names/#dns-subdomain-names'),
  *check(app): Iterable<Problem> {
    for (const { what, name, path, key, namesVolume } of references(app)) {
      // What must be the name of a volume too, has a rule of its own.
      if (!namesVolume && !OBJECT_NAME.accepts(name)) {
        yield { path, message: `${JSON.stringify(name)} is no name of a ${what}` };
      }
      if (key !== undefined && !DATA_KEY.accepts(key.name)) {
        yield { path: key.path, message: `${JSON.stringify(key.name)} is no name of a key` };
      }
    }
  },
});

const duplicateObject: Rule = {
  id: 'duplicate-object',
  severity: 'warning',
  summary: 'Two applications of one name in one namespace, in one file or app.',
  why: 'The one that is applied last replaces the other, unless they are for different clusters.',
  fix: 'give each application a name of its own',
  source: kubernetesDocs('concepts/overview/working-with-objects/names/'),
  kinds: WORKLOADS,
  *check(object, facts): Iterable<Problem> {
    if (facts.isRepeated(object)) {
      yield { path: ['metadata', 'name'], message: 'an application of this name stands before it' };
    }
  },
};

function hasPrometheus({ spec }: Workload): boolean {
  return isSet(record(spec.monitoring).prometheus);
}

/** Rules about names. */
export const NAMES: RuleGroup = {
  title: 'Names',
  rules: [
    nameNotDns1035,
    nameTooLong,
    driverNameTooLong,
    podNameInvalid,
    scheduledNameTooLong,
    referenceNameInvalid,
    duplicateObject,
  ],
};
