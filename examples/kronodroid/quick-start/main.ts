import { ClusterApp, KronodroidPlatform } from 'cdk8s-spark-operator';
import { quickStart } from './cluster';

const app = new ClusterApp({ outdir: 'build/quick-start' });
new KronodroidPlatform(app, 'platform', quickStart);
app.synth();
