import { APPLICATION, accepts, change, findings, finds, problems, tells, type Case } from '../harness';

const packages = (...coordinates: string[]) => ({
  'spec.deps': { packages: coordinates },
  'spec.sparkConf': { 'spark.jars.ivy': '/tmp/.ivy2' },
});

const CATALOG = { 'spark.sql.catalog.lake': 'org.apache.iceberg.spark.SparkCatalog' };

/** A catalog whose tables are on S3, with an image that has Iceberg and its client of S3. */
const warehouse = (catalog: Readonly<Record<string, string>>) => ({
  'spec.image': 'apache/spark:3.5.8',
  'spec.deps': {
    packages: [
      'org.apache.iceberg:iceberg-spark-runtime-3.5_2.12:1.10.0',
      'org.apache.iceberg:iceberg-aws-bundle:1.10.0',
    ],
  },
  'spec.sparkConf': {
    ...CATALOG,
    'spark.jars.ivy': '/tmp/.ivy2',
    'spark.sql.catalog.lake.uri': catalog.type === 'hive' ? 'thrift://metastore:9083' : 'http://catalog:8181',
    'spark.sql.catalog.lake.warehouse': 's3a://lake/warehouse',
    'spark.sql.catalog.lake.client.region': 'eu-west-1',
    ...Object.fromEntries(
      Object.entries(catalog).map(([name, value]) => [`spark.sql.catalog.lake.${name}`, value]),
    ),
  },
});

/** Who reads the store is left to the AWS SDK. */
const AWS = {
  'fs.s3a.aws.credentials.provider': 'com.amazonaws.auth.DefaultAWSCredentialsProviderChain',
};

finds([
  ['ivy-dir-unwritable', { 'spec.deps': { packages: ['a:b:1'] } }, 'spec.deps.packages'],
  ['s3a-deps-on-operator', { 'spec.deps': { jars: ['s3a://b/a.jar'] } }, 'spec.deps.jars[0]'],
  ['s3a-jars-missing', { 'spec.image': 'apache/spark:3.5.8', 'spec.arguments': ['s3a://b/c'] }],
  ...['hive', 'hadoop', 'nessie'].map((type): Case => ['s3a-jars-missing', warehouse({ type })]),
  ['s3a-jars-missing', warehouse({ type: 'rest', 'io-impl': 'org.apache.iceberg.hadoop.HadoopFileIO' })],
  ['package-coordinate-invalid', packages('org.apache.iceberg'), 'spec.deps.packages[0]'],
  ['package-coordinate-invalid', packages('a:b:1', 'https://x/y.jar'), 'spec.deps.packages[1]'],
  [
    'package-coordinate-invalid',
    { 'spec.deps': { excludePackages: ['a:b:1'] } },
    'spec.deps.excludePackages[0]',
  ],
  ['iceberg-jars-missing', { 'spec.image': 'apache/spark:3.5.8', 'spec.sparkConf': CATALOG }],
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
]);

accepts([
  {
    ...packages('org.apache.hadoop:hadoop-aws:3.3.4'),
    'spec.image': 'apache/spark:3.5.8',
    'spec.arguments': ['s3a://b/c'],
  },
  {
    'spec.mainApplicationFile': 's3://lake/jobs/etl.py',
    'spec.hadoopConf': { ...AWS, 'fs.s3.impl': 'org.apache.hadoop.fs.s3a.S3AFileSystem' },
  },
]);

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

const at = (key: string) => `spec.sparkConf[${JSON.stringify(key)}]`;
const setting = (rule: string, key: string, value: string) =>
  [rule, { 'spec.sparkConf': { [key]: value, 'spark.jars.ivy': '/tmp/.ivy2' } }, at(key)] as const;

