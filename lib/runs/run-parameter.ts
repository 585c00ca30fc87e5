import type { Duration, Size } from 'cdk8s';
import { sparkMemory, wholeNumber, wholeSeconds } from '../spark/quantities';
import {
  ARGUMENT_FLAG,
  ARGUMENT_KEYWORD,
  isParameterName,
  LARGEST_NUMBER,
  LEADING_DASH_KEYWORD,
  LONGEST_TEXT,
  parameterIn,
  parametersOf,
  RUN_PARAMETERS,
} from './parameters';

/** Limits of an argument that is a whole number. */
export interface NumberArgumentOptions {
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

/** Limits of an argument that is a text. */
export interface TextArgumentOptions {
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
  /**
   * Whether the value may begin with a dash. Many programs read such a text as their next option.
   * @default - only where `values` has it
   */
  readonly leadingDash?: boolean;
}

/** Something that a run may change in the released application, and how far. */
export class RunParameter {
  /** Cores of the driver, at most `maximum`, or 64. */
  public static driverCores(maximum?: number): RunParameter {
    return RunParameter.count('driverCores', maximum);
  }

  /** Heap of the driver, one of these sizes; any up to `9t` when none is given. */
  public static driverMemory(sizes: Size[] = []): RunParameter {
    return RunParameter.memory('driverMemory', sizes);
  }

  /** Cores of each executor, at most `maximum`, or 64. */
  public static executorCores(maximum?: number): RunParameter {
    return RunParameter.count('executorCores', maximum);
  }

  /** Number of executors, at most `maximum`, or 1000; for an application without dynamic allocation. */
  public static executorInstances(maximum?: number): RunParameter {
    return RunParameter.count('executorInstances', maximum);
  }

  /** Heap of each executor, one of these sizes; any up to `9t` when none is given. */
  public static executorMemory(sizes: Size[] = []): RunParameter {
    return RunParameter.memory('executorMemory', sizes);
  }

  /** Most executors, at most `maximum`, or 1000; for an application with dynamic allocation. */
  public static maxExecutors(maximum?: number): RunParameter {
    return RunParameter.count('maxExecutors', maximum);
  }

  /** How long the application is kept after its end, at most `maximum`, or 31 days. */
  public static timeToLive(maximum?: Duration): RunParameter {
    const seconds = maximum === undefined ? undefined : wholeSeconds('maximum of timeToLive', maximum);
    return RunParameter.count('timeToLiveSeconds', seconds);
  }

  /**
   * A whole number that the job takes as an argument.
   *
   * @param name name of the parameter, such as `testLimit`
   * @param flag the argument that stands before the value, such as `--test-limit`
   * @param options limits
   */
  public static numberArgument(
    name: string,
    flag: string,
    options: NumberArgumentOptions = {},
  ): RunParameter {
    const { minimum = 1, maximum = LARGEST_NUMBER } = options;
    if (!Number.isSafeInteger(minimum) || !Number.isSafeInteger(maximum) || minimum > maximum) {
      throw new Error(
        `parameter ${name} is a number from ${minimum} up to ${maximum}; give whole numbers, the smaller one first`,
      );
    }
    return RunParameter.argument(name, flag, { type: 'integer', minimum, maximum });
  }

  /**
   * A text that the job takes as an argument.
   *
   * @param name name of the parameter, such as `region`
   * @param flag the argument that stands before the value, such as `--region`
   * @param options limits
   */
  public static textArgument(name: string, flag: string, options: TextArgumentOptions = {}): RunParameter {
    const { values, pattern, maximumLength = LONGEST_TEXT, leadingDash } = options;
    if (pattern !== undefined) refusePattern(name, pattern);
    return RunParameter.argument(name, flag, {
      type: 'string',
      maxLength: wholeNumber(`maximumLength of ${name}`, maximumLength, 1),
      ...(values === undefined ? {} : { enum: values }),
      ...(pattern === undefined ? {} : { pattern: `^(?:${pattern})$` }),
      ...(leadingDash === true ? { [LEADING_DASH_KEYWORD]: true } : {}),
    });
  }

  /** Every field that this application has a value for, up to the limits above. */
  public static allOf(spec: Readonly<Record<string, unknown>>): RunParameter[] {
    return parametersOf(spec)
      .map((name) => new RunParameter(name, RUN_PARAMETERS[name]!.schema))
      .filter((parameter) => parameter.released(spec) !== undefined);
  }

  private static count(name: string, maximum: number | undefined): RunParameter {
    const schema = RUN_PARAMETERS[name]!.schema;
    if (maximum === undefined) return new RunParameter(name, schema);
    return new RunParameter(name, { ...schema, maximum: wholeNumber(`maximum of ${name}`, maximum, 1) });
  }

  private static memory(name: string, sizes: readonly Size[]): RunParameter {
    const schema = RUN_PARAMETERS[name]!.schema;
    if (sizes.length === 0) return new RunParameter(name, schema);
    const { type, description } = schema;
    return new RunParameter(name, {
      type,
      description,
      enum: sizes.map((size) => sparkMemory(`size of ${name}`, size)),
    });
  }

  private static argument(
    name: string,
    flag: string,
    schema: Readonly<Record<string, unknown>>,
  ): RunParameter {
    if (!isParameterName(name) || Object.hasOwn(RUN_PARAMETERS, name)) {
      throw new Error(
        `name of a parameter is ${JSON.stringify(name)}; it must be letters and digits in camelCase, such as testLimit, ` +
          `and none of runId, ${Object.keys(RUN_PARAMETERS).join(', ')}`,
      );
    }
    if (!ARGUMENT_FLAG.test(flag)) {
      throw new Error(
        `flag of parameter ${name} is ${JSON.stringify(flag)}; give an argument such as --test-limit`,
      );
    }
    return new RunParameter(name, { ...schema, [ARGUMENT_KEYWORD]: flag });
  }

  private constructor(
    /** Name, as `run --set name=value` takes it. */
    public readonly name: string,
    private readonly schema: Readonly<Record<string, unknown>>,
  ) {}

  /** The argument that stands before the value; undefined for a field of the application. */
  public get flag(): string | undefined {
    return this.schema[ARGUMENT_KEYWORD] as string | undefined;
  }

  /** What it is for; undefined for an argument. */
  public get description(): string | undefined {
    return this.schema.description as string | undefined;
  }

  /** True for a whole number. */
  public get isNumber(): boolean {
    return this.schema.type === 'integer';
  }

  /**
   * The value in the released application; undefined when it has none.
   *
   * @param spec `spec` of the application
   */
  public released(spec: Readonly<Record<string, unknown>>): string | number | undefined {
    const value = parameterIn(spec, this.name, this.flag);
    if (this.flag !== undefined && this.isNumber && value !== undefined) return Number(value);
    return value as string | number | undefined;
  }

  /**
   * The property of the contract, with the released value as its default.
   *
   * @param spec `spec` of the application
   */
  public property(spec: Readonly<Record<string, unknown>>): Record<string, unknown> {
    const released = this.released(spec);
    if (released === undefined) return { ...this.schema };
    // What is released is allowed: the limit of an author who named none gives way.
    const isOpen = this.schema === RUN_PARAMETERS[this.name]?.schema;
    const maximum = Math.max(Number(this.schema.maximum), Number(released));
    return { ...this.schema, ...(isOpen && this.isNumber ? { maximum } : {}), default: released };
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
