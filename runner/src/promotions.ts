import type { ExistingRun } from './existing-run';
import type { LakeFs } from './lakefs';
import type { Progress } from './progress';

/** Commits of a target that are looked at for a promotion. */
export const PROMOTION_LIMIT = 10_000;

/** A merge that promoted a run. */
interface Merge {
  readonly id: string;
  readonly job?: string;
  readonly runId?: string;
}

/** What is known of a target: merges by application, up to a commit. */
interface Read {
  readonly head: string;
  readonly merges: Map<string, readonly Merge[]>;
}

/** The promotions to the branches of a server. Of a target each commit is read once, however many runs ask. */
export class Promotions {
  private readonly known = new Map<string, Read>();

  public constructor(
    private readonly lakefs: LakeFs,
    private readonly progress: Progress,
  ) {}

  /** The merge that promoted a run to a branch, undefined when there is none among the latest commits of the branch. */
  public async find(repository: string, target: string, run: ExistingRun): Promise<string | undefined> {
    const head = target === run.name ? undefined : await this.lakefs.head(repository, target);
    if (head === undefined) return undefined;
    const key = `${repository}/${target}`;
    const before = this.known.get(key);
    const read = before?.head === head ? before : await this.read(repository, target, head, before);
    this.known.set(key, read);
    return read.merges
      .get(run.name)
      ?.find(({ job, runId }) => (job ?? run.job) === run.job && (run.runId ?? runId) === runId)?.id;
  }

  private async read(
    repository: string,
    target: string,
    head: string,
    before: Read | undefined,
  ): Promise<Read> {
    const found: [application: string, merge: Merge][] = [];
    let isContinued = false;
    let seen = 0;
    for await (const { id, parents, metadata = {} } of this.lakefs.history(
      repository,
      head,
      PROMOTION_LIMIT,
    )) {
      isContinued = id === before?.head;
      if (isContinued) break;
      seen++;
      const { application, job, run_id: runId } = metadata;
      if (application === undefined || parents.length < 2) continue;
      found.push([
        application,
        { id, ...(job !== undefined && { job }), ...(runId !== undefined && { runId }) },
      ]);
    }
    if (seen >= PROMOTION_LIMIT) {
      this.progress.say(
        `note: an earlier promotion was looked for in the latest ${seen} commits of ${target}`,
      );
    }
    // A branch that was moved elsewhere is read anew.
    const merges = isContinued ? before!.merges : new Map<string, readonly Merge[]>();
    for (const [application, merge] of found)
      merges.set(application, [merge, ...(merges.get(application) ?? [])]);
    return { head, merges };
  }
}
