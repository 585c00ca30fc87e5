import { Size } from 'cdk8s';
import { ParameterType, RunParameter } from '../../lib';

const spec = {
  image: 'registry.example/etl:1.4.0',
  arguments: ['--day', '2026-01-31'],
  sparkConf: { 'spark.sql.shuffle.partitions': '200' },
  driver: { env: [{ name: 'BATCH_SIZE', value: '500' }] },
};

it.each<[() => RunParameter, string, object]>([
  [
    () =>
      RunParameter.environment('BATCH_SIZE', {
        type: ParameterType.number({ maximum: 1000 }),
        description: 'rows at once',
      }),
    'batchSize',
    {
      type: 'integer',
      minimum: 1,
      maximum: 1000,
      'x-environment': 'BATCH_SIZE',
      description: 'rows at once',
      default: 500,
    },
  ],
  [
    () => RunParameter.environment('REGION', { name: 'where', required: true }),
    'where',
    { type: 'string', maxLength: 1000, 'x-environment': 'REGION' },
  ],
  [
    () => RunParameter.setting('spark.sql.shuffle.partitions', { type: ParameterType.number() }),
    'sqlShufflePartitions',
    {
      type: 'integer',
      minimum: 1,
      maximum: 2147483647,
      'x-setting': 'spark.sql.shuffle.partitions',
      default: 200,
    },
  ],
  [
    () =>
      RunParameter.setting('spark.sql.files.maxPartitionBytes', {
        type: ParameterType.size([Size.mebibytes(64)]),
      }),
    'sqlFilesMaxPartitionBytes',
    { type: 'string', enum: ['64m'], 'x-setting': 'spark.sql.files.maxPartitionBytes' },
  ],
  [
    () => RunParameter.setting('spark.sql.ansi.enabled', { type: ParameterType.BOOLEAN }),
    'sqlAnsiEnabled',
    { type: 'string', enum: ['true', 'false'], 'x-setting': 'spark.sql.ansi.enabled' },
  ],
  [
    () => RunParameter.imageTag({ pattern: '1\\.\\d+\\.\\d+' }),
    'imageTag',
    { type: 'string', maxLength: 128, pattern: '^(?:1\\.\\d+\\.\\d+)$', 'x-image': 'tag', default: '1.4.0' },
  ],
  [() => RunParameter.imageDigest(), 'imageDigest', { type: 'string', maxLength: 71, 'x-image': 'digest' }],
  [
    () => RunParameter.dateArgument('day', '--day', { earliest: '2020-01-01', latest: '2030-12-31' }),
    'day',
    {
      type: 'string',
      format: 'date',
      'x-earliest': '2020-01-01',
      'x-latest': '2030-12-31',
      'x-argument': '--day',
      default: '2026-01-31',
    },
  ],
  [
    () => RunParameter.dateArgument('until', '--until', { earliest: '2026-01-31', latest: '2026-01-31' }),
    'until',
    {
      type: 'string',
      format: 'date',
      'x-earliest': '2026-01-31',
      'x-latest': '2026-01-31',
      'x-argument': '--until',
    },
  ],
  [
    () => RunParameter.dateArgument('from', '--from', { earliest: '2026-01-31' }),
    'from',
    { type: 'string', format: 'date', 'x-earliest': '2026-01-31', 'x-argument': '--from' },
  ],
  [
    () => RunParameter.dateArgument('to', '--to', { latest: '2020-01-01' }),
    'to',
    { type: 'string', format: 'date', 'x-latest': '2020-01-01', 'x-argument': '--to' },
  ],
  [
    () => RunParameter.dateArgument('any', '--any'),
    'any',
    { type: 'string', format: 'date', 'x-argument': '--any' },
  ],
  [
    () => RunParameter.numberArgument('limit', '--limit', { required: true, description: 'rows' }),
    'limit',
    { type: 'integer', minimum: 1, maximum: 2147483647, 'x-argument': '--limit', description: 'rows' },
  ],
  [
    () => RunParameter.setting('spark.sql.a', { type: ParameterType.size() }),
    'sqlA',
    {
      type: 'string',
      pattern: expect.stringContaining('9]t'),
      examples: ['2g', '1536m'],
      'x-setting': 'spark.sql.a',
    },
  ],
])('%# is a property of the contract', (make, name, property) => {
  const parameter = make();
  expect(parameter.name).toBe(name);
  expect(parameter.property(spec)).toEqual(property);
});

it.each<[() => unknown, string]>([
  [
    () => RunParameter.environment('BATCH-SIZE'),
    'variable of a parameter is "BATCH-SIZE"; give letters, digits and underscores, such as BATCH_SIZE',
  ],
  [() => RunParameter.environment('A'.repeat(101)), 'variable of a parameter is'],
  [() => RunParameter.environment('DRIVER_CORES'), 'name of a parameter is "driverCores"'],
  [() => RunParameter.environment('RUN_ID'), 'name of a parameter is "runId"'],
  [() => RunParameter.environment('A', { name: 'a-b' }), 'name of a parameter is "a-b"'],
  [
    () => RunParameter.setting('sql.shuffle.partitions'),
    'setting of a parameter is "sql.shuffle.partitions"; give a key of Spark, such as spark.sql.shuffle.partitions',
  ],
  [
    () => RunParameter.dateArgument('day', '--day', { earliest: '2026-02-30' }),
    'earliest of parameter day is "2026-02-30"; give a day of the calendar such as 2026-01-31',
  ],
  [
    () => RunParameter.dateArgument('day', '--day', { latest: 'tomorrow' }),
    'latest of parameter day is "tomorrow"; give a day of the calendar such as 2026-01-31',
  ],
  [
    () => RunParameter.dateArgument('day', '--day', { earliest: '2026-02-02', latest: '2026-02-01' }),
    'parameter day is a date from 2026-02-02 up to 2026-02-01; give the earlier one first',
  ],
  [
    () => RunParameter.setting('spark.sql.a', { type: ParameterType.size([Size.kibibytes(1)]) }),
    'size of sqlA is 1Ki; it must be a whole number of MiB',
  ],
  [
    () => RunParameter.environment('A', { type: ParameterType.number({ minimum: 2, maximum: 1 }) }),
    'parameter a is a number from 2 up to 1',
  ],
  [() => RunParameter.imageTag({ pattern: '(' }), 'pattern of parameter imageTag is "("'],
])('fails on %#', (make, message) => {
  expect(make).toThrow(message);
});
