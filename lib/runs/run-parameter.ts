import type { Duration, Size } from 'cdk8s';
import { show } from '../problems';
import { sparkMemory, wholeNumber, wholeSeconds } from '../spark/quantities';
import { ParameterType, type DateLimits, type NumberLimits, type TextLimits } from './parameter-type';
import {
  ARGUMENT_FLAG,
  ARGUMENT_KEYWORD,
  ENVIRONMENT_KEYWORD,
  IMAGE_KEYWORD,
  isParameterName,
  LEADING_DASH_KEYWORD,
  parametersOf,
  RUN_PARAMETERS,
  SETTING_KEY,
  SETTING_KEYWORD,
  VARIABLE_NAME,
} from './parameters';
import { targetOf } from './targets/all';

/** What every parameter can have. */
export interface ParameterOptions {
  /**
   * What it is for, on the page of the release and in what starts runs.
   * @default - nothing is said
   */
  readonly description?: string;
  /**
   * Whether each run must give it. What the application is released with is then an example and no default.
   * @default false
   */
  readonly required?: boolean;
}

/** Limits of an argument that is a whole number. */
export interface NumberArgumentOptions extends NumberLimits, ParameterOptions {}

/** Limits of an argument that is a date. */
export interface DateArgumentOptions extends DateLimits, ParameterOptions {}

/** Limits of an argument that is a text. */
export interface TextArgumentOptions extends TextLimits, ParameterOptions {
  /**
   * Whether the value may begin with a dash. Many programs read such a text as their next option.
   * @default - only where `values` has it
   */
  readonly leadingDash?: boolean;
}

/** What a variable or a Spark setting may be. */
export interface TypedParameterOptions extends ParameterOptions {
  /**
   * Name of the parameter.
   * @default - that of the variable or the setting in camelCase, without `spark.`
   */
  readonly name?: string;
  /**
   * What the value may be.
   * @default ParameterType.text()
   */
  readonly type?: ParameterType;
}

