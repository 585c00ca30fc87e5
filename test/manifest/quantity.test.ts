import fc from 'fast-check';
import { kibibytesText, quantity, sparkBytes } from '../../lib/manifest/quantity';

test.each([
  ['1n', 1e-9],
  ['1u', 1e-6],
  ['500m', 0.5],
  ['700m', 0.7],
  ['1k', 1e3],
  ['1M', 1e6],
  ['1G', 1e9],
  ['1T', 1e12],
  ['1P', 1e15],
  ['1E', 1e18],
  ['1Ki', 1024],
  ['1Mi', 1024 ** 2],
  ['1Gi', 1024 ** 3],
  ['1Ti', 1024 ** 4],
  ['1Pi', 1024 ** 5],
  ['1Ei', 1024 ** 6],
  ['1.5', 1.5],
  ['.5', 0.5],
  ['5.', 5],
  ['-1k', -1000],
  ['+1', 1],
  ['1e3', 1e3],
  ['1E-3', 1e-3],
  [2.5, 2.5],
])('the quantity %p is %p', (text, value) => {
  expect(quantity(text)).toBe(value);
});

test.each(['', ' ', '1K', '1g', '1mi', '1 Gi', '1Gib', '.', '1e', '1e1.5', 'NaN', NaN, Infinity, null, true])(
  '%p is no quantity',
  (text) => {
    expect(quantity(text)).toBeUndefined();
  },
);

test.each([
  ['2b', 2],
  ['2k', 2 * 1024],
  ['2KB', 2 * 1024],
  ['2m', 2 * 1024 ** 2],
  ['2mb', 2 * 1024 ** 2],
  ['2g', 2 * 1024 ** 3],
  ['2Gb', 2 * 1024 ** 3],
  ['2t', 2 * 1024 ** 4],
  ['2tb', 2 * 1024 ** 4],
  ['2p', 2 * 1024 ** 5],
  ['2pb', 2 * 1024 ** 5],
  [' 2g ', 2 * 1024 ** 3],
  ['2', 2 * 1024 ** 2],
])('Spark reads %p as %p bytes', (text, bytes) => {
  expect(sparkBytes(text)).toBe(bytes);
});

test('Spark reads a number without suffix in the unit of the setting', () => {
  expect(sparkBytes('2', 1)).toBe(2);
  expect(sparkBytes('2k', 1)).toBe(2048);
});

test.each(['', 'g', '1.5g', '-1g', '1gi', '1 g', '1bb', '1e'])('Spark cannot read %p', (text) => {
  expect(sparkBytes(text)).toBeUndefined();
});

test.each([
  [1, '1Ki'],
  [1023, '1023Ki'],
  [1024, '1Mi'],
  [65_536 * 1024, '64Gi'],
  [2 ** 30, '1Ti'],
])('%d KiB are kept as %s', (kibibytes, text) => {
  expect(kibibytesText(kibibytes)).toBe(text);
});

test('a size that is kept is the size that was given', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0 }), (kibibytes) => {
      expect(quantity(kibibytesText(kibibytes))).toBe(kibibytes * 1024);
    }),
  );
});
