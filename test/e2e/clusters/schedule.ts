import { Duration } from 'cdk8s';
import {
  type ClusterApp,
  KronodroidIcebergJob,
  type KronodroidJobSettings,
  KronodroidPlatform,
  LakeFsCatalogKind,
  ManifestFile,
  Schedule,
  ScheduledSparkApplication,
} from '../../../lib';
import { runtimes, small } from './small';

const namespace = 'e2e-schedule';

const job: KronodroidJobSettings = {
  catalogKind: LakeFsCatalogKind.OPEN_SOURCE,
  runtime: runtimes.spark35,
  testLimit: 100,
  driver: small,
  executor: { ...small, instances: 1 },
};

/** The platform with its job on a schedule, in a folder of its own. */
export function schedule(app: ClusterApp): void {
  const platform = new KronodroidPlatform(app, 'platform', { jobNamespaces: [namespace], job });
  const file = new ManifestFile(app, 'nightly', { folder: 'schedule', namespace });
  const { template, features } = KronodroidIcebergJob.parts({
    ...job,
    serviceAccount: platform.driverServiceAccount,
    executorServiceAccount: platform.executorServiceAccount,
  });
  new ScheduledSparkApplication(file, 'job', {
    name: 'kronodroid-nightly',
    schedule: Schedule.every(Duration.seconds(30)),
    template,
  }).with(...features);
}
