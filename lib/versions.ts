// Every version that the library writes into a manifest stands here, as data.

/** Version of the Spark Operator and of its chart. */
export const CHART_VERSION = '2.5.2';

/** Releases of Iceberg that have a runtime for a line of Spark. */
export interface IcebergLine {
  /** The one that is taken when none is asked for. */
  readonly usual: string;
  /** The first. */
  readonly first: string;
  /** The last, where a later Iceberg has no runtime for this Spark. */
  readonly last?: string;
}

/** What belongs to a minor version of Spark. */
export interface SparkLine {
  /** The patch version that is taken when none is asked for. */
  readonly latest: string;
  /** Versions of Scala that it is built for; the stock image has the first. */
  readonly scala: readonly string[];
  /** Version of Hadoop in the distribution; hadoop-aws must have exactly this one. */
  readonly hadoop: string;
  /** The AWS SDK that this hadoop-aws was built with and brings along. */
  readonly awsSdk: string;
  /** Its Iceberg; absent while no release of Iceberg has a runtime for it. */
  readonly iceberg?: IcebergLine;
  /** End of the tag of the stock image, after the version of Spark. */
  readonly imageSuffix: string;
  /** Version of Java in stock images whose tag names none. */
  readonly java: number;
}

const AWS_SDK_V1 = 'com.amazonaws:aws-java-sdk-bundle:1.12.262';

/** A row for each minor version of Spark, oldest first; its settings are in manifest/spark-conf/lines.ts. */
const LINES = {
  '3.4': {
    latest: '3.4.4',
    scala: ['2.12', '2.13'],
    hadoop: '3.3.4',
    awsSdk: AWS_SDK_V1,
    iceberg: { usual: '1.10.2', first: '1.3.0', last: '1.11.0' },
    imageSuffix: '-python3',
    java: 11,
  },
  '3.5': {
    latest: '3.5.9',
    scala: ['2.12', '2.13'],
    hadoop: '3.3.4',
    awsSdk: AWS_SDK_V1,
    iceberg: { usual: '1.10.2', first: '1.4.0' },
    imageSuffix: '-java17-python3',
    java: 11,
  },
  '4.0': {
    latest: '4.0.5',
    scala: ['2.13'],
    hadoop: '3.4.1',
    awsSdk: 'software.amazon.awssdk:bundle:2.24.6',
    iceberg: { usual: '1.10.2', first: '1.10.0' },
    imageSuffix: '-python3',
    java: 17,
  },
  '4.1': {
    latest: '4.1.4',
    scala: ['2.13'],
    hadoop: '3.4.2',
    awsSdk: 'software.amazon.awssdk:bundle:2.29.52',
    iceberg: { usual: '1.12.0', first: '1.11.0' },
    imageSuffix: '-python3',
    java: 21,
  },
  '4.2': {
    latest: '4.2.1',
    scala: ['2.13'],
    hadoop: '3.5.0',
    awsSdk: 'software.amazon.awssdk:bundle:2.35.4',
    imageSuffix: '-python3',
    java: 21,
  },
  '4.3': {
    latest: '4.3.0',
    scala: ['2.13'],
    hadoop: '3.5.0',
    awsSdk: 'software.amazon.awssdk:bundle:2.35.4',
    imageSuffix: '-python3',
    java: 21,
  },
} satisfies Readonly<Record<string, SparkLine>>;

/** Name of a minor version of Spark, `3.5`. */
export type SparkLineName = keyof typeof LINES;

/** Minor versions of Spark, oldest first. */
export const SPARK_LINES: Readonly<Record<SparkLineName, SparkLine>> = LINES;

/** Names of the minor versions of Spark, oldest first. */
export const SPARK_LINE_NAMES = Object.keys(LINES) as SparkLineName[];

/** The newest release of each minor version of Iceberg whose settings are known, oldest first. */
export const ICEBERG_RELEASES = ['1.10.2', '1.11.0', '1.12.0'] as const;

/** The newest Iceberg that is known. */
export const NEWEST_ICEBERG = '1.12.0';

/** The first Iceberg whose classes need Java 17; earlier ones run on Java 11. */
export const ICEBERG_NEEDS_JAVA_17 = '1.11.0';

/** Releases of Iceberg without an iceberg-aws-bundle of their own, and the bundle that goes with them. */
export const ICEBERG_AWS_BUNDLES: Readonly<Record<string, string>> = { '1.10.2': '1.10.1' };

/** Repository of the stock image of Spark. */
export const SPARK_IMAGE = 'apache/spark';

/**
 * Image of the runner that belongs to this version of the library. No registry answers to `localhost`: the image is loaded
 * onto the nodes, and nobody else's can take its place and with it the keys of lakeFS.
 */
export const RUNNER_IMAGE = 'localhost/kronodroid/spark-runner:0.1.0';
