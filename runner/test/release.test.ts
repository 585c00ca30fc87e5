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
