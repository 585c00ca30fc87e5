import type { KronodroidPlatformProps } from '../../../lib';
import { runtimes, small } from './small';

/** The seed's configuration: a REST catalog at its URI, behind the host name of lakeFS. */
export const seed: KronodroidPlatformProps = {
  job: { runtime: runtimes.spark35, driver: small, executor: small },
};
