import { type KronodroidPlatformProps, LakeFsCatalogKind } from '../../../lib';
import { runtimes, small } from './small';

/** Spark 4.0. */
export const spark4: KronodroidPlatformProps = {
  jobNamespaces: ['e2e-spark-4'],
  job: {
    catalogKind: LakeFsCatalogKind.OPEN_SOURCE,
    runtime: runtimes.spark40,
    driver: small,
    executor: small,
  },
};
