import { Problems } from '../problems';
import { S3Bucket } from '../storage/s3-bucket';
import type { S3Store } from '../storage/s3-store';
import { BRANCH_NAME, REPOSITORY_NAME } from './names';

/**
 * A lakeFS repository as a bucket of the S3 gateway of lakeFS: `s3a://<repository>/<branch>/<path>`.
 *
 * It takes part in whatever a bucket does, plain Parquet included.
 */
export class LakeFsRepository extends S3Bucket {
  /**
   * @param store the gateway
   * @param name the repository
   * @param defaultBranch the branch that is never deleted
   * @throws when lakeFS accepts no such repository or branch
   */
  public constructor(
    store: S3Store,
    name: string,
    /** The branch that is never deleted. */
    public readonly defaultBranch: string,
  ) {
    const problems = new Problems();
    problems.require('name', name, REPOSITORY_NAME);
    problems.require('defaultBranch', defaultBranch, BRANCH_NAME);
    problems.throwFor('lakeFS repository');
    super(store, name);
  }

  /** Tables that keep their address for ever can be on the default branch only. */
  public override warehouseProblem(path: string): string | undefined {
    const branch = path.split('/')[0]!;
    return branch === this.defaultBranch
      ? super.warehouseProblem(path)
      : `is on the lakeFS branch ${branch === '' ? '(none)' : branch}, and tables keep that address for ever: ` +
          `deleting the branch destroys them, also on ${this.defaultBranch}; use LakeFs.catalog for a branch, or ` +
          `s3a://${this.name}/${this.defaultBranch}/…`;
  }
}
