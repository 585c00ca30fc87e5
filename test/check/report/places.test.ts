import { createRequire } from 'node:module';
import { pageOf } from '../../../lib/check/report/page';
import { RULES } from '../../../lib/rules/all';
import { rulesPage } from '../../../scripts/rules-page-text';
import { APPLICATION, change } from '../../rules/harness';
import { workspace } from '../workspace';

const { file, check } = workspace();

const VALUES = 'controller: {replicas: 1}\nspark: {jobNamespaces: [other]}\n';

async function results(...args: string[]) {
  const { out } = await check(...args, '--format', 'sarif');
  const [run] = JSON.parse(out).runs;
  return { run, results: run.results, rules: run.tool.driver.rules };
}

async function entries(...args: string[]) {
  return JSON.parse((await check(...args, '--format', 'json')).out);
}

describe('a finding is told', () => {
  test.each([
    [
      'a value with its key',
      'memory: 1g\n    serviceAccount',
      'memory: 2Gi # two\n    serviceAccount',
      [18, 5, 18, 16],
    ],
    [
      'a block without what is behind it',
      'mode: cluster',
      'zzz:\n    - a\n    - b # c\n\n  mode: cluster',
      [7, 3, 9, 8],
    ],
    [
      'the first line of what lacks a property',
      'metadata: {name: etl, namespace: data}',
      'metadata:\n  namespace: data',
      [4, 1, 4, 10],
    ],
    ['a text of several lines', 'image: registry.example/spark:1.0.0', 'image: "a:\n    b"', [9, 3, 10, 7]],
    ['columns as editors count', 'mode: cluster', '"\u{1f600}": 1\n  mode: cluster', [7, 3, 7, 10]],
  ] as [string, string, string, number[]][])('by %s', async (_, right, wrong, place) => {
    expect(APPLICATION).toContain(right);
    const [{ line, column, endLine, endColumn }] = await entries(
      file('a.yaml', APPLICATION.replace(right, wrong)),
    );
    expect([line, column, endLine, endColumn]).toEqual(place);
  });

  test('at its place in a text of a workflow, by whole lines', async () => {
    const text = APPLICATION.trimStart().replace('memory: 1g', 'memory: 2Gi').replaceAll(/^/gm, '          ');
    const workflow = `apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {name: a, namespace: data}
spec:
  templates:
    - name: a
      resource:
        action: create
        successCondition: status.applicationState.state == COMPLETED
        failureCondition: status.applicationState.state == FAILED
        manifest: |
${text}`;
    const found = await entries(file('a.yaml', workflow));
    expect(found.find(({ rule }: { rule: string }) => rule === 'memory-unit')).toMatchObject({
      line: 28,
      column: 15,
      endLine: 28,
      endColumn: 26,
    });
  });

  test('in SARIF as a region, with what else to look at', async () => {
    const found = await results(file('a.yaml', APPLICATION), file('values.yaml', VALUES));
    expect(found.run.columnKind).toBe('utf16CodeUnits');
    expect(found.results).toMatchObject([
      {
        ruleId: 'namespace-not-watched',
        locations: [
          { physicalLocation: { region: { startLine: 4, startColumn: 23, endLine: 4, endColumn: 38 } } },
        ],
        relatedLocations: [
          {
            id: 0,
            physicalLocation: {
              artifactLocation: { uri: expect.stringMatching(/values\.yaml$/) },
              region: { startLine: 2, startColumn: 9, endLine: 2, endColumn: 31 },
            },
            message: {
              text: 'values of the Spark Operator chart spark.jobNamespaces: the namespaces that it watches',
            },
          },
        ],
      },
    ]);
  });

  test('with what else to look at, for people and as JSON', async () => {
    const args = [file('a.yaml', APPLICATION), file('values.yaml', VALUES)];
    expect((await check(...args)).out).toContain(
      '\n  see: values.yaml:2  values of the Spark Operator chart: the namespaces that it watches\n',
    );
    expect(await entries(...args)).toMatchObject([
      {
        url: expect.stringMatching(/\/docs\/rules\.md#namespace-not-watched$/),
        related: [{ line: 2, column: 9, endLine: 2, endColumn: 31, path: 'spark.jobNamespaces' }],
      },
    ]);
  });

  test('in the object that carries a release', async () => {
    const flux = `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: spark, namespace: flux-system}
spec:
  chart: {spec: {chart: spark-operator}}
  values:
    spark: {jobNamespaces: [other]}
  upgrade: {crds: CreateReplace}
`;
    expect(await entries(file('a.yaml', APPLICATION), file('flux.yaml', flux))).toMatchObject([
      {
        related: [
          { line: 7, object: 'HelmRelease flux-system/spark', path: 'spec.values.spark.jobNamespaces' },
        ],
      },
    ]);
  });
});

describe('fingerprints', () => {
  const prints = async (content: string): Promise<string[]> =>
    (await results(file('a.yaml', content))).results.map(
      (result: { partialFingerprints: Record<string, string> }) =>
        result.partialFingerprints['sparkRuleObjectField/v1'],
    );
  const env = (...names: string[]) => ({
    'spec.driver.env': names.map((name) => ({ name, value: 'x', zzz: 1 })),
  });

  test('stay when lines, values and places in a list move', async () => {
    const [print] = await prints(change(APPLICATION, env('A')));
    expect(print).toMatch(/^[0-9a-f]{32}$/);
    expect(await prints(`# one\n\n${change(APPLICATION, env('A'))}`)).toEqual([print]);
    expect((await prints(change(APPLICATION, env('B', 'A'))))[1]).toBe(print);
  });

  test('differ by object, field and how manieth it is', async () => {
    const other = change(APPLICATION, { ...env('A'), 'metadata.name': 'other' });
    const same = change(APPLICATION, env('A', 'A', 'B'));
    const all = [...(await prints(same)), ...(await prints(other))];
    expect(all).toHaveLength(5);
    expect(new Set(all).size).toBe(5);
  });

  test('do not know in which file a finding stands', async () => {
    const content = change(APPLICATION, env('A'));
    const [one, two] = (await results(file('a.yaml', content), file('b.yaml', content))).results;
    expect(one.partialFingerprints).toEqual(two.partialFingerprints);
  });
});

describe('the page of a rule', () => {
  test('is that of this repository, and has each rule', () => {
    const { repository } = createRequire(__filename)('../../../package.json');
    const headings = new Set(rulesPage().match(/(?<=^### )\S+$/gm));
    for (const rule of RULES) {
      const [page, id] = pageOf(rule)!.split('#');
      expect(page).toBe(`${repository.url.replace(/\.git$/, '')}/blob/main/docs/rules.md`);
      expect(headings).toContain(id);
    }
  });

  test('is that which a rule of somebody else tells', () => {
    const own = { ...RULES[0]!, id: 'own' };
    expect(pageOf({ ...own, source: undefined })).toBeUndefined();
    expect(pageOf({ ...own, source: 'https://example.com' })).toBe('https://example.com');
  });

  test('is linked from SARIF', async () => {
    const { rules } = await results(file('a.yaml', change(APPLICATION, { 'spec.executor.memory': '2Gi' })));
    expect(rules[0].helpUri).toMatch(/\/docs\/rules\.md#memory-unit$/);
  });
});
