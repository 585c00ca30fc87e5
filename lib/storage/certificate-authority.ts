import { k8s } from 'cdk8s-plus-28';
import { RESTRICTED_CONTAINER } from '../access/restricted';
import { DATA_KEY, OBJECT_NAME } from '../kubernetes-names';
import { Problems, TextForm } from '../problems';
import type { SparkContribution } from '../spark/spark-contribution';
import { SparkFeature } from '../spark/spark-feature';
import type { SparkPodProps } from '../spark/spark-pod-props';
import type { SparkTarget } from '../spark/spark-target';

/** A trust store that trust-manager keeps beside the certificate. */
export interface TrustManagerProps {
  /**
   * Key of the certificates in PEM.
   * @default 'ca.crt'
   */
  readonly pemKey?: string;
  /**
   * Key of the trust store.
   * @default 'ca.p12'
   */
  readonly pkcs12Key?: string;
  /**
   * Password of the trust store, which is no secret.
   * @default - none, as trust-manager makes it
   */
  readonly password?: string;
}

const CERTIFICATES = 'ca-certificates';
const CERTIFICATES_FOLDER = '/var/run/secrets/ca';
const STORE = 'trust-store';
const STORE_FOLDER = '/var/run/trust-store';
/** That of the trust store of every Java. */
const PASSWORD = 'changeit';

const PLAIN = new TextForm({
  pattern: /^[\w.-]+$/,
  of: 'letters, digits, dots and dashes',
  example: PASSWORD,
});

/**
 * A copy of the trust store of Java with the certificates: a trust store replaces the public authorities, and keytool takes one
 * certificate of a file, the first.
 */
const SCRIPT = [
  'set -eu',
  'home=${JAVA_HOME:-$(dirname "$(dirname "$(readlink -f "$(command -v keytool)")")")}',
  `store=${STORE_FOLDER}/cacerts`,
  'cp "$home/lib/security/cacerts" "$store"',
  'chmod u+w "$store"',
  `awk '/BEGIN CERTIFICATE/ { n++ } n { print > ("${STORE_FOLDER}/" n ".pem") }' "$1"`,
  `for one in ${STORE_FOLDER}/*.pem; do`,
  `  "$home/bin/keytool" -importcert -noprompt -alias "private-ca-$(basename "$one" .pem)" -file "$one" -keystore "$store" -storepass ${PASSWORD}`,
  'done',
].join('\n');

/**
 * The certificates of a certificate authority of your own, for every client of a job at once: S3A, Iceberg's own client, REST
 * catalogs and the STS use the trust store of the JVM. Give it to a store or a catalog, or add it to a job. One for a job: put the
 * certificates of several into one file. The public authorities stay trusted.
 *
 * The mounts need the operator's webhook, and the image of the job its `keytool`.
 */
export class CertificateAuthority extends SparkFeature {
  /**
   * Certificates in PEM in a Secret.
   *
   * @param name the Secret, in the namespace of the jobs
   * @param key key of the Secret
   * @throws when Kubernetes can have no such Secret or key
   */
  public static fromSecret(name: string, key = 'ca.crt'): CertificateAuthority {
    return new CertificateAuthority('Secret', name, key);
  }

  /**
   * Certificates in PEM in a ConfigMap.
   *
   * @param name the ConfigMap, in the namespace of the jobs
   * @param key key of the ConfigMap
   * @throws when Kubernetes can have no such ConfigMap or key
   */
  public static fromConfigMap(name: string, key = 'ca.crt'): CertificateAuthority {
    return new CertificateAuthority('ConfigMap', name, key);
  }