finds([
  setting('s3a-deps-on-operator', 'spark.archives', 's3a://libs/env.tar.gz#env'),
  setting('deps-scheme-unreadable', 'spark.submit.pyFiles', 'local:///a.py, abfss://libs@acct/b.py'),
  [
    'deps-scheme-unreadable',
    { 'spec.deps': { jars: ['org.postgresql:postgresql:42.7.4'] } },
    'spec.deps.jars[0]',
  ],
  setting('path-without-scheme', 'spark.files', '/etc/app.conf'),
  setting('package-coordinate-invalid', 'spark.jars.packages', 'org.example:lib'),
  setting('package-coordinate-invalid', 'spark.jars.excludes', 'org.example'),
  ['local-uri-host', { 'spec.deps': { pyFiles: ['local:opt/lib.zip'] } }, 'spec.deps.pyFiles[0]'],
  setting('dependency-pattern', 'spark.jars', 'local:///opt/libs/{a,b}'.replace(',b', '')),
  ['dependency-pattern', { 'spec.deps': { jars: ['https://repo.example/*.jar'] } }, 'spec.deps.jars[0]'],
  setting('class-path-unread', 'spark.executor.extraClassPath', 'local:///opt/libs/a.jar'),
  [
    'shadowed-spark-conf',
    { 'spec.deps': { jars: ['local:///a.jar'] }, 'spec.sparkConf': { 'spark.jars': 'local:///b.jar' } },
    at('spark.jars'),
  ],
]);

accepts([
  { 'spec.deps': { jars: ['https://repo.example/a.jar?version=1', 'local:///a.jar,local:///b.jar'] } },
  { 'spec.deps': { pyFiles: ['local:/opt/lib.zip'] } },
  { 'spec.sparkConf': { 'spark.driver.extraClassPath': '/opt/libs/*:/opt/conf:*' } },
  { 'spec.sparkConf': { 'spark.jars': '' } },
]);

test('reads in an operator of its own image whatever that may read', () => {
  const job = change(APPLICATION, { 'spec.deps': { jars: ['gs://libs/a.jar'] } });
  const release = 'image: {registry: r.example, repository: own/operator}\nspark: {jobNamespaces: [data]}';
  expect(problems(job, release)).toEqual([]);
});

describe('what an image of Apache Spark lacks', () => {
  const image = { 'spec.image': 'apache/spark:4.0.1', 'spec.sparkVersion': '4.0.1' };
  const ivy = { 'spark.jars.ivy': '/tmp/.ivy2' };
  finds([
    [
      'setting-jars-missing',
      {
        ...image,
        'spec.deps': { packages: ['org.apache.iceberg:iceberg-spark-runtime-4.0_2.13:1.10.1'] },
        'spec.sparkConf': {
          ...ivy,
          'spark.sql.catalog.lake': 'org.apache.iceberg.spark.SparkCatalog',
          'spark.sql.catalog.lake.type': 'glue',
        },
      },
      'spec.deps.packages',
    ],
    [
      'setting-jars-missing',
      { ...image, 'spec.sparkConf': { 'spark.eventLog.dir': 'gs://lake/events' } },
      at('spark.eventLog.dir'),
    ],
    [
      'setting-jars-missing',
      {
        ...image,
        'spec.sparkConf': {
          'spark.shuffle.manager': 'org.apache.spark.shuffle.celeborn.SparkShuffleManager',
        },
      },
      at('spark.shuffle.manager'),
    ],
  ]);
  accepts([
    {
      ...image,
      'spec.deps': { packages: ['com.google.cloud.bigdataoss:gcs-connector:hadoop3-2.2.26'] },
      'spec.sparkConf': { ...ivy, 'spark.eventLog.dir': 'gs://lake/events' },
    },
    {
      ...image,
      'spec.sparkConf': { 'spark.eventLog.dir': 'gs://lake/events', 'spark.driver.extraClassPath': '/mnt/*' },
    },
  ]);
});

// S3FileIO reads S3 without Hadoop, whatever the scheme of the warehouse.
test.each<Record<string, string>>([
  { type: 'glue' },
  { 'catalog-impl': 'org.apache.iceberg.aws.glue.GlueCatalog' },
  { 'catalog-impl': 'org.apache.iceberg.aws.dynamodb.DynamoDbCatalog' },
  { type: 'rest', 'io-impl': 'org.apache.iceberg.aws.s3.S3FileIO' },
  { type: 'hive', 'io-impl': 'org.apache.iceberg.aws.s3.S3FileIO' },
])('a catalog of %j needs no hadoop-aws', (catalog) => {
  const errors = findings(change(APPLICATION, warehouse(catalog))).filter(
    ({ severity }) => severity === 'error',
  );
  expect(errors.map(({ rule, path }) => `${rule.id} ${path}`)).toEqual([]);
});

