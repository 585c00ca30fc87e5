import { accepts, APPLICATION, change, findings, finds, says, type Saying } from '../harness';

finds([
  ['memory-unit', { 'spec.driver.memory': '1.5g' }],
  ['memory-unit', { 'spec.driver.memory': '2048' }],
  ['memory-unit', { 'spec.driver.memory': '2gb' }],
  ['memory-unit', { 'spec.driver.memoryOverhead': '512Mi' }],
  ['memory-too-small', { 'spec.executor.memory': '449m' }],
  ['memory-overhead-factor', { 'spec.memoryOverheadFactor': '10%' }],
  ['memory-limit-suffix', { 'spec.driver.memoryLimit': '3G' }],
  ['memory-limit-below-request', { 'spec.driver.memoryLimit': '1g' }],
  ['python-memory-overhead-low', { 'spec.memoryOverheadFactor': '0.1' }],
]);

finds(
  [['quota-memory-format', { 'spec.driver.memoryOverhead': '512' }]],
  undefined,
  'spark: {jobNamespaces: [data]}\nwebhook: {resourceQuotaEnforcement: {enable: true}}',
);

accepts([
  { 'spec.driver.memory': '512M' },
  { 'spec.driver.memoryOverhead': '512' },
  { 'spec.driver.memoryLimit': '2g' },
  { 'spec.driver.memoryLimit': '2Gi' },
  { 'spec.memoryOverheadFactor': '0.4' },
  { 'spec.driver.memoryOverhead': '0m', 'spec.sparkConf': { 'spark.gluten.sql.debug': 'true' } },
]);

const GENERAL = 'write a whole number with k, m, g or t, for example 2g';

test.each([
  ['memory', '0m', '"0m" is no memory at all', GENERAL],
  ['memory', '2048', '"2048" has no unit: the JVM takes it as bytes', 'write 2048m'],
  ['memory', '2gb', '"2gb" has a unit that the JVM does not know', 'write 2g'],
  ['memory', '512Mi', `"512Mi" is a Kubernetes quantity, memory wants Spark's units`, 'write 512m'],
  ['memory', '512xi', '"512xi" is no size that Spark can read', GENERAL],
  ['memory', '1.5g', '"1.5g" is no size that Spark can read', 'write 1536m'],
  ['memory', 'm12', '"m12" is no size that Spark can read', GENERAL],
  [
    'memoryOverhead',
    '512Mi',
    `"512Mi" is a Kubernetes quantity, memoryOverhead wants Spark's units`,
    'write 512m',
  ],
  ['memoryOverhead', '12 g', '"12 g" is no size that Spark can read', GENERAL],
])('says what is wrong with %s %s', (field, value, message, fix) => {
  const found = findings(change(APPLICATION, { [`spec.driver.${field}`]: value }));
  expect(found.map((finding) => [finding.message, finding.fix])).toEqual([[message, fix]]);
});

const setting = (key: string, value: string) => ({ 'spec.sparkConf': { [key]: value } });
const RESERVED = 'spark.testing.reservedMemory';
const sized = (memory: string) => ({ 'spec.driver.memory': memory });
const SMALL = 'error memory-too-small spec.driver.memory: a heap of';

says([
  [sized('449m'), `${SMALL} 449m is below 450 MiB`],
  [sized('450m')],
  [{ ...sized('449m'), ...setting('spark.testing', 'true') }],
  [
    { ...sized('149m'), ...setting(RESERVED, '104857600') },
    `${SMALL} 149m is below 150 MiB → give at least 150m, or lower ${RESERVED}`,
  ],
  [{ ...sized('150m'), ...setting(RESERVED, '104857600') }],
]);

