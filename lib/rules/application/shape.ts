import compare from 'semver/functions/compare';
import { laterFields } from '../../chart/history';
import { DNS_LABEL } from '../../kubernetes-names';
import { CRD_SCHEMAS, OBJECT_META, POD_TEMPLATE, SCHEMA_OF } from '../../manifest/crd-schemas';
import { podIssues } from '../../manifest/pod-limits';
import { nearest } from '../../manifest/nearest';
import { once } from '../../manifest/once';
import { isSet, namespaceOf, record, text, type Manifest, type Path } from '../../manifest/plain';
import { valueSlip, type Issue } from '../../manifest/schema';
import { items, workload, WORKLOADS, type Workload } from '../../manifest/workload';
import type { Problem, Rule, RuleGroup } from '../rule';
import { apiextensions, kubernetes, operator, sparkDocs } from '../sources';

const issues = once((app: Workload): readonly Issue[] => [...allIssues(app)]);

function* allIssues(app: Workload): Iterable<Issue> {
  const { object, kind, roles } = app;
  if (object.apiVersion === undefined || object.apiVersion === null) {
    yield { kind: 'missing-field', path: ['apiVersion'], message: 'apiVersion is required' };
  }
  const { name, generateName, namespace } = record(object.metadata);
  if ((name ?? generateName ?? '') === '') {
    yield { kind: 'missing-field', path: ['metadata', 'name'], message: 'name or generateName is required' };
  }
  if (typeof namespace === 'string' && namespace !== '' && !DNS_LABEL.accepts(namespace)) {
    const message = `${JSON.stringify(namespace)} is no name of a namespace`;
    yield { kind: 'wrong-format', path: ['metadata', 'namespace'], message };
  }
  yield* CRD_SCHEMAS.issues({ ...object, status: undefined }, SCHEMA_OF[kind]!);
  yield* CRD_SCHEMAS.issues(record(object.metadata), OBJECT_META, ['metadata']);
  yield* podIssues(app);
  for (const role of roles) {
    if (role.spec.template !== undefined && role.spec.template !== null) {
      yield* CRD_SCHEMAS.issues(role.spec.template, POD_TEMPLATE, [...role.path, 'template']);
    }
  }
}

function shapeRule(
  rule: Omit<Rule, 'severity' | 'general' | 'kinds' | 'check'> & { readonly id: Issue['kind'] },
): Rule {
  return {
    ...rule,
    severity: 'error',
    general: true,
    kinds: WORKLOADS,
    check: (object) =>
      issues(workload(object)).filter((issue) => issue.kind === rule.id && !isInTemplate(issue)),
  };
}

/** Unknown fields of a pod template are a rule of their own: nobody else looks at them. */
function isInTemplate({ kind, path }: Issue): boolean {
  const role = path.findIndex((step) => step === 'driver' || step === 'executor' || step === 'server');
  return kind === 'unknown-field' && role > 0 && path[role + 1] === 'template';
}

const unknownField = shapeRule({
  id: 'unknown-field',
  speaksOf: 'keys',
  summary: 'A field that the resource does not have.',
  why: 'It is pruned without a word, or the API server refuses the object.',
  fix: 'correct the spelling, or remove it',
  source: apiextensions('pkg/apiserver/schema/pruning/algorithm.go#L47'),
  patchable: true,
  impossible: 'props are closed; only a patch adds a field, and is taken at its word with a warning',
});

const fieldOfLaterChart: Rule = {
  id: 'field-of-later-chart',
  severity: 'error',
  summary: 'A field that the CRDs of the release do not have yet.',
  why: 'It is pruned without a word, or the API server refuses the object.',
  fix: 'remove it, or bring the release and its CRDs to that version',
  source: operator('CHANGELOG.md'),
  kinds: WORKLOADS,
  *check(object, facts): Iterable<Problem> {
    const versions = facts.chartVersions(namespaceOf(object));
    const newest = versions.length === 0 ? undefined : versions.sort(compare).at(-1)!;
    if (newest === undefined) return;
    for (const { path, since } of laterFields(workload(object).kind, newest)) {
      const [found] = path.length === 1 ? [['kind']] : matches(object, path);
      if (found === undefined) continue;
      const what = path.length === 1 ? `the kind ${workload(object).kind}` : found.at(-1)!;
      yield { path: found, message: `chart ${newest} does not know ${what}, which came with ${since}` };
    }
  },
};

/** The places in a manifest that a path with `*` stands for. */
function matches(object: unknown, path: Path): Path[] {
  const [step, ...rest] = path;
  if (step === undefined) return isSet(object) ? [[]] : [];
  if (typeof object !== 'object' || object === null) return [];
  const keys = step === '*' ? Object.keys(object) : Object.hasOwn(object, step) ? [String(step)] : [];
  return keys.flatMap((key) => {
    const own = Array.isArray(object) ? Number(key) : key;
    return matches((object as Readonly<Record<string, unknown>>)[key], rest).map((found) => [own, ...found]);
  });
}

const podTemplateUnknownField: Rule = {
  id: 'pod-template-unknown-field',
  speaksOf: 'keys',
  severity: 'error',
  general: true,
  summary: 'A field that pods do not have, in a pod template.',
  why: 'The CRD does not check templates: the setting is missing on the pods, or the operator chokes on it, for every job.',
  fix: 'correct the spelling, or remove it',
  source: sparkDocs('running-on-kubernetes.html#pod-template'),
  kinds: WORKLOADS,
  check: (object) => issues(workload(object)).filter(isInTemplate),
};

