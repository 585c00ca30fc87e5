/** Controls of C0 and C1, line and paragraph separators, bidirectional controls, lone surrogates, invisible tags. */
const CONTROL =
  /[\p{Cc}\p{Cs}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\u{e0000}-\u{e007f}]/gu;

/** What GitHub obeys at the start of a line, and Azure or TeamCity anywhere in it. */
const COMMAND = /^([^\S\n]*):(?=:)|##(?=[a-z]{0,20}\[)/gim;

/** A text from outside as one line that does nothing to a terminal or a CI system: controls are shown escaped. */
export function printable(text: string): string {
  return harmless(text.replace(CONTROL, escaped));
}

/** The same for a text of several lines: line ends and tabs stay. */
export function printableLines(text: string): string {
  return harmless(
    text.replace(CONTROL, (control) => (control === '\n' || control === '\t' ? control : escaped(control))),
  );
}

function harmless(text: string): string {
  return text.replace(COMMAND, (_, indent: string | undefined) =>
    indent === undefined ? '\\u0023#' : `${indent}\\u003a`,
  );
}

function escaped(control: string): string {
  if (control === '\n') return '\\n';
  if (control === '\r') return '\\r';
  if (control === '\t') return '\\t';
  const code = control.codePointAt(0)!;
  return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`;
}
