import { nameOf } from '../../../lib/manifest/plain';
import { ACCOUNT, APPLICATION, change, findings, problems, said } from '../harness';

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

test('shows five of the applications of many accounts', () => {
  const accounts = Array.from({ length: 7 }, (_, index) => `spark-${index}`);
  const apps = accounts.map((name) =>
    change(APPLICATION, { 'metadata.name': name, 'spec.driver.serviceAccount': name }),
  );
  const all = JSON.parse(binding('Role', 'etl'));
  all.subjects = accounts.map((name) => ({ kind: 'ServiceAccount', name, namespace: 'data' }));
  const [found] = findings(...apps, role(ENOUGH, core(['*'], ['*'])), JSON.stringify(all));
  expect(found!.rule.id).toBe('driver-role-too-large');
  expect(found!.related).toHaveLength(5);
});

describe('what drivers need', () => {
  const VERBS = ['create', 'get', 'list', 'watch', 'delete', 'deletecollection'];
  const PODS = core(['pods'], VERBS);
  const CONFIG_MAPS = core(['configmaps'], ['create', 'deletecollection']);
  const SERVICES = core(['services'], ['deletecollection']);
  const job = (settings: object) => change(APPLICATION, { 'spec.sparkConf': settings });
  const small = (what: string) => [
    `error driver-role-too-small rules: account spark of the driver lacks ${what}`,
  ];
  const untidy = (what: string) => [
    `warning driver-role-untidy rules: account spark of the driver lacks ${what}`,
  ];

  test('is each verb on pods', () => {
    for (const verb of VERBS) {
      const others = core(
        ['pods'],
        VERBS.filter((other) => other !== verb),
      );
      const told = verb === 'deletecollection' ? untidy : small;
      expect(found([others, CONFIG_MAPS, SERVICES])[0]).toContain(told(verb)[0]!.split(' lacks')[0]!);
      expect(found([others, CONFIG_MAPS, SERVICES])[0]).toContain(`lacks ${verb} on pods`);
    }
    expect(found([PODS, CONFIG_MAPS, SERVICES])).toEqual([]);
  });

  test('is less where settings turn it off', () => {
    expect(found([PODS, CONFIG_MAPS])).toEqual(untidy('deletecollection on services'));
    expect(
      found([PODS, CONFIG_MAPS], job({ 'spark.kubernetes.driver.service.deleteOnTermination': 'false' })),
    ).toEqual([]);
    expect(found([PODS, SERVICES])).toEqual(small('create, deletecollection on configmaps'));
    expect(found([PODS, SERVICES], job({ 'spark.kubernetes.executor.disableConfigMap': 'true' }))).toEqual(
      [],
    );
    const old = change(APPLICATION, { 'spec.sparkVersion': '2.4.8' });
    expect(found([PODS, SERVICES], old)).toEqual(untidy('deletecollection on configmaps'));
  });

  test('is granted by wildcards, in the group of pods, and for no single object', () => {
    const rest = [CONFIG_MAPS, SERVICES];
    expect(found([{ ...PODS, apiGroups: ['*'] }, ...rest])).toEqual([]);
    expect(found([{ ...PODS, verbs: ['*'] }, ...rest])).toEqual([]);
    expect(found([{ ...PODS, apiGroups: ['apps'] }, ...rest])[0]).toMatch(/^error driver-role-too-small/);
    expect(found([{ ...PODS, resourceNames: ['etl'] }, ...rest])[0]).toMatch(/^error driver-role-too-small/);
  });

  test('is asked of the Roles of an account together', () => {
    const second = role(PODS).replaceAll('"etl"', '"more"');
    expect(found([CONFIG_MAPS, SERVICES], APPLICATION, second, binding('Role', 'more'))).toEqual([]);
    const aggregated = JSON.stringify({
      kind: 'ClusterRole',
      metadata: { name: 'sum' },
      aggregationRule: {},
    });
    expect(found([CONFIG_MAPS], APPLICATION, aggregated, binding('ClusterRole', 'sum'))).toEqual([]);
  });

  test('is asked of a Role that nobody uses yet, where it is meant for drivers', () => {
    const idle = (name: string, ...rules: object[]) =>
      problems(ACCOUNT, role(...rules).replaceAll('"etl"', `"${name}"`), binding('Role', name));
    const few = core(['pods'], ['create']);
    expect(idle('spark-driver', few)).toEqual(['driver-role-too-small rules']);
    expect(idle('driver', few)).toEqual([]);
    expect(idle('spark-driver', core(['pods'], ['get']))).toEqual([]);
    expect(
      idle('spark-driver', few, { apiGroups: ['apps'], resources: ['deployments'], verbs: ['get'] }),
    ).toEqual([]);
  });
});

