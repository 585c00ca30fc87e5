import { accepts, APPLICATION, change, findings, finds } from '../harness';

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
