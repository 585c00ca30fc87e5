import {
  ACKNOWLEDGED,
  describe as describeSubject,
  findProblems,
  isError,
  judge,
  type Subject,
} from '../../lib/rules/engine';
import { HIDDEN } from '../../lib/text/redact';
import { TEMPLATE, VALUES, type Rule } from '../../lib/rules/rule';
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

test('says that a rule failed, and goes on', () => {
  const failing: Rule = {
    ...rule,
    id: 'failing',
    *check() {
      yield { path: ['b'], message: 'before' };
      throw new Error('it is odd');
    },
  };
  const told = findProblems([thing({ b: 1 })], { rules: [failing, rule] });
  expect(told.map(({ rule: { id }, path, message }) => [id, path, message])).toEqual([
    ['failing', 'b', 'before'],
    ['failing', '', 'rule failing could not look at it: it is odd'],
    ['no-b', 'b', 'b is there'],
  ]);
  expect(told[1]!.fix).toMatch(/^mend what is odd in the object/);
});

test.each([99, 100, 101, 103])('tells a hundred of %d findings, and how many more there are', (count) => {
  const many: Rule = {
    ...rule,
    *check() {
      for (let index = 0; index < count; index++) yield { path: [`x${index}`], message: 'm' };
    },
  };
  const told = findProblems([thing({})], { rules: [many] });
  expect(told).toHaveLength(Math.min(count, 100));
  expect(told.map(({ more }) => more ?? 0).reduce((sum, more) => sum + more)).toBe(Math.max(0, count - 100));
  expect(told.at(-1)!.more).toBe(count > 100 ? count - 100 : undefined);
});

