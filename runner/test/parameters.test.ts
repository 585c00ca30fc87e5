import { contractOf } from '../src/template';
import { checkParameters } from '../src/parameters';
import { template } from './fixtures';

const { contract } = template();

describe('checkParameters', () => {
  it('takes text of a command line as the number that the contract asks for', () => {
    expect(checkParameters(contract, { executorInstances: '4', driverMemory: '4g' })).toEqual({
      executorInstances: 4,
      driverMemory: '4g',
    });
  });

  it('takes none', () => {
    expect(checkParameters(contract, {})).toEqual({});
  });

  it.each([
    [
      { executorInstances: '99' },
      'parameter executorInstances is "99"; allowed is a whole number from 1 up to 10',
    ],
    [
      { executorInstances: 'many' },
      'parameter executorInstances is "many"; allowed is a whole number from 1 up to 10',
    ],
    [
      { executorInstances: '2.5' },
      'parameter executorInstances is "2.5"; allowed is a whole number from 1 up to 10',
    ],
    [{ driverMemory: '3g' }, 'parameter driverMemory is "3g"; allowed is one of "2g", "4g"'],
    [
      { executorMemory: '2Gi' },
      'parameter executorMemory is "2Gi"; allowed is text like ^[1-9][0-9]*(m|g)$ for example 2g',
    ],
    [
      { image: 'x' },
      'image is no parameter of this job; allowed are driverMemory, executorInstances, executorMemory, testLimit',
    ],
  ])('fails on %j', (given, message) => {
    expect(() => checkParameters(contract, given)).toThrow(message);
  });

  it('fails with all problems at once', () => {
    expect(() => checkParameters(contract, { executorInstances: 0, driverMemory: '1g' })).toThrow(
      /executorInstances is 0.*; parameter driverMemory is "1g"|driverMemory is "1g".*; parameter executorInstances is 0/,
    );
  });

  it('fails when a required parameter is missing', () => {
    const strict = { ...contract, required: ['executorInstances'] };
    expect(() => checkParameters(strict, {})).toThrow(
      'parameter executorInstances is missing; allowed is a whole number from 1 up to 10',
    );
  });

  describe('an argument of the job', () => {
    const argument = (schema: object) =>
      contractOf({ properties: { value: { 'x-argument': '--value', ...schema } } }, 't');
    const check = (schema: object, value: unknown) => checkParameters(argument(schema), { value });

    it.each([
      [{ type: 'string' }, '--evil', 'parameter value is "--evil"; it must not begin with -'],
      [{ type: 'string' }, '-', 'parameter value is "-"; it must not begin with -'],
      [{ type: 'string' }, 'a\u0000b', 'it must have no control characters'],
      [{ type: 'string' }, 'a\u001b[2J', 'it must have no control characters'],
      [{ type: 'string' }, 'x'.repeat(1001), 'allowed is text of at most 1000 characters'],
      [{ type: 'string' }, { a: 1 }, 'parameter value is {"a":1}; allowed is text'],
      [{ type: 'string' }, null, 'parameter value is null; allowed is text'],
      [{ type: 'string' }, ['x'], 'parameter value is ["x"]; allowed is text'],
      [{ type: 'integer' }, '9'.repeat(400), '9… (402 characters); allowed is a whole number'],
      ...['Infinity', '-Infinity', 'NaN', '1e9', '0x10', ' 5', '', '-1', '2147483648'].map(
        (text): [object, unknown, string] => [
          { type: 'integer' },
          text,
          `parameter value is ${JSON.stringify(text)}; allowed is a whole number from 0 up to 2147483647`,
        ],
      ),
      [{ type: 'integer' }, Infinity, 'allowed is a whole number'],
      [{ type: 'number' }, NaN, 'allowed is a number'],
      [{ type: 'integer' }, true, 'parameter value is true; allowed is a whole number'],
    ])('fails for %j on %j', (schema, value, message) => {
      expect(() => check(schema, value)).toThrow(message);
    });

    it.each([
      [{ type: 'string', enum: ['-1d', '1d'] }, '-1d', '-1d'],
      [{ type: 'string', 'x-leading-dash': true }, '--', '--'],
      [{ type: 'string' }, 'a-b -c', 'a-b -c'],
      [{ type: 'string' }, 'x'.repeat(1000), 'x'.repeat(1000)],
      [{ type: 'string' }, 2024, '2024'],
      [{ type: 'string' }, false, 'false'],
      [{ type: 'integer', minimum: -5 }, '-5', -5],
      [{ type: 'integer' }, '2147483647', 2147483647],
      [{ type: 'number', maximum: 1 }, '0.25', 0.25],
    ])('takes for %j %j', (schema, value, taken) => {
      expect(check(schema, value)).toEqual({ value: taken });
    });

    it('fails in words where the pattern of a contract would run for ever', () => {
      const begin = performance.now();
      expect(() => check({ type: 'string', pattern: '^(a+)+$' }, `${'a'.repeat(60)}b`)).toThrow(
        'the pattern ^(a+)+$ of the contract takes longer than 1000 ms',
      );
      expect(performance.now() - begin).toBeLessThan(20_000);
    });
  });

  it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])(
    'fails on %s, which no job has',
    (name) => {
      const given = JSON.parse(`{${JSON.stringify(name)}: "1"}`) as Record<string, unknown>;
      expect(() => checkParameters(contract, given)).toThrow(`${name} is no parameter of this job`);
    },
  );
});
