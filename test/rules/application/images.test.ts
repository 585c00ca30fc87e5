import { accepts, finds } from '../harness';

finds([
  ['image-missing', { 'spec.image': undefined }],
  ['image-invalid', { 'spec.image': 'Registry/Spark:1' }],
  ['image-not-pinned', { 'spec.image': 'spark-job' }],
  ['image-not-pinned', { 'spec.executor.image': 'a:5000/b:latest' }],
  ['container-image-missing', { 'spec.driver.sidecars': [{ name: 'a' }] }, 'spec.driver.sidecars[0].image'],
  [
    'template-container-name',
    { 'spec.executor.template': { spec: { containers: [{ name: 'main' }] } } },
    'spec.executor.template.spec.containers[0].name',
  ],
]);

accepts([
  { 'spec.image': `a@sha256:${'0'.repeat(64)}` },
  { 'spec.image': 'a:5000/b/c:1.0' },
  { 'spec.image': undefined, 'spec.driver.image': 'a:1', 'spec.executor.image': 'a:1' },
  { 'spec.driver.sidecars': [{ name: 'a', image: 'a:1' }] },
]);
