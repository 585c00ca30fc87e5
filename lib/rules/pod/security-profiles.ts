import { isSet, list, record, text, type Path } from '../../manifest/plain';
import { otherContainers, sparkContainer, templateSpec } from '../../manifest/pods';
import { items, type Role, type Workload } from '../../manifest/workload';

/** A Pod Security profile that refuses pods. */
export type SecurityProfile = 'baseline' | 'restricted';

/** What a profile has against a part of a pod. */
export interface Violation {
  /** The property that is wrong or missing. */
  readonly path: Path;
  /** What is wrong, in the words of the profile. */
  readonly lacks: string;
  /**
   * How to mend it, where security contexts do not.
   * @default - the fix of the rule
   */
  readonly fix?: string;
}

/** A container as its pod will have it. */
interface SecuredContainer {
  readonly context: Readonly<Record<string, unknown>>;
  /** Context of its pod, whose values it has where it says nothing. */
  readonly pod: Readonly<Record<string, unknown>>;
  readonly ports: readonly unknown[];
  /** Where a property of the container's own context stands, or would. */
  readonly at: (field: string) => Path;
  /** The same for one that the context of the pod may have too. */
  readonly atPod: (field: string) => Path;
}

/** What the baseline lets containers add. */
const ADDABLE = new Set(
  [
    ['AUDIT_WRITE', 'CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID', 'KILL', 'MKNOD', 'NET_BIND_SERVICE'],
    ['SETFCAP', 'SETGID', 'SETPCAP', 'SETUID', 'SYS_CHROOT'],
  ].flat(),
);

/** Kinds of volumes that restricted pods may have. */
const VOLUMES = new Set(
  [
    [
      'configMap',
      'csi',
      'downwardAPI',
      'emptyDir',
      'ephemeral',
      'persistentVolumeClaim',
      'projected',
      'secret',
    ],
    ['name'],
  ].flat(),
);

/**
 * What a profile has against the pods of a role: of each container, and of the pod around them, a list.
 *
 * @param isWhole true for all that the pods have; false for the container of Spark and volumes of the node, which say
 * whether anybody has thought of the profile
 * @see https://kubernetes.io/docs/concepts/security/pod-security-standards/
 */
export function violations(
  app: Workload,
  role: Role,
  profile: SecurityProfile,
  isWhole: boolean,
): Violation[][] {
  const found = [
    isWhole ? volumeViolations(app, role, profile) : nodeVolumes(app),
    hostViolations(role),
    ...[
      sparkSecurity(role),
      ...(isWhole ? otherContainers(role).map((other) => security(other, role)) : []),
    ].map((container) => [
      ...baseline(container),
      ...(profile === 'restricted' ? restricted(container) : []),
    ]),
  ];
  return found.filter((group) => group.length > 0);
}

/** The container that runs Spark: a field of the role replaces what the template says. */
function sparkSecurity(role: Role): SecuredContainer {
  const inTemplate = templateSpec(role).spec;
  const spark = sparkContainer(role)?.spec;
  const at = (owner: 'securityContext' | 'podSecurityContext') => (field: string) => {
    const path = [...role.path, owner];
    return isSet(role.spec[owner]) ? [...path, field] : path;
  };
  return {
    context: record(role.spec.securityContext ?? spark?.securityContext),
    pod: podContext(role, inTemplate),
    ports: list(spark?.ports),
    at: at('securityContext'),
    atPod: at('podSecurityContext'),
  };
}

function security(
  { spec, path }: { readonly spec: Readonly<Record<string, unknown>>; readonly path: Path },
  role: Role,
): SecuredContainer {
  const at = (field: string): Path =>
    isSet(spec.securityContext) ? [...path, 'securityContext', field] : [...path, 'securityContext'];
  return {
    context: record(spec.securityContext),
    pod: podContext(role, templateSpec(role).spec),
    ports: list(spec.ports),
    at,
    atPod: at,
  };
}

function podContext(
  role: Role,
  inTemplate: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return record(role.spec.podSecurityContext ?? inTemplate.securityContext);
}

