import { RULES } from '../../../lib/rules/all';
import { findProblems, type Subject } from '../../../lib/rules/engine';
import {
  APPLICATION,
  CONNECT,
  RELEASE,
  SCHEDULED,
  accepts,
  change,
  findings,
  finds,
  problems,
  said,
  says,
  subjects,
  type Saying,
} from '../harness';

const PROMETHEUS = {
  exposeDriverMetrics: true,
  exposeExecutorMetrics: true,
  prometheus: { jmxExporterJar: '/prometheus/jmx_prometheus_javaagent.jar' },
};

finds([
  ['name-not-dns-1035', { 'metadata.name': '2026-etl' }],
  ['name-not-dns-1035', { 'metadata.name': 'Etl' }],
  ['name-not-dns-1035', { 'metadata.name': 'etl.daily' }],
  ['name-not-dns-1035', { 'metadata.name': 'etl-' }],
  ['name-too-long', { 'metadata.name': 'x'.repeat(64) }],
  ['name-too-long', { 'metadata.name': 'x'.repeat(50), 'spec.monitoring': PROMETHEUS }],
]);
accepts([{ 'metadata.name': 'e' }, { 'metadata.name': 'x'.repeat(49), 'spec.monitoring': PROMETHEUS }]);
finds([['name-not-dns-1035', { 'metadata.name': '1' }]], SCHEDULED);
finds([['name-not-dns-1035', { 'metadata.name': '1' }]], CONNECT);
accepts([{}]);
accepts([{}], SCHEDULED);
accepts([{}], CONNECT);
finds([['connect-needs-spark-3-4', { 'spec.sparkVersion': '3.3.4' }]], CONNECT);
accepts([{ 'spec.sparkVersion': '3.4.0' }], CONNECT);

const from = (source: object) => [{ name: 'A', valueFrom: source }];
finds([
  [
    'reference-name-invalid',
    {
      'spec.driver.env': from({ secretKeyRef: { name: 'My_Secret', key: 'a' } }),
      'spec.executor.env': from({ secretKeyRef: { name: 'store', key: 'a' } }),
    },
    'spec.driver.env[0].valueFrom.secretKeyRef.name',
  ],
  [
    'reference-name-invalid',
    { 'spec.executor.env': from({ configMapKeyRef: { name: 'a', key: 'not a key' } }) },
    'spec.executor.env[0].valueFrom.configMapKeyRef.key',
  ],
  [
    'reference-name-invalid',
    { 'spec.driver.envFrom': [{ configMapRef: { name: '' } }] },
    'spec.driver.envFrom[0].configMapRef.name',
  ],
  [
    'reference-name-invalid',
    { 'spec.executor.envSecretKeyRefs': { A: { name: 'a_b', key: 'a' } } },
    'spec.executor.envSecretKeyRefs.A.name',
  ],
  ['reference-name-invalid', { 'spec.imagePullSecrets': ['good', 'Bad'] }, 'spec.imagePullSecrets[1]'],
  ['reference-name-invalid', { 'spec.driver.serviceAccount': 'Spark' }, 'spec.driver.serviceAccount'],
  [
    'reference-name-invalid',
    { 'spec.volumes': [{ name: 'tmp', secret: { secretName: 'a b' } }] },
    'spec.volumes[0].secret.secretName',
  ],
  [
    'reference-name-invalid',
    { 'spec.volumes': [{ name: 'tmp', persistentVolumeClaim: { claimName: '' } }] },
    'spec.volumes[0].persistentVolumeClaim.claimName',
  ],
  ['reference-name-invalid', { 'spec.driver.priorityClassName': 'High' }, 'spec.driver.priorityClassName'],
]);
accepts([
  { 'spec.driver.env': from({ secretKeyRef: { name: 'a.b-c', key: 'A_b.c-D' } }) },
  { 'spec.driver.priorityClassName': '' },
]);

describe('two applications of one name', () => {
  const found = ['duplicate-object metadata.name'];

  test('finds the second one', () => {
    expect(problems(APPLICATION, APPLICATION)).toEqual(found);
  });

  test('finds them in one file, and accepts them in two', () => {
    const inFile = (file: string) => subjects(APPLICATION).map((subject) => ({ ...subject, file }));
    const check = (...all: Subject[]) =>
      findProblems(all, { rules: RULES }).map(({ rule, path }) => `${rule.id} ${path}`);
    expect(check(...inFile('a.yaml'), ...inFile('a.yaml'))).toEqual(found);
    expect(check(...inFile('a.yaml'), ...inFile('b.yaml'))).toEqual([]);
  });

  test('accepts them in two namespaces, and with generated names', () => {
    expect(problems(APPLICATION, change(APPLICATION, { 'metadata.namespace': 'other' }))).toEqual([]);
    const generated = change(APPLICATION, { 'metadata.name': undefined, 'metadata.generateName': 'etl-' });
    expect(problems(generated, generated)).toEqual([]);
  });
});

