import type { ReleasedSpec } from '../released';
import { ICEBERG } from './iceberg';
import type { Isolation, IsolationKind } from './isolation';
import { LAKEFS } from './lakefs';
import { NESSIE } from './nessie';
import { NONE } from './none';

/** All ways to keep runs apart. */
export const ISOLATIONS: Readonly<Record<IsolationKind, Isolation>> = {
  lakefs: LAKEFS,
  nessie: NESSIE,
  iceberg: ICEBERG,
  none: NONE,
};

/** The words for them. */
export const ISOLATION_KINDS = Object.keys(ISOLATIONS) as IsolationKind[];

/** True for one of these words. */
export function isIsolation(word: string): word is IsolationKind {
  return Object.hasOwn(ISOLATIONS, word);
}

/** How runs of an application could be kept apart, as it says where it writes. */
export function isolationsOf(spec: ReleasedSpec): IsolationKind[] {
  return ISOLATION_KINDS.filter((kind) => ISOLATIONS[kind].places(spec).length > 0);
}