describe('what drivers do not need', () => {
  const told = (rule: object) =>
    findings(APPLICATION, ACCOUNT, role(ENOUGH, rule), binding('Role', 'etl')).map(({ message }) => message);

  test.each([
    ['secrets', 'access to all Secrets'],
    ['pods/exec', 'access to commands in other pods'],
    ['pods/attach', 'access to the terminals of other pods'],
    ['pods/portforward', 'access to the ports of other pods'],
    ['pods/ephemeralcontainers', 'access to containers in other pods'],
    ['serviceaccounts/token', 'access to tokens of other accounts'],
    ['nodes/proxy', 'access to the nodes'],
  ])('is %s', (resource, what) => {
    expect(told(core([resource], ['get']))).toEqual([`drivers need no ${what}`]);
    expect(told(core([resource], ['get'], { resourceNames: ['a'] }))).toEqual([]);
  });

  test.each(['escalate', 'bind', 'impersonate'])('is the verb %s', (verb) => {
    expect(told(core(['pods'], ['get', verb]))).toEqual([`drivers need no right to ${verb}`]);
  });

  test('is a change of rights', () => {
    const rights = (resources: string[], ...verbs: string[]) =>
      told({ apiGroups: ['rbac.authorization.k8s.io'], resources, verbs });
    for (const resource of ['roles', 'rolebindings', 'clusterroles', 'clusterrolebindings']) {
      expect(rights([resource], 'get', 'patch')).toEqual([`drivers need no change of ${resource}`]);
      expect(rights([resource], 'get', 'list', 'watch')).toEqual([]);
    }
    expect(rights(['rolebindings', 'roles'], 'delete')).toEqual([
      'drivers need no change of roles and rolebindings',
    ]);
    expect(rights(['roles'], 'bind')).toEqual(['drivers need no right to bind, no change of roles']);
  });

  test('is told of Roles of drivers only', () => {
    const all = core(['*'], ['*']);
    expect(problems(role(all))).toEqual([]);
    expect(problems(role(ENOUGH, all).replaceAll('"etl"', '"spark"'))).toEqual([
      'driver-role-too-large rules[1]',
    ]);
  });

  test('is an administrator', () => {
    for (const name of ['cluster-admin', 'admin']) {
      expect(said(APPLICATION, ACCOUNT, binding('ClusterRole', name))).toEqual([
        `warning driver-role-too-large roleRef.name: account spark of the driver is ${name}`,
      ]);
    }
    expect(said(APPLICATION, ACCOUNT, binding('ClusterRole', 'view'))).toEqual([
      'error driver-role-too-small roleRef.name: view lets account spark of the driver look, and make no pods → bind a Role that may make pods',
    ]);
    const group = binding('ClusterRole', 'admin').replace('ServiceAccount', 'Group');
    expect(said(APPLICATION, ACCOUNT, ROLE_OF_OWN, OWN_BINDING, group)).toEqual([]);
  });
});

const ROLE_OF_OWN = role(ENOUGH);
const OWN_BINDING = binding('Role', 'etl');
