import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  lstatSync,
  openSync,
  readSync,
  realpathSync,
  writeSync,
} from 'node:fs';
import { sep } from 'node:path';

/** Why a file is not written. */
export class UnwritableError extends Error {}

/**
 * Where a file really is.
 *
 * @param file its name
 * @param named the files and folders that may be written
 * @throws UnwritableError for links, for what is no file, and for what is elsewhere
 */
export function writablePath(file: string, named: readonly string[]): string {
  const stats = lstatSync(file);
  if (stats.isSymbolicLink()) throw new UnwritableError('it is a link; name the file that it leads to');
  if (!stats.isFile()) throw new UnwritableError('it is no file');
  if (stats.nlink > 1)
    throw new UnwritableError('it has several names (hard links), and would change under all of them');
  const path = realpathSync(file);
  const isNamed = named.some((name) => {
    const place = realpathSync(name);
    return path === place || path.startsWith(place.endsWith(sep) ? place : `${place}${sep}`);
  });
  if (!isNamed) throw new UnwritableError('it is outside of the files and folders that are named');
  return path;
}

/**
 * Writes a file in its place, so that its owner and its rights stay.
 *
 * @param path from `writablePath`
 * @param before what must still stand in it
 * @param after what is written
 * @throws UnwritableError when anything else stands in it by now
 */
export function replaceFile(path: string, before: Uint8Array, after: Uint8Array): void {
  const descriptor = openSync(path, constants.O_RDWR | (constants.O_NOFOLLOW ?? 0));
  try {
    const stats = fstatSync(descriptor);
    const isSame =
      stats.isFile() && stats.nlink === 1 && stats.size === before.length && hasContent(descriptor, before);
    if (!isSame) throw new UnwritableError('it has changed since it was read');
    for (let at = 0; at < after.length;) at += writeSync(descriptor, after, at, after.length - at, at);
    ftruncateSync(descriptor, after.length);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function hasContent(descriptor: number, wanted: Uint8Array): boolean {
  const found = Buffer.alloc(wanted.length);
  let size = 0;
  while (size < found.length) {
    const count = readSync(descriptor, found, size, found.length - size, size);
    if (count === 0) return false;
    size += count;
  }
  return found.equals(wanted);
}
