import { integer, isRecord, isSet, list, record, text, type Path } from '../../manifest/plain';
import { containers, otherContainers, securityContexts, templateSpec } from '../../manifest/pods';
import { isDivisor, resourceFields } from '../../manifest/resource-fields';
import { items, type Role, type Workload } from '../../manifest/workload';
import { show } from '../../problems';
import type { Problem, Rule, RuleGroup } from '../rule';
import { workloadRule } from '../workload-rule';

const SOURCE = 'https://github.com/kubernetes/kubernetes/blob/v1.34.0/pkg/apis/core/validation/validation.go';

/** What a container does at its start and end, and what its probes do. */
const HANDLERS = ['exec', 'httpGet', 'tcpSocket', 'sleep', 'grpc'];

/** How long a pod has to end, where nothing says so. */
const GRACE = 30;

const handlerInvalid: Rule = workloadRule({
  id: 'handler-invalid',
  severity: 'error',
  summary: 'A handler or probe of a container with no action, or with two, or with one that cannot be done.',
  why: 'Kubernetes refuses every pod; for executors without end, while the state is RUNNING.',
  fix: 'give exactly one of exec (with a command), httpGet, tcpSocket and, for handlers, sleep within the time of grace',
  source: SOURCE,
  *check({ roles }) {
    for (const role of roles) {
      const grace =
        integer(role.spec.terminationGracePeriodSeconds) ??
        integer(templateSpec(role).spec.terminationGracePeriodSeconds);
      for (const { spec, path } of containers(role)) {
        for (const field of ['postStart', 'preStop']) {
          const handler = record(spec.lifecycle)[field];
          if (isRecord(handler)) yield* action(handler, [...path, 'lifecycle', field], grace ?? GRACE);
        }
      }
      for (const { spec, path } of otherContainers(role)) {
        for (const field of ['livenessProbe', 'readinessProbe', 'startupProbe']) {
          const probe = spec[field];
          if (!isRecord(probe)) continue;
          yield* action(probe, [...path, field], Infinity);
          const threshold = probe.successThreshold;
          if (field !== 'readinessProbe' && typeof threshold === 'number' && threshold > 1) {
            yield {
              path: [...path, field, 'successThreshold'],
              message: `${threshold} is not 1, as it must be here`,
            };
          }
          if (field === 'readinessProbe' && isSet(probe.terminationGracePeriodSeconds)) {
            yield {
              path: [...path, field, 'terminationGracePeriodSeconds'],
              message: 'a readinessProbe ends nothing',
              fix: 'remove it',
            };
          }
        }
      }
    }
  },
});

function* action(handler: Readonly<Record<string, unknown>>, path: Path, grace: number): Iterable<Problem> {
  const given = HANDLERS.filter((field) => isSet(handler[field]));
  if (given.length !== 1) {
    yield { path, message: given.length === 0 ? 'it does nothing' : `it does ${given.join(' and ')}` };
    return;
  }
  const [field] = given as [string];
  const { command, port, seconds } = record(handler[field]);
  if (field === 'exec' && list(command).length === 0) {
    yield { path: [...path, 'exec', 'command'], message: 'there is no command' };
  } else if (field === 'sleep' && typeof seconds === 'number' && (seconds < 0 || seconds > grace)) {
    yield {
      path: [...path, 'sleep', 'seconds'],
      message: `${seconds} is not within the ${grace} seconds of grace`,
    };
  } else if (typeof port === 'number' && (port < 1 || port > 65_535)) {
    yield { path: [...path, field, 'port'], message: `${port} is no port` };
  }
}

/** A profile of seccomp or AppArmor in a context, with what the API server has against its file. */
function* localProfile(
  context: Readonly<Record<string, unknown>>,
  path: Path,
  field: string,
): Iterable<Problem> {
  const { type, localhostProfile } = record(context[field]);
  const file = text(localhostProfile);
  const place = [...path, field, 'localhostProfile'];
  if (type === 'Localhost' && field === 'appArmorProfile' && (file ?? '') === '') {
    yield { path: place, message: 'Localhost names no profile' };
  } else if (type !== 'Localhost' && file !== undefined && typeof type === 'string') {
    yield { path: place, message: `only Localhost has a profile of its own, and this is ${type}` };
  } else if (
    field === 'seccompProfile' &&
    file !== undefined &&
    (file.startsWith('/') || file.split('/').includes('..'))
  ) {
    yield { path: place, message: `${file} is not below the folder of profiles` };
  }
}

const localProfileInvalid: Rule = workloadRule({
  id: 'local-profile-invalid',
  severity: 'error',
  summary: 'A file of a seccomp or AppArmor profile that is not there, or that does not belong there.',
  why: 'Kubernetes refuses every pod; for executors without end, while the state is RUNNING.',
  fix: 'give localhostProfile with type Localhost only, as a relative path; or use RuntimeDefault',
  source: SOURCE,
  *check({ roles }) {
    for (const role of roles) {
      for (const { spec, path } of securityContexts(role)) {
        for (const field of ['seccompProfile', 'appArmorProfile']) yield* localProfile(spec, path, field);
      }
    }
  },
});

