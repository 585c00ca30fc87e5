import { SCHEDULED } from '../harness';
import { type Boundary, conf } from './boundary';

const CATALOG = 'spark.sql.catalog.lake';
const rest = (uri: string, more: object = {}) => ({
  given: {
    'spec.sparkConf': {
      [CATALOG]: 'org.apache.iceberg.spark.SparkCatalog',
      [`${CATALOG}.type`]: 'rest',
      [`${CATALOG}.uri`]: uri,
      [`${CATALOG}.io-impl`]: 'org.apache.iceberg.hadoop.HadoopFileIO',
      ...more,
    },
  },
});
const ENABLED = { [`${CATALOG}.table-override.write.wap.enabled`]: 'true' };
const session = (uri: string) => ({
  given: {
    'spec.sparkConf': {
      'spark.sql.catalog.spark_catalog': 'org.apache.iceberg.spark.SparkSessionCatalog',
      'spark.sql.catalog.spark_catalog.type': 'hive',
      'spark.hadoop.hive.metastore.uris': uri,
    },
  },
});
const TEMPLATE = {
  given: {
    'spec.driver.template': { spec: { containers: [{ name: 'spark-kubernetes-driver' }] } },
  },
};
const scheduled = { base: SCHEDULED };

/** Boundaries of the rules about what nobody reads, about catalogs and their branches, and about runs. */
export const UNREAD_BOUNDARIES: readonly Boundary[] = [
  [
    'env-unread',
    'spec.driver.env',
    [{ name: 'JAVA_OPTS', value: 'x' }],
    [{ name: 'JAVA_TOOL_OPTIONS', value: '-ea' }],
    {
      path: 'spec.driver.env[0]',
    },
  ],
  [
    'template-resources',
    'spec/driver/template/spec/containers/0/resources',
    { limits: { memory: '4Gi' } },
    { limits: { 'ephemeral-storage': '4Gi' } },
    { ...TEMPLATE, path: 'spec.driver.template.spec.containers[0].resources' },
  ],
  [
    'batch-scheduler-option-unread',
    'spec.batchSchedulerOptions',
    { priorityClassName: 'high' },
    { queue: 'root.lake' },
    { given: { 'spec.batchScheduler': 'yunikorn' }, path: 'spec.batchSchedulerOptions.priorityClassName' },
  ],
  [
    'mesh-mark-unread',
    'spec.driver.labels',
    { 'sidecar.istio.io/injection': 'false' },
    { 'sidecar.istio.io/inject': 'false' },
    { path: 'spec.driver.labels["sidecar.istio.io/injection"]' },
  ],
  ['catalog-key-unread', conf(`${CATALOG}.ref`), 'audit', undefined, rest('http://catalog:8181')],
  ['wap-branch-not-enabled', conf('spark.wap.branch'), 'audit', undefined, rest('http://catalog:8181')],
  [
    'wap-id-with-branch',
    conf('spark.wap.id'),
    'run-1',
    undefined,
    rest('http://catalog:8181', { ...ENABLED, 'spark.wap.branch': 'audit' }),
  ],
  [
    'wap-on-nessie',
    conf('spark.wap.branch'),
    'audit',
    undefined,
    rest('http://nessie:19120/iceberg', ENABLED),
  ],
  [
    'metastores-differ',
    conf('spark.sql.catalog.spark_catalog.uri'),
    'thrift://b:9083',
    'thrift://a:9083',
    session('thrift://a:9083/'),
  ],
  ['image-moved', 'spec.image', 'docker.io/bitnami/spark:3.5.1', 'docker.io/bitnamilegacy/spark:3.5.1'],
  [
    'retry-count-never',
    'spec.restartPolicy',
    { type: 'Never', onFailureRetries: 1 },
    { type: 'Never', onFailureRetries: 0 },
    {
      path: 'spec.restartPolicy.onFailureRetries',
    },
  ],
  [
    'schedule-time-zone-twice',
    'spec.schedule',
    'TZ=Asia/Tokyo 15 3 * * *',
    'TZ=UTC 15 3 * * *',
    {
      ...scheduled,
      path: 'spec.timeZone',
    },
  ],
  ['scheduled-pod-name', 'spec.template.driver.podName', 'nightly-driver', undefined, scheduled],
  [
    'scheduled-run-without-end',
    'spec.concurrencyPolicy',
    'Allow',
    'Replace',
    {
      ...scheduled,
      given: {
        'spec.template.restartPolicy': {
          type: 'Always',
          onFailureRetryInterval: 5,
          onSubmissionFailureRetryInterval: 5,
        },
        'spec.template.timeToLiveSeconds': undefined,
      },
      path: 'spec.template.restartPolicy.type',
    },
  ],
  ['suspend-in-template', 'spec.template.suspend', true, false, scheduled],
];
