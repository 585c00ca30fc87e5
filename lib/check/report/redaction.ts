import { record } from '../../manifest/plain';
import type { Finding } from '../../rules/engine';
import { cut } from '../../text/cut';
import { HIDDEN, redactor } from '../../text/redact';
import { redactValue, secretTexts, type SecretText } from '../../text/redact-value';
import type { CheckResult } from '../check';
import type { FileSubject } from '../read';

/** How many lines of a file are shown around a finding. */
const CONTEXT = 2;
/** How much is shown of a line: a JSON file can be one. */
const WIDTH = 200;
/** How much is shown of a message. */
const LONGEST = 1_000;
/** Nothing after this is looked at. */
const LOOKED_AT = 10 * LONGEST;
/** How many entries of a value are shown. */
const MOST_ENTRIES = 200;
/** What stands under the name of a secret and is shorter may be any word. */
const SHORTEST = 6;

/** A line of a file. */
interface Line {
  readonly number: number;
  readonly text: string;
}

/** Longer lines are hidden whole when they hold a secret. */
const LONG_LINE = 2_000;

const BASE64 = /^[\w+/]+={0,2}$/;

/** Takes credentials out of everything that a report shows. */
export class Redaction {
  private readonly redact: (text: string) => string;
  /** Lines with credentials by file, and whether the key in them may be seen. */
  private readonly hidden = new Map<string, Map<number, boolean>>();
  private readonly paths = new Map<FileSubject, Set<string>>();
  private readonly lines = new Map<string, Map<number, string>>();

  public constructor({ subjects, findings, acknowledged }: CheckResult) {
    const secrets = new Set<string>();
    for (const subject of subjects) {
      const found = secretsOf(subject);
      for (const { path, text } of found) {
        this.hide(subject, path, text);
        if (text.length >= SHORTEST) secrets.add(text);
      }
      const outer = subject.within?.subject ?? subject;
      const known = this.paths.get(outer) ?? new Set();
      for (const { path } of found) known.add(JSON.stringify(subject.within?.place(path) ?? path));
      if (known.size > 0) this.paths.set(outer, known);
    }
    for (const { secrets: known = [], subject, steps } of [
      ...findings,
      ...acknowledged.flatMap((each) => each.findings),
    ]) {
      for (const secret of known) {
        this.hide(subject, steps, secret);
        secrets.add(secret);
      }
    }
    this.redact = redactor(secrets);
  }

  /** A message, a name, a path. */
  public text(text: string): string {
    return cut(this.redact(text.slice(0, LOOKED_AT)), LONGEST);
  }

  /** The value of a finding; of a large one the beginning. */
  public value({
    value,
    subject,
    steps,
  }: Pick<Finding<FileSubject>, 'value' | 'subject' | 'steps'>): unknown {
    if (value === undefined || value === null) return null;
    if (this.paths.get(subject)?.has(JSON.stringify(steps)) === true) return HIDDEN;
    const key = steps.findLast((step) => typeof step === 'string') ?? '';
    const shown = redactValue({ [key]: value }, (text) => this.text(text), MOST_ENTRIES);
    return Object.values(record(shown))[0] ?? null;
  }

  /** The lines around a line. */
  public frame(subject: FileSubject, line: number): Line[] {
    const shown = inner(this.lines, subject.file);
    return subject.source(line - CONTEXT, line + CONTEXT).map(({ number, text }) => {
      if (!shown.has(number)) shown.set(number, this.line(subject.file, number, text));
      return { number, text: shown.get(number)! };
    });
  }

  /** A line of a file, or what becomes of it. */
  public line(file: string, number: number, text: string): string {
    return shortened(this.redact(this.visible(file, number, text)));
  }

  private visible(file: string, number: number, text: string): string {
    const hasKey = this.hidden.get(file)?.get(number);
    if (hasKey === undefined) return text;
    return hasKey ? withoutValue(text) : `${/^\s*/.exec(text)![0]}${HIDDEN}`;
  }

  /** Hides the lines of a secret, unless its text can be told apart in its line. */
  private hide(subject: FileSubject, path: Finding['steps'], secret: string): void {
    const [first, last] = subject.lines(path);
    if (first === last && secret.length >= SHORTEST) {
      const [line] = subject.source(first, first);
      if (line !== undefined && line.text.length < LONG_LINE && line.text.includes(secret)) return;
    }
    const lines = inner(this.hidden, subject.file);
    for (let line = first; line <= last; line += 1) {
      lines.set(line, line === first && lines.get(line) !== false);
    }
  }
}

/** Everything in an object that is a credential by its name; what a Secret holds also as it is when it is decoded. */
function secretsOf({ manifest }: FileSubject): SecretText[] {
  return secretTexts(manifest).flatMap((secret) =>
    secret.path.includes('data') && BASE64.test(secret.text)
      ? [secret, { ...secret, text: Buffer.from(secret.text, 'base64').toString() }]
      : [secret],
  );
}

/** A line of YAML up to its key. */
function withoutValue(line: string): string {
  const [key] = /^\s*(?:- )*(?:(?:[^\s:"'{[]+|"[^"]*"|'[^']*'):)?/.exec(line)!;
  return `${key}${key.endsWith(' ') || key === '' ? '' : ' '}${HIDDEN}`;
}

function shortened(line: string): string {
  return line.length > WIDTH ? `${line.slice(0, WIDTH)} …` : line;
}

function inner<V>(map: Map<string, Map<number, V>>, file: string): Map<number, V> {
  const present = map.get(file);
  if (present !== undefined) return present;
  const made = new Map<number, V>();
  map.set(file, made);
  return made;
}
