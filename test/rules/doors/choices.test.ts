import { ApiObject, App, Chart, Duration } from 'cdk8s';
import { Construct } from 'constructs';
import {
  type IRule,
  Rules,
  RuleSeverity,
  SparkApplication,
  type SparkApplicationProps,
  SparkServiceAccount,
} from '../../../lib';
import { printed } from '../../support/console';

const props: SparkApplicationProps = {
  name: 'etl',
  sparkVersion: '3.5.8',
  image: 'registry.example.com/spark:1.0.0',
  mainApplicationFile: 'local:///opt/jobs/etl.py',
  serviceAccount: SparkServiceAccount.fromServiceAccountName('spark'),
  timeToLive: Duration.days(1),
};

const own = (id = 'own', kinds = ['ConfigMap']): IRule => ({
  id,
  severity: RuleSeverity.ERROR,
  summary: 's',
  why: 'w',
  fix: 'f',
  kinds,
  check: () => [{ path: ['data'], message: 'm' }],
});

function chart(app: App, id: string): Chart {
  const made = new Chart(app, id, { namespace: 'data' });
  new ApiObject(made, 'map', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: id } });
  return made;
}

const synth = (app: App) => () => app.synthYaml();

test('a rule of one’s own looks at all objects of what it is added to, and no others', () => {
  const app = new App();
  const one = chart(app, 'one');
  chart(app, 'two');
  Rules.of(one).add(own());
  expect(synth(app)).toThrow(/1 found by the rules:\n\s+own: data of ConfigMap data\/one \(one\/map\): m; f/);
  Rules.of(app).add(own('wide'));
  expect(synth(app)).toThrow(/3 found by the rules:/);
});

test('a rule of one’s own is acknowledged as others are', () => {
  const app = new App();
  const one = chart(app, 'one');
  Rules.of(app).add(own());
  Rules.of(one).acknowledge('own', 'because');
  expect(synth(app)()).toContain('cdk8s-spark-operator/acknowledged-own: because');
});

test('the nearest scope decides how bad a rule is', () => {
  const app = new App();
  const [one, two] = [chart(app, 'one'), chart(app, 'two')];
  Rules.of(app).add(own()).severity('own', RuleSeverity.WARNING);
  expect(synth(app)).not.toThrow();
  expect(printed()).toEqual([expect.stringMatching(/^warning: own: .* \(and 1 more\)$/)]);
  Rules.of(two).severity('own', RuleSeverity.ERROR);
  expect(synth(app)).toThrow(/1 found by the rules:\n\s+own: data of ConfigMap data\/two/);
  Rules.of(one).severity('own', RuleSeverity.ERROR);
  expect(synth(app)).toThrow(/2 found by the rules:/);
  expect(printed()).toEqual([expect.stringMatching(/^warning: own: .*one/)]);
});

test('rules of the library can be errors, or warnings', () => {
  const app = new App();
  const jobs = new Chart(app, 'jobs', { namespace: 'default' });
  new SparkApplication(jobs, 'etl', { ...props, timeToLive: undefined, serviceAccount: undefined });
  expect(synth(app)).toThrow(/1 found by the rules:\n\s+driver-service-account-missing/);
  expect(printed()).toHaveLength(1);
  Rules.of(app)
    .severity('ttl-unset', RuleSeverity.ERROR)
    .severity('driver-service-account-missing', RuleSeverity.WARNING);
  expect(synth(app)).toThrow(/1 found by the rules:\n\s+ttl-unset/);
  expect(printed()).toEqual([expect.stringMatching(/^warning: driver-service-account-missing/)]);
});

test('a strict app takes warnings for errors, a patch on purpose excepted', () => {
  const app = new App();
  const jobs = new Chart(app, 'jobs', { namespace: 'default' });
  const etl = new SparkApplication(jobs, 'etl', { ...props, timeToLive: undefined });
  Rules.of(app).strict();
  expect(synth(app)).toThrow(/1 found by the rules:\n\s+ttl-unset/);
  expect(printed()).toEqual([]);
  Rules.of(etl).acknowledge('ttl-unset', 'kept');
  expect(synth(app)).not.toThrow();
});

test('an app without Spark is looked at too, once it has a rule', () => {
  const app = new App();
  chart(app, 'one');
  expect(synth(app)).not.toThrow();
  Rules.of(app).add(own());
  expect(synth(app)).toThrow('own: data of ConfigMap data/one');
});

describe('fails for', () => {
  test('a rule that is there already', () => {
    const app = new App();
    Rules.of(app).add(own());
    expect(() => Rules.of(chart(app, 'one')).add(own())).toThrow(
      'rule own is there already in this app; add it once, to what has all of its objects',
    );
  });

  test('a rule that does not exist', () => {
    expect(() => Rules.of(new App()).severity('memory-unity', RuleSeverity.ERROR)).toThrow(
      'rule is "memory-unity", which does not exist; did you mean memory-unit?',
    );
  });

  test('a severity that does not exist', () => {
    expect(() => Rules.of(new App()).severity('memory-unit', JSON.parse('"off"'))).toThrow(
      'severity of memory-unit is "off"; it must be error or warning',
    );
  });

  test('what is in no app', () => {
    const alone = new Construct(undefined as unknown as Construct, 'alone');
    expect(() => Rules.of(alone).add(own())).toThrow(
      'is in no app, and nothing would look at it; add rules to an app or a part of it',
    );
    expect(() => Rules.of(alone).severity('memory-unit', RuleSeverity.ERROR)).toThrow(
      'set severities for an app or a part of it',
    );
    expect(() => Rules.of(alone).strict()).toThrow('be strict with an app or a part of it');
  });
});
