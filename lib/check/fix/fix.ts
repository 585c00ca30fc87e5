import { printable } from '../../text/printable';
import type { CheckFilesOptions, CheckResult } from '../check';
import type { InputFile } from '../input';
import { UnreadableError } from '../read';
import { Redaction } from '../report/redaction';
import { unifiedDiff } from './diff';
import { mend, type MendedFile } from './mend';
import { replaceFile, UnwritableError, writablePath } from './write';

/** What `--fix` did, or would do. */
export interface Fixed {
  /** Unified diffs, for people: credentials and controls are not shown. */
  readonly diffs: readonly string[];
  /** What is not corrected, and why. */
  readonly complaints: readonly string[];
  /** What is found in the files as they are now. */
  readonly result: CheckResult;
}

/**
 * Corrects what has one right answer.
 *
 * @param files the files to check
 * @param options how they are checked
 * @param named the operands of the command: nothing outside of them is written
 * @param isDry true to write nothing
 */
export function fix(
  files: readonly InputFile[],
  options: CheckFilesOptions,
  named: readonly string[],
  isDry: boolean,
): Fixed {
  const operands = named.filter((name) => name !== '-');
  const isStdin = (file: string): boolean => file === 'standard input' && operands.length < named.length;
  const refuses = (file: string): string | undefined => {
    if (isStdin(file)) return 'the standard input cannot be written';
    return reasonOf(() => writablePath(file, operands));
  };
  const mended = mend(files, options, refuses);
  const redaction = new Redaction(mended.before);
  const shown = (text: string): string => printable(redaction.text(text));
  const complaints = mended.unmended.map(
    ({ finding: { rule, subject, steps }, reason }) =>
      `${subject.file}:${subject.line(steps)}: ${rule.id} is not corrected: ${shown(reason)}`,
  );
  const unwritten: UnreadableError[] = [];
  const written: MendedFile[] = [];
  const diffs = mended.files.flatMap((changed) => {
    const { file, before, after, content, edits } = changed;
    const reason = isDry
      ? undefined
      : reasonOf(() => {
          replaceFile(writablePath(file, operands), before, after);
        });
    if (reason !== undefined) {
      unwritten.push(new UnreadableError(file, `not written: ${reason}`));
      return [];
    }
    if (!isDry) written.push(changed);
    const line = (number: number, text: string): string => printable(redaction.line(file, number, text));
    return [unifiedDiff(printable(file), content, edits, line)];
  });
  const result = written.length === 0 ? mended.before : mended.foundWith(written);
  return { diffs, complaints, result: { ...result, unreadable: [...result.unreadable, ...unwritten] } };
}

/** Why something cannot be done; undefined when it was. */
function reasonOf(action: () => unknown): string | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    if (error instanceof UnwritableError) return error.message;
    const { code, message } = error as NodeJS.ErrnoException;
    const words: Readonly<Record<string, string>> = {
      EACCES: 'no permission to write it',
      EROFS: 'it cannot be written there',
      ENOENT: 'it is gone',
      ELOOP: 'it has become a link',
    };
    return words[code ?? ''] ?? message;
  }
}
