import { createHash } from 'node:crypto';
import { nameOf } from '../../lib/runs/plan';
import { ATTEMPT } from './attempt';
import type { Nessie, NessieRef } from './nessie';
import { RunnerError } from './outcome';

/** Property of the commit with which the branch of a run begins, and of no other. */
export const OWNED = 'owner_of';
/** Commits of a branch that are looked at for its owner, and promotions of a target. */
const OWNER_LIMIT = 1_000;
export const PROMOTION_LIMIT = 1_000;
/** How often a branch that is being written to is looked at before its deletion is given up. */
const TRIES = 5;

/** Whose a branch is, and what its release allows. */
export interface OwnedBranch extends NessieRef {
  readonly runId: string;
  readonly source: string;
  readonly targets: readonly string[];
  /** True when nothing was committed since it was made. */
  readonly isFresh: boolean;
}

/** A run, as far as it is known. */
interface RunOfJob {
  readonly job: string;
  readonly name: string;
  readonly runId?: string;
}

/** All branches of a run: one, unless attempts were interrupted. */
export async function ownBranches(nessie: Nessie, run: RunOfJob): Promise<OwnedBranch[]> {
  const found: OwnedBranch[] = [];
  for (const ref of await nessie.branches(`${run.name}-`)) {
    if (!ATTEMPT.test(ref.name.slice(run.name.length + 1))) continue;
    const owner = await ownerOf(nessie, ref);
    if (owner !== undefined && isOf(owner, run)) found.push(owner);
  }
  return found;
}

/** Beginning of the names under which the first commits of a run are made; nobody has it by chance. */
export function begunPrefix({ name, job, runId }: Required<RunOfJob>): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([job, runId]))
    .digest('hex');
  return `${name}-begin-${hash.slice(0, 32)}-`;
}

/** What runners left of a run that were killed before they submitted it: nothing was written there. */
export async function leftovers(
  nessie: Nessie,
  run: Required<RunOfJob>,
  written: string,
): Promise<NessieRef[]> {
  const own = await ownBranches(nessie, run);
  return [
    ...(await nessie.branches(begunPrefix(run))),
    ...own.filter(({ name, isFresh }) => isFresh && name !== written),
  ];
}

/**
 * One branch of a run, undefined when there is none.
 *
 * @throws RunnerError when there is one that is not this run's
 */
export async function ownBranch(
  nessie: Nessie,
  name: string,
  run: RunOfJob,
): Promise<OwnedBranch | undefined> {
  const hash = await nessie.head(name);
  if (hash === undefined) return undefined;
  const owner = await ownerOf(nessie, { name, hash });
  if (owner !== undefined && isOf(owner, run)) return owner;
  throw new RunnerError(
    'owned-by-another',
    `branch ${name} of Nessie ${owner === undefined ? 'was made by no run' : `is of run ${JSON.stringify(owner.runId)} of job ${owner.job}`}, ` +
      `and not by ${run.runId === undefined ? `a run of job ${run.job}` : `run ${JSON.stringify(run.runId)} of job ${run.job}`}; ` +
      'it is left as it is; take another run id, or delete it in Nessie if it is yours',
  );
}

/** The merge that promoted a run to a branch. */
export async function promotionTo(
  nessie: Nessie,
  target: string,
  run: RunOfJob,
): Promise<string | undefined> {
  for await (const commit of nessie.history(target, PROMOTION_LIMIT, ['application', run.name])) {
    const { job, run_id: runId } = commit.properties;
    const isOurs = job === run.job && (run.runId ?? runId) === runId;
    if (commit.parents.length > 1 && isOurs) return commit.hash;
  }
  return undefined;
}

/** @returns what became of it: one that is still written to is looked at again */
export async function deleteBranch(nessie: Nessie, name: string): Promise<void> {
  for (let tries = 0; tries < TRIES; tries++) {
    const hash = await nessie.head(name);
    if (hash === undefined || (await nessie.deleteBranch({ name, hash })) !== 'moved') return;
  }
  throw new RunnerError(
    'interrupted',
    `branch ${name} of Nessie is being written to; stop the application of the run, and start it again`,
  );
}

async function ownerOf(
  nessie: Nessie,
  { name, hash: head }: NessieRef,
): Promise<(OwnedBranch & { readonly job: string }) | undefined> {
  for await (const { hash, properties } of nessie.history(name, OWNER_LIMIT, [OWNED, name])) {
    const { job = '', run_id: runId = '', source_branch: source = '', promotion_targets = '' } = properties;
    const targets = promotion_targets.split(',');
    return { name, hash: head, job, runId, source, targets, isFresh: hash === head };
  }
  return undefined;
}

function isOf({ job, runId }: { readonly job: string; readonly runId: string }, run: RunOfJob): boolean {
  return job === run.job && runId !== '' && (run.runId ?? runId) === runId && nameOf(job, runId) === run.name;
}
