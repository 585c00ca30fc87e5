import { local } from '../../../clusters';
import type { KronodroidPlatformProps } from '../../../lib';

/** The cluster of the Quick Start, with a branch for the run. */
export const openSource: KronodroidPlatformProps = {
  ...local,
  jobNamespaces: ['e2e-open-source'],
  job: { ...local.job, branch: 'run-e2e' },
};
