import { isRecord, type Manifest, type Path } from '../../manifest/plain';
import { placeAt } from './place';
import { ReadingError } from './reading-error';
import { readValues } from './values';

/** One document that stands in a text of another one. */
export interface Embedded {
  /** Its value. */
  readonly manifest: Manifest;
  /** First and last line of a property in the text; the first line is 1. */
  readonly lines: (path: Path) => readonly [number, number];
}

/** A text that is no document of one map, as before parameters are put in. */
export interface Unread {
  /** Why. */
  readonly unread: string;
}

/** Reads a text of another document. */
export function readEmbedded(text: string): Embedded | Unread {
  try {
    const [values, ...others] = readValues(text);
    if (values === undefined || others.some(({ value }) => value !== null)) {
      return { unread: 'it is not one document' };
    }
    if (!isRecord(values.value)) return { unread: 'it is no map' };
    const line = (offset: number): number => text.slice(0, offset).split('\n').length;
    return {
      manifest: values.value,
      lines: (path) => {
        const [start, end] = placeAt(values.root(), path);
        return [line(start), line(end)];
      },
    };
  } catch (error) {
    if (error instanceof ReadingError) return { unread: error.message };
    throw error;
  }
}

/** True for a line after which a text begins that stands as it is, line by line. */
export function beginsBlock(line: string): boolean {
  return /:\s{1,20}\|[-+0-9]{0,2}\s{0,20}(?:#.*)?$/.test(line);
}
