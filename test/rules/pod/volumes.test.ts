import { finds, says, type Saying } from '../harness';

const mounts = (...more: object[]) => [{ name: 'tmp', mountPath: '/tmp' }, ...more];

finds([
  [
    'volume-mount-undeclared',
    { 'spec.driver.volumeMounts': mounts({ name: 'x', mountPath: '/x' }) },
    'spec.driver.volumeMounts[1].name',
  ],
  [
    'local-dir-volume-type',
    {
      'spec.volumes': [
        { name: 'tmp', emptyDir: {} },
        { name: 'spark-local-dir-1', secret: { secretName: 'a' } },
      ],
    },
    'spec.volumes[1].secret',
  ],
  ['volume-source-invalid', { 'spec.volumes': [{ name: 'tmp' }] }, 'spec.volumes[0]'],
  [
    'volume-name-invalid',
    {
      'spec.volumes': [
        { name: 'tmp', emptyDir: {} },
        { name: 'tmp', emptyDir: {} },
      ],
    },
    'spec.volumes[1].name',
  ],
  [
    'volume-name-invalid',
    {
      'spec.driver.configMaps': [
        { name: 'a', path: '/a' },
        { name: 'a', path: '/b' },
      ],
    },
    'spec.driver.configMaps[1].name',
  ],
  [
    'duplicate-mount-path',
    { 'spec.driver.volumeMounts': mounts({ name: 'tmp', mountPath: '/tmp/' }) },
    'spec.driver.volumeMounts[1].mountPath',
  ],
  [
    'config-map-volume-name',
    { 'spec.driver.configMaps': [{ name: 'a.b', path: '/a' }] },
    'spec.driver.configMaps[0].name',
  ],
  [
    'secret-volume-name',
    { 'spec.executor.secrets': [{ name: 'x'.repeat(57), path: '/a', secretType: 'Generic' }] },
    'spec.executor.secrets[0].name',
  ],
  [
    'driver-on-demand-pvc',
    { 'spec.volumes': [{ name: 'tmp', persistentVolumeClaim: { claimName: 'OnDemand' } }] },
    'spec.volumes[0].persistentVolumeClaim.claimName',
  ],
  [
    'read-only-root',
    { 'spec.driver.volumeMounts': [], 'spec.driver.securityContext.readOnlyRootFilesystem': true },
    'spec.driver.securityContext.readOnlyRootFilesystem',
  ],
  [
    'mount-path-invalid',
    { 'spec.driver.volumeMounts': [{ name: 'tmp', mountPath: '/a:b' }] },
    'spec.driver.volumeMounts[0].mountPath',
  ],
]);

const TMP = { name: 'tmp', emptyDir: {} };
const volumes = (...more: object[]) => ({ 'spec.volumes': [TMP, ...more] });
const DATA = { name: 'data', emptyDir: {} };
const sidecar = (...volumeMounts: object[]) => ({
  'spec.driver.sidecars': [{ name: 'a', image: 'registry.example/a:1', volumeMounts }],
});
const ofSpark = (container: object, more: object = {}) => ({
  'spec.driver.template': {
    spec: { containers: [{ name: 'spark-kubernetes-driver', ...container }], ...more },
  },
});
const UNMOUNTED =
  'the operator gives the pod only those of spec.volumes that the driver mounts itself, and it does not mount data' +
  ' → mount data in volumeMounts of the driver too';

