import {
  accepts,
  finds,
  type Case,
  tells,
  type Telling,
  APPLICATION,
  change,
  findings,
  says,
} from '../harness';

const at = (key: string) => `spec.sparkConf[${JSON.stringify(key)}]`;

const conf = (key: string, value: string, more: object = {}) =>
  [{ 'spec.sparkConf': { [key]: value, ...more } }, at(key)] as const;

finds([
  ['unresolved-reference-syntax', ...conf('spark.hadoop.fs.s3a.secret.key', '$(KEY)')],
  ['unresolved-reference-syntax', ...conf('spark.hadoop.fs.s3a.secret.key', '${env:KEY}')],
  [
    'plaintext-credential',
    { 'spec.sparkConf': { 'spark.hadoop.fs.s3a.secret.key': 'x1' } },
    at('spark.hadoop.fs.s3a.secret.key'),
  ],
  ['plaintext-credential', { 'spec.arguments': ['--password=x1'] }, 'spec.arguments[0]'],
  ['plaintext-credential', { 'spec.arguments': ['jdbc:postgresql://u:x1@host/db'] }, 'spec.arguments[0]'],
  [
    'plaintext-credential',
    { 'spec.driver.env': [{ name: 'DB_PASSWORD', value: 'x1' }] },
    'spec.driver.env[0].value',
  ],
  ['plaintext-credential', { 'spec.driver.javaOptions': '-Ddb.password=x1' }],
  ['plaintext-credential', { 'spec.arguments': ['AKIAIOSFODNN7EXAMPLE'] }, 'spec.arguments[0]'],
  ...[
    '-----BEGIN RSA PRIVATE KEY-----\nMIIB\n-----END RSA PRIVATE KEY-----',
    'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NSJ9.dozjgNryP4J3jVmNHl0w5N',
    `ghp_${'a1'.repeat(18)}`,
    '{"user": "etl", "password": "hunter2"}',
    'AKIAIOSFODNN7EXAMPLE',
    'postgresql://etl:hunter2@db/etl',
  ].flatMap((secret): Case[] => [
    [
      'plaintext-credential',
      { 'spec.executor.env': [{ name: 'SITE', value: secret }] },
      'spec.executor.env[0].value',
    ],
    ['plaintext-credential', { 'spec.arguments': [secret] }, 'spec.arguments[0]'],
    [
      'plaintext-credential',
      { 'spec.sparkConf': { 'spark.app.site': secret } },
      'spec.sparkConf["spark.app.site"]',
    ],
  ]),
  [
    'plaintext-credential',
    { 'spec.arguments': ['--conf', 'spark.hadoop.fs.s3a.secret.key=x1y2'] },
    'spec.arguments[1]',
  ],
]);

accepts([
  { 'spec.arguments': ['--password-file', '/etc/x', '--date', '2026-01-01', '--tokens', '5'] },
  { 'spec.driver.env': [{ name: 'GOOGLE_APPLICATION_CREDENTIALS', value: '/etc/key.json' }] },
  { 'spec.arguments': ['{"password": "${SECRET}"}', 'eyJhbGciOiJIUzI1NiJ9', '{"tokens": "5"}'] },
  { 'spec.arguments': ['key=value', 'passwords=5 of 6', '--conf', 'spark.ui.enabled=false'] },
]);

const literal = (key: string): Telling => [{ [key]: 'x1y2' }, `${key}: ${key} is given as a literal`];
tells('plaintext-credential', [
  ...[
    'spark.hadoop.fs.s3a.secret.key',
    'spark.hadoop.fs.azure.account.key.acct.dfs.core.windows.net',
    'spark.hadoop.fs.azure.sas.fixed.token.acct',
    'spark.hadoop.fs.azure.account.oauth2.client.secret.acct',
    'spark.app.password',
    'spark.app.dbPassword',
    'spark.app.api-key',
    'spark.app.apiKey',
    'spark.app.session_token',
    'spark.app.passphrase',
  ].map(literal),
  ...['spark.app.passwords', 'spark.app.monkey', 'spark.app.tokens', 'spark.app.keyspace'].map(
    (key): Telling => [{ [key]: 'x1y2' }],
  ),
  ...[
    '',
    'true',
    'FALSE',
    'changeit',
    '***',
    'xxx',
    '...',
    '${env.A}',
    'env:A',
    '<secret>',
    '/etc/secret',
    './a',
    's3a://a/b',
    'file:a',
    'local:a',
  ].map((value): Telling => [{ 'spark.app.password': value }]),
  ...['trued', 'xx', 'enviable', '..', 'x/y'].map((value): Telling => [
    { 'spark.app.password': value },
    'spark.app.password: spark.app.password is given as a literal',
  ]),
  // The id is a name: it is told of only where its secret is not.
  [
    { 'spark.hadoop.fs.s3a.access.key': 'x1', 'spark.hadoop.fs.s3a.secret.key': 'y2' },
    'spark.hadoop.fs.s3a.secret.key: spark.hadoop.fs.s3a.secret.key is given as a literal',
  ],
  literal('spark.hadoop.fs.s3a.access.key'),
  [
    { 'spark.hadoop.fs.s3a.bucket.a.access.key': 'x1', 'spark.hadoop.fs.s3a.bucket.b.secret.key': 'y2' },
    'spark.hadoop.fs.s3a.bucket.a.access.key: spark.hadoop.fs.s3a.bucket.a.access.key is given as a literal',
    'spark.hadoop.fs.s3a.bucket.b.secret.key: spark.hadoop.fs.s3a.bucket.b.secret.key is given as a literal',
  ],
  [{ 'spark.kubernetes.driver.secretKeyRef.DB_PASSWORD': 'store:key' }],
  [{ 'spark.kubernetes.executor.secrets.password': '/etc/secrets' }],
  [
    { 'spark.driver.extraJavaOptions': '-Da=b -Ddb.password=x1y2' },
    'spark.driver.extraJavaOptions: the system property db.password',
  ],
  [
    { 'spark.executor.defaultJavaOptions': "-Ddb.password='x1 y2' -Dapi.token=x" },
    'spark.executor.defaultJavaOptions: the system property db.password',
  ],
  [{ 'spark.driver.extraJavaOptions': '-Djavax.net.ssl.trustStorePassword=changeit -Ddb.password=${env.A}' }],
  [{ 'spark.driver.extraJavaOptions': '-Ddb.password="/etc/secret" -Da=password' }],
]);

