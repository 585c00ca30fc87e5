import { CONNECT, accepts, finds, tells, type Telling, SCHEDULED } from '../harness';

const at = (key: string) => `spec.sparkConf[${JSON.stringify(key)}]`;

const conf = (key: string, value: string, more: object = {}) =>
  [{ 'spec.sparkConf': { [key]: value, ...more } }, at(key)] as const;

finds([
  ['denied-spark-conf', ...conf('spark.master', 'local')],
  ['denied-spark-conf', ...conf('spark.kubernetes.namespace', 'other')],
  ['shadowed-spark-conf', ...conf('spark.executor.memory', '2g')],
  ['shadowed-spark-conf', ...conf('spark.kubernetes.driver.podTemplateFile', '/a')],
  ['wait-app-completion', ...conf('spark.kubernetes.submission.waitAppCompletion', 'true')],
  [
    'hadoop-conf-prefixed',
    { 'spec.hadoopConf': { 'spark.hadoop.a': 'b' } },
    'spec.hadoopConf["spark.hadoop.a"]',
  ],
  [
    'hadoop-conf-prefixed',
    { 'spec.hadoopConf': { 'spark.ui.port': '4041' } },
    'spec.hadoopConf["spark.ui.port"]',
  ],
]);

accepts([
  { 'spec.sparkConf': { 'spark.kubernetes.namespace': 'data' } },
  { 'spec.sparkConf': { 'spark.executor.memory': '1g' } },
]);

finds(
  [['spark-connect-shell-characters', { 'spec.sparkConf': { 'spark.a': 'x y' } }, at('spark.a')]],
  CONNECT,
);

const AUTHENTICATE = 'spark.kubernetes.authenticate.';
const OWN = 'remove the key: the operator brings its own credentials';
tells('denied-spark-conf', [
  ...Object.entries({
    'spark.master': 'remove the key: the operator sets the master',
    'spark.kubernetes.driver.master': 'use spec.driver.kubernetesMaster',
    [`${AUTHENTICATE}driver.serviceAccountName`]: 'use spec.driver.serviceAccount',
    [`${AUTHENTICATE}executor.serviceAccountName`]: 'use spec.executor.serviceAccount',
    [`${AUTHENTICATE}oauthToken`]: OWN,
    [`${AUTHENTICATE}oauthTokenFile`]: OWN,
    [`${AUTHENTICATE}driver.oauthToken`]: OWN,
    [`${AUTHENTICATE}executor.oauthTokenFile`]: OWN,
    'spark.kubernetes.container.image': 'use spec.image',
    'spark.kubernetes.driver.container.image': 'use spec.driver.image',
    'spark.kubernetes.executor.container.image': 'use spec.executor.image',
  }).map(([key, fix]): Telling => [{ [key]: 'x' }, `${key}: ${key} is managed by the operator → ${fix}`]),
  [{ 'spark.kubernetes.namespace': 'data' }],
]);