says([
  [
    { 'spec.driver.volumeMounts': mounts({ name: 'spark-local-dir-1', mountPath: '/x' }) },
    'error volume-mount-undeclared spec.driver.volumeMounts[1].name: volume spark-local-dir-1 is not in spec.volumes: the submission fails',
  ],
  [
    sidecar({ name: 'x', mountPath: '/x' }),
    'error volume-mount-undeclared spec.driver.sidecars[0].volumeMounts[0].name: volume x is not in spec.volumes',
  ],
  [
    {
      'spec.driver.sidecars': [
        { name: 'a', image: 'registry.example/a:1', volumeDevices: [{ name: 'x', devicePath: '/dev/x' }] },
      ],
    },
    'error volume-mount-undeclared spec.driver.sidecars[0].volumeDevices[0].name: volume x is not in spec.volumes',
  ],
  [
    {
      ...volumes(DATA),
      'spec.driver.sidecars': [
        { name: 'a', image: 'registry.example/a:1', volumeDevices: [{ name: 'data', devicePath: '/dev/x' }] },
      ],
    },
    'error volume-mount-undeclared spec.driver.sidecars[0].volumeDevices[0].name: the operator gives the pod only those of' +
      ' spec.volumes that the driver mounts itself, and it does not mount data → declare data in volumes of the template',
  ],
  [
    { ...volumes(DATA), ...sidecar({ name: 'data', mountPath: '/x' }) },
    `error volume-mount-undeclared spec.driver.sidecars[0].volumeMounts[0].name: ${UNMOUNTED}`,
  ],
  [
    { ...volumes(DATA), ...ofSpark({ volumeMounts: [{ name: 'data', mountPath: '/x' }] }) },
    `error volume-mount-undeclared spec.driver.template.spec.containers[0].volumeMounts[0].name: ${UNMOUNTED}`,
  ],
  [ofSpark({ volumeMounts: [{ name: 'data', mountPath: '/x' }] }, { volumes: [DATA] })],
  [
    {
      ...volumes(DATA),
      ...sidecar({ name: 'data', mountPath: '/x' }),
      'spec.driver.volumeMounts': mounts({ name: 'data', mountPath: '/x' }),
    },
  ],
  ...[
    'spark-conf-volume-driver',
    'hadoop-properties',
    'pod-template-volume',
    'kube-api-access-x',
    'my-vol',
    'my-volume',
  ].map((name): Saying => [sidecar({ name, mountPath: '/x' })]),
  ...['my-spark-conf', 'my-vol-1', 'my-volumes'].map((name): Saying => [
    sidecar({ name, mountPath: '/x' }),
    `error volume-mount-undeclared spec.driver.sidecars[0].volumeMounts[0].name: volume ${name} is not in spec.volumes`,
  ]),
]);

says([
  [
    volumes({ name: 'spark-local-dir-1', configMap: { name: 'a' } }),
    'error local-dir-volume-type spec.volumes[1].configMap: volume spark-local-dir-1 has the type configMap',
  ],
  ...[
    { emptyDir: {} },
    { hostPath: { path: '/a' } },
    { nfs: { server: 'a', path: '/' } },
    { persistentVolumeClaim: { claimName: 'a' } },
  ].map((source): Saying =>
    'hostPath' in source
      ? [
          volumes({ name: 'spark-local-dir-1', ...source }),
          'warning pod-security-not-restricted spec.volumes[1].hostPath: no namespace with the profile restricted starts it: hostPath, a directory of the node → use emptyDir or a persistent volume claim',
        ]
      : [volumes({ name: 'spark-local-dir-1', ...source })],
  ),
  [
    volumes({ name: 'two', emptyDir: {}, secret: { secretName: 'a' } }),
    'error volume-source-invalid spec.volumes[1]: volume two is emptyDir and secret',
  ],
  [volumes({ name: 'none' }), 'error volume-source-invalid spec.volumes[1]: volume none has no type'],
  [
    volumes({ name: 'spark-local-dir-1', emptyDir: {}, secret: { secretName: 'a' } }),
    'error volume-source-invalid spec.volumes[1]: volume spark-local-dir-1 is emptyDir and secret',
  ],
  [
    volumes({ name: 'A.b', emptyDir: {} }),
    'error volume-name-invalid spec.volumes[1].name: "A.b" is no DNS label',
  ],
  [volumes(TMP), 'error volume-name-invalid spec.volumes[1].name: there are two volumes tmp'],
  [
    { 'spec.executor.secrets': ['/a', '/b'].map((path) => ({ name: 'a', path, secretType: 'Generic' })) },
    'error volume-name-invalid spec.executor.secrets[1].name: a is given twice',
  ],
  [
    {
      'spec.executor.secrets': [{ name: 'a', path: '/a', secretType: 'Generic' }],
      'spec.executor.configMaps': [{ name: 'a', path: '/b' }],
    },
  ],
]);

