import { mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { main } from '../../../lib/check/command';
import { CHART_HISTORY } from '../../../lib/chart/history';
import { APPLICATION, change } from '../../rules/harness';

const newest = CHART_HISTORY.at(-1)!.version;

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'upgrade-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function file(name: string, content: string): string {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}

async function run(...args: string[]) {
  let [out, err] = ['', ''];
  const code = await main(['node', 'cdk8s-spark-operator', 'check', 'upgrade', ...args], {
    stdin: { fd: openSync(file('.stdin', ''), 'r') },
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text) },
    color: false,
  });
  return { code, out: out.replaceAll(`${folder}/`, ''), err: err.replaceAll(`${folder}/`, '') };
}

interface Entry {
  readonly change: string;
  readonly path: string;
  readonly line: number;
  readonly value: unknown;
  readonly message: string;
  readonly fix: string;
}

async function upgraded(from: string, to: string, content: string) {
  const { code, out } = await run('--from', from, '--to', to, '--format', 'json', file('a.yaml', content));
  const report = JSON.parse(out) as {
    readonly notes: string[];
    readonly values: Entry[];
    readonly objects: (Entry & { readonly rule: string; readonly name: string })[];
    readonly crds: { readonly name: string; readonly change: string }[];
    readonly steps: string[];
  };
  const paths = (kind: string): string[] =>
    report.values.filter((entry) => entry.change === kind).map(({ path }) => path);
  return { ...report, code, dead: paths('dead'), changed: paths('changed'), defaults: paths('default') };
}

const ONE = `commonLabels: {team: data}
image: {repository: ghcr.io/googlecloudplatform/spark-operator, tag: v1beta2-1.3.8-3.1.1}
sparkJobNamespace: data
serviceAccounts:
  spark: {name: etl, annotations: {eks.amazonaws.com/role-arn: "arn:aws:iam::1:role/etl"}}
controllerThreads: 4
resources: {limits: {memory: 1Gi}}
metrics: {port: 10254}
webhook:
  enable: true
  port: 443
  cleanupAnnotations: {helm.sh/hook: pre-delete}
`;

