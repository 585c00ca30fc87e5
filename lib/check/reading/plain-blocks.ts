import { keyText, scalarValue } from './scalar';
import type { Place } from './place';

/** A value and where it stands. */
interface Node extends Place {
  readonly value: unknown;
}

/** A line with an entry of a map or an item of a list. */
interface Line {
  /** Columns before it; those of an entry behind a dash are before its key. */
  readonly indent: number;
  /** True for an item. */
  readonly isItem: boolean;
  /** The key of an entry. */
  readonly key: string | undefined;
  /** What stands behind the key or the dash. */
  readonly value: string;
  /** Where the key, or else the value, begins in the file. */
  readonly start: number;
  /** Where the value ends. */
  readonly end: number;
}

/** Longer documents have limits of their own. */
const LONGEST = 2 ** 15;

const SKIPPED = /^ *(?:#|$)/;
const LINE = /^( {0,60})(- )?(?:([A-Za-z_][\w./-]{0,200}):(?: (?=\S)|$))?/;
/** A text without quotes of which no reader of YAML can think anything else. */
const PLAIN = /^(?:[\w$(./+]|-(?=[!-~]))(?:[!-"$-9;-~]|(?<! )#|:(?=[!-~])| (?=[!-"$-~]))*$/;
const QUOTED = /^(?:"([ !#-[\]-~]*)"|'([ -&(-~]*)')$/;

/** There is something in the text that has to be read with more care. */
class NotPlain extends Error {}

/**
 * Reads a document as programs write them: maps and lists in lines, each with a text in ASCII on its line, and no empty
 * values. It is a small part of YAML, read many times as fast as the whole.
 *
 * @param text the text of the document
 * @param start where it begins in the file
 * @returns undefined for anything else
 */
export function readPlainBlocks(text: string, start: number): Node | undefined {
  try {
    return text.length > LONGEST ? undefined : new PlainReader(linesOf(text, start)).all();
  } catch (error) {
    if (error instanceof NotPlain) return undefined;
    throw error;
  }
}

function linesOf(text: string, start: number): Line[] {
  const lines: Line[] = [];
  let offset = start;
  for (const line of text.split('\n')) {
    if (!SKIPPED.test(line)) lines.push(lineOf(line, offset));
    offset += line.length + 1;
  }
  return lines;
}

function lineOf(line: string, offset: number): Line {
  const [head, indent, dash = '', key] = LINE.exec(line)!;
  return {
    indent: indent!.length,
    isItem: dash !== '',
    key,
    value: line.slice(head.length),
    start: offset + indent!.length + dash.length,
    end: offset + line.length,
  };
}

class PlainReader {
  private next = 0;

  public constructor(private readonly lines: Line[]) {}

  /** @throws NotPlain */
  public all(): Node {
    const root = this.block();
    if (this.next < this.lines.length) throw new NotPlain();
    return root;
  }

  /** The map or the list that begins in the next line. */
  private block(): Node {
    const line = this.lines[this.next];
    if (line === undefined) throw new NotPlain();
    return line.isItem ? this.list(line) : this.map(line);
  }

  private map(first: Line): Node {
    const inside = new Map<string, Node>();
    for (let line = this.line(first.indent); line?.isItem === false; line = this.line(first.indent)) {
      const key = line.key === undefined ? undefined : keyText({ text: line.key, plain: true });
      if (key === undefined || inside.has(key)) throw new NotPlain();
      this.next += 1;
      const value = line.value === '' ? this.below(line.indent) : scalar(line);
      inside.set(key, { ...value, start: line.start });
    }
    const value = Object.fromEntries([...inside].map(([key, node]) => [key, node.value]));
    return { value, start: first.start, end: [...inside.values()].at(-1)!.end, inside };
  }

  private list(first: Line): Node {
    const items: Node[] = [];
    for (let line = this.line(first.indent); line?.isItem === true; line = this.line(first.indent)) {
      if (line.key === undefined) {
        this.next += 1;
        items.push(scalar(line));
      } else {
        const entry = { ...line, indent: line.indent + 2, isItem: false };
        this.lines[this.next] = entry;
        items.push(this.map(entry));
      }
    }
    const inside = new Map(items.map((item, index) => [String(index), item]));
    const start = first.start - '- '.length;
    return { value: items.map(({ value }) => value), start, end: items.at(-1)!.end, inside };
  }

  /** What stands below a key without a value: further inside, or a list whose dashes are below the key. */
  private below(indent: number): Node {
    const line = this.lines[this.next];
    if (line === undefined || line.indent < indent + (line.isItem ? 0 : 1)) throw new NotPlain();
    const block = this.block();
    // The block ends where its key is left.
    this.line(indent);
    return block;
  }

  /** The next line, unless it is further out. */
  private line(indent: number): Line | undefined {
    const line = this.lines[this.next];
    if (line === undefined || line.indent < indent) return undefined;
    if (line.indent > indent) throw new NotPlain();
    return line;
  }
}

function scalar({ value: given, end }: Line): Node {
  const start = end - given.length;
  if (PLAIN.test(given)) {
    const value = scalarValue({ text: given, plain: true });
    if (typeof value === 'number' && !Number.isFinite(value)) throw new NotPlain();
    return { value, start, end };
  }
  if (given === '{}') return { value: {}, start, end, inside: new Map() };
  if (given === '[]') return { value: [], start, end, inside: new Map() };
  const [, double, single] = QUOTED.exec(given) ?? [];
  const value = double ?? single;
  if (value === undefined) throw new NotPlain();
  return { value, start, end };
}
