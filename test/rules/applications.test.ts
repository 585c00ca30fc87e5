import { accepts, CONNECT, finds, RELEASE, SCHEDULED } from './harness';

const PROMETHEUS = {
  exposeDriverMetrics: true,
  exposeExecutorMetrics: true,
  prometheus: { jmxExporterJar: '/prometheus/jmx_prometheus_javaagent.jar' },
};
const CATALOG = 'spark.sql.catalog.lake';
const ICEBERG = 'org.apache.iceberg.spark.SparkCatalog';
const at = (key: string) => `spec.sparkConf[${JSON.stringify(key)}]`;

describe('names and entry', () => {
  finds([
    ['driver-name-too-long', { 'metadata.name': 'x'.repeat(57) }],
    [
      'main-class-missing',
      { 'spec.mainClass': null, 'spec.type': 'Java', 'spec.mainApplicationFile': 'local:///a.jar' },
    ],
    ['main-class-on-python', { 'spec.mainClass': 'org.example.Job' }],
    ['type-file-mismatch', { 'spec.mainApplicationFile': 'local:///a.jar' }],
    [
      'type-file-mismatch',
      { 'spec.mainApplicationFile': 'local:///a.py', 'spec.type': 'Scala', 'spec.mainClass': 'A' },
    ],
    ['path-without-scheme', { 'spec.mainApplicationFile': '/opt/a.py' }],
    ['path-without-scheme', { 'spec.deps': { pyFiles: ['file:///a.zip'] } }, 'spec.deps.pyFiles[0]'],
    ['spark-version-invalid', { 'spec.sparkVersion': 'banana' }],
    ['spark-version-invalid', { 'spec.sparkVersion': 'latest' }],
    ['template-needs-spark-3', { 'spec.driver.template': { metadata: {} }, 'spec.sparkVersion': '2.4.8' }],
  ]);
  accepts([
    { 'spec.type': 'Java', 'spec.mainApplicationFile': 'local:///a.jar', 'spec.mainClass': 'A' },
    { 'spec.mainApplicationFile': 'https://example.org/a.py' },
    { 'spec.driver.template': { metadata: { labels: { a: 'b' } } } },
    { 'metadata.name': 'x'.repeat(56) },
  ]);
  finds([['scheduled-name-too-long', { 'metadata.name': 'x'.repeat(44) }]], SCHEDULED, RELEASE);
  finds([['scheduled-name-too-long', { 'metadata.name': 'x'.repeat(55) }]], SCHEDULED);
  accepts([{ 'metadata.name': 'x'.repeat(43) }], SCHEDULED, RELEASE);
});

describe('images', () => {
  finds([
    ['image-missing', { 'spec.image': undefined }],
    ['image-invalid', { 'spec.image': 'Registry/Spark:1' }],
    ['image-not-pinned', { 'spec.image': 'spark-job' }],
    ['image-not-pinned', { 'spec.executor.image': 'a:5000/b:latest' }],
    ['container-image-missing', { 'spec.driver.sidecars': [{ name: 'a' }] }, 'spec.driver.sidecars[0].image'],
    [
      'template-container-name',
      { 'spec.executor.template': { spec: { containers: [{ name: 'main' }] } } },
      'spec.executor.template.spec.containers[0].name',
    ],
  ]);
  accepts([
    { 'spec.image': `a@sha256:${'0'.repeat(64)}` },
    { 'spec.image': 'a:5000/b/c:1.0' },
    { 'spec.image': undefined, 'spec.driver.image': 'a:1', 'spec.executor.image': 'a:1' },
    { 'spec.driver.sidecars': [{ name: 'a', image: 'a:1' }] },
  ]);
});

