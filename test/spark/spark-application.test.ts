import { JsonPatch, Size, Testing, type Chart } from 'cdk8s';
import {
  SparkApplication,
  SparkFeature,
  type SparkApplicationProps,
  type SparkContribution,
} from '../../lib';
import { testChart } from '../support/chart';
import { expectGolden } from '../support/golden';
import { expectValidSparkApplication } from '../support/schema';

const MINIMAL: SparkApplicationProps = {
  name: 'etl',
  mainApplicationFile: 'local:///opt/spark/work-dir/etl.py',
  sparkVersion: '3.5.8',
  image: 'apache/spark:3.5.8-python3',
};

class Feature extends SparkFeature {
  public constructor(
    public readonly description: string,
    private readonly contribution: SparkContribution,
  ) {
    super();
  }

  public contribute(): SparkContribution {
    return this.contribution;
  }
}

function synthOne(chart: Chart): any {
  const manifests = Testing.synth(chart);
  expect(manifests).toHaveLength(1);
  expectValidSparkApplication(manifests[0]);
  return manifests[0];
}

function specOf(props: Partial<SparkApplicationProps>, ...features: SparkFeature[]): any {
  const chart = testChart();
  new SparkApplication(chart, 'etl', { ...MINIMAL, ...props }).with(...features);
  return synthOne(chart).spec;
}

test('minimal props give a complete application', () => {
  const chart = testChart();
  new SparkApplication(chart, 'etl', MINIMAL);
  synthOne(chart);
  expectGolden(chart, 'spark-application-minimal');
});

test('a JSON patch with a key that no class knows reaches the manifest', () => {
  const chart = testChart();
  const { apiObject } = new SparkApplication(chart, 'etl', {
    ...MINIMAL,
    sparkUIOptions: { servicePort: 4041 },
  });
  apiObject.addJsonPatch(
    JsonPatch.add('/spec/newField', { a: 1 }),
    JsonPatch.replace('/spec/sparkUIOptions/servicePort', 4042),
  );
  expect(Testing.synth(chart)[0].spec).toMatchObject({
    newField: { a: 1 },
    sparkUIOptions: { servicePort: 4042 },
  });
});

test('a feature that is added late reaches driver and executors', () => {
  const variable = { name: 'STORE_URL', value: 'http://minio:9000' };
  const own = { name: 'APP', value: 'x' };
  const spec = specOf(
    { driver: { env: [own] }, executor: { instances: 2, memory: Size.gibibytes(2) } },
    new Feature('store', {
      sparkConf: { 'spark.a': '1' },
      env: [variable],
      packages: ['org.example:store:1'],
      volumes: [{ name: 'tmp', emptyDir: {} }],
      driverVolumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
      executorVolumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
    }),
  );
  expect(spec.driver.env).toEqual([variable, own]);
  expect(spec.executor.env).toEqual([variable]);
  expect(spec.sparkConf).toEqual({ 'spark.a': '1', 'spark.jars.ivy': '/tmp/.ivy2' });
  expect(spec.deps.packages).toEqual(['org.example:store:1']);
  expect(spec.volumes).toEqual([{ name: 'tmp', emptyDir: {} }]);
  expect(spec.driver.volumeMounts).toEqual([{ name: 'tmp', mountPath: '/tmp' }]);
  expect(spec.executor.volumeMounts).toEqual([{ name: 'tmp', mountPath: '/tmp' }]);
});
