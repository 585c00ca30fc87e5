import { accepts, CONNECT, finds, says, type Saying } from '../harness';

finds([
  ['spark-version-invalid', { 'spec.sparkVersion': 'banana' }],
  ['spark-version-invalid', { 'spec.sparkVersion': 'latest' }],
  [
    'template-needs-spark-3',
    { 'spec.driver.template': { metadata: {}, spec: { containers: [] } }, 'spec.sparkVersion': '2.4.8' },
  ],
  ['python-2', { 'spec.pythonVersion': '2' }],
]);

accepts([
  { 'spec.driver.template': { metadata: { labels: { a: 'b' } }, spec: { containers: [] } } },
  { 'spec.pythonVersion': '3' },
]);

says([
  ...['banana', '3', '3.5.x', 'v3.5.8', '3.5.8 '].map((version): Saying => [
    { 'spec.sparkVersion': version },
    `error spark-version-invalid spec.sparkVersion: "${version}" is no version`,
  ]),
  ...['2.4.8', '1.0.0'].map((version): Saying => [
    { 'spec.driver.template': { metadata: {}, spec: { containers: [] } }, 'spec.sparkVersion': version },
    `error template-needs-spark-3 spec.driver.template: a template needs Spark 3.0.0, this is ${version}`,
  ]),
  ...['3.1.0', '4.0.0'].map((version): Saying => [
    { 'spec.pythonVersion': '2', 'spec.sparkVersion': version },
    `error python-2 spec.pythonVersion: Spark ${version} has no Python 2`,
  ]),
]);

says(
  [
    ...['3.3.4', '3.0.0'].map((version): Saying => [
      { 'spec.sparkVersion': version },
      `error connect-needs-spark-3-4 spec.sparkVersion: Spark ${version} has no Connect server`,
    ]),
    ...['3.4.0', '4.0.0'].map((version): Saying => [{ 'spec.sparkVersion': version }]),
  ],
  CONNECT,
);
