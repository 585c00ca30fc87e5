import { seed as cluster } from '../../../clusters';
import type { KronodroidPlatformProps } from '../../../lib';
import { runtimes, small } from './small';

/** The seed's configuration: a REST catalog at its URI, behind the host name of lakeFS, and an image that has the job. */
export const seed: KronodroidPlatformProps = {
  ...cluster,
  job: {
    ...cluster.job,
    runtime: runtimes.spark35,
    driver: { ...cluster.job?.driver, ...small },
    executor: { ...cluster.job?.executor, ...small },
  },
};