describe('resources', () => {
  finds([
    ['cores-not-positive', { 'spec.driver.cores': 0 }],
    ['fractional-cores', { 'spec.driver.cores': 0.5 }],
    ['instances-not-positive', { 'spec.executor.instances': -1 }],
    ['cpu-quantity', { 'spec.driver.coreRequest': 'half' }],
    ['core-limit-below-request', { 'spec.driver.coreLimit': '500m' }],
    ['core-limit-below-request', { 'spec.executor.coreLimit': '1', 'spec.executor.coreRequest': '1200m' }],
    ['memory-unit', { 'spec.driver.memory': '1.5g' }],
    ['memory-unit', { 'spec.driver.memory': '2048' }],
    ['memory-unit', { 'spec.driver.memory': '2gb' }],
    ['memory-unit', { 'spec.driver.memoryOverhead': '512Mi' }],
    ['memory-too-small', { 'spec.executor.memory': '449m' }],
    ['memory-overhead-factor', { 'spec.memoryOverheadFactor': '10%' }],
    ['memory-limit-suffix', { 'spec.driver.memoryLimit': '3G' }],
    ['memory-limit-below-request', { 'spec.driver.memoryLimit': '1g' }],
    ['python-memory-overhead-low', { 'spec.memoryOverheadFactor': '0.1' }],
    [
      'gpu-quantity-not-positive',
      { 'spec.executor.gpu': { name: 'nvidia.com/gpu', quantity: 0 } },
      'spec.executor.gpu.quantity',
    ],
  ]);
  finds(
    [['quota-memory-format', { 'spec.driver.memoryOverhead': '512' }]],
    undefined,
    'spark: {jobNamespaces: [data]}\nwebhook: {resourceQuotaEnforcement: {enable: true}}',
  );
  accepts([
    { 'spec.driver.memory': '512M' },
    { 'spec.driver.memoryOverhead': '512' },
    { 'spec.driver.memoryLimit': '2g' },
    { 'spec.driver.memoryLimit': '2Gi' },
    { 'spec.driver.coreRequest': '500m', 'spec.driver.coreLimit': '0.5' },
    { 'spec.memoryOverheadFactor': '0.4' },
  ]);
});

describe('scaling', () => {
  const block = (changes: object) => ({
    'spec.dynamicAllocation': { enabled: true, minExecutors: 1, maxExecutors: 4, ...changes },
    'spec.executor.instances': undefined,
  });
  finds([
    [
      'dynamic-allocation-in-conf',
      { 'spec.sparkConf': { 'spark.dynamicAllocation.enabled': 'true' } },
      at('spark.dynamicAllocation.enabled'),
    ],
    ['dynamic-allocation-bounds', block({ minExecutors: 5 }), 'spec.dynamicAllocation.minExecutors'],
    ['dynamic-allocation-bounds', block({ initialExecutors: 5 }), 'spec.dynamicAllocation.initialExecutors'],
    [
      'dynamic-allocation-bounds',
      block({ maxExecutors: 0, minExecutors: 0 }),
      'spec.dynamicAllocation.maxExecutors',
    ],
    ['dynamic-allocation-bounds', { ...block({}), 'spec.executor.instances': 5 }, 'spec.executor.instances'],
    [
      'dynamic-allocation-with-instances',
      { ...block({}), 'spec.executor.instances': 2 },
      'spec.executor.instances',
    ],
    [
      'shuffle-tracking-off',
      block({ shuffleTrackingEnabled: false }),
      'spec.dynamicAllocation.shuffleTrackingEnabled',
    ],
    [
      'shuffle-tracking-off',
      { 'spec.sparkConf': { 'spark.shuffle.service.enabled': 'true' } },
      at('spark.shuffle.service.enabled'),
    ],
  ]);
  accepts([
    block({}),
    block({ initialExecutors: 2, shuffleTrackingEnabled: true }),
    { 'spec.dynamicAllocation': { enabled: false, minExecutors: 9, maxExecutors: 1 } },
  ]);
});

