import { APPLICATION, change, findings, problems, said, SCHEDULED } from '../harness';

const policy = (name: string, spec: object, namespace = 'data') =>
  JSON.stringify({ kind: 'NetworkPolicy', metadata: { name, namespace }, spec });
const role = (name: string) => ({ matchLabels: { 'spark-role': name } });
const DENY_IN = policy('deny', { podSelector: {}, policyTypes: ['Ingress'] });
const from = (name: string, ...ports: unknown[]) => ({
  from: [{ podSelector: role(name) }],
  ...(ports.length === 0 ? {} : { ports: ports.map((port) => ({ port, protocol: 'TCP' })) }),
});
const ingress = (name: string, ...rules: object[]) =>
  policy(name, { podSelector: role(name), policyTypes: ['Ingress'], ingress: rules });
const EXECUTORS = ingress('executor', from('driver'), from('executor'));
const egress = (name: string, ...rules: object[]) =>
  policy(name, { podSelector: role(name), policyTypes: ['Egress'], egress: rules });
const DNS = { to: [{ namespaceSelector: {} }], ports: [{ port: 53, protocol: 'UDP' }] };
const to = (...names: string[]) => ({ to: names.map((name) => ({ podSelector: role(name) })) });
const API = { to: [{ ipBlock: { cidr: '10.96.0.1/32' } }], ports: [{ port: 443 }] };

test.each([
  ['all ingress', [DENY_IN], 'network-policy-shut spec.driver'],
  [
    'the block manager of the driver',
    [ingress('driver', from('executor', 7078)), EXECUTORS],
    'network-policy-shut spec.driver',
  ],
  [
    'the driver from results',
    [ingress('driver', from('executor')), ingress('executor', from('executor'))],
    'network-policy-shut spec.executor',
  ],
  [
    'executors from each other',
    [ingress('driver', from('executor')), ingress('executor', from('driver'))],
    'network-policy-shut spec.executor',
  ],
  [
    'executors by their own egress',
    [egress('executor', DNS, to('executor'))],
    'network-policy-shut spec.executor',
  ],
  ['the API server', [egress('driver', DNS, to('executor'))], 'network-policy-no-way-out spec.driver'],
  ['DNS', [egress('driver', API, to('executor'))], 'network-policy-no-way-out spec.driver'],
  [
    'DNS by its port',
    [egress('executor', { ...DNS, ports: [{ port: 54 }] }, to('driver', 'executor'))],
    'network-policy-no-way-out spec.executor',
  ],
  [
    'another namespace by name',
    [
      ingress('driver', {
        from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'x' } } }],
      }),
      EXECUTORS,
    ],
    'network-policy-shut spec.driver',
  ],
])('finds policies that shut out %s', (_, policies, expected) => {
  expect(problems(APPLICATION, ...policies)).toEqual([expected]);
});

test.each([
  ['named ports', [ingress('driver', from('executor', 'driver-rpc-port', 'blockmanager')), EXECUTORS]],
  [
    'a range of ports',
    [ingress('driver', { ...from('executor'), ports: [{ port: 7000, endPort: 7100 }] }), EXECUTORS],
  ],
  ['whole networks', [ingress('driver', { from: [{ ipBlock: { cidr: '10.0.0.0/8' } }] }), EXECUTORS]],
  [
    'one namespace for itself',
    [DENY_IN, policy('own', { podSelector: {}, ingress: [{ from: [{ podSelector: {} }] }] })],
  ],
  ['everything out', [policy('out', { podSelector: {}, policyTypes: ['Egress'], egress: [{}] })]],
  ['another namespace', [policy('deny', { podSelector: {} }, 'other')]],
  ['other pods', [policy('deny', { podSelector: { matchLabels: { app: 'web' } } })]],
  [
    'pods by labels of a run',
    [
      policy('deny', {
        podSelector: { matchExpressions: [{ key: 'spark-app-selector', operator: 'Exists' }] },
      }),
    ],
  ],
  [
    'pods by an operator of no kind',
    [policy('deny', { podSelector: { matchExpressions: [{ key: 'a', operator: 'Like' }] } })],
  ],
  [
    'ways out of both',
    [egress('driver', DNS, to('executor'), API), egress('executor', DNS, to('driver', 'executor'))],
  ],
])('accepts policies for %s', (_, policies) => {
  expect(problems(APPLICATION, ...policies)).toEqual([]);
});