/** What the API server has against references to resources. */
function* fieldsOfResources(app: Workload): Iterable<Problem> {
  for (const { field, path, isFile } of resourceFields(app)) {
    const resource = text(field.resource) ?? '';
    if (isFile && (text(field.containerName) ?? '') === '') {
      yield { path, message: 'containerName is missing, which a file needs' };
    }
    if (!isDivisor(resource, field.divisor)) {
      const units = resource.endsWith('.cpu') ? '1 and 1m' : '1, and 1 with a suffix such as k, M, Ki or Mi';
      yield {
        path: [...path, 'divisor'],
        message: `${resource} is not divided by ${show(field.divisor)}; possible are ${units}`,
        fix: 'give one unit',
      };
    }
  }
}

/** Settings of the kernel that a pod shares with its node when it shares the field. */
const SHARED_SYSCTLS = {
  hostNetwork: /^net[./]/,
  hostIPC: /^(?:kernel[./](?:shm|msg)|kernel[./]sem$|fs[./]mqueue[./])/,
};

/** True where the pod of a role shares what a field of it says with its node. */
function shares(role: Role, field: string): boolean {
  return templateSpec(role).spec[field] === true || role.spec[field] === true;
}

/** What the API server has against settings of the kernel. */
function* sysctls(role: Role): Iterable<Problem> {
  const shared = Object.entries(SHARED_SYSCTLS).filter(([field]) => shares(role, field));
  for (const { spec, path } of securityContexts(role)) {
    const seen = new Set<unknown>();
    for (const { item, path: place } of items(spec, path, 'sysctls')) {
      const name = text(item.name) ?? '';
      if (seen.has(item.name)) yield { path: [...place, 'name'], message: `${name} is given before` };
      seen.add(item.name);
      for (const [field] of shared.filter(([, names]) => names.test(name))) {
        yield { path: [...place, 'name'], message: `with ${field} the pod has ${name} of the node` };
      }
    }
  }
}

/** What a pod cannot have of its own while it shares something of the node. */
function* sharedWithNode(role: Role): Iterable<Problem> {
  const { spec, path } = templateSpec(role);
  for (const field of ['hostNetwork', 'hostPID', 'hostIPC']) {
    if (spec.hostUsers === false && shares(role, field)) {
      yield { path: [...path, 'hostUsers'], message: `with ${field} the pod has the users of the node` };
    }
  }
  if (!shares(role, 'hostNetwork')) return;
  for (const { spec: container, path: place } of containers(role)) {
    for (const { item, path: at } of items(container, place, 'ports')) {
      if (isSet(item.hostPort) && item.hostPort !== 0 && item.hostPort !== item.containerPort) {
        yield {
          path: [...at, 'hostPort'],
          message: `with hostNetwork it is ${show(item.containerPort)}, as containerPort, not ${show(item.hostPort)}`,
        };
      }
    }
  }
}

const podFieldsContradict: Rule = workloadRule({
  id: 'pod-fields-contradict',
  severity: 'error',
  summary: 'Fields of a pod that need each other, or that are given twice.',
  why: 'Kubernetes refuses every pod; for executors without end, while the state is RUNNING.',
  fix: 'give both fields, or neither',
  source: SOURCE,
  *check(app) {
    yield* fieldsOfResources(app);
    for (const role of app.roles) {
      yield* sharedWithNode(role);
      const inTemplate = templateSpec(role);
      if (
        inTemplate.spec.dnsPolicy === 'None' &&
        list(record(inTemplate.spec.dnsConfig ?? role.spec.dnsConfig).nameservers).length === 0
      ) {
        yield { path: [...inTemplate.path, 'dnsPolicy'], message: 'None needs nameservers in dnsConfig' };
      }
      const claims = new Set(list(inTemplate.spec.resourceClaims).map((claim) => record(claim).name));
      for (const { spec, path } of containers(role)) {
        for (const { item, path: place } of items(record(spec.resources), [...path, 'resources'], 'claims')) {
          if (!claims.has(item.name)) {
            yield {
              path: [...place, 'name'],
              message: 'there is no such claim in resourceClaims of the template',
            };
          }
        }
        const isPrivileged = record(spec.securityContext).privileged === true;
        for (const { item, path: place } of items(spec, path, 'volumeMounts')) {
          if (item.mountPropagation === 'Bidirectional' && !isPrivileged) {
            yield {
              path: [...place, 'mountPropagation'],
              message: 'Bidirectional is for privileged containers only',
            };
          }
          if (
            isSet(item.recursiveReadOnly) &&
            item.recursiveReadOnly !== 'Disabled' &&
            item.readOnly !== true
          ) {
            yield { path: [...place, 'recursiveReadOnly'], message: 'the mount is not readOnly' };
          }
        }
      }
      yield* sysctls(role);
    }
  },
});

/** Rules about what the API server checks of a pod beside its schema. */
export const HANDLERS_AND_PROFILES: RuleGroup = {
  title: 'Handlers and profiles',
  rules: [handlerInvalid, localProfileInvalid, podFieldsContradict],
};
