import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Manifest } from '../../../lib/manifest/plain';
import { WORKLOADS } from '../../../lib/manifest/workload';
import { APPLICATION, change, CONNECT, SCHEDULED, subjects } from '../../rules/harness';

const VALID = join(__dirname, '../../rules/valid');
const CONTEXT = {
  runAsNonRoot: true,
  runAsUser: 185,
  runAsGroup: 185,
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE'] },
  seccompProfile: { type: 'RuntimeDefault' },
  appArmorProfile: { type: 'RuntimeDefault' },
  seLinuxOptions: { level: 's0:c1,c2' },
};
const PROBE = {
  httpGet: { path: '/live', port: 8080, scheme: 'HTTP' },
  periodSeconds: 5,
  failureThreshold: 3,
};
const MORE = {
  command: ['/run'],
  args: ['--once'],
  workingDir: '/work',
  imagePullPolicy: 'IfNotPresent',
  terminationMessagePolicy: 'File',
  ports: [{ name: 'web', containerPort: 8080, protocol: 'TCP' }],
  env: [
    { name: 'A', value: 'x' },
    { name: 'NODE', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
    { name: 'CPU', valueFrom: { resourceFieldRef: { resource: 'limits.cpu', divisor: '1m' } } },
    { name: 'KEY', valueFrom: { secretKeyRef: { name: 'store', key: 'key', optional: true } } },
    { name: 'MODE', valueFrom: { configMapKeyRef: { name: 'settings', key: 'mode' } } },
  ],
  envFrom: [
    { prefix: 'P_', configMapRef: { name: 'settings', optional: true } },
    { secretRef: { name: 'store' } },
  ],
  resources: { requests: { cpu: '100m', memory: '64Mi' }, limits: { cpu: '200m', memory: '128Mi' } },
  volumeMounts: [
    { name: 'tmp', mountPath: '/tmp', subPath: 'a' },
    { name: 'settings', mountPath: '/settings', readOnly: true, recursiveReadOnly: 'IfPossible' },
  ],
  securityContext: CONTEXT,
};
const SIDECAR = {
  name: 'proxy',
  image: 'registry.example/proxy:1.0.0',
  ...MORE,
  livenessProbe: PROBE,
  readinessProbe: { tcpSocket: { port: 'web' }, successThreshold: 2 },
  startupProbe: { exec: { command: ['true'] } },
  lifecycle: { preStop: { sleep: { seconds: 5 } }, postStart: { exec: { command: ['true'] } } },
};
const SELECTOR = {
  matchLabels: { team: 'data' },
  matchExpressions: [{ key: 'tier', operator: 'In', values: ['batch'] }],
};
const TERM = { topologyKey: 'kubernetes.io/hostname', labelSelector: SELECTOR, namespaces: ['data'] };
const NODES = [{ matchExpressions: [{ key: 'pool', operator: 'In', values: ['spark'] }] }];
const AFFINITY = {
  nodeAffinity: {
    requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: NODES },
    preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 5, preference: NODES[0] }],
  },
  podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [TERM] },
  podAntiAffinity: {
    preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, podAffinityTerm: TERM }],
  },
};
const VOLUMES = [
  { name: 'tmp', emptyDir: { medium: 'Memory', sizeLimit: '1Gi' } },
  {
    name: 'settings',
    configMap: { name: 'settings', defaultMode: 292, items: [{ key: 'mode', path: 'mode' }] },
  },
  { name: 'store', secret: { secretName: 'store', optional: true } },
  { name: 'claim', persistentVolumeClaim: { claimName: 'shared' } },
  { name: 'host', hostPath: { path: '/data', type: 'Directory' } },
  { name: 'share', nfs: { server: 'nfs.example', path: '/export' } },
  {
    name: 'info',
    downwardAPI: {
      items: [
        { path: 'labels', fieldRef: { fieldPath: 'metadata.labels' } },
        { path: 'cpu', resourceFieldRef: { containerName: 'proxy', resource: 'limits.cpu', divisor: '1m' } },
      ],
    },
  },
  {
    name: 'all',
    projected: {
      defaultMode: 256,
      sources: [
        { serviceAccountToken: { path: 'token', expirationSeconds: 3600, audience: 'store' } },
        { configMap: { name: 'settings', items: [{ key: 'mode', path: 'm' }] } },
        { secret: { name: 'store', optional: true } },
        { downwardAPI: { items: [{ path: 'name', fieldRef: { fieldPath: 'metadata.name' } }] } },
      ],
    },
  },
  { name: 'secrets', csi: { driver: 'secrets-store.csi.k8s.io', readOnly: true } },
  {
    name: 'scratch',
    ephemeral: {
      volumeClaimTemplate: {
        spec: {
          accessModes: ['ReadWriteOnce'],
          resources: { requests: { storage: '1Gi' } },
          volumeMode: 'Filesystem',
        },
      },
    },
  },
];
const POD_CONTEXT = {
  runAsNonRoot: true,
  runAsUser: 185,
  runAsGroup: 185,
  fsGroup: 185,
  fsGroupChangePolicy: 'OnRootMismatch',
  supplementalGroups: [7],
  supplementalGroupsPolicy: 'Merge',
  seccompProfile: { type: 'RuntimeDefault' },
  sysctls: [{ name: 'net.ipv4.tcp_keepalive_time', value: '60' }],
};
const MOUNTS = VOLUMES.map(({ name }) => ({ name, mountPath: `/mnt/${name}` }));

