import { accepts, finds, says, type Saying } from '../harness';

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

says([
  [{ 'spec.driver.cores': 0 }, 'error cores-not-positive spec.driver.cores: 0 cores, the minimum is 1'],
  [{ 'spec.executor.cores': -0.5 }, 'error fractional-cores spec.executor.cores: -0.5 is no whole number'],
  [{ 'spec.executor.cores': 1.5 }, 'error fractional-cores spec.executor.cores: 1.5 is no whole number'],
  [
    { 'spec.executor.instances': 0 },
    'error instances-not-positive spec.executor.instances: 0 executors, the minimum is 1',
  ],
  [{ 'spec.executor.instances': 1 }],
  ...(['coreRequest', 'coreLimit'] as const).flatMap((field): Saying[] => [
    [
      { [`spec.driver.${field}`]: 'half' },
      `error cpu-quantity spec.driver.${field}: "half" is no Kubernetes quantity`,
    ],
    [{ [`spec.driver.${field}`]: '0' }, `error cpu-quantity spec.driver.${field}: 0 is not above 0`],
    [{ [`spec.driver.${field}`]: '-1' }, `error cpu-quantity spec.driver.${field}: -1 is not above 0`],
  ]),
  [
    { 'spec.driver.coreLimit': '999m' },
    'error core-limit-below-request spec.driver.coreLimit: 999m is below the request of 1 (cores)',
  ],
  [{ 'spec.driver.coreLimit': '1' }],
  [
    { 'spec.executor.coreLimit': '1', 'spec.executor.coreRequest': '1100m' },
    'error core-limit-below-request spec.executor.coreLimit: 1 is below the request of 1.1 (coreRequest)',
  ],
  [
    {
      'spec.executor.coreLimit': '1',
      'spec.sparkConf': { 'spark.kubernetes.executor.request.cores': '1100m' },
    },
    'error core-limit-below-request spec.executor.coreLimit: 1 is below the request of 1.1 (spark.kubernetes.executor.request.cores)',
  ],
  [
    { 'spec.executor.gpu': { name: '', quantity: 0 } },
    'error gpu-quantity-not-positive spec.executor.gpu.name: the resource has no name',
    'error gpu-quantity-not-positive spec.executor.gpu.quantity: 0 GPUs',
  ],
  [
    { 'spec.driver.gpu': { name: 'gpu', quantity: 1 } },
    'error gpu-quantity-not-positive spec.driver.gpu.name: "gpu" is no resource: Kubernetes refuses the pod',
  ],
  [{ 'spec.executor.gpu': { name: 'nvidia.com/gpu', quantity: 1 } }],
]);
