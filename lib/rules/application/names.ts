import { isObjectName } from '../../problems';
import { isSet, list, record, text } from '../../manifest/plain';
import { containers, templateSpec } from '../../manifest/pods';
import type { Path, Problem, Rule } from '../rule';
import { items, workload, workloadRule, WORKLOADS, type Workload } from '../../manifest/workload';

const nameNotDns1035: Rule = workloadRule({
  id: 'name-not-dns-1035',
  severity: 'error',
  summary: 'The name is no DNS-1035 label.',
  why: 'The webhook refuses the object; without the webhook the Services of the job cannot be made.',
  fix: 'start with a lower-case letter and go on with lower-case letters, digits and dashes',
  *check({ name }): Iterable<Problem> {
    if (name !== undefined && !/^[a-z](?:[-a-z0-9]*[a-z0-9])?$/.test(name)) {
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
  *check({ driver, settings }): Iterable<Problem> {
    const podName = text(driver?.spec.podName);
    if (podName !== undefined && podName !== '' && !isObjectName(podName)) {
      yield { path: [...driver!.path, 'podName'], message: `${JSON.stringify(podName)} is no name of a pod` };
    }
    const prefix = settings.get('spark.kubernetes.executor.podNamePrefix');
    if (prefix !== undefined && (!isObjectName(prefix.value) || prefix.value.length > 237)) {
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
  *check(app): Iterable<Problem> {
    for (const { what, name, path } of references(app)) {
      if (!(what === 'key' ? KEY.test(name) : isObjectName(name))) {
        yield { path, message: `${JSON.stringify(name)} is no name of a ${what}` };
      }
    }
  },
});

const KEY = /^[-._a-zA-Z0-9]{1,253}$/;

/** A name that stands for something outside of the application. */
interface Reference {
  readonly what: 'Secret' | 'ConfigMap' | 'claim' | 'ServiceAccount' | 'PriorityClass' | 'key';
  readonly name: string;
  readonly path: Path;
}

function* references(app: Workload): Iterable<Reference> {
  yield* volumeReferences(app);
  for (const [index, name] of list(app.spec.imagePullSecrets).entries()) {
    if (typeof name === 'string') {
      yield { what: 'Secret', name, path: [...app.path, 'imagePullSecrets', index] };
    }
  }
  yield* reference('ConfigMap', app.spec, app.path, 'sparkConfigMap', true);
  yield* reference('ConfigMap', app.spec, app.path, 'hadoopConfigMap', true);
  yield* reference(
    'PriorityClass',
    record(app.spec.batchSchedulerOptions),
    [...app.path, 'batchSchedulerOptions'],
    'priorityClassName',
    true,
  );
  for (const role of app.roles) {
    yield* reference('ServiceAccount', role.spec, role.path, 'serviceAccount', true);
    yield* reference('PriorityClass', role.spec, role.path, 'priorityClassName', true);
    const inTemplate = templateSpec(role);
    yield* reference('ServiceAccount', inTemplate.spec, inTemplate.path, 'serviceAccountName', true);
    yield* reference('PriorityClass', inTemplate.spec, inTemplate.path, 'priorityClassName', true);
    yield* volumeReferences(inTemplate);
    for (const { item, path } of items(inTemplate.spec, inTemplate.path, 'imagePullSecrets')) {
      yield* reference('Secret', item, path, 'name');
    }
    for (const [variable, source] of Object.entries(record(role.spec.envSecretKeyRefs))) {
      yield* keyReference('Secret', record(source), [...role.path, 'envSecretKeyRefs', variable]);
    }
    for (const { spec, path } of containers(role)) {
      for (const { item, path: place } of items(spec, path, 'env')) {
        const source = record(item.valueFrom);
        yield* keyReference('Secret', record(source.secretKeyRef), [...place, 'valueFrom', 'secretKeyRef']);
        yield* keyReference('ConfigMap', record(source.configMapKeyRef), [
          ...place,
          'valueFrom',
          'configMapKeyRef',
        ]);
      }
      for (const { item, path: place } of items(spec, path, 'envFrom')) {
        yield* reference('Secret', record(item.secretRef), [...place, 'secretRef'], 'name');
        yield* reference('ConfigMap', record(item.configMapRef), [...place, 'configMapRef'], 'name');
      }
    }
  }
}

function* volumeReferences({ spec, path }: Pick<Workload, 'spec' | 'path'>): Iterable<Reference> {
  for (const { item, path: place } of items(spec, path, 'volumes')) {
    yield* reference('Secret', record(item.secret), [...place, 'secret'], 'secretName');
    yield* reference('ConfigMap', record(item.configMap), [...place, 'configMap'], 'name');
    const claim = record(item.persistentVolumeClaim);
    // Spark's word for a claim that it makes itself; a rule of its own judges it.
    if (claim.claimName !== 'OnDemand') {
      yield* reference('claim', claim, [...place, 'persistentVolumeClaim'], 'claimName');
    }
  }
}

function* keyReference(
  what: 'Secret' | 'ConfigMap',
  source: Readonly<Record<string, unknown>>,
  path: Path,
): Iterable<Reference> {
  yield* reference(what, source, path, 'name');
  yield* reference('key', source, path, 'key');
}

function* reference(
  what: Reference['what'],
  owner: Readonly<Record<string, unknown>>,
  path: Path,
  field: string,
  emptyMeansNone = false,
): Iterable<Reference> {
  const name = owner[field];
  if (typeof name === 'string' && !(emptyMeansNone && name === '')) {
    yield { what, name, path: [...path, field] };
  }
}

const duplicateObject: Rule = {
  id: 'duplicate-object',
  severity: 'warning',
  summary: 'Two applications of one name in one namespace, in one file or app.',
  why: 'The one that is applied last replaces the other, unless they are for different clusters.',
  fix: 'give each application a name of its own',
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
export const NAME_RULES: readonly Rule[] = [
  nameNotDns1035,
  nameTooLong,
  driverNameTooLong,
  podNameInvalid,
  scheduledNameTooLong,
  referenceNameInvalid,
  duplicateObject,
];
