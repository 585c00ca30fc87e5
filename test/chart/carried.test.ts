import { carriedReleases } from '../../lib/chart/carried';

const flux = (spec: object) =>
  carriedReleases({
    apiVersion: 'helm.toolkit.fluxcd.io/v2',
    kind: 'HelmRelease',
    metadata: { name: 'spark', namespace: 'flux-system' },
    spec,
  });
const argo = (spec: object) =>
  carriedReleases({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name: 'spark', namespace: 'argocd' },
    spec: { destination: { namespace: 'operator' }, ...spec },
  });
const CHART = { chart: { spec: { chart: 'spark-operator', version: '2.5.2' } } };
const VALUES = { spark: { jobNamespaces: ['data'] } };

test('reads the release of a HelmRelease', () => {
  expect(flux({ ...CHART, values: VALUES })).toEqual([
    {
      values: VALUES,
      path: ['spec', 'values'],
      name: 'spark',
      namespace: 'flux-system',
      chartVersion: '2.5.2',
    },
  ]);
  expect(flux({ ...CHART, targetNamespace: 'operator' })).toEqual([
    {
      values: {},
      path: ['spec', 'values'],
      name: 'operator-spark',
      namespace: 'operator',
      chartVersion: '2.5.2',
    },
  ]);
  expect(flux({ ...CHART, releaseName: 'own' })[0]!.name).toBe('own');
});

test('takes a range of versions for none', () => {
  const { chartVersion } = flux({
    chart: { spec: { chart: './charts/spark-operator-chart', version: '2.x' } },
  })[0]!;
  expect(chartVersion).toBeUndefined();
});

test('reads a HelmRelease of a chart by reference by its values', () => {
  expect(flux({ chartRef: { name: 'x' }, values: VALUES })).toHaveLength(1);
  expect(flux({ chartRef: { name: 'x' }, values: { image: 'nginx', service: {} } })).toEqual([]);
});

test('reads the releases of an Application', () => {
  const source = { chart: 'spark-operator', targetRevision: 'v2.5.2', helm: { valuesObject: VALUES } };
  expect(argo({ source })).toEqual([
    {
      values: VALUES,
      path: ['spec', 'source', 'helm', 'valuesObject'],
      name: 'spark',
      namespace: 'operator',
      chartVersion: '2.5.2',
    },
  ]);
  const text = { ...source, helm: { values: 'spark: {}', releaseName: 'own' } };
  expect(argo({ sources: [{ path: 'jobs' }, text] })).toMatchObject([
    { values: 'spark: {}', path: ['spec', 'sources', 1, 'helm', 'values'], name: 'own' },
  ]);
});

test('adds the parameters of Argo CD to the values', () => {
  const parameters = [
    { name: 'controller.replicas', value: '2' },
    { name: 'webhook.enable', value: 'false' },
    { name: 'spark.jobNamespaces', value: '{a,b}' },
    { name: 'image.tag', value: 'x' },
  ];
  const [release] = argo({ source: { chart: 'spark-operator', helm: { valuesObject: VALUES, parameters } } });
  expect(release!.values).toEqual({
    spark: { jobNamespaces: ['a', 'b'] },
    controller: { replicas: 2 },
    webhook: { enable: false },
    image: { tag: 'x' },
  });
});

test.each([
  ['values from elsewhere', flux({ ...CHART, valuesFrom: [{ kind: 'ConfigMap', name: 'x' }] })],
  ['files of values', argo({ source: { chart: 'spark-operator', helm: { valueFiles: ['x.yaml'] } } })],
  [
    'a parameter of a list',
    argo({ source: { chart: 'spark-operator', helm: { parameters: [{ name: 'a[0]', value: 'x' }] } } }),
  ],
  [
    'a parameter beside a text',
    argo({
      source: { chart: 'spark-operator', helm: { values: 'a: 1', parameters: [{ name: 'a', value: 'x' }] } },
    }),
  ],
  ['another chart', flux({ chart: { spec: { chart: 'airflow' } } })],
  ['a folder of Git', argo({ source: { path: 'jobs' } })],
  ['another group', carriedReleases({ apiVersion: 'helm.cattle.io/v1', kind: 'HelmRelease', spec: CHART })],
])('knows nothing of %s', (_, releases) => {
  expect(releases).toEqual([]);
});

test('keeps a name that is no key out of the prototype', () => {
  const parameters = [{ name: '__proto__.polluted', value: 'x' }];
  argo({ source: { chart: 'spark-operator', helm: { parameters } } });
  expect({}).not.toHaveProperty('polluted');
});
