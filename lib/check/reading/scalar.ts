// How kubectl and the API server read a scalar: the rules of goyaml.v2, by which sigs.k8s.io/yaml goes. It is YAML 1.1
// with exceptions: numbers may have underscores and a leading zero means octal, there are no sexagesimal numbers.

/** What a scalar is written like. */
export interface ScalarText {
  /** Its text, folded and unescaped. */
  readonly text: string;
  /** True without quotes and not as a block. */
  readonly plain: boolean;
  /**
   * Its tag, in the long form.
   * @default - none
   */
  readonly tag?: string;
}

const STANDARD = 'tag:yaml.org,2002:';

const WORDS: ReadonlyMap<string, boolean | null | number> = new Map<string, boolean | null | number>([
  ...['y', 'Y', ...cases('yes'), ...cases('true'), ...cases('on')].map((word) => [word, true] as const),
  ...['n', 'N', ...cases('no'), ...cases('false'), ...cases('off')].map((word) => [word, false] as const),
  ...['', '~', ...cases('null')].map((word) => [word, null] as const),
  ...['.nan', '.NaN', '.NAN'].map((word) => [word, NaN] as const),
  ...['.inf', '.Inf', '.INF'].flatMap((word) => [
    [word, Infinity] as const,
    [`+${word}`, Infinity] as const,
    [`-${word}`, -Infinity] as const,
  ]),
]);

const INTEGER = /^([+-]?)(?:0[xX]([\da-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|(0|[1-9]\d*))$/;
const FLOAT = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/;
const DATE = /^(\d{4}-\d{1,2}-\d{1,2})(?:[Tt ]\d{1,2}:\d{1,2}:\d{1,2}(?:\.\d+)?(?:Z|[-+]\d\d:\d\d)?)?$/;
const BASE64 = /^(?:[A-Za-z\d+/]{4})*(?:[A-Za-z\d+/]{2}==|[A-Za-z\d+/]{3}=)?$/;

/** More digits than any number of 64 bits has. */
const MAX_DIGITS = 64;
/** From here on a key that is no whole number has an exponent. */
const FLOAT_KEY_PLACES = 6;
const MAX_INT64 = 2n ** 63n - 1n;
const MAX_UINT64 = 2n ** 64n - 1n;

/**
 * The value of a scalar.
 *
 * @throws Error when its text does not fit its tag
 */
export function scalarValue(scalar: ScalarText): unknown {
  const value = resolve(scalar);
  if (typeof value !== 'bigint') return value;
  // The largest int64 stays below the first number that is none.
  return value <= MAX_INT64 ? Math.min(Number(value), 2 ** 63 - 1024) : Number(value);
}

/**
 * A scalar as a key of JSON.
 *
 * @returns undefined when Kubernetes takes no such key
 * @throws Error when its text does not fit its tag
 */
export function keyText(scalar: ScalarText): string | undefined {
  const value = resolve(scalar);
  switch (typeof value) {
    case 'string':
      return value;
    case 'boolean':
      return String(value);
    case 'bigint':
      return value <= MAX_INT64 ? String(value) : undefined;
    case 'number':
      return floatKey(value);
    default:
      return undefined;
  }
}

/** A text, a boolean, null, a whole number as a bigint or another one as a number. */
function resolve({ text, plain, tag }: ScalarText): unknown {
  if (tag === undefined) return plain ? plainValue(text) : text;
  if (!tag.startsWith(STANDARD)) return text;
  const type = tag.slice(STANDARD.length);
  const value = type === 'str' ? text : plainValue(text);
  switch (type) {
    case 'binary':
      return decodeBase64(text);
    case 'bool':
      if (typeof value === 'boolean') return value;
      break;
    case 'int':
      if (typeof value === 'bigint') return value;
      break;
    case 'float':
      if (typeof value === 'bigint' || typeof value === 'number') return Number(value);
      break;
    case 'null':
      if (value === null) return value;
      break;
    case 'timestamp':
      if (isDate(text)) return text;
      break;
    default:
      return text;
  }
  throw new Error(`${JSON.stringify(text)} does not fit its tag !!${type}`);
}

/** A scalar without quotes and tag. */
function plainValue(text: string): unknown {
  const word = WORDS.get(text);
  if (word !== undefined) return word;
  if (!/^[-+.\d]/.test(text)) return text;
  // A number that begins with its point has no underscores.
  const digits = text.startsWith('.') ? text : text.replaceAll('_', '');
  const value = integer(digits) ?? (FLOAT.test(digits) ? Number(digits) : NaN);
  return typeof value === 'bigint' || Number.isFinite(value) ? value : text;
}

/** A whole number of 64 bits; undefined when it is none. */
function integer(text: string): bigint | undefined {
  const [, sign, hexadecimal, binary, octal, decimal] = INTEGER.exec(text) ?? [];
  const digits = (hexadecimal ?? binary ?? octal ?? decimal)?.replace(/^0+(?=.)/, '');
  if (digits === undefined || digits.length > MAX_DIGITS) return undefined;
  const prefix = hexadecimal ? '0x' : binary ? '0b' : octal ? '0o' : '';
  const size = BigInt(`${prefix}${digits}`);
  const most = sign === '' ? MAX_UINT64 : sign === '-' ? MAX_INT64 + 1n : MAX_INT64;
  if (size > most) return undefined;
  return sign === '-' ? -size : size;
}

/** A number as Go writes it in six places and 32 bits. */
function floatKey(value: number): string {
  const single = Math.fround(value);
  if (Number.isNaN(single)) return '.nan';
  if (!Number.isFinite(single)) return single > 0 ? '.inf' : '-.inf';
  const shortest = [1, 2, 3, 4, 5, 6, 7, 8, 9].find(
    (places) => Math.fround(Number(single.toPrecision(places))) === single,
  );
  const [digits, exponent] = single.toExponential((shortest ?? 9) - 1).split('e') as [string, string];
  const power = Number(exponent);
  const sign = Object.is(single, -0) ? '-' : '';
  if (power >= -4 && power < FLOAT_KEY_PLACES) return `${sign}${Number(`${digits}e${exponent}`)}`;
  return `${digits}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}

function isDate(text: string): boolean {
  const day = DATE.exec(text)?.[1];
  return day !== undefined && !Number.isNaN(Date.parse(day));
}

function decodeBase64(text: string): string {
  const code = text.replaceAll(/[\r\n]/g, '');
  if (!BASE64.test(code)) throw new Error('!!binary holds no base64');
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(Buffer.from(code, 'base64'));
}

function cases(word: string): string[] {
  return [word, `${word.charAt(0).toUpperCase()}${word.slice(1)}`, word.toUpperCase()];
}
