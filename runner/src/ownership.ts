import { createHash } from 'node:crypto';
import { nameOf, type Run } from '../../lib/runs/plan';
import type { ExistingRun } from './existing-run';
import type { LakeFs } from './lakefs';
import { RunnerError } from './outcome';

/** Metadata of the commit with which the branch of a run begins, and of no other. */
const OWNED = 'owner_of';
/** Commits of a branch that are looked at for its owner. */
const OWNER_LIMIT = 1_000;
/** Runners of one run that start at once disturb each other at most so often. */
const TRIES = 20;

/** Whose a branch is, and what its release allows. */
export interface Owner {
  readonly job: string;
  readonly runId: string;
  readonly source: string;
  readonly targets: readonly string[];
}

export interface OwnBranch {
  readonly owner: Owner;
  /** True when nothing was committed since it was made. */
  readonly isFresh: boolean;
}

/**
 * Makes the branch of a run, whose first commit names its owner. lakeFS makes a branch at a commit in one step; that
 * commit is made on a branch of which only this run knows the name, so that no moment leaves the run's own branch
 * without its owner.
 */
export async function makeBranch(lakefs: LakeFs, run: Run): Promise<'created' | 'exists'> {
  const { name, source, targets, place } = run.branch!;
  const repository = place.repository!;
  const first = firstBranch(name, run.job, run.id);
  const note = {
    message: `Begin run ${run.id}`,
    metadata: {
      [OWNED]: name,
      job: run.job,
      run_id: run.id,
      source_branch: source,
      promotion_targets: targets.join(','),
    },
  };
  for (let tries = 0; tries < TRIES; tries++) {
    if ((await lakefs.head(repository, name)) !== undefined) {
      await lakefs.deleteBranch(repository, first);
      return 'exists';
    }
    await lakefs.createBranch(repository, first, source);
    const commit = await lakefs.commit(repository, first, note, true);
    // Another runner of the same run may have been here and done.
    if (commit.kind !== 'committed') continue;
    const made = await lakefs.createBranch(repository, name, commit.id);
    await lakefs.deleteBranch(repository, first);
    return made;
  }
  throw new RunnerError('unavailable', `branch ${name} is being made and deleted by others; start it again`);
}

/**
 * The branch of a run, undefined when there is none.
 *
 * @throws RunnerError when there is one that is not this run's
 */
export async function ownBranch(
  lakefs: LakeFs,
  repository: string,
  run: ExistingRun,
): Promise<OwnBranch | undefined> {
  const head = await lakefs.head(repository, run.name);
  if (head === undefined) return undefined;
  for await (const { id, metadata = {} } of lakefs.history(repository, head, OWNER_LIMIT)) {
    if (metadata[OWNED] !== run.name) continue;
    const { job = '', run_id: runId = '', source_branch: source = '', promotion_targets = '' } = metadata;
    const isOurs =
      job === run.job && runId === (run.runId ?? runId) && runId !== '' && nameOf(job, runId) === run.name;
    if (!isOurs) throw foreign(repository, run, `is of run ${JSON.stringify(runId)} of job ${job}`);
    return { owner: { job, runId, source, targets: promotion_targets.split(',') }, isFresh: id === head };
  }
  throw foreign(repository, run, 'was made by no run, or by a runner that did not say so');
}

/** Deletes the branch of a run, and what an interrupted start of it may have left. */
export async function deleteOwnBranch(
  lakefs: LakeFs,
  repository: string,
  run: ExistingRun,
): Promise<'deleted' | 'absent'> {
  // What is left beside it first: while the branch itself is there, whoever comes again finds both.
  if (run.runId !== undefined) {
    await lakefs.deleteBranch(repository, firstBranch(run.name, run.job, run.runId));
  }
  return lakefs.deleteBranch(repository, run.name);
}

/** Longer than the name of any run, and different for each job and run id. */
function firstBranch(name: string, job: string, runId: string): string {
  return `${name}-${createHash('sha256')
    .update(JSON.stringify([job, runId]))
    .digest('hex')}`;
}

function foreign(repository: string, run: ExistingRun, whose: string): RunnerError {
  return new RunnerError(
    'owned-by-another',
    `branch ${run.name} of repository ${repository} ${whose}, and not by ` +
      `${run.runId === undefined ? `a run of job ${run.job}` : `run ${JSON.stringify(run.runId)} of job ${run.job}`}; ` +
      'it is left as it is; take another run id, or delete it in lakeFS if it is yours',
  );
}
