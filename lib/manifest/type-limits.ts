import { LABEL_KEY, LABEL_VALUE, SUBDOMAIN } from '../kubernetes-names';
import { isRecord, isSet, list, record, text } from './plain';
import { quantity } from './quantity';
import type { Complaint, Schema } from './schema-node';

/** What the API server of Kubernetes 1.34 checks of a type beside its schema. */
export interface TypeLimits {
  /** Fields that must be there, and not empty. */
  readonly required?: readonly string[];
  /** What single fields may be. */
  readonly fields?: Readonly<Record<string, Schema>>;
  /** What fields must be together. */
  readonly also?: (value: Readonly<Record<string, unknown>>) => Iterable<Complaint>;
}

const oneOf = (...values: readonly string[]): Schema => ({ enum: values });
const format = (name: string): Schema => ({ format: name });
const listOf = (items: Schema, more: Schema = {}): Schema => ({ ...more, items });
/** A user or a group: 31 bits. */
const ID: Schema = { minimum: 0, maximum: 2 ** 31 - 1 };
const PORT: Schema = { minimum: 1, maximum: 65_535 };
const NOT_NEGATIVE: Schema = { minimum: 0 };
/** A port by number or by name. */
const ANY_PORT: Schema = { ...PORT, format: 'port-name' };
const PROTOCOL = oneOf('TCP', 'UDP', 'SCTP', '');
const OBJECT = format('subdomain');
/** An empty one asks for a volume without class. */
const CLASS: Schema = { pattern: `^(?:${SUBDOMAIN})?$`, maxLength: 253 };
const FILE = format('relative-path');
const KEYS = listOf(format('label-key'));
const PROFILES = oneOf('Localhost', 'RuntimeDefault', 'Unconfined');
const FIELD_API: Schema = { enum: ['v1', ''] };
const ANNOTATED = "metadata\\.(?:labels|annotations)\\['[^']+'\\]";
const IN_VARIABLES = `^(?:metadata\\.(?:name|namespace|uid)|${ANNOTATED}|spec\\.(?:nodeName|serviceAccountName)|status\\.(?:hostIPs?|podIPs?))$`;
const IN_FILES = `^(?:metadata\\.(?:name|namespace|uid|labels|annotations)|${ANNOTATED})$`;

const fieldRef = (pattern: string): Schema => ({
  properties: { apiVersion: FIELD_API, fieldPath: { pattern } },
});

/** Exactly one of some fields. */
function* exactlyOne(
  value: Readonly<Record<string, unknown>>,
  fields: readonly string[],
): Iterable<Complaint> {
  const given = fields.filter((field) => isSet(value[field]));
  if (given.length === 0) yield { message: `there is none of ${fields.join(', ')}` };
  else if (given.length > 1) yield { message: `there are ${given.join(' and ')}; one is possible` };
}

/** Items whose keys are the same. */
function* twice(items: unknown, field: string, what: string, ...keys: string[]): Iterable<Complaint> {
  const seen = new Set<string>();
  for (const [index, item] of list(items).entries()) {
    if (!isRecord(item) || !isSet(item[keys[0]!])) continue;
    const key = JSON.stringify(keys.map((name) => item[name] ?? (name === 'protocol' ? 'TCP' : null)));
    if (seen.has(key)) {
      yield { path: [field, index, keys[0]!], message: `there are two ${what} ${String(item[keys[0]!])}` };
    }
    seen.add(key);
  }
}

/** What an operator says of the values behind it. */
function* requirement({ operator, values }: Readonly<Record<string, unknown>>): Iterable<Complaint> {
  const count = list(values).length;
  if ((operator === 'In' || operator === 'NotIn') && count === 0)
    yield { path: ['values'], message: `${operator} needs a value` };
  else if ((operator === 'Exists' || operator === 'DoesNotExist') && count > 0)
    yield { path: ['values'], message: `${operator} takes no value` };
  else if ((operator === 'Gt' || operator === 'Lt') && count !== 1)
    yield { path: ['values'], message: `${operator} takes one value` };
}

type Check = (value: Readonly<Record<string, unknown>>) => Iterable<Complaint>;

function both(one: Check, other: Check): Check {
  return function* checked(value) {
    yield* one(value);
    yield* other(value);
  };
}

/** A resource that a container can ask for: one of Kubernetes, or one with a domain. */
export function isResource(name: string): boolean {
  return (
    /^(?:cpu|memory|ephemeral-storage|hugepages-.+)$/.test(name) ||
    (name.includes('/') && LABEL_KEY.accepts(name))
  );
}

