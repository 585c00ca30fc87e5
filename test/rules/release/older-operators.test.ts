import { CHARTS } from '../../../lib/chart/charts';
import { RULES } from '../../../lib/rules/all';
import { findProblems } from '../../../lib/rules/engine';
import { APPLICATION, change, CONNECT, subjects } from '../harness';

const JOB = change(APPLICATION, {
  'spec.executor.env': [{ name: 'A', value: 'b' }],
  'spec.executor.instances': undefined,
  'spec.batchScheduler': 'gang',
  'spec.dynamicAllocation': { enabled: true },
  'spec.volumes': [
    { name: 'tmp', emptyDir: {} },
    { name: 'spark-local-dir-1', emptyDir: { medium: 'Memory' } },
  ],
});

const rules = (yaml: string, chartVersion?: string): string[] =>
  findProblems(subjects(yaml), { rules: RULES, chartVersion }).map(({ rule }) => rule.id);

test.each([
  ['1.4.6', []],
  ['2.2.1', ['executor-env-lost', 'local-dir-medium-lost', 'executor-count-unknown']],
  ['2.3.0', ['local-dir-medium-lost', 'executor-count-unknown']],
  ['2.4.0', ['local-dir-medium-lost', 'executor-count-unknown']],
  ['2.5.0', ['local-dir-medium-lost']],
  ['2.5.1', []],
  ['2.5.2', []],
  [undefined, []],
])('chart %s: %j', (version, ids) => {
  expect(rules(JOB, version)).toEqual(ids);
});

test('jobs ask the release of their namespace', () => {
  const beside = (version: string): string[] =>
    rules(
      `${JOB}
---
apiVersion: v1
kind: Namespace
metadata: {name: data}
`,
      version,
    );
  expect(beside('2.5.0')).toEqual(['local-dir-medium-lost']);
});

test('a job without executors, and a server, are no matter of theirs', () => {
  const version = '2.2.1';
  expect(rules(change(JOB, { 'spec.executor': undefined }), version)).not.toContain('executor-env-lost');
  expect(rules(CONNECT, '2.4.0')).toEqual([]);
});

test('every version of a rule is that of a chart', () => {
  const named = RULES.flatMap(({ since, until }) => [since, until].flatMap((version) => version ?? []));
  const known = [...CHARTS.keys(), '2.0.0'];
  expect(named.filter((version) => !known.includes(version))).toEqual([]);
});
