import { isDate, limitProblem, refusal, releasedProblem } from '../../lib/runs/value';
import type { Property } from '../../lib/runs/property';

const ARGUMENT = { 'x-argument': '--p' } as const;
const number: Property = { type: 'integer', minimum: 1, maximum: 10 };
const text: Property = { type: 'string', minLength: 2, maxLength: 4, pattern: '^[a-z-]+$' };
const day: Property = {
  type: 'string',
  format: 'date',
  'x-earliest': '2026-01-02',
  'x-latest': '2026-02-28',
};

describe('isDate', () => {
  it.each(['2026-01-31', '2024-02-29', '2000-02-29', '0001-01-01', '9999-12-31'])('takes %s', (given) => {
    expect(isDate(given)).toBe(true);
  });

  it.each([
    ...['2026-02-30', '2026-02-29', '1900-02-29', '2026-13-01', '2026-00-10', '2026-01-00', '2026-04-31'],
    ...['2026-1-31', '26-01-31', '20260131', '2026-01-31T00:00:00Z', ' 2026-01-31', '2026-01-31\n', ''],
    ...['+02026-01-31', 'today', '２０２６-01-31', '2026/01/31'],
  ])('takes no %j', (given) => {
    expect(isDate(given)).toBe(false);
  });
});

describe('limitProblem of a date', () => {
  const problemOf = (value: unknown) => limitProblem(day, value, () => true);

  it('takes the first and the last one', () => {
    expect([problemOf('2026-01-02'), problemOf('2026-02-28')]).toEqual([undefined, undefined]);
  });

  it.each([
    ['2026-01-01', 'is before 2026-01-02'],
    ['2026-03-01', 'is after 2026-02-28'],
    ['2026-02-30', 'is no date such as 2026-01-31'],
    [20260131, 'is no text'],
  ])('fails on %j', (value, problem) => {
    expect(problemOf(value)).toBe(problem);
  });
});

describe('refusal', () => {
  const digest = `sha256:${'a'.repeat(64)}`;

  it.each<[Property, string | number]>([
    [{ type: 'string', 'x-environment': 'A' }, '-x ${b} $HOME $(('],
    [{ type: 'string', 'x-setting': 'spark.sql.a' }, '-x $(b)'],
    [{ type: 'string', 'x-image': 'tag' }, '1.4.0-rc_1'],
    [{ type: 'string', 'x-image': 'tag' }, 'a'.repeat(128)],
    [{ type: 'string', 'x-image': 'digest' }, digest],
    [{ type: 'string', ...ARGUMENT }, '${x} $y'],
    [{ type: 'string', ...ARGUMENT, enum: ['$(X)'] }, '$(X)'],
    [{ type: 'integer', ...ARGUMENT }, -1],
  ])('has nothing against %j with %j', (property, value) => {
    expect(refusal('p', property, value)).toBeUndefined();
  });

  it.each<[Property, string, string]>([
    [
      { type: 'string', 'x-environment': 'A' },
      'a$(B)c',
      'must not have $(…), which Kubernetes would replace',
    ],
    [{ type: 'string', ...ARGUMENT }, '$(SECRET)', 'must not have $(…), which Kubernetes would replace'],
    [{ type: 'string', ...ARGUMENT, 'x-leading-dash': true }, '-$(SECRET)', 'must not have $(…)'],
    [
      { type: 'string', 'x-setting': 'spark.sql.a' },
      'x${env:B}',
      'must not have ${, which Spark would replace',
    ],
    [{ type: 'string', 'x-setting': 'spark.sql.a' }, 'a\nb', 'must have no control characters'],
    [{ type: 'string', 'x-environment': 'A' }, 'a\u0000', 'must have no control characters'],
    ...['', '.a', '-a', 'a:b', 'a@b', 'a/b', 'a b', 'ä', 'a'.repeat(129), digest].map(
      (tag): [Property, string, string] => [
        { type: 'string', 'x-image': 'tag' },
        tag,
        'must be the tag of an image',
      ],
    ),
    [{ type: 'string', 'x-image': 'tag', enum: ['a/b'] }, 'a/b', 'must be the tag of an image'],
    ...['', 'latest', digest.toUpperCase(), digest.slice(1), `${digest}0`, `a@${digest}`].map(
      (value): [Property, string, string] => [
        { type: 'string', 'x-image': 'digest' },
        value,
        'must be the digest of an image',
      ],
    ),
  ])('fails for %j on %j', (property, value, problem) => {
    expect(refusal('p', property, value)).toContain(problem);
  });
});

describe('releasedProblem', () => {
  it.each<[Property, string | number]>([
    [number, 1],
    [number, 10],
    [{ type: 'number' }, 1.5],
    [text, 'ab'],
    [text, 'abcd'],
    [{ ...text, ...ARGUMENT, 'x-leading-dash': true }, '-ab'],
    [{ type: 'string', enum: ['-ab'], ...ARGUMENT }, '-ab'],
    [{ type: 'string', const: 'x' }, 'x'],
    [{ type: 'string' }, 'x'.repeat(1000)],
  ])('has nothing against %j released with %j', (property, value) => {
    expect(releasedProblem('p', property, value)).toBeUndefined();
  });

  it.each<[Property, string | number, string]>([
    [number, 0, '0, which is not from 1 up to 10'],
    [number, 11, '11, which is not from 1 up to 10'],
    [number, 1.5, '1.5, which is no whole number'],
    [number, NaN, 'null, which is no number'],
    [number, 'x', '"x", which is no number'],
    [text, 1, '1, which is no text'],
    [text, 'a', '"a", which has not from 2 up to 4 characters'],
    [text, 'abcde', '"abcde", which has not from 2 up to 4 characters'],
    [text, 'AB', '"AB", which does not match ^[a-z-]+$'],
    [{ ...text, ...ARGUMENT }, '-ab', '"-ab", which must not begin with -, since the job'],
    [{ type: 'string' }, 'a\n', '"a\\n", which must have no control characters'],
    [{ type: 'string', enum: ['a'] }, 'b', '"b", which is none of a'],
    [{ type: 'string', const: 'a' }, 'b', '"b", which is none of a'],
    [{ type: 'string' }, 'x'.repeat(1001), 'which has not from 0 up to 1000 characters'],
  ])('fails on %j released with %j', (property, value, problem) => {
    expect(releasedProblem('p', property, value)).toContain(problem);
    expect(releasedProblem('p', property, value)).toMatch(
      /^parameter p is released with .*, so no run could be given it; widen the parameter, or release another value$/,
    );
  });
});