function* baseline({ context, pod, ports, at, atPod }: SecuredContainer): Iterable<Violation> {
  // With allowPrivilegeEscalation false Kubernetes refuses the pod whatever the namespace is.
  if (context.privileged === true && context.allowPrivilegeEscalation !== false) {
    yield { path: at('privileged'), lacks: 'privileged' };
  }
  const added = list(record(context.capabilities).add).map((name) => text(name) ?? '');
  const illegal = added.filter((name) => !ADDABLE.has(name.replace(/^CAP_/, '')));
  if (illegal.length > 0)
    yield { path: at('capabilities'), lacks: `capabilities added: ${illegal.join(', ')}` };
  const profile = record(context.seccompProfile ?? pod.seccompProfile).type;
  if (profile === 'Unconfined') yield { path: atPod('seccompProfile'), lacks: 'no seccomp profile' };
  if (isSet(context.procMount) && context.procMount !== 'Default') {
    yield { path: at('procMount'), lacks: 'another mount of /proc' };
  }
  if (ports.some((port) => isSet(record(port).hostPort) && record(port).hostPort !== 0)) {
    yield { path: at('ports').slice(0, -1), lacks: 'a port of the node' };
  }
}

function* restricted({ context, pod, at, atPod }: SecuredContainer): Iterable<Violation> {
  const effective = (field: string) => context[field] ?? pod[field];
  if (context.privileged !== true && context.allowPrivilegeEscalation !== false) {
    yield { path: at('allowPrivilegeEscalation'), lacks: 'privilege escalation allowed' };
  }
  const dropped = list(record(context.capabilities).drop);
  if (!dropped.some((name) => text(name)?.toUpperCase() === 'ALL')) {
    yield { path: at('capabilities'), lacks: 'capabilities not dropped' };
  }
  if (effective('runAsNonRoot') !== true || effective('runAsUser') === 0) {
    yield { path: atPod('runAsNonRoot'), lacks: 'may run as root' };
  }
  if (record(effective('seccompProfile')).type === undefined) {
    yield { path: atPod('seccompProfile'), lacks: 'no seccomp profile' };
  }
}

function hostViolations(role: Role): Violation[] {
  const { spec, path } = templateSpec(role);
  return [
    ...(role.spec.hostNetwork === true
      ? [{ path: [...role.path, 'hostNetwork'], lacks: 'network of the node' }]
      : []),
    ...['hostNetwork', 'hostPID', 'hostIPC'].flatMap((field) =>
      spec[field] === true
        ? [{ path: [...path, field], lacks: `${field.slice('host'.length)} of the node` }]
        : [],
    ),
  ];
}

const HOST_PATH = {
  lacks: 'hostPath, a directory of the node',
  fix: 'use emptyDir or a persistent volume claim',
};

function nodeVolumes(app: Workload): Violation[] {
  return items(app.spec, app.path, 'volumes').flatMap(({ item, path }) =>
    isSet(item.hostPath) ? [{ path: [...path, 'hostPath'], ...HOST_PATH }] : [],
  );
}

/** The operator gives a pod the volumes that its role mounts. */
function volumeViolations(app: Workload, role: Role, profile: SecurityProfile): Violation[] {
  const mounted = new Set(list(role.spec.volumeMounts).map((mount) => record(mount).name));
  const inTemplate = templateSpec(role);
  return [
    ...items(app.spec, app.path, 'volumes').filter(({ item }) => mounted.has(item.name)),
    ...items(inTemplate.spec, inTemplate.path, 'volumes'),
  ]
    .flatMap(({ item, path }): Violation[] => {
      if (isSet(item.hostPath)) return [{ path: [...path, 'hostPath'], ...HOST_PATH }];
      const kind = Object.keys(item).find((key) => isSet(item[key]) && !VOLUMES.has(key));
      return kind === undefined || profile === 'baseline'
        ? []
        : [{ path: [...path, kind], lacks: `${kind}, a volume of a kind that is not allowed` }];
    })
    .concat(
      [...app.settings.values()].flatMap(({ key, path }) =>
        key.startsWith(`spark.kubernetes.${role.name}.volumes.hostPath.`) && key.endsWith('.mount.path')
          ? [{ path, ...HOST_PATH }]
          : [],
      ),
    );
}
