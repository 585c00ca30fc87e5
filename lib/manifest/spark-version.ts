import coerce from 'semver/functions/coerce';
import compare from 'semver/functions/compare';
import { onceFor } from './once';
import { NEWEST_ICEBERG, SPARK_LINE_NAMES, type SparkLine, type SparkLineName } from '../versions';

/** Line of a Spark version, `3.5` of `3.5.8`; undefined when it is no version. */
export function sparkLine(version: string): string | undefined {
  return /^(\d+\.\d+)(?:\.|$|-)/.exec(version)?.[1];
}

/** Compares versions number by number: negative when `a` is the older one. */
export function compareVersions(a: string, b: string): number {
  return compare(coerced(a), coerced(b));
}

const coerced = onceFor((version) => coerce(version) ?? '0.0.0');

/** The known line of a Spark version; undefined when it is none of the table. */
export function knownLine(version: string): SparkLineName | undefined {
  const name = sparkLine(version);
  return SPARK_LINE_NAMES.find((known) => known === name);
}

/** True when a version of Iceberg has a runtime for a line of Spark, or may have one because it is newer than the table. */
export function isIcebergOf({ iceberg }: SparkLine, version: string): boolean {
  if (iceberg === undefined) return compareVersions(version, NEWEST_ICEBERG) > 0;
  return (
    compareVersions(version, iceberg.first) >= 0 &&
    (iceberg.last === undefined || compareVersions(version, iceberg.last) <= 0)
  );
}
