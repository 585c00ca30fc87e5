/** One Spark setting and the part that set it. */
export interface SparkConfEntry {
  /** The value as Spark reads it. */
  readonly value: string;
  /** The part that set it, as a reader knows it: `S3 bucket dlt-data`, `sparkConf`. */
  readonly source: string;
}

/** The settings with those that replace them, which say what they replaced. */
export function withOverrides(
  entries: Readonly<Record<string, SparkConfEntry>>,
  overrides: Readonly<Record<string, string>>,
): Record<string, SparkConfEntry> {
  const replacing = Object.entries(overrides).map(([key, value]) => {
    const replaced = entries[key];
    const source =
      replaced === undefined ? 'sparkConfOverrides' : `sparkConfOverrides (instead of ${replaced.source})`;
    return [key, { value, source }] as const;
  });
  return { ...entries, ...Object.fromEntries(replacing) };
}
