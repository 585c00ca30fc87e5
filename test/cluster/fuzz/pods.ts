import { isRecord, list, record, text } from '../../../lib/manifest/plain';
import { MIB } from '../../../lib/manifest/quantity';
import { sparkContainer, sparkContainerName, templateSpec } from '../../../lib/manifest/pods';
import { sparkSizes } from '../../../lib/manifest/pod-size';
import type { Role, Workload } from '../../../lib/manifest/workload';

type Json = Readonly<Record<string, unknown>>;
/** What depends on classes and accounts that the cluster has. */
const OF_CLUSTER = [
  'overhead',
  'preemptionPolicy',
  'priority',
  'priorityClassName',
  'runtimeClassName',
  'serviceAccount',
];
const LOCAL = 'spark-local-dir-';

/**
 * The pod of a role as Spark and the webhook of the operator make it from an application, in what the API server looks
 * at. What names an object of the cluster (accounts, classes) is left out: it is not there.
 */
export function podOf(app: Workload, role: Role): object {
  const { spec } = role;
  const base = templateSpec(role).spec;
  const own = sparkContainer(role)?.spec ?? {};
  const named = list(record(base).containers).filter((container) => container !== own);
  const volumes = app.spec.volumes;
  const mounts = list(spec.volumeMounts).filter((mount) => isMounted(mount, volumes));
  const pod = {
    ...base,
    ...given({
      affinity: spec.affinity,
      dnsConfig: spec.dnsConfig,
      hostNetwork: spec.hostNetwork,
      schedulerName: spec.schedulerName,
      securityContext: spec.podSecurityContext,
      shareProcessNamespace: spec.shareProcessNamespace,
      terminationGracePeriodSeconds: spec.terminationGracePeriodSeconds,
    }),
    restartPolicy: 'Never',
    serviceAccountName: 'default',
    nodeSelector: {
      ...record(base.nodeSelector),
      ...record(app.spec.nodeSelector),
      ...record(spec.nodeSelector),
    },
    tolerations: [...list(base.tolerations), ...list(spec.tolerations)],
    hostAliases: [...list(base.hostAliases), ...list(spec.hostAliases)],
    imagePullSecrets: list(app.spec.imagePullSecrets).map((name) => ({ name })),
    volumes: [
      ...list(base.volumes),
      ...list(volumes).filter((volume) =>
        list(spec.volumeMounts).some((mount) => nameOf(mount) === nameOf(volume)),
      ),
      ...list(spec.configMaps).map((mount) => ({
        name: `${nameOf(mount)}-vol`,
        configMap: { name: nameOf(mount) },
      })),
      ...list(spec.secrets).map((mount) => ({
        name: `${nameOf(mount)}-volume`,
        secret: { secretName: nameOf(mount) },
      })),
    ],
    initContainers: [...list(base.initContainers), ...list(spec.initContainers)],
    containers: [
      {
        ...own,
        name: text(own.name) ?? sparkContainerName(role),
        image: text(spec.image) ?? text(app.spec.image) ?? text(own.image),
        ...given({ securityContext: spec.securityContext, lifecycle: spec.lifecycle }),
        resources: resourcesOf(app, role, own),
        env: [
          ...list(own.env),
          ...plain(spec.envVars),
          ...references(spec.envSecretKeyRefs),
          ...list(spec.env),
        ],
        envFrom: [...list(own.envFrom), ...list(spec.envFrom)],
        ports: [...list(own.ports), ...list(spec.ports)],
        volumeMounts: [
          ...list(own.volumeMounts),
          ...mounts,
          ...list(spec.configMaps).map((mount) => ({
            name: `${nameOf(mount)}-vol`,
            mountPath: record(mount).path,
          })),
          ...list(spec.secrets).map((mount) => ({
            name: `${nameOf(mount)}-volume`,
            mountPath: record(mount).path,
          })),
        ],
      },
      ...named,
      ...list(spec.sidecars),
    ],
  };
  for (const field of OF_CLUSTER) Reflect.deleteProperty(pod, field);
  const metadata = record(record(spec.template).metadata);
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: text(spec.podName) ?? `${(app.name ?? 'run').slice(0, 50)}-${role.name}`,
      labels: { ...record(metadata.labels), ...record(spec.labels) },
      annotations: { ...record(metadata.annotations), ...record(spec.annotations) },
    },
    spec: pod,
  };
}

/** The operator leaves out mounts of volumes that are not there; scratch volumes are Spark's. */
function isMounted(mount: unknown, volumes: unknown): boolean {
  const name = nameOf(mount);
  return name.startsWith(LOCAL) || list(volumes).some((volume) => nameOf(volume) === name);
}

function resourcesOf(app: Workload, role: Role, own: Json): object {
  const size = sparkSizes(app).get(role)!;
  const before = record(own.resources);
  const gpu = record(role.spec.gpu);
  const count = gpu.quantity;
  return {
    ...before,
    requests: { ...record(before.requests), ...amounts(size.cpu, size.memory) },
    limits: {
      ...record(before.limits),
      ...amounts(size.cpuLimit, size.memoryLimit),
      ...(typeof gpu.name === 'string' && gpu.name !== '' && typeof count === 'number' && count > 0
        ? { [gpu.name]: count }
        : {}),
    },
  };
}

function amounts(cpu: number | undefined, memory: number | undefined): object {
  return given({
    cpu: cpu === undefined ? undefined : `${Math.ceil(cpu * 1000)}m`,
    memory: memory === undefined ? undefined : `${Math.ceil(memory / MIB)}Mi`,
  });
}

function plain(variables: unknown): object[] {
  return Object.entries(record(variables)).map(([name, value]) => ({ name, value }));
}

function references(variables: unknown): object[] {
  return Object.entries(record(variables)).map(([name, reference]) => ({
    name,
    valueFrom: { secretKeyRef: { name: record(reference).name, key: record(reference).key } },
  }));
}

function nameOf(owner: unknown): string {
  return isRecord(owner) ? (text(owner.name) ?? '') : '';
}

function given<T extends object>(fields: T): Partial<T> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined && value !== null),
  ) as Partial<T>;
}
