import type { Kubernetes } from './kubernetes';
import type { LakeFs } from './lakefs';
import type { Outcome } from './outcome';
import type { Pace } from './pace';
import type { Progress } from './progress';

/** What every command works with. */
export interface Context {
  readonly kubernetes: Kubernetes;
  readonly lakefs: LakeFs;
  readonly pace: Pace;
  readonly progress: Progress;
}

/** What a command prints as JSON. */
export interface Result {
  readonly outcome: Outcome;
  readonly message: string;
  readonly [key: string]: unknown;
}
