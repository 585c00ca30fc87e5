import { Duration, Testing } from 'cdk8s';
import {
  ArgoCdDelivery,
  ChartSource,
  ClusterApp,
  FluxDelivery,
  type HelmDelivery,
  type ManifestFile,
  Rules,
  SparkOperator,
  type SparkOperatorProps,
} from '../../../lib';
import { objectsOf as objects } from '../../support/chart';
import { yamlOf } from '../../support/yaml';

const objectsOf = (file: ManifestFile) => objects(file) as any[];

function deliver(delivery: HelmDelivery, props: SparkOperatorProps = {}): SparkOperator {
  return new SparkOperator(Testing.app(), 'operator', { jobNamespaces: ['jobs'], ...props, delivery });
}

const application = (operator: SparkOperator) => operator.node.findChild('application') as ManifestFile;
const helmRelease = (operator: SparkOperator) => operator.node.findChild('helm-release') as ManifestFile;

describe('ArgoCdDelivery', () => {
  it('is an Application, applied server-side, by default', () => {
    expect(yamlOf(application(deliver(new ArgoCdDelivery())))).toMatchSnapshot();
  });

  it('takes every prop', () => {
    const operator = deliver(
      new ArgoCdDelivery({
        source: ChartSource.oci('oci://registry.example.com/charts'),
        name: 'spark',
        namespace: 'gitops',
        project: 'data',
        server: 'https://cluster.example.com',
        automated: false,
        folder: 'argo-cd',
      }),
      { releaseName: 'data', namespace: 'operators' },
    );
    expect(application(operator).path).toBe('argo-cd/application.yaml');
    expect(yamlOf(application(operator))).toMatchSnapshot();
  });
});

describe('FluxDelivery', () => {
  it('is a HelmRelease with its HelmRepository, which brings the CRDs up to date, by default', () => {
    expect(yamlOf(helmRelease(deliver(new FluxDelivery())))).toMatchSnapshot();
  });

  it('takes every prop', () => {
    const operator = deliver(
      new FluxDelivery({
        source: ChartSource.oci('oci://registry.example.com/charts'),
        sourceSecretName: 'registry',
        name: 'spark',
        namespace: 'gitops',
        serviceAccountName: 'installer',
        interval: Duration.hours(1),
        folder: 'flux',
      }),
      { releaseName: 'data', namespace: 'operators' },
    );
    expect(helmRelease(operator).path).toBe('flux/helm-release.yaml');
    expect(yamlOf(helmRelease(operator))).toMatchSnapshot();
  });

  it('names the Secret of a repository', () => {
    const operator = deliver(
      new FluxDelivery({
        source: ChartSource.repository('https://charts.example.com'),
        sourceSecretName: 'charts',
      }),
    );
    expect(objectsOf(helmRelease(operator))[0].spec).toEqual({
      interval: '600s',
      url: 'https://charts.example.com',
      secretRef: { name: 'charts' },
    });
  });
});

describe.each([
  ['Argo CD', ArgoCdDelivery, application, (spec: any) => spec.source.helm.valuesObject as unknown],
  ['Flux', FluxDelivery, helmRelease, (spec: any) => spec.values as unknown],
] as const)('a delivery by %s', (controller, Delivery, fileOf, valuesOf) => {
  it('has the values of the release, whatever they are', () => {
    const operator = deliver(new Delivery(), { extraValues: { controller: { labels: { team: 'data' } } } });
    expect(valuesOf(objectsOf(fileOf(operator)).at(-1).spec)).toEqual(operator.values);
  });

  it('keeps the reason for which a rule is acknowledged beside the values', () => {
    const operator = deliver(new Delivery());
    Rules.of(operator).acknowledge('failure-policy-ignore', 'a trial');
    expect(objectsOf(fileOf(operator)).at(-1).metadata.annotations).toEqual({
      'cdk8s-spark-operator/acknowledged-failure-policy-ignore': 'a trial',
    });
  });

  it('writes no file of values', () => {
    const app = new ClusterApp();
    new SparkOperator(app, 'operator', { delivery: new Delivery() });
    expect(app.charts.map(({ node }) => node.path)).toEqual([
      expect.stringMatching(/^operator\/(application|helm-release)$/),
    ]);
    expect(app.node.findAll().filter(({ node }) => node.id === 'values')).toEqual([]);
  });

  it('fails with all that it cannot do', () => {
    const attempt = () =>
      deliver(new Delivery({ source: ChartSource.directory('./chart'), name: 'Spark', namespace: '-' }), {
        crdUpgradeHook: {},
      });
    expect(attempt).toThrow(
      `delivery of release spark-operator by ${controller}: name is "Spark"; it must be`,
    );
    expect(attempt).toThrow('namespace is "-"; it must be');
    expect(attempt).toThrow(
      `source is a folder of this machine, which ${controller} cannot read; give a repository`,
    );
    expect(attempt).toThrow(
      `crdUpgradeHook is on; ${controller} applies the CRDs of the chart by itself, and would wait for the Job and its ` +
        'image at every change, so leave it out',
    );
  });
});
