/** One Spark setting and the part that set it. */
export interface SparkConfEntry {
  /** The value as Spark reads it. */
  readonly value: string;
  /** The part that set it, as a reader knows it: `S3 bucket dlt-data`, `sparkConf`. */
  readonly source: string;
}

/**
 * Spark settings that remember where they came from.
 *
 * Two parts may set one key to the same value; two that disagree are an error that names both.
 */
export class SparkConf {
  private readonly entries = new Map<string, SparkConfEntry>();

  /**
   * Adds the settings of one part.
   *
   * @param source the part, as a reader knows it
   * @param conf the settings of this part
   * @throws when a key is set to another value already, listing every such key
   */
  public add(source: string, conf: Readonly<Record<string, string>>): void {
    const conflicts = Object.entries(conf).flatMap(([key, value]) => {
      const present = this.entries.get(key);
      return present === undefined || present.value === value
        ? []
        : [`${key} is ${quote(present.value)} by ${present.source} and ${quote(value)} by ${source}`];
    });
    if (conflicts.length > 0) {
      throw new Error(
        `spark settings disagree: ${conflicts.join('; ')}; ` +
          'remove one of them, or give the wanted value in sparkConfOverrides',
      );
    }
    for (const [key, value] of Object.entries(conf)) {
      if (!this.entries.has(key)) this.entries.set(key, { value, source });
    }
  }

  /** The value of a key, undefined when no part set it. */
  public get(key: string): string | undefined {
    return this.entries.get(key)?.value;
  }

  /**
   * The settings with their sources, sorted by key.
   *
   * @param overrides settings that replace whatever a part set
   */
  public withOverrides(overrides: Readonly<Record<string, string>> = {}): Record<string, SparkConfEntry> {
    const merged = new Map(this.entries);
    for (const [key, value] of Object.entries(overrides)) {
      const replaced = merged.get(key);
      const source =
        replaced === undefined ? 'sparkConfOverrides' : `sparkConfOverrides (instead of ${replaced.source})`;
      merged.set(key, { value, source });
    }
    return Object.fromEntries([...merged].sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}

function quote(value: string): string {
  return JSON.stringify(value);
}