test('knows labels of the application, its roles and its settings', () => {
  const selected = (labels: object) =>
    policy('deny', { podSelector: { matchLabels: labels }, policyTypes: ['Ingress'] });
  const shut = ['network-policy-shut spec.driver'];
  expect(
    problems(change(APPLICATION, { 'metadata.labels': { team: 'lake' } }), selected({ team: 'lake' })),
  ).toEqual(shut);
  expect(problems(change(APPLICATION, { 'spec.driver.labels': { a: 'b' } }), selected({ a: 'b' }))).toEqual(
    shut,
  );
  const setting = { 'spec/sparkConf': { 'spark.kubernetes.driver.label.a': 'b' } };
  expect(problems(change(APPLICATION, setting), selected({ a: 'b' }))).toEqual(shut);
  expect(problems(APPLICATION, selected({ 'sparkoperator.k8s.io/app-name': 'etl' }))).toEqual(shut);
  expect(problems(SCHEDULED, selected({ 'sparkoperator.k8s.io/app-name': 'etl' }))).toEqual([]);
});

test('asks a single executor for no way to others', () => {
  const one = change(APPLICATION, { 'spec.executor.instances': 1 });
  expect(problems(one, ingress('driver', from('executor')), ingress('executor', from('driver')))).toEqual([]);
});

test("opens a port of the webhook that the release says, and says what a Service's is", () => {
  const release = 'spark: {jobNamespaces: [data]}\nwebhook: {port: 9999}';
  const webhook = (...ports: unknown[]) =>
    policy(
      'webhook',
      {
        podSelector: {
          matchLabels: {
            'app.kubernetes.io/name': 'spark-operator',
            'app.kubernetes.io/component': 'webhook',
          },
        },
        ingress: [{ ports: ports.map((port) => ({ port })) }],
      },
      'operators',
    );
  expect(problems(webhook(443))).toEqual(['webhook-policy-port spec.ingress']);
  expect(problems(webhook(8443))).toEqual(['webhook-policy-port spec.ingress']);
  expect(problems(webhook('webhook'), release)).toEqual([]);
  expect(problems(webhook(9443))).toEqual([]);
});

test('says which policies shut out whom', () => {
  expect(said(APPLICATION, DENY_IN)).toEqual([
    'error network-policy-shut spec.driver: policy deny of the network select the driver, and none lets executors reach the driver at 7078 and 7079',
  ]);
  expect(findings(APPLICATION, DENY_IN)[0]!.related).toEqual([
    expect.objectContaining({ steps: ['metadata', 'name'], message: 'the policy' }),
  ]);
  expect(
    said(
      APPLICATION,
      ingress('driver', from('executor')),
      policy('closed', { podSelector: role('executor') }),
      policy('shut', { podSelector: role('executor') }),
    ),
  ).toEqual([
    'error network-policy-shut spec.executor: policies closed, shut of the network select the executor, and none lets the driver reads results of executors',
  ]);
  expect(said(APPLICATION, ingress('driver', from('executor')), ingress('executor', from('driver')))).toEqual(
    [
      'error network-policy-shut spec.executor: policy executor of the network select the executor, and none lets executors read shuffle data of each other',
    ],
  );
  const [out, ...others] = findings(APPLICATION, egress('driver', to('executor')));
  expect(others).toEqual([]);
  expect(out).toMatchObject({
    path: 'spec.driver',
    message: 'policy driver of the network select the driver, and none lets it reach DNS and the API server',
    related: [{ steps: ['metadata', 'name'], message: 'the policy' }],
  });
  expect(
    said(
      APPLICATION,
      egress('driver', DNS, to('executor')),
      policy('more', { podSelector: {}, policyTypes: ['Egress'], egress: [DNS, to('driver', 'executor')] }),
    ),
  ).toEqual([
    'error network-policy-no-way-out spec.driver: policies driver, more of the network select the driver, and none lets it reach the API server',
  ]);
});