describe('values', () => {
  test('of chart 1.x die, change or stay', async () => {
    const { dead, changed, values, code } = await upgraded('1.1.27', '2.5.2', ONE);
    expect(dead).toEqual([
      'sparkJobNamespace',
      'serviceAccounts.spark.name',
      'serviceAccounts.spark.annotations',
      'controllerThreads',
      'resources',
      'metrics.port',
      'webhook.cleanupAnnotations',
    ]);
    expect(changed).toEqual(['image.repository', 'image.tag', 'webhook.port']);
    expect(values.find(({ path }) => path === 'controllerThreads')).toMatchObject({
      line: 6,
      value: 4,
      message: 'chart 2.5.2 does not know it: Helm drops it without a word',
      fix: 'use controller.workers (10 unless given)',
    });
    expect(values.find(({ path }) => path.endsWith('spark.annotations'))).toMatchObject({
      message: 'chart 2.5.2 does not know it: drivers lose what it gives them, such as a role at a cloud',
      fix: 'use spark.serviceAccount.annotations ({} unless given)',
    });
    expect(code).toBe(1);
  });

  test('stay within 1.x, but for a key that got a list', async () => {
    const { dead, changed } = await upgraded('1.1.27', '1.4.6', ONE);
    expect(dead).toEqual(['sparkJobNamespace', 'webhook.cleanupAnnotations']);
    expect(changed).toEqual(['image.repository', 'image.tag']);
  });

  test('that pin an old default change; those that have the new one stay', async () => {
    const old = 'image: {registry: docker.io, repository: kubeflow/spark-operator}\n';
    expect((await upgraded('2.1.1', '2.2.0', old)).changed).toEqual(['image.registry', 'image.repository']);
    expect((await upgraded('2.2.0', '2.5.2', old)).changed).toEqual([]);
    const current = 'image: {registry: ghcr.io, repository: kubeflow/spark-operator/controller}\n';
    expect((await upgraded('2.1.1', '2.2.0', current)).changed).toEqual([]);
  });

  test('die on the way back too, and have their old names', async () => {
    const values =
      'controller: {workers: 4, kubeAPIQPS: 30, resources: {}}\nspark: {jobNamespaces: [data]}\nimage: {tag: 2.5.2}\n';
    const near = await upgraded('2.5.2', '2.4.0', values);
    expect(near.dead).toEqual(['controller.kubeAPIQPS']);
    expect(near.changed).toEqual(['image.tag']);
    expect(near.values[0]!.message).toBe(
      'chart 2.4.0 does not know it, it came with 2.5.1: Helm drops it without a word',
    );
    const far = await upgraded('2.5.2', '1.4.6', values);
    expect(far.values.filter(({ change }) => change === 'dead').map(({ fix }) => fix)).toEqual([
      'use controllerThreads (10 unless given)',
      'remove it',
      'use resources ({} unless given)',
      'use sparkJobNamespaces ([""] unless given)',
    ]);
  });

  test('that were dead before are told as that', async () => {
    const { values } = await upgraded('2.4.0', '2.5.2', 'batchScheduler: {enable: true}\nspark: {}\n');
    expect(values).toMatchObject([
      {
        change: 'dead',
        path: 'batchScheduler.enable',
        message: 'chart 2.5.2 does not know it, nor does 2.4.0: it has no effect today either',
        fix: 'use controller.batchScheduler.enable (false unless given)',
      },
    ]);
  });

  test('that nobody gives have other defaults', async () => {
    const { defaults, values, code } = await upgraded('1.4.6', '2.5.2', 'commonLabels: {}\nimage: {}\n');
    expect(defaults).toEqual(
      expect.arrayContaining([
        'spark.serviceAccount.name',
        'spark.jobNamespaces',
        'webhook.enable',
        'webhook.port',
      ]),
    );
    expect(values.find(({ path }) => path === 'spark.jobNamespaces')!.message).toBe(
      '[""] as sparkJobNamespaces in 1.4.6, ["default"] in 2.5.2',
    );
    expect(defaults).not.toContain('controller.logLevel');
    expect(code).toBe(0);
  });

  test('with nothing to change say so', async () => {
    const same = await upgraded('2.5.1', '2.5.2', 'spark: {jobNamespaces: [data]}\nwebhook: {port: 9443}\n');
    expect(same).toMatchObject({ code: 0, values: [], objects: [], crds: [] });
  });

  test('keep their secrets', async () => {
    const values =
      'sparkJobNamespace: data\npassword: hunter22\nsidecars: [{env: [{name: TOKEN, value: canary77}]}]\n';
    for (const format of ['text', 'json']) {
      const { out } = await run('--from', '1.1.27', '--format', format, file('a.yaml', values));
      expect(out).toContain('sidecars');
      expect(out).not.toMatch(/hunter22|canary77/);
    }
  });
});

const FLUX = `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: operator, namespace: flux-system}
spec:
  releaseName: jobs
  chart: {spec: {chart: spark-operator, version: 1.4.0}}
  values:
    sparkJobNamespaces: [data]
`;

const ARGO = `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: spark-operator, namespace: argocd}
spec:
  source:
    chart: spark-operator
    targetRevision: 2.5.2
    helm:
      parameters: [{name: controller.kubeAPIQPS, value: "30"}]
      values: |
        spark: {jobNamespaceSelector: a=b}
        controller: {env: [], featureGates: [{name: PartialRestart}]}
`;

