import { Cron } from 'cdk8s';
import { local } from '../../../clusters';
import {
  type ClusterApp,
  KronodroidPlatform,
  type KronodroidPlatformProps,
  ManifestFile,
  RunCronJob,
  Runner,
} from '../../../lib';
import { RUNNER_IMAGE } from '../../../lib/versions';

const namespace = 'e2e-runs';

/** The platform of the Quick Start, which may be changed, and a CronJob that runs and promotes it. */
export function runs(app: ClusterApp, props: KronodroidPlatformProps = {}): void {
  const { template } = new KronodroidPlatform(app, 'platform', {
    ...props,
    jobNamespaces: [namespace],
    job: { ...local.job, ...props.job },
  });
  const file = new ManifestFile(app, 'nightly', { folder: 'apply', namespace });
  const runner = new Runner({ image: RUNNER_IMAGE, lakefs: local.lakefs! });
  new RunCronJob(file, 'nightly', { template, runner, schedule: Cron.annually(), name: 'nightly' });
}
