import { matches } from '../problems';

// https://github.com/treeverse/lakeFS/blob/v1.84.0/pkg/validator/validate.go
const REPOSITORY = /^[a-z0-9][a-z0-9-]{2,62}$/;
const BRANCH = /^\w[-\w]*$/;

/** True for a name that lakeFS gives a repository. */
export function isRepositoryName(name: unknown): boolean {
  return matches(REPOSITORY, name);
}

/** True for a name that lakeFS gives a branch. */
export function isBranchName(name: unknown): boolean {
  return matches(BRANCH, name);
}

/** What is wrong with the name of a repository, undefined when nothing is. */
export function repositoryProblem(property: string, name: unknown): string | undefined {
  return isRepositoryName(name)
    ? undefined
    : `${property} ${JSON.stringify(name)} must be 3 to 63 lower-case letters, digits and dashes, not starting with a dash`;
}

/** What is wrong with the name of a branch, undefined when nothing is. */
export function branchProblem(property: string, branch: unknown): string | undefined {
  return isBranchName(branch)
    ? undefined
    : `${property} ${JSON.stringify(branch)} must be letters, digits, underscores and dashes, not starting with a dash: ` +
        'a slash or a dot is refused by lakeFS, and a reference such as ${env.X} is expanded by nobody here';
}