describe('releases', () => {
  test('of Flux tell their version, and bring their CRDs by their policy', async () => {
    const { out, code } = await run('--format', 'json', file('a.yaml', FLUX));
    const report = JSON.parse(out) as { from: string; values: Entry[]; steps: string[] };
    expect(report.from).toBe('1.4.0');
    expect(report.values[0]).toMatchObject({
      change: 'dead',
      path: 'sparkJobNamespaces',
      line: 8,
      value: ['data'],
    });
    expect(report.steps.join('\n')).toContain('by hand, or set spec.upgrade.crds to CreateReplace');
    expect(report.steps).toContain(
      `set spec.chart.spec.version of the HelmRelease to ${newest}, and wait until controller and webhook are ready`,
    );
    const brings = FLUX.replace('  values:', '  upgrade: {crds: CreateReplace}\n  values:');
    expect((await run(file('b.yaml', brings))).out).toContain('nothing by hand for the CRDs: Flux applies');
    expect(code).toBe(1);
  });

  test('of Argo CD have their values in a text, an object and parameters', async () => {
    const { values } = await upgraded('2.5.2', '2.4.0', ARGO);
    expect(values).toMatchObject([
      { path: 'spark.jobNamespaceSelector', line: 11, value: 'a=b' },
      { path: 'controller.featureGates', line: 12 },
      { path: 'controller.kubeAPIQPS', line: 9 },
    ]);
    const object = ARGO.replace('values: |', 'valuesObject:');
    expect((await upgraded('2.5.2', '2.4.0', object)).values[0]).toMatchObject({ line: 11 });
    const several = ARGO.replace('  source:\n', '  sources:\n  -\n');
    expect((await upgraded('2.5.2', '2.4.0', several)).dead).toHaveLength(3);
  });

  test('of a set of Applications, of k3s and of a chart around it are found', async () => {
    const set = ARGO.replace('kind: Application', 'kind: ApplicationSet').replace(
      /spec:\n([^]*)/,
      (_, below: string) => `spec:\n  template:\n    spec:\n${below.replace(/^/gm, '    ')}`,
    );
    expect((await upgraded('2.5.2', '2.4.0', set)).dead).toHaveLength(3);
    const k3s = `apiVersion: helm.cattle.io/v1
kind: HelmChart
metadata: {name: spark-operator}
spec: {chart: spark-operator, version: v2.5.2, valuesContent: "controller: {kubeAPIQPS: 30}"}
`;
    expect((await upgraded('2.5.2', '2.4.0', k3s)).dead).toEqual(['controller.kubeAPIQPS']);
    const around = 'spark-operator: {controller: {kubeAPIQPS: 30}}\n';
    const { values, steps } = await upgraded('2.5.2', '2.4.0', around);
    expect(values).toMatchObject([{ path: 'controller.kubeAPIQPS', line: 1 }]);
    expect(steps.join()).toContain(
      'set the version of the dependency in the Chart.yaml around it to 2.4.0, and deliver that chart, and wait until',
    );
  });

  test('of other charts are none', async () => {
    const other = FLUX.replace('chart: spark-operator', 'chart: spark-history-server');
    expect(await upgraded('1.4.0', '2.5.2', other)).toMatchObject({
      values: [],
      notes: ['there are no values of the chart among the files: only what holds for any values is told'],
    });
  });

  test('whose values are elsewhere, or cannot be read, are noted', async () => {
    const part = FLUX.replace('  values:', '  valuesFrom: [{kind: ConfigMap, name: a}]\n  values:');
    expect((await upgraded('1.4.0', '2.5.2', part)).notes).toEqual([
      'HelmRelease flux-system/operator takes more values from elsewhere (valuesFrom, valueFiles), which are not looked at',
    ]);
    const broken = ARGO.replace('spark: {', 'spark: [{');
    const { notes, code } = await upgraded('2.5.2', '2.4.0', broken);
    expect(notes[0]).toMatch(/^the values of Application argocd\/spark-operator cannot be read: /);
    expect(code).toBe(2);
  });
});

const JOB = change(APPLICATION, { 'metadata.name': '2024-etl' });

describe('jobs', () => {
  test('that the newer webhook refuses, that nobody watches, whose account goes', async () => {
    const release = FLUX.replace('version: 1.4.0', 'version: 1.4.0, x: 1');
    const job = change(JOB, {
      'spec.driver.serviceAccount': 'jobs-spark',
      'spec.sparkConf': { 'spark.master': 'local' },
    });
    const { objects, steps } = await upgraded('1.4.0', '2.5.2', `${release}---\n${job}`);
    expect(objects.map(({ rule, path }) => `${rule} ${path}`)).toEqual([
      'name-not-dns-1035 metadata.name',
      'namespace-not-watched metadata.namespace',
      'denied-spark-conf spec.sparkConf["spark.master"]',
      'driver-account-renamed spec.driver.serviceAccount',
    ]);
    expect(objects.at(-1)!.message).toBe(
      'the chart made jobs-spark, and makes jobs-spark-operator-spark instead',
    );
    expect(steps).toContain(
      'change the objects that would be refused or run otherwise: SparkApplication data/2024-etl',
    );
  });

  test('whose account goes on the way back, are told the value of that chart', async () => {
    const job = change(APPLICATION, { 'spec.driver.serviceAccount': 'lake-spark' });
    const { objects } = await upgraded(
      '2.5.2',
      '1.4.6',
      `fullnameOverride: lake\nspark: {jobNamespaces: [data]}\n---\n${job}`,
    );
    expect(objects.find(({ rule }) => rule === 'driver-account-renamed')!.fix).toBe(
      'name the new account in driver.serviceAccount, or keep the old name in serviceAccounts.spark.name',
    );
  });

  test('are refused from the version on that refuses them', async () => {
    const rules = async (from: string, to: string): Promise<string[]> =>
      (await upgraded(from, to, `${JOB}\n---\nspark: {jobNamespaces: [data]}\n`)).objects.map(
        ({ rule }) => rule,
      );
    expect(await rules('2.3.0', '2.4.0')).toEqual(['name-not-dns-1035']);
    expect(await rules('2.2.1', '2.3.0')).toEqual([]);
    expect(await rules('2.4.0', '2.5.2')).toEqual([]);
    expect(await rules('2.4.0', '2.3.0')).toEqual([]);
  });

  test('lose fields and kinds on the way back', async () => {
    const job = change(APPLICATION, { 'spec.suspend': 'true' });
    const connect =
      'apiVersion: sparkoperator.k8s.io/v1alpha1\nkind: SparkConnect\nmetadata: {name: c, namespace: data}\n';
    const { objects, crds, steps } = await upgraded('2.5.2', '2.2.1', `${job}\n---\n${connect}`);
    expect(objects.map(({ message }) => message)).toEqual([
      'chart 2.2.1 does not know suspend, which came with 2.4.0',
      'chart 2.2.1 does not know the kind SparkConnect, which came with 2.3.0',
    ]);
    expect(crds).toContainEqual({ name: 'sparkconnects.sparkoperator.k8s.io', change: 'gone' });
    expect(steps.at(-1)).toContain('leave the CRDs of 2.5.2 in place');
  });
});

