import { describe as describeSubject, findProblems, type Subject } from '../../lib/rules/engine';
import { HIDDEN } from '../../lib/text/redact';
import { VALUES, type Rule } from '../../lib/rules/rule';
import { Release } from '../../lib';

const rule: Rule = {
  id: 'no-b',
  severity: 'error',
  summary: 'b is set.',
  why: 'Nobody wants b.',
  fix: 'remove b',
  kinds: ['Thing'],
  *check(object) {
    if ('b' in object) yield { path: ['b'], message: 'b is there' };
  },
};
const general: Rule = {
  ...rule,
  id: 'known-fields',
  general: true,
  *check(object) {
    for (const key of Object.keys(object)) yield { path: [key], message: `${key} is unknown` };
  },
};
const thing = (manifest: object): Subject => ({ kind: 'Thing', manifest: { kind: 'Thing', ...manifest } });

test('reports the value at the path with the fix of the rule', () => {
  const subject = thing({ b: 1 });
  expect(findProblems([subject], { rules: [rule] })).toEqual([
    {
      rule,
      severity: 'error',
      subject,
      path: 'b',
      steps: ['b'],
      value: 1,
      message: 'b is there',
      fix: 'remove b',
    },
  ]);
});

test('asks a rule only about its kinds', () => {
  expect(findProblems([{ kind: 'Other', manifest: { b: 1 } }], { rules: [rule] })).toEqual([]);
});

test.each([
  ['after it', [rule, general]],
  ['before it', [general, rule]],
])('a general rule is silent where a particular one listed %s has spoken', (_, rules) => {
  const found = findProblems([thing({ b: 1, c: 2 })], { rules });
  expect(found.map((finding) => [finding.rule.id, finding.path])).toEqual([
    ['no-b', 'b'],
    ['known-fields', 'kind'],
    ['known-fields', 'c'],
  ]);
});

test('a general error takes the place of a particular warning', () => {
  const warning: Rule = { ...rule, severity: 'warning' };
  const found = (first: Rule, second: Rule) =>
    findProblems([thing({ b: 1 })], { rules: [first, second] }).flatMap(({ rule: { id }, path }) =>
      path === 'b' ? [id] : [],
    );
  expect(found(warning, general)).toEqual(['known-fields']);
  expect(found(warning, { ...general, severity: 'warning' })).toEqual(['no-b']);
});

test('hides a credential', () => {
  const secretive: Rule = {
    ...rule,
    check: () => [{ path: ['b'], message: 'a credential', secret: true, fix: 'use a Secret' }],
  };
  const [finding] = findProblems([thing({ b: 'canary' })], { rules: [secretive] });
  expect(finding).toMatchObject({ value: HIDDEN, secrets: ['canary'], fix: 'use a Secret' });
});

test('names an object as people do', () => {
  expect(describeSubject(thing({ metadata: { name: 'a', namespace: 'n' } }))).toBe('Thing n/a');
  expect(describeSubject(thing({}))).toBe('Thing (without name)');
  expect(describeSubject({ kind: 'values', manifest: {} })).toBe('values of the Spark Operator chart');
});

test('an acknowledged rule is silent, and lets general ones speak, for values as for objects', () => {
  const release = new Release({ values: { b: 1 } });
  release.acknowledge('no-b', 'wanted');
  const rules = [rule, general].map((one) => ({ ...one, kinds: ['Thing', VALUES] }));
  const annotations = { 'cdk8s-spark-operator/acknowledged-no-b': 'wanted' };
  const found = findProblems(
    [{ kind: VALUES, manifest: release.values, release }, thing({ metadata: { annotations }, b: 1 })],
    { rules },
  );
  expect(found.filter(({ path }) => path === 'b').map((finding) => finding.rule.id)).toEqual([
    'known-fields',
    'known-fields',
  ]);
});
