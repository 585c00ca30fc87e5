import { accepts, APPLICATION, change, finds, problems, type Case } from './harness';

const packages = (...coordinates: string[]) => ({
  'spec.deps': { packages: coordinates },
  'spec.sparkConf': { 'spark.jars.ivy': '/tmp/.ivy2' },
});
/** Who reads the store is left to the AWS SDK. */
const AWS = {
  'fs.s3a.aws.credentials.provider': 'software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider',
};
const CATALOG = { 'spark.sql.catalog.lake': 'org.apache.iceberg.spark.SparkCatalog' };

finds([
  ['java-options-forbidden', { 'spec.driver.javaOptions': '-XX:+UseG1GC -Xmx2g' }],
  ['java-options-forbidden', { 'spec.executor.javaOptions': '-Dspark.ui.enabled=false' }],
  [
    'java-options-forbidden',
    { 'spec.sparkConf': { 'spark.executor.extraJavaOptions': '-Xmx2g' } },
    'spec.sparkConf["spark.executor.extraJavaOptions"]',
  ],
  [
    'spark-version-mismatch',
    { 'spec.image': 'spark:3.5.1-scala2.12-java17', 'spec.sparkVersion': '4.0.1' },
    'spec.sparkVersion',
  ],
  ['package-coordinate-invalid', packages('org.apache.iceberg'), 'spec.deps.packages[0]'],
  ['package-coordinate-invalid', packages('a:b:1', 'https://x/y.jar'), 'spec.deps.packages[1]'],
  [
    'package-coordinate-invalid',
    { 'spec.deps': { excludePackages: ['a:b:1'] } },
    'spec.deps.excludePackages[0]',
  ],
  ['iceberg-jars-missing', { 'spec.image': 'apache/spark:3.5.8', 'spec.sparkConf': CATALOG }],
  [
    'iceberg-java-too-old',
    {
      ...packages('org.apache.iceberg:iceberg-spark-runtime-3.5_2.12:1.11.0'),
      'spec.image': 'apache/spark:3.5.8-scala2.12-java11-ubuntu',
    },
    'spec.deps.packages[0]',
  ],
  [
    'duplicate-env',
    {
      'spec.executor.env': [
        { name: 'A', value: '1' },
        { name: 'A', value: '2' },
      ],
    },
    'spec.executor.env[1].name',
  ],
  [
    'driver-ingress-tls-ignored',
    {
      'spec.driverIngressOptions': [
        {
          servicePort: 1,
          servicePortName: 'a',
          ingressURLFormat: '{{$appName}}.example.org',
          ingressAnnotations: { a: 'b' },
        },
      ],
    },
    'spec.driverIngressOptions[0].ingressAnnotations',
  ],
  [
    'mount-path-invalid',
    { 'spec.driver.volumeMounts': [{ name: 'tmp', mountPath: '/a:b' }] },
    'spec.driver.volumeMounts[0].mountPath',
  ],
  ['missing-field', { 'metadata.name': undefined }],
  ['missing-field', { apiVersion: undefined }],
  ['wrong-format', { 'metadata.namespace': 'My_Team' }],
  ['illegal-enum-value', { apiVersion: '' }],
  ['unknown-kind', { kind: 'SparkAplication' }],
  [
    'value-out-of-range',
    { 'spec.restartPolicy': { type: 'Never', onFailureRetries: -1 } },
    'spec.restartPolicy.onFailureRetries',
  ],
  [
    'wrong-format',
    { 'spec.volumes': [{ name: 'tmp', emptyDir: { sizeLimit: '5 GB' } }] },
    'spec.volumes[0].emptyDir.sizeLimit',
  ],
  ['pod-name-invalid', { 'spec.driver.podName': 'Upper' }],
  [
    'pod-name-invalid',
    { 'spec.sparkConf': { 'spark.kubernetes.executor.podNamePrefix': 'x'.repeat(238) } },
    'spec.sparkConf["spark.kubernetes.executor.podNamePrefix"]',
  ],
  ['plaintext-credential', { 'spec.arguments': ['AKIAIOSFODNN7EXAMPLE'] }, 'spec.arguments[0]'],
  ...[
    '-----BEGIN RSA PRIVATE KEY-----\nMIIB\n-----END RSA PRIVATE KEY-----',
    'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NSJ9.dozjgNryP4J3jVmNHl0w5N',
    `ghp_${'a1'.repeat(18)}`,
    '{"user": "etl", "password": "hunter2"}',
    'AKIAIOSFODNN7EXAMPLE',
    'postgresql://etl:hunter2@db/etl',
  ].flatMap((secret): Case[] => [
    [
      'plaintext-credential',
      { 'spec.executor.env': [{ name: 'SITE', value: secret }] },
      'spec.executor.env[0].value',
    ],
    ['plaintext-credential', { 'spec.arguments': [secret] }, 'spec.arguments[0]'],
    [
      'plaintext-credential',
      { 'spec.sparkConf': { 'spark.app.site': secret } },
      'spec.sparkConf["spark.app.site"]',
    ],
  ]),
  [
    'event-log-dir-missing',
    { 'spec.sparkConf': { 'spark.eventLog.enabled': 'true' } },
    'spec.sparkConf["spark.eventLog.enabled"]',
  ],
  [
    'event-log-dir-missing',
    { 'spec.sparkConf': { 'spark.eventLog.enabled': 'true', 'spark.eventLog.dir': 'file:/events' } },
    'spec.sparkConf["spark.eventLog.dir"]',
  ],
  [
    'service-port-invalid',
    { 'spec.sparkUIOptions': { servicePort: 70000 } },
    'spec.sparkUIOptions.servicePort',
  ],
  [
    'service-port-invalid',
    {
      'spec.driverIngressOptions': [
        { servicePort: 0, servicePortName: 'ui', ingressURLFormat: '{{$appName}}.example.org' },
      ],
    },
    'spec.driverIngressOptions[0].servicePort',
  ],
  [
    'wrong-format',
    {
      'spec.executor.template': {
        spec: {
          containers: [
            { name: 'spark-kubernetes-executor', resources: { limits: { 'nvidia.com/gpu': 'one' } } },
          ],
        },
      },
    },
    'spec.executor.template.spec.containers[0].resources.limits["nvidia.com/gpu"]',
  ],
  ['python-2', { 'spec.pythonVersion': '2' }],
  [
    's3-scheme-unknown',
    { 'spec.mainApplicationFile': 's3://lake/jobs/etl.py', 'spec.hadoopConf': AWS },
    'spec.mainApplicationFile',
  ],
  [
    's3-scheme-unknown',
    { 'spec.sparkConf': { 'spark.eventLog.dir': 's3://lake/events' }, 'spec.hadoopConf': AWS },
    'spec.sparkConf["spark.eventLog.dir"]',
  ],
  [
    's3-scheme-unknown',
    {
      'spec.sparkConf': {
        ...CATALOG,
        'spark.sql.catalog.lake.type': 'hadoop',
        'spark.sql.catalog.lake.warehouse': 's3://lake/warehouse',
      },
      'spec.hadoopConf': AWS,
    },
    'spec.sparkConf["spark.sql.catalog.lake.warehouse"]',
  ],
  [
    'env-reference-literal',
    { 'spec.driver.env': [{ name: 'URL', value: 'http://$(HOST)/' }] },
    'spec.driver.env[0].value',
  ],
  [
    'env-reference-literal',
    {
      'spec.driver.env': [{ name: 'HOST', value: 'x' }],
      'spec.driver.sidecars': [
        { name: 'proxy', image: 'proxy:1', env: [{ name: 'URL', value: 'http://$(HOST)/' }] },
      ],
    },
    'spec.driver.sidecars[0].env[0].value',
  ],
  [
    'plaintext-credential',
    { 'spec.arguments': ['--conf', 'spark.hadoop.fs.s3a.secret.key=x1y2'] },
    'spec.arguments[1]',
  ],
]);
accepts([
  { 'spec.arguments': ['{"password": "${SECRET}"}', 'eyJhbGciOiJIUzI1NiJ9', '{"tokens": "5"}'] },
  { 'spec.sparkConf': { 'spark.eventLog.enabled': 'true', 'spark.eventLog.dir': 'file:///tmp' } },
  {
    'spec.sparkConf': {
      'spark.eventLog.enabled': 'true',
      'spark.eventLog.dir': '/data/events',
      'spark.kubernetes.driver.volumes.hostPath.data.mount.path': '/data',
      'spark.kubernetes.driver.volumes.hostPath.data.options.path': '/data',
    },
  },
  { 'spec.driver.memoryOverhead': '0m', 'spec.sparkConf': { 'spark.gluten.sql.debug': 'true' } },
  { 'spec.sparkConf': { 'spark.eventLog.enabled': 'true', 'spark.eventLog.dir': 'hdfs://name/events' } },
  { 'spec.sparkConf': { 'spark.eventLog.enabled': 'false' } },
  { 'spec.pythonVersion': '3' },
  {
    'spec.mainApplicationFile': 's3://lake/jobs/etl.py',
    'spec.hadoopConf': { ...AWS, 'fs.s3.impl': 'org.apache.hadoop.fs.s3a.S3AFileSystem' },
  },
  {
    'spec.driver.env': [
      { name: 'HOST', value: 'x' },
      { name: 'URL', value: 'http://$(HOST):$(STORE_SERVICE_PORT)/$(SPARK_USER)/$$(TEXT)' },
    ],
  },
  {
    'spec.driver.envFrom': [{ configMapRef: { name: 'hosts' } }],
    'spec.driver.env': [{ name: 'URL', value: 'http://$(HOST)/' }],
  },
  { 'metadata.name': undefined, 'metadata.generateName': 'etl-' },
  { 'spec.driver.javaOptions': '-XX:+UseG1GC -Dspark.driver.log=x', 'spec.executor.javaOptions': '-Xss4m' },
  packages('a:b:1', 'org.apache.spark:spark-sql-kafka-0-10_2.12:3.5.8'),
  {
    ...packages('org.apache.iceberg:iceberg-spark-runtime-3.5_2.12:1.11.0'),
    'spec.image': 'spark:3.5.8-java17',
  },
  { 'spec.arguments': ['key=value', 'passwords=5 of 6', '--conf', 'spark.ui.enabled=false'] },
]);

