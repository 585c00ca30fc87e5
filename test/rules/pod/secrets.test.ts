import { accepts, change, APPLICATION, finds, problems } from '../harness';

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
