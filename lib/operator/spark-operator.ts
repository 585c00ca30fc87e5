import { Construct } from 'constructs';
import { major, valid } from 'semver';
import type { ISparkServiceAccount } from '../access/spark-service-account-ref';
import { matches, refuse } from '../problems';
import { CHART_VERSION } from '../versions';
import { HelmValues } from './helm-values';
import { renderValues } from './render-values';
import { registerRules } from '../rules/doors/synth';
import type { SparkOperatorProps } from './spark-operator-props';

const CHART_REPOSITORY = 'https://kubeflow.github.io/spark-operator';

/**
 * The Helm release of the Kubeflow Spark Operator. It writes the values file; in a `ClusterApp` its head has
 * the command that installs the release.
 * @see https://github.com/kubeflow/spark-operator/tree/v2.5.2/charts/spark-operator-chart
 */
export class SparkOperator extends Construct {
  /** Name of the release. */
  public readonly releaseName: string;
  /** Namespace of the operator. */
  public readonly namespace: string;
  /** Version of the chart. */
  public readonly chartVersion: string;
  /** Namespaces whose applications are run; empty for all. */
  public readonly jobNamespaces: readonly string[];
  /** Account of the drivers, in every job namespace. */
  public readonly driverServiceAccount: ISparkServiceAccount;
  /** Values of the chart. */
  public readonly values: Readonly<Record<string, unknown>>;

  /** @throws when Helm cannot install such a release, listing all that is wrong */
  public constructor(scope: Construct, id: string, props: SparkOperatorProps = {}) {
    super(scope, id);
    this.releaseName = props.releaseName ?? 'spark-operator';
    this.namespace = props.namespace ?? 'spark-operator';
    this.chartVersion = props.chartVersion ?? CHART_VERSION;
    refuse(`Spark operator ${JSON.stringify(this.node.path)}`, [
      nameProblem('releaseName', this.releaseName, 53),
      nameProblem('namespace', this.namespace, 63),
      versionProblem(this.chartVersion),
    ]);
    this.jobNamespaces = props.jobNamespaces ?? ['default'];
    this.driverServiceAccount = props.driverServiceAccount ?? {
      serviceAccountName: `${fullName(this.releaseName)}-spark`,
    };
    this.values = renderValues(props);
    new HelmValues(this, 'values', {
      values: this.values,
      folder: props.folder,
      header: [
        `Values of the Helm release ${this.releaseName}, chart spark-operator ${this.chartVersion}. Install it with`,
        '',
        `  helm upgrade --install ${this.releaseName} spark-operator --repo ${CHART_REPOSITORY} \\`,
        `    --version ${this.chartVersion} --namespace ${this.namespace} --create-namespace --values values.yaml`,
        '',
        'The job namespaces must exist before.',
      ].join('\n'),
    });
    registerRules(this);
  }
}

/** The chart's name for its objects. */
function fullName(releaseName: string): string {
  return releaseName.includes('spark-operator') ? releaseName : `${releaseName}-spark-operator`;
}

function nameProblem(property: string, name: string, length: number): string | undefined {
  return matches(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/, name) && name.length <= length
    ? undefined
    : `${property} is ${JSON.stringify(name)}; it must be 1 to ${length} lower-case letters, digits and dashes, ` +
        'with a letter or digit at both ends';
}

function versionProblem(version: string): string | undefined {
  return valid(version) !== null && major(version) === 2
    ? undefined
    : `chartVersion is ${JSON.stringify(version)}; it must be a version 2.x.y such as ${CHART_VERSION}, whose values are written here`;
}
