import { matches, refuse } from '../problems';
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
      matches(/^[a-z0-9][a-z0-9-]{2,62}$/, name)
        ? undefined
        : `name ${JSON.stringify(name)} must be 3 to 63 lower-case letters, digits and dashes, not starting with a dash`,
      branchProblem('defaultBranch', defaultBranch),
    ]);
    super(store, name);
  }
}

/** What is wrong with the name of a lakeFS branch, undefined when nothing is. */
export function branchProblem(property: string, branch: string): string | undefined {
  return matches(/^\w[-\w]*$/, branch)
    ? undefined
    : `${property} ${JSON.stringify(branch)} must be letters, digits, underscores and dashes, not starting with a dash: ` +
        'a slash or a dot is refused by lakeFS, and a reference such as ${env.X} is expanded by nobody here';
}
