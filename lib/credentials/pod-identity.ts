import type { Duration } from 'cdk8s';
import {
  ACCOUNT_ANNOTATIONS,
  AWS_VARIABLES,
  AZURE_POD_LABEL,
  stsEndpointBy,
} from '../manifest/cloud-identity';
import { Problems, TextForm } from '../problems';
import type { PodAccess } from './pod-access';
import { regionsFile, webIdentityAccess } from './web-identity';

/** How the account of a pod becomes a role of AWS through the OIDC provider of an EKS cluster. */
export interface IrsaProps {
  /**
   * Audience of the token.
   * @default - that of the webhook of EKS, `sts.amazonaws.com`
   */
  readonly audience?: string;
  /**
   * How long a token is valid, 10 minutes or more.
   * @default - that of the webhook of EKS, 24 hours
   */
  readonly tokenExpiration?: Duration;
}

/** How a token of the cluster itself becomes a role, without any webhook: at MinIO, or at an STS of one's own. */
export interface WebIdentityProps {
  /** Role that is assumed: `arn:minio:iam:::role/…`, as MinIO prints it at its start. */
  readonly roleArn: string;
  /** Audience of the token: the client id that the STS is configured with. */
  readonly audience: string;
  /**
   * Where the STS answers. Hadoop 3.3 reaches it by `https://` alone, S3A of Hadoop 3.4.0 and 3.4.1 not at all.
   * @default - that of AWS in the region of the store
   */
  readonly stsEndpoint?: string;
  /**
   * How long a token is valid, 10 minutes or more; the kubelet renews it.
   * @default - one hour
   */
  readonly tokenExpiration?: Duration;
}

/** How the account of a pod becomes an identity of Azure. */
export interface AzureWorkloadIdentityProps {
  /** Client id of the managed identity or the application. */
  readonly clientId: string;
  /**
   * Tenant of the identity.
   * @default - that of the webhook
   */
  readonly tenantId?: string;
}

/** A role of AWS, or of a store that speaks its language. */
export const IAM_ROLE = new TextForm({
  pattern: /^arn:[a-z-]+:iam::\d*:role\/[\w+=,.@/-]+$/,
  of: 'the ARN of a role, of 20 characters or more',
  example: 'arn:aws:iam::111122223333:role/spark',
  // The SDKs refuse a shorter one before they ask anybody.
  minLength: 20,
});

const AUDIENCE = new TextForm({ pattern: /^\S+$/, of: 'an audience without spaces', example: 'minio' });

const STS_ENDPOINT = new TextForm({
  pattern: /^https?:\/\/[A-Za-z0-9.-]+(?::\d{1,5})?$/,
  of: 'http:// or https://, a host and perhaps a port, and nothing else',
  example: 'https://minio.minio.svc:9000',
  hidden: true,
});

const GOOGLE_ACCOUNT = new TextForm({
  pattern: /^[a-z][a-z0-9-]*@[a-z0-9-]+\.iam\.gserviceaccount\.com$/,
  of: 'the address of a service account of Google',
  example: 'spark@project.iam.gserviceaccount.com',
});

