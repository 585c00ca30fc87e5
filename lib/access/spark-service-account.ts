import type { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import type { PodIdentity } from '../credentials/pod-identity';
import { OBJECT_NAME } from '../kubernetes-names';
import { Problems } from '../problems';
import { BoundServiceAccount } from './bound-service-account';
import { SparkPermissions } from './spark-permissions';
import type { ISparkServiceAccount } from './spark-service-account-ref';

/** What the account of a driver is called and may do. */
export interface SparkServiceAccountProps {
  /**
   * Name of the account, of its Role and of its RoleBinding.
   * @default 'spark'
   */
  readonly name?: string;
  /**
   * Namespace of the applications.
   * @default - the namespace of the chart, else `default`
   */
  readonly namespace?: string;
  /**
   * What the driver may do in its namespace. Claims on demand need `SparkPermissions.CHART`.
   * @default SparkPermissions.PODS_ONLY
   */
  readonly permissions?: SparkPermissions;
  /**
   * Labels of the three objects.
   * @default - none
   */
  readonly labels?: Readonly<Record<string, string>>;
  /**
   * Who the pods are for a cloud, in place of keys: annotations of the account.
   * @default - nobody
   */
  readonly identity?: PodIdentity;
}

/** Where an account that exists is, and what it may do. */
export interface ServiceAccountReferenceOptions {
  /**
   * Namespace of the account.
   * @default - that of the pods
   */
  readonly namespace?: string;
  /**
   * What its Role lets a driver do; an application that runs under it gets the settings that belong to it.
   * @default SparkPermissions.CHART
   */
  readonly permissions?: SparkPermissions;
}

/**
 * The account of Spark drivers: ServiceAccount, Role and RoleBinding of one name in one namespace. The token is
 * mounted, since the driver makes its executors through the API.
 */
export class SparkServiceAccount extends BoundServiceAccount {
  /**
   * An account that exists, or that another app makes.
   *
   * @param serviceAccountName name of the account
   * @param options where it is, and what it may do
   * @throws when no account can have the name
   */
  public static fromServiceAccountName(
    serviceAccountName: string,
    options: ServiceAccountReferenceOptions = {},
  ): ISparkServiceAccount {
    const problems = new Problems();
    problems.require('serviceAccountName', serviceAccountName, OBJECT_NAME);
    problems.throwFor('service account');
    const { namespace, permissions } = options;
    return { serviceAccountName, namespace, sparkConf: permissions?.sparkConf };
  }

  /** What the driver may do. */
  public readonly permissions: SparkPermissions;
  /** Spark settings that belong to the permissions. */
  public override readonly sparkConf?: Readonly<Record<string, string>>;
  /** The Role, with the rules of the permissions. */
  public readonly role: k8s.KubeRole;
  /** The RoleBinding of the Role to the account. */
  public readonly roleBinding: k8s.KubeRoleBinding;

  /** @throws when no account can have the name */
  public constructor(scope: Construct, id: string, props: SparkServiceAccountProps = {}) {
    const { namespace, labels, identity } = props;
    super(scope, id, { name: props.name ?? 'spark', namespace, labels, identity });
    this.permissions = props.permissions ?? SparkPermissions.PODS_ONLY;
    this.sparkConf = this.permissions.sparkConf;
    const { role, roleBinding } = this._bind(this._home, () => this.permissions.rules);
    this.role = role;
    this.roleBinding = roleBinding;
  }
}
