import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { MAX_BYTES, UnreadableError } from './read';

/** A file to check. */
export interface InputFile {
  /** As it stands in messages. */
  readonly file: string;
  /** True when somebody named it, not only the folder it is in. */
  readonly named: boolean;
  /** Its content, read when it is needed. */
  readonly read: () => Uint8Array;
}

/**
 * The files behind the operands of the command: files as they are, folders with all YAML and JSON files in them.
 *
 * @param operands names of files and folders; `-` is the standard input
 * @param stdin reads the standard input
 * @throws UnreadableError for what does not exist
 */
export function collectFiles(operands: readonly string[], stdin: () => Uint8Array): InputFile[] {
  return operands.flatMap((operand) => {
    if (operand === '-') return [{ file: 'standard input', named: true, read: stdin }];
    const stats = statSync(operand, { throwIfNoEntry: false });
    if (stats === undefined) throw new UnreadableError(`${operand}: no such file or folder`);
    if (stats.isDirectory()) return filesIn(operand);
    return [{ file: operand, named: true, read: () => readFile(operand) }];
  });
}

function filesIn(folder: string): InputFile[] {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry): InputFile[] => {
      const path = join(folder, entry.name);
      if (entry.name.startsWith('.') || entry.name === 'node_modules') return [];
      if (entry.isDirectory()) return filesIn(path);
      return /\.(?:ya?ml|json)$/i.test(entry.name) &&
        (entry.isFile() || statSync(path, { throwIfNoEntry: false })?.isFile() === true)
        ? [{ file: path, named: false, read: () => readFile(path) }]
        : [];
    });
}

function readFile(file: string): Uint8Array {
  const { size } = statSync(file);
  if (size > MAX_BYTES) {
    throw new UnreadableError(
      `${file}: ${Math.ceil(size / 2 ** 20)} MiB, at most ${MAX_BYTES / 2 ** 20} MiB can be checked; split it`,
    );
  }
  try {
    return readFileSync(file);
  } catch (error) {
    throw new UnreadableError(`${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
