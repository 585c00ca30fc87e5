import { Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { objectNameProblem, refuse } from '../problems';
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
   * What the driver may do in its namespace.
   * @default SparkPermissions.CHART
   */
  readonly permissions?: SparkPermissions;
  /**
   * Labels of the three objects.
   * @default - none
   */
  readonly labels?: Readonly<Record<string, string>>;
}

/**
 * The account of Spark drivers: ServiceAccount, Role and RoleBinding of one name in one namespace. The token is
 * mounted, since the driver makes its executors through the API.
 */
export class SparkServiceAccount extends Construct implements ISparkServiceAccount {
  /**
   * An account that exists, or that another app makes.
   *
   * @param serviceAccountName name of the account, in the namespace of the application
   * @throws when no account can have the name
   */
  public static fromServiceAccountName(serviceAccountName: string): ISparkServiceAccount {
    refuse('service account', [objectNameProblem('serviceAccountName', serviceAccountName)]);
    return { serviceAccountName };
  }

  /** Name of the account. */
  public readonly serviceAccountName: string;
  /** Namespace of the account, which is that of the applications. */
  public readonly namespace: string;
  /** What the driver may do. */
  public readonly permissions: SparkPermissions;
  /** Spark settings that belong to the permissions. */
  public readonly sparkConf: Readonly<Record<string, string>>;
  /** The ServiceAccount. */
  public readonly serviceAccount: k8s.KubeServiceAccount;
  /** The Role, with the rules of the permissions. */
  public readonly role: k8s.KubeRole;
  /** The RoleBinding of the Role to the account. */
  public readonly roleBinding: k8s.KubeRoleBinding;

  /** @throws when no account can have the name */
  public constructor(scope: Construct, id: string, props: SparkServiceAccountProps = {}) {
    super(scope, id);
    const name = props.name ?? 'spark';
    refuse(`service account ${JSON.stringify(this.node.path)}`, [objectNameProblem('name', name)]);
    this.serviceAccountName = name;
    this.namespace = props.namespace ?? Chart.of(this).namespace ?? 'default';
    this.permissions = props.permissions ?? SparkPermissions.CHART;
    this.sparkConf = this.permissions.sparkConf;
    const metadata = { name, namespace: this.namespace, labels: props.labels };
    this.serviceAccount = new k8s.KubeServiceAccount(this, 'ServiceAccount', {
      metadata,
      automountServiceAccountToken: true,
    });
    this.role = new k8s.KubeRole(this, 'Role', { metadata, rules: [...this.permissions.rules] });
    this.roleBinding = new k8s.KubeRoleBinding(this, 'RoleBinding', {
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
      subjects: [{ kind: 'ServiceAccount', name, namespace: this.namespace }],
    });
  }
}
