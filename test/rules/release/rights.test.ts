import { nameOf } from '../../../lib/manifest/plain';
import { ACCOUNT, APPLICATION, change, findings, problems } from '../harness';

const role = (...rules: object[]): string =>
  JSON.stringify({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'Role',
    metadata: { name: 'etl', namespace: 'data' },
    rules,
  });
const binding = (kind: string, name: string): string =>
  JSON.stringify({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: { name, namespace: 'data' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind, name },
    subjects: [{ kind: 'ServiceAccount', name: 'spark', namespace: 'data' }],
  });
const core = (resources: string[], verbs: string[], more: object = {}) => ({
  apiGroups: [''],
  resources,
  verbs,
  ...more,
});
const ENOUGH = core(['pods', 'services', 'configmaps'], ['*']);
const found = (rules: object[], app = APPLICATION, ...more: string[]): string[] =>
  findings(app, ACCOUNT, role(...rules), binding('Role', 'etl'), ...more).map(
    ({ rule, severity, path, message }) => `${severity} ${rule.id} ${path}: ${message}`,
  );

test('asks for no claims where there are none', () => {
  expect(found([ENOUGH])).toEqual([]);
});

test('asks for claims where they are made on demand', () => {
  const claims = change(APPLICATION, {
    'spec/sparkConf/spark.kubernetes.executor.volumes.persistentVolumeClaim.spark-local-dir-1.options.claimName':
      'OnDemand',
    'spec/sparkConf/spark.kubernetes.executor.volumes.persistentVolumeClaim.spark-local-dir-1.mount.path':
      '/x',
  });
  expect(found([ENOUGH], claims)).toContain(
    'error driver-role-too-small rules: account spark of the driver lacks ' +
      'create, get, list, delete, deletecollection on persistentvolumeclaims',
  );
});

test('warns of rights whose lack stops no job', () => {
  const verbs = ['create', 'get', 'list', 'watch', 'delete'];
  expect(found([core(['pods', 'configmaps'], verbs)])).toEqual([
    'warning driver-role-untidy rules: account spark of the driver lacks deletecollection on pods; ' +
      'deletecollection on configmaps; deletecollection on services',
  ]);
  expect(found([core(['pods'], verbs)])).toEqual([
    'error driver-role-too-small rules: account spark of the driver lacks deletecollection on pods; ' +
      'create, deletecollection on configmaps; deletecollection on services',
  ]);
});

test('is silent about an account whose other Roles nobody knows', () => {
  const few = core(['configmaps'], ['get']);
  expect(found([few], APPLICATION, binding('Role', 'elsewhere'))).toEqual([]);
  expect(found([few], APPLICATION, binding('ClusterRole', 'edit'))).toEqual([]);
  expect(problems(APPLICATION, role(few), binding('Role', 'etl'))).toEqual([]);
  const values = 'spark: {jobNamespaces: [data], serviceAccount: {create: false, name: spark}}';
  expect(found([few], APPLICATION, values)).toEqual([]);
});

test('says that the built-in Role view makes no pods', () => {
  expect(problems(APPLICATION, ACCOUNT, binding('ClusterRole', 'view'))).toEqual([
    'driver-role-too-small roleRef.name',
  ]);
  expect(problems(APPLICATION, ACCOUNT, binding('ClusterRole', 'edit'))).toEqual([]);
});

test('is silent about a Role that is called view, whatever it holds', () => {
  const view = role(ENOUGH).replace('"name":"etl"', '"name":"view"');
  expect(view).toContain('"view"');
  expect(problems(APPLICATION, ACCOUNT, view, binding('Role', 'view'))).toEqual([]);
});

test('is silent about view beside another Role, and on accounts that others make', () => {
  expect(
    problems(APPLICATION, ACCOUNT, role(ENOUGH), binding('Role', 'etl'), binding('ClusterRole', 'view')),
  ).toEqual([]);
  expect(problems(APPLICATION, binding('ClusterRole', 'view'))).toEqual([]);
});

test.each([
  [core(['*'], ['get']), 'drivers need no right on every resource'],
  [core(['secrets'], ['get']), 'drivers need no access to all Secrets'],
  [core(['pods/exec', 'pods/attach'], ['create']), /commands in other pods, no access to the terminals/],
  [core(['serviceaccounts/token'], ['create']), 'drivers need no access to tokens of other accounts'],
  [core(['pods'], ['escalate']), 'drivers need no right to escalate'],
  [
    { apiGroups: ['rbac.authorization.k8s.io'], resources: ['roles'], verbs: ['create'] },
    'drivers need no change of roles',
  ],
])('finds driver-role-too-large in %j', (rule, message) => {
  const all = findings(APPLICATION, ACCOUNT, role(ENOUGH, rule), binding('Role', 'etl'));
  expect(all.map(({ rule: { id }, severity, path }) => `${severity} ${id} ${path}`)).toEqual([
    'warning driver-role-too-large rules[1]',
  ]);
  expect(all[0]!.message).toEqual(typeof message === 'string' ? message : expect.stringMatching(message));
});

test.each([
  [core(['secrets'], ['get'], { resourceNames: ['etl'] })],
  [core(['pods/log', 'events'], ['get', 'list'])],
  [{ apiGroups: ['rbac.authorization.k8s.io'], resources: ['roles'], verbs: ['get'] }],
])('accepts %j', (rule) => {
  expect(found([ENOUGH, rule])).toEqual([]);
});

test('finds driver-role-too-large in a binding to an administrator', () => {
  expect(problems(APPLICATION, ACCOUNT, binding('ClusterRole', 'cluster-admin'))).toEqual([
    'driver-role-too-large roleRef.name',
  ]);
  const other = change(APPLICATION, { 'spec.driver.serviceAccount': 'other' });
  expect(problems(other, binding('ClusterRole', 'cluster-admin'))).toEqual([]);
});

test.each([
  ['driver-role-too-small', [role(core(['configmaps'], ['create'])), binding('Role', 'etl')]],
  [
    'driver-role-untidy',
    [
      role(core(['pods', 'configmaps'], ['create', 'get', 'list', 'watch', 'delete'])),
      binding('Role', 'etl'),
    ],
  ],
  ['driver-role-too-large', [role(core(['*'], ['*'])), binding('Role', 'etl')]],
  ['driver-role-too-small', [binding('ClusterRole', 'view')]],
  ['driver-role-too-large', [binding('ClusterRole', 'admin')]],
])('%s shows the applications whose driver has it, five at most', (id, rights) => {
  const apps = Array.from({ length: 7 }, (_, index) =>
    change(APPLICATION, { 'metadata.name': `job-${index}` }),
  );
  const found = findings(...apps, ACCOUNT, ...rights).find(({ rule }) => rule.id === id);
  expect(
    found?.related?.map(
      ({ subject, steps, message }) => `${nameOf(subject.manifest)} ${steps.join('.')}: ${message}`,
    ),
  ).toEqual(
    [0, 1, 2, 3, 4].map((index) => `job-${index} metadata.name: the application whose driver has it`),
  );
});
