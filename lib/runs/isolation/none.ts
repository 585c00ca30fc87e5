import type { Isolation } from './isolation';

/** Runs are not kept apart: each writes where the released application does. */
export const NONE: Isolation = {
  kind: 'none',
  hasAttempts: false,
  places: () => [],
  problems: () => [],
  branchProblem: () => undefined,
  move: () => ({ spec: (spec) => spec, stray: () => undefined }),
};
