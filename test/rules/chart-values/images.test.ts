import { findProblems } from '../../../lib/rules/engine';
import { RULES } from '../../../lib/rules/all';
import { problems, subjects } from '../harness';

const WATCH = 'spark: {jobNamespaces: [data]}\n';

test.each([
  ['{registry: docker.io, repository: kubeflow/spark-operator}', 'image.repository'],
  ['{registry: ghcr.io, repository: kubeflow/spark-operator}', 'image.repository'],
  ['{registry: "", repository: ghcr.io/googlecloudplatform/spark-operator}', 'image.repository'],
])('no image of the operator is at %s', (image, path) => {
  expect(problems(`${WATCH}image: ${image}`)).toEqual([`operator-image-moved ${path}`]);
});

test.each([
  '{}',
  '{registry: mirror.example, repository: kubeflow/spark-operator}',
  '{registry: mirror.example/docker.io, repository: kubeflow/spark-operator}',
  '{registry: docker.io, repository: kubeflow/spark-operator/controller}',
  '{registry: ghcr.io}',
])('an image of the operator may be at %s', (image) => {
  expect(problems(`${WATCH}image: ${image}`)).toEqual([]);
});

test.each([
  ['2.2.0', ['operator-image-moved']],
  ['2.1.1', []],
])('chart %s has its images at ghcr.io: %j', (chartVersion, rules) => {
  const values = `${WATCH}image: {registry: docker.io, repository: kubeflow/spark-operator}`;
  const found = findProblems(subjects(values), { rules: RULES, chartVersion });
  expect(found.map(({ rule }) => rule.id).filter((id) => id.startsWith('operator-image'))).toEqual(rules);
});

test('names the chart whose image is missing', () => {
  const values = `${WATCH}image: {registry: docker.io, repository: kubeflow/spark-operator}`;
  const [found] = findProblems(subjects(values), { rules: RULES, chartVersion: '2.3.0' });
  expect(found?.message).toBe('docker.io/kubeflow/spark-operator has no image of chart 2.3.0');
});