test('knows the ports that settings give', () => {
  const conf = (settings: Record<string, string>) => change(APPLICATION, { 'spec.sparkConf': settings });
  const open = (...ports: number[]) => [ingress('driver', from('executor', ...ports)), EXECUTORS];
  expect(problems(APPLICATION, ...open(7078, 7079))).toEqual([]);
  const moved = conf({ 'spark.driver.port': '8078', 'spark.driver.blockManager.port': '8079' });
  expect(problems(moved, ...open(8078, 8079))).toEqual([]);
  expect(said(moved, ...open(7078, 7079))).toEqual([expect.stringMatching(/at 8078 and 8079$/)]);
  const blocks = conf({ 'spark.blockManager.port': '9000' });
  const executors = (port: number) => ingress('executor', from('driver', port), from('executor', port));
  expect(problems(blocks, ingress('driver', from('executor', 7078, 9000)), executors(9000))).toEqual([]);
  expect(problems(blocks, ingress('driver', from('executor', 7078, 9000)), executors(9001))).toEqual([
    'network-policy-shut spec.executor',
  ]);
  for (const port of ['0', '-1', 'any', '123456']) {
    expect(problems(conf({ 'spark.driver.port': port }), ...open(7078, 7079))).not.toContain(
      'network-policy-shut spec.driver',
    );
  }
});

test('knows where pods are, and asks nothing where it does not', () => {
  expect(problems(change(APPLICATION, { 'metadata.namespace': undefined }), DENY_IN)).toEqual([]);
  expect(problems(APPLICATION, egress('executor', DNS, to('driver', 'executor')))).toEqual([]);
  expect(problems(APPLICATION, egress('executor', to('driver', 'executor')))).toEqual([
    'network-policy-no-way-out spec.executor',
  ]);
});

test('speaks of policies of the webhook only', () => {
  const labels = (component: string, name = 'spark-operator') => ({
    'app.kubernetes.io/name': name,
    'app.kubernetes.io/component': component,
  });
  const ports = (...given: object[]) => ({ ingress: given.map((port) => ({ ports: [port] })) });
  const found = (matchLabels: object, spec: object, ...beside: string[]) =>
    said(policy('webhook', { podSelector: { matchLabels }, ...spec }, 'operators'), ...beside);
  const closed = 'error webhook-policy-port spec.ingress: nothing opens port 9443 of the webhook';
  const ofService =
    'error webhook-policy-port spec.ingress: 443 is the port of the Service, the pods of the webhook listen at 9443';
  expect(found(labels('webhook'), ports({ port: 8443 }))).toEqual([closed]);
  expect(found(labels('webhook'), ports({ port: 8443 }, { port: 443 }))).toEqual([ofService]);
  expect(found(labels('webhook'), ports({ port: 8443 }, { port: 9443 }))).toEqual([]);
  expect(found(labels('webhook'), { ingress: [{}] })).toEqual([]);
  expect(found(labels('webhook'), { ingress: [] })).toEqual([closed]);
  expect(found(labels('controller'), ports({ port: 8443 }))).toEqual([]);
  expect(found(labels('webhook', 'other'), ports({ port: 8443 }))).toEqual([]);
  expect(found(labels('webhook'), { policyTypes: ['Egress'], ...ports({ port: 8443 }) })).toEqual([]);
  for (const [port, endPort, expected] of [
    [9000, 9442, [closed]],
    [9000, 9443, []],
    [9443, 9500, []],
    [9444, 9500, [closed]],
  ] as const) {
    expect(found(labels('webhook'), ports({ port, endPort }))).toEqual(expected);
  }
  const release = (port: unknown, namespace = 'operators') =>
    JSON.stringify({ $release: `${namespace}/mine`, spark: { jobNamespaces: ['data'] }, webhook: { port } });
  expect(found(labels('webhook', 'other'), ports({ port: 9443 }), release(9999))).toEqual([
    'error webhook-policy-port spec.ingress: nothing opens port 9999 of the webhook',
  ]);
  expect(found(labels('webhook'), ports({ port: 9999 }), release(9999))).toEqual([]);
  expect(found(labels('webhook'), ports({ port: 9999 }), release(9999, 'elsewhere'))).toEqual([closed]);
});
