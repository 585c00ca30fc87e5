import { APPLICATION, change } from '../harness';
import { type Boundary, long } from './boundary';

const TMP = { name: 'tmp', mountPath: '/tmp' };
const VOLUME = { name: 'tmp', emptyDir: {} };

const STORE = `
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {name: from-vault, namespace: data}
spec:
  target: {name: store}
  data: [{secretKey: id}]
`;
const WITH_KEY = change(APPLICATION, { 'spec.driver.envSecretKeyRefs': { A: { name: 'store', key: 'id' } } });
const WITH_ALL = change(APPLICATION, { 'spec.driver.envFrom': [{ secretRef: { name: 'store' } }] });

/** Boundaries of the rules of lib/rules/pod. */
export const POD_BOUNDARIES: readonly Boundary[] = [
  [
    'volume-mount-undeclared',
    'spec.driver.volumeMounts',
    [TMP, { name: 'temp', mountPath: '/x' }],
    [TMP, { name: 'tmp', mountPath: '/x' }],
    { path: 'spec.driver.volumeMounts[1].name' },
  ],
  [
    'local-dir-volume-type',
    'spec.volumes',
    [VOLUME, { name: 'spark-local-dir-1', secret: { secretName: 'a' } }],
    [VOLUME, { name: 'local-dir-1', secret: { secretName: 'a' } }],
    { path: 'spec.volumes[1].secret' },
  ],
  ['volume-source-invalid', 'spec.volumes', [{ name: 'tmp' }], [VOLUME], { path: 'spec.volumes[0]' }],
  [
    'volume-name-invalid',
    'spec.volumes',
    [VOLUME, { name: long(64), emptyDir: {} }],
    [VOLUME, { name: long(63), emptyDir: {} }],
    { path: 'spec.volumes[1].name' },
  ],
  [
    'duplicate-mount-path',
    'spec.driver.volumeMounts',
    [TMP, { name: 'tmp', mountPath: '/tmp/' }],
    [TMP, { name: 'tmp', mountPath: '/tmp/a' }],
    { path: 'spec.driver.volumeMounts[1].mountPath' },
  ],
  [
    'mount-path-invalid',
    'spec.driver.volumeMounts',
    [TMP, { name: 'tmp', mountPath: '/a:b' }],
    [TMP, { name: 'tmp', mountPath: '/a-b' }],
    { path: 'spec.driver.volumeMounts[1].mountPath' },
  ],
  [
    'config-map-volume-name',
    'spec.driver.configMaps',
    [{ name: long(60), path: '/a' }],
    [{ name: long(59), path: '/a' }],
    { path: 'spec.driver.configMaps[0].name' },
  ],
  [
    'secret-volume-name',
    'spec.executor.secrets',
    [{ name: long(57), path: '/a', secretType: 'Generic' }],
    [{ name: long(56), path: '/a', secretType: 'Generic' }],
    { path: 'spec.executor.secrets[0].name' },
  ],
  [
    'driver-on-demand-pvc',
    'spec.volumes',
    [{ name: 'tmp', persistentVolumeClaim: { claimName: 'OnDemand' } }],
    [{ name: 'tmp', persistentVolumeClaim: { claimName: 'on-demand' } }],
    { path: 'spec.volumes[0].persistentVolumeClaim.claimName' },
  ],
  [
    'read-only-root',
    'spec.driver.securityContext.readOnlyRootFilesystem',
    true,
    false,
    { given: { 'spec.driver.volumeMounts': [] } },
  ],
  [
    'toleration-invalid',
    'spec.executor.tolerations',
    [{ operator: 'Exists', key: 'a', value: 'b' }],
    [{ operator: 'Equal', key: 'a', value: 'b' }],
    { path: 'spec.executor.tolerations[0].value' },
  ],
  [
    'port-invalid',
    'spec.driver.ports',
    [{ name: long(16), containerPort: 8080, protocol: 'TCP' }],
    [{ name: long(15), containerPort: 8080, protocol: 'TCP' }],
    { path: 'spec.driver.ports[0].name' },
  ],
  [
    'container-name-invalid',
    'spec.driver.sidecars',
    [{ name: long(64), image: 'a:1' }],
    [{ name: long(63), image: 'a:1' }],
    { path: 'spec.driver.sidecars[0].name' },
  ],
  ['privileged-container', 'spec.driver.securityContext.privileged', true, false],
  [
    'seccomp-profile-invalid',
    'spec.driver.podSecurityContext.seccompProfile.type',
    'runtime/default',
    'RuntimeDefault',
  ],
  [
    'pod-security-not-restricted',
    'spec.driver.podSecurityContext.runAsUser',
    0,
    1,
    { path: 'spec.driver.podSecurityContext.runAsNonRoot' },
  ],
  ['pod-security-not-restricted', 'spec.driver.podSecurityContext.runAsNonRoot', false, true],
  ['pod-security-not-restricted', 'spec.executor.securityContext.allowPrivilegeEscalation', true, false],
  [
    'secret-in-other-namespace',
    'metadata.namespace',
    'other',
    'data',
    { base: STORE, beside: [WITH_KEY], path: 'spec.driver.envSecretKeyRefs.A.name' },
  ],
  [
    'secret-key-missing',
    'spec.data',
    [{ secretKey: 'Id' }],
    [{ secretKey: 'id' }],
    { base: STORE, beside: [WITH_KEY], path: 'spec.driver.envSecretKeyRefs.A.key' },
  ],
  [
    'env-from-secret-key-names',
    'spec.data',
    [{ secretKey: 'the-id' }],
    [{ secretKey: 'the_id' }],
    { base: STORE, beside: [WITH_ALL], path: 'spec.driver.envFrom[0].secretRef.name' },
  ],
];
