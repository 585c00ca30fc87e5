import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { templateHash } from '../../lib/runs/template-hash';

it('is the start of the SHA-256 of keys and texts in the order of keys', () => {
  const whole = createHash('sha256').update('[["a","1"],["b","2"]]').digest('hex');
  expect(templateHash({ b: '2', a: '1' })).toBe(whole.slice(0, 32));
});

it('is the same in any order, and another one for other texts', () => {
  const texts = fc.dictionary(fc.string(), fc.string(), { minKeys: 1 });
  fc.assert(
    fc.property(texts, (data) => {
      const reversed = Object.fromEntries(Object.entries(data).reverse());
      expect(templateHash(reversed)).toBe(templateHash(data));
      const [key] = Object.keys(data) as [string];
      expect(templateHash({ ...data, [key]: `${data[key]}x` })).not.toBe(templateHash(data));
    }),
  );
});
