const SPARK_BYTES = /^(\d+)(b|k|kb|m|mb|g|gb|t|tb|p|pb)?$/i;
const SPARK_POWERS: Readonly<Record<string, number>> = { b: 0, k: 1, m: 2, g: 3, t: 4, p: 5 };
const QUANTITY = /^([+-]?(?:\d+(?:\.\d*)?|\.\d+))(?:([numkMGTPE]|[KMGTPE]i)|[eE]([+-]?\d+))?$/;
/** Parts are divided: a product with a fraction such as 0.001 is not the nearest number. */
const QUANTITY_PARTS: Readonly<Record<string, number>> = { n: 1e9, u: 1e6, m: 1e3 };
const QUANTITY_FACTORS: Readonly<Record<string, number>> = {
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/** Bytes of one mebibyte. */
export const MIB = 2 ** 20;

/**
 * Bytes of a size as Spark writes it (`2g`, `512m`); undefined when Spark cannot read it.
 *
 * @param value the text
 * @param bareUnit what one unit is when the text has no suffix, in bytes
 */
export function sparkBytes(value: string, bareUnit = MIB): number | undefined {
  const match = SPARK_BYTES.exec(value.trim());
  if (match === null) return undefined;
  const suffix = match[2]?.[0]?.toLowerCase();
  return Number(match[1]) * (suffix === undefined ? bareUnit : 2 ** (10 * SPARK_POWERS[suffix]!));
}

/** Kibibytes as the API server keeps them, with the largest unit of which they are a whole number: `512Mi`, `2Gi`. */
export function kibibytesText(kibibytes: number): string {
  const units = ['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
  let [amount, step] = [kibibytes, 0];
  while (amount !== 0 && amount % 2 ** 10 === 0 && step < units.length - 1) {
    [amount, step] = [amount / 2 ** 10, step + 1];
  }
  return `${amount}${units[step]!}`;
}

/** A Kubernetes quantity (`500m`, `2Gi`, `1.5`) as a number; undefined when Kubernetes cannot read it. */
export function quantity(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  const match = typeof value === 'string' ? QUANTITY.exec(value) : null;
  if (match === null) return undefined;
  const [, amount, suffix, power = '0'] = match;
  if (suffix === undefined) return Number(`${amount!}e${power}`);
  const parts = QUANTITY_PARTS[suffix];
  return parts === undefined ? Number(amount) * QUANTITY_FACTORS[suffix]! : Number(amount) / parts;
}

/** A sum without what adding fractions leaves behind: no more digits than a thousandth of a CPU has. */
export function thousandths(value: number): number {
  return Math.round(value * 1000) / 1000;
}
