import { Release } from '../../../lib/chart/release';
import { RULES } from '../../../lib/rules/all';
import { findProblems } from '../../../lib/rules/engine';
import { VALUES } from '../../../lib/rules/rule';
import {
  APPLICATION,
  change,
  CONNECT,
  findings,
  finds,
  problems,
  says,
  SCHEDULED,
  subjects,
  type Saying,
} from '../harness';

finds([['illegal-enum-value', { 'spec.concurrencyPolicy': 'Skip' }]], SCHEDULED);

finds([
  ['unknown-field', { 'spec.driver.coress': 1 }],
  ['unknown-field', { 'spec.driver.serviceAcount': 'spark', 'spec.driver.serviceAccount': undefined }],
  ['wrong-type', { 'spec.arguments': [1] }, 'spec.arguments[0]'],
  ['wrong-type', { 'spec.driver.env': { A: 'b' } }, 'spec.driver.env'],
  ['illegal-enum-value', { 'spec.mode': 'in-cluster-client' }],
  ['missing-field', { 'spec.sparkVersion': undefined }],
  [
    'pod-template-unknown-field',
    { 'spec.driver.template': { spec: { containers: [], tolerationz: [] } } },
    'spec.driver.template.spec.tolerationz',
  ],
  ['missing-field', { 'metadata.name': undefined }],
  ['missing-field', { apiVersion: undefined }],
  ['wrong-format', { 'metadata.namespace': 'My_Team' }],
  ['illegal-enum-value', { apiVersion: '' }],
  [
    'value-out-of-range',
    { 'spec.restartPolicy': { type: 'Never', onFailureRetries: -1 } },
    'spec.restartPolicy.onFailureRetries',
  ],
  [
    'wrong-format',
    { 'spec.volumes': [{ name: 'tmp', emptyDir: { sizeLimit: '5 GB' } }] },
    'spec.volumes[0].emptyDir.sizeLimit',
  ],
  [
    'wrong-format',
    {
      'spec.executor.template': {
        spec: {
          containers: [
            { name: 'spark-kubernetes-executor', resources: { limits: { 'nvidia.com/gpu': 'one' } } },
          ],
        },
      },
    },
    'spec.executor.template.spec.containers[0].resources.limits["nvidia.com/gpu"]',
  ],
]);

describe('values that only the operator knows', () => {
  const ofEnums = (yaml: string): string[] =>
    problems(yaml).filter((problem) => problem.startsWith('illegal-enum-value '));

  test.each([
    ['spec.sparkUIOptions', { serviceType: 'clusterIP' }, 'spec.sparkUIOptions.serviceType'],
    [
      'spec.driverIngressOptions',
      [{ servicePort: 4050, ingressURLFormat: 'a.example', serviceType: 'Nodeport' }],
      'spec.driverIngressOptions[0].serviceType',
    ],
    [
      'spec.driver.secrets',
      [{ name: 'a', path: '/a', secretType: 'GcpServiceAccount' }],
      'spec.driver.secrets[0].secretType',
    ],
    [
      'spec.executor.ports',
      [{ name: 'a', containerPort: 8090, protocol: 'tcp' }],
      'spec.executor.ports[0].protocol',
    ],
    [
      'spec.driver.sidecars',
      [{ name: 'a', image: 'a:1', imagePullPolicy: 'always' }],
      'spec.driver.sidecars[0].imagePullPolicy',
    ],
    [
      'spec.executor.initContainers',
      [{ name: 'a', image: 'a:1', imagePullPolicy: 'never' }],
      'spec.executor.initContainers[0].imagePullPolicy',
    ],
  ])('are looked at in %s', (field, value, path) => {
    expect(ofEnums(change(APPLICATION, { [field]: value }))).toEqual([`illegal-enum-value ${path}`]);
  });

  test('are looked at in a schedule', () => {
    const concurrency = (concurrencyPolicy: string): string[] =>
      ofEnums(change(SCHEDULED, { 'spec.concurrencyPolicy': concurrencyPolicy }));
    expect(concurrency('forbid')).toEqual(['illegal-enum-value spec.concurrencyPolicy']);
    expect(concurrency('')).toEqual([]);
    expect(concurrency('Replace')).toEqual([]);
  });
});

const none = (value: string, allowed: string): string => `"${value}" is none of ${allowed} → write`;
const SERVICES = 'ClusterIP, NodePort, LoadBalancer, ExternalName';
const PULLS = 'Always, IfNotPresent, Never';

