import { LABEL_KEY, LABEL_VALUE } from '../../kubernetes-names';
import { once, onceFor } from '../../manifest/once';
import { isRecord, isSet, list, record, text, type Manifest, type Path } from '../../manifest/plain';
import { templateSpec, type Part } from '../../manifest/pods';
import { workload, WORKLOADS, type Workload } from '../../manifest/workload';
import type { Rule, RuleGroup } from '../rule';
import { kubernetes, operator, spark } from '../sources';
import { applicationRule } from '../workload-rule';

const RESERVED = ['spark-role', 'spark-app-selector', 'spark-exec-id'];

interface Entry {
  readonly key: string;
  readonly value: unknown;
  readonly path: Path;
}

function entries({ spec, path }: Part, field: string): readonly Entry[] {
  const map = spec[field];
  if (!isRecord(map)) return NONE;
  return Object.entries(map).map(([key, value]) => ({ key, value, path: [...path, field, key] }));
}

const NONE: readonly Entry[] = [];

/** Labels in settings, as `spark.kubernetes.executor.label.NAME`. */
const settingLabels = once(({ settings }: Workload): readonly Entry[] =>
  [...settings.values()].flatMap(({ key, value, path }) => {
    const label = labelOf(key);
    return label === undefined ? [] : [{ key: label, value, path }];
  }),
);

const labelOf = onceFor((key) => /^spark\.kubernetes\.(?:driver|executor)\.label\.(.+)$/.exec(key)?.[1]);

const LABEL_FIELDS = ['labels', 'nodeSelector', 'serviceLabels'];
const ANNOTATION_FIELDS = ['annotations', 'serviceAnnotations', 'ingressAnnotations'];

/** Whatever is given labels and annotations: the object, its pods with their templates, and its Services. */
function placesOf(object: Manifest, { spec, path, roles }: Workload): Part[] {
  const ingresses = [...path, 'driverIngressOptions'];
  return [
    { spec: record(object.metadata), path: ['metadata'] },
    { spec, path },
    { spec: record(spec.sparkUIOptions), path: [...path, 'sparkUIOptions'] },
    ...list(spec.driverIngressOptions).map((one, index) => ({
      spec: record(one),
      path: [...ingresses, index],
    })),
    ...roles.flatMap((role) => [
      role,
      templateSpec(role),
      { spec: record(record(role.spec.template).metadata), path: [...role.path, 'template', 'metadata'] },
      { spec: record(record(role.spec.service).metadata), path: [...role.path, 'service', 'metadata'] },
    ]),
  ];
}

const reservedLabel: Rule = {
  id: 'reserved-label',
  severity: 'error',
  summary: 'A label that Spark keeps to itself.',
  why: 'Labels of the object and of its roles go to the pods: the driver stops ("Custom executor labels cannot contain spark-role").',
  fix: 'choose another name: spark-role, spark-app-selector and spark-exec-id are reserved',
  source: spark(
    'resource-managers/kubernetes/core/src/main/scala/org/apache/spark/deploy/k8s/KubernetesConf.scala',
  ),
  kinds: WORKLOADS,
  *check(object) {
    const app = workload(object);
    const labels = [
      ...entries({ spec: record(object.metadata), path: ['metadata'] }, 'labels'),
      ...app.roles.flatMap((role) => entries(role, 'labels')),
      ...settingLabels(app),
    ];
    for (const { key, path } of labels) {
      if (RESERVED.includes(key)) yield { path, message: `${key} is reserved for Spark` };
    }
  },
};

const labelInvalid: Rule = {
  id: 'label-invalid',
  severity: 'error',
  summary: 'A label, annotation or node selector that Kubernetes does not allow.',
  why: 'The API server refuses the object, or the pods that get the label.',
  fix: 'keys are [prefix/]name, names and label values at most 63 letters, digits, dashes, underscores and dots',
  source: kubernetes('pkg/apis/core/validation/validation.go#L132'),
  kinds: WORKLOADS,
  *check(object) {
    const app = workload(object);
    const places = placesOf(object, app);
    const labels = [
      ...places.flatMap((place) => LABEL_FIELDS.flatMap((field) => entries(place, field))),
      ...settingLabels(app),
    ];
    const annotations = places.flatMap((place) =>
      ANNOTATION_FIELDS.flatMap((field) => entries(place, field)),
    );
    for (const { key, value, path } of labels) {
      const label = text(value);
      if (!LABEL_KEY.accepts(key)) yield { path, message: `${JSON.stringify(key)} is no legal key` };
      else if (label !== undefined && !LABEL_VALUE.accepts(label)) {
        yield { path, message: `${JSON.stringify(label)} is no legal value of a label` };
      }
    }
    for (const { key, path } of annotations) {
      if (!LABEL_KEY.accepts(key)) yield { path, message: `${JSON.stringify(key)} is no legal key` };
    }
  },
};

const nodeSelectorTwice: Rule = applicationRule({
  id: 'node-selector-twice',
  severity: 'error',
  summary: 'Node selectors for the application and for a role.',
  why: 'The webhook refuses the object.',
  fix: 'keep the selectors of driver and executor, and remove spec.nodeSelector',
  source: operator('internal/webhook/sparkapplication_validator.go#L139'),
  *check({ spec, path, roles }) {
    const role = roles.find(({ spec: { nodeSelector } }) => Object.keys(record(nodeSelector)).length > 0);
    if (Object.keys(record(spec.nodeSelector)).length > 0 && role !== undefined) {
      yield { path: [...path, 'nodeSelector'], message: `the ${role.name} has a node selector too` };
    }
  },
});

const labelMissing: Rule = {
  id: 'label-missing',
  severity: 'error',
  summary: 'A label that the applications of this namespace or scope must have.',
  why: 'Nobody knows whose the job is: who pays for it, whom to call, what may be deleted.',
  fix: 'give the label to the object, or to all of them by SparkDefaults.of(scope)',
  kinds: WORKLOADS,
  *check(object, facts) {
    const labels = record(record(object.metadata).labels);
    for (const { key, by } of facts.labelsRequiredOf(object)) {
      const value = labels[key];
      if (isSet(value) && value !== '') continue;
      const what = isSet(value) ? 'is empty' : 'is missing';
      yield { path: ['metadata', 'labels', key], message: `${key} ${what}, and ${by} asks for it` };
    }
  },
};

/** Rules about labels and node selectors. */
export const LABELS: RuleGroup = {
  title: 'Labels and node selectors',
  rules: [reservedLabel, labelInvalid, labelMissing, nodeSelectorTwice],
};
