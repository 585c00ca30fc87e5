import { SOURCE_BRANCH_ANNOTATION } from '../../lib/runs/stamp';
import { namedBranch, onlyBranch } from './attempt';
import { recordOf, type Promotion } from './branches';
import type { Result } from './context';
import type { LocatedRun } from './existing-run';
import type { Nessie } from './nessie';
import {
  leftovers,
  ownBranch,
  ownBranches,
  promotionTo,
  PROMOTION_LIMIT,
  type OwnedBranch,
} from './nessie-ownership';
import { unfit } from './fit';
import { RunnerError, type Outcome } from './outcome';
import type { Progress } from './progress';

/** Conflicting tables that a result names. */
const SHOWN = 100;

/** Merges the branch of a run as it is now into the target. What an earlier attempt did is found and kept. */
export async function promote(
  { nessie, progress }: { readonly nessie: Nessie; readonly progress: Progress },
  run: LocatedRun,
  how: Promotion,
): Promise<Result> {
  const { name, application } = run;
  const branch = await branchOf(nessie, run);
  const runId = branch?.runId ?? run.runId;
  const known = { ...run, ...(runId !== undefined && { runId }) };
  const target =
    how.target ??
    branch?.targets[0] ??
    application?.metadata.annotations?.[SOURCE_BRANCH_ANNOTATION] ??
    (await nessie.config()).defaultBranch;
  const end = (outcome: Outcome, message: string, more: Record<string, unknown> = {}): Result => ({
    outcome,
    message,
    runId,
    application: name,
    ...(branch && { branch: branch.name }),
    target,
    ...more,
  });
  const withoutBranch = async (): Promise<Result> => {
    const earlier = await promotionTo(nessie, target, known);
    return earlier === undefined
      ? end(
          'branch-missing',
          `Nessie has no branch of run ${name}, and none of the latest ${PROMOTION_LIMIT} commits of ${target} about it promotes it`,
        )
      : end('already-promoted', `run ${name} was promoted to ${target}, and its branch deleted`, {
          commit: earlier,
        });
  };
  if (branch === undefined) return withoutBranch();
  if (target === branch.name || !branch.targets.includes(target)) {
    throw new RunnerError(
      'refused',
      `target is ${target}; the release of run ${name} allows ${branch.targets.join(', ')}; ` +
        'take one of them, or release the template with others',
    );
  }

  const refusal = unfit(run, how.unchecked);
  if (refusal !== undefined) return end('not-completed', refusal);
  const kept = how.deleteBranch ? 'deleted' : 'kept';
  const finish = async (outcome: Outcome, message: string, commit: string): Promise<Result> => {
    if (!how.deleteBranch) return end(outcome, message, { commit });
    // Before its own branch, by which the next start finds them too.
    const left = await leftovers(nessie, { ...run, runId: branch.runId }, branch.name);
    for (const ref of left) await nessie.deleteBranch(ref);
    if ((await nessie.deleteBranch(branch)) !== 'moved') return end(outcome, message, { commit });
    return end(
      outcome,
      `run ${name} was promoted to ${target}, and its branch ${branch.name} kept: something wrote to it after that, which is not ` +
        'promoted; see what, and clean the run up',
      { commit },
    );
  };

  // Looked up, and not taken from what a merge says: what was written since is not part of the run.
  const earlier = await promotionTo(nessie, target, known);
  if (earlier !== undefined) {
    return finish(
      'already-promoted',
      `branch ${branch.name} was merged into ${target} before; it was ${kept}`,
      earlier,
    );
  }
  if (branch.isFresh) {
    return end(
      'nothing-to-promote',
      `branch ${branch.name} holds nothing that ${target} does not; it was kept`,
    );
  }
  const hash = await nessie.head(target);
  if (hash === undefined) throw new RunnerError('refused', `Nessie has no branch ${target}`);
  const merge = await nessie.merge(
    branch,
    { name: target, hash },
    {
      message: `Promote run ${runId ?? name}`,
      properties: recordOf(known, how),
    },
  );
  if (merge.kind === 'absent') {
    if ((await nessie.head(branch.name)) === undefined) return withoutBranch();
    throw new RunnerError(
      'refused',
      `branch ${branch.name} cannot be merged into ${target}: ${merge.message}`,
    );
  }
  if (merge.kind === 'conflict') {
    return end(
      'conflict',
      `${target} changed since branch ${branch.name} was made, in ${merge.keys.length === 0 ? 'tables' : `${merge.keys.length} of the tables`} ` +
        `that the run changed too${merge.keys[0] === undefined ? '' : `, among them ${merge.keys[0]}`}; ${target} is as it was; run the ` +
        `job again under a new run id, so that it starts from ${target} as it is now, promote that run, and clean this one up`,
      { conflicts: merge.keys.slice(0, SHOWN) },
    );
  }
  progress.say(`merged branch ${branch.name} at ${branch.hash.slice(0, 12)}`);
  if (merge.kind === 'merged') {
    return finish('promoted', `branch ${branch.name} was merged into ${target} and ${kept}`, merge.hash);
  }
  // Nothing to merge: an unheard merge did it, or the run changed nothing.
  const done = await promotionTo(nessie, target, known);
  return done === undefined
    ? end('nothing-to-promote', `branch ${branch.name} holds nothing that ${target} does not; it was kept`)
    : finish(
        'already-promoted',
        `branch ${branch.name} was merged into ${target} before; it was ${kept}`,
        done,
      );
}

/** The branch that the application of a run writes to; of a run whose application is gone the only one. */
async function branchOf(nessie: Nessie, run: LocatedRun): Promise<OwnedBranch | undefined> {
  const named = namedBranch('nessie', run);
  if (named !== undefined) return ownBranch(nessie, named, run);
  const written = (await ownBranches(nessie, run)).filter(({ isFresh }) => !isFresh);
  const only = onlyBranch(run, written);
  return written.find(({ name }) => name === only);
}