function* resources({ limits, requests }: Readonly<Record<string, unknown>>): Iterable<Complaint> {
  for (const [field, amounts] of Object.entries({ limits, requests })) {
    for (const [name, amount] of Object.entries(record(amounts))) {
      const value = quantity(amount);
      if (!isResource(name)) {
        yield { path: [field, name], message: `${JSON.stringify(name)} is no resource of a container` };
      } else if (value !== undefined && value < 0) {
        yield { path: [field, name], message: `${String(amount)} is below 0` };
      } else if (name.includes('/') && value !== undefined && !Number.isInteger(value)) {
        yield { path: [field, name], message: `${String(amount)} is no whole number of ${name}` };
      }
    }
  }
  for (const [name, amount] of Object.entries(record(requests))) {
    const least = quantity(amount);
    // A null is read as nothing at all.
    const most = Object.hasOwn(record(limits), name) ? quantity(record(limits)[name] ?? 0) : undefined;
    const isCountable = name.includes('/') || name.startsWith('hugepages-');
    if (most !== undefined && least !== undefined && least > most) {
      yield {
        path: ['requests', name],
        message: `${String(amount)} is above the limit ${String(record(limits)[name])}`,
      };
    } else if (isCountable && least !== most && least !== undefined) {
      yield { path: ['requests', name], message: `${name} is not as much as its limit` };
    }
  }
}

/** Fields that a container has only while the pod runs. */
const OF_RUNNING = ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe'];

function* container(value: Readonly<Record<string, unknown>>): Iterable<Complaint> {
  yield* twice(value.volumeMounts, 'volumeMounts', 'mounts at', 'mountPath');
  yield* twice(value.ports, 'ports', 'ports', 'name');
}

/** Lists whose keys the CRD of the operator has, and pods have not. */
function* keyed(value: Readonly<Record<string, unknown>>): Iterable<Complaint> {
  yield* twice(value.env, 'env', 'variables', 'name');
  yield* twice(value.ports, 'ports', 'ports', 'containerPort', 'protocol');
  yield* twice(value.volumeDevices, 'volumeDevices', 'devices', 'devicePath');
  yield* twice(record(value.resources).claims, 'claims', 'claims', 'name');
}

function* initContainer(value: Readonly<Record<string, unknown>>): Iterable<Complaint> {
  yield* container(value);
  if (value.restartPolicy === 'Always') return;
  for (const field of OF_RUNNING.filter((name) => isSet(value[name]))) {
    yield { path: [field], message: 'an init container has none, unless its restartPolicy is Always' };
  }
}

function* projected({ sources }: Readonly<Record<string, unknown>>): Iterable<Complaint> {
  const seen = new Set<unknown>();
  for (const [index, source] of list(sources).entries()) {
    const kinds = Object.keys(record(source)).filter((key) => isSet(record(source)[key]));
    if (kinds.length > 1) yield { path: ['sources', index], message: `it is ${kinds.join(' and ')}` };
    for (const kind of ['secret', 'configMap', 'downwardAPI']) {
      for (const [place, item] of list(record(record(source)[kind]).items).entries()) {
        const path = record(item).path;
        if (seen.has(path))
          yield {
            path: ['sources', index, kind, 'items', place, 'path'],
            message: `${String(path)} is given before`,
          };
        seen.add(path);
      }
    }
  }
}

function* labels(value: unknown, ...path: string[]): Iterable<Complaint> {
  for (const [key, label] of Object.entries(record(value))) {
    if (!LABEL_KEY.accepts(key))
      yield { path: [...path, key], message: `${JSON.stringify(key)} is no key of a label` };
    else if (typeof label === 'string' && !LABEL_VALUE.accepts(label)) {
      yield { path: [...path, key], message: `${JSON.stringify(label)} is no value of a label` };
    }
  }
}

/** A claim has the name of its pod; it can be given labels and annotations. */
function* claimTemplate({ metadata }: Readonly<Record<string, unknown>>): Iterable<Complaint> {
  const { labels: given, annotations, ...others } = record(metadata);
  for (const [field, value] of Object.entries(others)) {
    if (isSet(value) && value !== '') {
      yield { path: ['metadata', field], message: 'a claim of a pod is given labels and annotations only' };
    }
  }
  yield* labels(given, 'metadata', 'labels');
  yield* labels(
    Object.fromEntries(Object.keys(record(annotations)).map((key) => [key, ''])),
    'metadata',
    'annotations',
  );
}

