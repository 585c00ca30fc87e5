import type { Duration } from 'cdk8s';
import { ANONYMOUS_V2, awsSdk, S3A_PROVIDERS, WEB_IDENTITY } from '../manifest/cloud-identity';
import { Problems, TextForm } from '../problems';
import type { AccessKeys } from './access-keys';
import { together, type ClientAccess } from './pod-access';
import { IAM_ROLE, type PodIdentity } from './pod-identity';

/** How a role is assumed. */
export interface AssumedRoleProps {
  /**
   * Name of the session, for the audit log of the role.
   * @default - the client's own
   */
  readonly sessionName?: string;
  /**
   * Id that the trust of the role asks for. Hadoop 3.3 has no setting for it.
   * @default - none
   */
  readonly externalId?: string;
  /**
   * How long the keys of the role are valid, 15 minutes or more.
   * @default - the client's own
   */
  readonly duration?: Duration;
  /**
   * Host of the STS, with a port where it is another than 443. Always by TLS.
   * @default - that of AWS in the region of the store
   */
  readonly stsHost?: string;
}

const SESSION_NAME = new TextForm({
  pattern: /^[\w+=,.@-]+$/,
  of: 'letters, digits and +=,.@-',
  example: 'nightly-etl',
  minLength: 2,
  maxLength: 64,
});

const HOST = new TextForm({
  pattern: /^[A-Za-z0-9.-]+(?::\d{1,5})?$/,
  of: 'a host and perhaps a port, without a scheme',
  example: 'sts.eu-central-1.amazonaws.com',
});

const CLASS_NAME = new TextForm({
  pattern: /^[A-Za-z_]\w*(?:\.[A-Za-z_][\w$]*)+$/,
  of: 'the whole name of a class',
  example: 'com.amazonaws.auth.DefaultAWSCredentialsProviderChain',
});

/** How Spark proves to a store who it is. */
export class Credentials {
  /**
   * With access keys from a Secret.
   *
   * @param keys the keys, by reference
   */
  public static accessKeys(keys: AccessKeys): Credentials {
    const variable = (prefix: string | undefined, name: string): string => `${prefix!}_${name}`;
    return new Credentials(
      'access keys',
      ({ prefix }) => ({
        options: {
          'aws.credentials.provider': S3A_PROVIDERS.accessKeys,
          'access.key': `\${env.${variable(prefix, 'ACCESS_KEY_ID')}}`,
          'secret.key': `\${env.${variable(prefix, 'SECRET_ACCESS_KEY')}}`,
        },
        env: keys.env(prefix!),
      }),
      ({ prefix }) => ({
        options: {
          's3.access-key-id': `env:${variable(prefix, 'ACCESS_KEY_ID')}`,
          's3.secret-access-key': `env:${variable(prefix, 'SECRET_ACCESS_KEY')}`,
        },
        env: keys.env(prefix!),
      }),
      keys,
    );
  }

  /**
   * As the identity of the pods, without any key. Give the accounts of driver and executors the same identity.
   *
   * @param identity who the pods are
   */
  public static podIdentity(identity: PodIdentity): Credentials {
    return new Credentials(
      'the identity of the pods',
      ({ region, hadoop }) => {
        const { kind, access, s3a } = identity._source;
        const problem = identity._awsProblem();
        if (problem !== undefined) return problem;
        if (kind === 'container' && awsSdk(hadoop) === 'v1') {
          return `S3A of Hadoop ${hadoop!} does not know EKS Pod Identity; use PodIdentity.irsa, FileIo.s3, or Spark 4`;
        }
        const more = s3a?.(region, hadoop) ?? {};
        if (typeof more === 'string') return more;
        const provider = kind === 'container' ? S3A_PROVIDERS.container : WEB_IDENTITY[awsSdk(hadoop)];
        return { options: { 'aws.credentials.provider': provider }, ...together(access(region), more) };
      },
      ({ region }) => identity._awsProblem() ?? { options: {}, ...identity._source.access(region) },
    );
  }

  /**
   * With keys that an Iceberg REST catalog hands out for each table. Nothing but the catalog can use such a store.
   */
  public static vended(): Credentials {
    return new Credentials(
      'keys that a catalog hands out',
      () =>
        'keys that a catalog hands out reach its own client alone; use FileIo.s3, or give the bucket a store of its own',
      () => ({ options: { 'header.X-Iceberg-Access-Delegation': 'vended-credentials' } }),
    );
  }

