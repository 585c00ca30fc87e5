import { KUBERNETES_PODS } from './crd-schemas';
import { isRecord, list, type Path } from './plain';
import { templateSpec } from './pods';
import { SchemaWalker, type Issue, type Schema } from './schema';
import type { Workload } from './workload';

type Limits = Readonly<Record<string, Readonly<Record<string, Schema>>>>;

const oneOf = (...values: readonly string[]): Schema => ({ enum: values });
/** A user or a group: 31 bits. */
const ID: Schema = { minimum: 0, maximum: 2 ** 31 - 1 };
const PORT: Schema = { minimum: 1, maximum: 65_535 };
const ADDRESS: Schema = { format: 'ip' };
const DOMAIN: Schema = { format: 'subdomain' };
const PROFILES = oneOf('Localhost', 'RuntimeDefault', 'Unconfined');

/**
 * What the API server of Kubernetes 1.34 checks of a pod beside its schema, by the type and its field: tried against
 * the server itself.
 */
const LIMITS: Limits = {
  VolumeMount: {
    mountPropagation: oneOf('None', 'HostToContainer', 'Bidirectional'),
    recursiveReadOnly: oneOf('Disabled', 'Enabled', 'IfPossible'),
  },
  HostAlias: { ip: ADDRESS, hostnames: { items: DOMAIN } },
  PodDNSConfig: {
    nameservers: { items: ADDRESS, maxItems: 3 },
    searches: { items: { format: 'search' }, maxItems: 32 },
    options: { items: { required: ['name'], properties: { name: { minLength: 1 } } } },
  },
  SeccompProfile: { type: PROFILES },
  AppArmorProfile: { type: PROFILES },
  SecurityContext: { runAsUser: ID, runAsGroup: ID, procMount: oneOf('Default', 'Unmasked') },
  PodSecurityContext: {
    runAsUser: ID,
    runAsGroup: ID,
    fsGroup: ID,
    supplementalGroups: { items: ID },
    fsGroupChangePolicy: oneOf('OnRootMismatch', 'Always'),
    supplementalGroupsPolicy: oneOf('Merge', 'Strict'),
    seLinuxChangePolicy: oneOf('MountOption', 'Recursive'),
  },
  Sysctl: {
    name: { pattern: '^[a-z0-9](?:[-_a-z0-9]*[a-z0-9])?(?:[./][a-z0-9](?:[-_a-z0-9]*[a-z0-9])?)*$' },
  },
  // In volumes other fields can be had.
  EnvVarSource: {
    fieldRef: {
      properties: {
        fieldPath: {
          pattern:
            "^(?:metadata\\.(?:name|namespace|uid|(?:labels|annotations)\\['[^']+'\\])|spec\\.(?:nodeName|serviceAccountName)|status\\.(?:hostIPs?|podIPs?))$",
        },
      },
    },
  },
  ResourceFieldSelector: {
    resource: { pattern: '^(?:limits|requests)\\.(?:cpu|memory|ephemeral-storage|hugepages-\\w+)$' },
  },
  HTTPGetAction: { scheme: oneOf('HTTP', 'HTTPS', '') },
  Container: {
    terminationMessagePolicy: oneOf('File', 'FallbackToLogsOnError', ''),
  },
  ContainerPort: { containerPort: PORT, protocol: oneOf('TCP', 'UDP', 'SCTP', '') },
  PodSpec: {
    dnsPolicy: oneOf('ClusterFirst', 'ClusterFirstWithHostNet', 'Default', 'None', ''),
    preemptionPolicy: oneOf('PreemptLowerPriority', 'Never'),
    activeDeadlineSeconds: { minimum: 1, maximum: 2 ** 31 - 1 },
  },
  TopologySpreadConstraint: {
    whenUnsatisfiable: oneOf('DoNotSchedule', 'ScheduleAnyway'),
    maxSkew: { minimum: 1 },
    nodeAffinityPolicy: oneOf('Honor', 'Ignore'),
    nodeTaintsPolicy: oneOf('Honor', 'Ignore'),
  },
  NodeSelectorRequirement: { operator: oneOf('In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt', 'Lt') },
  LabelSelectorRequirement: { operator: oneOf('In', 'NotIn', 'Exists', 'DoesNotExist') },
  PreferredSchedulingTerm: { weight: { minimum: 1, maximum: 100 } },
  WeightedPodAffinityTerm: { weight: { minimum: 1, maximum: 100 } },
  HostPathVolumeSource: {
    type: oneOf(
      '',
      'DirectoryOrCreate',
      'Directory',
      'FileOrCreate',
      'File',
      'Socket',
      'CharDevice',
      'BlockDevice',
    ),
  },
  ServiceAccountTokenProjection: { expirationSeconds: { minimum: 600, maximum: 2 ** 32 } },
  Probe: {
    initialDelaySeconds: { minimum: 0 },
    periodSeconds: { minimum: 0 },
    timeoutSeconds: { minimum: 0 },
    successThreshold: { minimum: 0 },
    failureThreshold: { minimum: 0 },
  },
};

/** A schema without types and required fields: what only the schema of the CRD or of templates says. */
function bare(schema: Schema): Schema {
  const { $ref, properties, items, additionalProperties } = schema;
  return {
    ...($ref === undefined ? {} : { $ref }),
    ...(properties === undefined ? {} : { properties: mapped(properties) }),
    ...(items === undefined ? {} : { items: bare(items) }),
    ...(isRecord(additionalProperties) ? { additionalProperties: bare(additionalProperties) } : {}),
  };
}

function mapped(properties: Readonly<Record<string, Schema>>): Record<string, Schema> {
  return Object.fromEntries(Object.entries(properties).map(([name, property]) => [name, bare(property)]));
}

const WALKER = new SchemaWalker({
  limits: () => {
    const definitions = Object.entries(KUBERNETES_PODS().definitions).map(([type, schema]) => {
      const { properties = {}, ...rest } = bare(schema);
      return [type, { ...rest, properties: { ...properties, ...LIMITS[type] } }] as const;
    });
    return { definitions: Object.fromEntries(definitions) } as Schema;
  },
});

/** Fields of a role, and of the application, that become a part of the pod: the type of the field, or of its items. */
const POD_PARTS: Readonly<Record<string, string>> = {
  volumes: 'Volume',
  volumeMounts: 'VolumeMount',
  env: 'EnvVar',
  hostAliases: 'HostAlias',
  dnsConfig: 'PodDNSConfig',
  securityContext: 'SecurityContext',
  podSecurityContext: 'PodSecurityContext',
  affinity: 'Affinity',
  lifecycle: 'Lifecycle',
  initContainers: 'Container',
  sidecars: 'Container',
};

function limitIssues(value: unknown, type: string, path: Path): Issue[] {
  return WALKER.issues(value, `limits#/definitions/${type}`, path);
}

/** What the API server has against the pods that an application will have, beside what schemas say. */
export function* podIssues({ spec, path, roles }: Workload): Iterable<Issue> {
  for (const owner of [{ spec, path }, ...roles]) {
    for (const [field, type] of Object.entries(POD_PARTS)) {
      const value = owner.spec[field];
      const place = [...owner.path, field];
      if (isRecord(value)) yield* limitIssues(value, type, place);
      for (const [index, item] of list(value).entries()) {
        if (isRecord(item)) yield* limitIssues(item, type, [...place, index]);
      }
    }
  }
  for (const role of roles) {
    const inTemplate = templateSpec(role);
    yield* limitIssues(inTemplate.spec, 'PodSpec', inTemplate.path);
  }
}
