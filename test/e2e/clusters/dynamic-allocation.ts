import { type KronodroidPlatformProps, LakeFsCatalogKind } from '../../../lib';
import { runtimes, small } from './small';

/** Executors by need: none at first, at most two. */
export const dynamicAllocation: KronodroidPlatformProps = {
  jobNamespaces: ['e2e-dynamic'],
  job: {
    catalogKind: LakeFsCatalogKind.OPEN_SOURCE,
    runtime: runtimes.spark35,
    dynamicAllocation: { minExecutors: 0, maxExecutors: 2 },
    driver: small,
    executor: small,
  },
};
