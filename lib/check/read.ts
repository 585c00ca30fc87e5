import { LineCounter } from 'yaml';
import type { Subject } from '../rules/engine';
import { isRecord, isSet, text, type Manifest, type Path } from '../manifest/plain';
import { templateOffset } from '../manifest/placeholders';
import { carriedReleases, exactVersion } from '../chart/carried';
import { Release } from '../chart/release';
import { dependencyKey, isChartValues, withoutParentKeys } from '../chart/values';
import { ACKNOWLEDGED } from '../rules/engine';
import { MOST_FINDINGS } from '../rules/found';
import { TEMPLATE, VALUES } from '../rules/rule';
import { resourceSteps } from '../manifest/workflows';
import { beginsBlock, readEmbedded, type Embedded } from './reading/embedded';
import { placeAt } from './reading/place';
import type { Range } from './reading/range';
import { ReadingError } from './reading/reading-error';
import { decodeText } from './reading/text';
import { readValues, type Repeat, type Values } from './reading/values';

/** An object with its place in a file. */
export interface FileSubject extends Subject {
  /** Name of the file. */
  readonly file: string;
  /** The object in which these values stand, and where. */
  readonly within?: { readonly subject: FileSubject; readonly place: (path: Path) => Path };
  /** Line of the property, or of the nearest one above it that exists; the first line is 1. */
  readonly line: (path: Path) => number;
  /** The property with its value; the first line of the nearest one above it that exists. */
  readonly range: (path: Path) => Range;
  /** Where the property begins in the text of the file; undefined where it is missing, or in a text of its own. */
  readonly offset: (path: Path) => number | undefined;
  /** First and last line of the property with its value. */
  readonly lines: (path: Path) => readonly [number, number];
  /** Lines of the file from one number to another. */
  readonly source: (first: number, last: number) => { readonly number: number; readonly text: string }[];
}

/** A file that cannot be checked, or a part of it. */
export class UnreadableError extends Error {
  /**
   * @param file its name
   * @param reason why
   * @param line where, if that is known
   * @param column where in the line
   * @param rule what the reports call it
   */
  public constructor(
    public readonly file: string,
    public readonly reason: string,
    public readonly line?: number,
    public readonly column?: number,
    public readonly rule: 'unreadable-file' | 'repeated-key' = 'unreadable-file',
  ) {
    super(`${[file, line, column].filter((part) => part !== undefined).join(':')}: ${reason}`);
  }
}

/** Longer keys are shown by their beginning. */
const LONGEST_KEY = 200;

/** Files above this size are no manifests of people. */
export const MAX_BYTES = 4 * 2 ** 20;

/**
 * Reads the objects of one file as kubectl does.
 *
 * @param file name of the file, for messages
 * @param bytes its content
 * @param complain is told what is wrong without making the rest unreadable, a key that is given twice; the first such
 * thing is thrown when it is left out
 * @throws UnreadableError when kubectl cannot read it, or reads it as no person would; the message says where and why
 */
