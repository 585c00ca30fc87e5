import fc from 'fast-check';
import { planRun } from '../../lib/runs/plan';
import { RefusedRun } from '../../lib/runs/refused';
import { stamp } from '../../lib/runs/stamp';
import { RunnerError } from '../src/outcome';
import { checkParameters } from '../src/parameters';
import { contractOf, templateOf } from '../src/template';
import { application, release, template } from './fixtures';

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

  describe('a date, a variable, a setting and a part of the image', () => {
    const several = contractOf(
      {
        'x-version': 2,
        properties: {
          day: { type: 'string', format: 'date', 'x-argument': '--day', 'x-earliest': '2026-01-01' },
          region: { type: 'string', 'x-environment': 'REGION' },
          zone: { type: 'string', 'x-setting': 'spark.sql.session.timeZone' },
          tag: { type: 'string', 'x-image': 'tag', pattern: '^1[.]' },
        },
      },
      't',
    );

    it('takes what is allowed', () => {
      const given = { day: '2026-02-28', region: '-eu ${x}', zone: 'Europe/Rome', tag: '1.5' };
      expect(checkParameters(several, given)).toEqual(given);
    });

    it.each([
      [
        { day: '2026-02-30' },
        'parameter day is "2026-02-30"; allowed is a date such as 2026-01-31 from 2026-01-01',
      ],
      [{ day: '2025-12-31' }, 'parameter day is "2025-12-31"; allowed is a date such as'],
      [{ day: 'today' }, 'parameter day is "today"; allowed is a date such as'],
      [{ region: '$(AWS_SECRET_ACCESS_KEY)' }, 'it must not have $(…), which Kubernetes would replace'],
      [{ zone: '${env:AWS_SECRET_ACCESS_KEY}' }, 'it must not have ${, which Spark would replace'],
      [{ tag: '2.0' }, 'parameter tag is "2.0"; allowed is text like ^1[.]'],
      [{ tag: '1.0@sha256:0' }, 'parameter tag is "1.0@sha256:0"; it must be the tag of an image'],
      [{ tag: '1.0/../../evil' }, 'it must be the tag of an image'],
    ])('fails on %j', (given, message) => {
      expect(() => checkParameters(several, given)).toThrow(message);
    });
  });

  it('lets nothing into the application of a run that it refuses', () => {
    const { spec, ...rest } = application();
    const env = [...(spec.driver?.env ?? []), { name: 'REGION', value: 'eu' }];
    const { name, data } = release(
      { ...rest, spec: { ...spec, driver: { ...spec.driver, env } } },
      {
        'x-version': 2,
        properties: {
          day: { type: 'string', format: 'date', 'x-argument': '--day' },
          region: { type: 'string', maxLength: 20, 'x-environment': 'REGION' },
          zone: { type: 'string', maxLength: 20, 'x-setting': 'spark.sql.session.timeZone' },
          tag: { type: 'string', 'x-image': 'tag' },
        },
      },
    );
    const released = templateOf(data, name);
    const run = planRun(released, 'r1', 'data');
    const plain = stamp(released, run, {}).spec;
    const value = fc.oneof(
      fc.constantFrom<unknown>(
        '2026-02-29',
        '2026-02-28',
        '--x',
        '$(A)',
        '${A}',
        'a@b',
        '1.0',
        7,
        null,
        {},
        '\u0000',
      ),
      fc.string({ unit: 'binary', maxLength: 30 }),
    );
    const key = fc.constantFrom('day', 'region', 'zone', 'tag', 'image', '__proto__', 'executorInstances');
    fc.assert(
      fc.property(fc.dictionary(key, value), (given) => {
        let stamped: typeof plain;
        try {
          stamped = stamp(released, run, checkParameters(released.contract, given)).spec;
        } catch (error) {
          expect(error instanceof RunnerError || error instanceof RefusedRun).toBe(true);
          return;
        }
        const { day, region, zone, tag } = JSON.parse(JSON.stringify(given), (_, item: unknown) =>
          typeof item === 'number' ? String(item) : item,
        ) as Record<string, string | undefined>;
        expect(stamped).toEqual({
          ...plain,
          ...(day !== undefined && { arguments: [...(plain.arguments ?? []), '--day', day] }),
          ...(tag !== undefined && { image: `kronodroid/spark-iceberg:${tag}` }),
          sparkConf: {
            ...plain.sparkConf,
            ...(zone !== undefined && { 'spark.sql.session.timeZone': zone }),
          },
          driver: {
            ...plain.driver,
            env: plain.driver?.env?.map((item) =>
              item.name === 'REGION' ? { ...item, value: region ?? 'eu' } : item,
            ),
          },
        });
        expect(day ?? '2026-02-28').toBe('2026-02-28');
        expect(tag ?? '1').toMatch(/^\w[\w.-]*$/);
        expect(region ?? '').not.toContain('$(A)');
        expect(zone ?? '').not.toContain('${');
      }),
    );
  });

  it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])(
    'fails on %s, which no job has',
    (name) => {
      const given = JSON.parse(`{${JSON.stringify(name)}: "1"}`) as Record<string, unknown>;
      expect(() => checkParameters(contract, given)).toThrow(`${name} is no parameter of this job`);
    },
  );
});
