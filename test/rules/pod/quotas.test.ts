import { APPLICATION, change, findings, problems } from '../harness';

const object = (kind: string, spec: object, namespace = 'data') =>
  JSON.stringify({ kind, metadata: { name: 'team', namespace }, spec });
const quota = (hard: object, more: object = {}) => object('ResourceQuota', { hard, ...more });
const limits = (...entries: object[]) => object('LimitRange', { limits: entries });
const container = (entry: object) => limits({ type: 'Container', ...entry });
const found = (changes: Readonly<Record<string, unknown>>, ...beside: string[]) =>
  problems(change(APPLICATION, changes), ...beside);
const SIDECAR = { 'spec.driver.sidecars': [{ name: 'proxy', image: 'registry.example/proxy:1' }] };

test.each([
  [
    'of both roles',
    {},
    quota({ 'limits.cpu': '16' }),
    ['quota-limit-missing spec.driver.coreLimit', 'quota-limit-missing spec.executor.coreLimit'],
  ],
  [
    'of a sidecar',
    SIDECAR,
    quota({ 'requests.cpu': '16' }),
    ['quota-limit-missing spec.driver.sidecars[0].resources'],
  ],
  [
    'a default of the LimitRange above the request',
    { 'spec.executor.cores': 2 },
    container({ max: { cpu: '1' } }),
    ['limit-range-refuses spec.executor.coreLimit'],
  ],
  [
    'more than the LimitRange allows',
    { 'spec.driver.coreRequest': '3' },
    container({ max: { cpu: '2' }, default: { cpu: '4' } }),
    ['limit-range-refuses spec.driver.coreRequest'],
  ],
  [
    'more memory of a pod',
    { 'spec.executor.memory': '4g' },
    limits({ type: 'Pod', max: { memory: '4Gi' } }),
    ['limit-range-refuses spec.executor.memory'],
  ],
  [
    'less than the LimitRange wants',
    { 'spec.driver.coreRequest': '100m' },
    container({ min: { cpu: '500m' } }),
    ['limit-range-refuses spec.driver.coreRequest'],
  ],
  [
    'more CPU than the quota has for one executor',
    { 'spec.executor.cores': 4 },
    quota({ cpu: '4' }),
    ['quota-too-small spec.executor.instances'],
  ],
  [
    'a driver that does not fit',
    { 'spec.driver.cores': 5 },
    quota({ 'requests.cpu': '4' }),
    ['quota-too-small spec.driver'],
  ],
  [
    'at the start of dynamic allocation',
    {
      'spec.executor.instances': undefined,
      'spec.dynamicAllocation': { enabled: true, minExecutors: 4, maxExecutors: 9 },
    },
    quota({ 'count/pods': 4 }),
    ['quota-fewer-executors spec.executor.instances'],
  ],
])('finds %s', (_, changes, beside, expected) => {
  expect(found(changes, beside)).toEqual(expected);
});

test.each([
  ['a quota of another namespace', object('ResourceQuota', { hard: { 'limits.cpu': '1' } }, 'other')],
  ['a quota with a scope', quota({ pods: '1' }, { scopes: ['BestEffort'] })],
  ['a quota for priority classes', quota({ pods: '1' }, { scopeSelector: { matchExpressions: [] } })],
  ['a quota of something else', quota({ services: '0', 'requests.storage': '1Gi' })],
  [
    'a limit that is given',
    [quota({ 'limits.cpu': '9' }), container({ default: { cpu: '1' } })].join('\n---\n'),
  ],
  [
    'a quota that fits',
    quota({ pods: '3', 'requests.cpu': '3', 'requests.memory': '5Gi', 'limits.memory': '5Gi' }),
  ],
  [
    'a LimitRange that fits',
    container({ default: { cpu: '1', memory: '1Mi' }, min: { cpu: '1' }, max: { memory: '2Gi' } }),
  ],
  ['a LimitRange of claims', limits({ type: 'PersistentVolumeClaim', max: { storage: '1Gi' } })],
])('accepts %s', (_, beside) => {
  expect(found({}, beside)).toEqual([]);
});

test('counts what executors have beside the heap', () => {
  const conf = {
    'spark.executor.pyspark.memory': '1g',
    'spark.memory.offHeap.enabled': 'true',
    'spark.memory.offHeap.size': '1g',
  };
  const room = container({ max: { memory: '2Gi' } });
  expect(found({}, room)).toEqual([]);
  expect(found({ 'spec.sparkConf': conf }, room)).toEqual(['limit-range-refuses spec.executor.memory']);
});

describe('all applications of a namespace together', () => {
  const apps = (count: number): string[] =>
    Array.from({ length: count }, (_, index) => change(APPLICATION, { 'metadata.name': `job-${index}` }));
  const told = (...yaml: string[]): string[] =>
    findings(...yaml)
      .filter(({ rule }) => rule.id === 'quota-jobs-together')
      .map(({ message }) => message);

  test('ask for more than a quota allows, of each thing that it counts', () => {
    expect(
      told(
        quota({ 'requests.cpu': '14', 'limits.memory': '20Gi', 'count/pods': '99', services: '1' }),
        ...apps(5),
      ),
    ).toEqual([
      'jobs job-0, job-1, job-2 and 2 more ask for 15 of requests.cpu at their start, and quota team allows 14',
      'jobs job-0, job-1, job-2 and 2 more ask for 21495 MiB of limits.memory at their start, and quota team allows 20480 MiB',
    ]);
  });

  test('is no matter where one alone has no room, which another rule says, or where the quota counts others', () => {
    expect(told(quota({ pods: '2' }), ...apps(2))).toEqual([]);
    expect(told(quota({ pods: '3' }, { scopes: ['BestEffort'] }), ...apps(2))).toEqual([]);
    expect(told(quota({ pods: '3' }), ...apps(1))).toEqual([]);
    expect(
      told(
        quota({ 'requests.memory': '1Gi' }),
        change(apps(1)[0]!, { 'spec.driver.memory': 'much' }),
        apps(2)[1]!,
      ),
    ).toEqual([]);
  });
});
