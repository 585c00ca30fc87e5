import { LineCounter } from 'yaml';
import type { Subject } from '../rules/engine';
import { isRecord, isSet, text, type Manifest, type Path } from '../manifest/plain';
import { VALUES } from '../rules/rule';
import { readDocuments } from './reading/documents';
import { ReadingError } from './reading/reading-error';
import { decodeText } from './reading/text';
import { Values } from './reading/values';

/** An object with its place in a file. */
export interface FileSubject extends Subject {
  /** Name of the file. */
  readonly file: string;
  /** Line of the property, or of the nearest one above it that exists; the first line is 1. */
  readonly line: (path: Path) => number;
  /** First and last line of the property with its value. */
  readonly lines: (path: Path) => readonly [number, number];
  /** Lines of the file from one number to another. */
  readonly source: (first: number, last: number) => { readonly number: number; readonly text: string }[];
}

/** A file that cannot be read as YAML or JSON. */
export class UnreadableError extends Error {}

/** Files above this size are no manifests of people. */
export const MAX_BYTES = 16 * 2 ** 20;

/**
 * Reads the objects of one file as kubectl does.
 *
 * @param file name of the file, for messages
 * @param bytes its content
 * @throws UnreadableError when kubectl cannot read it, or reads it as no person would; the message says where and why
 */
export function readObjects(file: string, bytes: Uint8Array): FileSubject[] {
  if (bytes.byteLength > MAX_BYTES) {
    throw new UnreadableError(
      `${file}: ${Math.ceil(bytes.byteLength / 2 ** 20)} MiB, at most ${MAX_BYTES / 2 ** 20} MiB can be checked; split it`,
    );
  }
  const source = new Source(file);
  try {
    source.content = decodeText(bytes);
    return [...readDocuments(source.content)].flatMap((document) => objects(source, new Values(document)));
  } catch (error) {
    if (!(error instanceof ReadingError)) throw error;
    throw new UnreadableError(`${file}${source.position(error.offset)}: ${error.message}`);
  }
}

/** A text and its lines. */
class Source {
  public content = '';
  private counter: LineCounter | undefined;
  private split: readonly string[] | undefined;

  public constructor(public readonly file: string) {}

  /** Number of the line of an offset. */
  public line(offset: number): number {
    return this.lineStarts().linePos(offset).line;
  }

  /** Where an offset is, as compilers say it; nothing before there is a text. */
  public position(offset: number): string {
    if (this.content === '') return '';
    const { line, col } = this.lineStarts().linePos(offset);
    return `:${line}:${col}`;
  }

  /** Lines from one number to another. */
  public lines(first: number, last: number): { readonly number: number; readonly text: string }[] {
    this.split ??= this.content.replace(/\r?\n$/, '').split(/\r?\n/);
    const from = Math.max(first, 1);
    return this.split.slice(from - 1, last).map((line, index) => ({ number: from + index, text: line }));
  }

  private lineStarts(): LineCounter {
    if (this.counter === undefined) {
      this.counter = new LineCounter();
      this.counter.addNewLine(0);
      for (let end = this.content.indexOf('\n'); end >= 0; end = this.content.indexOf('\n', end + 1)) {
        this.counter.addNewLine(end + 1);
      }
    }
    return this.counter;
  }
}

function objects(source: Source, values: Values): FileSubject[] {
  const [repeat] = values.repeats;
  if (repeat !== undefined) {
    const { key, offset, merged } = repeat;
    throw new ReadingError(
      merged
        ? `${key} stands before << and comes again with it, and Kubernetes takes that one; move << to the top of the map`
        : `${key} is given twice in one map; remove one of the two`,
      offset,
    );
  }
  const { value } = values;
  if (value === null) return [];
  if (!isRecord(value)) {
    throw new ReadingError(
      'neither a Kubernetes object nor values of the Spark Operator chart',
      values.place([])[0],
    );
  }
  const kind = text(value.kind);
  if (kind === undefined || !isSet(value.items)) return [subject(source, values, value, [])];
  if (Array.isArray(value.items)) {
    return value.items.map((item: unknown, index) => {
      const path = ['items', index];
      return subject(source, values, listed(value, kind, item, values.place(path)[0]), path);
    });
  }
  throw new ReadingError(`items of a ${kind} is no list`, values.place(['items'])[0]);
}

/** An item of a list; one without kind and version has those of its list. */
function listed(list: Manifest, kind: string, item: unknown, offset: number): Manifest {
  if (!isRecord(item)) throw new ReadingError(`an item of a ${kind} is no object`, offset);
  if (isSet(item.items)) {
    throw new ReadingError(`kubectl opens no list in a list; move its items to the ${kind}`, offset);
  }
  if (text(item.kind) !== undefined) return item;
  const itemKind = kind.replace(/List$/, '');
  if (itemKind === '' || isSet(item.apiVersion)) {
    throw new ReadingError(`an item of a ${kind} has no kind`, offset);
  }
  return { ...item, apiVersion: list.apiVersion, kind: itemKind };
}

function subject(source: Source, values: Values, manifest: Manifest, above: Path): FileSubject {
  const lines = (path: Path): readonly [number, number] => {
    const [start, end] = values.place([...above, ...path]);
    return [source.line(start), source.line(end)];
  };
  return {
    kind: text(manifest.kind) ?? VALUES,
    manifest,
    file: source.file,
    line: (path) => lines(path)[0],
    lines,
    source: (first, last) => source.lines(first, last),
  };
}