const UUID = new TextForm({
  pattern: /^[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/,
  of: 'an id of Azure',
  example: '00000000-0000-0000-0000-000000000000',
});

/**
 * Who a pod is without any key: its account, as a cloud or a store knows it. Give the same identity to the accounts of driver
 * **and** executors, since each pod is judged by its own, and to the stores that they may use.
 */
export class PodIdentity {
  /**
   * A role of AWS by the OIDC provider of the cluster (IAM roles for service accounts).
   *
   * @param roleArn the role
   * @param props what differs from the defaults of the webhook of EKS
   * @throws when it is no ARN, or a time is too short
   * @see https://docs.aws.amazon.com/eks/latest/userguide/iam-roles-for-service-accounts.html
   */
  public static irsa(roleArn: string, props: IrsaProps = {}): PodIdentity {
    const { audience } = props;
    const problems = new Problems();
    problems.require('roleArn', roleArn, IAM_ROLE);
    if (audience !== undefined) problems.require('audience', audience, AUDIENCE);
    const expiration = seconds(problems, props.tokenExpiration);
    problems.throwFor('IRSA');
    return new PodIdentity(
      `IRSA as ${roleArn}`,
      {
        [ACCOUNT_ANNOTATIONS.irsaRole]: roleArn,
        ...(audience !== undefined && { [ACCOUNT_ANNOTATIONS.irsaAudience]: audience }),
        ...(expiration !== undefined && { [ACCOUNT_ANNOTATIONS.irsaExpiration]: String(expiration) }),
      },
      {
        kind: 'web identity',
        access: (region) => ({ env: [{ name: AWS_VARIABLES.region, value: region }] }),
      },
    );
  }

  /**
   * A role of AWS by an association of the account in the EKS API. S3A of Hadoop 3.3 (Spark 3) does not know it.
   * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-identities.html
   */
  public static eksPodIdentity(): PodIdentity {
    return new PodIdentity('EKS Pod Identity', {}, { kind: 'container', access: () => ({}) });
  }

  /**
   * A role by a token that Kubernetes itself puts into driver and executors: for MinIO and other stores with an STS.
   * Nothing has to be installed in the cluster but the STS, which must trust its issuer.
   *
   * @param props the role, and who gives keys for a token
   * @throws when a value cannot work, listing all of them
   */
  public static webIdentity(props: WebIdentityProps): PodIdentity {
    const { roleArn, audience, stsEndpoint } = props;
    const problems = new Problems();
    problems.require('roleArn', roleArn, IAM_ROLE);
    problems.require('audience', audience, AUDIENCE);
    if (stsEndpoint !== undefined) problems.require('stsEndpoint', stsEndpoint, STS_ENDPOINT);
    const expiration = seconds(problems, props.tokenExpiration) ?? 3600;
    problems.throwFor('web identity');
    return new PodIdentity(
      `web identity as ${roleArn}`,
      {},
      {
        kind: 'web identity',
        access: (region) => webIdentityAccess({ roleArn, audience, expiration, region, stsEndpoint }),
        ...(stsEndpoint !== undefined && {
          s3a: (region, hadoop) => {
            switch (stsEndpointBy(hadoop)) {
              case 'variable':
                return {};
              case 'regions-file':
                return stsEndpoint.startsWith('https://')
                  ? regionsFile(region, stsEndpoint)
                  : `S3A of Hadoop ${hadoop!} reaches an STS of your own by https:// alone; use it, FileIo.s3, or Spark 4.1`;
              default:
                return `no setting tells S3A of Hadoop ${hadoop!} where an STS of your own is; use FileIo.s3, or Spark 4.1`;
            }
          },
        }),
      },
    );
  }

  /**
   * A service account of Google by the metadata server of GKE.
   *
   * @param serviceAccount the service account; undefined where IAM names the account of Kubernetes itself
   * @throws when it is no address of a service account
   * @see https://cloud.google.com/kubernetes-engine/docs/how-to/workload-identity
   */
  public static gkeWorkloadIdentity(serviceAccount?: string): PodIdentity {
    const problems = new Problems();
    if (serviceAccount !== undefined) problems.require('serviceAccount', serviceAccount, GOOGLE_ACCOUNT);
    problems.throwFor('GKE Workload Identity');
    return new PodIdentity(
      serviceAccount === undefined ? 'GKE Workload Identity' : `GKE Workload Identity as ${serviceAccount}`,
      serviceAccount === undefined ? {} : { [ACCOUNT_ANNOTATIONS.gke]: serviceAccount },
      { kind: 'google', access: () => ({}) },
    );
  }

  /**
   * An identity of Azure by the webhook of Azure Workload Identity.
   *
   * @param props the identity
   * @throws when an id is none
   * @see https://azure.github.io/azure-workload-identity/docs/topics/service-account-labels-and-annotations.html
   */
  public static azureWorkloadIdentity(props: AzureWorkloadIdentityProps): PodIdentity {
    const { clientId, tenantId } = props;
    const problems = new Problems();
    problems.require('clientId', clientId, UUID);
    if (tenantId !== undefined) problems.require('tenantId', tenantId, UUID);
    problems.throwFor('Azure Workload Identity');
    const labels = { [AZURE_POD_LABEL.name]: AZURE_POD_LABEL.value };
    return new PodIdentity(
      `Azure Workload Identity as ${clientId}`,
      {
        [ACCOUNT_ANNOTATIONS.azureClient]: clientId,
        ...(tenantId !== undefined && { [ACCOUNT_ANNOTATIONS.azureTenant]: tenantId }),
      },
      { kind: 'azure', access: () => ({ pods: { labels } }) },
    );
  }

  private constructor(
    /** What it is, as a reader knows it. */
    public readonly description: string,
    /** Annotations of the accounts that have it; empty where the account is named elsewhere. */
    public readonly annotations: Readonly<Record<string, string>>,
    /** @internal */
    public readonly _source: IdentitySource,
  ) {}

  /**
   * What is wrong with it for clients of S3; undefined when nothing is.
   * @internal
   */
  public _awsProblem(): string | undefined {
    return ['web identity', 'container'].includes(this._source.kind)
      ? undefined
      : `no client of S3 reads ${this.description}; use PodIdentity.irsa, eksPodIdentity or webIdentity`;
  }
}

/** By what an identity comes into the pods. */
export interface IdentitySource {
  /** What reads it. */
  readonly kind: 'web identity' | 'container' | 'google' | 'azure';
  /** What driver and executors need. */
  readonly access: (region: string) => PodAccess;
  /** What they need beside it for S3A of a Hadoop; a text says why it cannot work. */
  readonly s3a?: (region: string, hadoop: string | undefined) => PodAccess | string;
}

function seconds(problems: Problems, duration: Duration | undefined): number | undefined {
  if (duration === undefined) return undefined;
  const value = duration.toSeconds({ integral: false });
  if (!Number.isInteger(value) || value < 600) {
    problems.report(
      'tokenExpiration',
      `is ${duration.toHumanString()}; Kubernetes gives no token for less than 10 minutes, for example Duration.hours(1)`,
    );
  }
  return value;
}
