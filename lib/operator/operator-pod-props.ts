import type { ContainerResources, k8s } from 'cdk8s-plus-28';
import type * as pod from '../../imports/pod';
import type { ChartAccess } from './chart-access';
import type { PlacementProps } from './placement-props';

/** How much the controller and the webhook write to their logs. */
export enum LogLevel {
  /** Everything, for the search of a fault. */
  DEBUG = 'debug',
  /** What happens. */
  INFO = 'info',
  /** What fails. */
  ERROR = 'error',
}

/** How lines of the log are written. */
export enum LogEncoder {
  /** For people. */
  CONSOLE = 'console',
  /** For programs. From chart 2.3.0 on. */
  JSON = 'json',
}

/** How many pods of a component stay while nodes are drained. */
export interface DisruptionBudget {
  /**
   * Pods that stay, a number of 1 or more, or a percentage.
   * @default k8s.IntOrString.fromNumber(1)
   */
  readonly minAvailable?: k8s.IntOrString;
}

/** What controller and webhook have in common: the pods of a Deployment. */
export interface OperatorPodProps extends PlacementProps {
  /**
   * How much is logged.
   * @default LogLevel.INFO
   */
  readonly logLevel?: LogLevel;
  /**
   * How it is written. From chart 2.3.0 on.
   * @default LogEncoder.CONSOLE
   */
  readonly logEncoder?: LogEncoder;
  /**
   * Requests and limits of the container. Below 512 MiB of memory submissions of the controller are killed.
   * @default - none
   */
  readonly resources?: ContainerResources;
  /**
   * Requests a second that its client sends to the API server; 0 leaves it to the operator. From chart 2.5.1 on.
   * @default 20
   */
  readonly kubeApiQps?: number;
  /**
   * Requests that may be sent at once. From chart 2.5.1 on.
   * @default 30
   */
  readonly kubeApiBurst?: number;
  /**
   * Whether the pods choose one that leads. Several controllers without a leader submit each application several times.
   * @default true
   */
  readonly leaderElection?: boolean;
  /**
   * Old ReplicaSets that are kept. From chart 2.4.0 on.
   * @default 10
   */
  readonly revisionHistoryLimit?: number;
  /**
   * Keeps pods while nodes are drained. Needs two replicas or more.
   * @default - no PodDisruptionBudget
   */
  readonly disruptionBudget?: DisruptionBudget;
  /**
   * How pods spread over nodes and zones; the chart writes the label selector. Needs two replicas or more.
   * @default - no constraints
   */
  readonly topologySpreadConstraints?: k8s.TopologySpreadConstraint[];
  /**
   * Priority class of the pods.
   * @default ''
   */
  readonly priorityClassName?: string;
  /**
   * The account of the pods and its rights.
   * @default - the chart makes them
   */
  readonly access?: ChartAccess;
  /**
   * Labels of the pods.
   * @default - those of the chart
   */
  readonly podLabels?: Readonly<Record<string, string>>;
  /**
   * Annotations of the pods.
   * @default - those of the chart
   */
  readonly podAnnotations?: Readonly<Record<string, string>>;
  /**
   * Variables of the container.
   * @default - none
   */
  readonly env?: k8s.EnvVar[];
  /**
   * ConfigMaps and Secrets whose keys become variables of the container.
   * @default - none
   */
  readonly envFrom?: k8s.EnvFromSource[];
  /**
   * Volumes beside those of the chart; one of the same name takes its place.
   * @default - those of the chart: `tmp` of the controller, `serving-certs` of the webhook
   */
  readonly volumes?: pod.Volume[];
  /**
   * Mounts beside those of the chart; one at the same path takes its place.
   * @default - those of the chart: `/tmp` of the controller, the certificates of the webhook
   */
  readonly volumeMounts?: pod.VolumeMount[];
  /**
   * Containers beside that of the operator.
   * @default - none
   */
  readonly sidecars?: pod.Container[];
  /**
   * Security context of the pods, merged with the chart's.
   * @default - group 185 owns the volumes
   */
  readonly podSecurityContext?: pod.PodSecurityContext;
  /**
   * Security context of the container, merged with the chart's.
   * @default - what the Pod Security profile `restricted` asks for, with a read-only root file system
   */
  readonly securityContext?: pod.SecurityContext;
  /**
   * Whether the pods share the user namespace of their node; false needs Kubernetes 1.30. From chart 2.5.0 on.
   * @default - left to Kubernetes, which shares it
   */
  readonly hostUsers?: boolean;
}