test('finds retry-interval-missing where no webhook sets it', () => {
  const retried = change(APPLICATION, {
    'spec.restartPolicy': { type: 'OnFailure', onFailureRetries: 3 },
  });
  const values = 'spark: {jobNamespaces: [data]}\nwebhook: {enable: false}';
  expect(problems(retried, values)).toContain(
    'retry-interval-missing spec.restartPolicy.onFailureRetryInterval',
  );
});

describe('the directory of Ivy', () => {
  const resolved = (ivy: string) =>
    change(APPLICATION, {
      'spec.deps': { packages: ['a:b:1'] },
      'spec.sparkConf': { 'spark.jars.ivy': ivy },
    });
  const release = (more: string) => `spark: {jobNamespaces: [data]}\n${more}`;
  const found = ['ivy-dir-unwritable spec.sparkConf["spark.jars.ivy"]'];

  test('finds one that the operator cannot write to', () => {
    expect(problems(resolved('/home/spark/.ivy2'), release(''))).toEqual(found);
    const user = release('controller: {securityContext: {runAsUser: 1000}}');
    expect(problems(resolved('/tmpfs/.ivy2'), user)).toEqual(found);
  });

  test('accepts one on a volume of the operator, and any where nothing is known of it', () => {
    expect(problems(resolved('/tmp/.ivy2'), release(''))).toEqual([]);
    expect(problems(resolved('/home/spark/.ivy2'))).toEqual([]);
    const writable = release('controller: {securityContext: {readOnlyRootFilesystem: false}}');
    expect(problems(resolved('/home/spark/.ivy2'), writable)).toEqual([]);
  });
});
