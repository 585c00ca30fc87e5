import { isSet, list, record, text, type Path } from '../../manifest/plain';
import { containers, sparkContainer, templateSpec } from '../../manifest/pods';
import { items, type Role } from '../../manifest/workload';
import type { Problem, Rule, RuleGroup } from '../rule';
import { applicationRule } from '../workload-rule';

const privilegedContainer: Rule = applicationRule({
  id: 'privileged-container',
  severity: 'error',
  summary: 'A privileged container that may not escalate privileges.',
  why: 'Kubernetes refuses every pod; for executors without end, while the state is RUNNING.',
  fix: 'remove privileged: Spark never needs it',
  *check({ roles }) {
    for (const role of roles) {
      for (const { spec, path } of containers(role)) {
        const context = record(spec.securityContext);
        if (context.privileged === true && context.allowPrivilegeEscalation === false) {
          yield {
            path: [...path, 'securityContext', 'privileged'],
            message: 'privileged contradicts allowPrivilegeEscalation false',
          };
        }
      }
    }
  },
});

const podSecurityNotRestricted: Rule = applicationRule({
  id: 'pod-security-not-restricted',
  severity: 'warning',
  summary: 'Pods that the Pod Security profile restricted refuses.',
  why: 'In a restricted namespace no driver or executor starts; elsewhere the job has more power than it needs.',
  fix: 'set podSecurityContext (runAsNonRoot, seccompProfile RuntimeDefault) and securityContext (allowPrivilegeEscalation false, capabilities drop ALL)',
  *check(app): Iterable<Problem> {
    for (const { item, path } of items(app.spec, app.path, 'volumes')) {
      if (isSet(item.hostPath)) {
        yield {
          path: [...path, 'hostPath'],
          message: 'a directory of the node',
          fix: 'use emptyDir or a persistent volume claim',
        };
      }
    }
    const failing = app.roles
      .map((role) => ({ role, problems: restrictions(role) }))
      .filter(({ problems }) => problems.length > 0);
    const first = failing[0];
    if (first !== undefined) {
      const { path, lacks } = first.problems[0]!;
      const reasons = [
        ...new Set(failing.flatMap(({ problems }) => problems.map((problem) => problem.lacks))),
      ];
      yield {
        path,
        message: `${failing.map(({ role }) => role.name).join(' and ')}: ${reasons.length > 1 ? reasons.join(', ') : lacks}`,
      };
    }
  },
});

const SECCOMP_PROFILES = ['RuntimeDefault', 'Localhost', 'Unconfined'];

const seccompProfileInvalid: Rule = applicationRule({
  id: 'seccomp-profile-invalid',
  severity: 'error',
  summary: 'A seccomp profile of no kind, or a local one without its file.',
  why: 'Kubernetes refuses every pod; for executors without end, while the state is RUNNING.',
  fix: 'use RuntimeDefault',
  *check({ roles }) {
    for (const role of roles) {
      const inTemplate = templateSpec(role);
      for (const { spec, path } of [
        { spec: record(role.spec.podSecurityContext), path: [...role.path, 'podSecurityContext'] },
        { spec: record(inTemplate.spec.securityContext), path: [...inTemplate.path, 'securityContext'] },
        ...containers(role).map((container) => ({
          spec: record(container.spec.securityContext),
          path: [...container.path, 'securityContext'],
        })),
      ]) {
        const { type, localhostProfile } = record(spec.seccompProfile);
        const place = [...path, 'seccompProfile'];
        if (typeof type === 'string' && !SECCOMP_PROFILES.includes(type)) {
          yield {
            path: [...place, 'type'],
            message: `${JSON.stringify(type)} is none of ${SECCOMP_PROFILES.join(', ')}`,
          };
        } else if (type === 'Localhost' && (localhostProfile ?? '') === '') {
          yield { path: [...place, 'localhostProfile'], message: 'Localhost names no file' };
        }
      }
    }
  },
});

/** What the profile asks of the Spark container of a role and is not given. */
function restrictions(role: Role): { readonly path: Path; readonly lacks: string }[] {
  const inTemplate = templateSpec(role).spec;
  // A field of the role replaces what the template says.
  const pod = record(role.spec.podSecurityContext ?? inTemplate.securityContext);
  const container = record(role.spec.securityContext ?? sparkContainer(role)?.spec.securityContext);
  const at = (field: string, owner: 'securityContext' | 'podSecurityContext') => {
    const path = [...role.path, owner];
    return isSet(role.spec[owner]) ? [...path, field] : path;
  };
  const effective = (field: string) => container[field] ?? pod[field];
  const result: { readonly path: Path; readonly lacks: string }[] = [];
  if (container.privileged === true && container.allowPrivilegeEscalation !== false) {
    result.push({ path: at('privileged', 'securityContext'), lacks: 'privileged' });
  } else if (container.allowPrivilegeEscalation !== false) {
    result.push({
      path: at('allowPrivilegeEscalation', 'securityContext'),
      lacks: 'privilege escalation allowed',
    });
  }
  const dropped = list(record(container.capabilities).drop);
  if (!dropped.some((name) => text(name)?.toUpperCase() === 'ALL')) {
    result.push({ path: at('capabilities', 'securityContext'), lacks: 'capabilities not dropped' });
  }
  if (effective('runAsNonRoot') !== true || effective('runAsUser') === 0) {
    result.push({ path: at('runAsNonRoot', 'podSecurityContext'), lacks: 'may run as root' });
  }
  const profile = record(effective('seccompProfile')).type;
  if (profile === undefined || profile === 'Unconfined') {
    result.push({ path: at('seccompProfile', 'podSecurityContext'), lacks: 'no seccomp profile' });
  }
  if (role.spec.hostNetwork === true)
    result.push({ path: [...role.path, 'hostNetwork'], lacks: 'network of the node' });
  return result;
}

/** Rules about security contexts. */
export const SECURITY: RuleGroup = {
  title: 'Pod security',
  rules: [privilegedContainer, seccompProfileInvalid, podSecurityNotRestricted],
};
