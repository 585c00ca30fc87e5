import { describe, type Finding } from '../../rules/engine';
import type { Correction } from '../../rules/rule';
import { checkFiles, type CheckFilesOptions, type CheckResult } from '../check';
import type { InputFile } from '../input';
import type { FileSubject } from '../read';
import { ReadingError } from '../reading/reading-error';
import { decodeText } from '../reading/text';
import { edited, Editor, UneditableError, type Edit } from './edits';

/** A finding with one right answer. */
type Correctable = Finding<FileSubject> & { readonly correction: Correction };

/** An edit and what it corrects. */
interface Candidate {
  readonly file: string;
  readonly edit: Edit;
  readonly findings: readonly Correctable[];
}

/** A finding that has one right answer and keeps it waiting. */
export interface Unmended {
  /** The finding. */
  readonly finding: Finding<FileSubject>;
  /** Why it is not written. */
  readonly reason: string;
}

/** A file with its corrections. */
export interface MendedFile {
  /** Its name. */
  readonly file: string;
  /** Its bytes as they were read. */
  readonly before: Uint8Array;
  /** Its bytes with the corrections. */
  readonly after: Uint8Array;
  /** Its text as it was read, without a byte order mark. */
  readonly content: string;
  /** What changes in the text. */
  readonly edits: readonly Edit[];
}

/** What can be corrected. */
export interface Mended {
  /** The files that change, in their order. */
  readonly files: readonly MendedFile[];
  /** What was found before. */
  readonly before: CheckResult;
  /** What is found when some of the files have changed. */
  readonly foundWith: (changed: readonly MendedFile[]) => CheckResult;
  /** What is left although it has one right answer. */
  readonly unmended: readonly Unmended[];
}

/** As many times are files checked again to find out which correction makes something worse. */
const MOST_CHECKS = 64;

const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * Corrects what has one right answer, in memory. A correction after which its finding is still there, or another one
 * is, is left out.
 *
 * @param files the files to check, each of which is read once
 * @param options how they are checked
 * @param refuses why a file may not be changed
 */
export function mend(
  files: readonly InputFile[],
  options: CheckFilesOptions,
  refuses: (file: string) => string | undefined,
): Mended {
  const contents = new Map<string, Uint8Array>();
  const once = (input: InputFile): InputFile => ({
    ...input,
    read: () => {
      const known = contents.get(input.file);
      if (known !== undefined) return known;
      const bytes = Uint8Array.from(input.read());
      contents.set(input.file, bytes);
      return bytes;
    },
  });
  const inputs = files.map(once);
  const values = options.values === undefined ? undefined : once(options.values);
  const found = { ...options, ...(values === undefined ? {} : { values }) };
  const before = checkFiles(inputs, found);
  const unmended: Unmended[] = [];
  const refuse = (findings: readonly Finding<FileSubject>[], reason: string): void => {
    for (const finding of findings) unmended.push({ finding, reason });
  };
  const candidates = candidatesOf(before, contents, refuses, refuse);
  const foundWith = (mended: readonly MendedFile[]): CheckResult => {
    const changed = new Map(mended.map((file) => [file.file, file]));
    const replaced = (input: InputFile): InputFile => {
      const file = changed.get(input.file);
      return file === undefined ? input : { ...input, read: () => file.after };
    };
    return checkFiles(inputs.map(replaced), {
      ...found,
      ...(values === undefined ? {} : { values: replaced(values) }),
    });
  };
  const accepted = choose(candidates, before, refuse, (edits) => foundWith(changedFiles(edits, contents)));
  return { files: changedFiles(accepted, contents), before, foundWith, unmended };
}

type Refuse = (findings: readonly Finding<FileSubject>[], reason: string) => void;

function candidatesOf(
  { findings, unreadable }: CheckResult,
  contents: ReadonlyMap<string, Uint8Array>,
  refuses: (file: string) => string | undefined,
  refuse: Refuse,
): Candidate[] {
  const byFile = new Map<string, Correctable[]>();
  for (const finding of findings.filter(isCorrectable)) {
    const { file } = finding.subject;
    const present = byFile.get(file);
    if (present === undefined) byFile.set(file, [finding]);
    else present.push(finding);
  }
  return [...byFile].flatMap(([file, own]) => {
    const reason = unreadable.some((error) => error.file === file)
      ? 'not everything in the file could be read'
      : refuses(file);
    if (reason !== undefined) {
      refuse(own, reason);
      return [];
    }
    return candidatesIn(file, decodeText(contents.get(file)!), own, refuse);
  });
}