describe('lifecycle', () => {
  finds([
    [
      'retry-count-missing',
      { 'spec.restartPolicy': { type: 'OnFailure' } },
      'spec.restartPolicy.onFailureRetries',
    ],
    [
      'retry-count-ignored',
      { 'spec.restartPolicy': { type: 'Always', onFailureRetries: 3 }, 'spec.timeToLiveSeconds': undefined },
      'spec.restartPolicy.onFailureRetries',
    ],
    ['dead-field', { 'spec.retryInterval': 5 }],
    ['ttl-not-positive', { 'spec.timeToLiveSeconds': -1 }],
    ['ttl-with-always', { 'spec.timeToLiveSeconds': 60, 'spec.restartPolicy': { type: 'Always' } }],
    ['ttl-unset', { 'spec.timeToLiveSeconds': undefined }],
  ]);
  accepts([{ 'spec.restartPolicy': { type: 'OnFailure', onFailureRetries: 3 } }]);
  finds(
    [
      ['concurrency-policy-missing', { 'spec.concurrencyPolicy': undefined }],
      ['schedule-invalid', { 'spec.schedule': '* * * *' }],
      ['schedule-invalid', { 'spec.schedule': '60 * * * *' }],
      ['schedule-invalid', { 'spec.schedule': '0 0 * * 7' }],
      ['schedule-invalid', { 'spec.schedule': '0 0 30 2 *' }],
      ['schedule-invalid', { 'spec.schedule': '@every day' }],
      ['schedule-invalid', { 'spec.schedule': 'TZ=Nowhere 0 0 * * *' }],
      ['schedule-invalid', { 'spec.timeZone': 'europe/berlin' }],
      ['history-limit-negative', { 'spec.successfulRunHistoryLimit': -1 }],
      ['history-limit-negative', { 'spec.failedRunHistoryLimit': -1 }],
      ['illegal-enum-value', { 'spec.concurrencyPolicy': 'Skip' }],
    ],
    SCHEDULED,
  );
  accepts(
    [
      { 'spec.schedule': '@every 1h30m' },
      { 'spec.schedule': '@daily' },
      { 'spec.schedule': '*/15 9-17 * jan-mar mon-fri' },
      { 'spec.schedule': 'CRON_TZ=Europe/Berlin 0 0 29 2 ?' },
      { 'spec.schedule': '0 0 31 2 mon' },
      { 'spec.timeZone': 'America/Argentina/Buenos_Aires' },
      { 'spec.timeZone': 'Local' },
      { 'spec.successfulRunHistoryLimit': 0 },
    ],
    SCHEDULED,
  );
});

