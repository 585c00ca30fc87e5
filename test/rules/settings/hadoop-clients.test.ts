import { accepts, finds } from '../harness';

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