test('says the limit', () => {
  const [finding] = findings(change(APPLICATION, { 'metadata.name': 'x'.repeat(64) }));
  expect(finding!.message).toBe('64 characters, at most 63 are possible');
});

describe('one application', () => {
  finds([
    ['driver-name-too-long', { 'metadata.name': 'x'.repeat(57) }],
    ['pod-name-invalid', { 'spec.driver.podName': 'Upper' }],
    [
      'pod-name-invalid',
      { 'spec.sparkConf': { 'spark.kubernetes.executor.podNamePrefix': 'x'.repeat(238) } },
      'spec.sparkConf["spark.kubernetes.executor.podNamePrefix"]',
    ],
  ]);

  accepts([
    { 'metadata.name': 'x'.repeat(56) },
    { 'metadata.name': undefined, 'metadata.generateName': 'etl-' },
  ]);

  finds([['scheduled-name-too-long', { 'metadata.name': 'x'.repeat(44) }]], SCHEDULED, RELEASE);

  finds([['scheduled-name-too-long', { 'metadata.name': 'x'.repeat(55) }]], SCHEDULED);

  accepts([{ 'metadata.name': 'x'.repeat(43) }], SCHEDULED, RELEASE);
});

const long = (length: number) => ({ 'metadata.name': 'x'.repeat(length) });
const LIMIT = 'error name-too-long metadata.name:';

says([
  [{ 'metadata.name': 'Etl' }, 'error name-not-dns-1035 metadata.name: "Etl" is no DNS-1035 label'],
  [
    { ...long(50), 'spec.monitoring': PROMETHEUS },
    `${LIMIT} 50 characters, at most 49 are possible with Prometheus metrics`,
  ],
  [
    long(57),
    `warning driver-name-too-long metadata.name: 57 characters, ${'x'.repeat(57)}-driver has above 63`,
  ],
  [
    long(63),
    `warning driver-name-too-long metadata.name: 63 characters, ${'x'.repeat(63)}-driver has above 63`,
  ],
  [{ ...long(63), 'spec.driver.podName': 'driver' }],
  [{ ...long(64), 'spec.driver.podName': 'driver' }, `${LIMIT} 64 characters, at most 63 are possible`],
  [
    { 'spec.driver.podName': 'Upper' },
    'error pod-name-invalid spec.driver.podName: "Upper" is no name of a pod',
  ],
  [{ 'spec.driver.podName': '' }, 'error pod-name-invalid spec.driver.podName: "" is no name of a pod'],
  [
    { 'spec.sparkConf': { 'spark.kubernetes.executor.podNamePrefix': 'A' } },
    'error pod-name-invalid spec.sparkConf["spark.kubernetes.executor.podNamePrefix"]: "A" is no prefix of names of pods',
  ],
  [
    { 'spec.imagePullSecrets': ['Bad'] },
    'error reference-name-invalid spec.imagePullSecrets[0]: "Bad" is no name of a Secret',
  ],
  [
    { 'spec.driver.env': from({ configMapKeyRef: { name: 'a', key: '..' } }) },
    'error reference-name-invalid spec.driver.env[0].valueFrom.configMapKeyRef.key: ".." is no name of a key',
  ],
]);

says([[long(57), `${LIMIT} 57 characters, at most 56 are possible`], [long(56)]], CONNECT);

const scheduled = (limit: number): Saying[] => [
  [
    long(limit + 1),
    `error scheduled-name-too-long metadata.name: ${limit + 1} characters, at most ${limit} are possible with the suffix of a run`,
  ],
  [long(limit)],
];
const precise = (precision: string, namespace = 'data'): string =>
  JSON.stringify({
    $release: `operators/${precision}`,
    spark: { jobNamespaces: [namespace] },
    controller: { scheduledSparkApplicationTimestampPrecision: precision },
  });

describe.each([
  ['nanos', 43],
  ['micros', 46],
  ['millis', 49],
  ['seconds', 52],
  ['minutes', 54],
])('a release that names runs by %s', (precision, limit) => {
  says(scheduled(limit), SCHEDULED, precise(precision).replace(/"\$release":"[^"]*",/, ''));
});
says(
  scheduled(40).map(([changes, ...rest]): Saying => [
    { ...changes, 'spec.template.monitoring': PROMETHEUS },
    ...rest,
  ]),
  SCHEDULED,
);

test('says which of two applications of one name is the second', () => {
  expect(said(APPLICATION, APPLICATION)).toEqual([
    'warning duplicate-object metadata.name: an application of this name stands before it',
  ]);
});
