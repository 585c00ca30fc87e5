import { accepts, finds } from '../harness';

finds([
  ['cores-not-positive', { 'spec.driver.cores': 0 }],
  ['fractional-cores', { 'spec.driver.cores': 0.5 }],
  ['instances-not-positive', { 'spec.executor.instances': -1 }],
  ['cpu-quantity', { 'spec.driver.coreRequest': 'half' }],
  ['core-limit-below-request', { 'spec.driver.coreLimit': '500m' }],
  ['core-limit-below-request', { 'spec.executor.coreLimit': '1', 'spec.executor.coreRequest': '1200m' }],
  [
    'gpu-quantity-not-positive',
    { 'spec.executor.gpu': { name: 'nvidia.com/gpu', quantity: 0 } },
    'spec.executor.gpu.quantity',
  ],
]);

accepts([{ 'spec.driver.coreRequest': '500m', 'spec.driver.coreLimit': '0.5' }]);
