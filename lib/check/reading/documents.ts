import { Composer, Lexer, Parser, type CST, type Document } from 'yaml';
import { ReadingError } from './reading-error';
import { refuseHiddenCharacters } from './text';

/** Deeper nesting than any manifest has. */
export const MAX_DEPTH = 200;
/** As many documents as no file of people has. */
const MAX_DOCUMENTS = 10_000;
/** As many values as no object has. */
const MAX_NODES = 100_000;
/** As many lines and blanks without a value between them as nobody writes. */
const MAX_EMPTY = 50_000;
/** How the lexer announces a value: a scalar, an item of a list, a collection, an alias. */
const VALUE = /^[\u001f\-?[{*]/;

/** One document in a text. */
export interface DocumentText {
  /** Its text. */
  readonly text: string;
  /** Where it begins. */
  readonly start: number;
}

/**
 * The documents of a text with their nodes.
 *
 * @throws ReadingError for what is neither JSON nor YAML
 */
export function* readDocuments(text: string): Generator<Document.Parsed, void> {
  for (const document of documentTexts(text)) yield compose(document);
}

/**
 * The documents of a text, found as kubectl finds them: JSON objects one after the other when it begins with a brace,
 * and then whatever stands between lines that begin with three dashes.
 *
 * @throws ReadingError for what cannot be a part of either
 */
export function* documentTexts(text: string): Generator<DocumentText, void> {
  let start = 0;
  let objects = 0;
  for (; isJson(text, start); objects += 1) {
    const end = endOfJson(text, start);
    if (end === undefined) break;
    // In JSON a carriage return is a blank like any other.
    yield { text: text.slice(start, end).replaceAll(/\r(?!\n)/g, ' '), start };
    start = end;
  }
  if (objects > 1 && text.slice(start).trim() !== '') {
    throw new ReadingError('after two JSON objects Kubernetes reads JSON only', start);
  }
  let documents = 0;
  for (const [from, to] of parts(text, start)) {
    documents += 1;
    if (documents > MAX_DOCUMENTS) {
      throw new ReadingError(`more than ${MAX_DOCUMENTS} documents; split the file`, from);
    }
    refuseHiddenCharacters(text.slice(from, to), from);
    yield { text: text.slice(from, to), start: from };
  }
}

function isJson(text: string, start: number): boolean {
  const begin = /\S/g;
  begin.lastIndex = start;
  return begin.exec(text)?.[0] === '{';
}

/** Where a JSON object ends; undefined for a map in YAML, which begins with a brace as well. */
function endOfJson(text: string, start: number): number | undefined {
  let depth = 0;
  let quoted = false;
  for (let index = start; index < text.length; index += 1) {
    const character = text[index];
    if (quoted && character === '\\') index += 1;
    else if (character === '"') quoted = !quoted;
    else if (!quoted && character === '{') depth += 1;
    else if (!quoted && character === '}') {
      depth -= 1;
      if (depth === 0) return jsonUntil(text, start, index + 1);
    }
  }
  return jsonUntil(text, start, text.length);
}

function jsonUntil(text: string, start: number, end: number): number | undefined {
  try {
    JSON.parse(text.slice(start, end));
    return end;
  } catch (error) {
    // Older clients take JSON only, and newer ones take what looks like JSON for YAML.
    if (!/^\s*\{\s*["}]/.test(text.slice(start, end))) return undefined;
    const [message, position] = /^(.*?) in JSON at position (\d+)/s.exec(String(error))?.slice(1) ?? [];
    throw new ReadingError(
      `no JSON: ${message ?? 'it ends too early'}`.replace('SyntaxError: ', ''),
      position === undefined ? end : start + Number(position),
    );
  }
}

/** Where the parts of a text between lines of three dashes begin and end. */
function* parts(text: string, start: number): Generator<readonly [number, number], void> {
  const separators = /^---(.*)$/gm;
  separators.lastIndex = start;
  let from = start;
  for (let found = separators.exec(text); found !== null; found = separators.exec(text)) {
    const rest = found[1]!.trim();
    if (rest !== '' && !rest.startsWith('#')) {
      throw new ReadingError('Kubernetes reads nothing after ---; begin a new line', found.index);
    }
    yield [from, found.index];
    from = separators.lastIndex;
  }
  yield [from, text.length];
}

/**
 * The nodes of a document.
 *
 * @throws ReadingError for what is no YAML
 */
export function compose({ text, start }: DocumentText): Document.Parsed {
  const composer = new Composer({
    // Scalars stay texts: how Kubernetes reads them is said in scalar.ts.
    schema: 'failsafe',
    resolveKnownTags: false,
    uniqueKeys: false,
  });
  const [document, ...more] = composer.compose(tokens(text, start), true, start + text.length);
  for (const { errors } of [document!, ...more]) {
    if (errors[0] !== undefined) throw new ReadingError(errors[0].message, errors[0].pos[0]);
  }
  const unread = more.find(({ contents }) => contents !== null);
  if (unread !== undefined) {
    throw new ReadingError('Kubernetes reads nothing after ...; write --- instead', unread.range[0]);
  }
  return document!;
}

/** The tokens of a text. Deep nesting is refused here, before recursion runs out of stack. */
function* tokens(text: string, start: number): Generator<CST.Token, void> {
  const parser = new Parser();
  parser.offset = start;
  let nodes = 0;
  let empty = 0;
  let before = '';
  for (const lexeme of new Lexer().lex(text)) {
    yield* parser.next(lexeme);
    const isValue = VALUE.test(lexeme);
    nodes += isValue ? 1 : 0;
    empty = isValue ? 0 : empty + 1;
    if (nodes > MAX_NODES) {
      throw new ReadingError(`more than ${MAX_NODES} values in one document; split it`, parser.offset);
    }
    if (empty > MAX_EMPTY)
      throw new ReadingError(`${MAX_EMPTY} marks and blanks without a value`, parser.offset);
    const after = text.charAt(parser.offset - start);
    // A tag of YAML 1.1 may hold these, and then hides what follows.
    if (lexeme.startsWith('!') && /[,[\]{}]/.test(after)) {
      throw new ReadingError('a tag ends with a blank', parser.offset);
    }
    // A colon without a blank belongs to the text before it in YAML 1.1.
    if (lexeme === ':' && /[,\]}]/.test(after) && /^[^"'*\s]/.test(before)) {
      throw new ReadingError('a key without a value; write a blank after its colon', parser.offset - 1);
    }
    before = lexeme;
    // In braces and brackets YAML 1.1 takes a question mark for the mark of a key, also without a blank.
    if (
      lexeme.startsWith('?') &&
      /^\?\S/.test(lexeme) &&
      parser.stack.some(({ type }) => type === 'flow-collection')
    ) {
      throw new ReadingError(
        'a text in braces or brackets that begins with ?; quote it',
        parser.offset - lexeme.length,
      );
    }
    if (parser.stack.length > MAX_DEPTH) throw new ReadingError('nested too deeply', parser.offset);
  }
  yield* parser.end();
}
