import { finds } from '../harness';

finds([
  [
    'toleration-invalid',
    { 'spec.executor.tolerations': [{ operator: 'Exists', key: 'a', value: 'b' }] },
    'spec.executor.tolerations[0].value',
  ],
  [
    'port-invalid',
    { 'spec.driver.ports': [{ name: 'much-too-long-a-name', containerPort: 80, protocol: 'TCP' }] },
    'spec.driver.ports[0].name',
  ],
  [
    'container-name-invalid',
    { 'spec.driver.sidecars': [{ name: 'spark-kubernetes-driver', image: 'a:1' }] },
    'spec.driver.sidecars[0].name',
  ],
]);
