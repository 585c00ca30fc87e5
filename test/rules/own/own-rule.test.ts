import { CheckedObject, type IRule, type RuleProblem, RuleSeverity, RuleTest } from '../../../lib';
import { RULES } from '../../../lib/rules/all';
import { findProblems } from '../../../lib/rules/engine';
import { ownRule } from '../../../lib/rules/own/own-rule';
import { APPLICATION, change, RELEASE, subjects } from '../harness';

const rule = (check: IRule['check'], more: Partial<IRule> = {}): IRule => ({
  id: 'own',
  severity: RuleSeverity.ERROR,
  summary: 's',
  why: 'w',
  fix: 'f',
  kinds: ['SparkApplication'],
  check,
  ...more,
});

const find = (own: IRule, ...yaml: string[]) =>
  findProblems(yaml.flatMap(subjects), { rules: [...RULES, ownRule(own)] });

describe('a rule of one’s own', () => {
  test('finds beside those of the library, with its texts', () => {
    const own = rule(() => [{ path: ['spec', 'volumes', '0', 'name'], message: 'm' }], {
      url: 'https://example.com/own',
    });
    expect(find(own, APPLICATION)).toMatchObject([
      {
        rule: { id: 'own', source: 'https://example.com/own' },
        severity: 'error',
        path: 'spec.volumes[0].name',
        value: 'tmp',
        message: 'm',
        fix: 'f',
      },
    ]);
  });

  test('says of one case that it is not as bad, and how to mend it', () => {
    const own = rule(() => [{ path: [], message: 'm', fix: 'g', severity: RuleSeverity.WARNING }]);
    expect(find(own, APPLICATION)).toMatchObject([{ severity: 'warning', fix: 'g', path: '' }]);
  });

  test('sees what stands beside the object', () => {
    const seen: unknown[] = [];
    const own = rule((subject: CheckedObject) => {
      seen.push(
        subject.kind,
        subject.name,
        subject.namespace,
        subject.get('spec', 'volumes', '0', 'name'),
        subject.get('x', 'y'),
      );
      seen.push(
        subject.objects('SparkApplication').length,
        subject.objects('SparkApplication', 'other').length,
      );
      seen.push(subject.objects('values'));
      return [];
    });
    expect(find(own, APPLICATION, RELEASE)).toEqual([]);
    expect(seen).toEqual([
      'SparkApplication',
      'etl',
      'data',
      'tmp',
      undefined,
      1,
      0,
      [{ spark: { jobNamespaces: ['data'] } }],
    ]);
  });

  test('is given values of the chart where it asks for them', () => {
    const own = rule((subject) => [{ path: ['spark'], message: subject.kind }], { kinds: ['values'] });
    expect(find(own, APPLICATION, RELEASE)).toMatchObject([{ path: 'spark', message: 'values' }]);
  });

  test('cannot change what other rules see', () => {
    const own = rule((subject) => {
      (subject.manifest.spec as { mode: string }).mode = 'client';
      return [];
    });
    const given = subjects(APPLICATION);
    expect(findProblems(given, { rules: [ownRule(own)] })).toMatchObject([
      { message: expect.stringMatching(/^rule own failed: Cannot assign to read only/) },
    ]);
    expect(given).toEqual(subjects(APPLICATION));
  });

  test.each([
    [
      'throws',
      () => {
        throw new Error('no');
      },
      'rule own failed: no',
    ],
    ['returns no list', () => 'x', 'rule own failed: check returned "x"; it must be a list'],
    [
      'returns a promise',
      () => Promise.resolve([]),
      'rule own failed: check returned of type Promise; it must be a list',
    ],
    [
      'finds nothing at all',
      () => [{ path: ['a'] }],
      'rule own failed: it found {"path":["a"]}; a problem has a path',
    ],
    [
      'finds at no path',
      () => [{ path: 'a', message: 'm' }],
      'rule own failed: it found {"path":"a","message":"m"}; a problem has a path',
    ],
  ] as [string, () => unknown, string][])(
    'that %s is one finding, and everything else is looked at',
    (_, check, message) => {
      const own = rule(check as () => RuleProblem[]);
      const wrong = change(APPLICATION, { 'spec.executor.memory': '2Gi' });
      const found = find(own, wrong, change(APPLICATION, { 'metadata.name': 'b' }));
      expect(found.map(({ rule: { id } }) => id)).toEqual(['memory-unit', 'own']);
      expect(found[1]).toMatchObject({ severity: 'error', path: '', objects: 2 });
      expect(found[1]!.message).toContain(message);
    },
  );

  test('that finds without end is cut', () => {
    const own = rule(() => Array.from({ length: 100_000 }, () => ({ path: [], message: 'm' })));
    const found = find(own, APPLICATION);
    expect([found.length, found.at(-1)!.more]).toEqual([100, 9_900]);
  });
});

