import { ApiObject, App, Chart, Testing } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import {
  FailurePolicy,
  HelmDelivery,
  type HelmValues,
  LogLevel,
  type Release,
  SparkOperator,
  type SparkOperatorProps,
  SparkServiceAccount,
} from '../../lib';
import { CHARTS } from '../../lib/chart/charts';
import { CHART_VERSION } from '../../lib/versions';
import { yamlOf } from '../support/yaml';

const valuesFile = (operator: SparkOperator): HelmValues => operator.node.findChild('values') as HelmValues;

describe('SparkOperator', () => {
  it('writes out what the chart would do by default', () => {
    const operator = new SparkOperator(Testing.app(), 'spark-operator');
    expect(operator).toMatchObject({
      releaseName: 'spark-operator',
      namespace: 'spark-operator',
      chartVersion: CHART_VERSION,
      jobNamespaces: ['default'],
      driverServiceAccount: { serviceAccountName: 'spark-operator-spark' },
    });
    expect(yamlOf(valuesFile(operator))).toMatchSnapshot();
  });

  it('takes every prop', () => {
    const all: Required<SparkOperatorProps> = {
      releaseName: 'spark',
      namespace: 'operators',
      chartVersion: '2.5.1',
      jobNamespaces: ['a', 'b'],
      driverServiceAccount: SparkServiceAccount.fromServiceAccountName('driver'),
      controller: {
        replicas: 2,
        workers: 4,
        logLevel: LogLevel.DEBUG,
        resources: { limits: { memory: k8s.Quantity.fromString('2Gi') } },
        batchScheduler: true,
      },
      webhook: {
        enabled: false,
        replicas: 3,
        port: 9444,
        failurePolicy: FailurePolicy.IGNORE,
        resources: { requests: { cpu: k8s.Quantity.fromString('100m') } },
      },
      metrics: { enabled: false, port: 8082 },
      extraValues: { controller: { workers: 5, labels: { team: 'data' } }, commonLabels: { a: 'b' } },
      delivery: HelmDelivery.valuesFile('gitops'),
      folder: 'helm',
    };
    const operator = new SparkOperator(Testing.app(), 'spark-operator', all);
    expect(valuesFile(operator).path).toBe('gitops/values.yaml');
    expect(yamlOf(valuesFile(operator))).toMatchSnapshot();
  });

  it('names the account of the chart as the chart does', () => {
    const operator = new SparkOperator(Testing.app(), 'spark-operator', { releaseName: 'data' });
    expect(operator.driverServiceAccount.serviceAccountName).toBe('data-spark-operator-spark');
  });

  it('leaves account and Role to the app when the app owns the account', () => {
    const app = new App();
    const account = new SparkServiceAccount(new Chart(app, 'rbac'), 'spark');
    const operator = new SparkOperator(app, 'spark-operator', { driverServiceAccount: account });
    expect(operator.driverServiceAccount).toBe(account);
    expect(operator.values.spark).toMatchObject({
      serviceAccount: { create: false, name: 'spark' },
      rbac: { create: false },
    });
  });

  it('has outputs that agree with its values, whatever made them', () => {
    const operator = new SparkOperator(Testing.app(), 'spark-operator', {
      jobNamespaces: ['a'],
      driverServiceAccount: SparkServiceAccount.fromServiceAccountName('driver'),
      extraValues: { spark: { jobNamespaces: ['z'], serviceAccount: { name: 'other' } } },
    });
    expect(operator.jobNamespaces).toEqual(['z']);
    expect(operator.driverServiceAccount.serviceAccountName).toBe('other');
  });

  it('follows fullnameOverride in the name of the account', () => {
    const extraValues = { fullnameOverride: 'jobs' };
    const operator = new SparkOperator(Testing.app(), 'spark-operator', { extraValues });
    expect(operator.driverServiceAccount.serviceAccountName).toBe('jobs-spark');
  });

  it('keeps what it was given when the caller changes it later', () => {
    const [jobNamespaces, tolerations] = [['a'], [{ operator: 'Exists' }]];
    const extraValues = { controller: { tolerations } };
    const operator = new SparkOperator(Testing.app(), 'spark-operator', { jobNamespaces, extraValues });
    jobNamespaces.push('b');
    tolerations.pop();
    expect(operator.jobNamespaces).toEqual(['a']);
    expect(operator.values).toMatchObject({
      controller: { tolerations: [{ operator: 'Exists' }] },
      spark: { jobNamespaces: ['a'] },
    });
  });

  it('is delivered in a way of one class', () => {
    class Shelf extends HelmDelivery {
      public bind(scope: Construct, { name, namespace, values }: Release): void {
        const spec = { chart: `${HelmDelivery.REPOSITORY}/${HelmDelivery.CHART}`, values };
        const metadata = { name, namespace };
        new ApiObject(scope, 'Shelf', { apiVersion: 'example.com/v1', kind: 'Shelf', metadata, spec });
      }
    }
    const chart = new Chart(new App(), 'platform');
    const operator = new SparkOperator(chart, 'spark-operator', { delivery: new Shelf() });
    expect(chart.toJson()).toEqual([
      {
        apiVersion: 'example.com/v1',
        kind: 'Shelf',
        metadata: { name: 'spark-operator', namespace: 'spark-operator' },
        spec: { chart: 'https://kubeflow.github.io/spark-operator/spark-operator', values: operator.values },
      },
    ]);
  });

  it('writes its values beside a chart that it stands in, without renumbering the files', () => {
    const app = new App();
    const chart = new Chart(app, 'platform');
    const operator = new SparkOperator(chart, 'spark-operator');
    expect(chart.toJson()).toEqual([]);
    expect(valuesFile(operator).documents()).toEqual([operator.values]);
  });

  it('fails on what Helm cannot install, naming all of it', () => {
    const release = { releaseName: 'My release', namespace: 'a'.repeat(64), chartVersion: 'latest' };
    expect(() => new SparkOperator(Testing.app(), 'spark', release)).toThrow(
      'Spark operator "spark": releaseName is "My release"; it must be 1 to 53 lower-case letters, digits and dashes, ' +
        `with a letter or digit at both ends, for example spark-jobs; namespace is "${'a'.repeat(64)}"; it must be 1 to 63 lower-case letters`,
    );
  });

  it.each([
    ['1.4.6', '2.2.1'],
    ['2.4.7', '2.4.0'],
    ['2.99.0', CHART_VERSION],
    ['v2.5.0', '2.5.0'],
    ['latest', CHART_VERSION],
  ])('fails on chart version %s and names %s', (chartVersion, nearest) => {
    expect(() => new SparkOperator(Testing.app(), 'spark', { chartVersion })).toThrow(
      `chartVersion is "${chartVersion}", whose values are not known; known are 2.2.1, 2.3.0, ` +
        `${[...CHARTS.keys()].slice(2).join(', ')}, the nearest is ${nearest}`,
    );
  });
});
