import { type CheckedObject, type IRule, type RuleProblem, RuleSeverity } from 'cdk8s-spark-operator';

/** Every job names the team that pays for it. */
export class TeamLabel implements IRule {
  public readonly id = 'team-label-missing';
  public readonly severity = RuleSeverity.ERROR;
  public readonly summary = 'A job that names no team.';
  public readonly why = 'Nobody knows who pays for it, and whom to call at night.';
  public readonly fix = 'set metadata.labels.team';
  public readonly kinds = ['SparkApplication', 'ScheduledSparkApplication'];

  public check(subject: CheckedObject): RuleProblem[] {
    if (typeof subject.get('metadata', 'labels', 'team') === 'string') return [];
    return [{ path: ['metadata', 'labels', 'team'], message: 'no team is named' }];
  }
}