/** Which images a run may choose. */
export interface ImageTagOptions extends TextLimits, ParameterOptions {}

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
    return RunParameter.argument(name, flag, ParameterType.number(options), options);
  }

  /**
   * A text that the job takes as an argument.
   *
   * @param name name of the parameter, such as `region`
   * @param flag the argument that stands before the value, such as `--region`
   * @param options limits
   */
  public static textArgument(name: string, flag: string, options: TextArgumentOptions = {}): RunParameter {
    return RunParameter.argument(name, flag, ParameterType.text(options), options, {
      ...(options.leadingDash === true && { [LEADING_DASH_KEYWORD]: true }),
    });
  }

  /**
   * A date that the job takes as an argument, in the form `2026-01-31`.
   *
   * @param name name of the parameter, such as `day`
   * @param flag the argument that stands before the value, such as `--day`
   * @param options limits
   */
  public static dateArgument(name: string, flag: string, options: DateArgumentOptions = {}): RunParameter {
    const { earliest, latest } = options;
    return RunParameter.argument(name, flag, ParameterType.date({ earliest, latest }), options);
  }

  /**
   * A variable of the job, on whichever of driver and executors the application is released with it as a literal. Names that
   * say where the job writes, that Spark, Java, Python or a client of a store reads, or that are those of secrets, are refused.
   *
   * @param variable the variable, such as `BATCH_SIZE`; the parameter is then `batchSize`
   * @param options what it may be
   */
  public static environment(variable: string, options: TypedParameterOptions = {}): RunParameter {
    if (!VARIABLE_NAME.test(variable)) {
      throw new Error(
        `variable of a parameter is ${show(variable)}; give letters, digits and underscores, such as BATCH_SIZE`,
      );
    }
    return RunParameter.typed(variable, ENVIRONMENT_KEYWORD, options);
  }

  /**
   * A Spark setting. Only those that turn the engine are allowed, such as `spark.sql.shuffle.partitions`: nothing that names
   * code, catalogs, places, servers, rights or secrets.
   *
   * @param key the setting; the parameter of `spark.sql.shuffle.partitions` is `sqlShufflePartitions`
   * @param options what it may be
   */
  public static setting(key: string, options: TypedParameterOptions = {}): RunParameter {
    if (!SETTING_KEY.test(key)) {
      throw new Error(
        `setting of a parameter is ${show(key)}; give a key of Spark, such as spark.sql.shuffle.partitions`,
      );
    }
    return RunParameter.typed(key, SETTING_KEYWORD, options);
  }

  /**
   * The tag of the image (`imageTag`), whose repository stays that of the release.
   *
   * @param options which tags
   */
  public static imageTag(options: ImageTagOptions = {}): RunParameter {
    const { maximumLength = 128 } = options;
    return RunParameter.make(
      'imageTag',
      { ...ParameterType.text({ ...options, maximumLength })._property('imageTag'), [IMAGE_KEYWORD]: 'tag' },
      options,
    );
  }

  /**
   * The digest of the image (`imageDigest`), `sha256:` and 64 digits, whose repository stays that of the release. No one can put
   * another image under it.
   *
   * @param options what it is for
   */
  public static imageDigest(options: ParameterOptions = {}): RunParameter {
    return RunParameter.make(
      'imageDigest',
      { ...ParameterType.text({ maximumLength: 71 })._property('imageDigest'), [IMAGE_KEYWORD]: 'digest' },
      options,
    );
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
    type: ParameterType,
    options: ParameterOptions,
    more: Readonly<Record<string, unknown>> = {},
  ): RunParameter {
    if (!ARGUMENT_FLAG.test(flag)) {
      throw new Error(
        `flag of parameter ${name} is ${JSON.stringify(flag)}; give an argument such as --test-limit`,
      );
    }
    return RunParameter.make(name, { ...type._property(name), ...more, [ARGUMENT_KEYWORD]: flag }, options);
  }

  private static typed(of: string, keyword: string, options: TypedParameterOptions): RunParameter {
    const { name = camelCase(of), type = ParameterType.text() } = options;
    return RunParameter.make(name, { ...type._property(name), [keyword]: of }, options);
  }

  private static make(
    name: string,
    schema: Readonly<Record<string, unknown>>,
    { description, required = false }: ParameterOptions,
  ): RunParameter {
    if (!isParameterName(name) || Object.hasOwn(RUN_PARAMETERS, name)) {
      throw new Error(
        `name of a parameter is ${JSON.stringify(name)}; it must be letters and digits in camelCase, such as testLimit, ` +
          `and none of runId, ${Object.keys(RUN_PARAMETERS).join(', ')}`,
      );
    }
    return new RunParameter(name, { ...schema, ...(description !== undefined && { description }) }, required);
  }

  private constructor(
    /** Name, as `run --set name=value` takes it. */
    public readonly name: string,
    private readonly schema: Readonly<Record<string, unknown>>,
    /** Whether each run must give it. */
    public readonly required = false,
  ) {}

  /** The argument that stands before the value; undefined for anything else. */
  public get flag(): string | undefined {
    return this.schema[ARGUMENT_KEYWORD] as string | undefined;
  }

  /** What it is for; undefined when nobody said. */
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
    const value = targetOf(this.name, this.schema)!.read(spec);
    if (this.isNumber && typeof value === 'string') return Number(value);
    return value as string | number | undefined;
  }

  /**
   * The property of the contract, with the released value as its default.
   *
   * @param spec `spec` of the application
   */
  public property(spec: Readonly<Record<string, unknown>>): Record<string, unknown> {
    const released = this.released(spec);
    if (released === undefined || this.required) return { ...this.schema };
    // What is released is allowed: the limit of an author who named none gives way.
    const isOpen = this.schema === RUN_PARAMETERS[this.name]?.schema;
    const maximum = Math.max(Number(this.schema.maximum), Number(released));
    return { ...this.schema, ...(isOpen && this.isNumber ? { maximum } : {}), default: released };
  }
}

/** `BATCH_SIZE` as `batchSize`, `spark.sql.shuffle.partitions` as `sqlShufflePartitions`. */
function camelCase(text: string): string {
  return text
    .replace(/^spark\./, '')
    .split(/[._-]+/)
    .map((word) => (word === word.toUpperCase() ? word.toLowerCase() : word))
    .map(
      (word, index) =>
        `${index === 0 ? word.slice(0, 1).toLowerCase() : word.slice(0, 1).toUpperCase()}${word.slice(1)}`,
    )
    .join('');
}
