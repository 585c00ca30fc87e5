import { coerce, compare } from 'semver';

/** Line of a Spark version, `3.5` of `3.5.8`; undefined when it is no version. */
export function sparkLine(version: string): string | undefined {
  return /^(\d+\.\d+)(?:\.|$|-)/.exec(version)?.[1];
}

/** Compares versions number by number: negative when `a` is the older one. */
export function compareVersions(a: string, b: string): number {
  return compare(coerce(a) ?? '0.0.0', coerce(b) ?? '0.0.0');
}
