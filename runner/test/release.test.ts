import { templateHash } from '../../lib/runs/template-hash';
import { differences, type Change } from '../src/release/difference';
import { pageOf } from '../src/release/page';
import type { SparkApplication } from '../src/spark-application';
import { templateOf } from '../src/template';
import { application, CONTRACT, release } from './fixtures';

const { properties } = CONTRACT;

function released(
  contract: object = {},
  change: (given: SparkApplication) => SparkApplication = (same) => same,
) {
  const { name, data } = release(change(application()), { ...CONTRACT, ...contract });
  return templateOf(data, name);
}

const changesOf = (contract: object, change?: (given: SparkApplication) => SparkApplication): Change[] =>
  differences(released(), released(contract, change));

const without = (spec: SparkApplication['spec'], field: string): SparkApplication['spec'] =>
  Object.fromEntries(Object.entries(spec).filter(([key]) => key !== field));

describe('the page of a release', () => {
  it('says what its runs are and what they may be given', () => {
    const template = released({ required: ['testLimit'], 'x-promotion-targets': ['main', 'staging'] });
    expect(pageOf(template)).toBe(`# kronodroid-iceberg

|  |  |
| --- | --- |
| release | \`kronodroid-iceberg-${template.digest}\` |
| namespace | \`data\` |
| isolation | \`lakefs\` |
| promoted to | \`main, staging\` |
| image | \`kronodroid/spark-iceberg:1.4.0\` |
| main file | \`local:///opt/spark/jobs/job.py\` |
| Spark | \`3.5.8\` |
| kept after its end | \`86400 s\` |

## Parameters

| parameter | allowed | released with | what it does |
| --- | --- | --- | --- |
| \`driverMemory\` | \`2g\`, \`4g\` | \`2g\` | sets \`spec.driver.memory\` |
| \`executorInstances\` | a whole number from 1 up to 10 | \`2\` | sets \`spec.executor.instances\` |
| \`executorMemory\` | a text like \`^[1-9][0-9]*(m\\|g)$\` | \`2g\` | sets \`spec.executor.memory\` |
| \`testLimit\` (required) | a whole number from 1 up to 2147483647 |  | argument \`--test-limit\` |
`);
  });

  it('says of each kind what it does, and what it is for', () => {
    const template = released({
      'x-version': 2,
      properties: {
        day: { type: 'string', format: 'date', 'x-latest': '2030-01-01', 'x-argument': '--day' },
        ansi: { type: 'string', enum: ['true', 'false'], 'x-setting': 'spark.sql.ansi.enabled' },
        tag: { type: 'string', 'x-image': 'tag', description: 'build of | the job' },
      },
    });
    expect(pageOf(template)).toContain(
      [
        '| `ansi` | `true`, `false` |  | setting `spark.sql.ansi.enabled` |',
        '| `day` | a date up to 2030-01-01 |  | argument `--day` |',
        '| `tag` | a text of at most 1000 characters | `1.4.0` | tag of `spec.image`: build of \\| the job |',
      ].join('\n'),
    );
  });

  it('says the limits of each kind of value', () => {
    const template = released({
      'x-version': 2,
      properties: Object.fromEntries(
        Object.entries({
          a: { type: 'string', const: 'x' },
          b: { type: 'number', minimum: 0.5, maximum: 1.5 },
          c: { type: 'string', minLength: 2, maxLength: 3, pattern: '^a' },
          d: { type: 'string', format: 'date', 'x-earliest': '2026-01-01', maxLength: 10 },
          e: { type: 'integer', enum: [1, 2] },
        }).map(([name, limits]) => [name, { ...limits, 'x-argument': `--${name}` }]),
      ),
    });
    const rows = [...pageOf(template).matchAll(/^\| `(\w)` \| (.*) \|  \| argument `--\w` \|$/gm)];
    expect(rows.map(([, name, limits]) => `${name!}: ${limits!}`)).toEqual([
      'a: `x`',
      'b: a number from 0.5 up to 1.5',
      'c: a text like `^a` of at least 2 characters of at most 3 characters',
      'd: a date from 2026-01-01',
      'e: `1`, `2`',
    ]);
  });

  it('leaves out what a release does not say, and cuts what is long', () => {
    const template = released({}, ({ spec, ...rest }) => ({
      ...rest,
      spec: { ...without(spec, 'timeToLiveSeconds'), image: 'x'.repeat(600) },
    }));
    expect(pageOf(template)).not.toContain('kept after its end');
    expect(pageOf(template)).not.toContain('promoted to');
    expect(pageOf(template)).toContain(`| image | \`${'x'.repeat(500)}\` |\n`);
  });

  it('says that there are none', () => {
    expect(pageOf(released({ properties: {} }))).toContain(
      '## Parameters\n\nNone: every run is as it is released.\n',
    );
  });

  it('holds a hostile text in its cell', () => {
    const template = released({}, ({ spec, ...rest }) => ({
      ...rest,
      spec: { ...spec, image: 'x`|\n# y <script>' },
    }));
    expect(pageOf(template)).toContain("| image | `x'\\| # y <script>` |\n");
  });
});

