/**
 * The beginning of a text that may be long, and how much is left out.
 *
 * @param text from anywhere
 * @param most how many characters stay
 */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  const shown = text.slice(0, isHighSurrogate(text.charCodeAt(most - 1)) ? most - 1 : most);
  return `${shown} … (${text.length - shown.length} more characters)`;
}

/**
 * The last lines of a text that may be long, each cut, and how many are left out.
 *
 * @param text from anywhere
 * @param lines how many lines stay
 * @param width how many characters stay of a line
 */
export function cutLines(text: string, lines: number, width: number): string {
  const [from, skipped] = lastLines(text, lines);
  const shown = text
    .slice(from)
    .split('\n')
    .map((line) => cut(line, width));
  return [...(skipped === 0 ? [] : [`(${skipped} lines before)`]), ...shown].join('\n');
}

/** Where the last lines begin, and how many are before them. */
function lastLines(text: string, lines: number): readonly [from: number, skipped: number] {
  let from = text.length;
  for (let taken = 0; taken < lines; taken += 1) {
    const end = from === 0 ? -1 : text.lastIndexOf('\n', from - 1);
    if (end < 0) return [0, 0];
    from = end;
  }
  let skipped = 1;
  for (let at = text.indexOf('\n'); at < from; at = text.indexOf('\n', at + 1)) skipped += 1;
  return [from + 1, skipped];
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}
