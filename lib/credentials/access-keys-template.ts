import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { AccessKeys, type AccessKeysProps } from './access-keys';

/** The Secret that somebody fills in. */
export interface AccessKeysTemplateProps extends AccessKeysProps {
  /** Name of the Secret. */
  readonly secretName: string;
  /**
   * Namespace of the applications that use it.
   * @default - the namespace of the chart
   */
  readonly namespace?: string;
  /**
   * Labels of the Secret.
   * @default - none
   */
  readonly labels?: Readonly<Record<string, string>>;
}

/**
 * A Secret of one access-key pair with placeholders in place of its values: to be copied and filled in outside the
 * repository, never applied as it is.
 */
export class AccessKeysTemplate extends Construct {
  /** The keys, to give to a store. */
  public readonly accessKeys: AccessKeys;
  /** The Secret with its placeholders. */
  public readonly secret: k8s.KubeSecret;

  public constructor(scope: Construct, id: string, props: AccessKeysTemplateProps) {
    super(scope, id);
    const { secretName } = props;
    this.accessKeys = AccessKeys.fromSecret(secretName, props);
    const { accessKey, secretKey } = this.accessKeys;
    this.secret = new k8s.KubeSecret(this, 'Secret', {
      metadata: { name: secretName, namespace: props.namespace, labels: props.labels },
      type: 'Opaque',
      stringData: {
        [accessKey]: placeholder(secretName, accessKey),
        [secretKey]: placeholder(secretName, secretKey),
      },
    });
  }
}

function placeholder(secretName: string, key: string): string {
  return `<FILL IN: ${key} of ${secretName}>`;
}
