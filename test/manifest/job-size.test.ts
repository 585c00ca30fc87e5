import { jobSize, sumOf } from '../../lib/manifest/job-size';
import { workload } from '../../lib/manifest/workload';

interface Given {
  readonly driver?: object;
  readonly executor?: object;
  readonly more?: object;
}

function sizeOf({ driver = {}, executor = {}, more = {} }: Given) {
  const spec = { mainApplicationFile: 'local:///job.jar', driver, executor, ...more };
  return jobSize(workload({ kind: 'SparkApplication', spec }));
}

test.each<[string, Given, object, object]>([
  ['nothing said', {}, { cpu: 1, memory: 1408 }, { pods: 2, cpu: 2, memory: 2816 }],
  [
    'Python has more overhead',
    { driver: { memory: '2g' }, more: { mainApplicationFile: 'local:///job.py' } },
    { cpu: 1, memory: 2867, memoryLimit: 2867 },
    { pods: 2, memory: 4300 },
  ],
  [
    'overhead and factor',
    { driver: { memory: '2g', memoryOverhead: '512m' }, more: { memoryOverheadFactor: '0.5' } },
    { memory: 2560 },
    { memory: 4096 },
  ],
  [
    'cores, requests and limits',
    { driver: { cores: 2, coreLimit: '3' }, executor: { cores: 4, coreRequest: '500m', instances: 3 } },
    { cpu: 2, cpuLimit: 3 },
    { pods: 4, cpu: 3.5 },
  ],
  [
    'sidecars',
    { driver: { sidecars: [{ name: 'a', resources: { requests: { cpu: '250m', memory: '64Mi' } } }] } },
    { cpu: 1.25, memory: 1472 },
    { cpu: 2.25 },
  ],
])('the driver and all pods at the start: %s', (_, given, driver, atStart) => {
  const size = sizeOf(given);
  expect(size.driver).toMatchObject(driver);
  expect(size.atStart).toMatchObject(atStart);
  expect(size.atMost).toEqual(size.atStart);
});

test.each<[string, Given, number, number | undefined]>([
  [
    'of the spec',
    { more: { dynamicAllocation: { enabled: true, minExecutors: 2, maxExecutors: 10 } } },
    3,
    11,
  ],
  ['without a limit', { more: { dynamicAllocation: { enabled: true, initialExecutors: 4 } } }, 5, undefined],
  [
    'of settings',
    {
      more: {
        sparkConf: {
          'spark.dynamicAllocation.enabled': 'true',
          'spark.dynamicAllocation.initialExecutors': '3',
          'spark.dynamicAllocation.maxExecutors': '5',
        },
      },
    },
    4,
    6,
  ],
  [
    'of settings, with instances',
    {
      executor: { instances: 4 },
      more: {
        sparkConf: { 'spark.dynamicAllocation.enabled': 'true', 'spark.dynamicAllocation.maxExecutors': '2' },
      },
    },
    5,
    5,
  ],
  [
    'of both, where the field wins',
    {
      more: {
        dynamicAllocation: { enabled: true, initialExecutors: 2 },
        sparkConf: {
          'spark.dynamicAllocation.initialExecutors': '9',
          'spark.dynamicAllocation.maxExecutors': '5',
          'spark.executor.instances': '3',
        },
      },
    },
    4,
    6,
  ],
  ['switched off', { executor: { instances: 2 }, more: { dynamicAllocation: { enabled: false } } }, 3, 3],
])('dynamic allocation %s', (_, given, start, most) => {
  const { atStart, atMost } = sizeOf(given);
  expect(atStart.pods).toBe(start);
  expect(atMost?.pods).toBe(most);
});

test('says nothing of what cannot be read', () => {
  const size = sizeOf({ driver: { memory: 'much', coreRequest: 'many' } });
  expect(size.driver).toMatchObject({ cpu: undefined, memory: undefined });
  expect(size.atStart).toEqual({ pods: 2, cpu: undefined, memory: undefined });
});

test('the sum of several has no limit when one has none', () => {
  const one = { pods: 2, cpu: 0.1, memory: 1 };
  expect(sumOf([])).toEqual({ pods: 0, cpu: 0, memory: 0 });
  expect(sumOf([one, { pods: 1, cpu: 0.2, memory: 2 }])).toEqual({ pods: 3, cpu: 0.3, memory: 3 });
  expect(sumOf([one, { pods: 1 }])).toEqual({ pods: 3, cpu: undefined, memory: undefined });
  expect(sumOf([undefined, one])).toBeUndefined();
});