test('hides each text of a credential that is a list or a map', () => {
  const secret: Rule = {
    ...rule,
    *check() {
      yield { path: ['b'], message: 'm', secret: true };
    },
  };
  const secrets = (b: unknown) => findProblems([thing({ b })], { rules: [secret] })[0]!.secrets;
  expect(secrets('x')).toEqual(['x']);
  expect(secrets({ a: 'x', c: ['y', 7, null] })).toEqual(['x', 'y']);
  expect(secrets(7)).toEqual([]);
  expect(secrets(null)).toEqual([]);
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

test('tells findings and what is acknowledged in the order of the objects, however many and of whatever kinds', () => {
  const both: Rule = { ...rule, kinds: ['Thing', 'Other'] };
  const second: Rule = { ...both, id: 'no-b-at-all' };
  const subjects = Array.from({ length: 100 }, (_, index): Subject => {
    const kind = index % 3 === 0 ? 'Other' : 'Thing';
    const annotations = { [`${ACKNOWLEDGED}no-b-at-all`]: 'known' };
    return { kind, manifest: { kind, b: index, ...(index % 5 === 0 ? { metadata: { annotations } } : {}) } };
  });
  const { findings, acknowledged } = judge(subjects, { rules: [both, second] });
  expect(findings.map((finding) => [finding.value, finding.rule.id])).toEqual(
    subjects.flatMap((_, index) => [[index, 'no-b'], ...(index % 5 === 0 ? [] : [[index, 'no-b-at-all']])]),
  );
  expect(acknowledged.map(({ subject }) => subjects.indexOf(subject))).toEqual(
    subjects.flatMap((_, index) => (index % 5 === 0 ? [index] : [])),
  );
});

describe('versions of the chart for which a rule holds', () => {
  const since: Rule = { ...rule, kinds: ['Thing', VALUES], since: '2.2.0' };
  const until: Rule = { ...rule, kinds: ['Thing', VALUES], until: '2.4.0' };
  const both: Rule = { ...since, until: '2.4.0' };
  const values = (namespaces: string[], chartVersion?: string): Subject => {
    const given = { spark: { jobNamespaces: namespaces }, b: 1 };
    return { kind: VALUES, manifest: given, release: new Release({ values: given, chartVersion }) };
  };
  const speaks = (one: Rule, usual: string | undefined, ...subjects: Subject[]): number =>
    findProblems(subjects, { rules: [one], chartVersion: usual }).length;
  const job = thing({ metadata: { namespace: 'data' }, b: 1 });
  const ofThings = (one: Rule): Rule => ({ ...one, kinds: ['Thing'] });

  test.each([
    ['2.1.9', 0, 1, 0],
    ['2.2.0', 1, 1, 1],
    ['2.3.9', 1, 1, 1],
    ['2.4.0', 1, 0, 0],
    [undefined, 1, 0, 0],
  ])('are asked of the release, here %s', (version, ofSince, ofUntil, ofBoth) => {
    const expected = [ofSince, ofUntil, ofBoth];
    expect([since, until, both].map((one) => speaks(one, undefined, values([], version)))).toEqual(expected);
    expect([since, until, both].map((one) => speaks(one, version, values([])))).toEqual(expected);
    expect([since, until, both].map((one) => speaks(one, version, job))).toEqual(expected);
    const beside = values(['data'], version);
    expect([since, until, both].map((one) => speaks(ofThings(one), undefined, job, beside))).toEqual(
      expected,
    );
  });

  test('are those of any release of the namespace', () => {
    const [old, young] = [values(['data'], '2.1.0'), values(['data'], '2.5.2')];
    expect(speaks(ofThings(since), undefined, job, old, young)).toBe(1);
    expect(speaks(ofThings(until), undefined, job, old, young)).toBe(1);
    expect(speaks(ofThings(both), undefined, job, old, young)).toBe(0);
    expect(speaks(ofThings(since), undefined, job, values(['other'], '2.1.0'))).toBe(1);
  });

  test('are no matter of a rule that names none', () => {
    expect(speaks(rule, '1.0.2', job)).toBe(1);
  });
});

describe('who asks', () => {
  const subject = thing({ b: 1 });

  test('may leave rules out, change their severity and ignore them with a reason', () => {
    const rules = [rule];
    expect(findProblems([subject], { rules, applies: () => false })).toEqual([]);
    expect(
      findProblems([subject], { rules, applies: (one, of) => one === rule && of === subject }),
    ).toHaveLength(1);
    const [warned] = findProblems([subject], { rules, severity: () => 'warning' });
    expect(warned).toMatchObject({ severity: 'warning', message: 'b is there' });
    expect(findProblems([subject], { rules, severity: () => undefined }).map(isError)).toEqual([true]);
    expect([warned!].map(isError)).toEqual([false]);
    const judged = judge([subject, thing({ c: 1 })], { rules, ignored: new Map([['no-b', 'known']]) });
    expect(judged.findings).toEqual([]);
    expect(judged.acknowledged).toMatchObject([
      { rule, subject, reason: 'known', by: 'configuration', findings: [{ message: 'b is there' }] },
    ]);
  });

  test('hears of what an object acknowledges, needed or not', () => {
    const annotated = (reason: unknown, more: object = {}) =>
      thing({ metadata: { annotations: { 'cdk8s-spark-operator/acknowledged-no-b': reason } }, ...more });
    const ask = (of: Subject, acknowledgements?: boolean) =>
      judge([of], { rules: [rule], acknowledgements, ignored: new Map([['no-b', 'all of them']]) });
    expect(ask(annotated('wanted', { b: 1 })).acknowledged).toMatchObject([
      { reason: 'wanted', by: 'object', findings: [{ path: 'b' }] },
    ]);
    expect(ask(annotated('wanted')).acknowledged).toMatchObject([
      { reason: 'wanted', by: 'object', findings: [] },
    ]);
    expect(ask(annotated('wanted', { b: 1 }), false).acknowledged).toMatchObject([
      { reason: 'all of them', by: 'configuration' },
    ]);
    for (const nothing of ['', '  ', 1, null]) {
      expect(findProblems([annotated(nothing, { b: 1 })], { rules: [rule] })).toHaveLength(1);
    }
    expect(ask(thing({})).acknowledged).toEqual([]);
  });

  test('asks nothing of a release that stands already', () => {
    const values = { b: 1 };
    const rules = [{ ...rule, kinds: [VALUES] }];
    const of = (existing: boolean) => {
      const release = new Release({ values, existing });
      return findProblems([{ kind: VALUES, manifest: values, release }], { rules });
    };
    expect(of(true)).toEqual([]);
    expect(of(false)).toHaveLength(1);
  });
});

describe('kinds', () => {
  const all: Rule = { ...rule, kinds: ['*'], check: () => [{ path: [], message: 'seen' }] };

  test('of all sorts are no values and no templates', () => {
    const seen = (kind: string) => findProblems([{ kind, manifest: {} }], { rules: [all] }).length;
    expect(['Thing', 'SparkApplication', VALUES, TEMPLATE].map(seen)).toEqual([1, 1, 0, 0]);
  });

  test('of another operator are not ours', () => {
    const ours: Rule = { ...all, kinds: ['SparkApplication', 'Thing'] };
    const seen = (kind: string, apiVersion?: string) =>
      findProblems([{ kind, manifest: { apiVersion } }], { rules: [ours] }).length;
    expect(seen('SparkApplication', 'spark.apache.org/v1')).toBe(0);
    expect(seen('SparkApplication', 'sparkoperator.k8s.io/v1beta2')).toBe(1);
    expect(seen('SparkApplication', 'v1')).toBe(1);
    expect(seen('SparkApplication')).toBe(1);
    expect(seen('Thing', 'spark.apache.org/v1')).toBe(1);
  });
});

describe('what stands in another object', () => {
  const outer = thing({ metadata: { annotations: { 'cdk8s-spark-operator/acknowledged-no-b': 'wanted' } } });
  const inner = (of: Subject): Subject => ({
    kind: 'Thing',
    manifest: { b: 1 },
    within: { subject: of, place: (steps) => ['spec', 'parts', 0, ...steps] },
  });

  test('is shown there, and silenced by it', () => {
    const plain = thing({});
    expect(findProblems([inner(plain)], { rules: [rule] })).toMatchObject([
      { subject: plain, path: 'spec.parts[0].b', steps: ['spec', 'parts', 0, 'b'] },
    ]);
    expect(findProblems([inner(outer)], { rules: [rule] })).toEqual([]);
  });

  test('has placeholders that are filled in', () => {
    const rules: Rule[] = [{ ...rule, speaksOf: 'placeholders' }];
    expect(findProblems([inner(thing({}))], { rules })).toEqual([]);
    expect(findProblems([thing({ b: 1 })], { rules })).toHaveLength(1);
    const values = { b: 1 };
    const release = new Release({ values });
    const ofRelease = { ...inner(thing({})), kind: VALUES, manifest: values, release };
    expect(findProblems([ofRelease], { rules: [{ ...rules[0]!, kinds: [VALUES] }] })).toHaveLength(1);
  });

  test('shows other places in the objects where they stand', () => {
    const plain = thing({});
    const part = inner(plain);
    const pointing: Rule = {
      ...rule,
      check: (object) => [{ path: ['b'], message: 'x', related: [{ object, path: ['b'], message: 'here' }] }],
    };
    const [found] = findProblems([part], { rules: [pointing] });
    expect(found!.related).toEqual([{ subject: plain, steps: ['spec', 'parts', 0, 'b'], message: 'here' }]);
  });
});

test('says which objects repeat another', () => {
  const repeats: Rule = {
    ...rule,
    *check(object, facts) {
      if (facts.isRepeated(object)) yield { path: [], message: 'again' };
    },
  };
  const named = (name: string | undefined, file?: string, namespace?: string): Subject => ({
    ...thing({ metadata: { name, namespace } }),
    file,
  });
  const again = (...subjects: Subject[]) =>
    findProblems(subjects, { rules: [repeats] }).map(({ subject }) => subjects.indexOf(subject));
  expect(again(named('a'), named('b'), named('a'), named('a'))).toEqual([2, 3]);
  expect(again(named('a', 'x.yaml'), named('a', 'y.yaml'), named('a', 'y.yaml'))).toEqual([2]);
  expect(again(named('a', 'x', 'n'), named('a', 'x', 'm'), named('a', 'x'))).toEqual([]);
  expect(again(named(undefined), named(undefined))).toEqual([]);
  expect(again(named('a'), { ...named('a'), kind: 'Other' })).toEqual([]);
});

test('asks for labels that the one who asks requires', () => {
  const labels: Rule = {
    ...rule,
    check: (object, facts) =>
      facts.labelsRequiredOf(object).map(({ key, by }) => ({ path: [key], message: by })),
  };
  const required = (object: object) => ('b' in object ? [{ key: 'team', by: 'me' }] : []);
  const told = (subject: Subject) =>
    findProblems([subject], { rules: [labels], requiredLabels: required }).map(({ path, message }) => [
      path,
      message,
    ]);
  expect(told(thing({ b: 1 }))).toEqual([['team', 'me']]);
  expect(told(thing({ c: 1 }))).toEqual([]);
});
