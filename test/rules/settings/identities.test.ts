import { APPLICATION, change, problems } from '../harness';

const account = (name: string, annotations: object) =>
  JSON.stringify({ kind: 'ServiceAccount', metadata: { name, namespace: 'data', annotations } });
const BOUND = JSON.stringify({
  kind: 'RoleBinding',
  metadata: { name: 'spark', namespace: 'data' },
  subjects: [{ kind: 'ServiceAccount', name: 'spark' }],
  roleRef: { kind: 'ClusterRole', name: 'edit' },
});
const IRSA = account('spark', { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::111122223333:role/lake' });
const PROVIDER = 'fs.s3a.aws.credentials.provider';
const USE = { 'spec.arguments': ['s3a://lake/orders'] };

test('tells of a role of IAM that no provider of S3A reads', () => {
  const found = (conf: object, more: object = {}) =>
    problems(change(APPLICATION, { ...USE, 'spec.hadoopConf': conf, ...more }), IRSA, BOUND);
  expect(found({})).toEqual([`web-identity-unread spec.sparkConf["spark.hadoop.${PROVIDER}"]`]);
  const own =
    'org.apache.hadoop.fs.s3a.SimpleAWSCredentialsProvider, com.amazonaws.auth.EnvironmentVariableCredentialsProvider';
  expect(found({ [PROVIDER]: own })).toEqual([`web-identity-unread spec.hadoopConf["${PROVIDER}"]`]);
  expect(found({ [PROVIDER]: 'com.amazonaws.auth.DefaultAWSCredentialsProviderChain' })).toEqual([]);
  expect(found({ [PROVIDER]: 'org.example.Own' })).toEqual([]);
  expect(found({}, { 'spec.arguments': [] })).toEqual([]);
  expect(
    found({ 'fs.s3a.endpoint': 'http://minio:9000', 'fs.s3a.path.style.access': 'true', [PROVIDER]: own }),
  ).toEqual([]);
});

test('wants the label of Azure on every pod that reads the token', () => {
  const client = account('spark', { 'azure.workload.identity/client-id': '0' });
  const LABEL = 'azure.workload.identity/use';
  const conf = {
    'fs.azure.account.oauth.provider.type':
      'org.apache.hadoop.fs.azurebfs.oauth2.WorkloadIdentityTokenProvider',
  };
  const found = (more: object, ...beside: string[]) =>
    problems(
      change(APPLICATION, { 'spec.sparkVersion': '4.0.1', 'spec.hadoopConf': conf, ...more }),
      ...beside,
    );
  expect(found({}, client, BOUND)).toEqual([
    'azure-identity-label spec.driver.labels',
    'azure-identity-label spec.executor.labels',
  ]);
  expect(found({})).toEqual([]);
  expect(found({ 'metadata.labels': { [LABEL]: 'true' } }, client, BOUND)).toEqual([]);
  expect(
    found({
      'spec.driver.labels': { [LABEL]: 'true' },
      'spec.sparkConf': { [`spark.kubernetes.executor.label.${LABEL}`]: 'true' },
    }),
  ).toEqual([]);
  expect(found({ 'spec.driver.labels': { [LABEL]: 'true' } })).toEqual([
    'azure-identity-label spec.executor.labels',
  ]);
});
