import { gte, valid } from 'semver';
import {
  ICEBERG_AWS_BUNDLES,
  ICEBERG_NEEDS_JAVA_17,
  SPARK_IMAGE,
  SPARK_LINES,
  type SparkLine,
} from '../versions';

/** How a Spark runtime differs from the usual one of its version. */
export interface SparkRuntimeProps {
  /**
   * The image.
   * @default - the stock image of this version, `apache/spark`
   */
  readonly image?: string;
  /**
   * Whether the image has the jars already. Without, every start of a driver downloads several hundred megabytes.
   * @default false
   */
  readonly bakedIn?: boolean;
  /**
   * Version of Iceberg.
   * @default - the one in the table of versions
   */
  readonly icebergVersion?: string;
  /**
   * Whether catalogs read and write with Iceberg's own S3 client (`FileIo.s3`), which needs one more jar.
   * @default false
   */
  readonly icebergAwsBundle?: boolean;
  /**
   * Where the driver puts downloaded jars: a folder that user 185 may write, which the default of Spark is not.
   * @default '/tmp/.ivy2'
   */
  readonly ivyDirectory?: string;
}

/** A version of Spark with the versions of Scala, Hadoop, the AWS SDK and Iceberg that belong to it. */
export class SparkRuntime {
  /** Spark 3.5, its latest known patch. */
  public static readonly SPARK_3_5 = SparkRuntime.of(SPARK_LINES['3.5']!.latest);
  /** Spark 4.0, its latest known patch. */
  public static readonly SPARK_4_0 = SparkRuntime.of(SPARK_LINES['4.0']!.latest);
  /** Spark 4.1, its latest known patch. */
  public static readonly SPARK_4_1 = SparkRuntime.of(SPARK_LINES['4.1']!.latest);

  /**
   * The runtime of a version of Spark.
   *
   * @param sparkVersion all three numbers, `3.5.8`
   * @param props what differs from the usual
   * @throws when the version is unknown or the parts do not belong together, naming the right ones
   */
  public static of(sparkVersion: string, props: SparkRuntimeProps = {}): SparkRuntime {
    return new SparkRuntime(sparkVersion, props);
  }

  /** Version of Spark, for `sparkVersion`. */
  public readonly sparkVersion: string;
  /** The image of driver and executors. */
  public readonly image: string;
  /** Version of Scala in the names of artifacts. */
  public readonly scalaVersion: string;
  /** Version of Hadoop, and so of hadoop-aws. */
  public readonly hadoopVersion: string;
  /** Version of Iceberg. */
  public readonly icebergVersion: string;
  /** Maven coordinates of the jars that S3 stores and Iceberg catalogs need: in the image, or in `packages`. */
  public readonly jars: string[];
  /** Maven coordinates for `deps.packages`: none when the image has the jars. */
  public readonly packages: string[];
  /** Settings that `packages` need. */
  public readonly sparkConf: Readonly<Record<string, string>>;

  private constructor(sparkVersion: string, props: SparkRuntimeProps) {
    const line = lineOf(sparkVersion);
    this.sparkVersion = sparkVersion;
    this.image = props.image ?? stockImage(sparkVersion, line);
    this.scalaVersion = line.scala[0]!;
    this.hadoopVersion = line.hadoop;
    this.icebergVersion = props.icebergVersion ?? line.iceberg;
    const problems = [
      icebergProblem(sparkVersion, line, this.icebergVersion),
      ...imageProblems(sparkVersion, line, this.image, this.icebergVersion),
      props.bakedIn === true && props.image === undefined
        ? `the stock image ${this.image} has no jars of S3 and Iceberg; give the image that has them, or leave out bakedIn`
        : undefined,
    ].filter((problem) => problem !== undefined);
    if (problems.length > 0) throw new Error(`Spark runtime: ${problems.join('; ')}`);
    const bundle = ICEBERG_AWS_BUNDLES[this.icebergVersion] ?? this.icebergVersion;
    this.jars = [
      `org.apache.hadoop:hadoop-aws:${line.hadoop}`,
      `org.apache.iceberg:${icebergRuntime(sparkVersion, line)}:${this.icebergVersion}`,
      ...(props.icebergAwsBundle === true ? [`org.apache.iceberg:iceberg-aws-bundle:${bundle}`] : []),
    ];
    this.packages = props.bakedIn === true ? [] : this.jars;
    this.sparkConf = props.bakedIn === true ? {} : { 'spark.jars.ivy': props.ivyDirectory ?? '/tmp/.ivy2' };
  }
}

function lineOf(sparkVersion: string): SparkLine {
  const known = Object.keys(SPARK_LINES);
  const line = valid(sparkVersion) === null ? undefined : SPARK_LINES[sparkVersion.replace(/\.\d+$/, '')];
  if (line !== undefined) return line;
  const latest = SPARK_LINES[sparkVersion]?.latest;
  throw new Error(
    `Spark runtime: version ${JSON.stringify(sparkVersion)} is ${latest === undefined ? 'unknown' : 'incomplete'}; ` +
      (latest === undefined
        ? `known are ${known.map((minor) => `${minor}.x`).join(', ')}`
        : `give all of it, as in ${latest}`),
  );
}

function stockImage(sparkVersion: string, line: SparkLine): string {
  return `${SPARK_IMAGE}:${sparkVersion}${line.imageSuffix}`;
}

function icebergRuntime(sparkVersion: string, line: SparkLine): string {
  return `iceberg-spark-runtime-${sparkVersion.replace(/\.\d+$/, '')}_${line.scala[0]!}`;
}

function icebergProblem(sparkVersion: string, line: SparkLine, iceberg: string): string | undefined {
  return valid(iceberg) !== null && gte(iceberg, line.firstIceberg)
    ? undefined
    : `Iceberg ${iceberg} and Spark ${sparkVersion} do not belong together; Spark ${sparkVersion} needs Iceberg ` +
        `${line.firstIceberg} or later, for example ${line.iceberg}`;
}

/** What the tag of a stock image gives away. Of other images nothing is known. */
function imageProblems(sparkVersion: string, line: SparkLine, image: string, iceberg: string): string[] {
  const tag = /^(?:docker\.io\/)?(?:apache\/|library\/)?spark:(\d+\.\d+\.\d+)(.*)$/.exec(image);
  if (tag === null) return [];
  const [, version, suffix] = tag;
  const right = stockImage(sparkVersion, line);
  const problems: string[] = [];
  if (version !== sparkVersion) {
    problems.push(`image ${image} has Spark ${version} and not ${sparkVersion}; use ${right}`);
  }
  const java = Number(/-java(\d+)/.exec(suffix!)?.[1] ?? line.java);
  if (java < 17 && valid(iceberg) !== null && gte(iceberg, ICEBERG_NEEDS_JAVA_17)) {
    problems.push(`image ${image} has Java ${java} and Iceberg ${iceberg} needs Java 17; use ${right}`);
  }
  return problems;
}
