import { findProblems, judge } from '../../lib/rules/engine';
import type { Rule } from '../../lib/rules/rule';

const once = (scope: 'file' | 'run', more: Partial<Rule> = {}): Rule => ({
  id: 'old',
  severity: 'warning',
  summary: 'It is old.',
  why: 'It is.',
  fix: 'renew it',
  kinds: ['Thing'],
  *check({ old, broken }) {
    if (old === true) {
      yield {
        path: ['old'],
        message: 'it is old',
        once: scope,
        ...(broken === true ? { severity: 'error' } : {}),
      };
    }
  },
  ...more,
});
const thing = (file: string, values: object) => ({
  kind: 'Thing',
  file,
  manifest: { kind: 'Thing', ...values },
});
const told = (rule: Rule, ...subjects: ReturnType<typeof thing>[]) =>
  findProblems(subjects, { rules: [rule] }).map(({ subject, severity, message, objects }) => [
    subject.file,
    severity,
    message,
    objects,
  ]);
const OLD = { old: true };

test('tells a single one as it is', () => {
  expect(told(once('run'), thing('a', OLD), thing('b', {}))).toEqual([
    ['a', 'warning', 'it is old', undefined],
  ]);
});

test('tells the first of a run, with how many of how many have it', () => {
  const other = { ...thing('c', OLD), kind: 'Other' };
  expect(told(once('run'), thing('a', OLD), thing('b', OLD), thing('c', {}), other)).toEqual([
    ['a', 'warning', 'it is old (so in 2 of 3 objects)', 2],
  ]);
});

test('tells the first of each file', () => {
  expect(told(once('file'), thing('a', OLD), thing('a', OLD), thing('b', OLD))).toEqual([
    ['a', 'warning', 'it is old (so in 2 objects of the file)', 2],
    ['b', 'warning', 'it is old', undefined],
  ]);
});

test('keeps what is worse apart', () => {
  expect(told(once('run'), thing('a', OLD), thing('b', { ...OLD, broken: true }))).toEqual([
    ['a', 'warning', 'it is old', undefined],
    ['b', 'error', 'it is old', undefined],
  ]);
});

test('counts an object once, however often it has it', () => {
  const twice = once('run', {
    check: () =>
      [1, 2].map((index) => ({ path: ['old', index], message: 'it is old', once: 'run' as const })),
  });
  expect(told(twice, thing('a', OLD), thing('b', OLD))).toEqual([
    ['a', 'warning', 'it is old (so in 2 of 2 objects)', 2],
  ]);
});

test('does not count objects that silence the rule', () => {
  const silent = {
    ...OLD,
    metadata: { annotations: { 'cdk8s-spark-operator/acknowledged-old': 'it is a test' } },
  };
  const { findings, acknowledged } = judge([thing('a', silent), thing('b', OLD)], { rules: [once('run')] });
  expect(findings.map(({ message }) => message)).toEqual(['it is old']);
  expect(acknowledged).toHaveLength(1);
});
