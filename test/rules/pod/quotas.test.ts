import { APPLICATION, change, findings, problems, said, says } from '../harness';

const object = (kind: string, spec: object, namespace = 'data') =>
  JSON.stringify({ kind, metadata: { name: 'team', namespace }, spec });
const quota = (hard: object, more: object = {}) => object('ResourceQuota', { hard, ...more });
const limits = (...entries: object[]) => object('LimitRange', { limits: entries });
const container = (entry: object) => limits({ type: 'Container', ...entry });
const found = (changes: Readonly<Record<string, unknown>>, ...beside: string[]) =>
  problems(change(APPLICATION, changes), ...beside);
const STORAGE = {
  spec: {
    containers: [{ name: 'spark-kubernetes-driver', resources: { limits: { 'ephemeral-storage': '1Gi' } } }],
  },
};
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
    'of disk space',
    {},
    quota({ 'limits.ephemeral-storage': '10Gi' }),
    ['quota-limit-missing spec.driver.template', 'quota-limit-missing spec.executor.template'],
  ],
  [
    'of disk space of one role',
    { 'spec.driver.template': STORAGE },
    quota({ 'requests.ephemeral-storage': '10Gi' }),
    ['quota-limit-missing spec.executor.template'],
  ],
  [
    'a limit too far above the request',
    { 'spec.driver.coreLimit': '3', 'spec.executor.coreLimit': '2' },
    container({ maxLimitRequestRatio: { cpu: '2' } }),
    ['limit-range-refuses spec.driver.coreLimit'],
  ],
  [
    'no limit where there must be a proportion',
    { 'spec.executor.coreLimit': '1' },
    container({ maxLimitRequestRatio: { cpu: '2' } }),
    ['limit-range-refuses spec.driver.coreLimit'],
  ],
  [
    'a limit of memory too far above the request',
    { 'spec.driver.memoryLimit': '4g' },
    container({ maxLimitRequestRatio: { memory: '2' } }),
    ['limit-range-refuses spec.driver.memoryLimit'],
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

test('counts thousandths of a CPU, and nothing below that adding leaves behind', () => {
  const app = { 'spec.driver.coreRequest': '100m', 'spec.executor.coreRequest': '200m' };
  const withExecutors = (instances: number) => ({ ...app, 'spec.executor.instances': instances });
  const room = quota({ 'requests.cpu': '700m' });
  expect(found(withExecutors(3), room)).toEqual([]);
  const [only] = findings(change(APPLICATION, withExecutors(4)), room);
  expect(only).toMatchObject({
    message: 'quota team allows 0.7 of requests.cpu, driver and 4 executors ask for 0.9',
    fix: 'ask for at most 3 executors, or raise the quota',
  });
  const beside = {
    name: 'proxy',
    image: 'registry.example/proxy:1',
    resources: { requests: { cpu: '200m' } },
  };
  const sidecar = { ...withExecutors(1), 'spec.driver.sidecars': [beside] };
  expect(found(sidecar, quota({ 'requests.cpu': '500m' }))).toEqual([]);
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

  test('fit in exactly, also in parts of a CPU', () => {
    const jobs = ['a', 'b', 'c'].map((name) =>
      change(APPLICATION, {
        'metadata.name': name,
        'spec.driver.coreRequest': '200m',
        'spec.executor.coreRequest': '200m',
        'spec.executor.instances': 1,
      }),
    );
    expect(told(quota({ 'requests.cpu': '1.2' }), ...jobs)).toEqual([]);
    expect(told(quota({ 'requests.cpu': '1199m' }), ...jobs)).toEqual([
      'jobs a, b, c ask for 1.2 of requests.cpu at their start, and quota team allows 1.199',
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

const saidOf = (changes: Readonly<Record<string, unknown>>, ...beside: string[]) =>
  said(change(APPLICATION, changes), ...beside);
const LIMITED = { 'spec.driver.coreLimit': '2', 'spec.executor.coreLimit': '2' };

test('says which quota counts what is not said', () => {
  expect(saidOf({}, quota({ 'limits.cpu': '16' }))).toEqual(
    ['driver', 'executor'].map(
      (role) =>
        `error quota-limit-missing spec.${role}.coreLimit: quota team counts limits.cpu, and the ${role} has no limit → set coreLimit`,
    ),
  );
  expect(saidOf({ 'spec.driver.coreLimit': '2' }, quota({ 'limits.cpu': '16' }))).toEqual([
    'error quota-limit-missing spec.executor.coreLimit: quota team counts limits.cpu, and the executor has no limit → set coreLimit',
  ]);
  expect(saidOf(LIMITED, quota({ 'limits.cpu': '16' }))).toEqual([]);
  const all = quota({
    cpu: 16,
    memory: '99Gi',
    'limits.cpu': 16,
    'requests.memory': '99Gi',
    'requests.storage': '1Gi',
  });
  expect(saidOf({ ...SIDECAR, ...LIMITED }, all)).toEqual([
    'error quota-limit-missing spec.driver.sidecars[0].resources: quota team counts cpu, memory, limits.cpu, requests.memory, and container proxy does not say them → give its resources',
  ]);
  const resources = (given: object) => ({
    ...LIMITED,
    'spec.driver.sidecars': [{ name: 'proxy', image: 'registry.example/proxy:1', resources: given }],
  });
  expect(saidOf(resources({ limits: { cpu: 1, memory: '1Gi' } }), all)).toEqual([]);
  expect(saidOf(resources({ requests: { cpu: 1, memory: '1Gi' } }), all)).toEqual([
    'error quota-limit-missing spec.driver.sidecars[0].resources: quota team counts limits.cpu, and container proxy does not say them → give its resources',
  ]);
  const given = container({ default: { cpu: '1' }, max: { memory: '9Gi' } });
  expect(saidOf({ ...SIDECAR, ...LIMITED }, all, given)).toEqual([]);
  expect(saidOf({}, quota({ 'limits.cpu': '16' }), limits({ type: 'Pod', max: { cpu: '9' } }))).toHaveLength(
    2,
  );
  expect(findings(APPLICATION, quota({ 'limits.cpu': '16' }))[0]!.related).toEqual([
    expect.objectContaining({ steps: ['metadata', 'name'], message: 'the quota' }),
  ]);
  const [ofSidecar] = findings(change(APPLICATION, SIDECAR), quota({ 'requests.cpu': '16' }));
  expect(ofSidecar!.related).toEqual([expect.objectContaining({ message: 'the quota' })]);
  expect(saidOf({ 'metadata.namespace': undefined }, quota({ 'limits.cpu': '16' }))).toEqual([]);
});

test('says which LimitRange refuses what', () => {
  const refused = (changes: Readonly<Record<string, unknown>>, ...beside: string[]) =>
    saidOf(changes, ...beside).map((text) => text.replace('error limit-range-refuses spec.', ''));
  expect(refused({ 'spec.executor.cores': 2 }, container({ max: { cpu: '1500m' } }))).toEqual([
    'executor.coreLimit: LimitRange team gives containers without limit 1500m CPU, below the request of 2 (cores) → set coreLimit to 2 or more',
  ]);
  expect(refused({ 'spec.executor.cores': 2, ...LIMITED }, container({ max: { cpu: '1500m' } }))).toEqual([
    'driver.cores: LimitRange team allows a container 1.5 of cpu, the driver asks for 2',
    'executor.cores: LimitRange team allows a container 1.5 of cpu, the executor asks for 2',
  ]);
  expect(refused({ 'spec.executor.cores': 2 }, container({ default: { cpu: '2' } }))).toEqual([]);
  expect(
    refused({ 'spec.driver.coreRequest': '3' }, container({ max: { cpu: '2' }, default: { cpu: '3' } })),
  ).toEqual(['driver.coreRequest: LimitRange team allows a container 2 of cpu, the driver asks for 3']);
  expect(refused({}, container({ min: { memory: '2Gi', cpu: 1 }, default: { cpu: 1 } }))).toEqual(
    ['driver', 'executor'].map(
      (role) =>
        `${role}.memory: LimitRange team wants at least 2048 MiB of memory, the ${role} asks for 1433 MiB`,
    ),
  );
  expect(
    refused({ 'spec.driver.coreRequest': '100m' }, limits({ type: 'Pod', min: { cpu: '0.5' } })),
  ).toEqual(['driver.coreRequest: LimitRange team wants at least 0.5 of cpu, the driver asks for 0.1']);
  const beside = (cpu: string) => ({
    ...LIMITED,
    'spec.driver.sidecars': [
      { name: 'a', image: 'registry.example/a:1', resources: { limits: { cpu, memory: '1Gi' } } },
    ],
  });
  expect(refused(beside('2'), limits({ type: 'Pod', max: { cpu: '4' } }))).toEqual([]);
  expect(refused(beside('2001m'), limits({ type: 'Pod', max: { cpu: '4' } }))).toEqual([
    'driver.cores: LimitRange team allows a pod 4 of cpu, the driver asks for 4.001',
  ]);
  expect(refused(beside('9'), container({ max: { cpu: '4' } }))).toEqual([]);
  expect(refused({ 'spec.driver.memoryLimit': '3g' }, container({ max: { memory: '2Gi' } }))).toEqual([
    'driver.memory: LimitRange team allows a container 2048 MiB of memory, the driver asks for 3072 MiB',
  ]);
  const [related] = findings(change(APPLICATION, LIMITED), container({ max: { cpu: '1' } }));
  expect(related!.related).toEqual([
    expect.objectContaining({ steps: ['metadata', 'name'], message: 'the LimitRange' }),
  ]);
  const [byDefault] = findings(
    change(APPLICATION, { 'spec.driver.cores': 2 }),
    container({ max: { cpu: '1' } }),
  );
  expect(byDefault!.related).toEqual([expect.objectContaining({ message: 'the LimitRange' })]);
});

says(
  [
    [
      { 'spec.executor.instances': 4 },
      'warning quota-fewer-executors spec.executor.instances: quota team allows 3 of requests.cpu, driver and 4 executors ask for 5 → ask for at most 2 executors, or raise the quota',
    ],
    [
      { 'spec.executor.cores': 3 },
      'error quota-too-small spec.executor.instances: quota team allows 3 of requests.cpu, driver and 2 executors ask for 7',
    ],
    [
      { 'spec.driver.cores': 4 },
      'error quota-too-small spec.driver: quota team allows 3 of requests.cpu, driver and 2 executors ask for 6',
    ],
    [{ 'spec.driver.coreRequest': '1', 'spec.executor.coreRequest': '1' }],
    [
      { 'spec.driver.coreRequest': '1001m' },
      'warning quota-fewer-executors spec.executor.instances: quota team allows 3 of requests.cpu, driver and 2 executors ask for 3.001 → ask for at most 1 executors, or raise the quota',
    ],
    [
      {
        'spec.executor.instances': undefined,
        'spec.dynamicAllocation': { enabled: true, minExecutors: 0, maxExecutors: 9 },
        'spec.driver.cores': 3,
      },
    ],
  ],
  APPLICATION,
  quota({ 'requests.cpu': '3' }),
);

test('points at the quota that has no room', () => {
  const [found] = findings(change(APPLICATION, { 'spec.executor.instances': 4 }), quota({ pods: '3' }));
  expect(found!.message).toBe('quota team allows 3 of pods, driver and 4 executors ask for 5');
  expect(found!.related).toEqual([
    expect.objectContaining({ steps: ['metadata', 'name'], message: 'the quota' }),
  ]);
});

test('counts jobs together where they have just no room', () => {
  const jobs = ['a', 'b', 'c'].map((name) => change(APPLICATION, { 'metadata.name': name }));
  const told = (hard: object) => said(...jobs, quota(hard));
  expect(told({ pods: '9' })).toEqual([]);
  expect(told({ pods: '8' })).toEqual([
    'warning quota-jobs-together spec.hard.pods: jobs a, b, c ask for 9 of pods at their start, and quota team allows 8',
  ]);
  expect(told({ 'count/pods': '8' })).toEqual([expect.stringMatching(/ of count\/pods at their start/)]);
  expect(told({ 'requests.cpu': '9' })).toEqual([]);
  expect(told({ services: '1' })).toEqual([]);
});