/** What stands in a volume as it is first made. */
function* dataSource({ apiGroup, kind }: Readonly<Record<string, unknown>>): Iterable<Complaint> {
  if ((text(apiGroup) ?? '') === '' && isSet(kind) && kind !== 'PersistentVolumeClaim') {
    yield { path: ['kind'], message: `without apiGroup it is PersistentVolumeClaim, not ${String(kind)}` };
  }
}

function* podSpec(spec: Readonly<Record<string, unknown>>): Iterable<Complaint> {
  yield* twice(spec.volumes, 'volumes', 'volumes', 'name');
  yield* twice(
    spec.topologySpreadConstraints,
    'topologySpreadConstraints',
    'constraints of',
    'topologyKey',
    'whenUnsatisfiable',
  );
  yield* twice(spec.resourceClaims, 'resourceClaims', 'claims', 'name');
  yield* twice(spec.schedulingGates, 'schedulingGates', 'gates', 'name');
}

function* spread({
  minDomains,
  whenUnsatisfiable,
  ...rest
}: Readonly<Record<string, unknown>>): Iterable<Complaint> {
  if (isSet(minDomains) && whenUnsatisfiable !== 'DoNotSchedule') {
    yield { path: ['minDomains'], message: 'minDomains needs DoNotSchedule' };
  }
  yield* ownLabels(rest);
}

/** Keys of labels that are taken from the pod itself, beside a selector. */
function* ownLabels({
  labelSelector: selector,
  ...rest
}: Readonly<Record<string, unknown>>): Iterable<Complaint> {
  const selected = new Set([
    ...Object.keys(record(record(selector).matchLabels)),
    ...list(record(selector).matchExpressions).map((one) => record(one).key),
  ]);
  for (const field of ['matchLabelKeys', 'mismatchLabelKeys']) {
    const keys = list(rest[field]);
    if (keys.length > 0 && !isSet(selector))
      yield { path: [field], message: `${field} needs a labelSelector` };
    for (const [index, key] of keys.entries()) {
      const isBoth = field === 'mismatchLabelKeys' && list(rest.matchLabelKeys).includes(key);
      if (keys.indexOf(key) < index || isBoth || selected.has(key)) {
        yield { path: [field, index], message: `${String(key)} is given before` };
      }
    }
  }
}

function* claimSpec({ resources: amounts }: Readonly<Record<string, unknown>>): Iterable<Complaint> {
  const storage = record(record(amounts).requests).storage;
  if (!isSet(storage)) yield { path: ['resources', 'requests', 'storage'], message: 'storage is required' };
  else if ((quantity(storage) ?? 1) <= 0) {
    yield { path: ['resources', 'requests', 'storage'], message: `${String(storage)} is not above 0` };
  }
}

function* volume(value: Readonly<Record<string, unknown>>): Iterable<Complaint> {
  const kinds = Object.keys(value).filter((key) => key !== 'name' && isSet(value[key]));
  if (kinds.length === 0) yield { message: `volume ${text(value.name) ?? ''} has no type` };
  else if (kinds.length > 1) yield { message: `volume ${text(value.name) ?? ''} is ${kinds.join(' and ')}` };
}

const CONTAINER: TypeLimits = {
  fields: {
    name: format('label'),
    imagePullPolicy: oneOf('Always', 'IfNotPresent', 'Never', ''),
    terminationMessagePolicy: oneOf('File', 'FallbackToLogsOnError', ''),
  },
  also: container,
};

const INIT_CONTAINER: TypeLimits = {
  ...CONTAINER,
  fields: { ...CONTAINER.fields, restartPolicy: oneOf('Always') },
  also: initContainer,
};

/**
 * What the API server of Kubernetes 1.34 checks of the types of a pod beside their schema: read from its validation, and
 * tried against the server itself.
 */
