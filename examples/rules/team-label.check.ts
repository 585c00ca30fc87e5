import { RuleTest } from 'cdk8s-spark-operator';
import { TeamLabel } from './team-label';

const rule = new RuleTest(new TeamLabel());
rule.accepts([{ kind: 'SparkApplication', metadata: { name: 'etl', labels: { team: 'lake' } } }]);
rule.finds([{ kind: 'SparkApplication', metadata: { name: 'etl' } }], 'metadata.labels.team');
