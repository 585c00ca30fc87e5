import {
  accepts,
  ACCOUNT,
  APPLICATION,
  BINDING,
  CONNECT,
  ROLE,
  RELEASE,
  change,
  findings,
  finds,
  problems,
  said,
  SCHEDULED,
} from '../harness';

const accountless = (yaml: string) =>
  yaml.replace('v1, kind', 'v1, automountServiceAccountToken: false, kind');

test('accepts an account with its Role', () => {
  expect(problems(APPLICATION, ACCOUNT, ROLE, BINDING, RELEASE)).toEqual([]);
  expect(problems(CONNECT, ACCOUNT, ROLE, BINDING, RELEASE)).toEqual([]);
});

test.each([
  ['account', [ROLE, BINDING], 'spec.driver.serviceAccount'],
  ['binding', [ACCOUNT, ROLE], 'spec.driver.serviceAccount'],
  ['Role', [ACCOUNT, ROLE.replace('name: spark', 'name: other'), BINDING], 'roleRef.name'],
])('finds driver-service-account-unbound without %s', (_, objects, path) => {
  expect(problems(APPLICATION, ...objects, RELEASE)).toEqual([`driver-service-account-unbound ${path}`]);
});

test('finds executor-service-account-missing at the role and at the template', () => {
  const run = (changes: object) => problems(change(APPLICATION, { ...changes }), ACCOUNT, ROLE, BINDING);
  expect(run({ 'spec.executor.serviceAccount': 'executor' })).toEqual([
    'executor-service-account-missing spec.executor.serviceAccount',
  ]);
  const template = {
    spec: { serviceAccountName: 'executor', containers: [{ name: 'spark-kubernetes-executor' }] },
  };
  expect(run({ 'spec.executor.template': template })).toEqual([
    'executor-service-account-missing spec.executor.template.spec.serviceAccountName',
  ]);
  expect(run({ 'spec.executor.serviceAccount': 'spark' })).toEqual([]);
  expect(problems(change(APPLICATION, { 'spec.executor.serviceAccount': 'executor' }))).toEqual([]);
});

test('says nothing of accounts where the namespace is the mistake', () => {
  const elsewhere = change(APPLICATION, { 'metadata.namespace': 'other' });
  expect(problems(elsewhere, ACCOUNT, ROLE, BINDING, RELEASE)).toEqual([
    'namespace-not-watched metadata.namespace',
  ]);
});

test('finds a misspelt account in a binding', () => {
  const misspelt = BINDING.replace('ServiceAccount, name: spark', 'ServiceAccount, name: sparc');
  const found = ['driver-service-account-unbound subjects[0].name'];
  expect(problems(ACCOUNT, ROLE, misspelt)).toEqual(found);
  expect(problems(APPLICATION, ACCOUNT, ROLE, misspelt)).toEqual(found);
});

test('finds driver-token-not-mounted at the account and at the template', () => {
  expect(problems(APPLICATION, accountless(ACCOUNT), ROLE, BINDING)).toEqual([
    'driver-token-not-mounted automountServiceAccountToken',
  ]);
  const connect = CONNECT.replace(
    'serviceAccountName',
    'automountServiceAccountToken: false\n        serviceAccountName',
  );
  expect(problems(connect)).toEqual([
    'driver-token-not-mounted spec.server.template.spec.automountServiceAccountToken',
  ]);
});

describe('an account that the chart makes', () => {
  const other = ACCOUNT.replace('name: spark', 'name: other');
  const run = (account: string, values: string) =>
    problems(APPLICATION.replace('serviceAccount: spark', `serviceAccount: ${account}`), other, values);
  const unbound = ['driver-service-account-unbound spec.driver.serviceAccount'];

  test.each([
    ['spark-operator-spark', RELEASE],
    ['prod-spark-operator-spark', RELEASE],
    ['op-spark', `${RELEASE}\nfullnameOverride: op`],
    ['prod-op-spark', `${RELEASE}\nnameOverride: op`],
    ['mine', 'spark: {jobNamespaces: [data], serviceAccount: {name: mine}}'],
  ])('is %s', (account, values) => {
    expect(run(account, values)).toEqual([]);
  });

  test.each([
    ['etl-spark', RELEASE],
    ['spark-operator-spark', `${RELEASE}\nfullnameOverride: op`],
    ['spark-operator-spark', 'spark: {jobNamespaces: [data], serviceAccount: {name: mine}}'],
  ])('is not %s', (account, values) => {
    expect(run(account, values)).toEqual(unbound);
  });
});

describe('one application', () => {
  finds([['driver-service-account-missing', { 'spec.driver.serviceAccount': undefined }]]);
});

