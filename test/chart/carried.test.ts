import { carriedReleases, exactVersion, type CarriedRelease } from '../../lib/chart/carried';
import type { Path } from '../../lib/manifest/plain';
import { readEmbedded } from '../../lib/check/reading/embedded';

const releases = (object: object): readonly CarriedRelease[] =>
  carriedReleases(object as Readonly<Record<string, unknown>>, readEmbedded);

const flux = (spec: object) =>
  releases({
    apiVersion: 'helm.toolkit.fluxcd.io/v2',
    kind: 'HelmRelease',
    metadata: { name: 'spark', namespace: 'flux-system' },
    spec,
  });
const ARGO = {
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Application',
  metadata: { name: 'spark', namespace: 'argocd' },
};
const argo = (spec: object) =>
  releases({ ...ARGO, spec: { destination: { namespace: 'operator' }, ...spec } });
const k3s = (spec: object) =>
  releases({
    apiVersion: 'helm.cattle.io/v1',
    kind: 'HelmChart',
    metadata: { name: 'spark', namespace: 'kube-system' },
    spec,
  });
const CHART = { chart: { spec: { chart: 'spark-operator', version: '2.5.2' } } };
const VALUES = { spark: { jobNamespaces: ['data'] } };
const WORKERS: Path = ['controller', 'workers'];

test('reads the release of a HelmRelease', () => {
  const [release] = flux({ ...CHART, values: VALUES });
  expect(release).toMatchObject({
    by: 'flux',
    values: VALUES,
    name: 'spark',
    namespace: 'flux-system',
    version: '2.5.2',
    bringsCrds: false,
    isPart: false,
  });
  expect(release!.place(WORKERS)).toEqual(['spec', 'values', ...WORKERS]);
  expect(flux({ ...CHART, targetNamespace: 'operator', upgrade: { crds: 'CreateReplace' } })).toMatchObject([
    { values: {}, name: 'operator-spark', namespace: 'operator', bringsCrds: true },
  ]);
  expect(flux({ ...CHART, releaseName: 'own' })[0]!.name).toBe('own');
});

test.each([
  ['2.5.2', '2.5.2'],
  ['v2.5.2', '2.5.2'],
  ['2.x', undefined],
  ['', undefined],
  [undefined, undefined],
])('%j is exactly %j', (given, exact) => {
  expect(exactVersion(given)).toBe(exact);
});

test('reads a HelmRelease of a chart by reference by its values', () => {
  expect(flux({ chartRef: { name: 'x' }, values: VALUES })).toHaveLength(1);
  expect(flux({ chartRef: { name: 'x' }, values: { image: 'nginx', service: {} } })).toEqual([]);
});

test('reads the releases of an Application', () => {
  const source = { chart: 'spark-operator', targetRevision: 'v2.5.2', helm: { valuesObject: VALUES } };
  const [release] = argo({ source });
  expect(release).toMatchObject({
    by: 'argo-cd',
    values: VALUES,
    name: 'spark',
    namespace: 'operator',
    version: 'v2.5.2',
  });
  expect(release!.place(WORKERS)).toEqual(['spec', 'source', 'helm', 'valuesObject', ...WORKERS]);
  const text = { ...source, helm: { values: 'spark: {}', releaseName: 'own', skipCrds: true } };
  const [other] = argo({ sources: [{ path: 'jobs' }, text] });
  expect(other).toMatchObject({ values: { spark: {} }, name: 'own', bringsCrds: false });
  expect(other!.place([])).toEqual(['spec', 'sources', 1, 'helm', 'values']);
});

test('reads the template of a set of Applications', () => {
  const spec = {
    template: { spec: { source: { chart: 'spark-operator', helm: { valuesObject: VALUES } } } },
  };
  const [release] = releases({ ...ARGO, kind: 'ApplicationSet', spec });
  expect(release).toMatchObject({ values: VALUES });
  expect(release!.place([])).toEqual(['spec', 'template', 'spec', 'source', 'helm', 'valuesObject']);
});

test('reads a folder as the chart only where Helm renders it, or the folder is that of the chart', () => {
  expect(argo({ source: { path: 'apps/spark-operator' } })).toEqual([]);
  expect(argo({ source: { path: 'apps/spark-operator', helm: {} } })).toHaveLength(1);
  expect(argo({ source: { path: 'charts/spark-operator-chart', targetRevision: 'v2.4.0' } })).toMatchObject([
    { version: 'v2.4.0' },
  ]);
  expect(
    argo({ source: { path: 'charts/spark-operator-chart', targetRevision: 'HEAD' } })[0]!.version,
  ).toBeUndefined();
});

test('reads the HelmChart of k3s', () => {
  const [release] = k3s({
    chart: 'spark-operator',
    version: '2.4.0',
    targetNamespace: 'operator',
    valuesContent: 'spark: {jobNamespaces: [data]}',
    set: { 'controller.workers': '4' },
  });
  expect(release).toMatchObject({
    by: 'k3s',
    namespace: 'operator',
    values: { ...VALUES, controller: { workers: 4 } },
  });
  expect(release!.place(WORKERS)).toEqual(['spec', 'set', 'controller.workers']);
  expect(release!.place(['spark'])).toEqual(['spec', 'valuesContent', 'spark']);
  expect(k3s({ chart: 'spark-operator', valuesSecrets: [{ name: 'x' }] })[0]!.isPart).toBe(true);
});

