import type { Run, RunBranch } from '../../lib/runs/plan';
import { writtenBranch } from './attempt';
import type { Branches, Promoted, Promotion, Removal } from './branches';
import type { Result } from './context';
import type { LocatedRun } from './existing-run';
import type { Nessie } from './nessie';
import { begunPrefix, deleteBranch, ownBranch, ownBranches, OWNED, promotionTo } from './nessie-ownership';
import { promote } from './nessie-promote';
import { RunnerError } from './outcome';
import type { Progress } from './progress';
import type { SparkApplication } from './spark-application';

/** How often a branch that is being made and deleted by others is tried. */
const TRIES = 5;

/** Branches of the catalog of a Nessie server. Each attempt of a run has its own: `<application>-<attempt>`. */
export class NessieBranches implements Branches {
  public constructor(
    private readonly nessie: Nessie,
    private readonly progress: Progress,
  ) {}

  public async promotion(run: Run): Promise<Promoted | undefined> {
    const { source, targets } = run.branch!;
    for (const target of new Set([source, ...targets])) {
      const commit = await promotionTo(this.nessie, target, { ...run, runId: run.id });
      if (commit !== undefined) return { target, commit };
    }
    return undefined;
  }

  public async prepare(run: Run): Promise<'clean' | 'used'> {
    const { nessie } = this;
    const { name, source } = run.branch!;
    const earlier = await ownBranches(nessie, { ...run, runId: run.id });
    if (earlier.some(({ isFresh }) => !isFresh)) return 'used';
    const hash = await nessie.head(source);
    if (hash === undefined) {
      throw new RunnerError(
        'refused',
        `Nessie has no branch ${source}, from which runs of job ${run.job} start`,
      );
    }
    if (hash === (await nessie.config()).noAncestorHash) {
      throw new RunnerError(
        'refused',
        `branch ${source} of Nessie has no commit, so nothing could be merged into it; make a namespace there first`,
      );
    }
    await this.make(run, run.branch!, hash);
    this.progress.say(`branch ${name} made from ${source} of Nessie`);
    return 'clean';
  }

  /** The first commit says whose a branch is. It is made beside it, so that no moment leaves the branch without its owner. */
  private async make(run: Run, { name, source, targets }: RunBranch, hash: string): Promise<void> {
    const { nessie } = this;
    const first = `${begunPrefix({ ...run, runId: run.id })}${name.slice(run.name.length + 1)}`;
    const properties = {
      [OWNED]: name,
      job: run.job,
      run_id: run.id,
      source_branch: source,
      promotion_targets: targets.join(','),
    };
    await nessie.createBranch(first, { name: source, hash });
    for (let tries = 0; tries < TRIES; tries++) {
      const head = await nessie.head(first);
      if (head === undefined) break;
      const begun =
        head === hash
          ? await nessie.note({ name: first, hash }, { message: `Begin run ${run.id}`, properties })
          : { hash: head };
      // Not heard, or done before.
      if (begun === undefined) continue;
      await nessie.createBranch(name, { name: first, hash: begun.hash });
      await nessie.deleteBranch({ name: first, hash: begun.hash });
      return;
    }
    throw new RunnerError(
      'unavailable',
      `branch ${name} is being made and deleted by others; start it again`,
    );
  }

  /** Another runner of the same run may have submitted first, with a branch of its own: the application says which counts. */
  public async settle(run: Run, application: SparkApplication): Promise<void> {
    const kept = writtenBranch('nessie', application);
    const run_ = { ...run, runId: run.id };
    for (const { name, hash, isFresh } of await ownBranches(this.nessie, run_)) {
      if (isFresh && name !== kept) await this.nessie.deleteBranch({ name, hash });
    }
  }

  public notes(): string[] {
    return [];
  }

  public promote(run: LocatedRun, how: Promotion): Promise<Result> {
    return promote({ nessie: this.nessie, progress: this.progress }, run, how);
  }

  public async removal(run: LocatedRun): Promise<Removal> {
    const { nessie } = this;
    const own = await ownBranches(nessie, run);
    const written = run.application && writtenBranch('nessie', run.application);
    if (written !== undefined && !own.some(({ name }) => name === written)) {
      // Throws where it is somebody else's.
      await ownBranch(nessie, written, run);
    }
    const { defaultBranch } = await nessie.config();
    const fixed = own.find(({ name, source, targets }) => [source, ...targets, defaultBranch].includes(name));
    if (fixed !== undefined) {
      throw new RunnerError(
        'refused',
        `branch ${fixed.name} of Nessie is where runs start or are promoted to; it is never deleted`,
      );
    }
    const branch = run.branch ?? written ?? own[0]?.name;
    const runId = run.runId ?? own[0]?.runId;
    return {
      identity: branch === undefined ? {} : { branch },
      remove: async () => {
        if (runId !== undefined) {
          const begun = await nessie.branches(begunPrefix({ ...run, runId }));
          for (const ref of begun) await nessie.deleteBranch(ref);
        }
        for (const { name } of own) await deleteBranch(nessie, name);
        return own.length === 0
          ? 'its branch was gone already'
          : own.length === 1
            ? 'its branch was deleted'
            : `its ${own.length} branches were deleted`;
      },
    };
  }
}
