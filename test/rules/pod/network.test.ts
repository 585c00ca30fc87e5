import { APPLICATION, change, problems, SCHEDULED } from '../harness';

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
