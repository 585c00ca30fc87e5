import type { Duration } from 'cdk8s';
import type { ImagePullPolicy } from 'cdk8s-plus-28';
import type * as pod from '../../imports/pod';
import type { BatchScheduler, BatchSchedulerOptions } from './batch-scheduler';
import type { Dependencies } from './dependencies';
import type { DynamicAllocation } from './dynamic-allocation';
import type { Monitoring } from './monitoring';
import type { RestartPolicy } from './restart-policy';
import type { DriverProps, ExecutorProps } from './spark-pod-props';
import type { DriverIngressOptions, SparkUIOptions } from './spark-ui-options';

/** How an application runs: what its template and each of its features can say. */
export interface SparkApplicationSettings {
  /**
   * Image of driver and executors. Name an image that has the jars in the runtime instead: it then downloads none.
   * @default - that of runtime; without one, driver and executor must each name theirs
   */
  readonly image?: string;
  /**
   * When the image is pulled.
   * @default - what Kubernetes does for the tag of the image
   */
  readonly imagePullPolicy?: ImagePullPolicy;
  /**
   * Names of the Secrets that open the registry.
   * @default - none
   */
  readonly imagePullSecrets?: string[];
  /**
   * Spark settings. One that disagrees with another part is an error. `spark.authenticate` is `true` unless it is set here.
   * @default - those of the other parts
   */
  readonly sparkConf?: Readonly<Record<string, string>>;
  /**
   * Hadoop settings, without the prefix `spark.hadoop.`.
   * @default - none
   */
  readonly hadoopConf?: Readonly<Record<string, string>>;
  /**
   * ConfigMap with Spark's configuration files, mounted at /etc/spark/conf.
   * @default - none
   */
  readonly sparkConfigMap?: string;
  /**
   * ConfigMap with Hadoop's configuration files, mounted at /etc/hadoop/conf.
   * @default - none
   */
  readonly hadoopConfigMap?: string;
  /**
   * The driver.
   * @default - 1 core, 1 GiB
   */
  readonly driver?: DriverProps;
  /**
   * The executors.
   * @default - one with 1 core and 1 GiB
   */
  readonly executor?: ExecutorProps;
  /**
   * Executors that come and go with the work.
   * @default - as many as `executor.instances`
   */
  readonly dynamicAllocation?: DynamicAllocation;
  /**
   * JARs, files and packages.
   * @default - those of the other parts
   */
  readonly deps?: Dependencies;
  /**
   * Volumes for the mounts of driver and executor.
   * @default - those of the other parts
   */
  readonly volumes?: pod.Volume[];
  /**
   * Memory beside the heap, as a part of it.
   * @default - 0.1 for JVM programs, 0.4 for Python and R
   */
  readonly memoryOverheadFactor?: number;
  /**
   * Labels of the nodes for driver and executors. The operator refuses it beside a selector of either.
   * @default - any node
   */
  readonly nodeSelector?: Readonly<Record<string, string>>;
  /**
   * What happens after a run.
   * @default RestartPolicy.never()
   */
  readonly restartPolicy?: RestartPolicy;
  /**
   * How long the object stays after its end, in whole seconds. Without one, each run under a name of its own leaves an
   * object behind for ever (rule `ttl-unset`). Leave it unset for an application that stays in Git: an object that is
   * gone is applied, and so run, again (rule `ttl-in-git`).
   * @default - until somebody deletes it
   */
  readonly timeToLive?: Duration;
  /**
   * Metrics.
   * @default - none
   */
  readonly monitoring?: Monitoring;
  /**
   * Scheduler that starts all pods together.
   * @default - that of Kubernetes
   */
  readonly batchScheduler?: BatchScheduler;
  /**
   * What that scheduler is told.
   * @default - nothing
   */
  readonly batchSchedulerOptions?: BatchSchedulerOptions;
  /**
   * Service and Ingress of Spark's web UI.
   * @default - those of the operator's release
   */
  readonly sparkUIOptions?: SparkUIOptions;
  /**
   * Further ports of the driver.
   * @default - none
   */
  readonly driverIngressOptions?: DriverIngressOptions[];
}