export const TYPE_LIMITS: Readonly<Record<string, TypeLimits>> = {
  AppArmorProfile: { fields: { type: PROFILES } },
  CSIVolumeSource: {
    required: ['driver'],
    fields: {
      driver: { pattern: `^(?:${SUBDOMAIN.replaceAll('a-z', 'A-Za-z')})$`, maxLength: 63 },
      nodePublishSecretRef: { required: ['name'], properties: { name: OBJECT } },
    },
  },
  ConfigMapEnvSource: { required: ['name'], fields: { name: OBJECT } },
  ConfigMapKeySelector: { required: ['name', 'key'], fields: { name: OBJECT, key: format('data-key') } },
  ConfigMapProjection: { required: ['name'] },
  ConfigMapVolumeSource: { required: ['name'] },
  Container: CONTAINER,
  InitContainer: INIT_CONTAINER,
  KeyedContainer: { ...CONTAINER, also: both(container, keyed) },
  KeyedInitContainer: { ...INIT_CONTAINER, also: both(initContainer, keyed) },
  ContainerPort: {
    fields: {
      name: format('port-name'),
      containerPort: PORT,
      hostPort: { minimum: 0, maximum: 65_535 },
      protocol: PROTOCOL,
    },
  },
  ContainerResizePolicy: {
    fields: { resourceName: oneOf('cpu', 'memory'), restartPolicy: oneOf('NotRequired') },
  },
  DownwardAPIVolumeFile: {
    required: ['path'],
    fields: { path: FILE, fieldRef: fieldRef(IN_FILES) },
    also: (value) => exactlyOne(value, ['fieldRef', 'resourceFieldRef']),
  },
  EmptyDirVolumeSource: {
    *also({ sizeLimit }) {
      if ((quantity(sizeLimit) ?? 0) < 0)
        yield { path: ['sizeLimit'], message: `${String(sizeLimit)} is below 0` };
    },
  },
  EnvFromSource: {
    fields: { prefix: { pattern: '^[ -<>-~]*$' } },
    also: (value) => exactlyOne(value, ['configMapRef', 'secretRef']),
  },
  // In volumes other fields can be had.
  EnvVarSource: { fields: { fieldRef: fieldRef(IN_VARIABLES) } },
  EphemeralVolumeSource: { required: ['volumeClaimTemplate'] },
  HTTPGetAction: { fields: { scheme: oneOf('HTTP', 'HTTPS', ''), port: ANY_PORT } },
  HTTPHeader: { fields: { name: { pattern: '^[-A-Za-z0-9]+$' } } },
  HostAlias: { fields: { ip: format('ip'), hostnames: listOf(OBJECT) } },
  HostPathVolumeSource: {
    required: ['path'],
    fields: {
      path: format('no-backsteps'),
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
  },
  KeyToPath: { required: ['key', 'path'], fields: { path: FILE } },
  LabelSelector: { also: ({ matchLabels }) => labels(matchLabels, 'matchLabels') },
  LabelSelectorRequirement: {
    fields: {
      key: format('label-key'),
      operator: oneOf('In', 'NotIn', 'Exists', 'DoesNotExist'),
      values: listOf(format('label-value')),
    },
    also: requirement,
  },
  NFSVolumeSource: { required: ['server', 'path'], fields: { path: { pattern: '^/' } } },
  NodeSelector: {
    fields: { nodeSelectorTerms: { minItems: 1, items: { $ref: '#/definitions/NodeSelectorTerm' } } },
  },
  NodeSelectorRequirement: {
    fields: {
      key: format('label-key'),
      operator: oneOf('In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt', 'Lt'),
      values: listOf(format('label-value')),
    },
    also: requirement,
  },
  NodeSelectorTerm: {
    fields: {
      matchFields: listOf({
        properties: {
          key: oneOf('metadata.name'),
          operator: oneOf('In', 'NotIn'),
          values: { minItems: 1, maxItems: 1 },
        },
      }),
    },
  },
  PersistentVolumeClaimSpec: {
    required: ['accessModes', 'resources'],
    fields: {
      accessModes: listOf(oneOf('ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'), {
        minItems: 1,
      }),
      volumeMode: oneOf('Block', 'Filesystem'),
      storageClassName: CLASS,
      volumeAttributesClassName: CLASS,
    },
    also: claimSpec,
  },
  PersistentVolumeClaimTemplate: { also: claimTemplate },
  PersistentVolumeClaimVolumeSource: { required: ['claimName'] },
  PodAffinityTerm: {
    required: ['topologyKey'],
    fields: {
      topologyKey: format('label-key'),
      namespaces: listOf(format('label')),
      matchLabelKeys: KEYS,
      mismatchLabelKeys: KEYS,
    },
    also: ownLabels,
  },
  PodDNSConfig: {
    fields: {
      nameservers: listOf(format('ip'), { maxItems: 3 }),
      searches: listOf(format('search'), { maxItems: 32 }),
    },
  },
  PodDNSConfigOption: { required: ['name'] },
  PodOS: { fields: { name: oneOf('linux', 'windows') } },
  PodReadinessGate: { fields: { conditionType: format('label-key') } },
  PodResourceClaim: {
    fields: { name: format('label'), resourceClaimName: OBJECT, resourceClaimTemplateName: OBJECT },
    also: (value) => exactlyOne(value, ['resourceClaimName', 'resourceClaimTemplateName']),
  },
  PodSchedulingGate: { fields: { name: format('label-key') } },
  PodSecurityContext: {
    fields: {
      runAsUser: ID,
      runAsGroup: ID,
      fsGroup: ID,
      supplementalGroups: listOf(ID),
      fsGroupChangePolicy: oneOf('OnRootMismatch', 'Always'),
      supplementalGroupsPolicy: oneOf('Merge', 'Strict'),
      seLinuxChangePolicy: oneOf('MountOption', 'Recursive'),
    },
  },
  PodSpec: {
    fields: {
      activeDeadlineSeconds: { minimum: 1, maximum: 2 ** 31 - 1 },
      dnsPolicy: oneOf('ClusterFirst', 'ClusterFirstWithHostNet', 'Default', 'None', ''),
      hostname: format('label'),
      nodeName: OBJECT,
      preemptionPolicy: oneOf('PreemptLowerPriority', 'Never'),
      subdomain: format('label'),
    },
    also: podSpec,
  },
  PreferredSchedulingTerm: { fields: { weight: { minimum: 1, maximum: 100 } } },
  Probe: {
    fields: {
      initialDelaySeconds: NOT_NEGATIVE,
      periodSeconds: NOT_NEGATIVE,
      timeoutSeconds: NOT_NEGATIVE,
      successThreshold: NOT_NEGATIVE,
      failureThreshold: NOT_NEGATIVE,
      terminationGracePeriodSeconds: { minimum: 1 },
    },
  },
  // The operator writes what is not there as null, which the definition refuses.
  ProjectedVolumeSource: { required: ['sources'], also: projected },
  ResourceClaim: { fields: { request: format('label') } },
  ResourceFieldSelector: {
    fields: {
      resource: { pattern: '^(?:limits|requests)\\.(?:cpu|memory|ephemeral-storage|hugepages-\\w+)$' },
    },
  },
  ResourceRequirements: { also: resources },
  SeccompProfile: { fields: { type: PROFILES } },
  SecretEnvSource: { required: ['name'], fields: { name: OBJECT } },
  SecretKeySelector: { required: ['name', 'key'], fields: { name: OBJECT, key: format('data-key') } },
  SecretProjection: { required: ['name'] },
  SecretVolumeSource: { required: ['secretName'] },
  SecurityContext: { fields: { runAsUser: ID, runAsGroup: ID, procMount: oneOf('Default', 'Unmasked') } },
  ServiceAccountTokenProjection: {
    required: ['path'],
    fields: { path: FILE, expirationSeconds: { minimum: 600, maximum: 2 ** 32 } },
  },
  // The Service of a Spark Connect server, whose ports have keys in the CRD.
  ServiceTemplate: {
    fields: {
      spec: {
        properties: {
          ports: listOf({
            properties: {
              name: format('label'),
              port: PORT,
              protocol: PROTOCOL,
              targetPort: { ...ANY_PORT, minimum: 0 },
              nodePort: { minimum: 0, maximum: 65_535 },
            },
          }),
        },
        also: ({ ports }) => twice(ports, 'ports', 'ports', 'port', 'protocol'),
      },
    },
  },
  Sysctl: {
    fields: {
      name: {
        pattern: '^[a-z0-9](?:[-_a-z0-9]*[a-z0-9])?(?:[./][a-z0-9](?:[-_a-z0-9]*[a-z0-9])?)*$',
        maxLength: 253,
      },
    },
  },
  TCPSocketAction: { fields: { port: ANY_PORT } },
  TopologySpreadConstraint: {
    required: ['topologyKey'],
    fields: {
      topologyKey: format('label-key'),
      whenUnsatisfiable: oneOf('DoNotSchedule', 'ScheduleAnyway'),
      maxSkew: { minimum: 1 },
      minDomains: { minimum: 1 },
      nodeAffinityPolicy: oneOf('Honor', 'Ignore'),
      nodeTaintsPolicy: oneOf('Honor', 'Ignore'),
      matchLabelKeys: KEYS,
    },
    also: spread,
  },
  Volume: { required: ['name'], fields: { name: format('label') }, also: volume },
  TypedLocalObjectReference: { required: ['kind', 'name'], also: dataSource },
  TypedObjectReference: { required: ['kind', 'name'], also: dataSource },
  VolumeMount: {
    required: ['name', 'mountPath'],
    fields: {
      mountPropagation: oneOf('None', 'HostToContainer', 'Bidirectional'),
      recursiveReadOnly: oneOf('Disabled', 'Enabled', 'IfPossible'),
    },
  },
  WeightedPodAffinityTerm: { fields: { weight: { minimum: 1, maximum: 100 } } },
};
