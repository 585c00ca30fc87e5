import type { k8s } from 'cdk8s-plus-28';
import { DATA_KEY, OBJECT_NAME } from '../kubernetes-names';
import { Problems, show } from '../problems';

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
    const problems = new Problems();
    problems.require('secretName', secretName, OBJECT_NAME);
    problems.require('accessKey', accessKey, DATA_KEY);
    problems.require('secretKey', secretKey, DATA_KEY);
    if (accessKey === secretKey) {
      problems.report('secretKey', `is ${show(secretKey)}, as accessKey is; give the two keys of the Secret`);
    }
    problems.throwFor('access keys');
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
