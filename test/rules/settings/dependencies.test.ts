import { APPLICATION, accepts, change, finds, problems } from '../harness';

const packages = (...coordinates: string[]) => ({
  'spec.deps': { packages: coordinates },
  'spec.sparkConf': { 'spark.jars.ivy': '/tmp/.ivy2' },
});

const CATALOG = { 'spark.sql.catalog.lake': 'org.apache.iceberg.spark.SparkCatalog' };

/** Who reads the store is left to the AWS SDK. */
const AWS = {
  'fs.s3a.aws.credentials.provider': 'software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider',
};

finds([
  ['ivy-dir-unwritable', { 'spec.deps': { packages: ['a:b:1'] } }, 'spec.deps.packages'],
  ['s3a-deps-on-operator', { 'spec.deps': { jars: ['s3a://b/a.jar'] } }, 'spec.deps.jars[0]'],
  ['s3a-jars-missing', { 'spec.image': 'apache/spark:3.5.8', 'spec.arguments': ['s3a://b/c'] }],
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
