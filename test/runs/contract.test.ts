import { releasedProblem, withLimits, type Contract, type Property } from '../../lib/runs/contract';

const number: Property = { type: 'integer', minimum: 1, maximum: 10 };
const text: Property = { type: 'string', minLength: 2, maxLength: 4, pattern: '^[a-z-]+$' };

describe('releasedProblem', () => {
  it.each<[Property, string | number]>([
    [number, 1],
    [number, 10],
    [{ type: 'number' }, 1.5],
    [text, 'ab'],
    [text, 'abcd'],
    [{ ...text, 'x-leading-dash': true }, '-ab'],
    [{ type: 'string', enum: ['-ab'] }, '-ab'],
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
    [text, '-ab', '"-ab", which begins with - without leadingDash'],
    [text, 'a\n', '"a\\n", which has control characters'],
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
