import { serversOf, serviceNamespace } from '../../lib/manifest/job-network';
import { workload } from '../../lib/manifest/workload';

function servers(sparkConf: Readonly<Record<string, string>>, env: object[] = []): string[] {
  const spec = { driver: { env }, executor: { env }, sparkConf };
  return serversOf(workload({ kind: 'SparkApplication', spec })).map(({ host, port }) => `${host}:${port}`);
}

test.each([
  [{ 'spark.hadoop.fs.s3a.bucket.raw.endpoint': 'http://minio:9000' }, ['minio:9000']],
  [{ 'spark.hadoop.fs.s3a.endpoint': 'https://S3.example.com' }, ['s3.example.com:443']],
  [{ 'spark.sql.catalog.lake.uri': 'http://polaris:8181/api' }, ['polaris:8181']],
  [{ 'spark.sql.catalog.lake.uri': 'thrift://a,thrift://b:9084' }, ['a:9083', 'b:9084']],
  [{ 'spark.sql.catalog.lake.uri': 'jdbc:postgresql://db/iceberg' }, ['db:5432']],
  [{ 'spark.sql.catalog.lake.oauth2-server-uri': 'https://login.example.com/t' }, ['login.example.com:443']],
  [{ 'spark.sql.catalog.lake.uri': 'jdbc:sqlite:file.db', 'spark.app.name': 'http://x' }, []],
])('servers of %j', (conf, expected) => {
  expect(servers(conf)).toEqual(expected);
});

test('the STS of a web identity is one', () => {
  const region = { name: 'AWS_REGION', value: 'eu-central-1' };
  expect(servers({}, [region])).toEqual(['sts.eu-central-1.amazonaws.com:443']);
  const own = { name: 'AWS_ENDPOINT_URL_STS', value: 'https://minio:9000' };
  expect(servers({}, [region, own])).toEqual(['minio:9000']);
});

test.each([
  ['minio', 'data'],
  ['minio.storage', 'storage'],
  ['minio.storage.svc', 'storage'],
  ['minio.storage.svc.cluster.local', 'storage'],
  ['minio.example.com', undefined],
  ['example.com', undefined],
  ['minio.corp', undefined],
  ['10.0.0.1', undefined],
])('the namespace of host %s', (host, namespace) => {
  expect(serviceNamespace(host, 'data')).toBe(namespace);
});
