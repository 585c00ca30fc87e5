import { readFileSync } from 'node:fs';
import { ApiObject, App, Chart } from 'cdk8s';
import { ArchitectureDiagram, SparkOperator } from '../../lib';
import { drawn } from '../../scripts/drawn';
import { CHART_VERSION } from '../../lib/versions';

const application = (name: string, spec: object, namespace?: string) => ({
  apiVersion: 'sparkoperator.k8s.io/v1beta2',
  kind: 'SparkApplication',
  metadata: { name, namespace },
  spec,
});

function draw(...objects: ReturnType<typeof application>[]): string {
  const chart = new Chart(new App(), 'chart');
  for (const [index, object] of objects.entries()) new ApiObject(chart, `object${index}`, object);
  return ArchitectureDiagram.mermaid(chart);
}

test("README shows the seed's cluster as it is; run `npm run diagram` when it does not", () => {
  const readme = readFileSync('README.md', 'utf8');
  expect(readme).toContain('executor0["2 executors<br/>2 cores, 2g each<br/>account spark-executor"]');
  expect(drawn(readme)).toBe(readme);
});

test('draws executors by need, a release without webhook, and each store and catalog once', () => {
  const app = new App();
  const chart = new Chart(app, 'chart');
  new SparkOperator(app, 'operator', { jobNamespaces: ['a'], webhook: { enabled: false } });
  const spec = {
    driver: { cores: 2, memory: '1g' },
    executor: {},
    dynamicAllocation: { enabled: true, minExecutors: 1, maxExecutors: 4 },
    sparkConf: {
      'spark.hadoop.fs.s3a.endpoint': 'http://minio:9000',
      'spark.eventLog.dir': 's3a://logs/spark',
      'spark.sql.catalog.lake': 'org.apache.iceberg.spark.SparkCatalog',
      'spark.sql.catalog.lake.type': 'hadoop',
      'spark.sql.catalog.lake.warehouse': 's3a://lake/tables',
    },
  };
  new ApiObject(chart, 'one', application('one', spec, 'a'));
  new ApiObject(chart, 'two', application('two', { ...spec, dynamicAllocation: { enabled: true } }, 'b'));
  expect(ArchitectureDiagram.mermaid(app)).toBe(`flowchart TD
  subgraph cluster["Kubernetes cluster"]
    subgraph release0["namespace spark-operator"]
      controller0["spark-operator ${CHART_VERSION}<br/>controller, 1 pod"]
    end
    subgraph namespace0["namespace a"]
      application0("SparkApplication<br/>one")
      subgraph spark0["Spark"]
        driver0["driver<br/>2 cores, 1g"]
        executor0["1 to 4 executors"]
      end
    end
    subgraph namespace1["namespace b"]
      application1("SparkApplication<br/>two")
      subgraph spark1["Spark"]
        driver1["driver<br/>2 cores, 1g"]
        executor1["0 or more executors"]
      end
    end
  end
  controller0 -->|"watches"| application0
  application0 -->|"starts"| driver0
  driver0 -->|"makes"| executor0
  driver0 --> store0
  executor0 --> store0
  driver0 --> catalog1
  application1 -->|"starts"| driver1
  driver1 -->|"makes"| executor1
  driver1 --> store0
  executor1 --> store0
  driver1 --> catalog1
  store0[("http://minio:9000<br/>logs, lake")]
  catalog1{{"Iceberg catalog lake, hadoop<br/>s3a://lake/tables"}}
`);
});

test('draws an app without Spark as an empty cluster', () => {
  expect(ArchitectureDiagram.mermaid(new App())).toBe(
    'flowchart TD\n  subgraph cluster["Kubernetes cluster"]\n  end\n',
  );
});

test('lets no text of a manifest be anything but a label', () => {
  const hostile = 'x"]\n  click a "javascript:alert(1)" <b>`*_%%{init}';
  const diagram = draw(
    application(hostile, { driver: {}, sparkVersion: hostile, executor: { instances: '1"' } }),
  );
  expect(diagram.split('\n')).toHaveLength(13);
  expect(diagram).toContain(
    'application0("SparkApplication<br/>x#34;#93;#92;n  click a #34;javascript:alert#40;1#41;#34; #60;b#62;#96;#42;#95;#37;#37;#123;init#125;")',
  );
});

test('shows no credential of an address', () => {
  const sparkConf = { 'spark.hadoop.fs.s3a.bucket.raw.endpoint': 'http://user:canary-8d1f@minio:9000' };
  const diagram = draw(application('etl', { driver: {}, sparkConf }));
  expect(diagram).toContain('minio:9000<br/>raw');
  expect(diagram).not.toContain('canary');
});
