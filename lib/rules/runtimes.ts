/** What belongs together in one image of a Spark line. Sources stand in docs of the projects' release notes. */
export interface SparkLine {
  /** Hadoop that the distribution carries; hadoop-aws must be the same. */
  readonly hadoop: string;
  /** Scala builds that exist. */
  readonly scala: readonly string[];
  /** First Iceberg release with a runtime for this line; undefined when there is none. */
  readonly firstIceberg: string | undefined;
  /** Java of the image's default tag. */
  readonly java: number;
}

/** Spark lines whose parts are known. */
export const SPARK_LINES: Readonly<Record<string, SparkLine>> = {
  '3.4': { hadoop: '3.3.4', scala: ['2.12', '2.13'], firstIceberg: '1.3.0', java: 11 },
  '3.5': { hadoop: '3.3.4', scala: ['2.12', '2.13'], firstIceberg: '1.4.0', java: 11 },
  '4.0': { hadoop: '3.4.1', scala: ['2.13'], firstIceberg: '1.10.0', java: 17 },
  '4.1': { hadoop: '3.4.2', scala: ['2.13'], firstIceberg: '1.11.0', java: 21 },
};

/** Line of a Spark version, `3.5` of `3.5.8`; undefined when it is no version. */
export function sparkLine(version: string): string | undefined {
  return /^(\d+\.\d+)(?:\.|$|-)/.exec(version)?.[1];
}

/** Compares versions number by number: negative when `a` is the older one. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((version) =>
    version.split(/[.-]/).map((part) => Number.parseInt(part, 10) || 0),
  );
  for (let i = 0; i < 3; i += 1) {
    const difference = (left![i] ?? 0) - (right![i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
