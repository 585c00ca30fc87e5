import { accepts, change, CONNECT, finds, problems, type Case } from '../harness';

const driver = (field: string, value: unknown): Record<string, unknown> => ({
  [`spec.driver.${field}`]: value,
});
const sidecar = (more: object) => driver('sidecars', [{ name: 'a', image: 'registry.example/a:1', ...more }]);
const init = (more: object) =>
  driver('initContainers', [{ name: 'a', image: 'registry.example/a:1', ...more }]);
const inTemplate = (spec: object) => driver('template', { spec: { containers: [], ...spec } });
const volume = (more: object) => ({
  'spec.volumes': [
    { name: 'tmp', emptyDir: {} },
    { name: 'more', ...more },
  ],
});
const claim = (spec: object) =>
  volume({
    ephemeral: {
      volumeClaimTemplate: {
        spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, ...spec },
      },
    },
  });
const CLAIM = 'volumes[1].ephemeral.volumeClaimTemplate.spec';
const claimCalled = (metadata: object) =>
  volume({
    ephemeral: {
      volumeClaimTemplate: {
        metadata,
        spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
      },
    },
  });
const CALLED = 'volumes[1].ephemeral.volumeClaimTemplate.metadata';
const near = (term: object) =>
  driver('affinity', {
    podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: 'zone', ...term }] },
  });
const TERM = 'driver.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0]';
const nodes = (terms: unknown) =>
  driver('affinity', {
    nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: terms } },
  });
const NODES = 'driver.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms';
const spread = (more: object) =>
  inTemplate({
    topologySpreadConstraints: [
      { maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'ScheduleAnyway', ...more },
    ],
  });
const SPREAD = 'driver.template.spec.topologySpreadConstraints[0]';
const at = (rule: string, changes: Readonly<Record<string, unknown>>, path: string): Case => [
  rule,
  changes,
  `spec.${path}`,
];
const contradicts = (changes: Readonly<Record<string, unknown>>, path: string) =>
  at('fields-contradict', changes, path);
const malformed = (changes: Readonly<Record<string, unknown>>, path: string) =>
  at('wrong-format', changes, path);

