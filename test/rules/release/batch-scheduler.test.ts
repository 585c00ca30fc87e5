import { RELEASE, accepts, finds, says, APPLICATION } from '../harness';

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

const SCHEDULER = {
  'spec.batchScheduler': 'volcano',
  'spec.batchSchedulerOptions': { resources: { cpu: '3' } },
};
const DISABLED = 'error batch-scheduler-disabled spec.batchScheduler: volcano';
const NEEDS =
  'warning batch-scheduler-resources-missing spec.batchSchedulerOptions.resources: Volcano is not told how much the job needs';
const IGNORED =
  'warning batch-scheduler-options-ignored spec.batchSchedulerOptions: there is no batchScheduler';
const release = (scheduler: string) => `${RELEASE}\ncontroller: {batchScheduler: ${scheduler}}`;
says([[SCHEDULER], [{ 'spec.batchScheduler': '' }]]);
says(
  [[SCHEDULER, `${DISABLED} is asked for, but the release has batch scheduling off`]],
  APPLICATION,
  RELEASE,
);
says(
  [
    [SCHEDULER],
    [
      { 'spec.batchScheduler': 'gang' },
      'error batch-scheduler-disabled spec.batchScheduler: gang is not registered in the release',
    ],
    [{ 'spec.batchScheduler': 'other' }],
  ],
  APPLICATION,
  release('{enable: true, kubeSchedulerNames: [other]}'),
);
says(
  [[SCHEDULER], [{ 'spec.batchScheduler': 'volcano' }, NEEDS]],
  APPLICATION,
  release('{enable: true, kubeSchedulerNames: [volcano]}'),
);
says([
  [{ 'spec.batchScheduler': 'volcano', 'spec.batchSchedulerOptions': { resources: {} } }, NEEDS],
  [{ 'spec.batchScheduler': 'yunikorn' }],
  [{ 'spec.batchSchedulerOptions': { queue: 'a' } }, IGNORED],
  [{ 'spec.batchScheduler': '', 'spec.batchSchedulerOptions': { queue: 'a' } }, IGNORED],
  [{ 'spec.batchSchedulerOptions': {} }],
]);
says([[{ 'spec.batchSchedulerOptions': { queue: 'a' } }, IGNORED]], APPLICATION, RELEASE);
