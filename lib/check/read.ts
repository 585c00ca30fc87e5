import {
  Composer,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  Parser,
  type CST,
  type Document,
  type Node,
  type ScalarTag,
} from 'yaml';
import type { Subject } from '../rules/engine';
import { isRecord, list, type Manifest, type Path, text } from '../manifest/plain';
import { VALUES } from '../rules/rule';

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

/** A file that cannot be read as YAML. */
export class UnreadableError extends Error {}

/** Files above this size are no manifests of people. */
export const MAX_BYTES = 16 * 2 ** 20;

/** Deeper nesting than any manifest has. */
const MAX_DEPTH = 200;

/** The words that Kubernetes reads as booleans, as YAML 1.1 did. */
const BOOLEAN_WORDS: ScalarTag = {
  tag: 'tag:yaml.org,2002:bool',
  default: true,
  test: /^(?:[yY]|yes|Yes|YES|on|On|ON|[nN]|no|No|NO|off|Off|OFF)$/,
  resolve: (word) => /^(?:y|on)/i.test(word),
};

/**
 * Reads the objects of one file.
 *
 * @param file name of the file, for messages
 * @param bytes its content
 * @throws UnreadableError when it is no YAML; the message says where and why
 */
export function readObjects(file: string, bytes: Uint8Array): FileSubject[] {
  const content = decode(file, bytes);
  const counter = new LineCounter();
  let lines: readonly string[] | undefined;
  const source = (): readonly string[] => (lines ??= content.replace(/\r?\n$/, '').split(/\r?\n/));
  try {
    const composer = new Composer({
      merge: true,
      stringKeys: true,
      customTags: (tags) => [BOOLEAN_WORDS, ...tags],
    });
    return [...composer.compose(tokens(content, counter))].flatMap((document) => {
      const problem = document.errors[0];
      if (problem !== undefined) {
        const { line, col } = counter.linePos(problem.pos[0]);
        const words = plainWords(problem.message, content.slice(problem.pos[0]));
        throw new UnreadableError(`${file}:${line}:${col}: ${words}`);
      }
      return subjects({ file, source, document, counter });
    });
  } catch (error) {
    if (error instanceof UnreadableError) throw error;
    throw new UnreadableError(`${file}: ${reason(error)}`);
  }
}

function decode(file: string, bytes: Uint8Array): string {
  if (bytes.byteLength > MAX_BYTES) {
    throw new UnreadableError(
      `${file}: ${Math.ceil(bytes.byteLength / 2 ** 20)} MiB, at most ${MAX_BYTES / 2 ** 20} MiB can be checked; split it`,
    );
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new UnreadableError(`${file}: not UTF-8 text`);
  }
}

/** The tokens of a text. Deep nesting is refused here, before recursion runs out of stack. */
function* tokens(content: string, lines: LineCounter): Generator<CST.Token, void> {
  const parser = new Parser(lines.addNewLine);
  lines.addNewLine(0);
  for (const lexeme of new Lexer().lex(content)) {
    yield* parser.next(lexeme);
    if (parser.stack.length > MAX_DEPTH) throw new RangeError();
  }
  yield* parser.end();
}

/** What the parser says of a template of Helm is a riddle, and of two equal keys too little. */
function plainWords(message: string, text: string): string {
  if (message.startsWith('With stringKeys'))
    return 'a key that is no text; a template must be rendered first';
  if (!message.startsWith('Map keys must be unique')) return message;
  const key = /^(?:"[^"]*"|'[^']*'|[^\s:]+)/.exec(text)?.[0] ?? 'a key';
  return `${key} is given twice in one map; remove one of the two`;
}

function reason(error: unknown): string {
  if (error instanceof RangeError) return 'nested too deeply';
  const message = error instanceof Error ? error.message : String(error);
  return message.startsWith('Excessive alias count') ? 'aliases expand to too many nodes' : message;
}

/** A parsed document and where its lines begin. */
interface Parsed {
  readonly file: string;
  /** The lines of the file. */
  readonly source: () => readonly string[];
  readonly document: Document;
  readonly counter: LineCounter;
}

function subjects(parsed: Parsed): FileSubject[] {
  const value: unknown = parsed.document.toJS({ maxAliasCount: 100 });
  if (value === null || value === undefined) return [];
  if (!isRecord(value)) {
    throw new UnreadableError(
      `${parsed.file}:${place(parsed, [])[0]}: neither a Kubernetes object nor values of the Spark Operator chart`,
    );
  }
  if (value.kind === 'List') {
    return list(value.items).flatMap((item, index) =>
      isRecord(item) ? [subject(parsed, item, ['items', index])] : [],
    );
  }
  return [subject(parsed, value, [])];
}

function subject(parsed: Parsed, manifest: Manifest, above: Path): FileSubject {
  return {
    kind: text(manifest.kind) ?? VALUES,
    manifest,
    file: parsed.file,
    line: (path) => place(parsed, [...above, ...path])[0],
    lines: (path) => place(parsed, [...above, ...path]),
    source: (first, last) => {
      const from = Math.max(first, 1);
      const shown = parsed.source().slice(from - 1, last);
      return shown.map((line, index) => ({ number: from + index, text: line }));
    },
  };
}

/** First and last line of a property; of the nearest one above it when it is missing. */
function place({ document, counter }: Parsed, path: Path): readonly [number, number] {
  let node = document.contents;
  let start = node?.range?.[0] ?? 0;
  for (const step of path) {
    if (isAlias(node)) node = node.resolve(document) ?? null;
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === step);
      if (pair === undefined) break;
      start = (pair.key as Node).range?.[0] ?? start;
      node = pair.value as Node | null;
    } else if (isSeq(node) && typeof step === 'number') {
      const item = node.items[step] as Node | undefined;
      if (item === undefined) break;
      start = item.range?.[0] ?? start;
      node = item;
    } else break;
  }
  const end = Math.max(start, (node?.range?.[1] ?? start) - 1);
  return [counter.linePos(start).line, counter.linePos(end).line];
}
