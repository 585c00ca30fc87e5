import { Chart, Duration, Size, Testing } from 'cdk8s';
import { ImagePullPolicy, k8s } from 'cdk8s-plus-28';
import {
  AccessKeys,
  KronodroidIcebergJob,
  type KronodroidIcebergJobProps,
  LakeFs,
  LakeFsCatalogKind,
  S3Store,
  SparkRuntime,
  SparkServiceAccount,
} from '../../lib';
import { warnings } from '../support/console';
import { yamlOf } from '../support/yaml';
import { expectValidSparkApplication } from '../support/schema';

function chartWith(props?: KronodroidIcebergJobProps): Chart {
  const chart = new Chart(Testing.app(), 'jobs');
  new KronodroidIcebergJob(chart, 'job', props);
  return chart;
}

const rendered = (props?: KronodroidIcebergJobProps): any => chartWith(props).toJson()[0];

describe('KronodroidIcebergJob', () => {
  // The default kind of catalog is one that no lakeFS serves; the first test asserts that each synth says so.
  afterEach(() => {
    expect(warnings().filter((rule) => rule !== 'lakefs-catalog-uri')).toEqual([]);
  });

  it('has the defaults of the platform', () => {
    const chart = chartWith();
    expectValidSparkApplication(chart.toJson()[0]);
    expect(warnings()).toEqual(['lakefs-catalog-uri']);
    expect(yamlOf(chart)).toMatchSnapshot();
  });

  it('takes every prop', () => {
    const all: Required<KronodroidIcebergJobProps> = {
      runId: 'manual__2026-11-23T00:00:00+00:00',
      namespace: 'data',
      serviceAccount: SparkServiceAccount.fromServiceAccountName('driver'),
      executorServiceAccount: SparkServiceAccount.fromServiceAccountName('executor'),
      minio: new S3Store({
        endpoint: 'https://s3.example.com',
        keys: AccessKeys.fromSecret('raw-credentials'),
      }),
      rawBucket: 'raw',
      rawPrefix: 'kronodroid/2021',
      lakefs: new LakeFs({
        endpoint: 'http://lakefs.lakefs:8000',
        repository: 'lake',
        keys: AccessKeys.fromSecret('lake', { accessKey: 'id', secretKey: 'secret' }),
      }),
      branch: 'run-7',
      catalogKind: LakeFsCatalogKind.OPEN_SOURCE,
      catalogName: 'lake',
      stagingDatabase: 'staging',
      martsDatabase: 'marts',
      testLimit: 100,
      mainApplicationFile: 'local:///opt/jobs/job.py',
      runtime: SparkRuntime.of('4.0.3', { image: 'registry.example.com/spark:1', bakedIn: true }),
      imagePullPolicy: ImagePullPolicy.IF_NOT_PRESENT,
      driver: { cores: 2, volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }] },
      executor: { memory: Size.gibibytes(4), volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }] },
      dynamicAllocation: { enabled: true, minExecutors: 1, maxExecutors: 4 },
      volumes: [{ name: 'tmp', emptyDir: { sizeLimit: k8s.Quantity.fromString('1Gi') } }],
      timeToLive: Duration.hours(1),
      sparkConf: { 'spark.sql.shuffle.partitions': '8' },
      sparkConfOverrides: { 'spark.sql.catalog.lake.cache-enabled': 'true' },
    };
    const chart = chartWith(all);
    expectValidSparkApplication(chart.toJson()[0]);
    expect(yamlOf(chart)).toMatchSnapshot();
  });

  describe('Spark Resources', () => {
    it.each([
      ['Cores', 'driver', 'cores', 1],
      ['Cores', 'executor', 'cores', 2],
      ['Memory', 'driver', 'memory', '2g'],
      ['Memory', 'executor', 'memory', '2g'],
      ['Instances', 'executor', 'instances', 2],
    ])('%s of the %s', (_resource, role, field, value) => {
      expect(rendered().spec[role][field]).toBe(value);
    });

    it('keeps the other defaults when one is changed', () => {
      expect(rendered({ executor: { memory: Size.gibibytes(4) } }).spec.executor).toMatchObject({
        cores: 2,
        memory: '4g',
        instances: 2,
      });
    });
  });

  describe('Environment Variables', () => {
    const secret = (name: string, key: string) => ({ valueFrom: { secretKeyRef: { name, key } } });
    it.each([
      ['MINIO_ENDPOINT_URL', { value: 'http://minio:9000' }],
      ['MINIO_ACCESS_KEY_ID', secret('minio-credentials', 'access-key')],
      ['MINIO_SECRET_ACCESS_KEY', secret('minio-credentials', 'secret-key')],
      ['LAKEFS_ENDPOINT_URL', { value: 'http://lakefs:8000' }],
      ['LAKEFS_ACCESS_KEY_ID', secret('lakefs-credentials', 'access-key')],
      ['LAKEFS_SECRET_ACCESS_KEY', secret('lakefs-credentials', 'secret-key')],
      ['LAKEFS_REPOSITORY', { value: 'kronodroid' }],
      ['LAKEFS_BRANCH', { value: 'main' }],
    ])('%s on driver and executors', (name, value) => {
      const { driver, executor } = rendered().spec;
      for (const pod of [driver, executor]) {
        expect(pod.env.filter((variable: any) => variable.name === name)).toEqual([{ name, ...value }]);
      }
    });
  });

  describe('Spark Configuration', () => {
    it.each([
      ['spark.sql.extensions', 'org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions'],
      ['spark.sql.catalog.lakefs', 'org.apache.iceberg.spark.SparkCatalog'],
      ['spark.sql.catalog.lakefs.catalog-impl', 'org.apache.iceberg.rest.RESTCatalog'],
      ['spark.sql.catalog.lakefs.uri', 'http://lakefs:8000/api/v1/iceberg'],
      ['spark.sql.catalog.lakefs.warehouse', 's3a://kronodroid/main/iceberg'],
      ['spark.hadoop.fs.s3a.impl', 'org.apache.hadoop.fs.s3a.S3AFileSystem'],
      ['spark.hadoop.fs.s3a.path.style.access', 'true'],
      ['spark.hadoop.fs.s3a.connection.ssl.enabled', 'false'],
      ['spark.hadoop.fs.s3a.bucket.dlt-data.endpoint', 'http://minio:9000'],
      ['spark.hadoop.fs.s3a.bucket.kronodroid.endpoint', 'http://lakefs:8000'],
    ])('%s', (key, value) => {
      expect(rendered().spec.sparkConf[key]).toBe(value);
    });

    it('knows which part set a key', () => {
      const job = new KronodroidIcebergJob(new Chart(Testing.app(), 'jobs'), 'job');
      const sources = job.renderedSparkConf;
      expect(sources['spark.sql.catalog.lakefs.uri']?.source).toBe('Iceberg catalog lakefs');
      expect(sources['spark.hadoop.fs.s3a.impl']?.source).toBe('S3A defaults');
      expect(sources['spark.hadoop.fs.s3a.bucket.dlt-data.endpoint']?.source).toBe(
        'S3 bucket dlt-data at http://minio:9000',
      );
    });

    it('fails when sparkConf disagrees with a part of the job', () => {
      expect(() => rendered({ sparkConf: { 'spark.sql.catalog.lakefs.uri': 'http://other' } })).toThrow(
        'sparkConf["spark.sql.catalog.lakefs.uri"] is "http://other" by sparkConf and ' +
          '"http://lakefs:8000/api/v1/iceberg" by Iceberg catalog lakefs; ' +
          'remove one of them, or give the wanted value in sparkConfOverrides',
      );
    });
  });

  describe('the run', () => {
    it.each([
      '2026-11-23T01:00:00Z',
      'manual__2026-11-23T00:00:00+00:00',
      'RUN',
      'Zürich 北京',
      'x'.repeat(200),
    ])('%s is readable in an annotation, whatever the name', (runId) => {
      const { metadata } = rendered({ runId });
      expect(metadata.annotations['cdk8s-spark-operator/run-id']).toBe(runId);
      expect(metadata.name).toMatch(/^kronodroid-iceberg-[a-z0-9-]{1,30}$/);
    });

    it('keeps the name of a short, legal id', () => {
      expect(rendered({ runId: 'run-42' }).metadata.name).toBe('kronodroid-iceberg-run-42');
    });
  });

  const store = new S3Store({
    endpoint: 'http://minio:9000',
    keys: AccessKeys.fromSecret('minio-credentials'),
  });
  const kinds = {
    documented: LakeFsCatalogKind.DOCUMENTED_REST,
    'open-source': LakeFsCatalogKind.OPEN_SOURCE,
    enterprise: LakeFsCatalogKind.enterprise(store.bucket('lakefs-store')),
  };

  it.each(Object.entries(kinds))('gives one branch to all with the %s catalog', (_kind, catalogKind) => {
    const { spec } = rendered({ branch: 'run-7', catalogKind });
    expect(spec.arguments.join(' ')).toContain('--lakefs-branch run-7');
    for (const pod of [spec.driver, spec.executor]) {
      expect(pod.env).toContainEqual({ name: 'LAKEFS_BRANCH', value: 'run-7' });
    }
    expect(JSON.stringify(spec.sparkConf)).toContain('run-7');
    expect(JSON.stringify(spec)).not.toContain('main/');
  });

  it('reaches the storage of lakeFS Enterprise beside the raw data', () => {
    const chart = chartWith({ catalogKind: kinds.enterprise });
    expectValidSparkApplication(chart.toJson()[0]);
    expect(yamlOf(chart)).toMatchSnapshot();
  });

  it('has the arguments of the platform, and the limit of a trial', () => {
    expect(rendered({ testLimit: 10 }).spec.arguments.join(' ')).toBe(
      '--minio-bucket dlt-data --minio-prefix kronodroid_raw --lakefs-repository kronodroid --lakefs-branch main ' +
        '--catalog-name lakefs --staging-database stg_kronodroid --marts-database kronodroid --test-limit 10',
    );
  });

  it('gives driver and settings that belong together', () => {
    const chart = new Chart(Testing.app(), 'jobs');
    new KronodroidIcebergJob(chart, 'job', {
      serviceAccount: {
        serviceAccountName: 'least',
        sparkConf: { 'spark.kubernetes.executor.disableConfigMap': 'true' },
      },
    });
    const { spec } = chart.toJson()[0];
    expect(spec.driver.serviceAccount).toBe('least');
    expect(spec.sparkConf['spark.kubernetes.executor.disableConfigMap']).toBe('true');
  });

  it.each([0, 1.5, -1, NaN])('fails on testLimit %s', (limit) => {
    expect(() => rendered({ testLimit: limit })).toThrow(
      `testLimit is ${limit}; it must be a whole number, 1 or more`,
    );
  });

  it('fails on databases that SQL cannot name without quotes, with all else that is wrong', () => {
    expect(() => rendered({ stagingDatabase: 'stg-1', martsDatabase: '', testLimit: 0 })).toThrow(
      'Kronodroid job: stagingDatabase is "stg-1"; it must be letters, digits and underscores, not starting with a digit, ' +
        'since other names need quotes in SQL, for example lake_2; martsDatabase is ""; it must be letters, digits and underscores, ' +
        'not starting with a digit, since other names need quotes in SQL, for example lake_2; testLimit is 0',
    );
  });
});
