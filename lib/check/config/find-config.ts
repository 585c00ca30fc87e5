import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** Name of the configuration file of `check`. */
export const CONFIG_FILE = '.spark-check.yaml';

/** Folders are not nested more deeply. */
const MOST_FOLDERS = 64;

/** The nearest configuration file, from a folder up to the root of its repository; undefined when there is none. */
export function findConfig(folder: string): string | undefined {
  let place = resolve(folder);
  for (let count = 0; count < MOST_FOLDERS; count += 1) {
    const file = join(place, CONFIG_FILE);
    if (existsSync(file)) return file;
    const above = dirname(place);
    if (above === place || existsSync(join(place, '.git'))) return undefined;
    place = above;
  }
  return undefined;
}
