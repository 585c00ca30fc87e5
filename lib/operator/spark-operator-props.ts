import type { k8s } from 'cdk8s-plus-28';
import type { HelmDelivery } from './helm-delivery';
import type { ISparkServiceAccount } from '../access/spark-service-account-ref';

/** How much the controller and the webhook write to their logs. */
export enum LogLevel {
  DEBUG = 'debug',
  INFO = 'info',
  ERROR = 'error',
}

/** What the API server does with a pod or an application while the webhook does not answer. */
export enum FailurePolicy {
  /** Refuses it. */
  FAIL = 'Fail',
  /** Lets it through; variables, volumes and security contexts are then missing without a word. */
  IGNORE = 'Ignore',
}

/** The controller, which submits and follows applications. */
export interface ControllerProps {
  /**
   * Number of pods; one of them works, the others wait.
   * @default 1
   */
  readonly replicas?: number;
  /**
   * Applications that are handled at the same time. Each submission is a JVM in the pod of the controller, so
   * choose fewer on small nodes.
   * @default 10
   */
  readonly workers?: number;
  /**
   * How much is logged.
   * @default LogLevel.INFO
   */
  readonly logLevel?: LogLevel;
  /**
   * Requests and limits of the container. Below 512 MiB of memory submissions are killed.
   * @default - none, as in the chart
   */
  readonly resources?: k8s.ResourceRequirements;
  /**
   * Whether applications may name a batch scheduler (Volcano, YuniKorn).
   * @default false
   */
  readonly batchScheduler?: boolean;
}

/** The webhook, which fills in defaults, refuses illegal applications and completes the pods. */
export interface WebhookProps {
  /**
   * Whether it runs. Without it `env`, `volumes`, `securityContext` and more never reach the pods.
   * @default true
   */
  readonly enabled?: boolean;
  /**
   * Number of pods, all of which answer. More than one is wise in production, since executors are made while
   * jobs run.
   * @default 1
   */
  readonly replicas?: number;
  /**
   * Port of the webhook, from 1024 on.
   * @default 9443
   */
  readonly port?: number;
  /**
   * What happens while it does not answer.
   * @default FailurePolicy.FAIL
   */
  readonly failurePolicy?: FailurePolicy;
  /**
   * Requests and limits of the container.
   * @default - none, as in the chart
   */
  readonly resources?: k8s.ResourceRequirements;
}

/** Prometheus metrics of the operator itself. */
export interface MetricsProps {
  /**
   * Whether the operator serves metrics.
   * @default true
   */
  readonly enabled?: boolean;
  /**
   * Port of the metrics, other than the webhook's and 8081, which the probes use.
   * @default 8080
   */
  readonly port?: number;
}

/** The Helm release of the Spark Operator. */
export interface SparkOperatorProps {
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
   * Account of the drivers when it is not the chart's: the chart then makes no account and no Role for them.
   * @default - the chart makes `<release>-spark` in every job namespace
   */
  readonly driverServiceAccount?: ISparkServiceAccount;
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
   * Metrics of the operator.
   * @default - served on port 8080
   */
  readonly metrics?: MetricsProps;
  /**
   * Values of the chart that have no prop here, merged last: objects are merged, anything else is replaced.
   * @default - none
   */
  readonly extraValues?: Readonly<Record<string, unknown>>;
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