// Each of them is refused by the API server of 1.34.4.
finds([
  contradicts(sidecar({ envFrom: [{}] }), 'driver.sidecars[0].envFrom[0]'),
  contradicts(
    driver('envFrom', [{ configMapRef: { name: 'a' }, secretRef: { name: 'b' } }]),
    'driver.envFrom[0]',
  ),
  at(
    'missing-field',
    init({ envFrom: [{ secretRef: {} }] }),
    'driver.initContainers[0].envFrom[0].secretRef.name',
  ),
  malformed(
    sidecar({ envFrom: [{ prefix: 'é', secretRef: { name: 'a' } }] }),
    'driver.sidecars[0].envFrom[0].prefix',
  ),
  malformed(
    sidecar({ livenessProbe: { httpGet: { port: 'Web' } } }),
    'driver.sidecars[0].livenessProbe.httpGet.port',
  ),
  malformed(sidecar({ ports: [{ containerPort: 80, name: 'é' }] }), 'driver.sidecars[0].ports[0].name'),
  contradicts(
    sidecar({ ports: [{ containerPort: 80 }, { containerPort: 80 }] }),
    'driver.sidecars[0].ports[1].containerPort',
  ),
  contradicts(
    sidecar({ volumeMounts: ['a', 'b'].map(() => ({ name: 'tmp', mountPath: '/a' })) }),
    'driver.sidecars[0].volumeMounts[1].mountPath',
  ),
  malformed(
    sidecar({ volumeMounts: [{ name: 'tmp', mountPath: '' }] }),
    'driver.sidecars[0].volumeMounts[0].mountPath',
  ),
  contradicts(sidecar({ resources: { limits: { gpu: 1 } } }), 'driver.sidecars[0].resources.limits.gpu'),
  contradicts(sidecar({ resources: { limits: { cpu: '-1' } } }), 'driver.sidecars[0].resources.limits.cpu'),
  contradicts(
    sidecar({ resources: { limits: { cpu: '1' }, requests: { cpu: '2' } } }),
    'driver.sidecars[0].resources.requests.cpu',
  ),
  contradicts(
    sidecar({ resources: { requests: { 'nvidia.com/gpu': 1 } } }),
    'driver.sidecars[0].resources.requests["nvidia.com/gpu"]',
  ),
  contradicts(
    sidecar({ resources: { limits: { 'nvidia.com/gpu': '500m' } } }),
    'driver.sidecars[0].resources.limits["nvidia.com/gpu"]',
  ),
  at('illegal-enum-value', sidecar({ imagePullPolicy: 'Once' }), 'driver.sidecars[0].imagePullPolicy'),
  contradicts(
    init({ livenessProbe: { exec: { command: ['a'] } } }),
    'driver.initContainers[0].livenessProbe',
  ),
  at('illegal-enum-value', init({ restartPolicy: 'OnFailure' }), 'driver.initContainers[0].restartPolicy'),
  contradicts(near({ matchLabelKeys: ['a'] }), `${TERM}.matchLabelKeys`),
  contradicts(near({ labelSelector: {}, matchLabelKeys: ['a', 'a'] }), `${TERM}.matchLabelKeys[1]`),
  contradicts(
    near({ labelSelector: {}, matchLabelKeys: ['a'], mismatchLabelKeys: ['a'] }),
    `${TERM}.mismatchLabelKeys[0]`,
  ),
  contradicts(near({ labelSelector: { matchLabels: { a: 'b,c' } } }), `${TERM}.labelSelector.matchLabels.a`),
  contradicts(
    near({ labelSelector: { matchLabels: { 'a b': '' } } }),
    `${TERM}.labelSelector.matchLabels["a b"]`,
  ),
  contradicts(
    near({ labelSelector: { matchExpressions: [{ key: 'a', operator: 'In' }] } }),
    `${TERM}.labelSelector.matchExpressions[0].values`,
  ),
  malformed(near({ namespaces: ['/a'] }), `${TERM}.namespaces[0]`),
  malformed(near({ topologyKey: '' }), `${TERM}.topologyKey`),
  malformed(nodes([]), NODES),
  contradicts(
    nodes([{ matchExpressions: [{ key: 'a', operator: 'Exists', values: ['b'] }] }]),
    `${NODES}[0].matchExpressions[0].values`,
  ),
  contradicts(
    nodes([{ matchExpressions: [{ key: 'a', operator: 'Gt', values: ['1', '2'] }] }]),
    `${NODES}[0].matchExpressions[0].values`,
  ),
  at(
    'illegal-enum-value',
    nodes([{ matchFields: [{ key: 'metadata.uid', operator: 'In', values: ['a'] }] }]),
    `${NODES}[0].matchFields[0].key`,
  ),
  contradicts(spread({ minDomains: 2 }), `${SPREAD}.minDomains`),
  contradicts(
    inTemplate({ volumes: ['a', 'b'].map(() => ({ name: 'same', emptyDir: {} })) }),
    'driver.template.spec.volumes[1].name',
  ),
  contradicts(inTemplate({ volumes: [{ name: 'none' }] }), 'driver.template.spec.volumes[0]'),
  contradicts(
    inTemplate({ volumes: [{ name: 'two', emptyDir: {}, secret: { secretName: 'a' } }] }),
    'driver.template.spec.volumes[0]',
  ),
  malformed(inTemplate({ volumes: [{ name: 'A', emptyDir: {} }] }), 'driver.template.spec.volumes[0].name'),
  at(
    'pod-fields-contradict',
    inTemplate({
      containers: [{ name: 'spark-kubernetes-driver', resources: { claims: [{ name: 'gpu' }] } }],
    }),
    'driver.template.spec.containers[0].resources.claims[0].name',
  ),
  contradicts(inTemplate({ resourceClaims: [{ name: 'gpu' }] }), 'driver.template.spec.resourceClaims[0]'),
  contradicts(claim({ resources: {} }), `${CLAIM}.resources.requests.storage`),
  contradicts(claim({ resources: { requests: { storage: '0' } } }), `${CLAIM}.resources.requests.storage`),
  malformed(claim({ volumeAttributesClassName: '1Gb' }), `${CLAIM}.volumeAttributesClassName`),
  at('missing-field', claim({ accessModes: undefined }), `${CLAIM}.accessModes`),
  malformed(claim({ accessModes: [] }), `${CLAIM}.accessModes`),
  at('illegal-enum-value', claim({ volumeMode: 'File' }), `${CLAIM}.volumeMode`),
  malformed(claim({ storageClassName: 'fast_ssd' }), `${CLAIM}.storageClassName`),
  malformed(claim({ storageClassName: 'fast:' }), `${CLAIM}.storageClassName`),
  contradicts(claimCalled({ namespace: 'data' }), `${CALLED}.namespace`),
  contradicts(claimCalled({ name: 'a' }), `${CALLED}.name`),
  contradicts(claimCalled({ labels: { team: '-a' } }), `${CALLED}.labels.team`),
  contradicts(claimCalled({ annotations: { 'a b': 'c' } }), `${CALLED}.annotations["a b"]`),
  contradicts(claim({ dataSource: { kind: 'VolumeSnapshot', name: 'a' } }), `${CLAIM}.dataSource.kind`),
  malformed(
    claim({ dataSourceRef: { kind: 'PersistentVolumeClaim', name: '' } }),
    `${CLAIM}.dataSourceRef.name`,
  ),
  contradicts(volume({ emptyDir: { sizeLimit: '-1' } }), 'volumes[1].emptyDir.sizeLimit'),
  malformed(volume({ csi: { driver: 'a..b' } }), 'volumes[1].csi.driver'),
  malformed(
    volume({ csi: { driver: 'a', nodePublishSecretRef: { name: 'é' } } }),
    'volumes[1].csi.nodePublishSecretRef.name',
  ),
  at(
    'missing-field',
    volume({ csi: { driver: 'a', nodePublishSecretRef: {} } }),
    'volumes[1].csi.nodePublishSecretRef.name',
  ),
  at('missing-field', volume({ configMap: {} }), 'volumes[1].configMap.name'),
  at('missing-field', volume({ projected: { defaultMode: 420 } }), 'volumes[1].projected.sources'),
  malformed(volume({ csi: { driver: 'A b' } }), 'volumes[1].csi.driver'),
  malformed(volume({ hostPath: { path: '/a/../b' } }), 'volumes[1].hostPath.path'),
  contradicts(volume({ downwardAPI: { items: [{ path: 'a' }] } }), 'volumes[1].downwardAPI.items[0]'),
  malformed(
    volume({ downwardAPI: { items: [{ path: '/a', fieldRef: { fieldPath: 'metadata.name' } }] } }),
    'volumes[1].downwardAPI.items[0].path',
  ),
  malformed(
    volume({ downwardAPI: { items: [{ path: 'a', fieldRef: { fieldPath: 'spec.nodeName' } }] } }),
    'volumes[1].downwardAPI.items[0].fieldRef.fieldPath',
  ),
  contradicts(
    volume({
      projected: {
        sources: [
          { secret: { name: 'a', items: [{ key: 'a', path: 'x' }] } },
          { configMap: { name: 'a', items: [{ key: 'a', path: 'x' }] } },
        ],
      },
    }),
    'volumes[1].projected.sources[1].configMap.items[0].path',
  ),
  contradicts(
    volume({ projected: { sources: [{ secret: { name: 'a' }, configMap: { name: 'b' } }] } }),
    'volumes[1].projected.sources[0]',
  ),
  ...[
    { key: 'https://a.b', operator: 'Exists' },
    { key: 'a', value: 'b,c' },
  ].map((toleration, index) =>
    at(
      'toleration-invalid',
      driver('tolerations', [toleration]),
      `driver.tolerations[0].${index === 0 ? 'key' : 'value'}`,
    ),
  ),
  at('illegal-enum-value', inTemplate({ os: { name: 'mac' } }), 'driver.template.spec.os.name'),
  contradicts(
    sidecar({ resources: { limits: { cpu: null }, requests: { cpu: '2' } } }),
    'driver.sidecars[0].resources.requests.cpu',
  ),
  at(
    'pod-fields-contradict',
    sidecar({ resources: { claims: [{ name: 'gpu' }] } }),
    'driver.sidecars[0].resources.claims[0].name',
  ),
  // The driver mounts none of spec.volumes, so its pod has none.
  at(
    'volume-mount-undeclared',
    {
      ...sidecar({ volumeMounts: [{ name: 'tmp', mountPath: '/a' }] }),
      'spec.driver.volumeMounts': undefined,
    },
    'driver.sidecars[0].volumeMounts[0].name',
  ),
  at('gpu-quantity-not-positive', driver('gpu', { name: 'gpu', quantity: 1 }), 'driver.gpu.name'),
]);

