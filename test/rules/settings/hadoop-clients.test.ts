import { accepts, APPLICATION, change, findings, finds, tells } from '../harness';

const S3A = 'spark.hadoop.fs.s3a';
const PROVIDER = `${S3A}.aws.credentials.provider`;
const V1 = 'com.amazonaws.auth.WebIdentityTokenCredentialsProvider';
const ABFS = 'spark.hadoop.fs.azure.account.oauth.provider.type';
const WORKLOAD_IDENTITY = 'org.apache.hadoop.fs.azurebfs.oauth2.WorkloadIdentityTokenProvider';
const at = (key: string) => `spec.sparkConf[${JSON.stringify(key)}]`;
const SPARK_4 = { 'spec.sparkVersion': '4.0.1' };

finds([
  [
    'hadoop-class-version',
    { ...SPARK_4, 'spec.sparkConf': { [PROVIDER]: `org.example.Own, ${V1}` } },
    at(PROVIDER),
  ],
  [
    'hadoop-class-version',
    {
      'spec.sparkConf': {
        [PROVIDER]: 'software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider',
      },
    },
    at(PROVIDER),
  ],
  ['hadoop-class-version', { 'spec.sparkConf': { [ABFS]: WORKLOAD_IDENTITY } }, at(ABFS)],
  [
    'hadoop-class-missing',
    {
      'spec.image': 'apache/spark:3.5.8',
      'spec.sparkConf': { [`${ABFS}.acct.dfs.core.windows.net`]: WORKLOAD_IDENTITY, ...azure() },
    },
    at(`${ABFS}.acct.dfs.core.windows.net`),
  ],
  [
    's3a-signer-unknown',
    { ...SPARK_4, 'spec.sparkConf': { [`${S3A}.s3.signing-algorithm`]: 'QueryStringSignerType' } },
    at(`${S3A}.s3.signing-algorithm`),
  ],
  [
    'class-misplaced',
    { 'spec.sparkConf': { 'spark.sql.catalog.lake': 'org.apache.iceberg.rest.RESTCatalog' } },
    at('spark.sql.catalog.lake'),
  ],
  [
    'class-misplaced',
    { 'spec.sparkConf': { 'spark.sql.extensions': 'org.example.Own,org.apache.iceberg.spark.SparkCatalog' } },
    at('spark.sql.extensions'),
  ],
]);

accepts([
  { 'spec.sparkConf': { [PROVIDER]: V1 } },
  { ...SPARK_4, 'spec.sparkVersion': '9.9.9', 'spec.sparkConf': { [PROVIDER]: V1 } },
  { ...SPARK_4, 'spec.sparkConf': { [ABFS]: WORKLOAD_IDENTITY } },
  {
    ...SPARK_4,
    'spec.sparkConf': { [PROVIDER]: V1, [`${PROVIDER}.mapping`]: `${V1}=org.example.Own` },
  },
  { 'spec.sparkConf': { [`${S3A}.signing-algorithm`]: 'QueryStringSignerType' } },
  {
    ...SPARK_4,
    'spec.sparkConf': {
      [`${S3A}.signing-algorithm`]: 'S3SignerType',
      [`${S3A}.custom.signers`]: 'S3SignerType:org.example.Signer',
    },
  },
  {
    'spec.sparkConf': {
      'spark.sql.catalog.spark_catalog': 'org.apache.iceberg.spark.SparkSessionCatalog',
      'spark.sql.catalog.spark_catalog.type': 'hive',
    },
  },
]);

/** What the stock image lacks is brought along. */
function azure() {
  return { 'spark.jars.packages': 'org.apache.hadoop:hadoop-azure:3.3.4', 'spark.jars.ivy': '/tmp/.ivy2' };
}

const V2 = 'software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider';
const ASSUMED = `${S3A}.assumed.role.credentials.provider`;
const version = (sparkVersion: string) => ({ 'spec.sparkVersion': sparkVersion });

