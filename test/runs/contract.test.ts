import { versionFor, versionProblem, withLimits, type Contract } from '../../lib/runs/contract';

describe('a flag that says where the job writes', () => {
  const contract = (more: object): Contract => ({
    properties: { catalog: { type: 'string', 'x-argument': '--catalog' } },
    ...more,
  });

  it('is no matter of runs that are not kept apart', () => {
    expect(withLimits(contract({ 'x-isolation': 'none' }), 't')).toMatchObject({ 'x-isolation': 'none' });
  });

  it('fails where runs have a branch', () => {
    for (const more of [{}, { 'x-isolation': 'lakefs' }]) {
      expect(() => withLimits(contract(more), 't')).toThrow(
        'the contract of template t: parameter "catalog" sets --catalog, which says where the job writes',
      );
    }
  });
});

describe('the version of a contract', () => {
  it.each([[undefined], [null], [{}], [{ 'x-version': 1 }], [{ 'x-version': 2 }], [{ 'x-version': '3' }]])(
    'has nothing against %j',
    (given) => {
      expect(versionProblem(given)).toBeUndefined();
    },
  );

  it('fails on one of a time to come, whatever else it has', () => {
    expect(versionProblem({ 'x-version': 3, 'x-new': true })).toBe(
      'is of version 3; this runner reads versions up to 2, so take a newer runner',
    );
  });

  it('is the oldest that has what is needed', () => {
    expect(versionFor({ a: { 'x-argument': '--a' }, driverCores: {} })).toBeUndefined();
    expect(versionFor({ a: { 'x-argument': '--a' }, b: { 'x-environment': 'B' } })).toBe(2);
    expect(versionFor({ a: { 'x-setting': 'spark.sql.a' } })).toBe(2);
    expect(versionFor({ a: { 'x-image': 'tag' } })).toBe(2);
    expect(versionFor({ a: { 'x-argument': '--a', format: 'date' } })).toBe(2);
  });
});

describe('a property of a contract', () => {
  const read = (more: object): unknown =>
    withLimits({ properties: { day: { type: 'string', 'x-argument': '--day', ...more } } }, 't');

  it.each<[object]>([
    [{}],
    [{ pattern: '^\\p{L}+$' }],
    [{ format: 'date' }],
    [{ format: 'date', 'x-earliest': '2026-01-31', 'x-latest': '2026-01-31' }],
  ])('may have %j', (more) => {
    expect(read(more)).toMatchObject({ properties: { day: more } });
  });

  it.each<[object, string]>([
    [{ pattern: '(' }, 'has a pattern that is no regular expression: Invalid regular expression'],
    // Without the flag u it would be one.
    [{ pattern: '\\-' }, 'has a pattern that is no regular expression: Invalid regular expression'],
    [{ 'x-earliest': '2026-01-31' }, 'has x-earliest and not the format date'],
    [{ 'x-latest': '2026-01-31' }, 'has x-latest and not the format date'],
    [{ format: 'date', type: 'integer' }, 'has the format date and is no string'],
    [
      { format: 'date', 'x-latest': '2026-02-30' },
      'has x-latest "2026-02-30", which is no date such as 2026-01-31',
    ],
  ])('fails with %j', (more, problem) => {
    expect(() => read(more)).toThrow(`the contract of template t: parameter "day" ${problem}`);
  });
});
