import { accepts, APPLICATION, change, finds, problems } from '../harness';

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
        spec: { volumes: [{ name: 'a', secret: { secretName: 'a', defaultMode: -1 } }] },
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