test('says which class to write, where there is one of the same use', () => {
  const told = (changes: Readonly<Record<string, unknown>>) => {
    const [found] = findings(change(APPLICATION, changes)).filter(
      ({ rule }) => rule.id === 'hadoop-class-version',
    );
    return found && [found.message, found.fix, found.rule.fix === found.fix];
  };
  const [, fix, isUsual] = told({ ...SPARK_4, 'spec.sparkConf': { [PROVIDER]: V1 } })!;
  expect(fix).toMatch(/^write \S+$/);
  expect(isUsual).toBe(false);
  expect(told({ 'spec.sparkConf': { [ASSUMED]: V2 } })).toBeDefined();
  expect(told({ 'spec.sparkConf': { [`${S3A}.bucket.raw.aws.credentials.provider`]: V2 } })).toBeDefined();
  expect(told({ 'spec.sparkConf': { [`${S3A}.credentials.provider`]: V2 } })).toBeUndefined();
});

tells(
  's3a-signer-unknown',
  [
    [
      { [`${S3A}.signing-algorithm`]: 'QueryStringSignerType' },
      `${S3A}.signing-algorithm: Hadoop 3.4.1 has no signer QueryStringSignerType`,
    ],
    [
      { [`${S3A}.bucket.raw.signing-algorithm`]: 'QueryStringSignerType' },
      `${S3A}.bucket.raw.signing-algorithm: Hadoop 3.4.1 has no signer QueryStringSignerType`,
    ],
    [{ [`${S3A}.signing-algorithm`]: 'OwnSigner' }],
    [{ 'spark.app.signing-algorithm': 'QueryStringSignerType' }],
  ],
  version('4.0.1'),
);
tells('s3a-signer-unknown', [[{ [`${S3A}.signing-algorithm`]: 'QueryStringSignerType' }]], version('3.5.8'));
tells('s3a-signer-unknown', [[{ [`${S3A}.signing-algorithm`]: 'QueryStringSignerType' }]], version('9.9.9'));

tells('session-catalog-name', [
  [
    { 'spark.sql.catalog.lake': 'org.apache.iceberg.spark.SparkSessionCatalog' },
    'spark.sql.catalog.lake: SparkSessionCatalog cannot be catalog lake',
  ],
  [{ 'spark.sql.catalog.spark_catalog': 'org.apache.iceberg.spark.SparkSessionCatalog' }],
  [{ 'spark.sql.catalog.lake.x': 'org.apache.iceberg.spark.SparkSessionCatalog' }],
  [{ 'x.spark.sql.catalog.lake': 'org.apache.iceberg.spark.SparkSessionCatalog' }],
  [{ 'spark.sql.catalog.lake': 'org.apache.iceberg.spark.SparkCatalog' }],
]);

tells('class-misspelt', [
  [
    { 'spark.sql.catalog.lake': 'org.apache.iceberg.spark.SparkCatolog' },
    'spark.sql.catalog.lake: there is no class org.apache.iceberg.spark.SparkCatolog → did you mean org.apache.iceberg.spark.SparkCatalog?',
  ],
  [{ 'spark.sql.catalog.lake': 'org.apache.iceberg.spark.SparkCatalog' }],
  [{ 'spark.sql.catalog.lake': 'org.apache.iceberg.spark.SparkCatologues' }],
  [{ 'spark.sql.catalog.lake': 'com.apache.iceberg.spark.SparkCatolog' }],
]);
tells('class-misplaced', [
  [
    {
      'spark.sql.catalog.lake': 'org.apache.iceberg.spark.SparkCatalog',
      'spark.sql.catalog.lake.catalog-impl': 'org.apache.iceberg.spark.SparkCatalog',
    },
    expect.stringMatching(/ → remove it, and set type; or name a catalog of Iceberg such as /),
  ],
  [
    { 'spark.sql.extensions': 'org.apache.iceberg.spark.SparkCatalog' },
    expect.stringMatching(
      /^spark.sql.extensions: org.apache.iceberg.spark.SparkCatalog is a .*, and spark.sql.extensions takes a .* → name a .*, for example \S+$/,
    ),
  ],
  [{ 'spark.sql.extensions': 'org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions' }],
]);