describe('fails for a rule', () => {
  test.each([
    [
      'of no id',
      { id: '' },
      'rule: id is ""; it must be 1 to 63 lower-case letters, digits and single dashes, for example team-label-missing',
    ],
    ['of an id with a control', { id: 'a\n::error::' }, 'id is "a\\n::error::"; it must be'],
    [
      'of the id of another',
      { id: 'memory-unit' },
      'rule memory-unit: id is "memory-unit", which is a rule of the library; take another',
    ],
    ['of another severity', { severity: 'fatal' }, 'severity is "fatal"; it must be error or warning'],
    ['without a reason', { why: undefined }, 'why is undefined; it must be 1 to 1000 characters on one line'],
    ['of two lines', { fix: 'a\nb' }, 'fix is "a\\nb"; it must be'],
    ['without kinds', { kinds: [] }, 'kinds is []; it must list at least one kind'],
    ['of a kind that is none', { kinds: ['a/b'] }, 'kinds[0] is "a/b"; it must be'],
    ['of a page that is none', { url: 'javascript:x' }, 'url is "javascript:x"; it must be'],
    ['without a check', { check: undefined }, 'check is undefined; it must be a method that takes an object'],
  ])('%s', (_, more, message) => {
    expect(() => ownRule(rule(() => [], more as Partial<IRule>))).toThrow(message);
  });

  test('that is none, with all that is missing', () => {
    expect(() => ownRule(null as unknown as IRule)).toThrow(
      /^rule: id is undefined; .*severity .*summary .*why .*fix .*kinds .*check is undefined/,
    );
  });
});

describe('RuleTest', () => {
  const test1 = new RuleTest(
    rule((subject) => (subject.name === 'bad' ? [{ path: ['metadata', 'name'], message: 'm' }] : [])),
  );
  const object = (name: string) => ({ kind: 'SparkApplication', metadata: { name } });

  test('accepts and finds', () => {
    test1.accepts([object('good'), {}]);
    test1.finds([object('bad'), object('good')], 'metadata.name');
  });

  test('fails where something else is found', () => {
    expect(() => {
      test1.accepts([object('bad')]);
    }).toThrow('rule own finds metadata.name: m; expected is nothing');
    expect(() => {
      test1.finds([object('good')], 'spec');
    }).toThrow('rule own finds nothing; expected is spec');
    expect(() => {
      test1.finds([object('bad')], 'metadata.name', 'metadata.name');
    }).toThrow('expected is metadata.name, metadata.name');
  });

  test('fails where the rule throws, and for what is no object', () => {
    const throwing = new RuleTest(
      rule(() => {
        throw new Error('no');
      }),
    );
    expect(() => {
      throwing.accepts([object('x')]);
    }).toThrow('rule own failed: no (SparkApplication x)');
    expect(() => {
      test1.accepts(['x']);
    }).toThrow('an object to check is "x"; it must be a map, as Testing.synth gives');
  });

  test('is not silenced by an annotation', () => {
    const silenced = {
      kind: 'SparkApplication',
      metadata: { name: 'bad', annotations: { 'cdk8s-spark-operator/acknowledged-own': 'x' } },
    };
    test1.finds([silenced], 'metadata.name');
  });
});