says([
  [
    { 'spec.imagePullPolicy': 'always' },
    `error illegal-enum-value spec.imagePullPolicy: ${none('always', PULLS)} Always`,
  ],
  [
    { 'spec.sparkUIOptions': { serviceType: 'Public' } },
    `error illegal-enum-value spec.sparkUIOptions.serviceType: ${none('Public', SERVICES)} one of ${SERVICES}`,
  ],
  [
    { 'spec.executor.ports': [{ name: 'a', containerPort: 8090, protocol: 'tcp' }] },
    `error illegal-enum-value spec.executor.ports[0].protocol: ${none('tcp', 'TCP, UDP, SCTP')} TCP`,
  ],
  [
    { 'spec.driver.secrets': [{ name: 'a', path: '/a', secretType: 'GcpServiceAccount' }] },
    'error illegal-enum-value spec.driver.secrets[0].secretType: "GcpServiceAccount" is taken as Generic → write GCPServiceAccount',
  ],
  [
    { 'spec.driver.secrets': [{ name: 'a', path: '/a', secretType: 'Opaque' }] },
    'warning illegal-enum-value spec.driver.secrets[0].secretType: "Opaque" is taken as Generic → write Generic',
  ],
  ...['Generic', 'GCPServiceAccount', 'HadoopDelegationToken'].map((secretType): Saying => [
    { 'spec.driver.secrets': [{ name: 'a', path: '/a', secretType }] },
  ]),
  ...SERVICES.split(', ').map((serviceType): Saying => [{ 'spec.sparkUIOptions': { serviceType } }]),
  [{ 'metadata.namespace': '' }],
]);

test('corrects a value of another case', () => {
  const [found] = findings(change(APPLICATION, { 'spec.imagePullPolicy': 'always' }));
  expect(found!.correction).toEqual({ value: 'Always' });
});

test('keeps fields of a pod template apart from those of the kind', () => {
  const unknown = {
    'spec.driver.template': { spec: { containers: [], tolerationz: [] } },
    'spec.templat': {},
  };
  expect(problems(change(APPLICATION, unknown))).toEqual([
    'unknown-field spec.templat',
    'pod-template-unknown-field spec.driver.template.spec.tolerationz',
  ]);
  expect(problems(change(CONNECT, { 'spec.server.template.spec.tolerationz': [] }))).toEqual([
    'pod-template-unknown-field spec.server.template.spec.tolerationz',
  ]);
  expect(problems(change(SCHEDULED, { 'spec.template.template': {} }))).toEqual([
    'unknown-field spec.template.template',
  ]);
});

describe('fields of a later chart', () => {
  const of = (yaml: string, ...versions: string[]): string[] =>
    findProblems(
      [
        ...subjects(yaml),
        ...versions.map((chartVersion, index) => {
          const values = { spark: { jobNamespaces: ['data'] } };
          const release = new Release({ values, name: `r${index}`, namespace: `n${index}`, chartVersion });
          return { kind: VALUES, manifest: values, release };
        }),
      ],
      { rules: RULES.filter(({ id }) => id === 'field-of-later-chart') },
    ).map(({ path, message }) => `${path}: ${message}`);

  test('are looked at in the newest release of the namespace', () => {
    const suspended = change(APPLICATION, { 'spec.suspend': true });
    const told = (newest: string) => [
      `spec.suspend: chart ${newest} does not know suspend, which came with 2.4.0`,
    ];
    expect(of(suspended, '2.3.0')).toEqual(told('2.3.0'));
    expect(of(suspended, '2.1.1', '2.3.0', '2.2.1')).toEqual(told('2.3.0'));
    expect(of(suspended, '2.3.0', '2.4.0')).toEqual([]);
    expect(of(suspended)).toEqual([]);
    expect(of(APPLICATION, '2.3.0')).toEqual([]);
    expect(of(change(suspended, { 'metadata.namespace': 'other' }), '2.3.0')).toEqual([]);
  });

  test('are looked at in templates, and in maps and lists', () => {
    expect(of(change(SCHEDULED, { 'spec.template.suspend': true }), '2.3.0')).toEqual([
      'spec.template.suspend: chart 2.3.0 does not know suspend, which came with 2.4.0',
    ]);
    expect(of(change(APPLICATION, { 'spec.suspend': null }), '2.3.0')).toEqual([]);
    const volumes = [
      { name: 'tmp', emptyDir: {} },
      { name: 'more', ephemeral: {} },
    ];
    const bare = {
      'spec.driver.podSecurityContext': undefined,
      'spec.executor.podSecurityContext': undefined,
    };
    expect(of(change(APPLICATION, { ...bare, 'spec.volumes': volumes }), '1.1.20')).toEqual([
      'spec.volumes[1].ephemeral: chart 1.1.20 does not know ephemeral, which came with 1.1.27',
    ]);
  });

  test('may be a whole kind', () => {
    expect(of(CONNECT, '2.1.1')[0]).toMatch(
      /^kind: chart 2.1.1 does not know the kind SparkConnect, which came with /,
    );
    expect(of(CONNECT, '2.5.2')).toEqual([]);
  });
});
