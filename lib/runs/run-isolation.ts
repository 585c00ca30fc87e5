import type { IsolationKind } from './isolation/isolation';

/** How the runs of a job are kept apart, so that one that goes wrong can be thrown away. */
export class RunIsolation {
  /** Each run writes to a lakeFS branch of its own, which is merged when it is promoted. Needs `LakeFs.catalog`. */
  public static readonly LAKEFS = new RunIsolation('lakefs');

  /**
   * Each run writes to a branch of its own of the whole catalog of a Nessie server, which is merged when it is promoted. Needs
   * `Nessie.catalog`.
   */
  public static readonly NESSIE = new RunIsolation('nessie');

  /**
   * Each run writes to an Iceberg branch of each of its tables, behind any REST catalog but that of Nessie; promoting moves main
   * on to it. Rows are kept apart; new, dropped and replaced tables and new columns are seen by everybody at once. Needs
   * `WriteAuditPublish.onBranch('main', { tables })`.
   */
  public static readonly ICEBERG = new RunIsolation('iceberg');

  /**
   * Not at all: each run writes where the released application does. It is started once, followed, stopped when it is
   * overdue and diagnosed when it fails; there is nothing to promote.
   */
  public static readonly NONE = new RunIsolation('none');

  /** @internal */
  public static _of(kind: IsolationKind): RunIsolation {
    return {
      lakefs: RunIsolation.LAKEFS,
      nessie: RunIsolation.NESSIE,
      iceberg: RunIsolation.ICEBERG,
      none: RunIsolation.NONE,
    }[kind];
  }

  private constructor(
    /** Its word in the contract of a release. */
    public readonly name: string,
  ) {}

  /** @internal */
  public get _kind(): IsolationKind {
    return this.name as IsolationKind;
  }
}
