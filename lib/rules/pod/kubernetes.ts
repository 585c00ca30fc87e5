import { DNS_LABEL, LABEL_KEY, LABEL_VALUE, PORT_NAME } from '../../kubernetes-names';
import { integer, isSet, text, type Path } from '../../manifest/plain';
import { otherContainers, sparkContainerName, templateSpec } from '../../manifest/pods';
import { items, type Role } from '../../manifest/workload';
import type { Problem, Rule, RuleGroup } from '../rule';
import { kubernetes } from '../sources';
import { applicationRule, workloadRule } from '../workload-rule';

const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

const tolerationInvalid: Rule = workloadRule({
  id: 'toleration-invalid',
  severity: 'error',
  summary: 'A toleration that contradicts itself.',
  why: 'Kubernetes refuses every pod; for executors without end, while the state is RUNNING and the status is empty.',
  fix: 'give operator Equal with key and value, or Exists without a value; tolerationSeconds only with effect NoExecute',
  source: kubernetes('pkg/apis/core/validation/validation.go#L4268'),
  *check({ roles }) {
    for (const role of roles) {
      const inTemplate = templateSpec(role);
      for (const { item, path } of [
        ...items(role.spec, role.path, 'tolerations'),
        ...items(inTemplate.spec, inTemplate.path, 'tolerations'),
      ]) {
        const problem = tolerationProblem(item);
        if (problem !== undefined) yield { path: [...path, problem.field], message: problem.message };
      }
    }
  },
});

function tolerationProblem({
  key,
  operator = 'Equal',
  value,
  effect,
  tolerationSeconds,
}: Readonly<Record<string, unknown>>): { readonly field: string; readonly message: string } | undefined {
  if (operator !== 'Exists' && operator !== 'Equal' && operator !== '') {
    return { field: 'operator', message: `${JSON.stringify(operator)} is neither Exists nor Equal` };
  }
  if (isSet(key) && key !== '' && !LABEL_KEY.accepts(key)) {
    return { field: 'key', message: `${JSON.stringify(key)} is no key of a taint` };
  }
  if (isSet(value) && !LABEL_VALUE.accepts(value)) {
    return { field: 'value', message: `${JSON.stringify(value)} is no value of a taint` };
  }
  if (operator === 'Exists' && isSet(value) && value !== '')
    return { field: 'value', message: 'Exists takes no value' };
  if (operator !== 'Exists' && (!isSet(key) || key === '')) {
    return { field: 'operator', message: 'without a key the operator must be Exists' };
  }
  if (isSet(effect) && effect !== '' && !EFFECTS.includes(effect as string)) {
    return { field: 'effect', message: `${JSON.stringify(effect)} is none of ${EFFECTS.join(', ')}` };
  }
  if (isSet(tolerationSeconds) && effect !== 'NoExecute') {
    return { field: 'tolerationSeconds', message: 'tolerationSeconds needs effect NoExecute' };
  }
  return undefined;
}

const portInvalid: Rule = applicationRule({
  id: 'port-invalid',
  severity: 'error',
  summary: 'A port that is out of range, or whose name is illegal or given twice.',
  why: 'Kubernetes refuses the pod.',
  fix: 'use 1 to 65535 and a name of at most 15 lower-case letters, digits and dashes, once each',
  source: kubernetes('pkg/apis/core/validation/validation.go#L2647'),
  *check({ roles }) {
    for (const role of roles) {
      const names = new Set<string>();
      for (const { item, path } of items(role.spec, role.path, 'ports')) {
        const port = integer(item.containerPort);
        const name = text(item.name);
        if (port !== undefined && (port < 1 || port > 65535)) {
          yield { path: [...path, 'containerPort'], message: `${port} is no port` };
        }
        if (name === undefined) continue;
        if (!PORT_NAME.accepts(name)) {
          yield { path: [...path, 'name'], message: `${JSON.stringify(name)} is no name of a port` };
        } else if (names.has(name)) yield { path: [...path, 'name'], message: `there are two ports ${name}` };
        names.add(name);
      }
    }
  },
});

const containerNameInvalid: Rule = workloadRule({
  id: 'container-name-invalid',
  severity: 'error',
  summary: 'A container whose name is illegal or given twice.',
  why: 'Kubernetes refuses the pod.',
  fix: 'use each name once, a DNS label, and not the name of the Spark container',
  source: kubernetes('pkg/apis/core/validation/validation.go#L3787'),
  *check({ roles }): Iterable<Problem> {
    for (const role of roles) yield* containerNames(role);
  },
});

function* containerNames(role: Role): Iterable<Problem> {
  const names = new Set([sparkContainerName(role)]);
  for (const { spec, path } of otherContainers(role)) {
    const name = text(spec.name);
    const place: Path = [...path, 'name'];
    if (name === undefined) continue;
    if (!DNS_LABEL.accepts(name)) {
      yield { path: place, message: `${JSON.stringify(name)} is no DNS label` };
    } else if (names.has(name)) yield { path: place, message: `there are two containers ${name}` };
    names.add(name);
  }
}

/** Rules about what Kubernetes checks of a pod, and the CRD does not. */
export const KUBERNETES: RuleGroup = {
  title: 'Tolerations, ports and containers',
  rules: [tolerationInvalid, portInvalid, containerNameInvalid],
};
