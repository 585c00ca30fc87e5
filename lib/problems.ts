import { redact } from './text/redact';
import { redactValue } from './text/redact-value';

/** The longest value that an error shows whole. */
const LONGEST = 120;

/** No more entries of a value are looked at to show its beginning. */
const MOST_SHOWN = 100;

/** What a text must look like, and how an error says so. */
export interface TextFormProps {
  /** What the whole text matches. */
  readonly pattern: RegExp;
  /** What it consists of, as in `lower-case letters and digits`. */
  readonly of: string;
  /** A text of this form. */
  readonly example: string;
  /**
   * Fewest characters.
   * @default 1
   */
  readonly minLength?: number;
  /**
   * Most characters.
   * @default - no limit
   */
  readonly maxLength?: number;
  /**
   * Whether a wrong text may hold a secret, so that no error shows it.
   * @default false
   */
  readonly hidden?: boolean;
}

/** A form of texts: a kind of name, an address. */
export class TextForm {
  public constructor(private readonly props: TextFormProps) {}

  /** True for a text of this form. What is missing, as an unset variable of the environment can be, has none. */
  public accepts(value: unknown): boolean {
    const { pattern, minLength = 1, maxLength = Infinity } = this.props;
    return (
      typeof value === 'string' &&
      value.length >= minLength &&
      value.length <= maxLength &&
      pattern.test(value)
    );
  }

  /** The same form with another limit. */
  public upTo(maxLength: number): TextForm {
    return new TextForm({ ...this.props, maxLength });
  }

  /** What is wrong with the value of a property, and what is allowed; undefined when nothing is. */
  public problem(property: string, value: unknown): string | undefined {
    if (this.accepts(value)) return undefined;
    const { of, example, minLength = 1, maxLength, hidden } = this.props;
    const range = maxLength === undefined ? '' : `${minLength} to ${maxLength} `;
    return `${property} ${hidden === true ? '' : `is ${show(value)}; it `}must be ${range}${of}, for example ${example}`;
  }
}

/** What is wrong with a thing, kept until one error can name all of it. */
export class Problems {
  /**
   * @param path the property whose members are looked at, empty for the thing itself
   * @param found what was found already
   */
  public constructor(
    protected readonly path = '',
    protected readonly found: string[] = [],
  ) {}

  /** Keeps a problem, told with its remedy; undefined is none. */
  public add(problem: string | undefined): void {
    if (problem !== undefined) this.found.push(problem);
  }

  /** Keeps what is wrong with one property: `is 0; it must be above 0`. */
  public report(property: string, problem: string): void {
    this.add(`${this.at(property)} ${problem}`);
  }

  /** Keeps a problem unless the value has the form. */
  public require(property: string, value: unknown, form: TextForm): void {
    this.add(form.problem(this.at(property), value));
  }

  /** All of it, each with its remedy. */
  public get all(): string[] {
    return [...this.found];
  }

  /**
   * @param subject the thing, as a reader knows it
   * @throws when something was wrong, listing all of it
   */
  public throwFor(subject: string): void {
    if (this.found.length > 0) throw new Error(`${subject}: ${this.found.join('; ')}`);
  }

  /** True when nothing was wrong. */
  public get isEmpty(): boolean {
    return this.found.length === 0;
  }

  /** The path of a property. */
  protected at(property: string): string {
    return this.path === '' ? property : `${this.path}.${property}`;
  }
}

/** A value in a message, short and on one line: data as JSON, an object of a class by its class. */
export function show(value: unknown): string {
  if (typeof value === 'number') return String(value);
  if (isInstance(value)) return `of type ${value.constructor.name}`;
  const json = JSON.stringify(redactValue(value, redact, MOST_SHOWN)) ?? String(value);
  return json.length > LONGEST ? `${json.slice(0, LONGEST - 3)}...` : json;
}

function isInstance(value: unknown): value is object {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype !== null && prototype !== Object.prototype;
}