describe('evidence', () => {
  const severities = (...objects: string[]): string[] =>
    findings(APPLICATION, ...objects).map(({ rule, severity }) => `${severity} ${rule.id}`);
  const airflow = ACCOUNT.replace('name: spark', 'name: airflow');
  const ofAirflow = (text: string) => text.replaceAll('name: spark', 'name: airflow');
  const unbound = 'driver-service-account-unbound';

  test('is no account, Role or binding of somebody else', () => {
    expect(severities(airflow, ofAirflow(BINDING))).toEqual([]);
    expect(severities(airflow, ofAirflow(ROLE), ofAirflow(BINDING))).toEqual([]);
  });

  test('is a Role for drivers: then the account is made here as well', () => {
    expect(severities(ROLE)).toEqual([`error ${unbound}`]);
    expect(severities(ACCOUNT, ROLE)).toEqual([`error ${unbound}`]);
  });

  test('is weak where the account alone is there', () => {
    expect(severities(ACCOUNT)).toEqual([`warning ${unbound}`]);
  });

  test('is missing for an account that is bound here and made for the cloud elsewhere', () => {
    expect(severities(ROLE, BINDING)).toEqual([]);
    expect(severities(ROLE, BINDING, airflow)).toEqual([`error ${unbound}`]);
  });

  test('are the values of a release, which say what it makes', () => {
    const values = (name: string) => `spark: {jobNamespaces: [data], serviceAccount: {name: ${name}}}`;
    expect(severities(values('spark'))).toEqual([]);
    expect(severities(RELEASE)).toEqual([]);
    expect(severities(values('lake'))).toEqual([`warning ${unbound}`]);
    expect(severities(values('lake'), airflow)).toEqual([`error ${unbound}`]);
    expect(severities(`${values('lake').slice(0, -1)}, rbac: {create: false}}`)).toEqual([]);
    const [{ message, fix }] = findings(APPLICATION, values('lake')) as [ReturnType<typeof findings>[0]];
    expect(message).toBe('there is no ServiceAccount spark in namespace data: the release makes lake only');
    expect(fix).toBe('write lake, or add the account, a Role and a RoleBinding to the manifests');
  });

  test('is a binding of the account default', () => {
    const app = change(APPLICATION, { 'spec.driver.serviceAccount': undefined });
    expect(
      problems(app, BINDING.replace('ServiceAccount, name: spark', 'ServiceAccount, name: default')),
    ).toEqual([]);
  });

  test('of an account with a name that differs by a letter is a Role for drivers, or a driver', () => {
    const other = BINDING.replace('ServiceAccount, name: spark', 'ServiceAccount, name: sparc').replace(
      'kind: Role, name: spark',
      'kind: Role, name: etl',
    );
    expect(problems(ACCOUNT, ROLE, other)).toEqual([]);
  });
});

describe('an account that an operator of a distribution names', () => {
  const without = { 'spec.driver.serviceAccount': undefined };
  accepts([
    { ...without, 'spec.image': 'gcr.io/mapr-252711/spark-3.2.0:1' },
    { ...without, 'spec.image': '895885662937.dkr.ecr.us-west-2.amazonaws.com/spark/emr-7.12.0:1' },
  ]);
});

