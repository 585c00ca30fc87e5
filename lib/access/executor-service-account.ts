import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import type { PodIdentity } from '../credentials/pod-identity';
import { OBJECT_NAME } from '../kubernetes-names';
import { Problems, show } from '../problems';
import { annotationsOf } from './bound-service-account';
import type { ISparkServiceAccount } from './spark-service-account-ref';

/** What the account of executors is called. */
export interface ExecutorServiceAccountProps {
  /**
   * Name of the account.
   * @default 'spark-executor'
   */
  readonly name?: string;
  /**
   * Namespace of the applications.
   * @default - the namespace of the chart
   */
  readonly namespace?: string;
  /**
   * Labels of the account.
   * @default - none
   */
  readonly labels?: Readonly<Record<string, string>>;
  /**
   * Who the pods are for a cloud, in place of keys: annotations of the account.
   * @default - nobody
   */
  readonly identity?: PodIdentity;
}

/**
 * An account without rights and without a token, for executors: they make no API calls, and without it they run
 * under the account of the driver, so that any task could make pods.
 */
export class ExecutorServiceAccount extends Construct implements ISparkServiceAccount {
  /** Name of the account. */
  public readonly serviceAccountName: string;
  /** Namespace of the account; undefined where the manifest names none. */
  public readonly namespace?: string;
  /** The ServiceAccount. */
  public readonly serviceAccount: k8s.KubeServiceAccount;

  /** @throws when no account can have the name */
  public constructor(scope: Construct, id: string, props: ExecutorServiceAccountProps = {}) {
    super(scope, id);
    this.serviceAccountName = props.name ?? 'spark-executor';
    const problems = new Problems();
    problems.require('name', this.serviceAccountName, OBJECT_NAME);
    problems.throwFor(`service account ${show(this.node.path)}`);
    this.serviceAccount = new k8s.KubeServiceAccount(this, 'ServiceAccount', {
      metadata: {
        name: this.serviceAccountName,
        namespace: props.namespace,
        labels: props.labels,
        annotations: annotationsOf(props.identity),
      },
      automountServiceAccountToken: false,
    });
    this.namespace = this.serviceAccount.metadata.namespace;
  }
}