/** What a role can say of its pods, beside the template. */
const ROLE = {
  affinity: AFFINITY,
  annotations: { 'example.com/owner': 'data' },
  configMaps: [{ name: 'queries', path: '/queries' }],
  dnsConfig: {
    nameservers: ['10.0.0.10'],
    searches: ['svc.example'],
    options: [{ name: 'ndots', value: '2' }],
  },
  env: MORE.env,
  envFrom: MORE.envFrom,
  hostAliases: [{ ip: '10.0.0.1', hostnames: ['store.example'] }],
  initContainers: [{ name: 'fetch', image: 'registry.example/fetch:1.0.0', ...MORE }],
  labels: { tier: 'batch' },
  lifecycle: { preStop: { exec: { command: ['sync'] } } },
  nodeSelector: { pool: 'spark' },
  podSecurityContext: POD_CONTEXT,
  ports: [{ name: 'debug', containerPort: 5005, protocol: 'TCP' }],
  schedulerName: 'default-scheduler',
  secrets: [{ name: 'keys', path: '/keys', secretType: 'Generic' }],
  securityContext: CONTEXT,
  shareProcessNamespace: true,
  sidecars: [SIDECAR],
  terminationGracePeriodSeconds: 60,
  tolerations: [{ key: 'spark', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 60 }],
  volumeMounts: MOUNTS,
};

const template = (name: string) => ({
  metadata: { labels: { team: 'data' }, annotations: { 'example.com/a': 'b' } },
  spec: {
    affinity: AFFINITY,
    dnsPolicy: 'ClusterFirst',
    enableServiceLinks: false,
    hostname: 'driver',
    os: { name: 'linux' },
    preemptionPolicy: 'Never',
    serviceAccountName: 'spark',
    securityContext: POD_CONTEXT,
    topologySpreadConstraints: [
      {
        maxSkew: 1,
        topologyKey: 'zone',
        whenUnsatisfiable: 'ScheduleAnyway',
        labelSelector: SELECTOR,
        minDomains: undefined,
      },
    ],
    tolerations: [{ key: 'spark', operator: 'Equal', value: 'yes', effect: 'NoSchedule' }],
    volumes: VOLUMES,
    containers: [{ name, ...MORE, resources: undefined, lifecycle: SIDECAR.lifecycle }, SIDECAR],
    initContainers: [
      {
        name: 'logs',
        image: 'registry.example/logs:1.0.0',
        restartPolicy: 'Always',
        ...MORE,
        livenessProbe: PROBE,
      },
    ],
  },
});

const spread = (role: string, fields: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).map(([field, value]) => [`spec.${role}.${field}`, value]));

const RICH = [
  change(APPLICATION, { 'spec.volumes': VOLUMES, ...spread('driver', ROLE), ...spread('executor', ROLE) }),
  change(APPLICATION, {
    'spec.volumes': undefined,
    'spec.driver.volumeMounts': undefined,
    'spec.executor.volumeMounts': undefined,
    'spec.driver.template': template('spark-kubernetes-driver'),
    'spec.executor.template': template('spark-kubernetes-executor'),
  }),
  change(CONNECT, {
    'spec.server.template': template('spark-kubernetes-driver'),
    'spec.executor.template': template('spark-kubernetes-executor'),
  }),
];

/** Applications that nothing is wrong with, most often those that say much of their pods. */
export function goodManifests(): Manifest[] {
  const files = readdirSync(VALID)
    .sort()
    .map((file) => readFileSync(join(VALID, file), 'utf8'));
  const few = [...files, APPLICATION, SCHEDULED, CONNECT].flatMap(workloads);
  const rich = RICH.flatMap(workloads);
  return [...few, ...Array.from({ length: Math.ceil(few.length / rich.length) }, () => rich).flat()];
}

function workloads(yaml: string): Manifest[] {
  return subjects(yaml)
    .map(({ manifest }) => manifest)
    .filter(({ kind }) => WORKLOADS.some((own) => own === kind));
}
