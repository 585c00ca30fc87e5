import { Cron } from 'cdk8s';
import { local } from '../../../clusters';
import { quickStart } from '../../../examples/kronodroid/quick-start/cluster';
import {
  type ClusterApp,
  KronodroidPlatform,
  type KronodroidPlatformProps,
  ManifestFile,
  RunCronJob,
  Runner,
} from '../../../lib';
import { RUNNER_IMAGE } from '../../../lib/versions';
import { small } from './small';

const namespace = 'e2e-runs';

/** The platform of the Quick Start, which may be changed, and a CronJob that runs and promotes it. */
export function runs(app: ClusterApp, props: KronodroidPlatformProps = {}): void {
  const { template } = new KronodroidPlatform(app, 'platform', {
    ...props,
    jobNamespaces: [namespace],
    job: { ...quickStart.job, driver: small, executor: small, ...props.job },
  });
  const file = new ManifestFile(app, 'nightly', { folder: 'apply', namespace });
  const runner = new Runner({ image: RUNNER_IMAGE, lakefs: local.lakefs! });
  new RunCronJob(file, 'nightly', { template, runner, schedule: Cron.annually(), name: 'nightly' });
}