test('reads the charts of a Kustomization', () => {
  const [first, second, ...others] = releases({
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    namespace: 'operator',
    helmCharts: [
      { name: 'minio' },
      {
        name: 'spark-operator',
        version: '2.4.0',
        releaseName: 'spark',
        includeCRDs: true,
        valuesInline: VALUES,
      },
      { name: 'spark-operator', namespace: 'own', valuesFile: 'values.yaml' },
    ],
  });
  expect(first).toMatchObject({
    by: 'kustomize',
    values: VALUES,
    name: 'spark',
    namespace: 'operator',
    version: '2.4.0',
    bringsCrds: true,
    isPart: false,
  });
  expect(first!.place(WORKERS)).toEqual(['helmCharts', 1, 'valuesInline', ...WORKERS]);
  expect(second).toMatchObject({ name: undefined, namespace: 'own', bringsCrds: false, isPart: true });
  expect(others).toEqual([]);
});

describe('a chart around it', () => {
  const around = (values: object) =>
    flux({ chart: { spec: { chart: 'platform', version: '1.2.3' } }, values });

  test('has its values below its name, and another version', () => {
    const [release] = around({ 'spark-operator': { enabled: true, ...VALUES }, ingress: {} });
    expect(release).toMatchObject({ values: VALUES, version: undefined });
    expect(release!.place(WORKERS)).toEqual(['spec', 'values', 'spark-operator', ...WORKERS]);
  });

  test('may call it otherwise, where nothing else can be meant', () => {
    expect(around({ batch: VALUES })).toMatchObject([{ values: VALUES, isDependency: true }]);
    expect(around({ sparkOperator: { version: '2', replicas: 1 } })).toEqual([]);
    expect(around({ 'spark-operator': { enabled: false, ...VALUES } })).toEqual([]);
  });

  test('has it in an Application too, in a text and with parameters', () => {
    const [release] = argo({
      source: {
        path: 'charts/platform',
        helm: {
          values: 'spark-operator: {spark: {jobNamespaces: [data]}}',
          parameters: [{ name: 'spark-operator.controller.workers', value: '4' }],
        },
      },
    });
    expect(release).toMatchObject({ values: { ...VALUES, controller: { workers: 4 } } });
    expect(release!.place(WORKERS)).toEqual(['spec', 'source', 'helm', 'parameters', 0]);
  });
});

test('adds the parameters of Argo CD to the values, also to those of a text', () => {
  const parameters = [
    { name: 'controller.replicas', value: '2' },
    { name: 'webhook.enable', value: 'false' },
    { name: 'spark.jobNamespaces', value: '{a,b}' },
    { name: 'spark.none', value: '{}' },
    { name: 'image.tag', value: '2', forceString: true },
    { name: 'controller.nodeSelector.kubernetes\\.io/os', value: 'linux' },
  ];
  const expected = {
    spark: { jobNamespaces: ['a', 'b'], none: [] },
    controller: { replicas: 2, nodeSelector: { 'kubernetes.io/os': 'linux' } },
    webhook: { enable: false },
    image: { tag: '2' },
  };
  for (const helm of [{ valuesObject: VALUES }, { values: 'spark: {jobNamespaces: [data]}' }]) {
    const [release] = argo({ source: { chart: 'spark-operator', helm: { ...helm, parameters } } });
    expect(release).toMatchObject({ values: expected, isPart: false });
  }
});

const parameter = (name: string): readonly CarriedRelease[] =>
  argo({ source: { chart: 'spark-operator', helm: { parameters: [{ name, value: 'x' }] } } });
const deep = Array.from({ length: 21 }, () => 'a').join('.');

test.each([
  ['values from elsewhere', flux({ ...CHART, valuesFrom: [{ kind: 'ConfigMap', name: 'x' }] })],
  ['files of values', argo({ source: { chart: 'spark-operator', helm: { valueFiles: ['x.yaml'] } } })],
  ['a parameter of a list', parameter('a[0]')],
  ['a parameter without a name between dots', parameter('a..b')],
  ['a deep parameter', parameter(deep)],
  ['a parameter with an escape', parameter('a\\b')],
])('knows only a part with %s', (_, found) => {
  expect(found).toMatchObject([{ isPart: true, values: {} }]);
});

test.each([
  ['spark: [', /./],
  ['- a', /^it is no map$/],
  ['a: 1\n---\nb: 2', /^it is not one document$/],
])('says why the text %j cannot be read', (values, reason) => {
  const [release] = argo({ source: { chart: 'spark-operator', helm: { values } } });
  expect(release).toMatchObject({ values: {}, unread: expect.stringMatching(reason) });
});

test.each([
  ['another chart', flux({ chart: { spec: { chart: 'airflow' } } })],
  ['a folder of Git', argo({ source: { path: 'jobs' } })],
  ['another group', releases({ apiVersion: 'helm.cattle.io/v1', kind: 'HelmRelease', spec: CHART })],
])('knows nothing of %s', (_, found) => {
  expect(found).toEqual([]);
});

test('keeps a name that is no key out of the prototype', () => {
  const parameters = [{ name: '__proto__.polluted', value: 'x' }];
  argo({ source: { chart: 'spark-operator', helm: { parameters } } });
  expect({}).not.toHaveProperty('polluted');
});
