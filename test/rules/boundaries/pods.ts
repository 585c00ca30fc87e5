import type { Boundary } from './boundary';

const handler = (action: object) => ({ preStop: action });
const SLEEP = 'spec/driver/lifecycle/preStop/sleep/seconds';

/** Boundaries of what the API server checks of a pod beside its schema. */
export const SERVER_BOUNDARIES: readonly Boundary[] = [
  [
    'handler-invalid',
    'spec.driver.lifecycle',
    handler({}),
    handler({ exec: { command: ['sync'] } }),
    {
      path: 'spec.driver.lifecycle.preStop',
    },
  ],
  ['handler-invalid', SLEEP, 31, 30, { path: 'spec.driver.lifecycle.preStop.sleep.seconds' }],
  [
    'local-profile-invalid',
    'spec/driver/podSecurityContext/seccompProfile',
    { type: 'RuntimeDefault', localhostProfile: 'a' },
    { type: 'Localhost', localhostProfile: 'a' },
    {
      path: 'spec.driver.podSecurityContext.seccompProfile.localhostProfile',
    },
  ],
  [
    'pod-fields-contradict',
    'spec/driver/volumeMounts/0/recursiveReadOnly',
    'Enabled',
    'Disabled',
    {
      path: 'spec.driver.volumeMounts[0].recursiveReadOnly',
    },
  ],
  [
    'value-out-of-range',
    'spec/driver/podSecurityContext/runAsUser',
    -1,
    2 ** 31 - 1,
    { path: 'spec.driver.podSecurityContext.runAsUser' },
  ],
  [
    'illegal-enum-value',
    'spec/driver/volumeMounts/0/mountPropagation',
    'Shared',
    'None',
    { path: 'spec.driver.volumeMounts[0].mountPropagation' },
  ],
  [
    'fields-contradict',
    'spec/driver/envFrom',
    [{}],
    [{ secretRef: { name: 'store' } }],
    { path: 'spec.driver.envFrom[0]' },
  ],
];