  /**
   * With the keys of a role of AWS.
   *
   * @param roleArn the role
   * @param by who assumes it
   * @param props how it is assumed
   * @throws when the role cannot be assumed so
   */
  public static assumedRole(roleArn: string, by: Credentials, props: AssumedRoleProps = {}): Credentials {
    const { sessionName, externalId, stsHost } = props;
    const problems = new Problems();
    problems.require('roleArn', roleArn, IAM_ROLE);
    if (sessionName !== undefined) problems.require('sessionName', sessionName, SESSION_NAME);
    if (stsHost !== undefined) problems.require('stsHost', stsHost, HOST);
    const seconds = props.duration?.toSeconds({ integral: false });
    if (seconds !== undefined && (!Number.isInteger(seconds) || seconds < 900)) {
      problems.report(
        'duration',
        `is ${seconds} seconds; the STS wants 15 minutes or more, Duration.hours(1)`,
      );
    }
    problems.throwFor('assumed role');
    return new Credentials(
      `role ${roleArn}`,
      (client) => {
        const access = by._s3a(client);
        if (typeof access === 'string') return access;
        if (externalId !== undefined && awsSdk(client.hadoop) === 'v1') {
          return `S3A of Hadoop ${client.hadoop!} has no setting for an external id; use FileIo.s3, or Spark 4`;
        }
        const { 'aws.credentials.provider': inner, ...options } = access.options;
        if (inner === undefined || inner === S3A_PROVIDERS.assumedRole || inner === S3A_PROVIDERS.anonymous) {
          return `${by.description} cannot assume a role; give access keys or the identity of the pods`;
        }
        return {
          ...access,
          options: {
            ...options,
            'aws.credentials.provider': S3A_PROVIDERS.assumedRole,
            'assumed.role.arn': roleArn,
            'assumed.role.credentials.provider': inner,
            // Said always: without it one generation of the SDK asks for a region that no setting gives.
            'assumed.role.sts.endpoint': stsHost ?? awsSts(roleArn, client.region),
            'assumed.role.sts.endpoint.region': client.region,
            ...(sessionName !== undefined && { 'assumed.role.session.name': sessionName }),
            ...(externalId !== undefined && { 'assumed.role.external.id': externalId }),
            ...(seconds !== undefined && { 'assumed.role.session.duration': `${seconds}s` }),
          },
        };
      },
      (client) => {
        const access = by._fileIo(client);
        if (typeof access === 'string') return access;
        if (Object.keys(access.options).length > 0 || stsHost !== undefined) {
          return 'S3FileIO assumes a role as the identity of its pod, at the STS of AWS; use Credentials.podIdentity for it';
        }
        return {
          ...access,
          options: {
            'client.factory': 'org.apache.iceberg.aws.AssumeRoleAwsClientFactory',
            'client.assume-role.arn': roleArn,
            'client.assume-role.region': client.region,
            ...(sessionName !== undefined && { 'client.assume-role.session-name': sessionName }),
            ...(externalId !== undefined && { 'client.assume-role.external-id': externalId }),
            ...(seconds !== undefined && { 'client.assume-role.timeout-sec': String(seconds) }),
          },
        };
      },
      by._keys,
      true,
    );
  }

  /** Not at all, for public data. */
  public static none(): Credentials {
    return new Credentials(
      'no credentials',
      () => ({ options: { 'aws.credentials.provider': S3A_PROVIDERS.anonymous } }),
      () => ({ options: { 'client.credentials-provider': ANONYMOUS_V2 } }),
    );
  }

  /**
   * By a class of the image, for what nothing here can say: a newer SDK, a provider of your own. S3A of Hadoop 3.3 wants one
   * of the first generation of the SDK, S3A of Hadoop 3.4 and S3FileIO one of the second.
   *
   * @param className the class
   * @throws when it is no name of a class
   */
  public static provider(className: string): Credentials {
    const problems = new Problems();
    problems.require('className', className, CLASS_NAME);
    problems.throwFor('credentials provider');
    return new Credentials(
      `class ${className}`,
      () => ({ options: { 'aws.credentials.provider': className } }),
      () => ({ options: { 'client.credentials-provider': className } }),
    );
  }

  private constructor(
    /** What they are, as a reader knows them. */
    public readonly description: string,
    /**
     * For S3A: options below `fs.s3a.bucket.<bucket>.`; a text says why it cannot use them.
     * @internal
     */
    public readonly _s3a: (client: S3Client) => ClientAccess | string,
    /**
     * For Iceberg's own client: options of a catalog; a text says why it cannot use them.
     * @internal
     */
    public readonly _fileIo: (client: S3Client) => ClientAccess | string,
    /**
     * Access keys that they begin with.
     * @internal
     */
    public readonly _keys?: AccessKeys,
    /**
     * Whether a role is assumed with them.
     * @internal
     */
    public readonly _isAssumed = false,
  ) {}
}

/** A client of S3, as far as credentials depend on it. */
export interface S3Client {
  /** Prefix of the variables that hold keys. */
  readonly prefix: string | undefined;
  /** Signing region. */
  readonly region: string;
  /** Version of Hadoop, where it is known. */
  readonly hadoop?: string;
}

function awsSts(roleArn: string, region: string): string {
  return `sts.${region}.amazonaws.com${roleArn.startsWith('arn:aws-cn:') ? '.cn' : ''}`;
}
