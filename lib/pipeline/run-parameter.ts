import type { Duration, Size } from 'cdk8s';
import { sparkMemory, wholeNumber, wholeSeconds } from '../spark/quantities';
import { ARGUMENT_KEYWORD, RUN_PARAMETERS } from './run-parameters';

/** Limits of an argument that is a whole number. */
export interface NumberArgumentOptions {
  /**
   * Smallest value.
   * @default 1
   */
  readonly minimum?: number;
  /**
   * Largest value.
   * @default - no limit
   */
  readonly maximum?: number;
}

/** Limits of an argument that is a text. */
export interface TextArgumentOptions {
  /**
   * The only values allowed.
   * @default - any that match the pattern
   */
  readonly values?: readonly string[];
  /**
   * Regular expression that the whole value matches.
   * @default - any text
   */
  readonly pattern?: string;
}

/** Something that a run may change in the released application, and how far. */
export class RunParameter {
  /** Cores of the driver, at most `maximum`. */
  public static driverCores(maximum?: number): RunParameter {
    return RunParameter.count('driverCores', maximum);
  }

  /** Heap of the driver, one of these sizes; any size when none is given. */
  public static driverMemory(sizes: readonly Size[] = []): RunParameter {
    return RunParameter.memory('driverMemory', sizes);
  }

  /** Cores of each executor, at most `maximum`. */
  public static executorCores(maximum?: number): RunParameter {
    return RunParameter.count('executorCores', maximum);
  }

  /** Number of executors, at most `maximum`; for an application without dynamic allocation. */
  public static executorInstances(maximum?: number): RunParameter {
    return RunParameter.count('executorInstances', maximum);
  }

  /** Heap of each executor, one of these sizes; any size when none is given. */
  public static executorMemory(sizes: readonly Size[] = []): RunParameter {
    return RunParameter.memory('executorMemory', sizes);
  }

  /** Most executors, at most `maximum`; for an application with dynamic allocation. */
  public static maxExecutors(maximum?: number): RunParameter {
    return RunParameter.count('maxExecutors', maximum);
  }

  /** How long the application is kept after its end, at most `maximum`. */
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
    const { minimum = 1, maximum } = options;
    return RunParameter.argument(name, flag, {
      type: 'integer',
      minimum,
      ...(maximum === undefined ? {} : { maximum }),
    });
  }

  /**
   * A text that the job takes as an argument.
   *
   * @param name name of the parameter, such as `region`
   * @param flag the argument that stands before the value, such as `--region`
   * @param options limits
   */
  public static textArgument(name: string, flag: string, options: TextArgumentOptions = {}): RunParameter {
    const { values, pattern } = options;
    return RunParameter.argument(name, flag, {
      type: 'string',
      ...(values === undefined ? {} : { enum: values }),
      ...(pattern === undefined ? {} : { pattern: `^(?:${pattern})$` }),
    });
  }

  /** Every field that this application has a value for, without limits. */
  public static allOf(spec: Readonly<Record<string, unknown>>): RunParameter[] {
    return Object.entries(RUN_PARAMETERS)
      .map(([name, { schema }]) => new RunParameter(name, schema))
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
    if (!/^[a-z][A-Za-z0-9]*$/.test(name) || Object.hasOwn(RUN_PARAMETERS, name) || name === 'runId') {
      throw new Error(
        `name of a parameter is ${JSON.stringify(name)}; it must be letters and digits in camelCase, such as testLimit, ` +
          `and none of runId, ${Object.keys(RUN_PARAMETERS).join(', ')}`,
      );
    }
    if (!/^--?[A-Za-z][\w-]*$/.test(flag)) {
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
    const flag = this.schema[ARGUMENT_KEYWORD];
    if (typeof flag === 'string') {
      const given = (spec.arguments ?? []) as readonly string[];
      const value = given.includes(flag) ? given[given.indexOf(flag) + 1] : undefined;
      return value !== undefined && this.isNumber ? Number(value) : value;
    }
    let value: unknown = spec;
    for (const step of RUN_PARAMETERS[this.name]!.path)
      value = (value as Record<string, unknown> | undefined)?.[step];
    return value as string | number | undefined;
  }

  /**
   * The property of the contract, with the released value as its default.
   *
   * @param spec `spec` of the application
   */
  public property(spec: Readonly<Record<string, unknown>>): Record<string, unknown> {
    const released = this.released(spec);
    return released === undefined ? { ...this.schema } : { ...this.schema, default: released };
  }
}