says([
  ...['10%', '-0.1', 'a', ''].map((factor): Saying => [
    { 'spec.memoryOverheadFactor': factor },
    `error memory-overhead-factor spec.memoryOverheadFactor: "${factor}" is no fraction`,
  ]),
  ...['0', '0.19', '.1'].map((factor): Saying => [
    { 'spec.memoryOverheadFactor': factor },
    `warning python-memory-overhead-low spec.memoryOverheadFactor: ${Number(factor)} of the heap for Python`,
  ]),
  [{ 'spec.memoryOverheadFactor': '0.2' }],
  [
    {
      'spec.memoryOverheadFactor': '0.1',
      'spec.driver.memoryOverhead': '1g',
      'spec.executor.memoryOverhead': '1g',
    },
  ],
  [
    { 'spec.memoryOverheadFactor': '0.1', 'spec.driver.memoryOverhead': '1g' },
    'warning python-memory-overhead-low spec.memoryOverheadFactor: 0.1 of the heap for Python',
  ],
  [
    {
      'spec.memoryOverheadFactor': '0.1',
      'spec.type': 'Java',
      'spec.mainClass': 'A',
      'spec.mainApplicationFile': 'local:///a.jar',
    },
  ],
]);

const limited = (memoryLimit: string) => ({ 'spec.executor.memoryLimit': memoryLimit });

says([
  ...['3G', '3GB', '3 Gi', 'x'].map((limit): Saying => [
    limited(limit),
    `error memory-limit-suffix spec.executor.memoryLimit: "${limit}" is neither a lower-case Spark size nor a Kubernetes quantity`,
  ]),
  ...['3gb', '3072mb', '3t', '4Gi', '4000000k', '3221225472b', '3221225472'].map((limit): Saying => [
    limited(limit),
  ]),
  [
    limited('1432m'),
    'error memory-limit-below-request spec.executor.memoryLimit: 1432m is below the 1433 MiB of memory plus overhead',
  ],
  [limited('1433m')],
  [
    { ...limited('2047m'), 'spec.executor.memoryOverhead': '1g' },
    'error memory-limit-below-request spec.executor.memoryLimit: 2047m is below the 2048 MiB of memory plus overhead',
  ],
  [{ ...limited('1g'), 'spec.executor.memoryOverhead': 'x' }, expectedUnit()],
]);

function expectedUnit(): string {
  return 'error memory-unit spec.executor.memoryOverhead: "x" is no size that Spark can read';
}

const QUOTA = 'spark: {jobNamespaces: [data]}\nwebhook: {resourceQuotaEnforcement: {enable: true}}';

says(
  [
    [
      { 'spec.executor.memoryOverhead': '512' },
      'error quota-memory-format spec.executor.memoryOverhead: "512" has no unit → write 512m',
    ],
    [{ 'spec.executor.memoryOverhead': '512m' }],
    [{ 'spec.executor.memoryOverhead': '0' }],
  ],
  APPLICATION,
  QUOTA,
);

test('corrects what has one meaning only', () => {
  const corrections = (field: string, value: string) =>
    findings(change(APPLICATION, { [field]: value })).map(({ fix, correction }) => [fix, correction?.value]);
  expect(corrections('spec.driver.memory', '2gb')).toEqual([['write 2g', '2g']]);
  expect(corrections('spec.driver.memory', '2048')).toEqual([['write 2048m', undefined]]);
  expect(corrections('spec.driver.memory', '1536Mi')).toEqual([['write 1536m', '1536m']]);
  expect(corrections('spec.driver.memory', '2048Mi')).toEqual([['write 2g', '2g']]);
  expect(corrections('spec.driver.memory', '2Ti')).toEqual([['write 2048g', '2048g']]);
  expect(corrections('spec.driver.memory', '1.0001g')).toEqual([['write 1025m', undefined]]);
  expect(corrections('spec.driver.memory', '1048576kb')).toEqual([['write 1g', '1g']]);
  expect(corrections('spec.driver.memory', '512kib')).toEqual([[GENERAL, undefined]]);
  expect(corrections('spec.driver.memory', '1mb')).toEqual([['write 1m', '1m']]);
});
