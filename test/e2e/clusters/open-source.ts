import { type KronodroidPlatformProps, LakeFsCatalogKind } from '../../../lib';
import { runtimes, small } from './small';

/** Open-source lakeFS with a branch for the run. */
export const openSource: KronodroidPlatformProps = {
  jobNamespaces: ['e2e-open-source'],
  job: {
    branch: 'run-e2e',
    catalogKind: LakeFsCatalogKind.OPEN_SOURCE,
    runtime: runtimes.spark35,
    driver: small,
    executor: small,
  },
};
