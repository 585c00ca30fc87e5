import { accepts, finds, type Case } from '../harness';

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
