import { Problems, TextForm } from '../problems';

/** Where the External Secrets Operator reads. */
export class SecretStore {
  /**
   * A store of the whole cluster.
   *
   * @param name name of the ClusterSecretStore
   */
  public static cluster(name: string): SecretStore {
    return new SecretStore('ClusterSecretStore', name);
  }

  /**
   * A store of the namespace.
   *
   * @param name name of the SecretStore
   */
  public static namespaced(name: string): SecretStore {
    return new SecretStore('SecretStore', name);
  }

  private constructor(
    /** Kind of the object. */
    public readonly kind: string,
    /** Its name. */
    public readonly name: string,
  ) {}
}

/** What an external secret is called where it is kept. */
export interface ExternalSecretProps {
  /** Where it is kept. */
  readonly store: SecretStore;
  /** Its key there: `data/minio`. */
  readonly remoteKey: string;
  /**
   * Names of its properties there, by the keys of the Secret.
   * @default - those of the Secret
   */
  readonly properties?: Readonly<Record<string, string>>;
  /**
   * How often it is read again, as External Secrets writes it.
   * @default '1h'
   */
  readonly refreshInterval?: string;
}

/** How a provider of the Secrets Store CSI driver is asked. */
export interface CsiSecretProps {
  /** The provider: `vault`, `aws`, `azure`, `gcp`. */
  readonly provider: string;
  /**
   * What the provider is told. Its objects must be called as the keys of the Secret are.
   * @default - nothing
   */
  readonly parameters?: Readonly<Record<string, string>>;
}

const PROVIDER = new TextForm({
  pattern: /^[A-Za-z0-9_.-]{1,30}$/,
  of: 'letters, digits, dots, dashes and underscores, up to 30',
  example: 'vault',
});

const REMOTE_KEY = new TextForm({ pattern: /^\S/, of: 'the key of the secret', example: 'data/minio' });

const INTERVAL = new TextForm({
  pattern: /^(?:\d+(?:\.\d+)?(?:ms|s|m|h))+$/,
  of: 'a time as Go writes it',
  example: '1h',
});

/** What a Secret is made from. */
export class SecretOrigin {
  /** Nothing here: it exists, or somebody else makes it before the jobs run. */
  public static existing(): SecretOrigin {
    return new SecretOrigin(() => undefined);
  }

  /** A file with placeholders, to be copied and filled in outside the repository; never applied as it is. */
  public static template(): SecretOrigin {
    return new SecretOrigin(({ name, keys, type }) => ({
      apiVersion: 'v1',
      kind: 'Secret',
      type,
      stringData: Object.fromEntries(keys.map((key) => [key, `<FILL IN: ${key} of ${name}>`])),
    }));
  }

  /**
   * An ExternalSecret (v1), which the External Secrets Operator makes a Secret of.
   *
   * @param props what it is called where it is kept
   * @throws when a text cannot work
   * @see https://external-secrets.io/latest/api/externalsecret/
   */
  public static externalSecret(props: ExternalSecretProps): SecretOrigin {
    const { store, remoteKey, properties = {}, refreshInterval = '1h' } = props;
    const problems = new Problems();
    problems.require('remoteKey', remoteKey, REMOTE_KEY);
    problems.require('refreshInterval', refreshInterval, INTERVAL);
    problems.throwFor('external secret');
    return new SecretOrigin(
      ({ name, keys, type }) => ({
        apiVersion: 'external-secrets.io/v1',
        kind: 'ExternalSecret',
        spec: {
          refreshInterval,
          secretStoreRef: { kind: store.kind, name: store.name },
          target: { name, ...(type !== 'Opaque' && { template: { type } }) },
          data: keys.map((key) => ({
            secretKey: key,
            remoteRef: { key: remoteKey, property: properties[key] ?? key },
          })),
        },
      }),
      Object.keys(properties),
    );
  }

  /**
   * A SecretProviderClass of the Secrets Store CSI driver. The Secret exists only while a pod mounts it: give
   * `CsiSecrets.of(…)` to the jobs.
   *
   * @param props how the provider is asked
   * @throws when no provider can be called so
   * @see https://secrets-store-csi-driver.sigs.k8s.io/topics/sync-as-kubernetes-secret
   */
  public static csi(props: CsiSecretProps): SecretOrigin {
    const { provider, parameters } = props;
    const problems = new Problems();
    problems.require('provider', provider, PROVIDER);
    problems.throwFor('CSI secret');
    return new SecretOrigin(
      ({ name, keys, type }) => ({
        apiVersion: 'secrets-store.csi.x-k8s.io/v1',
        kind: 'SecretProviderClass',
        spec: {
          provider,
          parameters,
          secretObjects: [{ secretName: name, type, data: keys.map((key) => ({ objectName: key, key })) }],
        },
      }),
      [],
      true,
    );
  }

  /** A SealedSecret with placeholders: `kubeseal` fills them in for one name and namespace, and it may stay in Git. */
  public static sealedSecret(): SecretOrigin {
    return new SecretOrigin(({ name, keys, type }) => ({
      apiVersion: 'bitnami.com/v1alpha1',
      kind: 'SealedSecret',
      spec: {
        encryptedData: Object.fromEntries(
          keys.map((key) => [key, `<FILL IN: kubeseal --raw of ${key} of ${name}>`]),
        ),
        template: { type },
      },
    }));
  }

  private constructor(
    /** @internal */
    public readonly _manifest: (secret: SecretShape) => Record<string, unknown> | undefined,
    /**
     * Keys that it speaks of.
     * @internal
     */
    public readonly _named: readonly string[] = [],
    /**
     * True where the Secret needs a mount to exist.
     * @internal
     */
    public readonly _isMounted = false,
  ) {}
}

/** A Secret as its origins need to know it. */
export interface SecretShape {
  /** Name. */
  readonly name: string;
  /** Keys. */
  readonly keys: readonly string[];
  /** Type. */
  readonly type: string;
}
