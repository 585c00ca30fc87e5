import type { ISparkServiceAccount } from '../access/spark-service-account-ref';
import type { ChartAccess } from './chart-access';
import type { ChartImage, OperatorImage } from './chart-image';
import type { ControllerProps } from './controller-props';
import type { HelmDelivery } from './helm-delivery';
import type { MetricsProps } from './metrics-props';
import type { PlacementProps } from './placement-props';
import type { UIProps } from './ui-props';
import type { CertManager, WebhookProps } from './webhook-props';

/** The Job of the chart that brings the CRDs up to its version. */
export interface CrdUpgradeHook extends PlacementProps {
  /**
   * Image of the Job.
   * @default - `ghcr.io/kubeflow/spark-operator/kubectl` of the version of the chart
   */
  readonly image?: ChartImage;
}

/** What a release of the chart does, whoever installs it. Every value of the chart has a prop. */
export interface SparkOperatorSettings {
  /**
   * Name of the release.
   * @default 'spark-operator'
   */
  readonly releaseName?: string;
  /**
   * Namespace of the operator.
   * @default 'spark-operator'
   */
  readonly namespace?: string;
  /**
   * Version of the chart; the values are judged by what it knows. Versions 2.2.1, 2.3.0 and later are known, and another is
   * refused with the nearest.
   * @default - the newest that is known
   */
  readonly chartVersion?: string;
  /**
   * Namespaces whose applications are run; they must exist before the release is installed. An empty list means
   * all namespaces.
   * @default ['default']
   */
  readonly jobNamespaces?: string[];
  /**
   * Labels of further namespaces whose applications are run, as `spark=yes,stage!=test`. The webhooks do not follow it:
   * use it with an empty `jobNamespaces`. From chart 2.5.0 on.
   * @default ''
   */
  readonly jobNamespaceSelector?: string;
  /**
   * Account of the drivers when it is not the chart's: the chart then makes no account and no Role for them.
   * @default - the chart makes `<release>-spark` in every job namespace that it is given, and none where it watches all
   */
  readonly driverServiceAccount?: ISparkServiceAccount;
  /**
   * What the chart makes for drivers in every job namespace.
   * @default - an account with a Role, unless there is a `driverServiceAccount`
   */
  readonly driverAccess?: ChartAccess;
  /**
   * Image of controller and webhook.
   * @default - that of the project
   */
  readonly image?: OperatorImage;
  /**
   * The controller.
   * @default - one pod with the settings of the chart
   */
  readonly controller?: ControllerProps;
  /**
   * The webhook.
   * @default - one pod with the settings of the chart
   */
  readonly webhook?: WebhookProps;
  /**
   * The webhook's certificate from cert-manager, whose CRDs must be in the cluster.
   * @default - the webhook signs its own
   */
  readonly certManager?: CertManager;
  /**
   * Metrics of the operator.
   * @default - served on port 8080
   */
  readonly metrics?: MetricsProps;
  /**
   * The web interface of drivers.
   * @default - a Service each, no Ingress
   */
  readonly ui?: UIProps;
  /**
   * A Job of the chart that applies the CRDs before an installation or upgrade; Helm alone never upgrades CRDs. GitOps
   * controllers apply them without it. From chart 2.3.0 on; where it runs, from 2.5.0 on.
   * @default - no Job
   */
  readonly crdUpgradeHook?: CrdUpgradeHook;
  /**
   * Labels of every object of the release.
   * @default - those of the chart
   */
  readonly commonLabels?: Readonly<Record<string, string>>;
  /**
   * Name of the chart in names and labels of objects.
   * @default ''
   */
  readonly nameOverride?: string;
  /**
   * Beginning of the names of all objects, in place of one with the names of release and chart.
   * @default ''
   */
  readonly fullnameOverride?: string;
  /**
   * Values of the chart as they are, merged last: objects are merged, anything else is replaced. For what a prop does not
   * take, such as a numeric log level.
   * @default - none
   */
  readonly extraValues?: Readonly<Record<string, unknown>>;
}

/** A release of the chart, and how it gets to the cluster. */
export interface SparkOperatorProps extends SparkOperatorSettings {
  /**
   * How the release gets to the cluster.
   * @default - a file of values in `folder`
   */
  readonly delivery?: HelmDelivery;
  /**
   * Folder of the values file below the output folder; another delivery has a place of its own.
   * @default - beside the other files
   */
  readonly folder?: string;
}
