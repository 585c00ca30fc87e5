import type { Run } from '../../lib/runs/plan';
import { catalogsBoundTo } from '../../lib/runs/isolation/lakefs';
import type { Branches, Promoted, Promotion, Removal } from './branches';
import type { Result } from './context';
import { repositoryOf, type ExistingRun, type LocatedRun, type RepositoryProps } from './existing-run';
import type { LakeFs } from './lakefs';
import { promote } from './lakefs-promote';
import { RunnerError } from './outcome';
import { deleteOwnBranch, makeBranch, ownBranch } from './ownership';
import type { Progress } from './progress';
import { Promotions } from './promotions';
import type { SparkApplication } from './spark-application';

/** Branches of a lakeFS repository, each named as the application of its run. */
export class LakeFsBranches implements Branches {
  private readonly promotions: Promotions;

  /** @param given where the data of a run is whose application is gone */
  public constructor(
    private readonly servers: { readonly lakefs: LakeFs; readonly progress: Progress },
    private readonly given: RepositoryProps = {},
  ) {
    this.promotions = new Promotions(servers.lakefs, servers.progress);
  }

  public async promotion(run: Run): Promise<Promoted | undefined> {
    const { source, targets, place } = run.branch!;
    for (const target of new Set([source, ...targets])) {
      const commit = await this.promotions.find(place.repository!, target, existing(run));
      if (commit !== undefined) return { target, commit };
    }
    return undefined;
  }

  public async prepare(run: Run): Promise<'clean' | 'used'> {
    const { name, source, place } = run.branch!;
    const { lakefs, progress } = this.servers;
    const repository = place.repository!;
    const made = await makeBranch(lakefs, run);
    const own = made === 'created' ? undefined : await ownBranch(lakefs, repository, existing(run));
    progress.say(
      made === 'created'
        ? `branch ${name} made from ${source} of repository ${repository}`
        : `branch ${name} of repository ${repository} is there already`,
    );
    if (made === 'created') return 'clean';
    const isClean = own?.isFresh === true && (await lakefs.uncommitted(repository, name)).length === 0;
    return isClean ? 'clean' : 'used';
  }

  public settle(): Promise<void> {
    return Promise.resolve();
  }

  public notes(run: Run, application: SparkApplication): string[] {
    const { name, place } = run.branch!;
    const bound = catalogsBoundTo(application, place.repository!, name);
    return bound.length === 0
      ? []
      : [
          `the tables of catalog ${bound.join(', ')} will hold the name of the branch; promote will refuse them`,
        ];
  }

  public promote(run: LocatedRun, how: Promotion): Promise<Result> {
    return promote(
      { ...this.servers, promotions: this.promotions },
      { ...run, repository: repositoryOf(run, this.given) },
      how,
    );
  }

  public async removal(run: LocatedRun): Promise<Removal> {
    const { lakefs } = this.servers;
    const { name } = run;
    const repository = repositoryOf(run, this.given);
    const branch = await ownBranch(lakefs, repository, run);
    if (branch !== undefined) {
      const { source, targets } = branch.owner;
      if ([source, ...targets, await lakefs.defaultBranch(repository)].includes(name)) {
        throw new RunnerError(
          'refused',
          `branch ${name} of repository ${repository} is where runs start or are promoted to; it is never deleted`,
        );
      }
    }
    const { runId } = branch?.owner ?? run;
    return {
      identity: { repository, branch: name },
      remove: async () => {
        const deleted = await deleteOwnBranch(lakefs, repository, {
          ...run,
          ...(runId !== undefined && { runId }),
        });
        return `its branch ${deleted === 'deleted' ? 'was deleted' : 'was gone already'}`;
      },
    };
  }
}

function existing({ job, name, id }: Run): ExistingRun {
  return { job, name, runId: id };
}
