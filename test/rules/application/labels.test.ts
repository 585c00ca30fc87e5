import { APPLICATION, change, CONNECT, finds, said, says, SCHEDULED, type Saying } from '../harness';

finds([
  ['reserved-label', { 'metadata.labels': { 'spark-role': 'x' } }, 'metadata.labels["spark-role"]'],
  ['label-invalid', { 'spec.driver.labels': { team: 'a b' } }, 'spec.driver.labels.team'],
  ['node-selector-twice', { 'spec.nodeSelector': { a: 'b' }, 'spec.executor.nodeSelector': { a: 'b' } }],
]);

const RESERVED = ['spark-role', 'spark-app-selector', 'spark-exec-id'];

says([
  ...RESERVED.map((label): Saying => [
    { 'spec.executor.labels': { [label]: 'x' } },
    `error reserved-label spec.executor.labels["${label}"]: ${label} is reserved for Spark`,
  ]),
  ...['driver', 'executor'].map((role): Saying => [
    { 'spec.sparkConf': { [`spark.kubernetes.${role}.label.spark-role`]: 'x' } },
    `error reserved-label spec.sparkConf["spark.kubernetes.${role}.label.spark-role"]: spark-role is reserved for Spark`,
  ]),
  [{ 'spec.sparkConf': { 'spark.kubernetes.driver.annotation.spark-role': 'x' } }],
  [{ 'metadata.annotations': { 'spark-role': 'x' } }],
]);

const LONG = 'x'.repeat(64);

says([
  [
    { 'spec.driver.template': { metadata: { labels: { team: '-a' } }, spec: { containers: [] } } },
    'error label-invalid spec.driver.template.metadata.labels.team: "-a" is no legal value of a label',
  ],
  [
    { 'spec.executor.template': { metadata: { annotations: { 'a b': '' } }, spec: { containers: [] } } },
    'error label-invalid spec.executor.template.metadata.annotations["a b"]: "a b" is no legal key',
  ],
  [
    { 'spec.driver.template': { spec: { containers: [], nodeSelector: { pool: LONG } } } },
    `error label-invalid spec.driver.template.spec.nodeSelector.pool: "${LONG}" is no legal value of a label`,
  ],
  [
    { 'spec.sparkUIOptions': { serviceLabels: { a: 'b c' }, ingressAnnotations: { a: 'b c' } } },
    'error label-invalid spec.sparkUIOptions.serviceLabels.a: "b c" is no legal value of a label',
  ],
  [
    {
      'spec.driverIngressOptions': [
        {
          servicePort: 1,
          servicePortName: 'a',
          ingressURLFormat: 'a.example',
          serviceAnnotations: { 'a b': '' },
        },
      ],
    },
    'error label-invalid spec.driverIngressOptions[0].serviceAnnotations["a b"]: "a b" is no legal key',
  ],
]);

says([
  ...[
    'metadata.labels',
    'spec.driver.labels',
    'spec.driver.serviceLabels',
    'spec.executor.nodeSelector',
    'spec.nodeSelector',
    'metadata.annotations',
    'spec.driver.serviceAnnotations',
    'spec.executor.annotations',
  ].map((field): Saying => [
    { [field]: { 'a b': 'x' } },
    `error label-invalid ${field}["a b"]: "a b" is no legal key`,
  ]),
  ...['metadata.labels', 'spec.driver.serviceLabels', 'spec.executor.nodeSelector', 'spec.nodeSelector'].map(
    (field): Saying => [
      { [field]: { a: LONG } },
      `error label-invalid ${field}.a: "${LONG}" is no legal value of a label`,
    ],
  ),
  [
    { 'spec.sparkConf': { 'spark.kubernetes.executor.label.a': 'b c' } },
    'error label-invalid spec.sparkConf["spark.kubernetes.executor.label.a"]: "b c" is no legal value of a label',
  ],
  [{ 'metadata.annotations': { a: 'b c' }, 'spec.driver.serviceAnnotations': { a: LONG } }],
  [{ 'metadata.labels': { 'example.com/a': '' }, 'spec.nodeSelector': { a: 'x'.repeat(63) } }],
]);

says([
  [
    { 'spec.nodeSelector': { a: 'b' }, 'spec.driver.nodeSelector': { a: 'b' } },
    'error node-selector-twice spec.nodeSelector: the driver has a node selector too',
  ],
  [{ 'spec.nodeSelector': { a: 'b' }, 'spec.driver.nodeSelector': {} }],
  [{ 'spec.nodeSelector': {}, 'spec.executor.nodeSelector': { a: 'b' } }],
]);

test('asks every kind of workload for the labels of its namespace', () => {
  const namespace = JSON.stringify({
    kind: 'Namespace',
    metadata: { name: 'data', annotations: { 'cdk8s-spark-operator/required-labels': 'team' } },
  });
  const missing = (what: string) => `error label-missing metadata.labels.team: team ${what}, and`;
  for (const workload of [APPLICATION, SCHEDULED, CONNECT]) {
    expect(said(workload, namespace)).toEqual([expect.stringContaining(missing('is missing'))]);
    expect(said(change(workload, { 'metadata.labels': { team: '' } }), namespace)).toEqual([
      expect.stringContaining(missing('is empty')),
    ]);
    expect(said(change(workload, { 'metadata.labels': { team: 'lake' } }), namespace)).toEqual([]);
  }
});
