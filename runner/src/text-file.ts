import { closeSync, mkdirSync, openSync, readSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { RunnerError } from './outcome';

/** Longest file that is read, in bytes: more than a ConfigMap can hold. */
const LONGEST_FILE = 4 * 1024 * 1024;

/** @throws Error when the file cannot be read, or is too long */
export function readText(file: string, longest = LONGEST_FILE): string {
  const descriptor = openSync(file, 'r');
  try {
    const chunks: Buffer[] = [];
    for (let length = 0; length <= longest;) {
      const chunk = Buffer.alloc(64 * 1024);
      const read = readSync(descriptor, chunk);
      if (read === 0) return Buffer.concat(chunks).toString('utf8');
      chunks.push(chunk.subarray(0, read));
      length += read;
    }
    throw new Error(`it is longer than ${longest} bytes`);
  } finally {
    closeSync(descriptor);
  }
}

/**
 * Writes a file, and the folders that it is in.
 *
 * @throws RunnerError when it cannot be written
 */
export function writeText(option: string, file: string, text: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  } catch (error) {
    throw new RunnerError('refused', `${option} ${file} cannot be written: ${(error as Error).message}`);
  }
}
