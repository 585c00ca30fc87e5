import { Construct } from 'constructs';
import type { ISparkServiceAccount } from '../access/spark-service-account-ref';
import { DNS_LABEL } from '../kubernetes-names';
import { Problems, show } from '../problems';
import { CHART_VERSION } from '../versions';
import { HelmDelivery } from './helm-delivery';
import { renderValues } from './render-values';
import { CHARTS, nearestChart } from '../chart/charts';
import { Release } from '../chart/release';
import { registerRelease } from '../chart/released';
import { registerRules } from '../rules/doors/synth';
import type { SparkOperatorProps } from './spark-operator-props';

/**
 * The Helm release of the Kubeflow Spark Operator. By default it writes the file of its values, whose head has the
 * command that installs the release; another delivery brings it otherwise.
 * @see https://github.com/kubeflow/spark-operator/tree/master/charts/spark-operator-chart
 */
export class SparkOperator extends Construct {
  /** Name of the release. */
  public readonly releaseName: string;
  /** Namespace of the operator. */
  public readonly namespace: string;
  /** Version of the chart. */
  public readonly chartVersion: string;
  /** Namespaces whose applications are run; empty for all. */
  public readonly jobNamespaces: string[];
  /** Account of the drivers, in every job namespace; undefined where the chart makes none, since it watches all. */
  public readonly driverServiceAccount?: ISparkServiceAccount;
  /** Values of the chart. */
  public readonly values: Readonly<Record<string, unknown>>;
  /** The release as data; what it says holds for the values, whatever props made them. */
  public readonly release: Release;

  /** @throws when Helm cannot install such a release, listing all that is wrong */
  public constructor(scope: Construct, id: string, props: SparkOperatorProps = {}) {
    super(scope, id);
    this.releaseName = props.releaseName ?? 'spark-operator';
    this.namespace = props.namespace ?? 'spark-operator';
    this.chartVersion = props.chartVersion ?? CHART_VERSION;
    const problems = new Problems();
    problems.require('releaseName', this.releaseName, DNS_LABEL.upTo(53));
    problems.require('namespace', this.namespace, DNS_LABEL);
    problems.add(versionProblem(this.chartVersion));
    this.values = renderValues(problems, props, this.chartVersion);
    problems.throwFor(`Spark operator ${show(this.node.path)}`);
    this.release = new Release({
      name: this.releaseName,
      namespace: this.namespace,
      chartVersion: this.chartVersion,
      values: this.values,
    });
    this.jobNamespaces = this.release.jobNamespaces;
    const account = this.release.driverAccount;
    if (account !== undefined) {
      this.driverServiceAccount =
        props.driverServiceAccount?.serviceAccountName === account
          ? props.driverServiceAccount
          : { serviceAccountName: account };
    }
    (props.delivery ?? HelmDelivery.valuesFile(props.folder)).bind(this, this.release);
    registerRelease(this, this.release);
    registerRules(this);
  }
}

function versionProblem(version: string): string | undefined {
  return CHARTS.has(version)
    ? undefined
    : `chartVersion is ${JSON.stringify(version)}, whose values are not known; known are ` +
        `${[...CHARTS.keys()].join(', ')}, the nearest is ${nearestChart(version)}`;
}
