import { Chart, Lazy } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import type { PodIdentity } from '../credentials/pod-identity';
import { OBJECT_NAME } from '../kubernetes-names';
import { Problems, show } from '../problems';
import type { ISparkServiceAccount } from './spark-service-account-ref';

/** What an account is called. */
export interface BoundServiceAccountProps {
  /** Name of the account, of its Roles and of its RoleBindings. */
  readonly name: string;
  /**
   * Namespace of the account.
   * @default - that of the account that exists, else the namespace of the chart, else `default`
   */
  readonly namespace?: string;
  /**
   * An account that exists. It gets the rights, and no account is made.
   * @default - an account is made
   */
  readonly account?: ISparkServiceAccount;
  /**
   * Labels of the objects.
   * @default - none
   */
  readonly labels?: Readonly<Record<string, string>>;
  /**
   * Who its pods are for a cloud: annotations of the account. An account that exists keeps its own.
   * @default - nobody
   */
  readonly identity?: PodIdentity;
}

/** An account with a mounted token, and a Role with its RoleBinding in each namespace where it may do something. */
export abstract class BoundServiceAccount extends Construct implements ISparkServiceAccount {
  /** Name of the account. */
  public readonly serviceAccountName: string;
  /** Namespace of the account. */
  public readonly namespace?: string;
  /** Spark settings that belong to what the account may do; undefined when there are none. */
  public readonly sparkConf?: Readonly<Record<string, string>>;
  /** The ServiceAccount; undefined when it exists already. */
  public readonly serviceAccount?: k8s.KubeServiceAccount;
  /**
   * The namespace, which is always known.
   * @internal
   */
  protected readonly _home: string;
  private readonly roleName: string;
  private readonly labels?: Readonly<Record<string, string>>;

  /** @throws when no account can have the name, or namespace and account disagree */
  public constructor(scope: Construct, id: string, props: BoundServiceAccountProps) {
    super(scope, id);
    const { name, account, labels } = props;
    const problems = new Problems();
    problems.require('name', name, OBJECT_NAME);
    const theirs = account?.namespace;
    if (theirs !== undefined && props.namespace !== undefined && theirs !== props.namespace) {
      problems.report(
        'namespace',
        `is ${show(props.namespace)} and that of account ${show(theirs)}; give one of them`,
      );
    }
    problems.throwFor(`service account ${show(this.node.path)}`);
    this.roleName = name;
    this.labels = labels;
    this.serviceAccountName = account?.serviceAccountName ?? name;
    this._home = props.namespace ?? account?.namespace ?? Chart.of(this).namespace ?? 'default';
    this.namespace = this._home;
    if (account === undefined) {
      this.serviceAccount = new k8s.KubeServiceAccount(this, 'ServiceAccount', {
        metadata: { name, namespace: this.namespace, labels, annotations: annotationsOf(props.identity) },
        automountServiceAccountToken: true,
      });
    }
  }

  /**
   * Lets the account do something in a namespace, once for each.
   * @internal
   */
  protected _bind(namespace: string, rules: () => readonly k8s.PolicyRule[]): Binding {
    const metadata = { name: this.roleName, namespace, labels: this.labels };
    const id = (kind: string): string => (namespace === this._home ? kind : `${kind}-${namespace}`);
    const role = new k8s.KubeRole(this, id('Role'), {
      metadata,
      rules: Lazy.any({ produce: () => [...rules()] }) as k8s.PolicyRule[],
    });
    const roleBinding = new k8s.KubeRoleBinding(this, id('RoleBinding'), {
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: this.roleName },
      subjects: [{ kind: 'ServiceAccount', name: this.serviceAccountName, namespace: this.namespace }],
    });
    return { role, roleBinding };
  }
}

/** Annotations that an identity needs; undefined for none. */
export function annotationsOf(identity: PodIdentity | undefined): Record<string, string> | undefined {
  const annotations = { ...identity?.annotations };
  return Object.keys(annotations).length === 0 ? undefined : annotations;
}

interface Binding {
  readonly role: k8s.KubeRole;
  readonly roleBinding: k8s.KubeRoleBinding;
}
