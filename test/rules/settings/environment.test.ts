import { accepts, finds } from '../harness';

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
    'spec.executor.template': { metadata: { labels: use } },
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
