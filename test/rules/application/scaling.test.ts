import { accepts, finds } from '../harness';

const at = (key: string) => `spec.sparkConf[${JSON.stringify(key)}]`;

const block = (changes: object) => ({
  'spec.dynamicAllocation': { enabled: true, minExecutors: 1, maxExecutors: 4, ...changes },
  'spec.executor.instances': undefined,
});

finds([
  [
    'dynamic-allocation-in-conf',
    { 'spec.sparkConf': { 'spark.dynamicAllocation.enabled': 'true' }, 'spec.executor.instances': undefined },
    at('spark.dynamicAllocation.enabled'),
  ],
  ['dynamic-allocation-bounds', block({ minExecutors: 5 }), 'spec.dynamicAllocation.minExecutors'],
  ['dynamic-allocation-bounds', block({ initialExecutors: 5 }), 'spec.dynamicAllocation.initialExecutors'],
  [
    'dynamic-allocation-bounds',
    block({ maxExecutors: 0, minExecutors: 0 }),
    'spec.dynamicAllocation.maxExecutors',
  ],
  ['dynamic-allocation-bounds', { ...block({}), 'spec.executor.instances': 5 }, 'spec.executor.instances'],
  [
    'dynamic-allocation-with-instances',
    { ...block({}), 'spec.executor.instances': 2 },
    'spec.executor.instances',
  ],
  [
    'shuffle-tracking-off',
    block({ shuffleTrackingEnabled: false }),
    'spec.dynamicAllocation.shuffleTrackingEnabled',
  ],
  [
    'shuffle-tracking-off',
    { 'spec.sparkConf': { 'spark.shuffle.service.enabled': 'true' } },
    at('spark.shuffle.service.enabled'),
  ],
]);

accepts([
  block({}),
  block({ initialExecutors: 2, shuffleTrackingEnabled: true }),
  { 'spec.dynamicAllocation': { enabled: false, minExecutors: 9, maxExecutors: 1 } },
]);
