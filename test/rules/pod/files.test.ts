import { accepts, APPLICATION, change, finds, problems, said, says, type Saying } from '../harness';

const TMP = { name: 'tmp', emptyDir: {} };
const volume = (more: object) => ({ 'spec.volumes': [TMP, { name: 'ca', ...more }] });
const at = (mountPath: string, more: object = {}) => ({
  'spec.executor.volumeMounts': [
    { name: 'tmp', mountPath: '/tmp' },
    { name: 'ca', mountPath, ...more },
  ],
});

finds([
  [
    'file-mode-decimal',
    volume({
      projected: { sources: [{ secret: { name: 'a', items: [{ key: 'a', path: 'a', mode: 400 }] } }] },
    }),
    'spec.volumes[1].projected.sources[0].secret.items[0].mode',
  ],
  [
    'file-mode-invalid',
    volume({ configMap: { name: 'a', items: [{ key: 'a', path: 'a', mode: 755 }] } }),
    'spec.volumes[1].configMap.items[0].mode',
  ],
  [
    'file-mode-invalid',
    {
      'spec.driver.template': {
        spec: { containers: [], volumes: [{ name: 'a', secret: { secretName: 'a', defaultMode: -1 } }] },
      },
    },
    'spec.driver.template.spec.volumes[0].secret.defaultMode',
  ],
  [
    'sub-path-invalid',
    { ...volume({ emptyDir: {} }), ...at('/a', { subPath: '/a' }) },
    'spec.executor.volumeMounts[1].subPath',
  ],
  [
    'sub-path-invalid',
    { ...volume({ emptyDir: {} }), ...at('/a', { subPath: 'a', subPathExpr: 'b' }) },
    'spec.executor.volumeMounts[1].subPathExpr',
  ],
  [
    'file-mounted-as-folder',
    { 'spec.driver.configMaps': [{ name: 'log', path: '/opt/log4j2.properties' }] },
    'spec.driver.configMaps[0].path',
  ],
  [
    'mount-path-of-spark',
    { 'spec.executor.configMaps': [{ name: 'log', path: '/opt/spark/conf' }] },
    'spec.executor.configMaps[0].path',
  ],
]);

accepts([
  volume({ secret: { secretName: 'a', defaultMode: 420 } }),
  volume({ secret: { secretName: 'a', defaultMode: 256 } }),
  { ...volume({ persistentVolumeClaim: { claimName: 'a' } }), ...at('/data/a.json') },
  { ...volume({ emptyDir: {} }), ...at('/a', { subPath: 'a/b' }) },
  {
    'spec.executor.configMaps': [{ name: 'log', path: '/opt/spark/conf' }],
    'spec.sparkConf': { 'spark.kubernetes.executor.disableConfigMap': 'true' },
  },
]);

const claim = (...modes: string[]) =>
  JSON.stringify({
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'work', namespace: 'data' },
    spec: { accessModes: modes },
  });
const WORK = {
  ...volume({ persistentVolumeClaim: { claimName: 'work' } }),
  ...at('/work'),
};

test('tells of a claim for one node on several pods only', () => {
  const found = (changes: object, ...modes: string[]) =>
    problems(change(APPLICATION, { ...WORK, ...changes }), claim(...modes));
  const told = ['claim-of-one-node spec.volumes[1].persistentVolumeClaim'];
  expect(found({}, 'ReadWriteOnce')).toEqual(told);
  expect(found({}, 'ReadWriteOncePod')).toEqual(told);
  expect(found({ 'spec.executor.instances': 1 }, 'ReadWriteOnce')).toEqual([]);
  expect(found({}, 'ReadWriteOnce', 'ReadWriteMany')).toEqual([]);
  expect(found({ 'spec.executor.nodeSelector': { 'kubernetes.io/hostname': 'a' } }, 'ReadWriteOnce')).toEqual(
    [],
  );
});

test('knows the files of ConfigMaps and Secrets', () => {
  const secret = JSON.stringify({
    kind: 'SealedSecret',
    metadata: { name: 'a', namespace: 'data' },
    spec: { encryptedData: { 'ca.crt': 'x' } },
  });
  const found = (source: object, subPath: string) =>
    problems(change(APPLICATION, { ...volume({ secret: source }), ...at('/ca', { subPath }) }), secret);
  const told = ['sub-path-missing spec.executor.volumeMounts[1].subPath'];
  expect(found({ secretName: 'a' }, 'ca.pem')).toEqual(told);
  expect(found({ secretName: 'a' }, 'ca.crt')).toEqual([]);
  expect(found({ secretName: 'other' }, 'ca.pem')).toEqual([]);
  expect(found({ secretName: 'a', items: [{ key: 'ca.crt', path: 'tls/ca.pem' }] }, 'tls')).toEqual([]);
  expect(found({ secretName: 'a', items: [{ key: 'ca.crt', path: 'ca.pem' }] }, 'ca.crt')).toEqual(told);
});

