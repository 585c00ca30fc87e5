import { accepts, APPLICATION, change, CONNECT, finds, said, says, type Saying } from '../harness';

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

const bounds = (changes: object, field: string, message: string): Saying => [
  block(changes),
  `error dynamic-allocation-bounds spec.dynamicAllocation.${field}: ${message}`,
];
const conf = (...keys: string[]) => ({
  'spec.sparkConf': Object.fromEntries(keys.map((key) => [key, 'true'])),
});
const MANY =
  'error dynamic-allocation-bounds spec.executor.instances: the job starts with 5 executors, above the maximum 4' +
  ' → omit instances: dynamicAllocation says how many executors there are';

says([
  bounds({ minExecutors: -1 }, 'minExecutors', '-1 is below 0'),
  bounds({ initialExecutors: -1 }, 'initialExecutors', '-1 is below 0'),
  bounds({ maxExecutors: 0, minExecutors: 0 }, 'maxExecutors', '0 is below 1'),
  bounds({ minExecutors: 5 }, 'minExecutors', 'the minimum 5 is above the maximum 4'),
  bounds({ minExecutors: 5, initialExecutors: 6 }, 'minExecutors', 'the minimum 5 is above the maximum 4'),
  bounds({ initialExecutors: 5 }, 'initialExecutors', '5 at the start is above the maximum 4'),
  bounds(
    { minExecutors: 2, initialExecutors: 1 },
    'initialExecutors',
    '1 at the start is below the minimum 2',
  ),
  [{ ...block({}), 'spec.executor.instances': 5 }, MANY],
  [
    { ...block({ initialExecutors: 0 }), 'spec.executor.instances': 5 },
    'error dynamic-allocation-bounds spec.dynamicAllocation.initialExecutors: 0 at the start is below the minimum 1',
    MANY,
  ],
  [block({ minExecutors: 4, initialExecutors: 4 })],
  [block({ minExecutors: 0, initialExecutors: 0, maxExecutors: 1 })],
  [block({ minExecutors: undefined, maxExecutors: undefined, initialExecutors: 9 })],
  ...[4, 1].map((instances): Saying => [
    { ...block({}), 'spec.executor.instances': instances },
    `warning dynamic-allocation-with-instances spec.executor.instances: ${instances} executors at the start, whatever dynamicAllocation says`,
  ]),
  [
    { ...block({ maxExecutors: undefined }), 'spec.executor.instances': 9 },
    'warning dynamic-allocation-with-instances spec.executor.instances: 9 executors at the start, whatever dynamicAllocation says',
  ],
  [{ 'spec.dynamicAllocation': { enabled: false, maxExecutors: 1 }, 'spec.executor.instances': 2 }],
]);

const IN_CONF = conf('spark.dynamicAllocation.enabled');

says([
  [IN_CONF],
  [
    { ...IN_CONF, 'spec.executor.instances': undefined },
    `warning dynamic-allocation-in-conf ${at('spark.dynamicAllocation.enabled')}: dynamic allocation belongs in spec.dynamicAllocation`,
  ],
  [
    {
      'spec.sparkConf': { 'spark.dynamicAllocation.enabled': 'false' },
      'spec.executor.instances': undefined,
    },
  ],
]);

const OFF = block({ shuffleTrackingEnabled: false });
const DECOMMISSION = [
  'spark.decommission.enabled',
  'spark.storage.decommission.enabled',
  'spark.storage.decommission.shuffleBlocks.enabled',
];
const TRACKING =
  'error shuffle-tracking-off spec.dynamicAllocation.shuffleTrackingEnabled: shuffle tracking is off and nothing else keeps shuffle data';

says([
  [OFF, TRACKING],
  [
    { ...OFF, ...conf('spark.shuffle.service.enabled') },
    `error shuffle-tracking-off ${at('spark.shuffle.service.enabled')}: there is no external shuffle service on Kubernetes → remove the key`,
  ],
  [{ ...OFF, ...conf(...DECOMMISSION) }],
  ...DECOMMISSION.map((missing): Saying => [
    { ...OFF, ...conf(...DECOMMISSION.filter((key) => key !== missing)) },
    TRACKING,
  ]),
  [{ ...OFF, 'spec.sparkConf': { 'spark.shuffle.sort.io.plugin.class': 'org.example.Io' } }],
  ...['sort', 'tungsten-sort'].map((manager): Saying => [
    { ...OFF, 'spec.sparkConf': { 'spark.shuffle.manager': manager } },
    TRACKING,
  ]),
  [{ ...OFF, 'spec.sparkConf': { 'spark.shuffle.manager': 'org.example.Manager' } }],
  [{ 'spec.sparkConf': { 'spark.shuffle.service.enabled': 'false' } }],
]);

test('speaks of bounds of Spark Connect, which has no instances', () => {
  const allocation = { enabled: true, minExecutors: 5, maxExecutors: 4 };
  expect(
    said(change(CONNECT, { 'spec.dynamicAllocation': allocation, 'spec.executor.instances': 9 })),
  ).toEqual([
    'error dynamic-allocation-bounds spec.dynamicAllocation.minExecutors: the minimum 5 is above the maximum 4',
  ]);
});

test('lets no executors come by need in a queue of Kueue', () => {
  const queued = (more: object, changes: object = block({})) =>
    said(
      change(APPLICATION, {
        'metadata.labels': { 'kueue.x-k8s.io/queue-name': 'lake' },
        ...changes,
        ...more,
      }),
    );
  const refused = [
    'error kueue-dynamic-allocation spec.dynamicAllocation.enabled: queue lake takes no executors by need',
  ];
  const elastic = (value: string) => ({ 'metadata.annotations': { 'kueue.x-k8s.io/elastic-job': value } });
  expect(queued({})).toEqual(refused);
  expect(queued(elastic('false'))).toEqual(refused);
  expect(queued(elastic('true'))).toEqual([]);
  expect(queued({}, {})).toEqual([]);
  expect(queued({ 'metadata.labels': { 'kueue.x-k8s.io/queue-name': '' } })).toEqual([]);
  expect(queued({ 'metadata.labels': {} })).toEqual([]);
});
