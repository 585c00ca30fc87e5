import { mkdtempSync, mkdirSync, openSync, rmSync, writeFileSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { main } from '../../lib/check/command';
import { RULES } from '../../lib/rules/all';
import { APPLICATION, change, RELEASE } from '../rules/harness';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'check-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, content);
  return path;
}

async function check(args: readonly string[], { color = false, input = '' } = {}) {
  const stdin = { fd: openSync(file('.stdin', input), 'r') };
  let [out, err] = ['', ''];
  const code = await main(['node', 'cdk8s-spark-operator', 'check', ...args], {
    stdin,
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text) },
    color,
  });
  return { code, out: out.replaceAll(`${folder}/`, ''), err: err.replaceAll(`${folder}/`, '') };
}

const DEFECT = `# first line
apiVersion: sparkoperator.k8s.io/v1beta2
kind: SparkApplication
metadata:
  name: etl
  namespace: data
${APPLICATION.slice(APPLICATION.indexOf('spec:')).replace('memory: 1g\n    instances', 'memory: 2Gi\n    instances')}`;

describe('exit code', () => {
  test('0 without findings', async () => {
    expect(await check([file('a.yaml', APPLICATION)])).toEqual({
      code: 0,
      out: '0 errors, 0 warnings in 1 object of 1 file\n',
      err: '',
    });
  });

  test('1 with an error', async () => {
    expect((await check([file('a.yaml', DEFECT)])).code).toBe(1);
  });

  test('0 with a warning, 1 with --strict', async () => {
    const path = file('a.yaml', change(APPLICATION, { 'spec.image': 'a:latest' }));
    expect((await check([path])).code).toBe(0);
    expect((await check([path, '--strict'])).code).toBe(1);
  });

  test.each([
    ['a missing file', ['/nowhere.yaml'], 'error: /nowhere.yaml: no such file or folder\n'],
    ['nothing', [], 'error: nothing to check; name files or folders, or - for the standard input\n'],
    ['an unknown option', ['--nope'], expect.stringContaining("error: unknown option '--nope'")],
    [
      'an unknown format',
      ['--format', 'xml'],
      expect.stringContaining('Allowed choices are text, json, sarif'),
    ],
    [
      'an unknown rule',
      ['--ignore', 'memory-unity'],
      'error: there is no rule memory-unity; did you mean memory-unit?\n',
    ],
    [
      'an unknown rule to explain',
      ['--explain', 'x'],
      'error: there is no rule x; docs/rules.md lists them\n',
    ],
  ] as [string, string[], unknown][])('2 for %s', async (_, args, err) => {
    expect(await check(args)).toEqual({ code: 2, out: '', err });
  });

  const unusable: [string, string | Uint8Array, string][] = [
    ['a tab', 'kind: A\nspec:\n\tx: 1\n', 'a.yaml:3:1: Tabs are not allowed as indentation'],
    [
      'bytes that are no text',
      new Uint8Array([0xff, 0xfe, 0x00]),
      'a.yaml: UTF-16, which kubectl does not read; save it as UTF-8',
    ],
    ['bytes of another encoding', new Uint8Array([0x61, 0xe4, 0x0a]), 'a.yaml: not UTF-8 text'],
    [
      'a document that is nothing',
      'a: 1\n---\nb: 2\n',
      'a.yaml:1: neither a Kubernetes object (kind is missing) nor values of the Spark Operator chart',
    ],
    ['an empty file', '', 'no Kubernetes object and no chart values in the input'],
  ];
  for (const [what, content, message] of unusable) {
    test(`2 for ${what}`, async () => {
      expect(await check([file('a.yaml', content)])).toEqual({
        code: 2,
        out: '',
        err: `error: ${message}\n`,
      });
    });
  }

  test('2 for a huge file, at once', async () => {
    const path = file('a.yaml', '');
    truncateSync(path, 100 * 2 ** 20);
    expect(await check([path])).toEqual({
      code: 2,
      out: '',
      err: 'error: a.yaml: 100 MiB, at most 4 MiB can be checked; split it\n',
    });
  });

  test('2 when one of the files cannot be read, with what is wrong in the others', async () => {
    const { code, out, err } = await check([file('a.yaml', DEFECT), file('b.yaml', 'kind: [')]);
    expect(code).toBe(2);
    expect(out).toContain('a.yaml:33  error  memory-unit');
    expect(err).toMatch(/^error: b\.yaml:1:\d+: /);
  });

  test('2 for --values given twice', async () => {
    const { code, err } = await check(['--values', 'a.yaml', '--values', 'b.yaml']);
    expect({ code, err }).toEqual({
      code: 2,
      err: 'error: --values is given twice, a.yaml and b.yaml; merge them into one file, as helm would\n',
    });
  });

  test('2 for --values that are no values', async () => {
    const { code, err } = await check([file('a.yaml', APPLICATION), '--values', file('b.yaml', 'kind: Pod')]);
    expect({ code, err }).toEqual({ code: 2, err: 'error: b.yaml: a Pod, not values of the chart\n' });
  });
});

