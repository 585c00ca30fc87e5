import { isReference, isSecretHeader, isSecretName } from './secret-names';

/** A name of anything: a setting, an option with its dashes, a variable, a property. */
const NAME = /[\w.-]+/g;
/** What stands between a name and its value: `=`, `: `, `":"`, `=>`, also inside of other quotes. */
const SEPARATOR = /\\{0,15}["']?[ \t]{0,20}(?:=>|[:=]|%3[Dd])[ \t]{0,20}/y;
/** Between an option and its value: a blank, or the next item of a list. */
const NEXT_ITEM =
  /\\{0,15}["']?(?:[ \t]{0,20},\s{0,20}(?=\\{0,15}["'])|[ \t]{1,20}(?!-)|[ \t]{0,20}\r?\n[ \t]{0,200}- {1,4})/y;
/** Between the name and the value of a variable in a list. */
const ITS_VALUE = /^[^\w]{1,400}$/;
/** How a block scalar of YAML begins. */
const BLOCK = /[|>][-+\d]{0,3}[ \t]{0,20}\r?\n/y;
/** A value without quotes, up to what can only be its end. */
const BARE = /(?:(?!["']?[,;)}\]]{0,4}(?:\s|$)|\\{0,15}["'],|&[\w.-]{1,64}=)\S)+/y;
/** Tag and anchor of a value in YAML. */
const PROPERTIES = /(?:[&!][\w!:./-]{0,64}[ \t]{1,20}){1,2}/y;
/** A map, whose own names are looked at. */
const MAP = /(?:\[\s{0,20})?\{\s{0,20}(?:\\{0,15}["']?[\w.-]{1,80}\\{0,15}["']?\s{0,20}[:=]|\}|$)/y;
const LIST = /\[(?!\s{0,20}\{)[^\]\n]*\]?/y;
const OPENING = /(\\{0,15})(["'])/y;
const LINE = /[^\r\n]*/y;

/** A text without the values that stand behind the name of a secret, however they are quoted. Reads the text once. */
export function hideNamedValues(text: string, hidden: string): string {
  let shown = '';
  let from = 0;
  let expected = 0;
  NAME.lastIndex = 0;
  for (let match = NAME.exec(text); match !== null; match = NAME.exec(text)) {
    const [name] = match;
    const end = NAME.lastIndex;
    const isValue =
      expected > 0 && /^value$/i.test(name) && ITS_VALUE.test(text.slice(expected, match.index));
    expected = 0;
    if (!isValue && !isSecretName(name)) continue;
    const start = valueStart(text, name, end);
    if (start === undefined) {
      expected = end;
      continue;
    }
    const quote = isSecretHeader(name) ? text[match.index - 1] : undefined;
    const range = isSecretHeader(name) ? header(text, start, quote) : value(text, start, hidden);
    if (range === undefined) expected = start;
    else {
      shown += text.slice(from, range[0]) + hidden;
      from = range[1];
      NAME.lastIndex = Math.max(from, end);
    }
  }
  return shown + text.slice(from);
}

/** Where the value behind a name begins; undefined when the name has none. */
function valueStart(text: string, name: string, end: number): number | undefined {
  const separated = after(SEPARATOR, text, end);
  if (separated !== undefined) return separated;
  return name.startsWith('--') ? after(NEXT_ITEM, text, end) : undefined;
}

type Range = readonly [start: number, end: number];

/** Where a value stands, without its quotes; undefined when there is nothing to hide. */
function value(text: string, start: number, hidden: string): Range | undefined {
  if (text.startsWith(hidden, start)) return undefined;
  OPENING.lastIndex = start;
  const opening = OPENING.exec(text);
  if (opening !== null) {
    const from = OPENING.lastIndex;
    const end = quotedEnd(text, from, opening[2]!, opening[1]!.length);
    return isNothing(text, from, end, hidden) ? undefined : [from, end];
  }
  const plain = after(PROPERTIES, text, start) ?? start;
  const block = after(BLOCK, text, plain);
  if (block !== undefined) return [block, blockEnd(text, start, block)];
  if (after(MAP, text, plain) !== undefined) return undefined;
  const end = after(LIST, text, plain) ?? after(BARE, text, plain);
  return end === undefined || isNothing(text, plain, end, hidden) ? undefined : [plain, end];
}

function isNothing(text: string, start: number, end: number, hidden: string): boolean {
  return text.startsWith(hidden, start) || isReference(text.slice(start, Math.min(end, start + 256)));
}

/** The whole line, or up to the quote in which name and value stand. */
function header(text: string, start: number, quote: string | undefined): Range | undefined {
  OPENING.lastIndex = start;
  const opening = OPENING.exec(text);
  if (opening !== null) {
    const from = OPENING.lastIndex;
    return [from, quotedEnd(text, from, opening[2]!, opening[1]!.length)];
  }
  const end = after(LINE, text, start) ?? start;
  const closing = quote === '"' || quote === "'" ? text.slice(start, end).indexOf(quote) : -1;
  return end === start ? undefined : [start, closing < 0 ? end : start + closing];
}

/** Where a quoted value ends; `depth` backslashes stand before its quotes when it is quoted inside of other quotes. */
function quotedEnd(text: string, from: number, quote: string, depth: number): number {
  for (let at = text.indexOf(quote, from); at >= 0; at = text.indexOf(quote, at + 1)) {
    let before = 0;
    while (at - before > from && text[at - before - 1] === '\\') before += 1;
    if (quote === "'" && depth === 0) {
      // YAML doubles a quote, a shell cannot have one.
      if (text[at + 1] === quote) at += 1;
      else return at;
    } else if (before % (2 * (depth + 1)) === depth) return at - depth;
  }
  return text.length;
}

/** The end of the lines that are deeper than the one in which a block scalar begins. */
function blockEnd(text: string, start: number, block: number): number {
  const line = text.lastIndexOf('\n', start) + 1;
  const indent = /[ \t]*/y;
  const width = (at: number): number => (after(indent, text, at) ?? at) - at;
  const depth = width(line);
  let end = block;
  while (end < text.length) {
    const next = text.indexOf('\n', end);
    const stop = next < 0 ? text.length : next;
    if (width(end) <= depth && text.slice(end, stop).trim() !== '') return end - 1;
    end = stop + 1;
  }
  return text.length;
}

/** Where a pattern ends that begins here; undefined when it does not. */
function after(pattern: RegExp, text: string, start: number): number | undefined {
  pattern.lastIndex = start;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}
