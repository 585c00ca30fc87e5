import { SchemaWalker } from '../../lib/manifest/schema';

const walker = new SchemaWalker([
  {
    $id: 'x.json',
    properties: {
      small: { type: 'integer', format: 'int32' },
      large: { type: 'integer', format: 'int64' },
      plain: { type: 'integer' },
      number: { type: 'number' },
      either: { anyOf: [{ type: 'integer' }, { type: 'string' }] },
    },
  },
]);
const messages = (value: unknown) => walker.issues(value, 'x.json').map(({ message }) => message);

describe('value-out-of-range: numbers that Kubernetes keeps in 32 bits', () => {
  for (const small of [2 ** 31 - 1, -(2 ** 31), 1e3, 0]) {
    test(`accepts ${small}`, () => {
      expect(messages({ small })).toEqual([]);
    });
  }
  for (const small of [2 ** 31, -(2 ** 31) - 1, 3e9, 1e300]) {
    test(`finds ${small}`, () => {
      expect(messages({ small })).toEqual([
        `${small} is not a number of 32 bits, which Kubernetes keeps here`,
      ]);
    });
  }
});

describe('value-out-of-range: numbers that Kubernetes keeps in 64 bits', () => {
  for (const value of [2 ** 31, 2 ** 63 - 1024, -(2 ** 63)]) {
    test(`accepts ${value}`, () => {
      expect(messages({ large: value, plain: value })).toEqual([]);
    });
  }
  for (const value of [2 ** 63, -(2 ** 63) - 2048]) {
    test(`finds ${value}`, () => {
      const message = `${value} is not a number of 64 bits, which Kubernetes keeps here`;
      expect(messages({ large: value, plain: value })).toEqual([message, message]);
    });
  }
  test('accepts any number where it need not be whole, or is a quantity', () => {
    expect(messages({ number: 2 ** 63, either: 2 ** 33 })).toEqual([]);
  });
});
