import type { Path } from '../../manifest/plain';

/** Where a value stands: from its key, if it has one, to its end. */
export interface Place {
  readonly start: number | undefined;
  readonly end: number | undefined;
  /** What is in it, by keys or by the numbers of the items. */
  readonly inside?: ReadonlyMap<string, Place>;
}

/** Where a property begins and ends; the nearest one above it when it is missing, which is told as well. */
export function placeAt(root: Place, path: Path): readonly [start: number, last: number, isMissing: boolean] {
  let found = root;
  let start = found.start ?? 0;
  let isMissing = false;
  for (const step of path) {
    const next = found.inside?.get(String(step));
    isMissing = next === undefined;
    if (next === undefined) break;
    found = next;
    start = found.start ?? start;
  }
  return [start, Math.max(start, (found.end ?? start) - 1), isMissing];
}
