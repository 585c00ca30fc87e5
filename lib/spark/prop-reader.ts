import type { Duration, Size } from 'cdk8s';
import type { Cpu } from 'cdk8s-plus-28';
import { cpuQuantity, sparkMemory, wholeMilliseconds, wholeNumber, wholeSeconds } from './quantities';

/**
 * Reads props into what the custom resource holds and keeps what cannot be represented, so that one error names
 * every wrong prop.
 */
export class PropReader {
  public constructor(
    private readonly path = '',
    private readonly problems: string[] = [],
  ) {}

  /** A reader of the props inside one prop. */
  public inside(name: string): PropReader {
    return new PropReader(this.propPath(name), this.problems);
  }

  public memory(name: string, value: Size | undefined): string | undefined {
    return this.read(name, value, sparkMemory);
  }

  public cpu(name: string, value: Cpu | undefined): string | undefined {
    return this.read(name, value, cpuQuantity);
  }

  public seconds(name: string, value: Duration | undefined, minimum = 1): number | undefined {
    return this.read(name, value, (prop, duration) => wholeSeconds(prop, duration, minimum));
  }

  public milliseconds(name: string, value: Duration | undefined): number | undefined {
    return this.read(name, value, wholeMilliseconds);
  }

  public integer(name: string, value: number | undefined, minimum: number): number | undefined {
    return this.read(name, value, (prop, number) => wholeNumber(prop, number, minimum));
  }

  /** A part of a whole; the custom resource wants it as a text. */
  public factor(name: string, value: number | undefined): string | undefined {
    return this.read(name, value, (prop, number) => {
      if (Number.isFinite(number) && number > 0) return String(number);
      throw new Error(`${prop} is ${number}; it must be a number above 0, for example 0.4`);
    });
  }

  public text(name: string, value: string | undefined): string | undefined {
    return this.read(name, value, (prop, text: unknown) => {
      if (typeof text === 'string' && text.trim() !== '') return text;
      throw new Error(`${prop} is ${show(text)}; it must be a text that is not empty`);
    });
  }

  public texts(name: string, values: readonly string[] | undefined): string[] | undefined {
    return values?.map((value, index) => this.text(`${name}[${index}]`, value)!);
  }

  /** A map of texts; undefined when it is empty. */
  public textMap(
    name: string,
    map: Readonly<Record<string, string>> | undefined,
  ): Record<string, string> | undefined {
    if (map === undefined || Object.keys(map).length === 0) return undefined;
    for (const [key, value] of Object.entries(map) as [string, unknown][]) {
      if (typeof value === 'string') continue;
      const plain = typeof value === 'number' || typeof value === 'boolean';
      const example = plain ? `, for example "${value}"` : '';
      this.report(`${name}[${JSON.stringify(key)}]`, `is ${show(value)}; it must be a text${example}`);
    }
    return { ...map };
  }

  /** Notes a problem that only the caller can see. */
  public report(name: string, problem: string): void {
    this.problems.push(`${this.propPath(name)} ${problem}`);
  }

  /**
   * @param subject what the props describe
   * @throws when something was wrong, listing all of it
   */
  public throwIfWrong(subject: string): void {
    if (this.problems.length > 0)
      throw new Error(`${subject} cannot be written: ${this.problems.join('; ')}`);
  }

  private read<T, R>(
    name: string,
    value: T | undefined,
    convert: (prop: string, value: T) => R,
  ): R | undefined {
    if (value === undefined) return undefined;
    try {
      return convert(this.propPath(name), value);
    } catch (error) {
      this.problems.push((error as Error).message);
      return undefined;
    }
  }

  private propPath(name: string): string {
    return this.path === '' ? name : `${this.path}.${name}`;
  }
}

function show(value: unknown): string {
  return typeof value === 'object' && value !== null
    ? `of type ${value.constructor.name}`
    : JSON.stringify(value);
}