describe('settings', () => {
  const conf = (key: string, value: string, more: object = {}) =>
    [{ 'spec.sparkConf': { [key]: value, ...more } }, at(key)] as const;
  finds([
    ['denied-spark-conf', ...conf('spark.master', 'local')],
    ['denied-spark-conf', ...conf('spark.kubernetes.namespace', 'other')],
    ['shadowed-spark-conf', ...conf('spark.executor.memory', '2g')],
    ['shadowed-spark-conf', ...conf('spark.kubernetes.driver.podTemplateFile', '/a')],
    ['client-mode', { 'spec.mode': 'client' }],
    ['wait-app-completion', ...conf('spark.kubernetes.submission.waitAppCompletion', 'true')],
    [
      'hadoop-conf-prefixed',
      { 'spec.hadoopConf': { 'spark.hadoop.a': 'b' } },
      'spec.hadoopConf["spark.hadoop.a"]',
    ],
    [
      'hadoop-conf-prefixed',
      { 'spec.hadoopConf': { 'spark.ui.port': '4041' } },
      'spec.hadoopConf["spark.ui.port"]',
    ],
    [
      'java-options-overridden',
      { 'spec.sparkConf': { 'spark.driver.extraJavaOptions': '-Da=b' }, 'spec.monitoring': PROMETHEUS },
      at('spark.driver.extraJavaOptions'),
    ],
    ['unresolved-reference-syntax', ...conf('spark.hadoop.fs.s3a.secret.key', '$(KEY)')],
    ['unresolved-reference-syntax', ...conf('spark.hadoop.fs.s3a.secret.key', '${env:KEY}')],
    ['env-reference-undefined', ...conf('spark.hadoop.fs.s3a.secret.key', '${env.KEY}')],
    ['env-name-illegal', ...conf('spark.hadoop.fs.s3a.secret.key', '${env.access-key}')],
    [
      'catalog-type-and-impl',
      ...conf(`${CATALOG}.catalog-impl`, 'org.apache.iceberg.hadoop.HadoopCatalog', {
        [CATALOG]: ICEBERG,
        [`${CATALOG}.type`]: 'hadoop',
      }),
    ],
    [
      'io-impl-missing',
      ...conf(CATALOG, ICEBERG, { [`${CATALOG}.type`]: 'rest', [`${CATALOG}.uri`]: 'http://c/' }),
    ],
    [
      'iceberg-env-outside-rest',
      ...conf(`${CATALOG}.warehouse`, 'env:W', { [CATALOG]: ICEBERG, [`${CATALOG}.type`]: 'hadoop' }),
    ],
    [
      'lakefs-catalog-uri',
      ...conf(`${CATALOG}.uri`, 'http://lakefs:8000/api/v1/iceberg', {
        [CATALOG]: ICEBERG,
        [`${CATALOG}.type`]: 'rest',
        [`${CATALOG}.io-impl`]: 'org.apache.iceberg.hadoop.HadoopFileIO',
      }),
    ],
    [
      'path-style-missing',
      ...conf('spark.hadoop.fs.s3a.endpoint', 'http://minio:9000', {
        'spark.hadoop.fs.s3a.aws.credentials.provider': 'x.Y',
      }),
    ],
    [
      'ssl-flag-contradicts-endpoint',
      ...conf('spark.hadoop.fs.s3a.connection.ssl.enabled', 'true', {
        'spark.hadoop.fs.s3a.endpoint': 'http://minio:9000',
        'spark.hadoop.fs.s3a.path.style.access': 'true',
      }),
    ],
  ]);
  accepts([
    { 'spec.sparkConf': { 'spark.kubernetes.namespace': 'data' } },
    { 'spec.sparkConf': { 'spark.executor.memory': '1g' } },
    { 'spec.sparkConf': { 'spark.acme.anything': 'x' } },
    { 'spec.sparkConf': { 'spark.hadoop.fs.s3a.aws.credentials.provider': 'org.example.Provider' } },
  ]);
  finds(
    [['spark-connect-shell-characters', { 'spec.sparkConf': { 'spark.a': 'x y' } }, at('spark.a')]],
    CONNECT,
  );
});

describe('credentials', () => {
  finds([
    [
      'plaintext-credential',
      { 'spec.sparkConf': { 'spark.hadoop.fs.s3a.secret.key': 'x1' } },
      at('spark.hadoop.fs.s3a.secret.key'),
    ],
    ['plaintext-credential', { 'spec.arguments': ['--password=x1'] }, 'spec.arguments[0]'],
    ['plaintext-credential', { 'spec.arguments': ['jdbc:postgresql://u:x1@host/db'] }, 'spec.arguments[0]'],
    [
      'plaintext-credential',
      { 'spec.driver.env': [{ name: 'DB_PASSWORD', value: 'x1' }] },
      'spec.driver.env[0].value',
    ],
    ['plaintext-credential', { 'spec.driver.javaOptions': '-Ddb.password=x1' }],
    ['env-name-illegal', { 'spec.driver.env': [{ name: 'A=B', value: 'x' }] }, 'spec.driver.env[0].name'],
    [
      'credential-env-order',
      {
        'spec.driver.env': [
          { name: 'A', value: '$(B)' },
          { name: 'B', value: 'x' },
        ],
      },
      'spec.driver.env[0].value',
    ],
    [
      'env-source-invalid',
      { 'spec.driver.env': [{ name: 'A', valueFrom: {} }] },
      'spec.driver.env[0].valueFrom',
    ],
  ]);
  accepts([
    { 'spec.arguments': ['--password-file', '/etc/x', '--date', '2026-01-01', '--tokens', '5'] },
    { 'spec.driver.env': [{ name: 'GOOGLE_APPLICATION_CREDENTIALS', value: '/etc/key.json' }] },
    {
      'spec.driver.env': [
        { name: 'A', value: 'x' },
        { name: 'B', value: '$(A)' },
      ],
    },
  ]);
});

