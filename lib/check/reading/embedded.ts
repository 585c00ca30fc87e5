import { isRecord, type Manifest, type Path } from '../../manifest/plain';
import { readDocuments } from './documents';
import { ReadingError } from './reading-error';
import { Values } from './values';

/** One document that stands in a text of another one. */
export interface Embedded {
  /** Its value. */
  readonly manifest: Manifest;
  /** First and last line of a property in the text; the first line is 1. */
  readonly lines: (path: Path) => readonly [number, number];
}

/** Reads a text of another document; undefined where it is none of one map, as before parameters are put in. */
export function readEmbedded(text: string): Embedded | undefined {
  try {
    const [document, ...others] = readDocuments(text);
    if (document === undefined || others.some(({ contents }) => contents !== null)) return undefined;
    const values = new Values(document);
    const line = (offset: number): number => text.slice(0, offset).split('\n').length;
    return isRecord(values.value)
      ? {
          manifest: values.value,
          lines: (path) => {
            const [start, end] = values.place(path);
            return [line(start), line(end)];
          },
        }
      : undefined;
  } catch (error) {
    if (error instanceof ReadingError) return undefined;
    throw error;
  }
}

/** True for a line after which a text begins that stands as it is, line by line. */
export function beginsBlock(line: string): boolean {
  return /:\s{1,20}\|[-+0-9]{0,2}\s{0,20}(?:#.*)?$/.test(line);
}
