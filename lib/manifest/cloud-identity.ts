import { record } from './plain';
import { compareVersions } from './spark-version';
import type { Role } from './workload';

// How clients find the identity of their pod, for constructs and rules alike. Each line was seen with the released jars.

const V1 = 'com.amazonaws.auth';
const V2 = 'software.amazon.awssdk.auth.credentials';
const S3A = 'org.apache.hadoop.fs.s3a';

/** Classes that S3A of every Hadoop has. */
export const S3A_PROVIDERS = {
  accessKeys: `${S3A}.SimpleAWSCredentialsProvider`,
  anonymous: `${S3A}.AnonymousAWSCredentialsProvider`,
  assumedRole: `${S3A}.auth.AssumedRoleCredentialProvider`,
  /** The endpoint of EKS Pod Identity, then the metadata of the instance. */
  container: `${S3A}.auth.IAMInstanceCredentialsProvider`,
} as const;

/** The class that reads the token of a web identity, by the generation of the SDK. */
export const WEB_IDENTITY = {
  v1: `${V1}.WebIdentityTokenCredentialsProvider`,
  v2: `${V2}.WebIdentityTokenFileCredentialsProvider`,
} as const;

/** Providers of S3A that never read a web identity token, those of its default list among them. */
const WITHOUT_WEB_IDENTITY: ReadonlySet<string> = new Set([
  S3A_PROVIDERS.accessKeys,
  S3A_PROVIDERS.container,
  `${S3A}.TemporaryAWSCredentialsProvider`,
  `${V1}.EnvironmentVariableCredentialsProvider`,
  `${V1}.InstanceProfileCredentialsProvider`,
  `${V1}.EC2ContainerCredentialsProviderWrapper`,
  `${V1}.profile.ProfileCredentialsProvider`,
  `${V2}.EnvironmentVariableCredentialsProvider`,
  `${V2}.InstanceProfileCredentialsProvider`,
  `${V2}.ProfileCredentialsProvider`,
]);

/** True for providers of which none reads a web identity token, as far as is known. */
export function lacksWebIdentity(providers: readonly string[]): boolean {
  return providers.every((name) => WITHOUT_WEB_IDENTITY.has(name));
}

/** The class of ABFS that reads tokens of Azure Workload Identity. */
export const AZURE_TOKEN_PROVIDER = 'org.apache.hadoop.fs.azurebfs.oauth2.WorkloadIdentityTokenProvider';

/** What S3FileIO is told for public data. */
export const ANONYMOUS_V2 = `${V2}.AnonymousCredentialsProvider`;

/** Variables by which the SDKs find a web identity; the region is that of the STS, which no other setting reaches. */
export const AWS_VARIABLES = {
  region: 'AWS_REGION',
  roleArn: 'AWS_ROLE_ARN',
  tokenFile: 'AWS_WEB_IDENTITY_TOKEN_FILE',
  stsEndpoint: 'AWS_ENDPOINT_URL_STS',
} as const;

/** The generation of the AWS SDK that S3A of a Hadoop is built with; that of the newest for an unknown one. */
export function awsSdk(hadoop: string | undefined): 'v1' | 'v2' {
  return hadoop !== undefined && compareVersions(hadoop, '3.4.0') < 0 ? 'v1' : 'v2';
}

/** How S3A of a Hadoop is told an STS of one's own: by no setting at all in 3.4.0 and 3.4.1. */
export function stsEndpointBy(hadoop: string | undefined): 'regions-file' | 'variable' | undefined {
  if (awsSdk(hadoop) === 'v1') return 'regions-file';
  return hadoop !== undefined && compareVersions(hadoop, '3.4.2') < 0 ? undefined : 'variable';
}

/** True where hadoop-azure has a class for Azure Workload Identity. */
export function hasAzureWorkloadIdentity(hadoop: string | undefined): boolean {
  return hadoop === undefined || compareVersions(hadoop, '3.4.1') >= 0;
}

/** What ties an account to an identity of a cloud. */
export const ACCOUNT_ANNOTATIONS = {
  irsaRole: 'eks.amazonaws.com/role-arn',
  irsaAudience: 'eks.amazonaws.com/audience',
  irsaExpiration: 'eks.amazonaws.com/token-expiration',
  gke: 'iam.gke.io/gcp-service-account',
  azureClient: 'azure.workload.identity/client-id',
  azureTenant: 'azure.workload.identity/tenant-id',
} as const;

const GUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** Annotations of accounts that the webhook of a cloud reads, with the form of their values as far as it is fixed. */
export const ACCOUNT_MARKS: Readonly<Record<string, RegExp | undefined>> = {
  [ACCOUNT_ANNOTATIONS.irsaRole]: /^arn:aws[a-z-]{0,20}:iam::\d{12}:role\/[\w+=,.@/-]{1,600}$/,
  [ACCOUNT_ANNOTATIONS.irsaAudience]: undefined,
  [ACCOUNT_ANNOTATIONS.irsaExpiration]: /^\d{1,9}$/,
  'eks.amazonaws.com/sts-regional-endpoints': /^(?:true|false)$/,
  [ACCOUNT_ANNOTATIONS.gke]: /^[\w.-]{1,64}@[\w.-]{0,128}gserviceaccount\.com$/,
  [ACCOUNT_ANNOTATIONS.azureClient]: GUID,
  [ACCOUNT_ANNOTATIONS.azureTenant]: GUID,
  'azure.workload.identity/service-account-token-expiration': /^\d{1,9}$/,
};

/** The label of pods without which an annotated account of Azure does nothing. */
export const AZURE_POD_LABEL = { name: 'azure.workload.identity/use', value: 'true' } as const;

/** Variables that a webhook of a cloud puts into the pods of a role, beside those of the manifest. */
export function injectedVariables({ spec }: Role): readonly string[] {
  const labels = { ...record(record(record(spec.template).metadata).labels), ...record(spec.labels) };
  return labels[AZURE_POD_LABEL.name] === AZURE_POD_LABEL.value ? Object.values(AZURE_VARIABLES) : [];
}

/** Variables that the webhook of Azure Workload Identity puts into pods with the label. */
export const AZURE_VARIABLES = {
  clientId: 'AZURE_CLIENT_ID',
  tenantId: 'AZURE_TENANT_ID',
  tokenFile: 'AZURE_FEDERATED_TOKEN_FILE',
  authority: 'AZURE_AUTHORITY_HOST',
} as const;
