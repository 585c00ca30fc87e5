import { accepts, finds } from '../harness';

finds([
  ['spark-version-invalid', { 'spec.sparkVersion': 'banana' }],
  ['spark-version-invalid', { 'spec.sparkVersion': 'latest' }],
  ['template-needs-spark-3', { 'spec.driver.template': { metadata: {} }, 'spec.sparkVersion': '2.4.8' }],
  ['python-2', { 'spec.pythonVersion': '2' }],
]);

accepts([{ 'spec.driver.template': { metadata: { labels: { a: 'b' } } } }, { 'spec.pythonVersion': '3' }]);