accepts([
  claim({ storageClassName: '' }),
  claim({ storageClassName: 'fast.ssd-1' }),
  sidecar({ envFrom: [{ prefix: 'A-', configMapRef: { name: 'a.b' } }, { secretRef: { name: 'a' } }] }),
  sidecar({
    livenessProbe: { httpGet: { port: 'web' } },
    ports: [
      { containerPort: 80, name: 'web' },
      { containerPort: 80, protocol: 'UDP' },
    ],
    resources: {
      limits: { cpu: '1', 'nvidia.com/gpu': 1, 'ephemeral-storage': '1Gi' },
      requests: { cpu: 1, 'nvidia.com/gpu': '1' },
    },
    volumeMounts: [
      { name: 'tmp', mountPath: '/a' },
      { name: 'tmp', mountPath: '/b' },
    ],
  }),
  init({ restartPolicy: 'Always', livenessProbe: { exec: { command: ['a'] } } }),
  near({ labelSelector: { matchLabels: { 'a.b/c': '' } }, matchLabelKeys: ['a'], mismatchLabelKeys: ['b'] }),
  near({ namespaces: ['data'], labelSelector: { matchExpressions: [{ key: 'a', operator: 'Exists' }] } }),
  nodes([{}, { matchFields: [{ key: 'metadata.name', operator: 'In', values: ['a'] }] }]),
  nodes([{ matchExpressions: [{ key: 'a', operator: 'Lt', values: ['7'] }] }]),
  spread({ whenUnsatisfiable: 'DoNotSchedule', minDomains: 1, labelSelector: {}, matchLabelKeys: ['a'] }),
  inTemplate({
    resourceClaims: [{ name: 'gpu', resourceClaimName: 'a' }],
    volumes: [{ name: 'a', emptyDir: {} }],
    containers: [{ name: 'spark-kubernetes-driver', resources: { claims: [{ name: 'gpu' }] } }],
  }),
  claim({ volumeMode: 'Block' }),
  claimCalled({ labels: { team: 'a' }, annotations: { 'a.b/c': 'd e' }, name: '' }),
  claim({ dataSource: { kind: 'PersistentVolumeClaim', name: 'a' } }),
  claim({ dataSource: { apiGroup: 'snapshot.storage.k8s.io', kind: 'VolumeSnapshot', name: 'a' } }),
  volume({ emptyDir: { sizeLimit: '0' } }),
  volume({ csi: { driver: 'a.b.C', nodePublishSecretRef: { name: 'a.b' } } }),
  volume({
    downwardAPI: { items: [{ path: 'a/b', fieldRef: { fieldPath: 'metadata.labels', apiVersion: 'v1' } }] },
  }),
  volume({ projected: { sources: [{ secret: { name: 'a', items: [{ key: 'a', path: 'x' }] } }, {}] } }),
  volume({ projected: { sources: [] } }),
  claim({ volumeAttributesClassName: 'gold.fast', storageClassName: '' }),
]);