describe('packages', () => {
  const packages = (...coordinates: string[]) => ({
    'spec.deps': { packages: coordinates },
    'spec.sparkConf': { 'spark.jars.ivy': '/tmp/.ivy2' },
  });
  const first = 'spec.deps.packages[0]';
  finds([
    ['ivy-dir-unwritable', { 'spec.deps': { packages: ['a:b:1'] } }, 'spec.deps.packages'],
    ['hadoop-version-mismatch', packages('org.apache.hadoop:hadoop-aws:3.4.1'), first],
    ['iceberg-runtime-mismatch', packages('org.apache.iceberg:iceberg-spark-runtime-4.0_2.13:1.10.0'), first],
    ['scala-version-mismatch', packages('org.apache.spark:spark-avro_2.12:3.4.1'), first],
    ['s3a-deps-on-operator', { 'spec.deps': { jars: ['s3a://b/a.jar'] } }, 'spec.deps.jars[0]'],
    ['s3a-jars-missing', { 'spec.image': 'apache/spark:3.5.8', 'spec.arguments': ['s3a://b/c'] }],
  ]);
  accepts([
    packages(
      'org.apache.hadoop:hadoop-aws:3.3.4',
      'org.apache.iceberg:iceberg-spark-runtime-3.5_2.12:1.10.2',
    ),
    {
      ...packages('org.apache.hadoop:hadoop-aws:3.3.4'),
      'spec.image': 'apache/spark:3.5.8',
      'spec.arguments': ['s3a://b/c'],
    },
  ]);
});