const has = (key: string, value: string, field: string, given: string): Telling => [
  { [key]: value },
  `${key}: ${value} has no effect, ${field} says ${given} → remove the setting, or give its value as ${field}`,
];
tells('shadowed-spark-conf', [
  has('spark.driver.memory', '2g', 'driver.memory', '1g'),
  has('spark.executor.cores', '2', 'executor.cores', '1'),
  has('spark.executor.instances', '3', 'executor.instances', '2'),
  [{ 'spark.executor.instances': '2' }],
  [{ 'spark.executor.memoryOverhead': '1g' }],
  ...['driver', 'executor'].map((role): Telling => [
    { [`spark.kubernetes.${role}.podTemplateFile`]: '/a' },
    `spark.kubernetes.${role}.podTemplateFile: spark.kubernetes.${role}.podTemplateFile has no effect → the operator writes its own template file; use spec.${role}.template`,
  ]),
  [{ 'spark.jars': '/a.jar', 'spark.metrics.conf': 'a' }],
  [{ 'spark.dynamicAllocation.maxExecutors': '9' }],
]);
tells(
  'shadowed-spark-conf',
  [
    [
      { 'spark.jars': '/a.jar', 'spark.files': '/a' },
      'spark.jars: spark.jars has no effect → deps.jars replaces it; list everything there',
    ],
  ],
  { 'spec.deps': { jars: ['local:///b.jar'], files: [] } },
);
const METRICS = 'has no effect → monitoring.prometheus replaces it; remove the setting';
tells(
  'shadowed-spark-conf',
  [
    [
      { 'spark.metrics.namespace': 'a', 'spark.metrics.conf': 'b' },
      `spark.metrics.conf: spark.metrics.conf ${METRICS}`,
      `spark.metrics.namespace: spark.metrics.namespace ${METRICS}`,
    ],
  ],
  { 'spec.monitoring': { prometheus: { jmxExporterJar: '/a.jar' } } },
);
const ALLOCATION = {
  enabled: true,
  initialExecutors: 1,
  minExecutors: 1,
  maxExecutors: 4,
  shuffleTrackingEnabled: true,
  shuffleTrackingTimeout: 60,
};
tells(
  'shadowed-spark-conf',
  [
    has('spark.dynamicAllocation.enabled', 'false', 'dynamicAllocation.enabled', 'true'),
    has('spark.dynamicAllocation.initialExecutors', '9', 'dynamicAllocation.initialExecutors', '1'),
    has('spark.dynamicAllocation.minExecutors', '9', 'dynamicAllocation.minExecutors', '1'),
    has('spark.dynamicAllocation.maxExecutors', '9', 'dynamicAllocation.maxExecutors', '4'),
    has(
      'spark.dynamicAllocation.shuffleTracking.enabled',
      'false',
      'dynamicAllocation.shuffleTrackingEnabled',
      'true',
    ),
    has(
      'spark.dynamicAllocation.shuffleTracking.timeout',
      '9',
      'dynamicAllocation.shuffleTrackingTimeout',
      '60',
    ),
    [{ 'spark.dynamicAllocation.maxExecutors': '4' }],
  ],
  { 'spec.dynamicAllocation': ALLOCATION },
);
tells('shadowed-spark-conf', [[{ 'spark.dynamicAllocation.maxExecutors': '9' }]], {
  'spec.dynamicAllocation': { ...ALLOCATION, enabled: false },
});
tells('shadowed-spark-conf', [has('spark.driver.memory', '2g', 'driver.memory', '1g')], {}, SCHEDULED);

tells('driver-address-set', [
  [{ 'spark.driver.host': 'a' }, 'spark.driver.host: a is given as spark.driver.host'],
  [{ 'spark.driver.bindAddress': 'a' }, 'spark.driver.bindAddress: a is given as spark.driver.bindAddress'],
  [{ 'spark.driver.port': '7078' }],
]);
tells('setting-without-value', [
  [{ 'spark.ui.port': null }, 'spark.ui.port: spark.ui.port has no value'],
  [{ 'spark.ui.port': '' }],
]);
tells(
  'hadoop-conf-prefixed',
  [
    [
      {},
      'spec.hadoopConf["spark.hadoop.fs.a"]: spark.hadoop.fs.a becomes spark.hadoop.spark.hadoop.fs.a → write fs.a',
      'spec.hadoopConf["spark.hadoop."]: spark.hadoop. becomes spark.hadoop.spark.hadoop. → move it to sparkConf',
      'spec.hadoopConf["spark.ui.port"]: spark.ui.port becomes spark.hadoop.spark.ui.port → move it to sparkConf',
    ],
  ],
  {
    'spec.hadoopConf': {
      'spark.hadoop.fs.a': 'x',
      'spark.hadoop.': 'x',
      'spark.ui.port': '1',
      'fs.spark.a': 'x',
    },
  },
);
tells('wait-app-completion', [[{ 'spark.kubernetes.submission.waitAppCompletion': 'false' }]]);

const shell = (character: string) =>
  `spark.a: ${JSON.stringify(character)} is read by the shell that starts the server`;
tells(
  'spark-connect-shell-characters',
  [
    ...[' ', '\t', '"', "'", '`', '$', ';', '&', '|', '<', '>', '(', ')', '\\'].map((character): Telling => [
      { 'spark.a': `x${character}y` },
      shell(character),
    ]),
    [{ 'spark.a b': 'x' }, 'spark.a b: " " is read by the shell that starts the server'],
    [{ 'spark.a': 'x-y_z=1,2:3/4@5%6+7' }],
  ],
  {},
  CONNECT,
);
