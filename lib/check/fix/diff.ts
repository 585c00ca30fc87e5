import { edited, sorted, type Edit } from './edits';

/** How many lines are shown around a change. */
const CONTEXT = 3;

/** Lines of a text that change, and what they become. The first line is 0. */
interface Change {
  readonly first: number;
  readonly last: number;
  readonly lines: readonly string[];
}

/**
 * What edits do to a text, as a unified diff.
 *
 * @param file its name
 * @param content the text before
 * @param edits what changes; they do not overlap
 * @param shown a line as it may be shown; the first line is 1
 */
export function unifiedDiff(
  file: string,
  content: string,
  edits: readonly Edit[],
  shown: (number: number, text: string) => string,
): string {
  const lines = content.split('\n');
  const result = [`--- ${file}`, `+++ ${file}`];
  let shift = 0;
  for (const hunk of hunks(changes(content, edits))) {
    const from = Math.max(0, hunk[0]!.first - CONTEXT);
    const to = Math.min(lines.length - (lines.at(-1) === '' ? 2 : 1), hunk.at(-1)!.last + CONTEXT);
    const body: string[] = [];
    const put = (sign: string, number: number, text: string): void => {
      body.push(`${sign}${shown(number + 1, text.replace(/\r$/, ''))}`);
    };
    let line = from;
    let added = 0;
    for (const { first, last, lines: after } of hunk) {
      for (; line < first; line += 1) put(' ', line, lines[line]!);
      for (; line <= last; line += 1) put('-', line, lines[line]!);
      for (const text of after) put('+', first, text);
      added += after.length - (last - first + 1);
    }
    for (; line <= to; line += 1) put(' ', line, lines[line]!);
    const count = to - from + 1;
    result.push(`@@ -${from + 1},${count} +${from + 1 + shift},${count + added} @@`, ...body);
    shift += added;
  }
  return result.join('\n');
}

/** The lines that edits change; those of one line are one change. */
function changes(content: string, edits: readonly Edit[]): Change[] {
  const groups: { first: number; last: number; from: number; to: number; edits: Edit[] }[] = [];
  let [line, at] = [0, 0];
  const lineOf = (offset: number): number => {
    for (let end = content.indexOf('\n', at); end >= 0 && end < offset; end = content.indexOf('\n', at)) {
      [line, at] = [line + 1, end + 1];
    }
    return line;
  };
  for (const edit of sorted(edits)) {
    const first = lineOf(edit.start);
    const from = at;
    const last = lineOf(edit.end);
    const end = content.indexOf('\n', edit.end);
    const to = end < 0 ? content.length : end;
    const group = groups.at(-1);
    if (group !== undefined && group.last >= first) {
      Object.assign(group, { last, to });
      group.edits.push(edit);
    } else groups.push({ first, last, from, to, edits: [edit] });
  }
  return groups.map(({ first, last, from, to, edits: own }) => {
    const moved = own.map((edit) => ({ ...edit, start: edit.start - from, end: edit.end - from }));
    return { first, last, lines: edited(content.slice(from, to), moved).split('\n') };
  });
}

/** Changes that are near each other. */
function hunks(all: readonly Change[]): Change[][] {
  const result: Change[][] = [];
  for (const change of all) {
    const last = result.at(-1);
    if (last !== undefined && change.first - last.at(-1)!.last <= 2 * CONTEXT + 1) last.push(change);
    else result.push([change]);
  }
  return result;
}
