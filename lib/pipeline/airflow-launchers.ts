import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import type { ISparkServiceAccount } from '../access/spark-service-account-ref';
import { Problems, show } from '../problems';

/** Who makes pods for a DAG, and where. */
interface AirflowLaunchersProps {
  /** Name of the Role and its binding. */
  readonly name: string;
  /** Namespace of the pods. */
  readonly namespace: string;
  /** Accounts of workers and triggerer. */
  readonly accounts: readonly ISparkServiceAccount[];
}

/**
 * What the operator for pods asks of the API server when it makes, finds again, follows and deletes a pod.
 * @see https://airflow.apache.org/docs/apache-airflow-providers-cncf-kubernetes/stable/operators.html
 */
const RIGHTS: readonly k8s.PolicyRule[] = [
  { apiGroups: [''], resources: ['pods'], verbs: ['create', 'get', 'list', 'patch', 'delete'] },
  { apiGroups: [''], resources: ['pods/log'], verbs: ['get'] },
  { apiGroups: [''], resources: ['events'], verbs: ['list', 'watch'] },
];

/** Lets the accounts of Airflow make pods in one namespace. */
export class AirflowLaunchers extends Construct {
  /** @throws when an account has no namespace */
  public constructor(scope: Construct, id: string, props: AirflowLaunchersProps) {
    super(scope, id);
    const { name, namespace, accounts } = props;
    const problems = new Problems();
    const subjects = accounts.map(({ serviceAccountName, namespace: home }, index) => {
      if (home === undefined) {
        problems.report(
          `launchers[${index}]`,
          `is ${serviceAccountName} of no namespace; give that of Airflow`,
        );
      }
      return { kind: 'ServiceAccount', name: serviceAccountName, namespace: home };
    });
    problems.throwFor(`DAG ${show(scope.node.path)}`);
    const metadata = { name, namespace };
    new k8s.KubeRole(this, 'Role', { metadata, rules: [...RIGHTS] });
    new k8s.KubeRoleBinding(this, 'RoleBinding', {
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
      subjects,
    });
  }
}
