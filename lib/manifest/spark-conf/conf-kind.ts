/** What a setting may hold, from the code that reads it. */
export interface ConfKey {
  /** `boolean`, `int`, `long`, `double`, `bytes`, `time`, `enum`, `string`, or `alias` and `removed`. */
  readonly kind: string;
  /** Legal values of an enum. */
  readonly options: readonly string[];
  /** True when an enum takes its values in any case. */
  readonly anyCase: boolean;
  /** The default; the key that replaces an alias; the only value that a removed key may have. */
  readonly initial: string | undefined;
}

/** The client that reads a value: each has its own suffixes. */
export type Dialect = 'spark' | 'hadoop';

interface Kind {
  readonly expected: string;
  readonly spark: RegExp;
  /** Differs from Spark's where it is given. */
  readonly hadoop?: RegExp;
  readonly bits?: number;
}

const KINDS: Readonly<Record<string, Kind>> = {
  boolean: { expected: 'true or false', spark: /^(true|false)$/i },
  int: {
    expected: 'a whole number such as 4',
    spark: /^[+-]?\d+$/,
    hadoop: /^([+-]?\d+|-?0x[\da-f]+)$/i,
    bits: 32,
  },
  long: {
    expected: 'a whole number such as 4',
    spark: /^[+-]?\d+$/,
    hadoop: /^([+-]?\d+|-?0x[\da-f]+)$/i,
    bits: 64,
  },
  double: {
    expected: 'a number such as 0.5',
    spark: /^[+-]?(NaN|Infinity|(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?[fd]?)$/i,
  },
  bytes: {
    expected: 'a size: a whole number with k, m, g or t, such as 512m or 2g',
    spark: /^-?\d+(b|[kmgtp]b?)?$/i,
    hadoop: /^-?\d+[kmgtpe]?$/i,
  },
  time: {
    expected: 'a time: a whole number with ms, s, m, h or d, such as 30s or 5m',
    spark: /^-?\d+(us|ms|s|m|min|h|d)?$/i,
    hadoop: /^-?\d+(ns|us|ms|s|m|h|d)?$/i,
  },
};

/**
 * What a value should have been; undefined when it is right, or when it refers to another value (`${…}`).
 *
 * @param key what is known of the setting
 * @param value the value as the manifest gives it
 * @param dialect the client that reads it
 */
export function expectation(key: ConfKey, value: string, dialect: Dialect): string | undefined {
  if (value.includes('${')) return undefined;
  const given = value.trim();
  if (key.kind === 'enum') {
    const same = (option: string): boolean =>
      option === value || (key.anyCase && option.toUpperCase() === value.toUpperCase());
    return key.options.some(same) ? undefined : `one of ${key.options.join(', ')}`;
  }
  const kind = KINDS[key.kind];
  if (kind === undefined) return undefined;
  const pattern = dialect === 'hadoop' ? (kind.hadoop ?? kind.spark) : kind.spark;
  if (!pattern.test(given)) return kind.expected;
  if (kind.bits !== undefined && BigInt.asIntN(kind.bits, whole(given)) !== whole(given)) {
    return `${kind.expected}, in ${kind.bits} bits`;
  }
  return undefined;
}

function whole(text: string): bigint {
  const digits = text.replace(/^[+-]/, '');
  return text.startsWith('-') ? -BigInt(digits) : BigInt(digits);
}
