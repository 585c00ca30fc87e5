import type { ContributedLeaf } from './contributed';

/** One Spark setting and the part that set it. */
export interface SparkConfEntry {
  /** The value as Spark reads it. */
  readonly value: string;
  /** The part that set it, as a reader knows it: `S3 bucket dlt-data`, `sparkConf`. */
  readonly source: string;
}

/** Where downloaded jars go. */
export const IVY = 'spark.jars.ivy';

/** Without it whoever reaches a port of the driver can register as an executor, and read and write its blocks. */
const AUTHENTICATE = 'spark.authenticate';

/**
 * The settings of an application, sorted.
 *
 * @param leaves what its parts say
 * @param overrides what replaces it; these say what they replaced
 * @param ivyDirectory where downloaded jars go, if there are any
 */
export function settingsOf(
  leaves: readonly ContributedLeaf[],
  overrides: Readonly<Record<string, string>>,
  ivyDirectory: string | undefined,
): (readonly [string, SparkConfEntry])[] {
  const settings = new Map<string, SparkConfEntry>();
  for (const { path, value, source } of leaves) {
    if (path.length === 2 && path[0] === 'sparkConf') {
      settings.set(path[1]!, { value: value as string, source });
    }
  }
  for (const [key, value] of Object.entries(overrides)) {
    const replaced = settings.get(key);
    const source =
      replaced === undefined ? 'sparkConfOverrides' : `sparkConfOverrides (instead of ${replaced.source})`;
    settings.set(key, { value, source });
  }
  if (!settings.has(AUTHENTICATE)) settings.set(AUTHENTICATE, { value: 'true', source: 'default' });
  if (ivyDirectory !== undefined && !settings.has(IVY)) {
    settings.set(IVY, { value: ivyDirectory, source: 'deps.packages' });
  }
  return [...settings].sort(([a], [b]) => (a < b ? -1 : 1));
}
