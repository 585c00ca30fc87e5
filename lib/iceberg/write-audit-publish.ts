import { Problems } from '../problems';
import type { SparkContribution } from '../spark/spark-contribution';
import { SparkFeature } from '../spark/spark-feature';
import { SQL_NAME } from './sql-name';
import { catalogOfTable, tableProblems, TABLES_VARIABLE } from './tables';

/** What is written to a branch. */
export interface WriteAuditPublishProps {
  /**
   * All tables that the application writes, `<catalog>.<namespace>.<table>`. With them and the branch `main` its runs can be
   * kept apart (`RunIsolation.ICEBERG`): each writes to a branch of its own of each of them.
   * @default - not known: somebody publishes the branch by hand
   */
  readonly tables?: string[];
}

/**
 * Makes the session write to an Iceberg branch of each table, which somebody publishes later:
 * `CALL <catalog>.system.fast_forward('<table>', 'main', '<branch>')`.
 *
 * Only for tables with the property `write.wap.enabled=true` (the catalog's `tableOverrides` set it on new ones); a
 * write to any other table is public at once. The branch must exist: `ALTER TABLE t CREATE BRANCH <branch>`.
 */
export class WriteAuditPublish extends SparkFeature {
  /**
   * Writes to a branch that exists.
   *
   * @param branch the Iceberg branch
   * @param props the tables
   * @throws when the name needs quotes in SQL, or the tables cannot be promoted together
   */
  public static onBranch(branch: string, props: WriteAuditPublishProps = {}): WriteAuditPublish {
    return new WriteAuditPublish(branch, props.tables);
  }

  /** `Iceberg branch <name>`. */
  public readonly description: string;
  /** The tables that are written; undefined when that is not known. */
  public readonly tables: string[] | undefined;

  private constructor(
    /** The Iceberg branch. */
    public readonly branch: string,
    tables: readonly string[] | undefined,
  ) {
    super();
    this.description = `Iceberg branch ${branch}`;
    this.tables = tables && [...tables];
    const problems = new Problems();
    problems.require('branch', branch, SQL_NAME);
    for (const problem of tables === undefined ? [] : tableProblems('tables', tables)) problems.add(problem);
    problems.throwFor('Iceberg branch');
  }

  /** The one setting of the session; with tables also their names, and that new ones can be written to a branch. */
  public contribute(): SparkContribution {
    const { branch, tables } = this;
    const sparkConf = { 'spark.wap.branch': branch };
    if (tables === undefined) return { sparkConf };
    const catalog = `spark.sql.catalog.${catalogOfTable(tables[0]!)}`;
    return {
      sparkConf: { ...sparkConf, [`${catalog}.table-override.write.wap.enabled`]: 'true' },
      driver: { env: [{ name: TABLES_VARIABLE, value: tables.join(',') }] },
    };
  }
}