says([
  [
    { 'spec.driver.configMaps': [{ name: 'a', path: '/tmp/' }] },
    'error duplicate-mount-path spec.driver.configMaps[0].path: something is mounted at /tmp/ already',
  ],
  [
    {
      'spec.driver.configMaps': [{ name: 'a', path: '/a' }],
      'spec.driver.secrets': [{ name: 'b', path: '/a', secretType: 'Generic' }],
    },
    'error duplicate-mount-path spec.driver.secrets[0].path: something is mounted at /a already',
  ],
  [
    ofSpark({ volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }] }),
    'error duplicate-mount-path spec.driver.volumeMounts[0].mountPath: something is mounted at /tmp already',
  ],
  [
    { 'spec.driver.volumeMounts': mounts({ name: 'tmp', mountPath: '' }) },
    'error mount-path-invalid spec.driver.volumeMounts[1].mountPath: "" cannot be mounted at',
  ],
  [
    ofSpark({ volumeMounts: [{ name: 'tmp', mountPath: '/a:b' }] }),
    'error mount-path-invalid spec.driver.template.spec.containers[0].volumeMounts[0].mountPath: "/a:b" cannot be mounted at',
  ],
  [
    { 'spec.driver.secrets': [{ name: 'a', path: '', secretType: 'Generic' }] },
    'error mount-path-invalid spec.driver.secrets[0].path: "" cannot be mounted at',
  ],
  [
    { 'spec.executor.configMaps': [{ name: 'a', path: '/a:b' }] },
    'error mount-path-invalid spec.executor.configMaps[0].path: "/a:b" cannot be mounted at',
  ],
  [
    { 'spec.driver.configMaps': [{ name: 'a.b', path: '/a' }] },
    'error config-map-volume-name spec.driver.configMaps[0].name: volume a.b-vol would be no DNS label',
  ],
  [
    { 'spec.driver.configMaps': [{ name: 'x'.repeat(60), path: '/a' }] },
    'error config-map-volume-name spec.driver.configMaps[0].name: 60 characters, at most 59 are possible',
  ],
  [
    { 'spec.executor.secrets': [{ name: 'x'.repeat(57), path: '/a', secretType: 'Generic' }] },
    'error secret-volume-name spec.executor.secrets[0].name: 57 characters, at most 56 are possible',
  ],
]);

const onDemand = (role: string, claimName: string) => ({
  'spec.sparkConf': {
    [`spark.kubernetes.${role}.volumes.persistentVolumeClaim.a.options.claimName`]: claimName,
    [`spark.kubernetes.${role}.volumes.persistentVolumeClaim.a.mount.path`]: '/a',
    ...(claimName === 'OnDemand'
      ? {
          [`spark.kubernetes.${role}.volumes.persistentVolumeClaim.a.options.sizeLimit`]: '1Gi',
          [`spark.kubernetes.${role}.volumes.persistentVolumeClaim.a.options.storageClass`]: 'fast',
        }
      : {}),
  },
});

says([
  [
    onDemand('driver', 'OnDemand'),
    'error driver-on-demand-pvc spec.sparkConf["spark.kubernetes.driver.volumes.persistentVolumeClaim.a.options.claimName"]: the operator may not make claims for the driver',
  ],
  [onDemand('driver', 'work')],
  [onDemand('executor', 'OnDemand')],
]);

const readOnly = (...places: string[]) => ({
  'spec.driver.securityContext.readOnlyRootFilesystem': true,
  'spec.driver.volumeMounts': places.map((mountPath) => ({ name: 'tmp', mountPath })),
});
const FILES = { 'spec.deps': { files: ['https://files.example/a.txt'] } };
const ROOT = 'error read-only-root spec.driver.securityContext.readOnlyRootFilesystem: the driver cannot';

says([
  [readOnly(), `${ROOT} write to /tmp`],
  [readOnly('/tmp2'), `${ROOT} write to /tmp`],
  [readOnly('/tmp/a'), `${ROOT} write to /tmp`],
  [readOnly('/tmp/')],
  [readOnly('/')],
  [{ ...readOnly(), ...ofSpark({ volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }] }, { volumes: [TMP] }) }],
  [{ ...readOnly('/scratch'), 'spec.driver.javaOptions': '-Djava.io.tmpdir=/scratch' }],
  [
    {
      ...readOnly('/scratch'),
      'spec.sparkConf': { 'spark.driver.extraJavaOptions': '-Djava.io.tmpdir=/scratch' },
    },
  ],
  [
    {
      ...readOnly('/scratch'),
      'spec.sparkConf': { 'spark.executor.extraJavaOptions': '-Djava.io.tmpdir=/scratch' },
    },
    `${ROOT} write to /tmp`,
  ],
  [{ ...readOnly('/tmp'), ...FILES }, `${ROOT} put the files of deps into /opt/spark/work-dir`],
  [{ ...readOnly('/tmp', '/opt/spark/work-dir'), ...FILES }],
  [{ ...readOnly('/tmp', '/opt'), ...FILES }],
  [{ ...readOnly('/tmp'), 'spec.deps': { files: ['local:///a.txt'] } }],
]);
