import { finds } from '../harness';

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
