import { catalogsBoundTo } from '../../lib/runs/isolation/lakefs';
import { SOURCE_BRANCH_ANNOTATION } from '../../lib/runs/stamp';
import { recordOf, type Promotion } from './branches';
import type { Result } from './context';
import type { LocatedRun } from './existing-run';
import { unfit } from './fit';
import type { LakeFs } from './lakefs';
import { RunnerError, type Outcome } from './outcome';
import { deleteOwnBranch, ownBranch } from './ownership';
import type { Progress } from './progress';
import { PROMOTION_LIMIT, type Promotions } from './promotions';

/** Paths that a result names. */
const SHOWN = 100;
/** Paths of a conflict that are counted. */
const COUNTED = 10_000;

/** Commits the branch of a run and merges it into the target. What an earlier attempt did is found and kept. */
export async function promote(
  context: { readonly lakefs: LakeFs; readonly progress: Progress; readonly promotions: Promotions },
  located: LocatedRun & { readonly repository: string },
  props: Promotion,
): Promise<Result> {
  const { lakefs, progress, promotions } = context;
  const { name, application, repository } = located;
  const branch = await ownBranch(lakefs, repository, located);
  const runId = branch?.owner.runId ?? located.runId;
  const run = { ...located, ...(runId !== undefined && { runId }) };
  const target =
    props.target ??
    branch?.owner.targets[0] ??
    application?.metadata.annotations?.[SOURCE_BRANCH_ANNOTATION] ??
    (await lakefs.defaultBranch(repository));
  const end = (outcome: Outcome, message: string, more: Record<string, unknown> = {}): Result => ({
    outcome,
    message,
    runId,
    application: name,
    repository,
    branch: name,
    target,
    ...more,
  });

  const withoutBranch = async (): Promise<Result> => {
    const earlier = await promotions.find(repository, target, run);
    return earlier === undefined
      ? end(
          'branch-missing',
          `repository ${repository} has no branch ${name}, and none of the latest ${PROMOTION_LIMIT} commits of ${target} promotes it`,
        )
      : end('already-promoted', `branch ${name} was promoted to ${target} and deleted`, { commit: earlier });
  };
  if (branch === undefined) return withoutBranch();
  const allowed = branch.owner.targets;
  if (target === name || !allowed.includes(target)) {
    throw new RunnerError(
      'refused',
      `target is ${target}; the release of run ${name} allows ${allowed.join(', ')}; ` +
        'take one of them, or release the template with others',
    );
  }

  const refusal = unfit(located, props.unchecked, 'it completed or what its catalog is');
  if (refusal !== undefined) return end('not-completed', refusal);
  const bound = application === undefined ? [] : catalogsBoundTo(application, repository, name);
  if (bound.length > 0) {
    return end(
      'catalog-bound-to-branch',
      `the tables of catalog ${bound.join(', ')} hold the address of branch ${name} and could not be read once it is ` +
        'deleted; nothing was merged; use a catalog whose address has no branch (LakeFs.catalog)',
    );
  }

  const metadata = recordOf(run, props);
  const commit = await lakefs.commit(repository, name, { message: `Run ${runId ?? name}`, metadata });
  // Another promote of the same run may finish first.
  if (commit.kind === 'absent') return withoutBranch();
  progress.say(
    commit.kind === 'committed' ? `committed branch ${name}` : `branch ${name} has nothing to commit`,
  );
  const merge = await lakefs.merge(repository, name, target, {
    message: `Promote run ${runId ?? name}`,
    metadata,
  });

  if (merge.kind === 'absent') {
    if ((await lakefs.head(repository, name)) === undefined) return withoutBranch();
    throw new RunnerError('refused', `branch ${name} cannot be merged into ${target}: ${merge.message}`);
  }
  if (merge.kind === 'conflict') {
    const { paths, isAll } = await conflictsOf(lakefs, repository, target, name);
    return end(
      'conflict',
      `${target} changed since branch ${name} was made, in ${isAll ? '' : 'at least '}${paths.length} of the objects that the run changed too` +
        `${paths[0] === undefined ? '' : `, among them ${paths[0]}`}; ${target} is as it was; run the job again under a new run id, ` +
        `so that it starts from ${target} as it is now, promote that run, and clean this one up`,
      { conflicts: paths.slice(0, SHOWN) },
    );
  }
  // lakeFS looks at the target first: a branch without anything new is no matter of the target.
  if (merge.kind === 'dirty' && (await hasChanges(lakefs, repository, target, name))) {
    const paths = await lakefs.uncommitted(repository, target);
    return end(
      'target-dirty',
      `branch ${target} has uncommitted changes${paths[0] ? `, among them ${paths[0].path}` : ''}, and lakeFS merges into a ` +
        'clean branch only; find who writes there directly, commit or reset the branch, and promote again',
      { uncommitted: paths.map(({ path }) => path) },
    );
  }

  // Asked before the branch goes: afterwards nothing else tells "merged before" from "nothing to merge".
  const done = merge.kind === 'merged' ? merge.id : await promotions.find(repository, target, run);
  if (done === undefined) {
    return end('nothing-to-promote', `branch ${name} holds nothing that ${target} does not; it was kept`);
  }
  if (props.deleteBranch) await deleteOwnBranch(lakefs, repository, run);
  const kept = props.deleteBranch ? 'deleted' : 'kept';
  return merge.kind === 'merged'
    ? end('promoted', `branch ${name} was merged into ${target} and ${kept}`, { commit: done })
    : end('already-promoted', `branch ${name} was merged into ${target} before; it was ${kept}`, {
        commit: done,
      });
}

async function conflictsOf(
  lakefs: LakeFs,
  repository: string,
  target: string,
  name: string,
): Promise<{ paths: string[]; isAll: boolean }> {
  const paths: string[] = [];
  let seen = 0;
  for await (const { path, type } of lakefs.diff(repository, target, name)) {
    if (++seen > COUNTED) return { paths, isAll: false };
    if (type === 'conflict') paths.push(path);
  }
  return { paths, isAll: true };
}

async function hasChanges(lakefs: LakeFs, repository: string, left: string, right: string): Promise<boolean> {
  const { done } = await lakefs.diff(repository, left, right).next();
  return done !== true;
}