describe('input', () => {
  test('reads folders, without hidden ones and files of other kinds', async () => {
    file('one/a.yaml', DEFECT);
    file('one/deep/b.yml', DEFECT);
    file('one/c.json', change(APPLICATION, {}));
    file('one/.git/d.yaml', DEFECT);
    file('one/node_modules/e.yaml', DEFECT);
    file('one/mkdocs.yaml', 'site_name: x');
    file('one/notes.txt', DEFECT);
    const { out } = await check([join(folder, 'one')]);
    expect(out).toContain('2 errors, 0 warnings in 3 objects of 4 files');
  });

  test('reads the standard input', async () => {
    const { code, out } = await check(['-'], { input: DEFECT });
    expect(code).toBe(1);
    expect(out).toContain('standard input:33  error  memory-unit');
  });

  test('sees all files as one set', async () => {
    const account = `{apiVersion: v1, kind: ServiceAccount, metadata: {name: spark, namespace: data}}`;
    const { out } = await check([file('a.yaml', APPLICATION), file('b.yaml', account)]);
    expect(out).toContain('no RoleBinding gives spark a Role in namespace data');
  });

  test('takes values among the files, or by --values, as the release', async () => {
    const values = file('values.yaml', RELEASE.replace('data', 'other'));
    for (const args of [[values], ['--values', values], [values, '--values', values]]) {
      const { out } = await check([file('a.yaml', APPLICATION), ...args]);
      expect(out).toContain('the operator watches other, not data');
      expect(out).toContain('1 error, 0 warnings in 2 objects of 2 files');
    }
  });

  test('checks values on their own', async () => {
    const { code, out } = await check(['--values', file('values.yaml', 'controller:\n  replica: 2\n')]);
    expect(code).toBe(1);
    expect(out).toContain('values.yaml:2  error  unknown-chart-value  values of the Spark Operator chart');
  });

  test('leaves values of other charts and kustomizations alone, in a folder', async () => {
    file('one/values.yaml', 'image: {repository: nginx}\nreplicaCount: 2\ningress: {enabled: true}\n');
    file('one/kustomization.yaml', 'resources: [app.yaml]\n');
    file('one/app.yaml', APPLICATION);
    file('one/spark/values.yaml', RELEASE.replace('data', 'other'));
    const { out } = await check([join(folder, 'one')]);
    expect(out).toContain('the operator watches other, not data');
    expect(out).toContain('1 error, 0 warnings in 2 objects of 4 files');
  });

  test('leaves values of other charts alone that a hook of Git names', async () => {
    const other = file(
      'values.yaml',
      'image: {repository: nginx}\nreplicaCount: 2\ningress: {enabled: true}\n',
    );
    expect(await check([other])).toEqual({
      code: 0,
      out: '0 errors, 0 warnings in 0 objects of 1 file\n',
      err: '',
    });
    const compose = file('compose.yaml', 'services: {a: {image: nginx}}\n');
    expect((await check([file('app.yaml', APPLICATION), other, compose])).code).toBe(0);
    const kindless = file('kindless.yaml', 'apiVersion: v1\nmetadata: {name: x}\n');
    expect((await check([file('app.yaml', APPLICATION), kindless])).err).toContain('kind is missing');
  });

  test('reads the values of the chart in those of a chart that depends on it', async () => {
    const umbrella = file(
      'values.yaml',
      'airflow: {executor: x}\nspark-operator:\n  enabled: true\n  controller:\n    replica: 2\n  spark: {jobNamespaces: [other]}\n',
    );
    for (const args of [[umbrella], ['--values', umbrella]]) {
      const { out } = await check([file('app.yaml', APPLICATION), ...args]);
      expect(out).toContain('values.yaml:5  error  unknown-chart-value  values of the Spark Operator chart');
      expect(out).toContain('["spark-operator"].controller.replica = 2');
      expect(out).toContain('the operator watches other, not data');
      expect(out).toContain('2 errors, 0 warnings in 2 objects of 2 files');
    }
  });

  test('reads the release that a HelmRelease or an Application carries, in its place', async () => {
    const flux = file(
      'flux.yaml',
      `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: spark, namespace: flux-system}
spec:
  chart: {spec: {chart: spark-operator}}
  values:
    spark: {jobNamespaces: [other]}
    sparkJobNamespaces: [data]
  upgrade: {crds: CreateReplace}
`,
    );
    const application = (helm: string): string => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: spark, namespace: argocd}
spec:
  source:
    chart: spark-operator
    helm:
      ${helm}
  syncPolicy: {syncOptions: [ServerSideApply=true]}
`;
    const argo = file(
      'argo.yaml',
      application(`values: |
        spark: {jobNamespaces: [other]}
        sparkJobNamespaces: [data]`),
    );
    for (const [carrier, line, name, path] of [
      [flux, 8, 'HelmRelease flux-system/spark', 'spec.values'],
      [argo, 10, 'Application argocd/spark', 'spec.source.helm.values'],
    ] as const) {
      const { out } = await check([file('app.yaml', APPLICATION), carrier]);
      expect(out).toContain(`${carrier.split('/').at(-1)!}:${line}  error  unknown-chart-value  ${name}`);
      expect(out).toContain(`${path}.sparkJobNamespaces = ["data"]`);
      expect(out).toContain('the operator watches other, not data');
      expect(out).toContain('2 errors, 0 warnings in 2 objects of 2 files');
    }
    const parameters = file(
      'parameters.yaml',
      application(`parameters:
        - {name: spark.jobNamespaceSelector, value: a=b}
        - {name: webhook.enabled, value: "true"}`),
    );
    const { out } = await check([parameters]);
    expect(out).toContain('parameters.yaml:10  error  unknown-chart-value  Application argocd/spark');
    expect(out).toContain('spec.source.helm.parameters[1]');
    const broken = file(
      'broken.yaml',
      'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: x}\nspec: {source: {chart: spark-operator, helm: {values: "a: [" }}, syncPolicy: {syncOptions: [ServerSideApply=true]}}\n',
    );
    expect((await check([broken])).code).toBe(0);
  });

  test('says of a template that it is one, whatever stands in it', async () => {
    const template = file(
      'app.yaml',
      'kind: SparkApplication\nmetadata:\n  {{- include "labels" . }}\nspec:\n\tx\n',
    );
    const { code, out, err } = await check([template]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('app.yaml:3  warning  template-not-rendered  template');
    expect(out).toContain('0 errors, 1 warning in 1 object of 1 file');
    expect(JSON.parse((await check([template, '--format', 'json'])).out)).toMatchObject([
      { rule: 'template-not-rendered', severity: 'warning', line: 3, kind: 'template', name: null },
    ]);
  });

  test('tells once what is true of a whole set, with the number, in each form', async () => {
    const jobs = ['a', 'b', 'c'].map((name) =>
      file(
        `${name}.yaml`,
        change(APPLICATION, { 'metadata.name': name, 'spec.timeToLiveSeconds': undefined }),
      ),
    );
    const message = 'the object is kept for ever (so in 3 of 3 objects)';
    const { out } = await check(jobs);
    expect(out.split(message)).toHaveLength(2);
    expect(out).toContain('0 errors, 1 warning in 3 objects of 3 files');
    expect(JSON.parse((await check([...jobs, '--format', 'json'])).out)).toMatchObject([
      { rule: 'ttl-unset', message, objects: 3 },
    ]);
    const [run] = JSON.parse((await check([...jobs, '--format', 'sarif'])).out).runs;
    expect(run.results).toHaveLength(1);
    expect(run.results[0].message.text).toContain(message);
    expect(run.results[0].properties).toEqual({ objects: 3 });
  });

  test('leaves a kustomization alone that a pattern of the shell names', async () => {
    const files = [file('app.yaml', APPLICATION), file('kustomization.yaml', 'resources: [app.yaml]\n')];
    expect((await check(files)).out).toBe('0 errors, 0 warnings in 1 object of 2 files\n');
  });

  test('leaves objects of other operators alone', async () => {
    const foreign =
      'apiVersion: spark.apache.org/v1\nkind: SparkApplication\nmetadata: {name: X}\nspec: {}\n';
    expect((await check([file('a.yaml', foreign)])).code).toBe(0);
  });

  test('leaves out ignored rules, wherever the option stands', async () => {
    const path = file('a.yaml', DEFECT);
    for (const args of [
      ['--ignore', 'memory-unit', path],
      [path, '--ignore', 'memory-unit'],
      [path, '--ignore', 'image-missing', 'memory-unit'],
      [path, '--ignore=image-missing,memory-unit'],
    ]) {
      expect((await check(args)).code).toBe(0);
    }
  });

  test('respects an acknowledged rule', async () => {
    const acknowledged = change(APPLICATION, {
      'spec/image': 'a:latest',
      'metadata/annotations/cdk8s-spark-operator/acknowledged-image-not-pinned': undefined,
    });
    const manifest = JSON.parse(acknowledged);
    const key = 'cdk8s-spark-operator/acknowledged-image-not-pinned';
    manifest.metadata.annotations = { [key]: 'rebuilt each night' };
    expect((await check([file('a.json', JSON.stringify(manifest)), '--strict'])).code).toBe(0);
    manifest.metadata.annotations = { [key]: ' ' };
    expect((await check([file('a.json', JSON.stringify(manifest)), '--strict'])).code).toBe(1);
  });
});

describe('report', () => {
  test('shows the beginning of a line that is long, as all of a JSON file can be', async () => {
    const manifest = JSON.stringify(JSON.parse(change(APPLICATION, { 'spec.executor.memory': '2Gi' })));
    const { out } = await check([file('a.json', manifest)]);
    expect(out).toContain(`\n  >     1 | ${manifest.slice(0, 200)} …\n  why: `);
    expect(Math.max(...out.split('\n').map(({ length }) => length))).toBeLessThan(220);
  });

  test('shows people the lines, the reason and the fix', async () => {
    const { out } = await check([file('a.yaml', DEFECT)]);
    expect(out).toBe(`a.yaml:33  error  memory-unit  SparkApplication data/etl
  spec.executor.memory = "2Gi": "2Gi" is a Kubernetes quantity, memory wants Spark's units
       31 |   executor:
       32 |     cores: 1
  >    33 |     memory: 2Gi
       34 |     instances: 2
       35 |     volumeMounts: [{name: tmp, mountPath: /tmp}]
  why: spark-submit or the JVM stops ("Executor memory must be a positive number"), naming neither field nor value.
  fix: write 2g

1 error, 0 warnings in 1 object of 1 file
`);
  });

  test('is coloured only where colour is asked for', async () => {
    const path = file('a.yaml', DEFECT);
    expect((await check([path])).out).not.toContain('\u001b[');
    expect((await check([path], { color: true })).out).toContain('\u001b[31merror\u001b[0m');
  });

  test('is one JSON array', async () => {
    const { out } = await check([file('a.yaml', DEFECT), '--format', 'json']);
    expect(JSON.parse(out)).toEqual([
      {
        rule: 'memory-unit',
        severity: 'error',
        file: join(folder, 'a.yaml').replace(`${folder}/`, ''),
        line: 33,
        column: 5,
        endLine: 33,
        endColumn: 16,
        kind: 'SparkApplication',
        namespace: 'data',
        name: 'etl',
        path: 'spec.executor.memory',
        value: '2Gi',
        message: '"2Gi" is a Kubernetes quantity, memory wants Spark\'s units',
        fix: 'write 2g',
        url: 'https://git.example.com/data-platform/cdk8s-spark-operator/blob/main/docs/rules.md#memory-unit',
      },
    ]);
    expect((await check([file('b.yaml', APPLICATION), '--format', 'json'])).out).toBe('[]\n');
  });

  test('is SARIF', async () => {
    const { out } = await check([file('a b.yaml', DEFECT), '--format', 'sarif']);
    const { version, runs } = JSON.parse(out);
    expect(version).toBe('2.1.0');
    expect(runs[0].tool.driver.rules).toMatchObject([
      { id: 'memory-unit', defaultConfiguration: { level: 'error' } },
    ]);
    expect(runs[0].results).toMatchObject([
      {
        ruleId: 'memory-unit',
        ruleIndex: 0,
        level: 'error',
        locations: [
          { physicalLocation: { artifactLocation: { uri: 'a%20b.yaml' }, region: { startLine: 33 } } },
        ],
      },
    ]);
  });

  test('explains every rule', async () => {
    for (const { id } of RULES) {
      const { code, out } = await check(['--explain', id]);
      expect(code).toBe(0);
      expect(out).toMatch(new RegExp(`^${id} \\((error|warning)\\): [^]+\nwhy: [^]+\nfix: `));
    }
  });

  test.each(['text', 'json', 'sarif'])('shows no credential as %s', async (format) => {
    const canary = 'canary-0123';
    const path = file(
      'a.yaml',
      `${DEFECT}  sparkConf:
    spark.hadoop.fs.s3a.access.key: AKIACANARY0123456789
    spark.hadoop.fs.s3a.secret.key: ${canary}
    spark.hadoop.fs.s3a.endpoint.regin: ${canary}
  javaOptions: x
  arguments:
    - --token=${canary}
    - --password
    - ${canary}
---
apiVersion: v1
kind: Secret
metadata: {name: a, namespace: data}
stringData:
  key: |
    ${canary}
    second ${canary}
`,
    );
    const { out } = await check([path, '--format', format]);
    expect(out).toContain('plaintext-credential');
    expect(out).toContain('secret-value-in-manifest');
    expect(out.toLowerCase()).not.toContain('canary');
  });
});

describe('--sizes', () => {
  const quota = `
apiVersion: v1
kind: ResourceQuota
metadata: {name: compute, namespace: data}
spec: {hard: {pods: 20, requests.cpu: "8", limits.memory: 64Gi}}
`;

  test('says first what the jobs of each namespace ask for, beside its quotas', async () => {
    const more = change(APPLICATION, {
      'metadata.name': 'nightly',
      'spec.dynamicAllocation': { enabled: true, minExecutors: 1 },
      'spec.executor.instances': undefined,
    });
    const { out } = await check([file('a.yaml', `${APPLICATION}---\n${more}\n---${quota}`), '--sizes']);
    expect(out.split('\n\n')[0]).toBe(
      [
        'namespace  job         pods  CPU  memory  at most: pods  CPU  memory',
        'data       etl            3    3  4299Mi              3    3  4299Mi',
        'data       nightly        2    2  2866Mi       no limit',
        'data       (together)     5    5  7165Mi       no limit',
        'data       quota compute: pods 20, requests.cpu 8, limits.memory 64Gi',
      ].join('\n'),
    );
  });

  test('says when there is none', async () => {
    expect((await check([file('a.yaml', quota), '--sizes'])).out).toContain(
      'no job whose size could be told',
    );
  });

  test('says the same as data, with the findings', async () => {
    const more = change(APPLICATION, {
      'metadata.name': 'nightly',
      'spec.dynamicAllocation': { enabled: true, minExecutors: 1 },
      'spec.driver.memory': 'much',
    });
    const { out } = await check([
      file('a.yaml', `${APPLICATION}---\n${more}\n---${quota}`),
      '--sizes',
      '--format=json',
    ]);
    const { sizes, findings } = JSON.parse(out);
    expect(findings.map(({ rule }: { rule: string }) => rule)).toContain('memory-unit');
    expect(sizes).toHaveLength(1);
    const pod = { cpu: 1, memory: 1433, cpuLimit: null, memoryLimit: 1433 };
    expect(sizes[0]).toMatchObject({
      namespace: 'data',
      jobs: [
        { name: 'etl', driver: pod, executor: pod, atStart: { pods: 3, cpu: 3, memory: 4299 } },
        { name: 'nightly', driver: { memory: null }, atStart: { pods: 3, memory: null }, atMost: null },
      ],
      atStart: { pods: 6, cpu: 6, memory: null },
      atMost: null,
      quotas: [{ name: 'compute', hard: { pods: '20', 'requests.cpu': '8' } }],
    });
  });

  test('shows no credential', async () => {
    const leaky = quota
      .replace('name: compute', 'name: "password=CANARY"')
      .replace('pods: 20', 'pods: ghp_CANARYCANARYCANARYCANARYCANARYCANARY');
    const { out } = await check([file('a.yaml', `${APPLICATION}---${leaky}`), '--sizes', '--format', 'json']);
    expect(JSON.parse(out).sizes[0].quotas).toHaveLength(1);
    expect(out.toLowerCase()).not.toContain('canary');
  });

  test('has no form sarif', async () => {
    const { code, err } = await check([file('a.yaml', quota), '--sizes', '--format', 'sarif']);
    expect([code, err]).toEqual([2, 'error: --sizes has no form sarif; take text or json\n']);
  });
});
