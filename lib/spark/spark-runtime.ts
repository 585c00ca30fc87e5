import gte from 'semver/functions/gte';
import valid from 'semver/functions/valid';
import { isIcebergOf, knownLine } from '../manifest/spark-version';
import { Problems } from '../problems';
import { SparkJar } from './spark-jar';
import {
  ICEBERG_AWS_BUNDLES,
  ICEBERG_NEEDS_JAVA_17,
  NEWEST_ICEBERG,
  SPARK_IMAGE,
  SPARK_LINE_NAMES,
  SPARK_LINES,
  type SparkLine,
  type SparkLineName,
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
   * @default - the usual one of the Spark line; none while Iceberg has no runtime for it, as for Spark 4.2 and 4.3
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
  /** Spark 3.4, its latest known patch. */
  public static readonly SPARK_3_4 = SparkRuntime.of(SPARK_LINES['3.4'].latest);
  /** Spark 3.5, its latest known patch. */
  public static readonly SPARK_3_5 = SparkRuntime.of(SPARK_LINES['3.5'].latest);
  /** Spark 4.0, its latest known patch. */
  public static readonly SPARK_4_0 = SparkRuntime.of(SPARK_LINES['4.0'].latest);
  /** Spark 4.1, its latest known patch. */
  public static readonly SPARK_4_1 = SparkRuntime.of(SPARK_LINES['4.1'].latest);
  /** Spark 4.2, its latest known patch. Iceberg has no runtime for it yet. */
  public static readonly SPARK_4_2 = SparkRuntime.of(SPARK_LINES['4.2'].latest);
  /** Spark 4.3, its latest known patch. Iceberg has no runtime for it yet. */
  public static readonly SPARK_4_3 = SparkRuntime.of(SPARK_LINES['4.3'].latest);

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
  /** Version of Iceberg; undefined for a Spark without one. */
  public readonly icebergVersion?: string;
  /** Maven coordinates of the jars that S3 stores and Iceberg catalogs need: in the image, or in `packages`. */
  public readonly jars: string[];
  /** Maven coordinates for `deps.packages`: none when the image has the jars. */
  public readonly packages: string[];
  /** Settings that `packages` need. */
  public readonly sparkConf: Readonly<Record<string, string>>;

  private readonly coordinates: Readonly<Partial<Record<SparkJar, string>>>;
  private readonly extra: readonly SparkJar[];

  private constructor(sparkVersion: string, props: SparkRuntimeProps) {
    const name = lineOf(sparkVersion);
    const line = SPARK_LINES[name];
    this.sparkVersion = sparkVersion;
    this.image = props.image ?? stockImage(sparkVersion, line);
    this.scalaVersion = line.scala[0]!;
    this.hadoopVersion = line.hadoop;
    this.icebergVersion = props.icebergVersion ?? line.iceberg?.usual;
    const problems = new Problems();
    problems.add(icebergProblem(sparkVersion, line, this.icebergVersion));
    for (const problem of imageProblems(sparkVersion, line, this.image, this.icebergVersion)) {
      problems.add(problem);
    }
    if (props.bakedIn === true && props.image === undefined) {
      problems.add(
        `the stock image ${this.image} has no jars of S3 and Iceberg; give the image that has them, or leave out bakedIn`,
      );
    }
    if (props.icebergAwsBundle === true && this.icebergVersion === undefined) {
      problems.add(
        `Iceberg has no runtime for Spark ${sparkVersion}; leave out icebergAwsBundle, or use Spark 4.1`,
      );
    }
    problems.throwFor('Spark runtime');
    this.coordinates = {
      [SparkJar.S3A]: `org.apache.hadoop:hadoop-aws:${line.hadoop}`,
      [SparkJar.ABFS]: `org.apache.hadoop:hadoop-azure:${line.hadoop}`,
      ...icebergJars(`${name}_${this.scalaVersion}`, this.icebergVersion),
    };
    this.extra = props.icebergAwsBundle === true ? [SparkJar.ICEBERG_AWS] : [];
    this.jars = this.coordinatesOf([SparkJar.S3A, SparkJar.ICEBERG, ...this.extra]);
    this.packages = props.bakedIn === true ? [] : this.jars;
    this.sparkConf = props.bakedIn === true ? {} : { 'spark.jars.ivy': props.ivyDirectory ?? '/tmp/.ivy2' };
  }
  /**
   * Coordinates of these jars: none when the image has them.
   *
   * @internal
   */
  public _packagesFor(jars: readonly SparkJar[]): string[] {
    if (this.packages.length === 0) return [];
    return this.coordinatesOf(jars.includes(SparkJar.ICEBERG) ? [...jars, ...this.extra] : jars);
  }

  private coordinatesOf(jars: readonly SparkJar[]): string[] {
    return jars.map((jar) => this.coordinates[jar]).filter((coordinate) => coordinate !== undefined);
  }
}

