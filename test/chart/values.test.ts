import { dependencyKey, isChartValues } from '../../lib/chart/values';

test.each([
  [{ spark: { jobNamespaces: ['data'] } }],
  [{ sparkJobNamespace: 'data', image: { repository: 'x' }, resources: {} }],
  [{ controller: { replicas: 2, workers: 4 }, webhook: { enable: true } }],
  [{ controller: { replicas: 2, replica: 2 } }],
  [{ spark: { jobNamespaces: ['data'] }, extra: 1 }],
])('%j are values of the chart', (values) => {
  expect(isChartValues(values)).toBe(true);
});

test.each([
  [{}],
  [{ image: { repository: 'nginx' }, replicaCount: 2, ingress: { enabled: true } }],
  [{ controller: { ingressClassResource: {}, service: {}, kind: 'DaemonSet' } }],
  [{ spark: { enabled: true, master: 'x', worker: 'y' } }],
  [{ webserver: {}, workers: {}, webhook: {} }],
])('%j are not', (values) => {
  expect(isChartValues(values)).toBe(false);
});

test('are found under the key of a chart that depends on it', () => {
  expect(dependencyKey({ airflow: {}, 'spark-operator': { controller: {} } })).toBe('spark-operator');
  expect(dependencyKey({ operator: { spark: { jobNamespaces: [] } } })).toBe('operator');
  expect(dependencyKey({ 'spark-operator': { enabled: false } })).toBeUndefined();
  expect(dependencyKey({ 'spark-operator': 'x', airflow: { image: {} } })).toBeUndefined();
});
