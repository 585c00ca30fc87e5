import { onceFor } from './once';

/** What a class is for, in the words of a message. */
export type ClassKind =
  | 'catalog of Spark'
  | 'catalog of Iceberg'
  | 'FileIO of Iceberg'
  | 'session extension'
  | 'file system of Hadoop'
  | 'credentials provider'
  | 'token provider of ABFS'
  | 'serializer';

/** Classes that people name in settings, by what they are for. */
const CLASSES_OF: Readonly<Record<ClassKind, readonly string[]>> = {
  'catalog of Spark': [
    'org.apache.iceberg.spark.SparkCatalog',
    'org.apache.iceberg.spark.SparkSessionCatalog',
    'org.apache.spark.sql.delta.catalog.DeltaCatalog',
    'org.apache.spark.sql.hudi.catalog.HoodieCatalog',
    'org.apache.paimon.spark.SparkCatalog',
  ],
  'catalog of Iceberg': [
    'org.apache.iceberg.rest.RESTCatalog',
    'org.apache.iceberg.hadoop.HadoopCatalog',
    'org.apache.iceberg.hive.HiveCatalog',
    'org.apache.iceberg.jdbc.JdbcCatalog',
    'org.apache.iceberg.nessie.NessieCatalog',
    'org.apache.iceberg.aws.glue.GlueCatalog',
    'org.apache.iceberg.aws.dynamodb.DynamoDbCatalog',
    'org.apache.iceberg.snowflake.SnowflakeCatalog',
    'org.apache.iceberg.gcp.bigquery.BigQueryMetastoreCatalog',
    'software.amazon.s3tables.iceberg.S3TablesCatalog',
  ],
  'FileIO of Iceberg': [
    'org.apache.iceberg.hadoop.HadoopFileIO',
    'org.apache.iceberg.aws.s3.S3FileIO',
    'org.apache.iceberg.gcp.gcs.GCSFileIO',
    'org.apache.iceberg.azure.adlsv2.ADLSFileIO',
    'org.apache.iceberg.aliyun.oss.OSSFileIO',
    'org.apache.iceberg.io.ResolvingFileIO',
  ],
  'session extension': [
    'org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions',
    'org.projectnessie.spark.extensions.NessieSparkSessionExtensions',
    'io.delta.sql.DeltaSparkSessionExtension',
    'org.apache.spark.sql.hudi.HoodieSparkSessionExtension',
  ],
  'file system of Hadoop': [
    'org.apache.hadoop.fs.s3a.S3AFileSystem',
    'org.apache.hadoop.fs.azurebfs.AzureBlobFileSystem',
    'org.apache.hadoop.fs.azurebfs.SecureAzureBlobFileSystem',
    'com.google.cloud.hadoop.fs.gcs.GoogleHadoopFileSystem',
    'io.lakefs.LakeFSFileSystem',
  ],
  'credentials provider': [
    'org.apache.hadoop.fs.s3a.SimpleAWSCredentialsProvider',
    'org.apache.hadoop.fs.s3a.TemporaryAWSCredentialsProvider',
    'org.apache.hadoop.fs.s3a.AnonymousAWSCredentialsProvider',
    'org.apache.hadoop.fs.s3a.auth.AssumedRoleCredentialProvider',
    'org.apache.hadoop.fs.s3a.auth.IAMInstanceCredentialsProvider',
    'software.amazon.awssdk.auth.credentials.WebIdentityTokenFileCredentialsProvider',
    'software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider',
    'com.amazonaws.auth.WebIdentityTokenCredentialsProvider',
    'com.amazonaws.auth.DefaultAWSCredentialsProviderChain',
  ],
  'token provider of ABFS': [
    'org.apache.hadoop.fs.azurebfs.oauth2.ClientCredsTokenProvider',
    'org.apache.hadoop.fs.azurebfs.oauth2.MsiTokenProvider',
    'org.apache.hadoop.fs.azurebfs.oauth2.WorkloadIdentityTokenProvider',
  ],
  serializer: ['org.apache.spark.serializer.KryoSerializer', 'org.apache.spark.serializer.JavaSerializer'],
};

/** What each known class is for. */
export const CLASSES: ReadonlyMap<string, ClassKind> = new Map(
  (Object.entries(CLASSES_OF) as [ClassKind, readonly string[]][]).flatMap(([kind, names]) =>
    names.map((name) => [name, kind] as const),
  ),
);

/** The settings that take a class of one kind. */
const PLACES: readonly (readonly [key: RegExp, kind: ClassKind])[] = [
  [/^spark\.sql\.catalog\.[^.]+$/, 'catalog of Spark'],
  [/^spark\.sql\.catalog\.[^.]+\.catalog-impl$/, 'catalog of Iceberg'],
  [/^spark\.sql\.catalog\.[^.]+\.io-impl$/, 'FileIO of Iceberg'],
  [/^spark\.sql\.extensions$/, 'session extension'],
  [/^spark\.hadoop\.fs\.[^.]+\.impl$/, 'file system of Hadoop'],
  [/^spark\.hadoop\.fs\.s3a\.(?:.*\.)?aws\.credentials\.provider$/, 'credentials provider'],
  [/^spark\.hadoop\.fs\.azure\.account\.oauth\.provider\.type(?:\.|$)/, 'token provider of ABFS'],
  [/^spark\.serializer$/, 'serializer'],
];

/** The kind of class that a setting takes; undefined where that is not known. */
export const wantedClass = onceFor(
  (key): ClassKind | undefined => PLACES.find(([pattern]) => pattern.test(key))?.[1],
);

/** The classes of a setting that takes one or a list of them. */
export function classNames(value: string): string[] {
  return value.split(',').map((name) => name.trim());
}
