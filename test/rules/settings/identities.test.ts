import { APPLICATION, change, findings, problems, tells } from '../harness';

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

describe('a role of IAM', () => {
  const KEY = `spark.hadoop.${PROVIDER}`;
  const SIMPLE = 'org.apache.hadoop.fs.s3a.SimpleAWSCredentialsProvider';
  const V1 = 'com.amazonaws.auth.WebIdentityTokenCredentialsProvider';
  const V2 = 'software.amazon.awssdk.auth.credentials.WebIdentityTokenFileCredentialsProvider';
  const unread = (bucket: string, list = 'the default list', fix = V1): string =>
    `${list === 'the default list' ? `spec.sparkConf["${KEY}"]` : KEY}: account spark has a role of IAM, and ${list} does not read its WebIdentity token for bucket ${bucket} → set ${PROVIDER} to ${fix}`;
  const job = (changes: object = {}, ...beside: string[]) => ({ changes: { ...USE, ...changes }, beside });
  const of = ({ changes, beside }: ReturnType<typeof job>, ...cases: Parameters<typeof tells>[1]): void => {
    tells('web-identity-unread', cases, changes, APPLICATION, ...beside, BOUND);
  };

  of(
    job({}, IRSA),
    [{ [KEY]: SIMPLE }, unread('lake', SIMPLE)],
    [{ [KEY]: V1 }],
    [{ 'spark.hadoop.fs.s3a.access.key': '${env.ID}' }],
    [{ 'spark.hadoop.fs.s3a.bucket.lake.security.credential.provider.path': 'jceks://x' }],
    [{ 'spark.hadoop.fs.s3a.endpoint': 'http://minio:9000' }],
  );
  const first = { 'spec.arguments': ['s3a://own/x', 's3a://lake/x', 's3a://more/x'] };
  of(job(first, IRSA), [
    { 'spark.hadoop.fs.s3a.bucket.own.access.key': '${env.ID}', [KEY]: SIMPLE },
    unread('lake', SIMPLE),
  ]);
  of(job({ 'spec.sparkVersion': '4.0.1' }, IRSA), [{ [KEY]: SIMPLE }, unread('lake', SIMPLE, V2)]);
  of(job(), [{ [KEY]: SIMPLE }]);
  of(job({}, account('other', { 'eks.amazonaws.com/role-arn': 'x' })), [{ [KEY]: SIMPLE }]);
  for (const hidden of [
    { 'spec.hadoopConfigMap': 'conf' },
    { 'spec.sparkConfigMap': 'conf' },
    { 'spec.driver.envFrom': [{ secretRef: { name: 'keys' } }] },
    ...[
      'AWS_ACCESS_KEY_ID',
      'AWS_CONTAINER_CREDENTIALS_FULL_URI',
      'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
    ].map((name) => ({ 'spec.driver.env': [{ name, value: 'x' }] })),
  ])
    of(job(hidden, IRSA), [{ [KEY]: SIMPLE }]);
  for (const name of ['AWS_REGION', 'X_AWS_ACCESS_KEY_ID', 'AWS_ACCESS_KEY_ID_2'])
    of(job({ 'spec.driver.env': [{ name, value: 'x' }] }, IRSA), [{ [KEY]: SIMPLE }, unread('lake', SIMPLE)]);
});

describe('the identity of Azure', () => {
  const CLIENT_MARK = { 'azure.workload.identity/client-id': CLIENT };
  const TYPE = 'spark.hadoop.fs.azure.account.oauth.provider.type';
  const AZURE = 'org.apache.hadoop.fs.azurebfs.oauth2.WorkloadIdentityTokenProvider';
  const lacks = (role: string): string =>
    `spec.${role}.labels: the ${role} lacks the label azure.workload.identity/use → set azure.workload.identity/use: "true" in ${role}.labels`;
  const of = (changes: object, beside: string[], ...expected: string[]): void => {
    tells(
      'azure-identity-label',
      [
        [{ [TYPE]: AZURE }, ...expected],
        [{ [TYPE]: 'org.apache.hadoop.fs.azurebfs.oauth2.MsiTokenProvider' }],
        [{ 'spark.hadoop.fs.azure.other': AZURE }],
      ],
      { 'spec.sparkVersion': '4.0.1', ...changes },
      APPLICATION,
      ...beside,
    );
  };
  const LABEL = { 'azure.workload.identity/use': 'true' };
  const TOKEN = { name: 'token', projected: { sources: [{ serviceAccountToken: { path: 'token' } }] } };

  of({}, [account('spark', CLIENT_MARK)], lacks('driver'), lacks('executor'));
  of(
    { 'spec.executor.serviceAccount': 'own' },
    [account('own', CLIENT_MARK)],
    lacks('driver'),
    lacks('executor'),
  );
  of(
    { 'spec.executor.template': { spec: { serviceAccountName: 'own', containers: [{ name: 'x' }] } } },
    [account('own', CLIENT_MARK)],
    lacks('driver'),
    lacks('executor'),
  );
  of({ 'spec.executor.labels': LABEL }, [], lacks('driver'));
  of({ 'spec.driver.template': { metadata: { labels: LABEL } } }, [], lacks('executor'));
  of({ 'metadata.labels': LABEL }, [account('spark', CLIENT_MARK)]);
  of({ 'spec.driver.labels': { 'azure.workload.identity/use': 'false' } }, []);
  of({}, [account('spark', {})]);
  of({ 'spec.volumes': [TOKEN] }, [account('spark', CLIENT_MARK)]);
  of(
    { 'spec.volumes': [{ name: 'other', projected: { sources: [{ secret: { name: 'x' } }] } }] },
    [account('spark', CLIENT_MARK)],
    lacks('driver'),
    lacks('executor'),
  );
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