const mode = (value: unknown) => volume({ secret: { secretName: 'a', defaultMode: value } });
const MODE = 'spec.volumes[1].secret.defaultMode';

says([
  ...[
    [400, '0620', 256],
    [440, '0670', 288],
    [500, '0764', 320],
  ].map(([given, read, meant]): Saying => [
    mode(given),
    `warning file-mode-decimal ${MODE}: ${given} is ${read} → write 0${given}, or its decimal number ${meant}`,
  ]),
  [
    mode(644),
    `error file-mode-invalid ${MODE}: 644 is above 511, which is 0777 → write 0644, or its decimal number 420`,
  ],
  [
    mode(512),
    `error file-mode-invalid ${MODE}: 512 is above 511, which is 0777 → write 0512, or its decimal number 330`,
  ],
  [mode(888), `error file-mode-invalid ${MODE}: 888 is above 511, which is 0777`],
  [mode(1777), `error file-mode-invalid ${MODE}: 1777 is above 511, which is 0777`],
  [mode(444), `warning file-mode-decimal ${MODE}: 444 is 0674`],
  [mode(511)],
  [mode(0)],
]);

const SUB_PATH = 'spec.executor.volumeMounts[1].subPath';
const empty = (more: object) => ({ ...volume({ emptyDir: {} }), ...at('/a', more) });

says([
  [empty({ subPath: '/a' }), `error sub-path-invalid ${SUB_PATH}: /a is absolute`],
  [empty({ subPathExpr: 'a/../b' }), `error sub-path-invalid ${SUB_PATH}Expr: a/../b leaves the volume`],
  [
    empty({ subPath: 'a', subPathExpr: 'b' }),
    `error sub-path-invalid ${SUB_PATH}Expr: there is a subPath too`,
  ],
  [empty({ subPath: 'a/..b' })],
  [empty({ subPathExpr: '$(NAME)/a' })],
  [
    {
      'spec.driver.sidecars': [
        {
          name: 'a',
          image: 'registry.example/a:1',
          volumeMounts: [{ name: 'tmp', mountPath: '/a', subPath: '..' }],
        },
      ],
    },
    'error sub-path-invalid spec.driver.sidecars[0].volumeMounts[0].subPath: .. leaves the volume',
  ],
]);

const CA = { configMap: { name: 'ca' } };
const configMaps = (name: string, data: object, more: object = {}) =>
  JSON.stringify({ kind: 'ConfigMap', metadata: { name, namespace: 'data' }, data, ...more });

says(
  [
    [
      { ...volume(CA), ...at('/ca', { subPath: 'ca.pem' }) },
      `error sub-path-missing ${SUB_PATH}: the volume has no file ca.pem, it has ca.crt, key.p12`,
    ],
    [{ ...volume(CA), ...at('/ca', { subPath: 'key.p12' }) }],
    [{ ...volume(CA), ...at('/ca', { subPath: 'ca.crt/' }) }],
    [{ ...volume(CA), ...at('/ca', { subPath: '' }) }],
    [{ ...volume({ configMap: { name: 'other' } }), ...at('/ca', { subPath: 'ca.pem' }) }],
    [{ ...volume({ emptyDir: {} }), ...at('/ca', { subPath: 'ca.pem' }) }],
    [
      { ...volume(CA), ...at('/etc/ca.crt') },
      'warning file-mounted-as-folder spec.executor.volumeMounts[1].mountPath: /etc/ca.crt becomes a folder',
    ],
    [{ ...volume(CA), ...at('/etc/ca.crt', { subPath: 'ca.crt' }) }],
    [{ ...volume(CA), ...at('/etc/ca.crt', { subPathExpr: '$(CA)' }) }],
    [{ ...volume(CA), ...at('/etc/ca.crt.d') }],
    [
      { ...volume(CA), ...at('/opt/spark/conf/') },
      'error mount-path-of-spark spec.executor.volumeMounts[1].mountPath: Spark mounts the settings of the executor there',
    ],
    [{ ...volume(CA), ...at('/opt/spark/conf/a') }],
    [
      {
        'spec.driver.secrets': [{ name: 'a', path: '/opt/spark/conf', secretType: 'Generic' }],
        'spec.sparkConf': { 'spark.kubernetes.executor.disableConfigMap': 'true' },
      },
      'error mount-path-of-spark spec.driver.secrets[0].path: Spark mounts the settings of the driver there',
    ],
    [
      {
        'spec.executor.secrets': [{ name: 'a', path: '/opt/spark/conf', secretType: 'Generic' }],
        'spec.sparkConf': { 'spark.kubernetes.executor.disableConfigMap': 'false' },
      },
      'error mount-path-of-spark spec.executor.secrets[0].path: Spark mounts the settings of the executor there',
    ],
  ],
  APPLICATION,
  configMaps('ca', { 'ca.crt': 'x' }, { binaryData: { 'key.p12': 'x' } }),
);

