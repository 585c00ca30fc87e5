import { BRANCH_NAME, REPOSITORY_NAME } from '../../lib/lakefs/names';

describe('names of lakeFS', () => {
  it.each(['abc', 'a-1', '0ab', `a${'b'.repeat(62)}`])('let the repository %s be', (name) => {
    expect(REPOSITORY_NAME.accepts(name)).toBe(true);
  });

  it.each(['', 'ab', '-ab', 'Abc', 'a_b', 'a.b', 'a/b', 'abc\n', `a${'b'.repeat(63)}`, undefined])(
    'fails on the repository %j',
    (name) => {
      expect(REPOSITORY_NAME.accepts(name)).toBe(false);
      expect(REPOSITORY_NAME.problem('name', name)).toContain(
        'it must be 3 to 63 lower-case letters, digits and dashes, not starting with a dash',
      );
    },
  );

  it.each(['m', 'main', 'A_1', '_x', '9-', 'release-2026'])('let the branch %s be', (name) => {
    expect(BRANCH_NAME.accepts(name)).toBe(true);
  });

  it.each(['', '-a', 'a/b', 'a.b', '..', 'a?force=true', 'a b', 'é', 'main\n', '${env.X}', undefined])(
    'fails on the branch %j',
    (name) => {
      expect(BRANCH_NAME.accepts(name)).toBe(false);
      expect(BRANCH_NAME.problem('branch', name)).toContain(
        'it must be letters, digits, underscores and dashes, not starting with a dash',
      );
    },
  );
});
