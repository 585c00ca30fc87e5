import { ApiObject, App, Chart, Duration, JsonPatch, Lazy, Testing } from 'cdk8s';
import {
  type HelmValues,
  Rules,
  SparkApplication,
  type SparkApplicationProps,
  SparkOperator,
  SparkServiceAccount,
} from '../../../lib';
import { printed, warnings } from '../../support/console';

const props: SparkApplicationProps = {
  name: 'etl',
  sparkVersion: '3.5.8',
  image: 'registry.example.com/spark:1.0.0',
  mainApplicationFile: 'local:///opt/jobs/etl.py',
  serviceAccount: SparkServiceAccount.fromServiceAccountName('spark'),
  timeToLive: Duration.days(1),
};

describe('synth', () => {
  const chart = (): Chart => new Chart(new App(), 'jobs', { namespace: 'default' });
  const synth = (jobs: Chart): any[] => jobs.toJson();

  it('is silent about an application that can run', () => {
    const jobs = chart();
    new SparkApplication(jobs, 'etl', props);
    expect(synth(jobs)).toHaveLength(1);
    expect(printed()).toEqual([]);
  });

  it('fails with every error at once, each with the construct that has it', () => {
    const jobs = chart();
    new SparkApplication(jobs, 'one', { ...props, arguments: ['--password=x1'] });
    new SparkApplication(jobs, 'two', { ...props, serviceAccount: undefined });
    expect(() => synth(jobs)).toThrow(
      'Validation failed with the following errors:\n' +
        '  [] 2 found by the rules:\n' +
        '    plaintext-credential: spec.arguments[0] of SparkApplication default/etl (jobs/one/Resource): ' +
        'the value of --password; keep it in a Secret: env with secretKeyRef on driver and executor, and ${env.NAME} ' +
        'in Hadoop settings\n' +
        '    driver-service-account-missing: spec.driver.serviceAccount of SparkApplication default/etl ' +
        "(jobs/two/Resource): the driver would run as the account default; name an account with the driver's Role, " +
        'in driver.serviceAccount',
    );
    expect(warnings()).toEqual(['duplicate-object']);
  });

  it('warns once, and not in the manifest', () => {
    const jobs = chart();
    new SparkApplication(jobs, 'etl', { ...props, timeToLive: undefined });
    synth(jobs);
    const [manifest] = synth(jobs);
    expect(printed()).toEqual([expect.stringMatching(/^warning: ttl-unset: spec.timeToLiveSeconds of /)]);
    expect(JSON.stringify(manifest)).not.toContain('ttl-unset');
  });

  it('sees what changed since the last synth', () => {
    const jobs = chart();
    const etl = new SparkApplication(jobs, 'etl', props);
    synth(jobs);
    etl.apiObject.addJsonPatch(JsonPatch.add('/spec/executor/cores', 0));
    expect(() => synth(jobs)).toThrow('spec.executor.cores of SparkApplication default/etl');
  });

  it('judges an app once, however many charts it has', () => {
    const app = Testing.app();
    const rendered = jest.fn(() => 'etl');
    for (const name of ['one', 'two', 'three']) {
      new SparkApplication(new Chart(app, name, { namespace: 'default' }), 'etl', { ...props, name });
    }
    new ApiObject(new Chart(app, 'counted'), 'object', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      data: { name: Lazy.any({ produce: rendered }) },
    });
    app.synth();
    expect(rendered).toHaveBeenCalledTimes(2);
    app.synthYaml();
    expect(rendered).toHaveBeenCalledTimes(4);
  });

  it('lets a patch with a key that no schema knows pass, with a warning', () => {
    const jobs = chart();
    const etl = new SparkApplication(jobs, 'etl', props);
    etl.apiObject.addJsonPatch(JsonPatch.add('/spec/newField', true));
    expect(synth(jobs)[0].spec.newField).toBe(true);
    expect(printed()).toEqual([expect.stringContaining('unknown-field: spec.newField')]);
  });

  it('stops an object without a type of its own for the same key', () => {
    const jobs = chart();
    const etl = new SparkApplication(
      new Chart(Testing.app(), 'jobs', { namespace: 'default' }),
      'etl',
      props,
    );
    const { apiVersion, kind, metadata, spec } = etl.apiObject.toJson();
    new SparkApplication(jobs, 'other', { ...props, name: 'other' });
    new ApiObject(jobs, 'etl', { apiVersion, kind, metadata, spec: { ...spec, newField: 1 } });
    expect(() => synth(jobs)).toThrow(
      'unknown-field: spec.newField of SparkApplication default/etl (jobs/etl): there is no field newField',
    );
  });

  it('sees release, accounts and applications together', () => {
    const app = new App();
    const jobs = new Chart(app, 'jobs', { namespace: 'data' });
    const account = new SparkServiceAccount(jobs, 'spark');
    new SparkOperator(app, 'spark-operator', { driverServiceAccount: account });
    new SparkApplication(jobs, 'etl', { ...props, serviceAccount: account });
    expect(() => synth(jobs)).toThrow(
      'namespace-not-watched: metadata.namespace of SparkApplication data/etl',
    );
  });

  it('says of the values of a release what is wrong with them', () => {
    const app = new App();
    new SparkOperator(app, 'spark-operator', { webhook: { port: 443 } });
    expect(() => {
      app.synth();
    }).toThrow(
      'privileged-webhook-port: webhook.port of values of the Spark Operator chart (spark-operator)',
    );
  });

  it('reads nothing of apps without Spark', () => {
    const jobs = chart();
    new ApiObject(jobs, 'secret', { apiVersion: 'v1', kind: 'Secret', stringData: { key: 'value' } });
    expect(synth(jobs)).toHaveLength(1);
  });

  describe('Rules', () => {
    it('silences one rule, and keeps the reason in the manifest', () => {
      const jobs = chart();
      const etl = new SparkApplication(jobs, 'etl', { ...props, mainClass: 'Etl' });
      Rules.of(etl).acknowledge('main-class-on-python', 'read by our own entrypoint');
      expect(synth(jobs)[0].metadata.annotations).toEqual({
        'cdk8s-spark-operator/acknowledged-main-class-on-python': 'read by our own entrypoint',
      });
    });

    it('silences a rule for a release, and keeps the reason at the head of the values file', () => {
      const operator = new SparkOperator(new App(), 'spark-operator', { webhook: { port: 443 } });
      Rules.of(operator).acknowledge('privileged-webhook-port', 'the container has the capability');
      const file = operator.node.findChild('values') as HelmValues;
      expect(file.header).toContain(
        'cdk8s-spark-operator/acknowledged-privileged-webhook-port: the container has the capability',
      );
      expect(file.documents()).toEqual([operator.values]);
      expect(() => (operator.node.root as App).synthYaml()).not.toThrow();
      expect(printed()).toEqual([expect.stringContaining('file values.yaml is no part of synthYaml()')]);
    });

    it('fails on a rule that does not exist', () => {
      expect(() => Rules.of(chart()).acknowledge('ttl-unse', 'x')).toThrow(
        'rule is "ttl-unse", which does not exist; did you mean ttl-unset',
      );
      expect(() => Rules.of(chart()).acknowledge('everything', 'x')).toThrow(
        'rule is "everything", which does not exist; docs/rules.md lists them',
      );
    });

    it('fails without a reason', () => {
      expect(() => Rules.of(chart()).acknowledge('ttl-unset', ' ')).toThrow(
        'reason to acknowledge ttl-unset is empty; say why it does not matter here',
      );
    });

    it('fails where there is nothing to acknowledge it for', () => {
      expect(() => Rules.of(chart()).acknowledge('ttl-unset', 'x')).toThrow(
        'jobs has no object to acknowledge ttl-unset for; give one that has',
      );
    });
  });
});
