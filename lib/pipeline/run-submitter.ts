import { Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';

/** The account that starts and follows runs. */
export interface RunSubmitterProps {
  /**
   * Name of the account, of its Role and of its RoleBinding.
   * @default 'spark-submitter'
   */
  readonly name?: string;
  /**
   * Namespace of the runs.
   * @default - the namespace of the chart, else `default`
   */
  readonly namespace?: string;
  /**
   * An account that exists, such as the one that Kubeflow Pipelines gives to its steps. It gets the rights, and no
   * account is made.
   * @default - an account is made
   */
  readonly serviceAccountName?: string;
  /**
   * Namespace of the account that exists.
   * @default - the namespace of the runs
   */
  readonly serviceAccountNamespace?: string;
  /**
   * Rules beyond what a run needs.
   * @default - none
   */
  readonly extraRules?: readonly k8s.PolicyRule[];
  /**
   * Labels of the objects.
   * @default - none
   */
  readonly labels?: Readonly<Record<string, string>>;
}

/** What the runner asks of the API server: its application and template, and why a run failed. */
const RULES: readonly k8s.PolicyRule[] = [
  {
    apiGroups: ['sparkoperator.k8s.io'],
    resources: ['sparkapplications'],
    verbs: ['create', 'get', 'list', 'watch', 'delete'],
  },
  { apiGroups: ['sparkoperator.k8s.io'], resources: ['sparkapplications/status'], verbs: ['get'] },
  { apiGroups: [''], resources: ['configmaps', 'pods/log'], verbs: ['get'] },
  { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list'] },
  { apiGroups: [''], resources: ['events'], verbs: ['list'] },
];

/** The account of whatever starts runs: it may make, follow and delete applications, and make no pods itself. */
export class RunSubmitter extends Construct {
  /** Name of the account. */
  public readonly serviceAccountName: string;
  /** Namespace of the runs. */
  public readonly namespace: string;

  public constructor(scope: Construct, id: string, props: RunSubmitterProps = {}) {
    super(scope, id);
    const name = props.name ?? 'spark-submitter';
    this.namespace = props.namespace ?? Chart.of(this).namespace ?? 'default';
    this.serviceAccountName = props.serviceAccountName ?? name;
    const metadata = { name, namespace: this.namespace, labels: props.labels };
    if (props.serviceAccountName === undefined) {
      new k8s.KubeServiceAccount(this, 'ServiceAccount', { metadata, automountServiceAccountToken: true });
    }
    new k8s.KubeRole(this, 'Role', { metadata, rules: [...RULES, ...(props.extraRules ?? [])] });
    new k8s.KubeRoleBinding(this, 'RoleBinding', {
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
      subjects: [
        {
          kind: 'ServiceAccount',
          name: this.serviceAccountName,
          namespace: props.serviceAccountNamespace ?? this.namespace,
        },
      ],
    });
  }
}
