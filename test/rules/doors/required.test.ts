import { ApiObject, App, Chart, Duration } from 'cdk8s';
import { Rules, SparkApplication, SparkDefaults, SparkServiceAccount } from '../../../lib';
import { APPLICATION, subjects } from '../harness';
import { printed } from '../../support/console';

const OWNER = 'example.com/owner';

function etl(chart: Chart, labels?: Record<string, string>): SparkApplication {
  return new SparkApplication(chart, 'etl', {
    name: 'etl',
    labels,
    sparkVersion: '3.5.8',
    image: 'registry.example.com/spark:1.0.0',
    mainApplicationFile: 'local:///job.py',
    serviceAccount: SparkServiceAccount.fromServiceAccountName('spark'),
    timeToLive: Duration.days(1),
  });
}

function synth(app: App): () => unknown {
  return () => {
    try {
      return app.synthYaml();
    } finally {
      printed();
    }
  };
}

describe('Rules.requireLabels', () => {
  test('fails on applications of the scope that have none, and says who asks for it', () => {
    const app = new App();
    const team = new Chart(app, 'team', { namespace: 'data' });
    Rules.of(team).requireLabels(OWNER);
    etl(team, { other: 'a' });
    expect(synth(app)).toThrow(
      `label-missing: metadata.labels["${OWNER}"] of SparkApplication data/etl (team/etl/Resource): ` +
        `${OWNER} is missing, and team asks for it; give the label to the object, or to all of them by SparkDefaults.of(scope)`,
    );
  });

  test('fails on hand-written ones where nothing else is typed', () => {
    const app = new App();
    Rules.of(app).requireLabels(OWNER);
    new ApiObject(new Chart(app, 'team'), 'etl', subjects(APPLICATION)[0]!.manifest as never);
    expect(synth(app)).toThrow(`${OWNER} is missing, and the app asks for it`);
  });

  test('is content with what SparkDefaults gives, and asks nothing of others', () => {
    const app = new App();
    const team = new Chart(app, 'team', { namespace: 'data' });
    Rules.of(team).requireLabels(OWNER, 'tier');
    SparkDefaults.of(app).add({ labels: { [OWNER]: 'risk' } });
    etl(team, { tier: 'gold' });
    new ApiObject(new Chart(app, 'other'), 'etl', subjects(APPLICATION)[0]!.manifest as never);
    expect(synth(app)).not.toThrow();
  });

  test('fails on what can be no key', () => {
    expect(() => Rules.of(new App()).requireLabels('a b')).toThrow(
      'required labels: keys[0] is "a b"; it must be at most 63 letters, digits, dashes, underscores and dots, perhaps ' +
        'after a DNS name and a slash, for example example.com/team',
    );
  });
});
