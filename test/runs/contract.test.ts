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
