import { finds } from '../harness';

finds([
  ['seccomp-profile-invalid', { 'spec.driver.podSecurityContext.seccompProfile.type': 'runtime/default' }],
  [
    'seccomp-profile-invalid',
    { 'spec.executor.securityContext.seccompProfile': { type: 'Localhost' } },
    'spec.executor.securityContext.seccompProfile.localhostProfile',
  ],
  ['privileged-container', { 'spec.driver.securityContext.privileged': true }],
  ['pod-security-not-restricted', { 'spec.driver.securityContext': undefined }],
]);