  /**
   * Certificates and a PKCS12 trust store in the target of a Bundle of trust-manager; nothing has to be made at the start of a
   * pod. The Bundle says whether public authorities are in it (`useDefaultCAs`).
   *
   * @param name the ConfigMap, in the namespace of the jobs
   * @param props what its keys are called
   * @throws when Kubernetes can have no such ConfigMap or key
   * @see https://cert-manager.io/docs/trust/trust-manager/
   */
  public static fromTrustManager(name: string, props: TrustManagerProps = {}): CertificateAuthority {
    const { pemKey = 'ca.crt', pkcs12Key = 'ca.p12', password } = props;
    return new CertificateAuthority('ConfigMap', name, pemKey, { key: pkcs12Key, password });
  }

  /** `certificate authority of <Secret or ConfigMap> <name>`. */
  public readonly description: string;

  private constructor(
    private readonly kind: 'Secret' | 'ConfigMap',
    private readonly name: string,
    private readonly key: string,
    private readonly store?: { readonly key: string; readonly password: string | undefined },
  ) {
    super();
    this.description = `certificate authority of ${kind} ${name}`;
    const problems = new Problems();
    problems.require('name', name, OBJECT_NAME);
    problems.require('key', key, DATA_KEY);
    if (store !== undefined) problems.require('pkcs12Key', store.key, DATA_KEY);
    if (store?.password !== undefined) problems.require('password', store.password, PLAIN);
    problems.throwFor('certificate authority');
  }

  public contribute(): SparkContribution {
    return this._contributeTo({});
  }

  /** @internal */
  public override _contributeTo({ driverImage, executorImage }: SparkTarget): SparkContribution {
    if (this.store !== undefined) {
      const { key, password } = this.store;
      return {
        volumes: [this._volume],
        pods: {
          volumeMounts: [this._mount],
          javaOptions: options(`${CERTIFICATES_FOLDER}/${key}`, password),
        },
      };
    }
    return {
      volumes: [this._volume, { name: STORE, emptyDir: {} }],
      pods: {
        // The webhook brings the volumes of these mounts alone, also for the init container.
        volumeMounts: [this._mount, { name: STORE, mountPath: STORE_FOLDER }],
        javaOptions: options(`${STORE_FOLDER}/cacerts`, PASSWORD),
      },
      driver: this.maker(driverImage),
      executor: this.maker(executorImage),
    };
  }

  /**
   * The certificates as a volume.
   * @internal
   */
  public get _volume(): k8s.Volume {
    const { kind, name } = this;
    return kind === 'Secret'
      ? { name: CERTIFICATES, secret: { secretName: name } }
      : { name: CERTIFICATES, configMap: { name } };
  }

  /**
   * Where they are mounted.
   * @internal
   */
  public get _mount(): k8s.VolumeMount {
    return { name: CERTIFICATES, mountPath: CERTIFICATES_FOLDER, readOnly: true };
  }

  /**
   * The certificates in PEM, where they are mounted.
   * @internal
   */
  public get _file(): string {
    return `${CERTIFICATES_FOLDER}/${this.key}`;
  }

  private maker(image: string | undefined): SparkPodProps {
    if (image === undefined) {
      throw new Error(
        `${this.description}: no image is known to make the trust store with; give the application an image or a runtime`,
      );
    }
    const quantity = (text: string): k8s.Quantity => k8s.Quantity.fromString(text);
    return {
      initContainers: [
        {
          name: STORE,
          image,
          command: ['sh', '-c', SCRIPT, 'sh', this._file],
          resources: {
            requests: { cpu: quantity('100m'), memory: quantity('256Mi') },
            limits: { cpu: quantity('1'), memory: quantity('256Mi') },
          },
          securityContext: { ...RESTRICTED_CONTAINER, runAsUser: 185, readOnlyRootFilesystem: true },
          volumeMounts: [this._mount, { name: STORE, mountPath: STORE_FOLDER }],
        },
      ],
    };
  }
}

function options(file: string, password: string | undefined): string {
  const given = password === undefined ? '' : ` -Djavax.net.ssl.trustStorePassword=${password}`;
  return `-Djavax.net.ssl.trustStore=${file}${given}`;
}
