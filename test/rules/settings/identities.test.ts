import { APPLICATION, change, findings, problems } from '../harness';

const account = (name: string, annotations: object) =>
  JSON.stringify({ kind: 'ServiceAccount', metadata: { name, namespace: 'data', annotations } });
const BOUND = JSON.stringify({
  kind: 'RoleBinding',
  metadata: { name: 'spark', namespace: 'data' },
  subjects: [{ kind: 'ServiceAccount', name: 'spark' }],
  roleRef: { kind: 'ClusterRole', name: 'edit' },
});
const IRSA = account('spark', { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::111122223333:role/lake' });
const CLIENT = '00000000-1111-2222-3333-444444444444';
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
  const client = account('spark', { 'azure.workload.identity/client-id': CLIENT });
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

describe('the marks of an account', () => {
  const told = (annotations: object, labels: object = {}) =>
    findings(
      JSON.stringify({
        kind: 'ServiceAccount',
        metadata: { name: 'spark', namespace: 'data', annotations, labels },
      }),
    ).map(({ rule, severity, path, message, fix }) => `${severity} ${rule.id} ${path}: ${message}; ${fix}`);

  test.each([
    ['eks.amazonaws.com/rolearn', 'eks.amazonaws.com/role-arn'],
    ['eks.amazonaws.com/role_arn', 'eks.amazonaws.com/role-arn'],
    ['eks.amazon.com/role-arn', 'eks.amazonaws.com/role-arn'],
    ['iam.gke.io/gcp-serviceaccount', 'iam.gke.io/gcp-service-account'],
    ['azure.workload.identity/clientid', 'azure.workload.identity/client-id'],
    ['azure.workloads.identity/client-id', 'azure.workload.identity/client-id'],
  ])('%s is meant to be %s', (given, meant) => {
    expect(told({ [given]: 'x' })).toEqual([
      `warning identity-mark-unread metadata.annotations["${given}"]: no cloud reads ${given}; did you mean ${meant}?`,
    ]);
  });

  test.each([
    { 'iam.amazonaws.com/role': 'lake' },
    { 'eks.amazonaws.com/skip-containers': 'x' },
    { 'example.com/role': 'x', note: 'role-arn' },
    { 'argocd.argoproj.io/sync-wave': '1' },
  ])('%j is of others', (annotations) => {
    expect(told(annotations)).toEqual([]);
  });

  test('are annotations', () => {
    expect(told({}, { 'azure.workload.identity/client-id': CLIENT })).toEqual([
      'warning identity-mark-unread metadata.labels["azure.workload.identity/client-id"]: ' +
        'azure.workload.identity/client-id is read as annotation; give it as annotation',
    ]);
  });

  test.each([
    ['eks.amazonaws.com/role-arn', 'lake'],
    ['eks.amazonaws.com/role-arn', 'arn:aws:iam::1:role/lake'],
    ['eks.amazonaws.com/role-arn', 'arn:aws:iam::111122223333:user/lake'],
    ['eks.amazonaws.com/sts-regional-endpoints', 'yes'],
    ['eks.amazonaws.com/token-expiration', '1h'],
    ['iam.gke.io/gcp-service-account', 'lake'],
    ['azure.workload.identity/client-id', 'lake'],
    ['azure.workload.identity/tenant-id', '00000000-1111-2222-3333-44444444444'],
    ['azure.workload.identity/service-account-token-expiration', '1h'],
  ])('%s is not %s', (key, value) => {
    expect(told({ [key]: value }).map((line) => line.split(';')[0])).toEqual([
      `error identity-mark-invalid metadata.annotations["${key}"]: ${value} is no value of ${key.split('/')[1]!}`,
    ]);
  });

  test.each([
    ['eks.amazonaws.com/role-arn', 'arn:aws-us-gov:iam::111122223333:role/team/a/lake'],
    ['eks.amazonaws.com/role-arn', 'arn:aws:iam::${ACCOUNT}:role/lake'],
    ['eks.amazonaws.com/role-arn', ''],
    ['eks.amazonaws.com/audience', 'anything'],
    ['eks.amazonaws.com/token-expiration', '3600'],
    ['iam.gke.io/gcp-service-account', 'lake@project.iam.gserviceaccount.com'],
    ['iam.gke.io/gcp-service-account', '12-compute@developer.gserviceaccount.com'],
    ['azure.workload.identity/client-id', 'ABCDEF00-1111-2222-3333-444444444444'],
  ])('%s may be %j', (key, value) => {
    expect(told({ [key]: value }).filter((line) => !line.includes(' placeholder '))).toEqual([]);
  });
});
