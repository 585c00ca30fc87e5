import { finds } from '../harness';

finds([
  ['reserved-label', { 'metadata.labels': { 'spark-role': 'x' } }, 'metadata.labels["spark-role"]'],
  ['label-invalid', { 'spec.driver.labels': { team: 'a b' } }, 'spec.driver.labels.team'],
  ['node-selector-twice', { 'spec.nodeSelector': { a: 'b' }, 'spec.executor.nodeSelector': { a: 'b' } }],
]);
