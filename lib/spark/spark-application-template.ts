import type { ISparkServiceAccount } from '../access/spark-service-account-ref';
import type { SparkApplicationSettings } from './spark-application-settings';
import type { SparkRuntime } from './spark-runtime';

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
export interface SparkApplicationTemplate extends SparkApplicationSettings {
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
   * Language. It decides nothing but how the operator estimates memory for quotas and YuniKorn.
   * @default - Python for `.py`, R for `.R`, else Scala
   */
  readonly type?: SparkApplicationType;
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
   * Spark settings that replace what `sparkConf` or a feature says.
   * @default - none
   */
  readonly sparkConfOverrides?: Readonly<Record<string, string>>;
  /**
   * Whether nothing is started. True on a running application stops it.
   * @default false
   */
  readonly suspend?: boolean;
}
