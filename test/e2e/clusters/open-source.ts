import { quickStart } from '../../../examples/kronodroid/quick-start/cluster';
import type { KronodroidPlatformProps } from '../../../lib';
import { small } from './small';

/** The cluster of the Quick Start, with a branch for the run. */
export const openSource: KronodroidPlatformProps = {
  ...quickStart,
  jobNamespaces: ['e2e-open-source'],
  job: { ...quickStart.job, branch: 'run-e2e', driver: small, executor: small },
};