describe('what is said of accounts', () => {
  const MISSING = 'error driver-service-account-missing';
  const UNBOUND = 'error driver-service-account-unbound';

  test('names the role and the field', () => {
    const without = (changes: object = {}) =>
      said(change(APPLICATION, { 'spec.driver.serviceAccount': undefined, ...changes }));
    expect(without()).toEqual([
      `${MISSING} spec.driver.serviceAccount: the driver would run as the account default`,
    ]);
    const template = (spec: object) => ({ 'spec.driver.template': { spec: { containers: [], ...spec } } });
    expect(without(template({ serviceAccountName: null }))[0]).toMatch(
      / spec.driver.template.spec.serviceAccountName: /,
    );
    expect(without(template({ serviceAccountName: 'spark' }))).toEqual([]);
    expect(without(template({ serviceAccount: 'spark' }))).toEqual([]);
    expect(said(change(CONNECT, { 'spec.server.template.spec.serviceAccountName': undefined }))).toEqual([
      `${MISSING} spec.server.template.spec.serviceAccountName: the server would run as the account default → name an account in server.template.spec.serviceAccountName`,
    ]);
    expect(said(change(SCHEDULED, { 'spec.template.driver.serviceAccount': undefined }))).toEqual([
      `${MISSING} spec.template.driver.serviceAccount: the driver would run as the account default`,
    ]);
  });

  test('says what is missing', () => {
    expect(said(APPLICATION, ROLE)).toEqual([
      `${UNBOUND} spec.driver.serviceAccount: there is no ServiceAccount spark in namespace data`,
    ]);
    expect(said(APPLICATION, ACCOUNT, ROLE)).toEqual([
      `${UNBOUND} spec.driver.serviceAccount: no RoleBinding gives spark a Role in namespace data`,
    ]);
    expect(findings(APPLICATION, ACCOUNT, ROLE)[0]!.related).toEqual([
      expect.objectContaining({ steps: ['metadata', 'name'], message: 'the account' }),
    ]);
    expect(said(APPLICATION, ACCOUNT, ROLE.replace('name: spark', 'name: other'), BINDING)).toEqual([
      `${UNBOUND} roleRef.name: there is no Role spark in namespace data → name the Role of the driver, in the namespace of the binding`,
    ]);
    const [byRelease] = findings(APPLICATION, 'spark: {jobNamespaces: [data], serviceAccount: {name: lake}}');
    expect(byRelease!.related).toEqual([
      expect.objectContaining({ steps: ['spark', 'serviceAccount'], message: 'the account that it makes' }),
    ]);
  });

  test('says what a binding misnames', () => {
    const elsewhere = BINDING.replace('name: spark, namespace: data}]', 'name: spark, namespace: lake}]');
    expect(said(APPLICATION, ACCOUNT, ROLE, elsewhere)).toEqual([
      `${UNBOUND} subjects[0].namespace: account spark is in data, not in lake → write data`,
    ]);
    const there = ACCOUNT.replace('namespace: data', 'namespace: lake');
    expect(said(ACCOUNT, there, ROLE, elsewhere)).toEqual([]);
    const subject = (name: string) =>
      BINDING.replace('ServiceAccount, name: spark', `ServiceAccount, name: ${name}`);
    expect(said(ACCOUNT, ROLE, subject('sparc'))).toEqual([
      `${UNBOUND} subjects[0].name: there is no ServiceAccount sparc in namespace data → write spark`,
    ]);
    for (const other of ['spa', 'default', 'sparks2', 'spark2']) {
      expect(said(ACCOUNT, ROLE, subject(other)).filter((text) => text.includes('subjects'))).toEqual([]);
    }
    expect(said(ACCOUNT, ROLE, subject('sparc').replace('ServiceAccount, name', 'User, name'))).toEqual([]);
  });

  test('says that no token is mounted', () => {
    const NO_TOKEN =
      'error driver-token-not-mounted automountServiceAccountToken: account spark of the driver gets no token';
    const without = accountless(ACCOUNT);
    const mounting = change(APPLICATION, {
      'spec.driver.template': { spec: { containers: [], automountServiceAccountToken: true } },
    });
    expect(said(APPLICATION, without, ROLE, BINDING)).toEqual([NO_TOKEN]);
    expect(said(without, ROLE, BINDING)).toEqual([NO_TOKEN]);
    expect(
      said(
        without,
        ROLE.replaceAll('name: spark', 'name: etl'),
        BINDING.replace('Role, name: spark', 'Role, name: etl'),
      ),
    ).toEqual([]);
    expect(said(without)).toEqual([]);
    expect(said(mounting, without, ROLE, BINDING)).toEqual([]);
    expect(said(mounting, change(APPLICATION, { 'metadata.name': 'other' }), without, ROLE, BINDING)).toEqual(
      [NO_TOKEN],
    );
    expect(
      said(
        APPLICATION,
        ACCOUNT.replace('v1, kind', 'v1, automountServiceAccountToken: true, kind'),
        ROLE,
        BINDING,
      ),
    ).toEqual([]);
    expect(
      said(
        change(APPLICATION, {
          'spec.driver.template': { spec: { containers: [], automountServiceAccountToken: false } },
        }),
        ACCOUNT,
        ROLE,
        BINDING,
      ),
    ).toEqual([
      'error driver-token-not-mounted spec.driver.template.spec.automountServiceAccountToken: the driver gets no token',
    ]);
  });

  test('says what executors lack', () => {
    const executor = change(APPLICATION, { 'spec.executor.serviceAccount': 'executor' });
    expect(said(executor, ACCOUNT, ROLE, BINDING)).toEqual([
      'error executor-service-account-missing spec.executor.serviceAccount: there is no ServiceAccount executor in namespace data',
    ]);
    expect(said(executor, ACCOUNT, ROLE, BINDING, ACCOUNT.replace('name: spark', 'name: executor'))).toEqual(
      [],
    );
    expect(
      said(change(executor, { 'spec.executor.serviceAccount': 'default' }), ACCOUNT, ROLE, BINDING),
    ).toEqual([]);
    expect(said(executor, 'spark: {jobNamespaces: [data], serviceAccount: {name: spark}}')).toEqual([
      'warning executor-service-account-missing spec.executor.serviceAccount: there is no ServiceAccount executor in namespace data: the release makes spark only → write spark, or add the account, a Role and a RoleBinding to the manifests',
    ]);
  });
});
