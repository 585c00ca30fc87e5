import type { Size } from 'cdk8s';
import { show } from '../problems';
import { sparkMemory, wholeNumber } from '../spark/quantities';
import { EARLIEST_KEYWORD, LARGEST_NUMBER, LATEST_KEYWORD, LONGEST_TEXT, RUN_PARAMETERS } from './parameters';
import { isDate } from './value';

/** Limits of a whole number. */
export interface NumberLimits {
  /**
   * Smallest value.
   * @default 1
   */
  readonly minimum?: number;
  /**
   * Largest value.
   * @default 2147483647
   */
  readonly maximum?: number;
}

/** Limits of a text. */
export interface TextLimits {
  /**
   * The only values allowed.
   * @default - any that match the pattern
   */
  readonly values?: string[];
  /**
   * Regular expression that the whole value matches.
   * @default - any text
   */
  readonly pattern?: string;
  /**
   * Most characters of the value.
   * @default 1000
   */
  readonly maximumLength?: number;
}

/** Limits of a date. */
export interface DateLimits {
  /**
   * First date that is allowed, such as `2020-01-31`.
   * @default - any
   */
  readonly earliest?: string;
  /**
   * Last date that is allowed.
   * @default - any
   */
  readonly latest?: string;
}

/** What the value of a parameter may be. */
export class ParameterType {
  /** `true` or `false`. */
  public static readonly BOOLEAN = new ParameterType(() => ({ type: 'string', enum: ['true', 'false'] }));

  /** A whole number. */
  public static number(limits: NumberLimits = {}): ParameterType {
    const { minimum = 1, maximum = LARGEST_NUMBER } = limits;
    return new ParameterType((name) => {
      if (Number.isSafeInteger(minimum) && Number.isSafeInteger(maximum) && minimum <= maximum) {
        return { type: 'integer', minimum, maximum };
      }
      throw new Error(
        `parameter ${name} is a number from ${minimum} up to ${maximum}; give whole numbers, the smaller one first`,
      );
    });
  }

  /** A text. */
  public static text(limits: TextLimits = {}): ParameterType {
    const { values, pattern, maximumLength = LONGEST_TEXT } = limits;
    return new ParameterType((name) => {
      if (pattern !== undefined) refusePattern(name, pattern);
      return {
        type: 'string',
        maxLength: wholeNumber(`maximumLength of ${name}`, maximumLength, 1),
        ...(values !== undefined && { enum: values }),
        ...(pattern !== undefined && { pattern: `^(?:${pattern})$` }),
      };
    });
  }

  /** A day of the calendar in the form `2026-01-31`. */
  public static date(limits: DateLimits = {}): ParameterType {
    const { earliest, latest } = limits;
    return new ParameterType((name) => {
      for (const [prop, date] of [
        ['earliest', earliest],
        ['latest', latest],
      ] as const) {
        if (date !== undefined && !isDate(date)) {
          throw new Error(
            `${prop} of parameter ${name} is ${show(date)}; give a day of the calendar such as 2026-01-31`,
          );
        }
      }
      if (earliest !== undefined && latest !== undefined && earliest > latest) {
        throw new Error(
          `parameter ${name} is a date from ${earliest} up to ${latest}; give the earlier one first`,
        );
      }
      return {
        type: 'string',
        format: 'date',
        ...(earliest !== undefined && { [EARLIEST_KEYWORD]: earliest }),
        ...(latest !== undefined && { [LATEST_KEYWORD]: latest }),
      };
    });
  }

  /**
   * A size as Spark writes it, such as `512m`: one of these, or any up to `9t`.
   *
   * @param sizes the sizes, each in whole MiB
   */
  public static size(sizes: Size[] = []): ParameterType {
    const { type, pattern, examples } = RUN_PARAMETERS.driverMemory!.schema;
    return new ParameterType((name) =>
      sizes.length === 0
        ? { type, pattern, examples }
        : { type, enum: sizes.map((size) => sparkMemory(`size of ${name}`, size)) },
    );
  }

  private constructor(private readonly make: (name: string) => Readonly<Record<string, unknown>>) {}

  /**
   * The property of a contract.
   *
   * @param name name of the parameter, for errors
   * @throws when no value could be allowed
   * @internal
   */
  public _property(name: string): Readonly<Record<string, unknown>> {
    return this.make(name);
  }
}

function refusePattern(name: string, pattern: string): void {
  try {
    new RegExp(pattern, 'u');
  } catch (error) {
    throw new Error(
      `pattern of parameter ${name} is ${JSON.stringify(pattern)}; give a regular expression of JSON Schema (${(error as Error).message})`,
      { cause: error },
    );
  }
}
