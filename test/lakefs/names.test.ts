import { branchProblem, isBranchName, isRepositoryName, repositoryProblem } from '../../lib/lakefs/names';

describe('names of lakeFS', () => {
  it.each(['abc', 'a-1', '0ab', `a${'b'.repeat(62)}`])('let the repository %s be', (name) => {
    expect([isRepositoryName(name), repositoryProblem('name', name)]).toEqual([true, undefined]);
  });

  it.each(['', 'ab', '-ab', 'Abc', 'a_b', 'a.b', 'a/b', 'abc\n', `a${'b'.repeat(63)}`, undefined])(
    'fails on the repository %j',
    (name) => {
      expect([isRepositoryName(name), repositoryProblem('name', name)]).toEqual([
        false,
        `name ${JSON.stringify(name)} must be 3 to 63 lower-case letters, digits and dashes, not starting with a dash`,
      ]);
    },
  );

  it.each(['m', 'main', 'A_1', '_x', '9-', 'release-2026'])('let the branch %s be', (name) => {
    expect([isBranchName(name), branchProblem('branch', name)]).toEqual([true, undefined]);
  });

  it.each(['', '-a', 'a/b', 'a.b', '..', 'a?force=true', 'a b', 'é', 'main\n', '${env.X}', undefined])(
    'fails on the branch %j',
    (name) => {
      expect(isBranchName(name)).toBe(false);
      expect(branchProblem('branch', name)).toContain(
        `branch ${JSON.stringify(name)} must be letters, digits, underscores and dashes, not starting with a dash`,
      );
    },
  );
});