test('the order goes from values over CRDs to the operator, and says which CRDs', async () => {
  const { steps, crds } = await upgraded('2.3.0', '2.5.2', 'spark: {}\nreplicaCount: 2\n');
  expect(steps.map((step) => step.split(' ').slice(0, 4).join(' '))).toEqual([
    'change the values that',
    'apply the CRDs of',
    'helm upgrade to --version',
    'apply jobs that use',
  ]);
  expect(crds.map(({ change }) => change)).toEqual(['changed', 'changed', 'changed']);
  expect((await upgraded('2.4.0', '2.5.2', 'spark: {}\n')).crds).toEqual([]);
  expect(steps[1]).toContain(
    '/v2.5.2/charts/spark-operator-chart/crds/sparkoperator.k8s.io_sparkconnects.yaml',
  );
});

test('as a text for people', async () => {
  const { out } = await run(
    '--from',
    '2.4.0',
    '--to',
    '2.5.2',
    file('a.yaml', `spark: {}\nreplicaCount: 2\n---\n${JOB}`),
  );
  expect(out).toMatchSnapshot();
});

test.each([
  [
    ['--to', '2.5.2'],
    /^error: the version that is left is not known: the files do not tell; give it with --from$/m,
  ],
  [
    ['--from', '0.9.0'],
    new RegExp(`^error: --from is "0.9.0", whose chart is not known; known are 1.0.2 to ${newest}$`, 'm'),
  ],
  [['--from', '1.1.16'], /^error: --from is "1.1.16", whose chart is not known; .*, the nearest is 1.1.15$/m],
  [['--from', '2.4.0', '--to', '9.9.9'], new RegExp(`the nearest is ${newest}$`, 'm')],
  [['--from', '2.4.0', '--to', 'latest'], /^error: --to is "latest", whose chart is not known/m],
])('fails on %j', async (args, words) => {
  const { code, err } = await run(...args, file('a.yaml', 'spark: {}\n'));
  expect({ code, err }).toEqual({ code: 2, err: expect.stringMatching(words) as string });
});

test('fails on nothing to compare, and on files that cannot be read', async () => {
  expect(await run('--from', '2.4.0')).toMatchObject({
    code: 2,
    err: expect.stringContaining('nothing to compare') as string,
  });
  expect(await run('--from', '2.4.0', file('a.yaml', '# nothing\n'))).toMatchObject({
    code: 2,
    err: 'error: no Kubernetes object and no chart values in the input\n',
  });
  expect((await run('--from', '2.4.0', join(folder, 'missing.yaml'))).code).toBe(2);
});

test('a release of thousands of unknown values is told in part, and at once', async () => {
  const values = `spark: {}\n${Array.from({ length: 3000 }, (_, index) => `k${index}: 1`).join('\n')}\n`;
  const { values: told, notes } = await upgraded('2.4.0', '2.5.2', values);
  expect(told).toHaveLength(1000);
  expect(notes).toEqual(['2000 more values of one release are left out']);
});
