import { stringify } from 'yaml';
import { templateHash } from '../../lib/runs/template-hash';
import { DEFAULT_PACE, type Pace } from '../src/pace';
import type { SparkApplication } from '../src/spark-application';
import type { Template } from '../../lib/runs/template';
import { templateOf } from '../src/template';

/** The released application: everything that names its branch is `main`. */
export function application(): SparkApplication {
  const env = [
    { name: 'LAKEFS_REPOSITORY', value: 'kronodroid' },
    { name: 'LAKEFS_BRANCH', value: 'main' },
    {
      name: 'LAKEFS_SECRET_ACCESS_KEY',
      valueFrom: { secretKeyRef: { name: 'lakefs-credentials', key: 'secret-key' } },
    },
  ];
  return {
    apiVersion: 'sparkoperator.k8s.io/v1beta2',
    kind: 'SparkApplication',
    metadata: {
      name: 'kronodroid-iceberg',
      namespace: 'data',
      labels: { 'app.kubernetes.io/part-of': 'kronodroid' },
    },
    spec: {
      type: 'Python',
      mode: 'cluster',
      sparkVersion: '3.5.8',
      image: 'kronodroid/spark-iceberg:1.4.0',
      mainApplicationFile: 'local:///opt/spark/jobs/job.py',
      arguments: ['--minio-bucket', 'dlt-data', '--lakefs-branch', 'main', '--catalog-name', 'lakefs'],
      restartPolicy: { type: 'Never' },
      timeToLiveSeconds: 86400,
      sparkConf: {
        'spark.hadoop.fs.viewfs.mounttable.kronodroid.link./iceberg': 's3a://kronodroid/main/iceberg',
        'spark.sql.catalog.lakefs': 'org.apache.iceberg.spark.SparkCatalog',
        'spark.sql.catalog.lakefs.type': 'hadoop',
        'spark.sql.catalog.lakefs.warehouse': 'viewfs://kronodroid/iceberg',
      },
      driver: { cores: 1, memory: '2g', serviceAccount: 'spark', env },
      executor: { cores: 2, instances: 2, memory: '2g', env },
    },
  };
}

export const CONTRACT = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  type: 'object',
  additionalProperties: false,
  properties: {
    driverMemory: { type: 'string', enum: ['2g', '4g'] },
    executorInstances: { type: 'integer', minimum: 1, maximum: 10 },
    executorMemory: { type: 'string', pattern: '^[1-9][0-9]*(m|g)$', examples: ['2g'] },
    testLimit: { type: 'integer', minimum: 1, 'x-argument': '--test-limit' },
  },
};

/** The released application of a job on branch `main` of Nessie. */
export function nessieApplication(): SparkApplication {
  const { spec, ...rest } = application();
  const env = [
    { name: 'NESSIE_ENDPOINT_URL', value: 'http://nessie:19120' },
    { name: 'NESSIE_BRANCH', value: 'main' },
  ];
  return {
    ...rest,
    spec: {
      ...spec,
      arguments: ['--branch', 'main', '--table', 'p.a'],
      sparkConf: {
        'spark.sql.catalog.lake': 'org.apache.iceberg.spark.SparkCatalog',
        'spark.sql.catalog.lake.type': 'rest',
        'spark.sql.catalog.lake.uri': 'http://nessie:19120/iceberg/main',
        'spark.sql.catalog.lake.io-impl': 'org.apache.iceberg.aws.s3.S3FileIO',
      },
      driver: { ...spec.driver, env },
      executor: { ...spec.executor, env },
    },
  };
}

/** The released application of a job that writes two tables of a REST catalog. */
export function icebergApplication(tables: readonly string[] = ['lake.p.a', 'lake.p.b']): SparkApplication {
  const { spec, ...rest } = application();
  return {
    ...rest,
    spec: {
      ...spec,
      arguments: ['--branch', 'main', '--table', tables[0]!],
      sparkConf: {
        'spark.sql.catalog.lake': 'org.apache.iceberg.spark.SparkCatalog',
        'spark.sql.catalog.lake.type': 'rest',
        'spark.sql.catalog.lake.uri': 'http://catalog:8181',
        'spark.sql.catalog.lake.table-override.write.wap.enabled': 'true',
        'spark.wap.branch': 'main',
      },
      driver: { ...spec.driver, env: [{ name: 'ICEBERG_TABLES', value: tables.join(',') }] },
      executor: { ...spec.executor, env: [] },
    },
  };
}

/** A ConfigMap as the platform releases it. */
export function release(
  released: SparkApplication = application(),
  contract: object = CONTRACT,
): { readonly name: string; readonly data: Record<string, string> } {
  const data = {
    'application.yaml': stringify(released),
    'parameters.schema.json': JSON.stringify(contract),
  };
  return { name: `${released.metadata.name}-${templateHash(data)}`, data };
}

/** The template as the platform releases it. */
export function template(
  change: (released: SparkApplication) => SparkApplication = (same) => same,
): Template {
  const { name, data } = release(change(application()));
  return templateOf(data, name);
}

/** Quick enough for tests, with the proportions of the real one. */
export function pace(change: Partial<Pace> = {}): Pace {
  return {
    ...DEFAULT_PACE,
    patienceMs: 10_000,
    firstDelayMs: 5,
    maxDelayMs: 50,
    pollMs: 20,
    watchSeconds: 1,
    callMs: 5_000,
    signal: new AbortController().signal,
    ...change,
  };
}
