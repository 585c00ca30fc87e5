import { join } from 'node:path';
import * as clusters from './clusters';
import { ClusterApp, KronodroidPlatform } from './lib';

for (const [name, cluster] of Object.entries(clusters)) {
  const app = new ClusterApp({ outdir: join(process.env.CDK8S_OUTDIR ?? 'dist', name) });
  new KronodroidPlatform(app, 'kronodroid', cluster);
  app.synth();
}
