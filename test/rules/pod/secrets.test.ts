import { accepts, change, APPLICATION, finds, findings, problems, said, says } from '../harness';

const KEYS = `
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {name: store-from-vault, namespace: data}
spec:
  target: {name: store}
  data: [{secretKey: access-key}, {secretKey: secret-key}]
`;
const reference = (key: string) => [
  { name: 'KEY', valueFrom: { secretKeyRef: { name: 'store', key } } },
  { name: 'OTHER', valueFrom: { secretKeyRef: { name: 'store', key: 'access-key' } } },
];

finds(
  [
    [
      'secret-key-missing',
      { 'spec.driver.env': reference('secret'), 'spec.executor.env': reference('secret') },
      'spec.driver.env[0].valueFrom.secretKeyRef.key',
    ],
    [
      'env-from-secret-key-names',
      { 'spec.driver.envFrom': [{ secretRef: { name: 'store' } }] },
      'spec.driver.envFrom[0].secretRef.name',
    ],
  ],
  APPLICATION,
  KEYS,
);
finds(
  [
    [
      'secret-in-other-namespace',
      { 'spec.driver.env': reference('access-key'), 'spec.executor.env': reference('access-key') },
      'spec.driver.env[0].valueFrom.secretKeyRef.name',
    ],
    [
      'secret-in-other-namespace',
      { 'spec.executor.envSecretKeyRefs': { KEY: { name: 'store', key: 'access-key' } } },
      'spec.executor.envSecretKeyRefs.KEY.name',
    ],
  ],
  APPLICATION,
  KEYS.replace('namespace: data', 'namespace: other'),
);
accepts(
  [
    { 'spec.driver.env': reference('secret-key') },
    { 'spec.driver.env': [{ name: 'A', valueFrom: { secretKeyRef: { name: 'unknown', key: 'a' } } }] },
    {
      'spec.driver.env': [
        { name: 'A', valueFrom: { secretKeyRef: { name: 'store', key: 'no', optional: true } } },
      ],
    },
  ],
  APPLICATION,
  KEYS,
);
accepts(
  [{ 'spec.driver.env': reference('whatever') }],
  APPLICATION,
  KEYS.replace('data: [', 'dataFrom: [{extract: {key: a}}]\n  data: ['),
);

test('sees the keys of a SealedSecret', () => {
  const sealed = `{apiVersion: bitnami.com/v1alpha1, kind: SealedSecret, metadata: {name: store, namespace: data}, spec: {encryptedData: {a: x}}}`;
  expect(problems(change(APPLICATION, { 'spec.driver.env': reference('secret') }), sealed)).toEqual([
    'secret-key-missing spec.driver.env[0].valueFrom.secretKeyRef.key',
    'secret-key-missing spec.driver.env[1].valueFrom.secretKeyRef.key',
  ]);
});

const secret = (name: string, more: object, namespace: string | undefined = 'data') =>
  JSON.stringify({ kind: 'Secret', metadata: { name, namespace }, type: 'Opaque', ...more });
const external = (spec: object) =>
  JSON.stringify({ kind: 'ExternalSecret', metadata: { name: 'store', namespace: 'data' }, spec });
const AT = 'spec.driver.env[0].valueFrom.secretKeyRef';
const using = (key: string) => change(APPLICATION, { 'spec.driver.env': [reference(key)[0]] });

test('says where a Secret is, and what keys it has', () => {
  const other = KEYS.replace('namespace: data', 'namespace: other');
  expect(said(using('access-key'), other)).toEqual([
    `error secret-in-other-namespace ${AT}.name: Secret store is in other, the application in data`,
  ]);
  expect(findings(using('access-key'), other)[0]!.related).toEqual([
    expect.objectContaining({ steps: ['metadata', 'name'], message: 'the Secret' }),
  ]);
  expect(said(using('key'), KEYS)).toEqual([
    `error secret-key-missing ${AT}.key: Secret store has no key key, it has access-key, secret-key`,
  ]);
  expect(findings(using('key'), KEYS)[0]!.related).toEqual([
    expect.objectContaining({ steps: ['metadata', 'name'], message: 'the Secret' }),
  ]);
  expect(said(using('access-key'), other, KEYS)).toEqual([]);
  expect(said(using('access-key'), KEYS.replace(', namespace: data', ''))).toEqual([]);
  expect(said(change(using('access-key'), { 'metadata.namespace': undefined }), other)).toEqual([]);
});

