import { SizeRoundingBehavior, type Duration, type Size } from 'cdk8s';
import type { Cpu } from 'cdk8s-plus-28';
import { show } from '../problems';

const MEBIBYTE = 1024;
const GIBIBYTE = 1024 * MEBIBYTE;
const INT32 = 2 ** 31 - 1;
const INT64 = Number.MAX_SAFE_INTEGER;

/**
 * Memory as Spark writes it: `2g`, `1536m`. Kubernetes' own `2Gi` would be refused by Spark.
 *
 * @param prop the prop that holds the value, for the error
 * @throws when the size is not a whole, positive number of MiB
 */
export function sparkMemory(prop: string, size: Size): string {
  const kibibytes = size.toKibibytes({ rounding: SizeRoundingBehavior.NONE });
  if (!Number.isSafeInteger(kibibytes) || kibibytes <= 0 || kibibytes % MEBIBYTE !== 0) {
    throw new Error(
      `${prop} is ${size.asString()}; it must be a whole number of MiB above 0, for example Size.mebibytes(2048)`,
    );
  }
  return kibibytes % GIBIBYTE === 0 ? `${kibibytes / GIBIBYTE}g` : `${kibibytes / MEBIBYTE}m`;
}

/**
 * CPU as a Kubernetes quantity: `500m`, `2`.
 *
 * @param prop the prop that holds the value, for the error
 * @throws when the amount is not positive, or finer than a thousandth of a core
 */
export function cpuQuantity(prop: string, cpu: Cpu): string {
  if (!/^(\d+m|\d+(\.\d{1,3})?)$/.test(cpu.amount) || Number.parseFloat(cpu.amount) === 0) {
    throw new Error(
      `${prop} is ${cpu.amount}; it must be above 0 and no finer than 1m, for example Cpu.millis(500)`,
    );
  }
  return cpu.amount;
}

/**
 * A time in whole seconds.
 *
 * @param prop the prop that holds the value, for the error
 * @param minimum smallest number of seconds allowed
 * @throws when the time is not a whole number of seconds, or below the minimum
 */
export function wholeSeconds(prop: string, duration: Duration, minimum = 1): number {
  const value = duration.toSeconds({ integral: false });
  return whole(prop, value, 'a whole number of seconds', minimum, INT64, 'Duration.seconds(30)');
}

/**
 * A time in whole milliseconds.
 *
 * @param prop the prop that holds the value, for the error
 * @throws when the time is not a whole, positive number of milliseconds
 */
export function wholeMilliseconds(prop: string, duration: Duration): number {
  const value = duration.toMilliseconds({ integral: false });
  return whole(prop, value, 'a whole number of milliseconds', 1, INT64, 'Duration.minutes(30)');
}

/**
 * A whole number, as it is.
 *
 * @param prop the prop that holds the value, for the error
 * @param minimum smallest number allowed
 * @param maximum largest number allowed; unless given, what 32 bits hold
 * @throws when the value is not whole, or not between the two
 */
export function wholeNumber(prop: string, value: number, minimum: number, maximum = INT32): number {
  return whole(prop, value, 'a whole number', minimum, maximum, String(Math.max(minimum, 1)));
}

function whole(
  prop: string,
  value: number,
  what: string,
  minimum: number,
  maximum: number,
  example: string,
): number {
  if (!Number.isSafeInteger(value) || value < minimum || value > maximum) {
    const range = maximum < INT32 || value > maximum ? `${minimum} to ${maximum}` : `${minimum} or more`;
    throw new Error(`${prop} is ${show(value)}; it must be ${what}, ${range}, for example ${example}`);
  }
  return value;
}
