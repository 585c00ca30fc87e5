import { Problems } from '../problems';
import type { SparkContribution } from '../spark/spark-contribution';
import { SparkFeature } from '../spark/spark-feature';
import { SQL_NAME } from './sql-name';

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
   * @throws when the name needs quotes in SQL
   */
  public static onBranch(branch: string): WriteAuditPublish {
    return new WriteAuditPublish(branch);
  }

  /** `Iceberg branch <name>`. */
  public readonly description: string;

  private constructor(
    /** The Iceberg branch. */
    public readonly branch: string,
  ) {
    super();
    this.description = `Iceberg branch ${branch}`;
    const problems = new Problems();
    problems.require('branch', branch, SQL_NAME);
    problems.throwFor('Iceberg branch');
  }

  /** The one setting of the session. */
  public contribute(): SparkContribution {
    return { sparkConf: { 'spark.wap.branch': this.branch } };
  }
}