const CLAIM = 'spec.volumes[1].persistentVolumeClaim';
const mounted = {
  'spec.driver.volumeMounts': [
    { name: 'tmp', mountPath: '/tmp' },
    { name: 'ca', mountPath: '/work' },
  ],
};
const near = (kind: string) => ({ [kind]: { requiredDuringSchedulingIgnoredDuringExecution: [] } });
const pod = { podAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [] } };

says(
  [
    [
      { ...WORK, ...mounted },
      `warning claim-of-one-node ${CLAIM}: claim work is ReadWriteOnce and ReadWriteOncePod, and 3 pods mount it`,
    ],
    [
      WORK,
      `warning claim-of-one-node ${CLAIM}: claim work is ReadWriteOnce and ReadWriteOncePod, and 2 pods mount it`,
    ],
    [
      { ...WORK, ...mounted, 'spec.executor.instances': 1 },
      `warning claim-of-one-node ${CLAIM}: claim work is ReadWriteOnce and ReadWriteOncePod, and 2 pods mount it`,
    ],
    [
      {
        ...WORK,
        ...mounted,
        'spec.executor.instances': undefined,
        'spec.dynamicAllocation': { enabled: true, minExecutors: 0, maxExecutors: 4 },
      },
      `warning claim-of-one-node ${CLAIM}: claim work is ReadWriteOnce and ReadWriteOncePod, and 2 pods mount it`,
    ],
    [{ ...volume({ persistentVolumeClaim: { claimName: 'work' } }), ...mounted }],
    [{ ...WORK, 'spec.executor.affinity': pod }],
    [{ ...WORK, 'spec.driver.template': { spec: { containers: [], affinity: pod } } }],
    [
      {
        ...WORK,
        'spec.driver.template': { spec: { containers: [], nodeSelector: { 'kubernetes.io/hostname': 'a' } } },
      },
    ],
    [{ ...WORK, 'spec.nodeSelector': { 'kubernetes.io/hostname': 'a' } }],
    [
      { ...WORK, 'spec.nodeSelector': { 'kubernetes.io/arch': 'arm64' } },
      `warning claim-of-one-node ${CLAIM}: claim work is ReadWriteOnce and ReadWriteOncePod, and 2 pods mount it`,
    ],
    [
      { ...WORK, 'spec.executor.affinity': near('podAntiAffinity') },
      `warning claim-of-one-node ${CLAIM}: claim work is ReadWriteOnce and ReadWriteOncePod, and 2 pods mount it`,
    ],
  ],
  APPLICATION,
  claim('ReadWriteOnce', 'ReadWriteOncePod'),
);

test('knows claims of another namespace, and of none', () => {
  const found = (...yaml: string[]): string[] => said(change(APPLICATION, WORK), ...yaml);
  const other = (name: string): string => claim('ReadWriteMany').replace('"data"', `"${name}"`);
  expect(found(other('lake'), other('shop'))).toEqual([
    `error claim-in-other-namespace ${CLAIM}.claimName: claim work is in lake, shop, the application in data`,
  ]);
  expect(found(other('lake'), claim('ReadWriteMany'))).toEqual([]);
  expect(found(claim('ReadWriteMany').replace(',"namespace":"data"', ''))).toEqual([]);
  expect(found(claim('ReadWriteOnce').replace('"data"', '"lake"'))).toEqual([
    `error claim-in-other-namespace ${CLAIM}.claimName: claim work is in lake, the application in data`,
  ]);
});
