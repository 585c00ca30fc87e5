import type { k8s } from 'cdk8s-plus-28';

const ALL_VERBS = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection'];

/** What the account of a driver may do in its namespace. */
export class SparkPermissions {
  /**
   * The rule that the Helm chart gives to its own account of drivers: every verb on pods, config maps, claims
   * and services. For claims on demand; a driver that has it can replace the templates of its namespace.
   * @see https://github.com/kubeflow/spark-operator/blob/v2.5.2/charts/spark-operator-chart/templates/spark/rbac.yaml
   */
  public static readonly CHART = new SparkPermissions(
    [
      {
        apiGroups: [''],
        resources: ['pods', 'configmaps', 'persistentvolumeclaims', 'services'],
        verbs: ALL_VERBS,
      },
    ],
    {},
  );

  /**
   * The default: six verbs on pods and nothing else. Enough only together with four Spark settings, which an application that
   * runs under such an account gets by itself; claims on demand do not work with it.
   */
  public static readonly PODS_ONLY = new SparkPermissions(
    [
      {
        apiGroups: [''],
        resources: ['pods'],
        verbs: ['get', 'list', 'watch', 'create', 'delete', 'deletecollection'],
      },
    ],
    {
      'spark.kubernetes.driver.ownPersistentVolumeClaim': 'false',
      'spark.kubernetes.driver.reusePersistentVolumeClaim': 'false',
      'spark.kubernetes.driver.service.deleteOnTermination': 'false',
      'spark.kubernetes.executor.disableConfigMap': 'true',
    },
  );

  /**
   * Rules of your own.
   *
   * @param rules rules of the Role
   * @param sparkConf Spark settings without which the rules are not enough
   */
  public static of(
    rules: k8s.PolicyRule[],
    sparkConf: Readonly<Record<string, string>> = {},
  ): SparkPermissions {
    return new SparkPermissions(rules, sparkConf);
  }

  private constructor(
    /** Rules of the Role. */
    public readonly rules: k8s.PolicyRule[],
    /** Spark settings that belong to the rules. */
    public readonly sparkConf: Readonly<Record<string, string>>,
  ) {}
}
