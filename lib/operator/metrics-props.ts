import type { Duration } from 'cdk8s';

/** The PodMonitor of the controller, for a Prometheus operator. */
export interface PodMonitor {
  /**
   * Labels by which a Prometheus finds it.
   * @default - those of the chart
   */
  readonly labels?: Readonly<Record<string, string>>;
  /**
   * Label of the pods whose value names the job of Prometheus.
   * @default 'spark-operator-podmonitor'
   */
  readonly jobLabel?: string;
  /**
   * Scheme of the requests: `http` or `https`.
   * @default 'http'
   */
  readonly scheme?: string;
  /**
   * Time between two requests.
   * @default Duration.seconds(5)
   */
  readonly interval?: Duration;
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
  /**
   * Name of the port, at most 15 characters.
   * @default 'metrics'
   */
  readonly portName?: string;
  /**
   * Path of the metrics.
   * @default '/metrics'
   */
  readonly endpoint?: string;
  /**
   * What stands before the name of each metric.
   * @default ''
   */
  readonly prefix?: string;
  /**
   * Labels of applications that become labels of metrics. From chart 2.5.0 on.
   * @default []
   */
  readonly labels?: string[];
  /**
   * Upper bounds of the histogram of times from creation to submission. From chart 2.5.1 on.
   * @default - 0.5, 1, 2, 4 and so on to 256 seconds
   */
  readonly jobSubmitLatencyBuckets?: Duration[];
  /**
   * Upper bounds of the histogram of times from creation to start.
   * @default - 30, 60, 90 and so on to 300 seconds
   */
  readonly jobStartLatencyBuckets?: Duration[];
  /**
   * Lets a Prometheus operator scrape the metrics; its CRDs must be in the cluster.
   * @default - no PodMonitor
   */
  readonly podMonitor?: PodMonitor;
}
