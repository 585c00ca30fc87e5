import { ChartSource } from '../../../lib';

test('knows repositories, registries and folders', () => {
  expect(ChartSource.PROJECT.location).toBe('https://kubeflow.github.io/spark-operator');
  expect(ChartSource.repository('http://charts.example.com:8080/mirror//').location).toBe(
    'http://charts.example.com:8080/mirror',
  );
  expect(ChartSource.oci('oci://registry.example.com:5000/charts').location).toBe(
    'oci://registry.example.com:5000/charts',
  );
  expect(ChartSource.directory('./charts/spark-operator').location).toBe('./charts/spark-operator');
});

test.each(['oci://registry.example.com/charts', 'https://user:canary-key@example.com', 'https://x/?a', ''])(
  'fails for the repository %s',
  (url) => {
    const attempt = () => ChartSource.repository(url);
    expect(attempt).toThrow(
      /^source of the chart: location is .*; it must be the URL of the folder of index.yaml, without user, query and fragment, for example https:\/\/kubeflow.github.io\/spark-operator$/,
    );
    expect(attempt).not.toThrow(/canary/);
  },
);

test.each(['https://registry.example.com/charts', 'oci://registry.example.com/charts:2.5.2', 'oci://'])(
  'fails for the registry %s',
  (url) => {
    expect(() => ChartSource.oci(url)).toThrow(
      `source of the chart: location is "${url}"; it must be oci:// with a registry and the path above the chart, ` +
        'without user and tag, for example oci://registry.example.com/charts',
    );
  },
);

test.each(['charts', '--post-renderer=x', ''])('fails for the folder %s', (path) => {
  expect(() => ChartSource.directory(path)).toThrow(
    `source of the chart: location is "${path}"; it must be the path of a folder with Chart.yaml, beginning with a dot or ` +
      'a slash, for example ./charts/spark-operator',
  );
});
