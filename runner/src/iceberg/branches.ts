import type { Run } from '../../../lib/runs/plan';
import { ISOLATIONS } from '../../../lib/runs/isolation/all';
import { writtenBranch } from '../attempt';
import type { Branches, Promoted, Promotion, Removal } from '../branches';
import type { Result } from '../context';
import type { LocatedRun } from '../existing-run';
import { RunnerError } from '../outcome';
import type { Progress } from '../progress';
import type { SparkApplication } from '../spark-application';
import type { IcebergCatalog } from './catalog';
import {
  isThere,
  making,
  ownBranches,
  refuseOthers,
  removing,
  type OwnBranch,
  type RunOfJob,
} from './ownership';
import { commitsOf, promote } from './promote';
import type { Table } from './table';

/** How often a table that others change at the same time is tried. */
const TRIES = 20;
const WAP_ENABLED = 'write.wap.enabled';

/** Branches of Iceberg, of one name in each table of a run. Each attempt has its own: `<application>-<attempt>`. */
export class IcebergBranches implements Branches {
  /** @param given tables of a run whose application is gone, each with its catalog */
  public constructor(
    private readonly catalog: IcebergCatalog,
    private readonly progress: Progress,
    private readonly given: { readonly tables?: readonly string[] } = {},
  ) {}

  public async promotion(run: Run): Promise<Promoted | undefined> {
    const own = (await this.tables(run.branch!.place.tables!)).flatMap((table) =>
      ownBranches(table, known(run)),
    );
    const promoted = own.filter(({ owner }) => owner.promoted !== undefined);
    const isOpen = own.some(({ owner, isFresh }) => owner.promoted === undefined && !isFresh);
    return promoted.length === 0 || isOpen ? undefined : { target: 'main', commit: commitsOf(promoted) };
  }

  public async prepare(run: Run): Promise<'clean' | 'used'> {
    const { name, place } = run.branch!;
    const tables = await this.tables(place.tables!);
    const problems = [
      ...namesOf(place.tables!)
        .filter((table) => !tables.some((found) => found.name === table))
        .map(
          (table) =>
            `table ${table} does not exist, and a branch of Iceberg keeps no new table apart: make it first`,
        ),
      ...tables
        .filter(({ properties }) => properties[WAP_ENABLED] !== 'true')
        .map(
          ({ name: table }) =>
            `table ${table} has not the property ${WAP_ENABLED}=true, without which the job would write to main: set it with ALTER TABLE`,
        ),
    ];
    if (problems.length > 0) throw new RunnerError('refused', problems.join('; '));
    const own = tables.flatMap((table) => ownBranches(table, known(run)));
    if (own.some(({ owner, isFresh }) => !isFresh || owner.promoted !== undefined)) return 'used';
    for (const table of tables) await this.make(table, name, run);
    this.progress.say(
      `branch ${name} made from main of ${tables.length === 1 ? 'table' : 'tables'} ${tables.map((table) => table.name).join(', ')}`,
    );
    return 'clean';
  }

  /** Another runner of the same run may have submitted first, with a branch of its own: the application says which counts. */
  public async settle(run: Run, application: SparkApplication): Promise<void> {
    const kept = writtenBranch('iceberg', application);
    for (const table of await this.tables(run.branch!.place.tables!)) {
      for (const branch of ownBranches(table, known(run))) {
        if (branch.isFresh && branch.name !== kept) await this.remove(branch, known(run));
      }
    }
  }

  public notes(): string[] {
    return [
      'a branch of Iceberg keeps rows apart: new and dropped tables and columns are seen by everybody at once',
    ];
  }

  public promote(run: LocatedRun, how: Promotion): Promise<Result> {
    return promote(
      {
        catalog: this.catalog,
        progress: this.progress,
        tables: () => this.tables(this.tablesOf(run)),
        remove: (branch) => this.remove(branch, run),
      },
      run,
      how,
    );
  }

  public async removal(run: LocatedRun): Promise<Removal> {
    const tables = await this.tables(this.tablesOf(run));
    const own = tables.flatMap((table) => ownBranches(table, run)).filter(isThere);
    const branch =
      run.branch ?? (run.application && writtenBranch('iceberg', run.application)) ?? own[0]?.name;
    if (branch !== undefined) refuseOthers(tables, branch, run);
    return {
      identity: branch === undefined ? {} : { branch },
      remove: async () => {
        for (const one of own) await this.remove(one, run);
        return own.length === 0
          ? 'its branch was gone already'
          : `its branch was deleted in ${own.map(({ table }) => table.name).join(', ')}`;
      },
    };
  }

  private async make(first: Table, name: string, run: Run): Promise<void> {
    let table: Table | undefined = first;
    for (let tries = 0; table !== undefined && tries < TRIES; tries++) {
      refuseOthers([table], name, known(run));
      // Made by a call whose answer was lost.
      if (ownBranches(table, known(run)).some((own) => own.name === name)) return;
      if ((await this.catalog.commit([making(table, name, run)])) === 'done') return;
      table = await this.catalog.table(first.name);
    }
    throw new RunnerError(
      'unavailable',
      `table ${first.name} is changed by others all the time, so that no branch of it could be made; start it again`,
    );
  }

  /** A branch that is still written to is looked at again. */
  private async remove(seen: OwnBranch, run: RunOfJob): Promise<void> {
    let branch: OwnBranch | undefined = seen;
    for (let tries = 0; branch !== undefined && tries < TRIES; tries++) {
      if (!isThere(branch) || (await this.catalog.commit([removing(branch)])) === 'done') return;
      const table = await this.catalog.table(seen.table.name);
      branch = table && ownBranches(table, run).find(({ name }) => name === seen.name);
    }
    if (branch === undefined) return;
    throw new RunnerError(
      'interrupted',
      `branch ${seen.name} of table ${seen.table.name} is being written to; stop the application of the run, and start it again`,
    );
  }

  /** Those that are there. */
  private async tables(tables: readonly string[]): Promise<Table[]> {
    const found = await Promise.all(namesOf(tables).map((name) => this.catalog.table(name)));
    return found.filter((table) => table !== undefined);
  }

  /** What the application of a run says of its tables counts more than the command line. */
  private tablesOf({
    name,
    namespace,
    application,
    tables = this.given.tables,
  }: LocatedRun): readonly string[] {
    const written = application && ISOLATIONS.iceberg.places(application.spec)[0]?.tables;
    if (written !== undefined && tables !== undefined && written.join() !== tables.join()) {
      throw new RunnerError(
        'refused',
        `application ${name} writes ${written.join(', ')}, and --tables is ${tables.join(', ')}; leave it out, or name the run that is meant`,
      );
    }
    const known = written ?? tables;
    if (known !== undefined) return known;
    throw new RunnerError(
      'refused',
      `namespace ${namespace} has no application ${name}, so nobody can say which tables it wrote; give --tables`,
    );
  }
}

function known({ job, name, id }: Run): RunOfJob {
  return { job, name, runId: id };
}

/** Names without the catalog, which is a matter of the session. */
function namesOf(tables: readonly string[]): string[] {
  return tables.map((table) => table.slice(table.indexOf('.') + 1));
}
