import { SCHEDULED, finds } from '../harness';

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