describe('pods', () => {
  const mounts = (...more: object[]) => [{ name: 'tmp', mountPath: '/tmp' }, ...more];
  finds([
    [
      'volume-mount-undeclared',
      { 'spec.driver.volumeMounts': mounts({ name: 'x', mountPath: '/x' }) },
      'spec.driver.volumeMounts[1].name',
    ],
    [
      'local-dir-volume-type',
      {
        'spec.volumes': [
          { name: 'tmp', emptyDir: {} },
          { name: 'spark-local-dir-1', secret: { secretName: 'a' } },
        ],
      },
      'spec.volumes[1].secret',
    ],
    ['volume-source-invalid', { 'spec.volumes': [{ name: 'tmp' }] }, 'spec.volumes[0]'],
    [
      'volume-name-invalid',
      {
        'spec.volumes': [
          { name: 'tmp', emptyDir: {} },
          { name: 'tmp', emptyDir: {} },
        ],
      },
      'spec.volumes[1].name',
    ],
    [
      'volume-name-invalid',
      {
        'spec.driver.configMaps': [
          { name: 'a', path: '/a' },
          { name: 'a', path: '/b' },
        ],
      },
      'spec.driver.configMaps[1].name',
    ],
    [
      'duplicate-mount-path',
      { 'spec.driver.volumeMounts': mounts({ name: 'tmp', mountPath: '/tmp/' }) },
      'spec.driver.volumeMounts[1].mountPath',
    ],
    [
      'config-map-volume-name',
      { 'spec.driver.configMaps': [{ name: 'a.b', path: '/a' }] },
      'spec.driver.configMaps[0].name',
    ],
    [
      'secret-volume-name',
      { 'spec.executor.secrets': [{ name: 'x'.repeat(57), path: '/a', secretType: 'Generic' }] },
      'spec.executor.secrets[0].name',
    ],
    [
      'driver-on-demand-pvc',
      { 'spec.volumes': [{ name: 'tmp', persistentVolumeClaim: { claimName: 'OnDemand' } }] },
      'spec.volumes[0].persistentVolumeClaim.claimName',
    ],
    [
      'read-only-root',
      { 'spec.driver.volumeMounts': [], 'spec.driver.securityContext.readOnlyRootFilesystem': true },
      'spec.driver.securityContext.readOnlyRootFilesystem',
    ],
    ['reserved-label', { 'metadata.labels': { 'spark-role': 'x' } }, 'metadata.labels["spark-role"]'],
    ['label-invalid', { 'spec.driver.labels': { team: 'a b' } }, 'spec.driver.labels.team'],
    ['node-selector-twice', { 'spec.nodeSelector': { a: 'b' }, 'spec.executor.nodeSelector': { a: 'b' } }],
    [
      'toleration-invalid',
      { 'spec.executor.tolerations': [{ operator: 'Exists', key: 'a', value: 'b' }] },
      'spec.executor.tolerations[0].value',
    ],
    [
      'port-invalid',
      { 'spec.driver.ports': [{ name: 'much-too-long-a-name', containerPort: 80, protocol: 'TCP' }] },
      'spec.driver.ports[0].name',
    ],
    [
      'container-name-invalid',
      { 'spec.driver.sidecars': [{ name: 'spark-kubernetes-driver', image: 'a:1' }] },
      'spec.driver.sidecars[0].name',
    ],
    ['seccomp-profile-invalid', { 'spec.driver.podSecurityContext.seccompProfile.type': 'runtime/default' }],
    [
      'seccomp-profile-invalid',
      { 'spec.executor.securityContext.seccompProfile': { type: 'Localhost' } },
      'spec.executor.securityContext.seccompProfile.localhostProfile',
    ],
    ['privileged-container', { 'spec.driver.securityContext.privileged': true }],
    ['pod-security-not-restricted', { 'spec.driver.securityContext': undefined }],
    [
      'monitoring-without-prometheus',
      { 'spec.monitoring': { exposeDriverMetrics: true, exposeExecutorMetrics: true } },
      'spec.monitoring.prometheus',
    ],
    [
      'metrics-jar-missing',
      { 'spec.monitoring': { ...PROMETHEUS, prometheus: { jmxExporterJar: '' } } },
      'spec.monitoring.prometheus.jmxExporterJar',
    ],
    [
      'metrics-files-half-set',
      { 'spec.monitoring': { ...PROMETHEUS, metricsPropertiesFile: '/a' } },
      'spec.monitoring.metricsPropertiesFile',
    ],
    [
      'driver-ingress-duplicate',
      { 'spec.driverIngressOptions': [{ servicePort: 1, servicePortName: 'a' }] },
      'spec.driverIngressOptions[0].ingressURLFormat',
    ],
    ['unknown-field', { 'spec.driver.coress': 1 }],
    ['unknown-field', { 'spec.driver.serviceAcount': 'spark', 'spec.driver.serviceAccount': undefined }],
    ['wrong-type', { 'spec.arguments': [1] }, 'spec.arguments[0]'],
    ['wrong-type', { 'spec.driver.env': { A: 'b' } }, 'spec.driver.env'],
    ['illegal-enum-value', { 'spec.mode': 'in-cluster-client' }],
    ['missing-field', { 'spec.sparkVersion': undefined }],
    [
      'pod-template-unknown-field',
      { 'spec.driver.template': { spec: { tolerationz: [] } } },
      'spec.driver.template.spec.tolerationz',
    ],
    ['driver-service-account-missing', { 'spec.driver.serviceAccount': undefined }],
  ]);
});

describe('release', () => {
  finds([['namespace-not-watched', { 'metadata.namespace': 'other' }]], undefined, RELEASE);
  finds([['batch-scheduler-disabled', { 'spec.batchScheduler': 'volcano' }]], undefined, RELEASE);
  finds([
    [
      'batch-scheduler-resources-missing',
      { 'spec.batchScheduler': 'volcano' },
      'spec.batchSchedulerOptions.resources',
    ],
  ]);
  finds(
    [['webhook-field-unapplied', { 'metadata.labels': {} }, 'spec.driver.securityContext']],
    undefined,
    `${RELEASE}\nwebhook: {enable: false}`,
  );
  finds([['batch-scheduler-options-ignored', { 'spec.batchSchedulerOptions': { queue: 'etl' } }]]);
  accepts(
    [{ 'spec.batchSchedulerOptions': { queue: 'etl' } }],
    undefined,
    'spark: {jobNamespaces: [data]}\ncontroller: {batchScheduler: {enable: true, default: yunikorn}}',
  );
  accepts([{}], undefined, 'spark: {jobNamespaces: []}');
  accepts([{}], undefined, 'spark: {jobNamespaces: [], jobNamespaceSelector: a=b}');
});
