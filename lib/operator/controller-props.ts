import type { Duration } from 'cdk8s';
import type { OperatorPodProps } from './operator-pod-props';

/** What an operator can do that is off by default. */
export enum FeatureGate {
  /** Changes of where executors run do not start an application again. */
  PARTIAL_RESTART = 'PartialRestart',
  /** Settings of spark-defaults.conf in the image are loaded beside those of the application. */
  LOAD_SPARK_DEFAULTS = 'LoadSparkDefaults',
}

/** What ends the name of a run of a schedule: the time, more or less exact. */
export enum TimestampPrecision {
  /** 19 digits. */
  NANOS = 'nanos',
  /** 16 digits. */
  MICROS = 'micros',
  /** 13 digits. */
  MILLIS = 'millis',
  /** 10 digits. */
  SECONDS = 'seconds',
  /** 8 digits. */
  MINUTES = 'minutes',
}

/** Batch schedulers that applications may name: Volcano, YuniKorn, and those that are registered here. */
export interface BatchScheduling {
  /**
   * Names of further schedulers, profiles of kube-scheduler with its plugin for groups of pods.
   * @default []
   */
  readonly kubeSchedulerNames?: string[];
  /**
   * Scheduler of applications that name none: `volcano`, `yunikorn` or a registered name.
   * @default ''
   */
  readonly defaultScheduler?: string;
}

/** The profiler of Go, in the controller. */
export interface Profiling {
  /**
   * Its port.
   * @default 6060
   */
  readonly port?: number;
  /**
   * Name of its port, at most 15 characters.
   * @default 'pprof'
   */
  readonly portName?: string;
}

/** How fast the controller works off what has changed. */
export interface WorkQueue {
  /**
   * Applications a second, on average.
   * @default 50
   */
  readonly bucketQps?: number;
  /**
   * Applications at once.
   * @default 500
   */
  readonly bucketSize?: number;
  /**
   * Whether the wait after failures stops growing at `maxDelay`.
   * @default true
   */
  readonly limitDelay?: boolean;
  /**
   * The longest wait after failures.
   * @default Duration.hours(6)
   */
  readonly maxDelay?: Duration;
}

/** The controller, which submits and follows applications. */
export interface ControllerProps extends OperatorPodProps {
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
   * Lets applications name a batch scheduler.
   * @default - off
   */
  readonly batchScheduling?: BatchScheduling;
  /**
   * Features that are turned on. From chart 2.5.0 on.
   * @default []
   */
  readonly featureGates?: FeatureGate[];
  /**
   * How long the driver's pod may be missing after a submission.
   * @default Duration.seconds(10)
   */
  readonly driverPodCreationGracePeriod?: Duration;
  /**
   * Executors of an application whose state is kept; 0 leaves it to the operator.
   * @default 1000
   */
  readonly maxTrackedExecutorsPerApp?: number;
  /**
   * The time at the end of names of runs. From chart 2.5.0 on.
   * @default TimestampPrecision.NANOS
   */
  readonly timestampPrecision?: TimestampPrecision;
  /**
   * How long a leader leads without renewal, above `renewDeadline`. From chart 2.4.0 on.
   * @default Duration.seconds(15)
   */
  readonly leaseDuration?: Duration;
  /**
   * How long a leader tries to renew, above 1.2 times `retryPeriod`. From chart 2.4.0 on.
   * @default Duration.seconds(10)
   */
  readonly renewDeadline?: Duration;
  /**
   * Pause between attempts to lead. From chart 2.4.0 on.
   * @default Duration.seconds(2)
   */
  readonly retryPeriod?: Duration;
  /**
   * The queue of changes.
   * @default - as in the chart
   */
  readonly workQueue?: WorkQueue;
  /**
   * Serves profiles of the controller.
   * @default - off
   */
  readonly profiling?: Profiling;
}
