import { ReadingError } from './reading-error';

/** What Kubernetes takes for the end of a line, while an editor shows nothing. */
const LINE_BREAKS: Readonly<Record<string, string>> = {
  '\r': 'a carriage return without a line feed',
  '\u0085': 'U+0085 (next line)',
  '\u2028': 'U+2028 (line separator)',
  '\u2029': 'U+2029 (paragraph separator)',
};

const REFUSED = /(?![\t\n\r])\p{Cc}|\r(?!\n)|[\u2028\u2029\ufffe\uffff]/u;

/**
 * The text of a file, without a byte order mark.
 *
 * @throws ReadingError for anything but UTF-8, the only encoding that kubectl reads
 */
export function decodeText(bytes: Uint8Array): string {
  const [first, second] = bytes;
  const marked = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  if (marked) throw new ReadingError('UTF-16, which kubectl does not read; save it as UTF-8', 0);
  // ASCII in UTF-16 has a zero in every second byte, and text in UTF-8 has none.
  if (bytes.length > 1 && (first === 0) !== (second === 0)) {
    throw new ReadingError('UTF-16 without a byte order mark; save it as UTF-8', 0);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new ReadingError('not UTF-8 text', 0);
  }
}

/**
 * Refuses characters that YAML does not allow, and line breaks that people do not see.
 *
 * @param start where this part of the text begins
 * @throws ReadingError at the first of them
 */
export function refuseHiddenCharacters(text: string, start: number): void {
  const found = REFUSED.exec(text);
  if (found === null) return;
  const [character] = found;
  const breaks = LINE_BREAKS[character];
  const code = character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
  throw new ReadingError(
    breaks === undefined
      ? `the control character U+${code} is not allowed in YAML; remove it, or write it as an escape in double quotes`
      : `${breaks} ends a line for Kubernetes, and for no reader of the file; remove it`,
    start + found.index,
  );
}