describe('what each rule says of a file', () => {
  const JARS = 'spark.jars';
  const lists = (rule: string, cases: readonly (readonly [file: string, said?: string])[]): void => {
    tells(
      rule,
      cases.map(
        ([file, said]) => [{ [JARS]: file }, ...(said === undefined ? [] : [`${JARS}: ${said}`])] as const,
      ),
    );
  };
  lists('local-uri-host', [
    ['local:///opt/a.jar'],
    ['local:/opt/a.jar'],
    ['local://opt/a.jar', 'opt is read as a host, and the path is /a.jar → write local:///opt/a.jar'],
    ['local:opt/a.jar', 'local:opt/a.jar has no absolute path → write local:///opt/a.jar'],
    ['https://opt/a.jar'],
    ['local://${DIR}/a.jar'],
    ['local://<folder>/a.jar'],
  ]);
  lists('dependency-pattern', [
    ...['*', '?', '['].map(
      (mark) =>
        [
          `local:///opt/a${mark}b.jar`,
          `${mark} in local:///opt/a${mark}b.jar is taken as it stands`,
        ] as const,
    ),
    ...['http', 'https', 'ftp'].map(
      (scheme) => [`${scheme}://x/a*.jar`, `* in ${scheme}://x/a*.jar is taken as it stands`] as const,
    ),
    ['https://x/a.jar?b'],
    ['https://x/a[b.jar'],
    ['hdfs://x/a*.jar'],
    ['local:///opt/${A}*.jar'],
    ['local:///opt/a.jar'],
  ]);
  lists('deps-scheme-unreadable', [
    ...[
      'local:///a',
      'http://x/a',
      'https://x/a',
      'ftp://x/a',
      'file:///a',
      'hdfs://x/a',
      'webhdfs://x/a',
    ].map((file) => [`${file}.jar`] as const),
    ...[
      'swebhdfs://x/a',
      'viewfs://x/a',
      'har://x/a',
      'ivy://a:b:1',
      's3://x/a',
      's3a://x/a',
      's3n://x/a',
    ].map((file) => [file] as const),
    ['gs://x/a.jar', 'the operator has no file system for gs:, and cannot read gs://x/a.jar'],
    ['gs://${BUCKET}/a.jar'],
    ['/opt/a.jar'],
    ['org.acme:lib:1', 'org.acme:lib:1 is a Maven coordinate, no file → move it to deps.packages'],
    ['org.acme:lib:1:x', 'the operator has no file system for org.acme:, and cannot read org.acme:lib:1:x'],
    ['acme:lib:1', 'the operator has no file system for acme:, and cannot read acme:lib:1'],
  ]);
  lists('s3a-deps-on-operator', [
    ...['s3', 's3a', 's3n'].map(
      (scheme) => [`${scheme}://x/a.jar`, `the operator cannot read ${scheme}://x/a.jar`] as const,
    ),
    ['s3b://x/a.jar'],
    ['https://x/s3a://a.jar'],
  ]);

  const PATH = 'spark.driver.extraClassPath';
  tells('class-path-unread', [
    ...['*', '/opt/*', 'opt/libs/*', '/opt/a.jar'].map((entry) => [{ [PATH]: entry }] as const),
    ...['/opt/*.jar', '/opt/*/a', '/*/*', '**'].map(
      (entry) => [{ [PATH]: entry }, `${PATH}: ${entry} matches nothing`] as const,
    ),
    ...['local', 'file', 'http', 'https', 's3', 's3a', 'hdfs'].map(
      (scheme) =>
        [{ [PATH]: `${scheme}:///a.jar` }, `${PATH}: ${scheme}: is no path of a class path`] as const,
    ),
    [{ [PATH]: 'mylocal:/a.jar' }],
    [{ [PATH]: 'locals:/a.jar' }],
  ]);

  const EVENTS = 'spark.eventLog.dir';
  const no = (scheme: string, key = EVENTS): string => `${key}: Hadoop has no file system for ${scheme}://`;
  tells('s3-scheme-unknown', [
    [{ [EVENTS]: 's3://x/e' }, no('s3')],
    [{ [EVENTS]: 's3n://x/e' }, no('s3n')],
    [{ [EVENTS]: 's3a://x/e' }],
    [{ [EVENTS]: 'x s3://x/e' }],
    [{ [EVENTS]: 's3:x/e' }],
    ...['spark.sql.warehouse.dir', 'spark.kubernetes.file.upload.path', 'spark.hadoop.fs.defaultFS'].map(
      (key) => [{ [key]: 's3://x/e' }, no('s3', key)] as const,
    ),
    [{ 'spark.other.dir': 's3://x/e' }],
    [{ [EVENTS]: 's3://x/e', 'spark.hadoop.fs.s3.impl': 'org.acme.S3' }],
    [{ [EVENTS]: 's3n://x/e', 'spark.hadoop.fs.s3.impl': 'org.acme.S3' }, no('s3n')],
    [{ ...CATALOG, 'spark.sql.catalog.lake.type': 'glue', 'spark.sql.catalog.lake.warehouse': 's3://x/e' }],
    [{ ...CATALOG, 'spark.sql.catalog.lake.type': 'hadoop', 'spark.sql.catalog.lake.other': 's3://x/e' }],
  ]);

  const PACKAGES = 'spark.jars.packages';
  const none = (key: string, text: string, fix = ''): string =>
    `${key}: ${JSON.stringify(text)} is no Maven coordinate${fix}`;
  tells('package-coordinate-invalid', [
    ...['a:b:1', 'a/b/1', 'a:b:${VERSION}'].map((text) => [{ [PACKAGES]: text }] as const),
    ...['a:b', 'a', 'a:b:1:c', 'a:b c:1', '::'].map(
      (text) => [{ [PACKAGES]: text }, none(PACKAGES, text)] as const,
    ),
    [{ 'spark.jars.excludes': 'a:b' }],
    ...['a', 'a:b:1', 'a b:c'].map(
      (text) =>
        [
          { 'spark.jars.excludes': text },
          none('spark.jars.excludes', text, ' → write group:artifact'),
        ] as const,
    ),
  ]);
  tells('package-repository-invalid', [
    [
      { 'spark.jars.repositories': 'maven.example/x' },
      'spark.jars.repositories: "maven.example/x" has no scheme',
    ],
    [{ 'spark.jars.repositories': 'https://maven.example/x' }],
    [{ 'spark.jars.repositories': '${REPOSITORY}' }],
  ]);
  tells('ivy-dir-unwritable', [
    [{ [PACKAGES]: 'a:b:1' }, `${PACKAGES}: Ivy has no directory to resolve these in`],
    [{ [PACKAGES]: 'a:b:1', 'spark.jars.ivy': '/tmp/.ivy2' }],
    [{}],
  ]);
  tells(
    'ivy-dir-unwritable',
    [
      [
        { [PACKAGES]: 'a:b:1', 'spark.jars.ivy': '/home/x' },
        'spark.jars.ivy: the operator cannot write to /home/x',
      ],
      [{ 'spark.jars.ivy': '/home/x' }],
      [{ [PACKAGES]: 'a:b:1', 'spark.jars.ivy': '/tmp/.ivy2' }],
    ],
    {},
    APPLICATION,
    'spark: {jobNamespaces: [data]}',
  );

  const lacking = (what: string): string => `spec.image: apache/spark:3.5.8 has no ${what}`;
  const stock = { 'spec.image': 'apache/spark:3.5.8' };
  tells(
    'iceberg-jars-missing',
    [
      [CATALOG, `${lacking('Iceberg')}, and sparkConf uses it`],
      [{ 'spark.other': 'org.apache.iceberg.X' }],
      [{ 'spark.sql.extensions': 'org.acme.iceberg.X' }],
    ],
    stock,
  );
  tells('iceberg-jars-missing', [[CATALOG]]);
  tells(
    's3a-jars-missing',
    [[{ [EVENTS]: 's3a://x/e' }, `${lacking('hadoop-aws')}, and the job uses s3a`], [{}]],
    stock,
  );
  tells('s3a-jars-missing', [[{ [EVENTS]: 's3a://x/e' }]]);
});
