import { isMap, isPair, isScalar, isSeq, type Pair, type Scalar, type YAMLMap } from 'yaml';
import type { Correction } from '../../rules/rule';
import { readDocuments } from '../reading/documents';
import { keyText, scalarValue, type ScalarText } from '../reading/scalar';

/** Other characters for a part of a text. */
export interface Edit {
  /** Where the part begins. */
  readonly start: number;
  /** The character behind it. */
  readonly end: number;
  /** What stands there afterwards. */
  readonly text: string;
}

/** Why a text cannot be corrected. */
export class UneditableError extends Error {}

/** A value or an entry of a map, and whether others are the same by an alias. */
interface Place {
  readonly node: unknown;
  readonly entry?: { readonly pair: Pair; readonly map: YAMLMap };
  readonly isShared: boolean;
}

/** Corrects single values and keys of a text: every other character stays. */
export class Editor {
  private readonly places = new Map<number, Place>();

  /**
   * @param content the text of a file
   * @throws ReadingError for what is no YAML
   */
  public constructor(private readonly content: string) {
    for (const { contents } of readDocuments(content)) this.visit(contents, false);
  }

  /**
   * The edit that makes a correction.
   *
   * @param offset where the property begins: its key, or the item of a list
   * @param correction what is right
   * @throws UneditableError where the text stands for more than this one value, or says more than it
   */
  public edit(offset: number, correction: Correction): Edit {
    const place = this.places.get(offset);
    if (place === undefined) throw new UneditableError('it stands inside of a text');
    if (place.isShared) throw new UneditableError('an anchor makes it the value of other places too');
    return correction.key === undefined
      ? this.replaced(place.node, correction.value!)
      : this.renamed(place, correction.key);
  }

  /** Keeps where everything stands; nothing is nested more deeply than the reader allows. */
  private visit(node: unknown, isInAnchor: boolean): void {
    if (isMap(node)) {
      const isShared = isInAnchor || node.anchor !== undefined;
      for (const pair of node.items) {
        const offset = isScalar(pair.key) ? pair.key.range?.[0] : undefined;
        if (offset !== undefined) {
          this.places.set(offset, { node: pair.value, entry: { pair, map: node }, isShared });
        }
        this.visit(pair.value, isShared);
      }
    } else if (isSeq(node)) {
      const isShared = isInAnchor || node.anchor !== undefined;
      for (const item of node.items) {
        if (isScalar(item) && item.range != null) this.places.set(item.range[0], { node: item, isShared });
        this.visit(isPair(item) ? item.value : item, isShared);
      }
    }
  }

  private replaced(node: unknown, value: string | number | boolean): Edit {
    const scalar = this.editable(node, 'the value');
    const present = scalarValue(textOf(scalar));
    if (typeof value === 'string' && typeof present !== 'string' && scalar.source !== value) {
      throw new UneditableError(
        `${scalar.source ?? ''} is read as ${String(present)}, which may not be what was meant`,
      );
    }
    const isQuoting = typeof value === 'string' && typeof present !== 'string';
    return { ...this.span(scalar), text: isQuoting ? JSON.stringify(value) : written(value, scalar.type) };
  }

  private renamed({ entry }: Place, key: string): Edit {
    if (entry === undefined) throw new UneditableError('it is no key');
    const isTaken = entry.map.items.some(
      (other) => isScalar(other.key) && keyText(textOf(other.key)) === key,
    );
    if (isTaken) throw new UneditableError(`${key} is there as well`);
    const scalar = this.editable(entry.pair.key, 'the key');
    return { ...this.span(scalar), text: written(key, scalar.type) };
  }

  private editable(node: unknown, what: string): Scalar {
    if (!isScalar(node)) throw new UneditableError(`${what} is no single text or number`);
    if (node.anchor !== undefined)
      throw new UneditableError('an anchor makes it the value of other places too');
    if (node.tag !== undefined) throw new UneditableError(`${what} has a tag`);
    if (node.type === 'BLOCK_FOLDED' || node.type === 'BLOCK_LITERAL')
      throw new UneditableError(`${what} is a block of lines`);
    return node;
  }

  private span({ range, source, type }: Scalar): Pick<Edit, 'start' | 'end'> {
    const [start, end] = range ?? [0, 0];
    const quote = type === 'QUOTE_DOUBLE' ? '"' : type === 'QUOTE_SINGLE' ? "'" : '';
    const text = this.content.slice(start, end);
    const isWhole =
      quote === '' ? text === source : text.length > 1 && text.startsWith(quote) && text.endsWith(quote);
    if (!isWhole || text === '') throw new UneditableError('it stands on several lines, or nowhere');
    return { start, end };
  }
}

function textOf({ source = '', type = 'PLAIN', tag }: Scalar): ScalarText {
  return { text: source, plain: type === 'PLAIN', ...(tag === undefined ? {} : { tag }) };
}

/** A value as it is written where another one stood: in its quotes, if it needs any. */
function written(value: string | number | boolean, type: Scalar['type'] | undefined): string {
  if (typeof value !== 'string') return String(value);
  if (type === 'QUOTE_DOUBLE' || !/^[\x20-\x7e]*$/.test(value)) return JSON.stringify(value);
  const isPlain =
    type === 'PLAIN' &&
    /^\w(?:[\w./-]|:(?=\w))*$/.test(value) &&
    scalarValue({ text: value, plain: true }) === value;
  return isPlain ? value : `'${value.replaceAll("'", "''")}'`;
}

/** A text after edits that do not overlap. */
export function edited(content: string, edits: readonly Edit[]): string {
  const parts: string[] = [];
  let from = 0;
  for (const { start, end, text } of sorted(edits)) {
    parts.push(content.slice(from, start), text);
    from = end;
  }
  return [...parts, content.slice(from)].join('');
}

/** Edits in the order of the text. */
export function sorted(edits: readonly Edit[]): Edit[] {
  return [...edits].sort((a, b) => a.start - b.start);
}
