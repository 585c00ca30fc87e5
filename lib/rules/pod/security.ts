import { record } from '../../manifest/plain';
import { containers, securityContexts } from '../../manifest/pods';
import type { Workload } from '../../manifest/workload';
import type { Facts } from '../facts';
import type { Problem, Rule, RuleGroup } from '../rule';
import { kubernetes } from '../sources';
import { applicationRule, workloadRule } from '../workload-rule';
import { violations, type SecurityProfile } from './security-profiles';

const privilegedContainer: Rule = applicationRule({
  id: 'privileged-container',
  severity: 'error',
  summary: 'A privileged container that may not escalate privileges.',
  why: 'Kubernetes refuses every pod; for executors without end, while the state is RUNNING.',
  fix: 'remove privileged: Spark never needs it',
  source: kubernetes('pkg/apis/core/validation/validation.go#L8090'),
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

/** What a namespace of the manifests enforces; undefined where nobody says. */
function enforced(facts: Facts, namespace: string | undefined): SecurityProfile | undefined {
  if (namespace === undefined) return undefined;
  const labels = facts
    .named('Namespace', undefined, namespace)
    .map((object) => record(record(object.metadata).labels)['pod-security.kubernetes.io/enforce']);
  return (['restricted', 'baseline'] as const).find((profile) => labels.includes(profile));
}

const podSecurityNotRestricted: Rule = applicationRule({
  id: 'pod-security-not-restricted',
  severity: 'warning',
  summary: 'Pods that a Pod Security profile refuses.',
  why: 'In a namespace that enforces the profile no driver or executor starts: an error where the manifests make it so. Elsewhere the job has more power than it needs.',
  fix: 'set podSecurityContext (runAsNonRoot, seccompProfile RuntimeDefault) and securityContext (allowPrivilegeEscalation false, capabilities drop ALL)',
  source: 'https://kubernetes.io/docs/concepts/security/pod-security-standards/',
  *check(app, facts): Iterable<Problem> {
    const profile = enforced(facts, app.namespace);
    const seen = new Set<string>();
    for (const role of app.roles) {
      for (const found of violations(app, role, profile ?? 'restricted', profile !== undefined)) {
        const { path, fix } = found[0]!;
        if (seen.has(JSON.stringify(path))) continue;
        seen.add(JSON.stringify(path));
        const lacks = [...new Set(found.map((violation) => violation.lacks))].join(', ');
        yield {
          path,
          ...(fix === undefined ? {} : { fix }),
          ...(profile === undefined
            ? { message: `no namespace with the profile restricted starts it: ${lacks}`, once: 'run' }
            : {
                message: `namespace ${app.namespace!} enforces the profile ${profile}: ${lacks}`,
                severity: 'error',
              }),
        };
      }
    }
    if (profile === 'baseline' && seen.size === 0) yield* unrestricted(app);
  },
});

/** What would be refused if the namespace enforced more than it does. */
function* unrestricted(app: Workload): Iterable<Problem> {
  const [first] = app.roles.flatMap((role) => violations(app, role, 'restricted', false).flat());
  if (first === undefined) return;
  const message = `no namespace with the profile restricted starts it: ${first.lacks}`;
  yield { path: first.path, message, once: 'run' };
}

const SECCOMP_PROFILES = ['RuntimeDefault', 'Localhost', 'Unconfined'];

const seccompProfileInvalid: Rule = workloadRule({
  id: 'seccomp-profile-invalid',
  severity: 'error',
  summary: 'A seccomp profile of no kind, or a local one without its file.',
  why: 'Kubernetes refuses every pod; for executors without end, while the state is RUNNING.',
  fix: 'use RuntimeDefault',
  source: kubernetes('pkg/apis/core/validation/validation.go#L5121'),
  *check({ roles }) {
    for (const role of roles) {
      for (const { spec, path } of securityContexts(role)) {
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

/** Rules about security contexts. */
export const SECURITY: RuleGroup = {
  title: 'Pod security',
  rules: [privilegedContainer, seccompProfileInvalid, podSecurityNotRestricted],
};
