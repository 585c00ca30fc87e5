import { TextForm } from '../problems';

// https://github.com/treeverse/lakeFS/blob/v1.84.0/pkg/validator/validate.go

/** A repository. */
export const REPOSITORY_NAME = new TextForm({
  pattern: /^[a-z0-9][a-z0-9-]*$/,
  of: 'lower-case letters, digits and dashes, not starting with a dash',
  example: 'kronodroid',
  minLength: 3,
  maxLength: 63,
});

/** The branch-free host of a mount, `viewfs://<authority>/`. */
export const AUTHORITY = new TextForm({
  pattern: /^[a-z0-9][a-z0-9-]*$/,
  of: 'lower-case letters, digits and dashes, not starting with a dash',
  example: 'kronodroid',
});

/** A branch: lakeFS refuses dots and slashes, and nobody here expands a reference such as `${env.X}`. */
export const BRANCH_NAME = new TextForm({
  pattern: /^\w[-\w]*$/,
  of: 'letters, digits, underscores and dashes, not starting with a dash',
  example: 'main',
});
