import { Construct } from 'constructs';
import type { ISparkServiceAccount } from '../access/spark-service-account-ref';
import { DNS_LABEL } from '../kubernetes-names';
import { Problems, show } from '../problems';
import { CHART_VERSION } from '../versions';
import { HelmDelivery } from './helm-delivery';
import { renderValues } from './render-values';
import { CHARTS, nearestChart } from '../chart/charts';
import { Release } from '../chart/release';
import { registerRelease, releasesBeside } from '../chart/released';
import { registerRules } from '../rules/doors/synth';
import type { SparkOperatorProps, SparkOperatorSettings } from './spark-operator-props';
import type { ISparkOperator } from './spark-operator-ref';

/**
 * The Helm release of the Kubeflow Spark Operator. By default it writes the file of its values, whose head has the
 * command that installs the release; another delivery brings it otherwise.
 * @see https://github.com/kubeflow/spark-operator/tree/master/charts/spark-operator-chart
 */
export class SparkOperator extends Construct implements ISparkOperator {
  /**
   * A release that others install, in the same cluster: nothing is written for it, and its values are not judged. Jobs
   * of the app are judged by what it covers, and releases of the app by where it is already.
   *
   * @param scope the app, or a part of it
   * @param id name of the construct
   * @param props what is known of the release; what is left out is as the chart has it
   */
  public static fromExisting(
    scope: Construct,
    id: string,
    props: SparkOperatorSettings = {},
  ): ISparkOperator {
    return new SparkOperator(scope, id, { ...props, delivery: new Installed() });
  }

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
  /** Account of the controller, which makes the pods of drivers. */
  public readonly controllerServiceAccount: ISparkServiceAccount;
  /** Address of the archive of the chart. */
  public readonly chartUrl: string;
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
    problems.add(this.nameProblem());
    this.values = renderValues(problems, props, this.chartVersion);
    problems.throwFor(`Spark operator ${show(this.node.path)}`);
    this.release = new Release({
      name: this.releaseName,
      namespace: this.namespace,
      chartVersion: this.chartVersion,
      values: this.values,
      existing: props.delivery instanceof Installed,
    });
    this.jobNamespaces = this.release.jobNamespaces;
    const account = this.release.driverAccount;
    if (account !== undefined) {
      this.driverServiceAccount =
        props.driverServiceAccount?.serviceAccountName === account
          ? props.driverServiceAccount
          : { serviceAccountName: account };
    }
    this.controllerServiceAccount = {
      serviceAccountName: this.release.controllerAccount!,
      namespace: this.namespace,
    };
    this.chartUrl = `${HelmDelivery.ARCHIVES}/v${this.chartVersion}/${HelmDelivery.CHART}-${this.chartVersion}.tgz`;
    (props.delivery ?? HelmDelivery.valuesFile(props.folder)).bind(this, this.release);
    registerRelease(this, this.release);
    registerRules(this);
  }

  /** Helm knows a release by its name and namespace. */
  private nameProblem(): string | undefined {
    const isThere = releasesBeside(this).some(
      ({ name, namespace }) => name === this.releaseName && namespace === this.namespace,
    );
    return isThere
      ? `releaseName is ${show(this.releaseName)} and namespace ${show(this.namespace)}, as of another release of the app; ` +
          'give one of them another name, or make them for two clusters in two apps'
      : undefined;
  }
}

/** Of a release that is in the cluster already. */
class Installed extends HelmDelivery {
  public bind(): void {
    // Others bring it.
  }
}

function versionProblem(version: string): string | undefined {
  return CHARTS.has(version)
    ? undefined
    : `chartVersion is ${JSON.stringify(version)}, whose values are not known; known are ` +
        `${[...CHARTS.keys()].join(', ')}, the nearest is ${nearestChart(version)}`;
}