export function readObjects(
  file: string,
  bytes: Uint8Array,
  complain: (error: UnreadableError) => void = raise,
): FileSubject[] {
  if (bytes.byteLength > MAX_BYTES) {
    throw new UnreadableError(
      file,
      `${Math.ceil(bytes.byteLength / 2 ** 20)} MiB, at most ${MAX_BYTES / 2 ** 20} MiB can be checked; split it`,
    );
  }
  const source = new Source(file);
  try {
    source.content = decodeText(bytes);
    return Array.from(readValues(source.content), (values) => {
      for (const repeat of values.repeats.slice(0, MOST_FINDINGS)) complain(repeated(source, repeat));
      return objects(source, values);
    }).flat();
  } catch (error) {
    if (!(error instanceof ReadingError)) throw error;
    const template = templateOffset(source.content);
    if (template !== undefined) return [templateSubject(source, template)];
    throw new UnreadableError(file, error.message, ...source.position(error.offset));
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

  /** Line and column of an offset; nothing before there is a text. */
  public position(offset: number): [] | [line: number, column: number] {
    if (this.content === '') return [];
    const { line, col } = this.lineStarts().linePos(offset);
    return [line, col];
  }

  /** From one offset to before another, without blanks at the end. */
  public range(start: number, end: number, isOneLine: boolean): Range {
    const text = this.content.slice(start, end);
    const shown = (isOneLine ? /^.*/.exec(text)![0] : text).trimEnd();
    const place = (offset: number) => {
      const { line, col } = this.lineStarts().linePos(offset);
      return { line, column: col };
    };
    return { start: place(start), end: place(start + shown.length) };
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

function raise(error: UnreadableError): never {
  throw error;
}

function repeated(source: Source, { key, offset, merged }: Repeat): UnreadableError {
  const name = key.length > LONGEST_KEY ? `${key.slice(0, LONGEST_KEY)}…` : key;
  const reason = merged
    ? `${name} stands before << and comes again with it, and Kubernetes takes that one; move << to the top of the map`
    : `${name} is given twice in one map; remove one of the two`;
  const [line, column] = source.position(offset);
  return new UnreadableError(source.file, reason, line, column, 'repeated-key');
}

function objects(source: Source, values: Values): FileSubject[] {
  const { value } = values;
  if (value === null) return [];
  if (!isRecord(value)) {
    throw new ReadingError(
      'neither a Kubernetes object nor values of the Spark Operator chart',
      placeAt(values.root(), [])[0],
    );
  }
  const kind = text(value.kind);
  if (kind === undefined) return [ofDependency(subject(source, values, value, []))];
  if (!isSet(value.items)) return withContents(subject(source, values, value, []));
  if (Array.isArray(value.items)) {
    return value.items.flatMap((item: unknown, index) => {
      const path = ['items', index];
      return withContents(
        subject(source, values, listed(value, kind, item, placeAt(values.root(), path)[0]), path),
      );
    });
  }
  throw new ReadingError(`items of a ${kind} is no list`, placeAt(values.root(), ['items'])[0]);
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
    const [start, end] = placeAt(values.root(), [...above, ...path]);
    return [source.line(start), source.line(end)];
  };
  const range = (path: Path): Range => {
    const [start, last, isMissing] = placeAt(values.root(), [...above, ...path]);
    return source.range(start, last + 1, isMissing || path.length === 0);
  };
  const offset = (path: Path): number | undefined => {
    const [start, , isMissing] = placeAt(values.root(), [...above, ...path]);
    return isMissing ? undefined : start;
  };
  const kind = text(manifest.kind) ?? VALUES;
  return {
    kind,
    manifest,
    ...(kind === VALUES ? { release: release(values, manifest) } : {}),
    file: source.file,
    line: (path) => lines(path)[0],
    lines,
    range,
    offset,
    source: (first, last) => source.lines(first, last),
  };
}

/** An object, the values of the chart that it carries, and the objects whose texts stand in it. */
function withContents(given: FileSubject): FileSubject[] {
  const resources = resourceSteps(given.manifest).flatMap(({ path, action, manifest }) =>
    action === 'create' || action === 'apply'
      ? textParts([...path, 'resource', 'manifest'], readEmbedded(manifest))
      : [],
  );
  const ofValues: TextPart[] = [];
  const carried = carriedReleases(given.manifest, (content, path) => {
    const answer = readEmbedded(content);
    ofValues.push(...textParts(path, answer));
    return answer;
  });
  const texts = [...resources, ...ofValues];
  const carrier = texts.length === 0 ? given : withTexts(given, texts);
  // A set of Applications is a template, which has its values filled in.
  const judged = given.kind === 'ApplicationSet' ? [] : carried;
  const releases = judged.flatMap(({ values, place, name, namespace, version, isPart, unread }) => {
    if (isPart || unread !== undefined) return [];
    const chartVersion = exactVersion(version);
    return [inside(carrier, place, new Release({ values, name, namespace, chartVersion }))];
  });
  const objects = resources.flatMap(({ path, inner: { manifest } }) => {
    const kind = text(manifest.kind);
    return kind === undefined ? [] : [part(carrier, (steps) => [...path, ...steps], kind, manifest)];
  });
  return [carrier, ...releases, ...objects];
}

function textParts(path: Path, answer: ReturnType<typeof readEmbedded>): TextPart[] {
  return 'unread' in answer ? [] : [{ path, inner: answer }];
}

interface TextPart {
  readonly path: Path;
  readonly inner: Embedded;
}

/** An object that knows the lines of properties in its texts. */
function withTexts(subject: FileSubject, texts: readonly TextPart[]): FileSubject {
  const textOf = (path: Path): TextPart | undefined =>
    texts.find(
      ({ path: start }) => path.length > start.length && start.every((step, index) => step === path[index]),
    );
  const lines = (path: Path): readonly [number, number] => {
    const found = textOf(path);
    const own = subject.lines(found?.path ?? path);
    if (found === undefined || !beginsBlock(subject.source(own[0], own[0])[0]?.text ?? '')) return own;
    const [first, last] = found.inner.lines(path.slice(found.path.length));
    return [own[0] + first, own[0] + last];
  };
  const range = (path: Path): Range => {
    if (textOf(path) === undefined) return subject.range(path);
    // The text of a block is indented: whole lines are shown.
    const [first, last] = lines(path);
    const edge = (line: number) => subject.source(line, line)[0]?.text ?? '';
    return {
      start: { line: first, column: edge(first).search(/\S|$/) + 1 },
      end: { line: last, column: edge(last).trimEnd().length + 1 },
    };
  };
  return {
    ...subject,
    lines,
    range,
    line: (path) => lines(path)[0],
    offset: (path) => (textOf(path) === undefined ? subject.offset(path) : undefined),
  };
}

/** Values of the chart under a key of the chart that depends on it; others as they are. */
function ofDependency(values: FileSubject): FileSubject {
  const key = isChartValues(values.manifest) ? undefined : dependencyKey(values.manifest);
  if (key === undefined) return values;
  const own = withoutParentKeys(values.manifest[key] as Manifest);
  return inside(values, (steps) => [key, ...steps], new Release({ values: own }));
}

function inside(subject: FileSubject, place: (path: Path) => Path, release: Release): FileSubject {
  return { ...part(subject, place, VALUES, release.values), release };
}

/** A part of an object that is checked for itself. */
function part(
  subject: FileSubject,
  place: (path: Path) => Path,
  kind: string,
  manifest: Manifest,
): FileSubject {
  return {
    ...subject,
    kind,
    manifest,
    within: { subject, place },
    line: (steps) => subject.line(place(steps)),
    lines: (steps) => subject.lines(place(steps)),
    range: (steps) => subject.range(place(steps)),
    offset: (steps) => subject.offset(place(steps)),
  };
}

/** A file of which no more is known than that it is a template. */
function templateSubject(source: Source, offset: number): FileSubject {
  const line = source.line(offset);
  return {
    kind: TEMPLATE,
    manifest: {},
    file: source.file,
    line: () => line,
    lines: () => [line, line],
    range: () => source.range(offset, source.content.length, true),
    offset: () => undefined,
    source: (first, last) => source.lines(first, last),
  };
}

/** Values have no annotations: what is acknowledged for them stands in comments at the head of the file. */
function release({ head }: Values, values: Manifest): Release {
  const result = new Release({ values });
  for (const line of head().split('\n')) {
    const [key, reason] = /^([^:]*): (.*)$/.exec(line.trim())?.slice(1) ?? [];
    if (key?.startsWith(ACKNOWLEDGED) !== true || reason === undefined || reason.trim() === '') continue;
    result.acknowledge(key.slice(ACKNOWLEDGED.length), reason.trim());
  }
  return result;
}