const argued = (...list: string[]) => ({ 'spec.arguments': list });
const SAID = 'error plaintext-credential spec.arguments';
says([
  [argued('--password=x1'), `${SAID}[0]: the value of --password`],
  [argued('--password', 'x1'), `${SAID}[1]: the value of --password`],
  [argued('-password', 'x1'), `${SAID}[1]: the value of --password`],
  [argued('password=x1'), `${SAID}[0]: the value of --password`],
  [argued('--password', '--verbose')],
  [argued('--password', '-')],
  [argued('--password')],
  [argued('--password=${DB}')],
  [argued('password', 'x1')],
  [argued('--access-key', 'x1')],
  [argued('--secret-access-key', 'x1'), `${SAID}[1]: the value of --secret-access-key`],
  [argued('--user', 'x1')],
]);

const variables = (role: string, given: Readonly<Record<string, string>>) => ({
  [`spec.${role}.env`]: Object.entries(given).map(([name, value]) => ({ name, value })),
});
const HELD = (place: string, name: string) =>
  `error plaintext-credential ${place}: variable ${name} holds a literal`;
says([
  [variables('executor', { DB_PASSWORD: 'x1' }), HELD('spec.executor.env[0].value', 'DB_PASSWORD')],
  [{ 'spec.driver.envVars': { API_KEY: 'x1' } }, HELD('spec.driver.envVars.API_KEY', 'API_KEY')],
  [
    variables('driver', { MINIO_ACCESS_KEY_ID: 'x1' }),
    HELD('spec.driver.env[0].value', 'MINIO_ACCESS_KEY_ID'),
  ],
  [variables('driver', { DB_PASSWORD: '' })],
  [variables('driver', { DB_PASSWORD_FILE: 'x1', MODE: 'password' })],
  [
    {
      'spec.driver.sidecars': [
        { name: 'a', image: 'registry.example/a:1', env: [{ name: 'API_TOKEN', value: 'x1' }] },
      ],
    },
    HELD('spec.driver.sidecars[0].env[0].value', 'API_TOKEN'),
  ],
  [
    { 'spec.driver.javaOptions': '-Ddb.password=x1' },
    'error plaintext-credential spec.driver.javaOptions: the system property db.password',
  ],
]);

test('finds values of a Secret, wherever they stand', () => {
  const told = (object: object) =>
    findings(JSON.stringify({ kind: 'Secret', metadata: { name: 'a' }, ...object })).map(
      ({ rule, path, message }) => `${rule.id} ${path}: ${message}`,
    );
  const found = (field: string, keys: string) => [
    `secret-value-in-manifest ${field}: values of ${keys} stand in the manifest`,
  ];
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  expect(told({ stringData: { a: 'x1', b: 'y2', c: '' } })).toEqual(found('stringData', 'a, b'));
  expect(told({ data: { a: base64('x1') } })).toEqual(found('data', 'a'));
  expect(told({ stringData: { a: 'x1' }, data: { b: base64('y2') } })).toEqual(found('stringData', 'a'));
  for (const text of [
    '<key>',
    '${KEY}',
    '{{ key }}',
    'ENC[x]',
    'ref+vault://x',
    'replace me',
    'change-me',
    'CHANGEME',
    'fill in',
    'insert here',
    'your key',
    'todo',
    'xxx',
    ' ',
  ]) {
    expect(told({ stringData: { a: text } })).toEqual([]);
    expect(told({ data: { a: base64(text) } })).toEqual([]);
  }
  for (const text of ['a<key>', '<key>a', 'unchanged', 'yours', 'insertion', 'ref-1']) {
    expect(told({ stringData: { a: text } })).toEqual(found('stringData', 'a'));
  }
  expect(told({ sops: {}, stringData: { a: 'x1' } })).toEqual([]);
  expect(told({ stringData: { a: 1 } })).toEqual([]);
});

test('tells a proxy user of references that may stay', () => {
  const told = (proxyUser: unknown, settings: object) =>
    findings(
      change(APPLICATION, {
        'spec.proxyUser': proxyUser,
        'spec.sparkConf': settings,
        'spec.driver.env': [{ name: 'A', value: 'x' }],
      }),
    ).some(({ rule, path }) => rule.id === 'reference-under-proxy-user' && path === 'spec.proxyUser');
  const reference = { 'spark.hadoop.fs.a': '${env.A}' };
  expect(told('etl', reference)).toBe(true);
  expect(told(undefined, reference)).toBe(false);
  expect(told('etl', { 'spark.hadoop.fs.a': '${user.name}' })).toBe(false);
  expect(told('etl', { 'spark.app.a': '${env.A}' })).toBe(false);
});
