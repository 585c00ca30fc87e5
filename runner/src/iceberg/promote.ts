import { namedBranch, onlyBranch } from '../attempt';
import type { Promotion } from '../branches';
import type { Result } from '../context';
import type { LocatedRun } from '../existing-run';
import { unfit } from '../fit';
import { RunnerError, type Outcome } from '../outcome';
import type { Progress } from '../progress';
import type { IcebergCatalog } from './catalog';
import { isThere, mainOf, ownBranches, promoting, refuseOthers, type OwnBranch } from './ownership';
import type { Table } from './table';

/** How often tables that others change at the same time are tried. */
const TRIES = 20;

interface Workplace {
  readonly catalog: IcebergCatalog;
  readonly progress: Progress;
  /** The tables of the run, as they are now. */
  readonly tables: () => Promise<Table[]>;
  readonly remove: (branch: OwnBranch) => Promise<void>;
}

/**
 * Moves main of each table of a run on to its branch: all of them or none where the catalog has transactions, else one after
 * the other once all can be moved. What an earlier attempt did is found and kept.
 */
export async function promote(place: Workplace, run: LocatedRun, how: Promotion): Promise<Result> {
  for (let tries = 0; tries < TRIES; tries++) {
    const result = await attempt(place, run, how);
    if (result !== undefined) return result;
  }
  throw new RunnerError(
    'unavailable',
    `the tables of run ${run.name} are changed by others all the time; start it again`,
  );
}

/** @returns undefined when a table changed meanwhile */
async function attempt(
  { catalog, progress, tables, remove }: Workplace,
  run: LocatedRun,
  how: Promotion,
): Promise<Result | undefined> {
  const { name: application } = run;
  const { target = 'main' } = how;
  if (target !== 'main') {
    throw new RunnerError('refused', `target is ${target}; a run on Iceberg branches is promoted to main`);
  }
  const found = await tables();
  const own = found.flatMap((table) => ownBranches(table, run));
  const branch = branchOf(run, own);
  if (branch !== undefined) refuseOthers(found, branch, run);
  const parts = own.filter(({ name }) => name === branch);
  const end = (outcome: Outcome, message: string, more: Record<string, unknown> = {}): Result => ({
    outcome,
    message,
    runId: run.runId ?? parts[0]?.owner.run_id,
    application,
    ...(branch !== undefined && { branch }),
    target,
    ...more,
  });
  if (parts.length === 0) {
    return end(
      'branch-missing',
      `no table of run ${application} has a branch of it, or remembers that it was promoted`,
    );
  }
  const refusal = unfit(run, how.unchecked);
  if (refusal !== undefined) return end('not-completed', refusal);

  const done = parts.filter(({ owner }) => owner.promoted !== undefined);
  const open = parts.filter(({ owner, isFresh }) => owner.promoted === undefined && !isFresh);
  const kept = how.deleteBranch ? 'deleted' : 'kept';
  if (open.length === 0) {
    if (done.length === 0) {
      return end('nothing-to-promote', `branch ${branch!} holds nothing that main does not; it was kept`);
    }
    const late = done.filter(({ owner, head }) => head !== undefined && head !== owner.promoted);
    if (how.deleteBranch) {
      for (const part of parts) if (isThere(part) && !late.includes(part)) await remove(part);
    }
    return end(
      'already-promoted',
      late.length > 0
        ? `run ${application} was promoted before, and its branch ${branch!} kept in ${namesOf(late)}: something wrote to it after ` +
            'that, which is not promoted; see what, and clean the run up'
        : `branch ${branch!} was promoted before; it was ${kept}`,
      { commit: commitsOf(done) },
    );
  }

  const lost = open.filter(({ table, owner }) => mainOf(table) !== owner.base);
  if (lost.length > 0) {
    return end('conflict', conflict(branch!, open, lost, done), {
      conflicts: lost.map(({ table }) => table.name),
      ...(done.length > 0 && { promoted: done.map(({ table }) => table.name) }),
    });
  }
  const changes = open.map((part) => promoting(part, how.deleteBranch));
  const isOne = changes.length === 1 || (await catalog.hasTransactions());
  for (const together of isOne ? [changes] : changes.map((change) => [change])) {
    if ((await catalog.commit(together)) === 'stale') return undefined;
  }
  for (const { table, owner } of open) {
    progress.say(`moved main of ${table.name} on`);
    if (owner.schema !== table.schema) {
      progress.say(`note: columns of ${table.name} changed during the run, which everybody saw at once`);
    }
  }
  if (how.deleteBranch) for (const part of parts) if (part.isFresh) await remove(part);
  return end(
    'promoted',
    `main of ${namesOf(open)} was moved on to branch ${branch!}, ${isOne ? 'in one commit' : 'one after the other, since the catalog has no transactions'}; the branch was ${kept}`,
    { commit: commitsOf([...done, ...open]) },
  );
}

/** Where main of each table was moved to. */
export function commitsOf(branches: readonly OwnBranch[]): string {
  return branches.map(({ table, owner, head }) => `${table.name}@${owner.promoted ?? head ?? ''}`).join(',');
}

function conflict(
  branch: string,
  open: readonly OwnBranch[],
  lost: readonly OwnBranch[],
  done: readonly OwnBranch[],
): string {
  const replaced = lost.filter(({ table }) => mainOf(table) === undefined);
  const others = open.filter((part) => !lost.includes(part));
  return [
    `main of ${namesOf(lost)} changed since branch ${branch} was made`,
    ...(replaced.length > 0
      ? [
          `${namesOf(replaced)} was replaced, which an Iceberg branch does not keep apart, and has no main any more: roll it back`,
        ]
      : []),
    done.length > 0
      ? `${namesOf(done)} was promoted before, ${namesOf([...lost, ...others])} was not`
      : 'nothing was promoted, and each main is as it was',
    'run the job again under a new run id, so that it starts from main as it is now, promote that run, and clean this one up',
  ].join('; ');
}

/** The branch that the application of a run writes to; of a run whose application is gone the only one that was written. */
function branchOf(run: LocatedRun, own: readonly OwnBranch[]): string | undefined {
  return (
    namedBranch('iceberg', run) ??
    onlyBranch(
      run,
      own.filter(({ isFresh }) => !isFresh),
    ) ??
    own[0]?.name
  );
}

function namesOf(branches: readonly OwnBranch[]): string {
  return branches.map(({ table }) => table.name).join(', ');
}
