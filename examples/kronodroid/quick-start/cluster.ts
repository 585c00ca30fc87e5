import { type KronodroidPlatformProps, LakeFsCatalogKind, SparkRuntime } from 'cdk8s-spark-operator';

/** A cluster for trying things out: open-source lakeFS, and the image of `examples/kronodroid/job`. */
export const quickStart: KronodroidPlatformProps = {
  job: {
    catalogKind: LakeFsCatalogKind.OPEN_SOURCE,
    runtime: SparkRuntime.of('3.5.8', { image: 'kronodroid-job:3.5.8', bakedIn: true }),
  },
};