test('knows the keys of each kind of Secret', () => {
  const missing = (has: string) => [
    `error secret-key-missing ${AT}.key: Secret store has no key key, it has ${has}`,
  ];
  const reference = { secretKey: 'key' };
  expect(said(using('key'), external({ data: [{ secretKey: 'a' }] }))).toEqual(missing('a'));
  expect(said(using('key'), external({ data: [{ secretKey: 'a' }, reference] }))).toEqual([]);
  expect(said(using('key'), external({ dataFrom: [], data: [{ secretKey: 'a' }] }))).toEqual(missing('a'));
  expect(said(using('key'), external({ dataFrom: [{}], data: [{ secretKey: 'a' }] }))).toEqual([]);
  expect(
    said(using('key'), external({ target: { template: { data: {} } }, data: [{ secretKey: 'a' }] })),
  ).toEqual([]);
  expect(said(using('key'), external({ target: { name: 'other' }, data: [{ secretKey: 'a' }] }))).toEqual([]);
  const found = said(using('key'), secret('store', { stringData: { a: '' }, data: { b: '' } }));
  expect(found).toEqual(missing('b, a'));
  expect(said(using('key'), secret('store', { stringData: { key: '' } }))).toEqual([]);
  expect(said(using('key'), secret('store', { data: { key: '' } }))).toEqual([]);
});

says(
  [
    [
      { 'spec.driver.envFrom': [{ secretRef: { name: 'store' } }] },
      'warning env-from-secret-key-names spec.driver.envFrom[0].secretRef.name: a-b, 1c of Secret store are no names of variables',
    ],
    [{ 'spec.driver.envFrom': [{ secretRef: { name: 'other' } }] }],
    [{ 'spec.driver.envFrom': [{ configMapRef: { name: 'store' } }] }],
    [
      { 'spec.executor.secrets': [{ name: 'store', path: '/s', secretType: 'GCPServiceAccount' }] },
      'error typed-secret-key spec.executor.secrets[0]: GCPServiceAccount wants the key key.json, Secret store has a-b, 1c, D_1, _e: GOOGLE_APPLICATION_CREDENTIALS names no file' +
        ' → call the key key.json, or use secretType Generic and set GOOGLE_APPLICATION_CREDENTIALS',
    ],
    [
      { 'spec.executor.secrets': [{ name: 'store', path: '/s', secretType: 'HadoopDelegationToken' }] },
      'error typed-secret-key spec.executor.secrets[0]: HadoopDelegationToken wants the key hadoop.token, Secret store has a-b, 1c, D_1, _e: HADOOP_TOKEN_FILE_LOCATION names no file' +
        ' → call the key hadoop.token, or use secretType Generic and set HADOOP_TOKEN_FILE_LOCATION',
    ],
    [{ 'spec.executor.secrets': [{ name: 'store', path: '/s', secretType: 'Generic' }] }],
    [{ 'spec.executor.secrets': [{ name: 'other', path: '/s', secretType: 'GCPServiceAccount' }] }],
  ],
  APPLICATION,
  secret('store', { data: { 'a-b': '', '1c': '', D_1: '', _e: '' } }),
);
says(
  [[{ 'spec.executor.secrets': [{ name: 'gcp', path: '/s', secretType: 'GCPServiceAccount' }] }]],
  APPLICATION,
  secret('gcp', { data: { 'key.json': '' } }),
);
