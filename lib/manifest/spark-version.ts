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
