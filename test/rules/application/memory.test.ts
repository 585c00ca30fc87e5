import { accepts, finds } from '../harness';

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
