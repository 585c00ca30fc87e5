import { RELEASE, accepts, finds } from '../harness';

finds([['batch-scheduler-disabled', { 'spec.batchScheduler': 'volcano' }]], undefined, RELEASE);

finds([
  [
    'batch-scheduler-resources-missing',
    { 'spec.batchScheduler': 'volcano' },
    'spec.batchSchedulerOptions.resources',
  ],
  ['batch-scheduler-options-ignored', { 'spec.batchSchedulerOptions': { queue: 'etl' } }],
]);

accepts(
  [{ 'spec.batchSchedulerOptions': { queue: 'etl' } }],
  undefined,
  'spark: {jobNamespaces: [data]}\ncontroller: {batchScheduler: {enable: true, default: yunikorn}}',
);