function lineOf(sparkVersion: string): SparkLineName {
  const name = knownLine(sparkVersion);
  if (name !== undefined && valid(sparkVersion) !== null) return name;
  throw new Error(
    `Spark runtime: version ${JSON.stringify(sparkVersion)} is ` +
      (name === undefined
        ? `unknown; known are ${SPARK_LINE_NAMES.map((minor) => `${minor}.x`).join(', ')}`
        : `incomplete; give all of it, as in ${SPARK_LINES[name].latest}`),
  );
}

function stockImage(sparkVersion: string, line: SparkLine): string {
  return `${SPARK_IMAGE}:${sparkVersion}${line.imageSuffix}`;
}

function icebergJars(build: string, version: string | undefined): Partial<Record<SparkJar, string>> {
  if (version === undefined) return {};
  return {
    [SparkJar.ICEBERG]: `org.apache.iceberg:iceberg-spark-runtime-${build}:${version}`,
    [SparkJar.ICEBERG_AWS]: `org.apache.iceberg:iceberg-aws-bundle:${ICEBERG_AWS_BUNDLES[version] ?? version}`,
  };
}

function icebergProblem(spark: string, line: SparkLine, iceberg: string | undefined): string | undefined {
  if (iceberg === undefined) return undefined;
  if (valid(iceberg) !== null && isIcebergOf(line, iceberg)) return undefined;
  return `Iceberg ${iceberg} and Spark ${spark} do not belong together; ${icebergAdvice(spark, line)}`;
}

function icebergAdvice(spark: string, { iceberg }: SparkLine): string {
  if (iceberg === undefined) {
    return `no Iceberg up to ${NEWEST_ICEBERG} has a runtime for Spark ${spark}, use Spark 4.1 or leave out icebergVersion`;
  }
  const { first, last, usual } = iceberg;
  const range = last === undefined ? `${first} or later` : `${first} to ${last}`;
  return `Spark ${spark} needs Iceberg ${range}, for example ${usual}`;
}

/** What the tag of a stock image gives away. Of other images nothing is known. */
function imageProblems(spark: string, line: SparkLine, image: string, iceberg: string | undefined): string[] {
  const tag = /^(?:docker\.io\/)?(?:apache\/|library\/)?spark:(\d+\.\d+\.\d+)(.*)$/.exec(image);
  if (tag === null) return [];
  const [, version, suffix] = tag;
  const problems: string[] = [];
  if (version !== spark) {
    problems.push(`image ${image} has Spark ${version} and not ${spark}; use ${stockImage(spark, line)}`);
  }
  const java = javaOf(line, suffix!);
  if (java < 17 && iceberg !== undefined && valid(iceberg) !== null && gte(iceberg, ICEBERG_NEEDS_JAVA_17)) {
    problems.push(
      `image ${image} has Java ${java} and Iceberg ${iceberg} needs Java 17; ${javaAdvice(spark, line)}`,
    );
  }
  return problems;
}

function javaOf(line: SparkLine, suffix: string): number {
  return Number(/-java(\d+)/.exec(suffix)?.[1] ?? line.java);
}

/** The stock image may be too old itself. */
function javaAdvice(spark: string, line: SparkLine): string {
  return javaOf(line, line.imageSuffix) >= 17
    ? `use ${stockImage(spark, line)}`
    : `use Iceberg ${line.iceberg!.usual}, or an image of your own with Java 17`;
}
