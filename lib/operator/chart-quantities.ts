import { type Duration, type Size, SizeRoundingBehavior } from 'cdk8s';
import { kibibytesText } from '../manifest/quantity';
import type { Problems } from '../problems';

const UNITS = [
  [3_600_000, 'h'],
  [60_000, 'm'],
  [1000, 's'],
] as const;

/** A time as Go writes it, in the largest unit that it is whole in: `90s`, `6h`. */
export function goDuration(problems: Problems, prop: string, duration?: Duration): string | undefined {
  if (duration === undefined) return undefined;
  const millis = duration.toMilliseconds({ integral: false });
  if (!Number.isSafeInteger(millis)) {
    problems.report(
      prop,
      `is ${duration.toHumanString()}; it must be whole milliseconds, for example Duration.seconds(30)`,
    );
  }
  const [factor, unit] = UNITS.find(([size]) => millis >= size && millis % size === 0) ?? [1, 'ms'];
  return `${millis / factor}${unit}`;
}

/** A time in whole seconds. */
export function wholeSeconds(problems: Problems, prop: string, duration?: Duration): number | undefined {
  const seconds = duration?.toSeconds({ integral: false });
  if (seconds !== undefined && !Number.isSafeInteger(seconds)) {
    problems.report(prop, `is ${seconds} s; it must be whole seconds, for example Duration.seconds(10)`);
  }
  return seconds;
}

/** Times in seconds, as `0.5,1,30`. */
export function secondsList(durations?: readonly Duration[]): string | undefined {
  return durations?.map((duration) => String(duration.toSeconds({ integral: false }))).join(',');
}

/** An amount of bytes as a Kubernetes quantity: `512Mi`, `2Gi`. */
export function byteQuantity(problems: Problems, prop: string, size?: Size): string | undefined {
  if (size === undefined) return undefined;
  const kibibytes = size.toKibibytes({ rounding: SizeRoundingBehavior.NONE });
  if (!Number.isSafeInteger(kibibytes)) {
    problems.report(prop, `is ${size.asString()}; it must be whole KiB, for example Size.mebibytes(512)`);
  }
  return kibibytesText(kibibytes);
}
