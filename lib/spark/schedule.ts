import type { Cron, Duration } from 'cdk8s';
import { wholeSeconds } from './quantities';

/** When a scheduled application runs. */
export class Schedule {
  /** By the five fields of cron, for example `Cron.daily()`. */
  public static cron(cron: Cron): Schedule {
    return new Schedule(cron.expressionString);
  }

  /**
   * Again and again, counted from when the operator saw the object.
   *
   * @throws when the time is not a whole number of seconds, or none
   */
  public static every(interval: Duration): Schedule {
    const seconds = wholeSeconds('interval', interval);
    const parts = [
      [Math.floor(seconds / 3600), 'h'],
      [Math.floor(seconds / 60) % 60, 'm'],
      [seconds % 60, 's'],
    ] as const;
    const text = parts.filter(([count]) => count > 0).map(([count, unit]) => `${count}${unit}`);
    return new Schedule(`@every ${text.join('')}`);
  }

  /** As the operator reads it: `0 3 * * 1-5`, `@daily`, `@every 90m`. */
  public static expression(expression: string): Schedule {
    return new Schedule(expression);
  }

  private constructor(
    /** The schedule as the operator reads it. */
    public readonly expressionString: string,
  ) {}
}
