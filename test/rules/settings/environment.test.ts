import { accepts, finds, APPLICATION, change, findings, tells } from '../harness';

const at = (key: string) => `spec.sparkConf[${JSON.stringify(key)}]`;

const conf = (key: string, value: string, more: object = {}) =>
  [{ 'spec.sparkConf': { [key]: value, ...more } }, at(key)] as const;

finds([
  ['env-reference-undefined', ...conf('spark.hadoop.fs.s3a.secret.key', '${env.KEY}')],
  ['env-name-illegal', ...conf('spark.hadoop.fs.s3a.secret.key', '${env.access-key}')],
  ['env-name-illegal', { 'spec.driver.env': [{ name: 'A=B', value: 'x' }] }, 'spec.driver.env[0].name'],
  [
    'credential-env-order',
    {
      'spec.driver.env': [
        { name: 'A', value: '$(B)' },
        { name: 'B', value: 'x' },
      ],
    },
    'spec.driver.env[0].value',
  ],
  [
    'env-source-invalid',
    { 'spec.driver.env': [{ name: 'A', valueFrom: {} }] },
    'spec.driver.env[0].valueFrom',
  ],
  [
    'duplicate-env',
    {
      'spec.executor.env': [
        { name: 'A', value: '1' },
        { name: 'A', value: '2' },
      ],
    },
    'spec.executor.env[1].name',
  ],
  [
    'env-reference-literal',
    { 'spec.driver.env': [{ name: 'URL', value: 'http://$(HOST)/' }] },
    'spec.driver.env[0].value',
  ],
  [
    'env-reference-literal',
    {
      'spec.driver.env': [{ name: 'HOST', value: 'x' }],
      'spec.driver.sidecars': [
        { name: 'proxy', image: 'proxy:1', env: [{ name: 'URL', value: 'http://$(HOST)/' }] },
      ],
    },
    'spec.driver.sidecars[0].env[0].value',
  ],
]);

const byWebhook = conf('spark.hadoop.fs.azure.account.oauth2.client.id', '${env.AZURE_CLIENT_ID}');
const use = { 'azure.workload.identity/use': 'true' };

finds([['env-reference-undefined', { ...byWebhook[0], 'spec.driver.labels': use }, 'spec.executor.env']]);

accepts([
  {
    ...byWebhook[0],
    'spec.driver.labels': use,
    'spec.executor.template': { metadata: { labels: use }, spec: { containers: [] } },
  },
  {
    'spec.driver.env': [
      { name: 'A', value: 'x' },
      { name: 'B', value: '$(A)' },
    ],
  },
  {
    'spec.driver.env': [
      { name: 'HOST', value: 'x' },
      { name: 'URL', value: 'http://$(HOST):$(STORE_SERVICE_PORT)/$(SPARK_USER)/$$(TEXT)' },
    ],
  },
  {
    'spec.driver.envFrom': [{ configMapRef: { name: 'hosts' } }],
    'spec.driver.env': [{ name: 'URL', value: 'http://$(HOST)/' }],
  },
]);

const KEY = 'spark.hadoop.fs.s3a.secret.key';
const CATALOG = 'spark.sql.catalog.lake';
const rest = (type: string, value: string) => ({
  [CATALOG]: 'org.apache.iceberg.spark.SparkCatalog',
  [`${CATALOG}.type`]: type,
  [`${CATALOG}.credential`]: value,
});
const variable = (...names: string[]) => names.map((name) => ({ name, value: 'x' }));
const nowhere = (name: string) => `variable ${name} is defined neither on the driver nor on the executor`;
const REFERENCES = { [KEY]: '${env.A}-${env.B}-${env.A}' };