function isCorrectable(finding: Finding<FileSubject>): finding is Correctable {
  return finding.correction !== undefined;
}

function candidatesIn(
  file: string,
  content: string,
  findings: readonly Correctable[],
  refuse: Refuse,
): Candidate[] {
  const editor = new Editor(content);
  const byStart = new Map<number, Candidate>();
  for (const finding of findings) {
    const { subject, steps, correction } = finding;
    try {
      const offset = subject.offset(steps);
      if (offset === undefined) throw new UneditableError('it stands inside of a text');
      const edit = editor.edit(offset, correction);
      const present = byStart.get(edit.start);
      if (present === undefined) byStart.set(edit.start, { file, edit, findings: [finding] });
      else if (present.edit.text === edit.text)
        byStart.set(edit.start, { ...present, findings: [...present.findings, finding] });
      else throw new UneditableError('another rule has another answer');
    } catch (error) {
      if (!(error instanceof UneditableError) && !(error instanceof ReadingError)) throw error;
      refuse([finding], error.message);
    }
  }
  return [...byStart.values()];
}

/** All corrections that can be made together: halves of them are tried where all make something worse. */
function choose(
  candidates: readonly Candidate[],
  before: CheckResult,
  refuse: Refuse,
  check: (edits: readonly Candidate[]) => CheckResult,
): readonly Candidate[] {
  let accepted: readonly Candidate[] = [];
  let checks = 0;
  const attempt = (more: readonly Candidate[]): void => {
    if (more.length === 0) return;
    if (checks >= MOST_CHECKS) {
      for (const { findings } of more) refuse(findings, 'there is too much to try; mend the others first');
      return;
    }
    checks += 1;
    const all = [...accepted, ...more];
    const problem = worse(before, check(all), all);
    if (problem === undefined) accepted = all;
    else if (more.length === 1) refuse(more[0]!.findings, problem);
    else {
      const half = Math.ceil(more.length / 2);
      attempt(more.slice(0, half));
      attempt(more.slice(half));
    }
  };
  attempt(candidates);
  return accepted;
}

/** What is wrong after corrections that was not before, or is still wrong; undefined for nothing. */
function worse(
  before: CheckResult,
  after: CheckResult,
  candidates: readonly Candidate[],
): string | undefined {
  const allowed = new Map<string, number>();
  const add = (key: string, count: number): void => {
    allowed.set(key, (allowed.get(key) ?? 0) + count);
  };
  /** Of these not all were told. */
  const cut = new Set(before.findings.filter(({ more }) => more !== undefined).map(ruleAndObject));
  for (const finding of before.findings) add(identity(finding), 1);
  for (const { findings } of candidates) for (const finding of findings) add(identity(finding), -1);
  for (const finding of after.findings) {
    const key = identity(finding);
    add(key, -1);
    if (allowed.get(key)! < 0 && !cut.has(ruleAndObject(finding)))
      return `with it ${finding.rule.id} would be found at ${finding.path}: ${finding.message}`;
  }
  return after.unreadable.length > before.unreadable.length
    ? 'with it the file could not be read'
    : undefined;
}

function ruleAndObject({ rule, subject }: Finding<FileSubject>): string {
  return JSON.stringify([rule.id, subject.file, describe(subject)]);
}

function identity(finding: Finding<FileSubject>): string {
  return `${ruleAndObject(finding)} ${finding.path}`;
}

function changedFiles(
  candidates: readonly Candidate[],
  contents: ReadonlyMap<string, Uint8Array>,
): MendedFile[] {
  const byFile = new Map<string, Edit[]>();
  for (const { file, edit } of candidates) {
    const present = byFile.get(file);
    if (present === undefined) byFile.set(file, [edit]);
    else present.push(edit);
  }
  return [...byFile].map(([file, edits]) => {
    const before = contents.get(file)!;
    const content = decodeText(before);
    const mark = Buffer.from(before.subarray(0, 3)).equals(BYTE_ORDER_MARK)
      ? BYTE_ORDER_MARK
      : Buffer.alloc(0);
    return {
      file,
      before,
      content,
      edits,
      after: Buffer.concat([mark, Buffer.from(edited(content, edits))]),
    };
  });
}
