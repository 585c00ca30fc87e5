import type { Duration } from 'cdk8s';
import type { ImagePullPolicy, k8s } from 'cdk8s-plus-28';
import type { ISparkServiceAccount } from '../access/spark-service-account-ref';
import type { BatchScheduler, BatchSchedulerOptions } from './batch-scheduler';
import type { Dependencies } from './dependencies';
import type { DynamicAllocation } from './dynamic-allocation';
import type { Monitoring } from './monitoring';
import type { RestartPolicy } from './restart-policy';
import type { DriverProps, ExecutorProps } from './spark-pod-props';
import type { SparkRuntime } from './spark-runtime';
import type { DriverIngressOptions, SparkUIOptions } from './spark-ui-options';

/** Language of an application. */
export enum SparkApplicationType {
  /** Java. */
  JAVA = 'Java',
  /** Scala. */
  SCALA = 'Scala',
  /** Python. */
  PYTHON = 'Python',
  /** R. */
  R = 'R',
}

/** Version of Python in the image. */
export enum PythonVersion {
  /** Python 3. */
  PYTHON_3 = '3',
}

/** What a Spark application runs, and on what. The deploy mode is always `cluster`. */
export interface SparkApplicationTemplate {
  /**
   * The program, with a scheme: `local://` for a file in the image, `s3a://`, `https://`. The suffix `.py` makes it
   * a Python program.
   */
  readonly mainApplicationFile: string;
  /**
   * Spark and what belongs to it. Its jars come along when the settings speak of S3A or of a catalog, unless the
   * image has them.
   * @default - none; sparkVersion and image say it
   */
  readonly runtime?: SparkRuntime;
  /**
   * Version of Spark in the image, for example `3.5.8`.
   * @default - that of runtime
   */
  readonly sparkVersion?: string;
  /**
   * Image of driver and executors. Name an image that has the jars in the runtime instead: it then downloads none.
   * @default - that of runtime; without one, driver and executor must each name theirs
   */
  readonly image?: string;
  /**
   * Language. It decides nothing but how the operator estimates memory for quotas and YuniKorn.
   * @default - Python for `.py`, R for `.R`, else Scala
   */
  readonly type?: SparkApplicationType;
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
   * Main class, for Java and Scala.
   * @default - what the JAR says
   */
  readonly mainClass?: string;
  /**
   * Arguments of the program. They stand in logs: never put a secret here.
   * @default - none
   */
  readonly arguments?: string[];
  /**
   * Version of Python.
   * @default - Spark's own default
   */
  readonly pythonVersion?: PythonVersion;
  /**
   * User that Hadoop impersonates. `${env.NAME}` is not always expanded then.
   * @default - none
   */
  readonly proxyUser?: string;
  /**
   * Account of the driver, which starts the executors.
   * @default - that of `driver`
   */
  readonly serviceAccount?: ISparkServiceAccount;
  /**
   * Spark settings. One that disagrees with a feature is an error. `spark.authenticate` is `true` unless it is set here.
   * @default - those of the features
   */
  readonly sparkConf?: Readonly<Record<string, string>>;
  /**
   * Spark settings that replace what `sparkConf` or a feature says.
   * @default - none
   */
  readonly sparkConfOverrides?: Readonly<Record<string, string>>;
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
   * @default - those of the features
   */
  readonly deps?: Dependencies;
  /**
   * Volumes for the mounts of driver and executor.
   * @default - those of the features
   */
  readonly volumes?: k8s.Volume[];
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
   * How long the object stays after its end, in whole seconds. With GitOps, an object that is gone is applied, and
   * so run, again: leave it unset for an application that stays in Git.
   * @default - until somebody deletes it
   */
  readonly timeToLive?: Duration;
  /**
   * Whether nothing is started. True on a running application stops it.
   * @default false
   */
  readonly suspend?: boolean;
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