tells('env-reference-undefined', [
  [REFERENCES, `${KEY}: ${nowhere('A')}`, `${KEY}: ${nowhere('B')}`],
  [{ [KEY]: '${env.A:-x}' }],
  [{ 'spark.app.env': '${env.A}' }],
  [rest('rest', 'env:A'), `${CATALOG}.credential: ${nowhere('A')}`],
  [rest('hive', 'env:A')],
  [rest('rest', 'env:A-B')],
  [rest('rest', 'x:env:A')],
  [
    { [`${CATALOG}.hadoop.fs.s3a.access.key`]: '${env.A}' },
    `${CATALOG}.hadoop.fs.s3a.access.key: ${nowhere('A')}`,
  ],
  [{ [KEY]: '${env.A}', 'spark.hadoop.fs.s3a.access.key': '${env.A}' }, `${KEY}: ${nowhere('A')}`],
]);
tells(
  'env-reference-undefined',
  [[REFERENCES, 'spec.executor.env: the executor has no A, B, which settings refer to']],
  { 'spec.driver.env': variable('A', 'B') },
);
tells(
  'env-reference-undefined',
  [
    [
      { [KEY]: '${env.A}-${env.B}-${env.C}' },
      `${KEY}: ${nowhere('C')}`,
      'spec.driver.env: the driver has no B, which settings refer to',
      'spec.executor.env: the executor has no A, which settings refer to',
    ],
  ],
  { 'spec.driver.env': variable('A'), 'spec.executor.env': variable('B') },
);
tells(
  'env-reference-undefined',
  [[REFERENCES, 'spec.executor.env: the executor has no A, B, which settings refer to']],
  {
    'spec.driver.envFrom': [{ secretRef: { name: 'a' } }],
  },
);
tells('env-reference-undefined', [[REFERENCES]], {
  'spec.driver.envFrom': [{ secretRef: { name: 'a' } }],
  'spec.executor.envVars': { A: 'x', B: 'y' },
});

const KEYS = variable('AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY');
const DATA = { 'spark.app.input': 's3a://raw/in' };
const LACKS = (role: string) =>
  `spec.${role}.env: the ${role} has no AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY`;
const OF_BUCKET = 'spark.hadoop.fs.s3a.bucket.raw.access.key';
tells(
  'executor-credentials-missing',
  [
    [DATA, LACKS('executor')],
    [{}],
    [{ ...DATA, [OF_BUCKET]: '${env.A}' }],
    [{ ...DATA, 'spark.hadoop.fs.s3a.aws.credentials.provider': 'x' }],
    [{ ...DATA, 'spark.hadoop.fs.s3a.security.credential.provider.path': 'x' }],
    [{ ...DATA, 'spark.hadoop.fs.s3a.secret.key': 'x' }, LACKS('executor')],
    [{ 'spark.eventLog.dir': 's3a://raw/log' }],
    [{ 'spark.history.fs.logDirectory': 's3a://raw/log' }],
    [{ 'spark.kubernetes.file.upload.path': 's3a://raw/up' }],
    [{ 'spark.sql.streaming.checkpointLocation': 's3a://raw/up' }],
    [{ ...DATA, 'spark.eventLog.dir': 's3a://raw/log' }, LACKS('executor')],
  ],
  { 'spec.driver.env': KEYS },
);
tells(
  'executor-credentials-missing',
  [
    [DATA, LACKS('driver')],
    [{ 'spark.eventLog.dir': 's3a://raw/log' }, LACKS('driver')],
  ],
  { 'spec.executor.env': KEYS },
);
tells('executor-credentials-missing', [[DATA]], { 'spec.driver.env': KEYS, 'spec.executor.env': KEYS });
tells('executor-credentials-missing', [[DATA]], { 'spec.driver.env': KEYS.slice(0, 1) });
tells('executor-credentials-missing', [[DATA]], { 'spec.driver.env': KEYS, 'spec.executor.envFrom': [] });

tells('env-name-illegal', [
  [
    { [KEY]: '${env.access-key}' },
    `${KEY}: \${env.access-key} reads variable access and takes the rest as a default`,
  ],
  [{ [KEY]: '${env.}' }, `${KEY}: \${env.} names no variable`],
  [{ [KEY]: '${env.1A}' }, `${KEY}: \${env.1A} names no variable`],
  [{ [KEY]: '${env.A B}' }, `${KEY}: \${env.A B} names no variable`],
  [{ [KEY]: '${env.ACCESS-key}' }],
  [{ [KEY]: '${env.A}' }],
]);

/** What rules say of the environment of the driver, by the end of the path. */
const told = (changes: Readonly<Record<string, unknown>>): string[] =>
  findings(change(APPLICATION, changes)).map(
    ({ rule, path, message }) => `${rule.id} ${path.replace('spec.driver.', '')}: ${message}`,
  );
