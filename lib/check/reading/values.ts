import {
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  visit,
  type Alias,
  type Document,
  type Pair,
  type Scalar,
  type YAMLMap,
} from 'yaml';
import { onceInARow } from '../../manifest/once';
import { compose, documentTexts, MAX_DEPTH, type DocumentText } from './documents';
import type { Place } from './place';
import { readPlainBlocks } from './plain-blocks';
import { ReadingError } from './reading-error';
import { keyText, scalarValue, type ScalarText } from './scalar';

/** A key that a map has twice, of which Kubernetes keeps the last. */
export interface Repeat {
  /** The key. */
  readonly key: string;
  /** Where it stands for the second time. */
  readonly offset: number;
  /** True when a merge key after it brings it again. */
  readonly merged: boolean;
}

/** As many values as Kubernetes makes of aliases, in a small document. */
const MAX_ALIASED = 400_000;

const MERGE_TAG = 'tag:yaml.org,2002:merge';

/** One document as Kubernetes reads it. */
export interface Values {
  /** Its value: maps, lists, texts, numbers, booleans and null. */
  readonly value: unknown;
  /** Keys that stand twice in one map. */
  readonly repeats: readonly Repeat[];
  /** The comments above everything. */
  readonly head: () => string;
  /** Where everything stands in the file. */
  readonly root: () => Place;
}

/**
 * The documents of a text as Kubernetes reads them.
 *
 * @throws ReadingError for what Kubernetes cannot read, such as an alias without an anchor
 */
export function* readValues(text: string): Generator<Values, void> {
  const documents = Array.from(documentTexts(text), (document) => plainValues(document) ?? compose(document));
  for (const document of documents) yield 'value' in document ? document : allValues(document);
}

/** The values of a document that is easy to read: where they stand is read again for who asks. */
function plainValues(document: DocumentText): Values | undefined {
  const node = plainNode(document);
  if (node === undefined) return undefined;
  return {
    value: node.value,
    repeats: [],
    head: () => headOf(compose(document)),
    root: () => plainNode(document)!,
  };
}

const plainNode = onceInARow(({ text, start }: DocumentText) => readPlainBlocks(text, start));

/** The values of any document. Of its nodes only their places are kept: they are many times as large. */
export function allValues(document: Document.Parsed): Values {
  const { contents } = document;
  const reader = new NodeReader(document);
  const value = reader.read(contents);
  const head = headOf(document);
  const root = { ...reader.place(contents), start: rangeOf(contents)?.[0] ?? document.range[0] };
  return { value, repeats: reader.repeats, head: () => head, root: () => root };
}

function headOf(document: Document.Parsed): string {
  const { contents } = document;
  const first = isMap(contents) ? contents.items[0]?.key : undefined;
  return [document, contents, isScalar(first) ? first : undefined]
    .map((node) => node?.commentBefore ?? '')
    .join('\n');
}

/** Reads the nodes of a document. */
class NodeReader {
  public readonly repeats: Repeat[] = [];
  private readonly targets = new Map<Alias, unknown>();
  private readonly entries = new Map<YAMLMap, ReadonlyMap<string, Pair>>();
  private readonly insides = new Map<unknown, Place['inside']>();
  /** Nodes that are being read, outermost first. */
  private readonly open = new Set<unknown>();
  private aliases = 0;
  private aliased = 0;

  public constructor(document: Document.Parsed) {
    const anchors = new Map<string, unknown>();
    visit(document, {
      Alias: (_, alias) => void this.targets.set(alias, anchors.get(alias.source)),
      Value: (_, node) => {
        if (node.anchor !== undefined) anchors.set(node.anchor, node);
      },
    });
  }

  /** The value of a node. */
  public read(node: unknown): unknown {
    if (!isAlias(node)) return this.readTarget(node, node);
    this.aliases += 1;
    const value = this.readTarget(node, this.aliasTarget(node));
    this.aliases -= 1;
    return value;
  }

  /** Where a node that was read stands, with all that is in it. */
  public place(node: unknown, key = node): Place {
    const inside = this.inside(this.target(node));
    return {
      start: rangeOf(key)?.[0],
      end: endOf(node),
      ...(inside === undefined ? {} : { inside }),
    };
  }

  private inside(node: unknown): Place['inside'] {
    if (!isMap(node) && !isSeq(node)) return undefined;
    let inside = this.insides.get(node);
    if (inside === undefined) {
      inside = isMap(node)
        ? new Map([...this.entriesOf(node)].map(([key, pair]) => [key, this.place(pair.value, pair.key)]))
        : new Map(node.items.map((item, index) => [String(index), this.place(item)]));
      this.insides.set(node, inside);
    }
    return inside;
  }

  private target(node: unknown): unknown {
    return isAlias(node) ? this.targets.get(node) : node;
  }