describe('the difference between two releases', () => {
  it('is none of the same', () => {
    expect(changesOf({})).toEqual([]);
    expect(templateHash({})).toHaveLength(32);
  });

  it.each<[string, object, Partial<Change>]>([
    [
      'a parameter less',
      { properties: {} },
      { what: 'parameters.driverMemory', from: '`2g`, `4g`', breaks: 'it is refused now' },
    ],
    [
      'a size less',
      { properties: { ...properties, driverMemory: { type: 'string', enum: ['2g'] } } },
      { what: 'parameters.driverMemory', breaks: 'values that were allowed are refused now' },
    ],
    [
      'a lower maximum',
      { properties: { ...properties, executorInstances: { type: 'integer', minimum: 1, maximum: 9 } } },
      {
        from: 'a whole number from 1 up to 10',
        to: 'a whole number from 1 up to 9',
        breaks: 'values that were allowed are refused now',
      },
    ],
    [
      'another pattern',
      { properties: { ...properties, executorMemory: { type: 'string', pattern: '^2g$' } } },
      { what: 'parameters.executorMemory', breaks: 'values that were allowed are refused now' },
    ],
    [
      'another flag',
      { properties: { ...properties, testLimit: { ...properties.testLimit, 'x-argument': '--limit' } } },
      { breaks: 'it sets --limit and no longer --test-limit' },
    ],
    [
      'another kind of parameter',
      {
        properties: {
          ...properties,
          testLimit: { type: 'integer', 'x-setting': 'spark.sql.shuffle.partitions' },
        },
      },
      { breaks: 'it sets spark.sql.shuffle.partitions and no longer --test-limit' },
    ],
    [
      'a date in place of a text',
      { properties: { ...properties, driverMemory: { type: 'string', format: 'date' } } },
      { what: 'parameters.driverMemory', breaks: 'values that were allowed are refused now' },
    ],
    [
      'a parameter that must be given',
      { required: ['testLimit'] },
      { what: 'parameters.testLimit', breaks: 'it must be given now' },
    ],
    [
      'another isolation',
      { 'x-isolation': 'none' },
      {
        what: 'isolation',
        from: 'lakefs',
        to: 'none',
        breaks: expect.stringContaining('kept apart in another way'),
      },
    ],
    ['another target', { 'x-promotion-targets': ['staging'] }, { what: 'promotionTargets', to: ['staging'] }],
  ])('breaks callers by %s', (_, contract, change) => {
    const [first, ...others] = changesOf(contract);
    expect(first).toMatchObject(change);
    expect(others.every(({ what }) => what.startsWith('parameters.'))).toBe(true);
  });

  it.each<[string, object]>([
    ['a parameter more', { properties: { ...properties, driverCores: { type: 'integer' } } }],
    [
      'a size more',
      { properties: { ...properties, driverMemory: { type: 'string', enum: ['2g', '4g', '8g'] } } },
    ],
    ['any size', { properties: { ...properties, driverMemory: { type: 'string' } } }],
    [
      'a higher maximum',
      { properties: { ...properties, executorInstances: { type: 'integer', minimum: 1, maximum: 11 } } },
    ],
  ])('breaks nothing by %s', (_, contract) => {
    expect(changesOf(contract)).toEqual([expect.not.objectContaining({ breaks: expect.anything() })]);
  });

  const text = { type: 'string' };
  const whole = { type: 'integer' };
  const number = { type: 'number' };
  it.each<[boolean, object, object]>([
    [false, whole, number],
    [true, number, whole],
    [true, whole, text],
    [true, text, whole],
    [false, { ...text, const: 'a' }, { ...text, const: 'a', description: 'x' }],
    [true, { ...text, const: 'a' }, { ...text, const: 'b' }],
    [false, { ...text, const: 'a' }, { ...text, enum: ['a', 'b'] }],
    [true, { ...text, enum: ['a', 'b'] }, { ...text, const: 'a' }],
    [true, text, { ...text, const: 'a' }],
    [true, text, { ...text, enum: ['a'] }],
    [true, { ...text, enum: ['a', 'b'] }, { ...text, enum: ['b', 'c'] }],
    [false, { ...text, enum: ['a'] }, { ...text, maxLength: 1 }],
    [true, { ...text, enum: ['a', 'bb'] }, { ...text, maxLength: 1 }],
    [false, { ...whole, minimum: 2 }, { ...whole, minimum: 2, maximum: 2147483647 }],
    [false, { ...whole, minimum: 2 }, { ...whole, minimum: 1 }],
    [true, { ...whole, minimum: 2 }, { ...whole, minimum: 3 }],
    [true, whole, { ...whole, minimum: 3 }],
    [false, { ...whole, minimum: 3 }, whole],
    [false, { ...whole, maximum: 2 }, { ...whole, maximum: 3 }],
    [true, { ...whole, maximum: 3 }, { ...whole, maximum: 2 }],
    [false, { ...text, minLength: 3 }, { ...text, minLength: 2 }],
    [true, { ...text, minLength: 2 }, { ...text, minLength: 3 }],
    [true, { ...text, maxLength: 3 }, { ...text, maxLength: 2 }],
    [false, { ...text, maxLength: 2 }, { ...text, maxLength: 3 }],
    [true, text, { ...text, pattern: '^a$' }],
    [false, { ...text, pattern: '^a$' }, text],
    [true, { ...text, pattern: '^a$' }, { ...text, pattern: '^b$' }],
    [true, text, { ...text, format: 'date' }],
    [false, { ...text, format: 'date' }, { ...text, format: 'date' }],
  ])('narrows (%s) from %j to %j', (narrows, from, to) => {
    const taking = (limits: object) =>
      released({ 'x-version': 2, properties: { it: { 'x-argument': '--it', ...limits } } });
    const [change] = differences(taking(from), taking(to));
    expect(change?.breaks).toBe(narrows ? 'values that were allowed are refused now' : undefined);
  });

  it('is of a parameter that is new, that may be left out now, and that must be given', () => {
    const one = (required: boolean) =>
      released({
        properties: { testLimit: properties.testLimit },
        ...(required && { required: ['testLimit'] }),
      });
    const none = released({ properties: {} });
    const what = 'parameters.testLimit';
    const limits = 'a whole number from 1 up to 2147483647';
    expect(differences(none, one(false))).toEqual([{ what, to: limits }]);
    expect(differences(none, one(true))).toEqual([{ what, to: limits, breaks: 'it must be given now' }]);
    expect(differences(one(true), one(false))).toEqual([{ what, from: limits, to: limits }]);
    expect(differences(one(true), one(true))).toEqual([]);
    expect(differences(one(true), none)).toEqual([{ what, from: limits, breaks: 'it is refused now' }]);
  });

  it('says what breaks callers first, and of one application so much', () => {
    const many = (value: string) => (given: SparkApplication) => ({
      ...given,
      spec: {
        ...given.spec,
        sparkConf: Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`spark.x${n}`, value])),
      },
    });
    const changes = differences(released({}, many('a')), released({ properties: {} }, many('b')));
    expect(changes.map(({ breaks }) => breaks !== undefined)).toEqual(
      changes.map((_, index) => index < Object.keys(properties).length),
    );
    expect(changes).toHaveLength(200 + Object.keys(properties).length);
    expect(changes.at(-1)).toEqual({
      what: expect.stringMatching(/^spec\.sparkConf\["spark\.x\d+"\]$/),
      from: 'a',
      to: 'b',
    });
  });

  it('is of lists and of what is gone as a whole', () => {
    const [change] = changesOf({}, ({ spec, ...rest }) => ({
      ...rest,
      spec: without(spec, 'arguments'),
    }));
    expect(change).toEqual({ what: 'spec.arguments', from: application().spec.arguments });
  });

  it('says where fewer dates are allowed', () => {
    const dates = (limits: object) =>
      released({ properties: { day: { type: 'string', format: 'date', 'x-argument': '--day', ...limits } } });
    const breaks = (from: object, to: object) =>
      differences(dates(from), dates(to)).map((change) => change.breaks);
    const narrower = ['values that were allowed are refused now'];
    expect(breaks({}, { 'x-earliest': '2026-01-01' })).toEqual(narrower);
    expect(breaks({ 'x-latest': '2026-01-02' }, { 'x-latest': '2026-01-01' })).toEqual(narrower);
    expect(breaks({ 'x-latest': '2026-01-01' }, { 'x-latest': '2026-01-02' })).toEqual([undefined]);
    expect(breaks({ 'x-earliest': '2026-01-01' }, {})).toEqual([undefined]);
  });

  it('says which promotions are no longer allowed, and which branch is meant now', () => {
    const [two, one, turned] = [['main', 'a'], ['main'], ['a', 'main']].map((targets) =>
      released({ 'x-promotion-targets': targets }),
    ) as [ReturnType<typeof released>, ReturnType<typeof released>, ReturnType<typeof released>];
    expect(differences(two, one)).toMatchObject([{ breaks: 'runs can no longer be promoted to a' }]);
    expect(differences(two, turned)).toMatchObject([
      { breaks: 'another branch is meant when none is named' },
    ]);
    expect(differences(one, two)[0]!.breaks).toBeUndefined();
  });

  it('has each field of the application, and another job', () => {
    const changes = changesOf({}, ({ metadata, spec, ...rest }) => ({
      ...rest,
      metadata: { ...metadata, name: 'other' },
      spec: {
        ...spec,
        image: 'kronodroid/spark-iceberg:1.5.0',
        sparkConf: { ...spec.sparkConf, 'spark.a': 'b' },
      },
    }));
    expect(changes).toEqual([
      {
        what: 'metadata.name',
        from: 'kronodroid-iceberg',
        to: 'other',
        breaks: 'it is another job, whose runs have other names',
      },
      { what: 'spec.image', from: 'kronodroid/spark-iceberg:1.4.0', to: 'kronodroid/spark-iceberg:1.5.0' },
      { what: 'spec.sparkConf["spark.a"]', to: 'b' },
    ]);
  });
});