describe('the Service of a Spark Connect server', () => {
  const asked = (port: object): string[] =>
    problems(change(CONNECT, { 'spec.server.service': { spec: { ports: [{ port: 15_002, ...port }] } } }));

  test.each<[object, string]>([
    [{ port: 0 }, 'value-out-of-range spec.server.service.spec.ports[0].port'],
    [{ port: 65_536 }, 'value-out-of-range spec.server.service.spec.ports[0].port'],
    [{ targetPort: 65_536 }, 'value-out-of-range spec.server.service.spec.ports[0].targetPort'],
    [{ targetPort: 'Web' }, 'wrong-format spec.server.service.spec.ports[0].targetPort'],
    [{ nodePort: -1 }, 'value-out-of-range spec.server.service.spec.ports[0].nodePort'],
    [{ protocol: 'HTTP' }, 'illegal-enum-value spec.server.service.spec.ports[0].protocol'],
    [{ name: 'a.b' }, 'wrong-format spec.server.service.spec.ports[0].name'],
  ])('cannot have the port %j', (port, problem) => {
    expect(asked(port)).toEqual([problem]);
  });

  test.each<object>([
    { port: 1, targetPort: 65_535, nodePort: 30_000, protocol: 'TCP', name: 'grpc' },
    { targetPort: 0 },
    { targetPort: 'grpc' },
  ])('can have the port %j', (port) => {
    expect(asked(port)).toEqual(problems(CONNECT));
  });
});
