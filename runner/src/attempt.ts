import { randomBytes } from 'node:crypto';
import { ISOLATIONS } from '../../lib/runs/isolation/all';
import type { IsolationKind } from '../../lib/runs/isolation/isolation';
import type { LocatedRun } from './existing-run';
import { RunnerError } from './outcome';
import type { SparkApplication } from './spark-application';

/** Form of what tells the attempts of a run apart. */
export const ATTEMPT = /^[0-9a-z]{8}$/;

/** What tells this attempt of a run from all others: a late driver of another one cannot write into its branch. */
export function newAttempt(): string {
  return (BigInt(`0x${randomBytes(8).toString('hex')}`) % 36n ** 8n).toString(36).padStart(8, '0');
}

/** The branch that an application writes to, as it says itself; undefined when it says none that is of its run. */
export function writtenBranch(isolation: IsolationKind, application: SparkApplication): string | undefined {
  if (!ISOLATIONS[isolation].hasAttempts) return undefined;
  const branch = ISOLATIONS[isolation].places(application.spec)[0]?.branch;
  return branch?.startsWith(`${application.metadata.name}-`) === true ? branch : undefined;
}

/** The branch that the application of a run writes to, or that its user names; undefined when neither says one. */
export function namedBranch(isolation: IsolationKind, run: LocatedRun): string | undefined {
  const written = run.application && writtenBranch(isolation, run.application);
  if (written !== undefined && run.branch !== undefined && written !== run.branch) {
    throw new RunnerError(
      'refused',
      `application ${run.name} writes branch ${written}, and --branch is ${run.branch}; leave it out, or name the run that is meant`,
    );
  }
  return written ?? run.branch;
}

/** The branch of a run whose application is gone; undefined when there is none. */
export function onlyBranch(
  run: LocatedRun,
  written: readonly { readonly name: string }[],
): string | undefined {
  const [first, ...others] = new Set(written.map(({ name }) => name));
  if (others.length > 0) {
    throw new RunnerError(
      'refused',
      `run ${run.name} has the branches ${[first, ...others].join(', ')}; say by --branch which one is meant`,
    );
  }
  return first;
}
