import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { DATA_KEY, OBJECT_NAME } from '../kubernetes-names';
import { Problems, show } from '../problems';
import { AccessKeys } from './access-keys';
import { SecretOrigin } from './secret-origin';

/** What a Secret is used for, which says its keys and its type. */
export class SecretUse {
  /**
   * A pair of access keys.
   *
   * @param accessKey key that holds the id
   * @param secretKey key that holds the secret
   */
  public static accessKeys(accessKey = 'access-key', secretKey = 'secret-key'): SecretUse {
    return new SecretUse([accessKey, secretKey], 'Opaque');
  }

  /** A client of an OAuth 2 server, as `RestAuth.oauth2` reads it. */
  public static oauthClient(): SecretUse {
    return new SecretUse(['client-id', 'client-secret'], 'Opaque');
  }

  /** A login at a registry, for `imagePullSecrets`. */
  public static imagePull(): SecretUse {
    return new SecretUse(['.dockerconfigjson'], 'kubernetes.io/dockerconfigjson');
  }

  /** The certificate of a certificate authority. */
  public static certificateAuthority(): SecretUse {
    return new SecretUse(['ca.crt'], 'Opaque');
  }

  /**
   * Anything else.
   *
   * @param keys the keys
   */
  public static of(...keys: string[]): SecretUse {
    return new SecretUse(keys, 'Opaque');
  }

  private constructor(
    /** Keys of the Secret. */
    public readonly keys: string[],
    /** Type of the Secret. */
    public readonly type: string,
  ) {}
}

/** A Secret that jobs read. */
export interface JobSecretProps {
  /** Name of the Secret. */
  readonly secretName: string;
  /** What it is used for. */
  readonly use: SecretUse;
  /** What it is made from. */
  readonly origin: SecretOrigin;
  /**
   * Namespace of the jobs.
   * @default - the namespace of the chart
   */
  readonly namespace?: string;
  /**
   * Labels of the object.
   * @default - none
   */
  readonly labels?: Readonly<Record<string, string>>;
}

/** A Secret of jobs, and the object that makes it. No value stands in it. */
export class JobSecret extends Construct {
  /** Name of the Secret. */
  public readonly secretName: string;
  /** What it is used for. */
  public readonly use: SecretUse;
  /** The object that makes the Secret; undefined for one that exists. */
  public readonly apiObject?: ApiObject;
  /** @internal */
  public readonly _isMounted: boolean;

  /** @throws when Kubernetes can have no such Secret, or the origin speaks of other keys, listing all of it */
  public constructor(scope: Construct, id: string, props: JobSecretProps) {
    super(scope, id);
    const { secretName, use, origin } = props;
    const problems = new Problems();
    problems.require('secretName', secretName, OBJECT_NAME);
    if (use.keys.length === 0) problems.report('use', 'has no keys; give those that the jobs read');
    for (const key of use.keys) problems.require('key', key, DATA_KEY);
    for (const key of origin._named.filter((named) => !use.keys.includes(named))) {
      problems.report(
        'origin',
        `speaks of key ${show(key)}, which the Secret does not have; it has ${use.keys.join(', ')}`,
      );
    }
    problems.throwFor(`Secret ${show(this.node.path)}`);
    this.secretName = secretName;
    this.use = use;
    this._isMounted = origin._isMounted;
    const manifest = origin._manifest({ name: secretName, keys: use.keys, type: use.type });
    if (manifest === undefined) return;
    this.apiObject = new ApiObject(this, 'Resource', {
      ...(manifest as { apiVersion: string; kind: string }),
      metadata: { name: secretName, namespace: props.namespace, labels: props.labels },
    });
  }

  /** The pair of access keys, for a store. */
  public get accessKeys(): AccessKeys {
    const [accessKey, secretKey] = this.use.keys;
    return AccessKeys.fromSecret(this.secretName, { accessKey, secretKey });
  }
}
