import { RELEASE } from '../harness';
import type { Boundary } from './boundary';

const VOLCANO = `${RELEASE}\ncontroller: {batchScheduler: {enable: true}}`;

/** Boundaries of the rules of lib/rules/release. */
export const RELEASE_BOUNDARIES: readonly Boundary[] = [
  ['namespace-not-watched', 'metadata.namespace', 'other', 'data', { beside: [RELEASE] }],
  ['batch-scheduler-disabled', 'spec.batchScheduler', 'yunikorn', undefined, { beside: [RELEASE] }],
  ['batch-scheduler-disabled', 'spec.batchScheduler', 'other', 'yunikorn', { beside: [VOLCANO] }],
  [
    'batch-scheduler-resources-missing',
    'spec.batchSchedulerOptions.resources',
    {},
    { cpu: '3' },
    { given: { 'spec.batchScheduler': 'volcano' } },
  ],
  [
    'batch-scheduler-options-ignored',
    'spec.batchScheduler',
    '',
    'yunikorn',
    { given: { 'spec.batchSchedulerOptions': { queue: 'etl' } }, path: 'spec.batchSchedulerOptions' },
  ],
  ['driver-service-account-missing', 'spec.driver.serviceAccount', undefined, 'spark'],
];