const env = (...list: object[]) => told({ 'spec.driver.env': list });

test('says which names and sources of variables Kubernetes refuses', () => {
  expect(env({ name: 'A=B', value: 'x' })).toEqual([
    'env-name-illegal env[0].name: "A=B" is no name of a variable',
  ]);
  expect(env({ name: '1A', value: 'x' })).toEqual([
    'env-name-illegal env[0].name: "1A" is no name of a variable',
  ]);
  expect(env({ name: 'a.b-c', value: 'x' })).toEqual([]);
  for (const field of ['envVars', 'envSecretKeyRefs']) {
    const value = field === 'envVars' ? 'x' : { name: 'a', key: 'b' };
    expect(told({ [`spec.driver.${field}`]: { 'A B': value } })).toEqual([
      `env-name-illegal ${field}["A B"]: "A B" is no name of a variable`,
    ]);
    expect(told({ [`spec.driver.${field}`]: { A: value }, 'spec.driver.env': variable('A') })).toEqual([
      `duplicate-env ${field}.A: env gives A too, and wins`,
    ]);
  }
  const reference = { secretKeyRef: { name: 'a', key: 'b' } };
  expect(env({ name: 'A', value: 'x', valueFrom: reference })).toEqual([
    'env-source-invalid env[0].valueFrom: A has a value and a source',
  ]);
  expect(env({ name: 'A', valueFrom: { ...reference, fieldRef: { fieldPath: 'metadata.name' } } })).toEqual([
    'env-source-invalid env[0].valueFrom: A has 2 sources',
  ]);
  expect(env({ name: 'A', valueFrom: {} })).toEqual(['env-source-invalid env[0].valueFrom: A has 0 sources']);
  expect(env({ name: 'A', value: '', valueFrom: reference })).toEqual([]);
  expect(env(...variable('A', 'B', 'A'))).toEqual(['duplicate-env env[2].name: A is given before']);
});

test('says of what a variable cannot be composed', () => {
  const composed = (...pairs: [string, string][]) => env(...pairs.map(([name, value]) => ({ name, value })));
  expect(composed(['A', '$(B)'], ['B', 'x'])).toEqual([
    'credential-env-order env[0].value: $(B) is defined after it',
  ]);
  expect(composed(['B', 'x'], ['A', '$(B)'], ['B', 'y'])).toEqual([
    'duplicate-env env[2].name: B is given before',
  ]);
  expect(composed(['A', '$(A)'])).toEqual([]);
  expect(composed(['A', '$(B)-$(C)'])).toEqual([
    'env-reference-literal env[0].value: there is no variable B here',
    'env-reference-literal env[0].value: there is no variable C here',
  ]);
  expect(composed(['A', '$$(B)'])).toEqual([]);
  for (const given of [
    'SPARK_USER',
    'KUBERNETES_PORT',
    'DB_SERVICE_HOST',
    'DB_SERVICE_PORT',
    'DB_PORT',
    'DB_PORT_80_TCP',
  ]) {
    expect(composed(['A', `$(${given})`])).toEqual([]);
  }
  for (const other of ['MY_SPARK_USER', 'DB_SERVICE', 'DB_PORTS']) {
    expect(composed(['A', `$(${other})`])).toEqual([
      `env-reference-literal env[0].value: there is no variable ${other} here`,
    ]);
  }
});

test('looks for variables in the container that composes them', () => {
  const sidecar = (more: object) =>
    told({
      'spec.driver.env': variable('HOST'),
      'spec.driver.sidecars': [{ name: 'a', image: 'registry.example/a:1', ...more }],
    });
  const URL = { name: 'URL', value: 'http://$(HOST)/' };
  expect(sidecar({ env: [URL] })).toEqual([
    'env-reference-literal sidecars[0].env[0].value: there is no variable HOST here',
  ]);
  expect(sidecar({ env: [...variable('HOST'), URL] })).toEqual([]);
  expect(sidecar({ env: [URL], envFrom: [{ configMapRef: { name: 'a' } }] })).toEqual([]);
  expect(told({ 'spec.driver.envVars': { HOST: 'x' }, 'spec.driver.env': [URL] })).toEqual([]);
});
