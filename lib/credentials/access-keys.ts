import type { k8s } from 'cdk8s-plus-28';
import { matches, objectNameProblem, refuse } from '../problems';

/** Where the two halves of an access key stand in their Secret. */
export interface AccessKeysProps {
  /**
   * Key of the Secret that holds the access key id.
   * @default 'access-key'
   */
  readonly accessKey?: string;
  /**
   * Key of the Secret that holds the secret access key.
   * @default 'secret-key'
   */
  readonly secretKey?: string;
}

/**
 * An access-key pair in a Secret of the application's namespace. Only the reference is known here, never a value.
 */
export class AccessKeys {
  /**
   * Keys in a Secret that exists, or that somebody else creates before the job runs.
   *
   * @param secretName name of the Secret, in the namespace of the application
   * @param props where the two halves stand
   * @throws when Kubernetes can have no such Secret or key, or both halves have one key
   */
  public static fromSecret(secretName: string, props: AccessKeysProps = {}): AccessKeys {
    return new AccessKeys(secretName, props.accessKey ?? 'access-key', props.secretKey ?? 'secret-key');
  }

  private constructor(
    /** Name of the Secret. */
    public readonly secretName: string,
    /** Key of the Secret that holds the access key id. */
    public readonly accessKey: string,
    /** Key of the Secret that holds the secret access key. */
    public readonly secretKey: string,
  ) {
    refuse('access keys', [
      objectNameProblem('secretName', secretName),
      keyProblem('accessKey', accessKey),
      keyProblem('secretKey', secretKey),
      accessKey === secretKey
        ? `accessKey and secretKey are both ${JSON.stringify(accessKey)}; give the two keys of the Secret`
        : undefined,
    ]);
  }

  /**
   * The two variables `<prefix>_ACCESS_KEY_ID` and `<prefix>_SECRET_ACCESS_KEY`, each a reference to the Secret.
   *
   * @param prefix upper-case prefix, for example `MINIO`
   */
  public env(prefix: string): k8s.EnvVar[] {
    return [
      { name: `${prefix}_ACCESS_KEY_ID`, valueFrom: this.reference(this.accessKey) },
      { name: `${prefix}_SECRET_ACCESS_KEY`, valueFrom: this.reference(this.secretKey) },
    ];
  }

  private reference(key: string): k8s.EnvVarSource {
    return { secretKeyRef: { name: this.secretName, key } };
  }
}

function keyProblem(property: string, key: string): string | undefined {
  return matches(/^[-._A-Za-z0-9]{1,253}$/, key)
    ? undefined
    : `${property} is ${JSON.stringify(key)}; keys of Secrets are 1 to 253 letters, digits, dashes, underscores and dots`;
}
