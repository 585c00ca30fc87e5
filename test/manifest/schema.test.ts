import { SchemaWalker } from '../../lib/manifest/schema';

const walker = new SchemaWalker({
  'x.json': () => ({
    properties: {
      small: { type: 'integer', format: 'int32' },
      large: { type: 'integer', format: 'int64' },
      plain: { type: 'integer' },
      number: { type: 'number' },
      bounded: { type: 'integer', minimum: 1, maximum: 3 },
      sized: { type: 'string', minLength: 2, maxLength: 3, pattern: '^[a-z]*$' },
      either: { anyOf: [{ type: 'integer' }, { type: 'string' }] },
    },
  }),
});
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

describe('missing-field: a null', () => {
  const walker = new SchemaWalker({
    'x.json': () => ({
      properties: {
        one: { type: 'object', required: ['key'], properties: { key: { type: 'string' } } },
        many: { type: 'object', additionalProperties: { type: 'object', required: ['key'] } },
        texts: { type: 'object', additionalProperties: { type: 'string', minLength: 1 } },
      },
    }),
  });
  test('is found in a map of objects', () => {
    expect(walker.issues({ many: { a: null, b: { key: 'x' } } }, 'x.json')).toEqual([
      { kind: 'missing-field', path: ['many', 'a', 'key'], message: 'key is required', fix: 'set key' },
    ]);
  });
  test('is nothing elsewhere', () => {
    expect(walker.issues({ one: null, many: { a: undefined }, texts: { a: null } }, 'x.json')).toEqual([]);
  });
});

describe('bounds of a schema', () => {
  test.each([1, 3])('accepts the number %p', (bounded) => {
    expect(messages({ bounded })).toEqual([]);
  });
  test.each([
    [0, '0 is below 1'],
    [4, '4 is above 3'],
  ])('finds %p', (bounded, message) => {
    expect(messages({ bounded })).toEqual([message]);
  });
  test.each(['ab', 'abc'])('accepts the text %p', (sized) => {
    expect(messages({ sized })).toEqual([]);
  });
  test.each([
    ['a', '"a" is shorter than 2 characters'],
    ['abcd', '"abcd" is longer than 3 characters'],
    ['aB', '"aB" does not match ^[a-z]*$'],
  ])('finds %p', (sized, message) => {
    expect(messages({ sized })).toEqual([message]);
  });
});
