import type { BranchesOf } from './branches';
import type { Events } from './events/events';
import type { Kubernetes } from './kubernetes';
import type { Outcome } from './outcome';
import type { Pace } from './pace';
import type { Progress } from './progress';

/** What every command works with. */
export interface Context {
  readonly kubernetes: Kubernetes;
  readonly pace: Pace;
  readonly progress: Progress;
  readonly events: Events;
  readonly branches: BranchesOf;
}

/** What a command prints as JSON. */
export interface Result {
  readonly outcome: Outcome;
  readonly message: string;
  readonly [key: string]: unknown;
}
