import { Lazy, type Duration, type Size } from 'cdk8s';
import type { Cpu } from 'cdk8s-plus-28';
import { Problems, show } from '../problems';
import { cpuQuantity, sparkMemory, wholeMilliseconds, wholeNumber, wholeSeconds } from './quantities';

const DURATION = 'a Duration, for example Duration.minutes(5)';

/**
 * Reads props into what the custom resource holds and keeps what cannot be represented, so that one error names
 * every wrong prop.
 */
export class PropReader extends Problems {
  /** A reader of the props inside one prop. */
  public inside(name: string): PropReader {
    return new PropReader(this.at(name), this.found);
  }

  public memory(name: string, value: Size | undefined): string | undefined {
    return this.read(name, value, sparkMemory, 'a Size, for example Size.gibibytes(2)');
  }

  public cpu(name: string, value: Cpu | undefined): string | undefined {
    return this.read(name, value, cpuQuantity, 'a Cpu, for example Cpu.millis(500)');
  }

  public seconds(name: string, value: Duration | undefined, minimum = 1): number | undefined {
    const convert = (prop: string, duration: Duration): number => wholeSeconds(prop, duration, minimum);
    return this.read(name, value, convert, DURATION);
  }

  public milliseconds(name: string, value: Duration | undefined): number | undefined {
    return this.read(name, value, wholeMilliseconds, DURATION);
  }

  public integer(
    name: string,
    value: number | undefined,
    minimum: number,
    maximum?: number,
  ): number | undefined {
    return this.read(name, value, (prop, number) => wholeNumber(prop, number, minimum, maximum));
  }

  public port(name: string, value: number | undefined): number | undefined {
    return this.integer(name, value, 1, 65_535);
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
    return this.list(name, values)?.map((value, index) => this.text(`${name}[${index}]`, value)!);
  }

  /** A list of texts that may be empty. A text would be taken for a list of its letters. */
  public list(name: string, values: readonly string[] | undefined): string[] | undefined {
    return this.read(name, values, (prop, given: unknown) => {
      if (Array.isArray(given)) return [...(given as string[])];
      throw new Error(`${prop} is ${show(given)}; it must be a list of texts`);
    });
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

  private read<T, R>(
    name: string,
    value: T | undefined,
    convert: (prop: string, value: T) => R,
    type?: string,
  ): R | undefined {
    if (value === undefined) return undefined;
    if (type !== undefined && (typeof value !== 'object' || value instanceof Lazy)) {
      this.report(name, `is ${show(value)}; it must be ${type}`);
      return undefined;
    }
    try {
      return convert(this.at(name), value);
    } catch (error) {
      this.add((error as Error).message);
      return undefined;
    }
  }
}
