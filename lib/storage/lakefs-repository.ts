import { branchProblem, repositoryProblem } from '../lakefs/names';
import { refuse } from '../problems';
import { S3Bucket } from './s3-bucket';
import type { S3Store } from './s3-store';

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
  constructor(
    store: S3Store,
    name: string,
    /** The branch that is never deleted. */
    public readonly defaultBranch: string,
  ) {
    refuse('lakeFS repository', [
      repositoryProblem('name', name),
      branchProblem('defaultBranch', defaultBranch),
    ]);
    super(store, name);
  }
}
