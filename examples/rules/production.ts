import { ClusterApp, Rules, RuleSeverity } from 'cdk8s-spark-operator';
import { TeamLabel } from './team-label';

/** The app of a cluster in which everything is strict. */
export function production(): ClusterApp {
  const app = new ClusterApp();
  Rules.of(app)
    .add(new TeamLabel())
    .severity('image-not-pinned', RuleSeverity.ERROR)
    .severity('ttl-unset', RuleSeverity.WARNING)
    .strict();
  return app;
}
