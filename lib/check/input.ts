import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readdirSync,
  readSync,
  statSync,
  type Stats,
} from 'node:fs';
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

/** How long a named pipe is given until somebody writes to it, in milliseconds. */
const PATIENCE = 5_000;
/** Between two looks at a pipe, in milliseconds. */
const PAUSE = 10;
/** Where a piece of a file is read to. */
const CHUNK = new Uint8Array(2 ** 16);

/**
 * The files behind the operands of the command: files as they are, folders with all YAML and JSON files in them. What
 * cannot be read says so when it is read.
 *
 * @param operands names of files and folders; `-` is the standard input
 * @param stdin descriptor of the standard input
 */
export function inputFiles(operands: readonly string[], stdin: number): InputFile[] {
  return operands.flatMap((operand) => {
    if (operand === '-') {
      return [{ file: 'standard input', named: true, read: () => readAll(stdin, 'standard input') }];
    }
    return attempt(operand, true, () => {
      const stats = statSync(operand, { throwIfNoEntry: false });
      if (stats === undefined) throw new UnreadableError(operand, 'no such file or folder');
      return stats.isDirectory() ? filesIn(operand) : [inputFile(operand, true)];
    });
  });
}

/** A file by its name. */
export function inputFile(file: string, named: boolean): InputFile {
  return { file, named, read: () => explained(file, () => readFile(file)) };
}

function filesIn(folder: string): InputFile[] {
  return readdirSync(folder, { withFileTypes: true, encoding: 'buffer' })
    .map((entry) => ({ entry, name: entry.name.toString() }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap(({ entry, name }): InputFile[] => {
      const path = join(folder, name);
      if (name.startsWith('.') || name === 'node_modules') return [];
      const isManifest = /\.(?:ya?ml|json)$/i.test(name);
      return attempt(path, false, () => {
        if (!Buffer.from(name).equals(entry.name)) {
          if (!isManifest && !entry.isDirectory()) return [];
          throw new UnreadableError(path, 'the name is not UTF-8; rename it');
        }
        if (entry.isDirectory()) return filesIn(path);
        if (!isManifest) return [];
        const stats = statSync(path, { throwIfNoEntry: false });
        if (stats === undefined) throw new UnreadableError(path, 'a link to nothing');
        if (stats.isDirectory()) return [];
        if (!stats.isFile()) throw new UnreadableError(path, `${kindOf(stats)}, not a file`);
        return [inputFile(path, false)];
      });
    });
}

/** Files, or one that says why there are none. */
function attempt(file: string, named: boolean, find: () => InputFile[]): InputFile[] {
  try {
    return explained(file, find);
  } catch (error) {
    return [
      {
        file,
        named,
        read: () => {
          throw error;
        },
      },
    ];
  }
}

/** Errors of the file system in words. */
function explained<T>(file: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (error instanceof UnreadableError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    const words: Readonly<Record<string, string>> = {
      EACCES: 'no permission to read it',
      ELOOP: 'a symbolic link that leads to itself',
      ENAMETOOLONG: 'the name is too long',
      ENOENT: 'no such file or folder',
      ENOTDIR: 'no such file or folder',
    };
    throw new UnreadableError(file, words[code ?? ''] ?? message);
  }
}

function readFile(file: string): Uint8Array {
  const stats = statSync(file);
  if (stats.size > MAX_BYTES) throw tooLarge(file, stats.size);
  // A pipe that nobody writes to would not even open.
  const descriptor = openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    return readAll(descriptor, file, fstatSync(descriptor).isFIFO());
  } finally {
    closeSync(descriptor);
  }
}

/** Everything up to the limit. A pipe may have nothing to give for a while. */
function readAll(descriptor: number, file: string, isNamedPipe = false): Uint8Array {
  const chunks: Uint8Array[] = [];
  let size = 0;
  let waited = 0;
  let hasWriter = !isNamedPipe;
  for (;;) {
    const count = readSome(descriptor, CHUNK);
    if (count === 0 && (hasWriter || size > 0)) break;
    if (count === undefined) hasWriter = true;
    if (count === undefined || count === 0) {
      if (!hasWriter && waited >= PATIENCE) throw new UnreadableError(file, 'a pipe that nobody writes to');
      pause();
      waited += PAUSE;
      continue;
    }
    size += count;
    if (size > MAX_BYTES) throw tooLarge(file);
    chunks.push(CHUNK.slice(0, count));
  }
  return Buffer.concat(chunks);
}

/** How much was read; undefined when there is nothing yet. */
function readSome(descriptor: number, chunk: Uint8Array): number | undefined {
  try {
    return readSync(descriptor, chunk);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EAGAIN') return undefined;
    // Windows ends a pipe so.
    if (code === 'EOF') return 0;
    throw error;
  }
}

function pause(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE);
}

function tooLarge(file: string, size?: number): UnreadableError {
  const given =
    size === undefined ? `more than ${MAX_BYTES / 2 ** 20} MiB` : `${Math.ceil(size / 2 ** 20)} MiB`;
  return new UnreadableError(file, `${given}, at most ${MAX_BYTES / 2 ** 20} MiB can be checked; split it`);
}

function kindOf(stats: Stats): string {
  if (stats.isFIFO()) return 'a named pipe';
  return stats.isSocket() ? 'a socket' : 'a device';
}
