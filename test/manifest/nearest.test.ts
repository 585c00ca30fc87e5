import { nearest, slipOf } from '../../lib/manifest/nearest';

describe('a slip', () => {
  test.each([
    ['a letter too many', 'corres', ['cores', 'memory'], 'cores'],
    ['another case', 'RESTARTPOLICY', ['restartPolicy'], 'restartPolicy'],
    ['two letters in each other’s place', 'coers', ['cores', 'memory'], 'cores'],
    ['two letters of a long word', 'imagPulPolicy', ['imagePullPolicy'], 'imagePullPolicy'],
    ['two letters of a short word', 'cxrxs', ['cores'], undefined],
    ['near to two words', 'port', ['ports', 'sort'], undefined],
    ['near to none', 'zzz', ['cores'], undefined],
    ['long', 'a'.repeat(101), ['a'.repeat(100)], undefined],
  ])('%s', (_, word, known, meant) => {
    expect(slipOf(word, known)).toBe(meant);
  });

  test('is not every word that may have been meant', () => {
    expect(nearest('cxrxsxyzz', ['coresxyzz'])).toBe('coresxyzz');
    expect(nearest('port', ['ports', 'sort'])).toBe('ports');
  });
});
