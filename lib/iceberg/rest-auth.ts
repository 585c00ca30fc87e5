import type { k8s } from 'cdk8s-plus-28';
import type { ClientAccess } from '../credentials/pod-access';
import type { PodIdentity } from '../credentials/pod-identity';

/** Where the client of an OAuth 2 server is kept. */
export interface OAuth2Props {
  /** Name of the Secret, in the namespace of the application. */
  readonly secretName: string;
  /**
   * Key of the Secret that holds the client id.
   * @default 'client-id'
   */
  readonly clientIdKey?: string;
  /**
   * Key of the Secret that holds the client secret.
   * @default 'client-secret'
   */
  readonly clientSecretKey?: string;
  /** Where tokens are issued. The client has a default below the catalog's address, which is deprecated. */
  readonly tokenUri: string;
  /**
   * Scope of the tokens, `PRINCIPAL_ROLE:ALL` for Polaris.
   * @default - Iceberg's own, `catalog`
   */
  readonly scope?: string;
}

/** Where a user and a password are kept. */
export interface BasicAuthProps {
  /** Name of the Secret, in the namespace of the application. */
  readonly secretName: string;
  /**
   * Key of the Secret that holds the user.
   * @default 'username'
   */
  readonly usernameKey?: string;
  /**
   * Key of the Secret that holds the password.
   * @default 'password'
   */
  readonly passwordKey?: string;
}

/** Where a token is kept. */
export interface TokenAuthProps {
  /** Name of the Secret, in the namespace of the application. */
  readonly secretName: string;
  /**
   * Key of the Secret that holds the token.
   * @default 'token'
   */
  readonly tokenKey?: string;
}

/** What a signature is made for. */
export interface SigV4Props {
  /** Region of the catalog. */
  readonly region: string;
  /**
   * Service of AWS: `glue`, `s3tables`, `execute-api`.
   * @default 'glue'
   */
  readonly service?: string;
  /**
   * Who the pods are.
   * @default - what the SDK finds in the pods
   */
  readonly identity?: PodIdentity;
}

/**
 * How a session proves who it is to a REST catalog. Secrets stand in variables of driver and executors, and the
 * settings name the variables as `env:NAME`, which the REST client of Iceberg reads.
 *
 * `basic` needs Iceberg 1.9 or later.
 */
export class RestAuth {
  /** Not at all. */
  public static none(): RestAuth {
    return new RestAuth(() => ({ options: { 'rest.auth.type': 'none' } }));
  }

  /** With a user and a password in every request. */
  public static basic(props: BasicAuthProps): RestAuth {
    return new RestAuth((prefix) => ({
      options: {
        'rest.auth.type': 'basic',
        'rest.auth.basic.username': `env:${prefix}_USERNAME`,
        'rest.auth.basic.password': `env:${prefix}_PASSWORD`,
      },
      env: [
        variable(`${prefix}_USERNAME`, props.secretName, props.usernameKey ?? 'username'),
        variable(`${prefix}_PASSWORD`, props.secretName, props.passwordKey ?? 'password'),
      ],
    }));
  }

  /** With tokens that an OAuth 2 server issues to a client. */
  public static oauth2(props: OAuth2Props): RestAuth {
    return new RestAuth((prefix) => ({
      options: {
        'rest.auth.type': 'oauth2',
        'oauth2-server-uri': props.tokenUri,
        credential: `env:${prefix}_CREDENTIAL`,
        ...(props.scope !== undefined && { scope: props.scope }),
      },
      env: [
        variable(`${prefix}_CLIENT_ID`, props.secretName, props.clientIdKey ?? 'client-id'),
        variable(`${prefix}_CLIENT_SECRET`, props.secretName, props.clientSecretKey ?? 'client-secret'),
        { name: `${prefix}_CREDENTIAL`, value: `$(${prefix}_CLIENT_ID):$(${prefix}_CLIENT_SECRET)` },
      ],
    }));
  }

  /** With a token that somebody else renews. */
  public static token(props: TokenAuthProps): RestAuth {
    return new RestAuth((prefix) => ({
      options: { 'rest.auth.type': 'oauth2', token: `env:${prefix}_TOKEN` },
      env: [variable(`${prefix}_TOKEN`, props.secretName, props.tokenKey ?? 'token')],
    }));
  }

  /**
   * With requests that the identity of the pods signs, as AWS wants them. The runtime needs
   * `SparkRuntimeProps.icebergAwsBundle`.
   *
   * @param props what is signed for
   * @throws when AWS does not know the identity
   */
  public static sigV4(props: SigV4Props): RestAuth {
    const { region, service = 'glue', identity } = props;
    const problem = identity?._awsProblem();
    if (problem !== undefined) throw new Error(`RestAuth.sigV4: ${problem}`);
    return new RestAuth(() => ({
      options: {
        'rest.auth.type': 'sigv4',
        'rest.signing-region': region,
        'rest.signing-name': service,
      },
      ...identity?._source.access(region),
    }));
  }

  private constructor(
    /** @internal */
    public readonly _render: (prefix: string) => ClientAccess,
  ) {}
}

function variable(name: string, secretName: string, key: string): k8s.EnvVar {
  return { name, valueFrom: { secretKeyRef: { name: secretName, key } } };
}