  private readTarget(node: unknown, target: unknown): unknown {
    this.count(node);
    if (isScalar(target)) return finite(target);
    if (isSeq(target)) return this.within(node, target, () => target.items.map((item) => this.read(item)));
    if (!isMap(target)) return null;
    return this.within(node, target, () => {
      const entries = [...this.entriesOf(target)];
      return Object.fromEntries(entries.map(([key, { value }]) => [key, this.read(value)]));
    });
  }

  /** The pairs of a map with those that it merges in: what stands later wins, as in Kubernetes and not in YAML. */
  private entriesOf(map: YAMLMap): ReadonlyMap<string, Pair> {
    const known = this.entries.get(map);
    if (known !== undefined) return known;
    const entries = new Map<string, Pair>();
    const own = new Set<string>();
    for (const pair of map.items) {
      if (isMergeKey(pair.key)) {
        for (const [key, merged] of this.merged(pair)) {
          this.count(pair.key);
          if (own.has(key)) this.repeats.push({ key, offset: offsetOf(pair.key), merged: true });
          entries.set(key, merged);
        }
        continue;
      }
      const key = this.key(pair.key);
      if (own.has(key)) this.repeats.push({ key, offset: offsetOf(pair.key), merged: false });
      own.add(key);
      entries.set(key, pair);
    }
    this.entries.set(map, entries);
    return entries;
  }

  /** What a merge key brings: of several maps the first wins. */
  private *merged({ key, value }: Pair): Generator<[string, Pair], void> {
    const source = this.target(value);
    const maps = isSeq(source) && !isAlias(value) ? [...source.items].reverse() : [value];
    this.aliases += 1;
    for (const item of maps) {
      const map = this.target(item);
      if (!isMap(map)) throw new ReadingError('<< takes a map or a list of maps', offsetOf(key));
      yield* this.within(item, map, () => this.entriesOf(map));
    }
    this.aliases -= 1;
  }

  private key(node: unknown): string {
    const target = isAlias(node) ? this.aliasTarget(node) : node;
    const key = isScalar(target) ? read(target, keyText) : undefined;
    if (key !== undefined) return key;
    throw new ReadingError('a key that is no text; a template must be rendered first', offsetOf(node));
  }

  private aliasTarget(alias: Alias): unknown {
    const target = this.targets.get(alias);
    if (target !== undefined) return target;
    throw new ReadingError(`there is no &${alias.source} above *${alias.source}`, offsetOf(alias));
  }

  /** Reads what is inside a node, which must not hold itself. */
  private within<T>(node: unknown, target: unknown, read: () => T): T {
    if (this.open.has(target)) {
      throw new ReadingError('an alias stands inside of what it stands for', offsetOf(node));
    }
    if (this.open.size > MAX_DEPTH) throw new ReadingError('nested too deeply', offsetOf(node));
    this.open.add(target);
    const value = read();
    this.open.delete(target);
    return value;
  }

  private count(node: unknown): void {
    if (this.aliases === 0) return;
    this.aliased += 1;
    if (this.aliased > MAX_ALIASED)
      throw new ReadingError('aliases expand to too many nodes', offsetOf(node));
  }
}

function finite(node: Scalar): unknown {
  const value = read(node, scalarValue);
  if (typeof value !== 'number' || Number.isFinite(value)) return value;
  throw new ReadingError(`${node.source} is no number that Kubernetes can keep`, offsetOf(node));
}

function read<T>(node: Scalar, as: (scalar: ScalarText) => T): T {
  const { source = '', type = 'PLAIN', tag } = node;
  try {
    return as({ text: source, plain: type === 'PLAIN', ...(tag === undefined ? {} : { tag }) });
  } catch (error) {
    throw new ReadingError((error as Error).message, offsetOf(node));
  }
}

function isMergeKey(key: unknown): boolean {
  if (!isScalar(key) || key.source !== '<<') return false;
  return key.tag === MERGE_TAG || (key.type === 'PLAIN' && key.tag === undefined);
}

function rangeOf(node: unknown): readonly number[] | undefined {
  return isAlias(node) || isScalar(node) || isMap(node) || isSeq(node)
    ? (node.range ?? undefined)
    : undefined;
}

/** Where a value ends; of a block its last value, since the block itself goes on over the comments behind it. */
function endOf(node: unknown): number | undefined {
  let last = node;
  while ((isMap(last) || isSeq(last)) && last.flow !== true) {
    const item: unknown = last.items.at(-1);
    const next = isPair(item) ? (item.value ?? item.key) : item;
    if (rangeOf(next) === undefined) break;
    last = next;
  }
  return rangeOf(last)?.[1];
}

function offsetOf(node: unknown): number {
  return rangeOf(node)?.[0] ?? 0;
}
