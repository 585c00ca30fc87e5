import { printable } from '../text/printable';
import { redact } from '../text/redact';

/** What stands for a thing in the text: its shape, as Mermaid writes it around the label. */
export const SHAPES = {
  box: ['[', ']'],
  round: ['(', ')'],
  store: ['[(', ')]'],
  catalog: ['{{', '}}'],
} as const;

/** Mermaid text that grows, line by line. Labels come from manifests and can hold anything. */
export class Mermaid {
  private readonly lines = ['flowchart TD'];
  private depth = 1;

  /** A node, whose label has several lines. */
  public node(id: string, shape: keyof typeof SHAPES, ...label: string[]): void {
    const [open, close] = SHAPES[shape];
    this.add(`${id}${open}${quoted(label)}${close}`);
  }

  /** A frame around what `content` draws. */
  public frame(id: string, label: string, content: () => void): void {
    this.add(`subgraph ${id}[${quoted([label])}]`);
    this.depth += 1;
    content();
    this.depth -= 1;
    this.add('end');
  }

  /** An arrow, perhaps with a word on it. */
  public arrow(from: string, to: string, word?: string): void {
    this.add(word === undefined ? `${from} --> ${to}` : `${from} -->|${quoted([word])}| ${to}`);
  }

  /** The whole text. */
  public toString(): string {
    return `${this.lines.join('\n')}\n`;
  }

  private add(line: string): void {
    this.lines.push('  '.repeat(this.depth) + line);
  }
}

/** Lines of a label, in which no character is a sign of Mermaid, Markdown or HTML. */
function quoted(lines: readonly string[]): string {
  const safe = lines.map((line) =>
    printable(redact(line))
      .slice(0, 200)
      .replace(/[^\p{L}\p{N} .,:/=-]/gu, (sign) => `#${sign.codePointAt(0)!};`),
  );
  return `"${safe.join('<br/>')}"`;
}