const wrongType = shapeRule({
  id: 'wrong-type',
  summary: 'A value of the wrong type.',
  why: 'The API server or the webhook refuses the object, often without naming the line.',
  fix: 'give a value of the right type',
  source: operator('config/crd/bases/sparkoperator.k8s.io_sparkapplications.yaml'),
  impossible: 'props have types',
});

const valueOutOfRange = shapeRule({
  id: 'value-out-of-range',
  summary: 'A number outside of its range.',
  why: 'The API server refuses the object.',
  fix: 'give a number within the range',
  source: operator('config/crd/bases/sparkoperator.k8s.io_sparkapplications.yaml'),
});

const missingField = shapeRule({
  id: 'missing-field',
  summary: 'A required field is missing.',
  why: 'The API server refuses the object.',
  fix: 'add the field',
  source: operator('config/crd/bases/sparkoperator.k8s.io_sparkapplications.yaml'),
});

const wrongFormat = shapeRule({
  id: 'wrong-format',
  summary: 'A text that does not have the required form.',
  why: 'The API server refuses the object.',
  fix: 'write it in the required form',
  source: operator('config/crd/bases/sparkoperator.k8s.io_sparkapplications.yaml'),
});

const fieldsContradict = shapeRule({
  id: 'fields-contradict',
  summary: 'Fields of a pod that exclude or need each other, or that are given twice.',
  why: 'Kubernetes refuses every pod; for executors without end, while the state is RUNNING.',
  fix: 'keep what you mean, and drop the other',
  source: kubernetes('pkg/apis/core/validation/validation.go#L4507'),
});

const PULL_POLICIES = ['Always', 'IfNotPresent', 'Never'];

const SERVICE_TYPES = ['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'];

/** Values that only the Go code knows: the CRD takes any text. */
function* goEnums(object: Manifest): Iterable<Problem> {
  const { kind, spec, path, roles } = workload(object);
  if (kind === 'ScheduledSparkApplication') {
    const { concurrencyPolicy } = record(object.spec);
    if (concurrencyPolicy !== '') {
      yield* among(concurrencyPolicy, ['Allow', 'Forbid', 'Replace'], ['spec', 'concurrencyPolicy']);
    }
  }
  yield* among(spec.imagePullPolicy, PULL_POLICIES, [...path, 'imagePullPolicy']);
  yield* among(record(spec.sparkUIOptions).serviceType, SERVICE_TYPES, [
    ...path,
    'sparkUIOptions',
    'serviceType',
  ]);
  for (const { item, path: place } of items(spec, path, 'driverIngressOptions')) {
    yield* among(item.serviceType, SERVICE_TYPES, [...place, 'serviceType']);
  }
  for (const role of roles) {
    for (const { item, path: place } of items(role.spec, role.path, 'secrets')) {
      yield* secretType(item.secretType, [...place, 'secretType']);
    }
    for (const { item, path: place } of items(role.spec, role.path, 'ports')) {
      yield* among(item.protocol, ['TCP', 'UDP', 'SCTP'], [...place, 'protocol']);
    }
    for (const field of ['sidecars', 'initContainers']) {
      for (const { item, path: place } of items(role.spec, role.path, field)) {
        yield* among(item.imagePullPolicy, PULL_POLICIES, [...place, 'imagePullPolicy']);
      }
    }
  }
}

/** Types that do more than mount the Secret. */
const SECRET_TYPES = ['GCPServiceAccount', 'HadoopDelegationToken'];

/** The operator mounts a Secret of any other type as it does one of type Generic. */
function* secretType(value: unknown, path: Path): Iterable<Problem> {
  const found = text(value);
  if (found === undefined || found === 'Generic' || SECRET_TYPES.includes(found)) return;
  const near = nearest(found, SECRET_TYPES);
  yield {
    path,
    message: `${JSON.stringify(found)} is taken as Generic`,
    fix: `write ${near ?? 'Generic'}`,
    ...valueSlip(found, SECRET_TYPES),
    ...(near === undefined ? { severity: 'warning' as const } : {}),
  };
}

function* among(value: unknown, allowed: readonly string[], path: Path): Iterable<Problem> {
  const found = text(value);
  if (found === undefined || allowed.includes(found)) return;
  const near = nearest(found, allowed);
  yield {
    path,
    message: `${JSON.stringify(found)} is none of ${allowed.join(', ')}`,
    fix: near === undefined ? `write one of ${allowed.join(', ')}` : `write ${near}`,
    ...valueSlip(found, allowed),
  };
}

const illegalEnumValue: Rule = {
  id: 'illegal-enum-value',
  severity: 'error',
  general: true,
  summary: 'A value that is none of the possible ones.',
  why: 'The API server refuses the object; or it takes any text, and the operator ignores the setting.',
  fix: 'use one of the possible values',
  source: operator('config/crd/bases/sparkoperator.k8s.io_sparkapplications.yaml'),
  impossible: 'such props are enums, or classes with the values as members',
  kinds: WORKLOADS,
  *check(object) {
    yield* issues(workload(object)).filter(({ kind }) => kind === 'illegal-enum-value');
    yield* goEnums(object);
  },
};

/** Rules that compare objects with their schemas. */
export const SHAPE: RuleGroup = {
  title: 'Schemas',
  rules: [
    fieldOfLaterChart,
    unknownField,
    podTemplateUnknownField,
    illegalEnumValue,
    wrongType,
    valueOutOfRange,
    missingField,
    wrongFormat,
    fieldsContradict,
  ],
};
