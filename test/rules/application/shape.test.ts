import { APPLICATION, change, finds, problems, SCHEDULED } from '../harness';

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
    { 'spec.driver.template': { spec: { tolerationz: [] } } },
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
