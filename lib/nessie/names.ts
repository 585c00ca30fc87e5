import { TextForm } from '../problems';

/**
 * A branch of Nessie that stands in an address as it is. Nessie itself allows dots and slashes too, which every client would
 * have to encode, and no name that looks like a hash.
 *
 * https://github.com/projectnessie/nessie/blob/nessie-0.99.0/api/model/src/main/java/org/projectnessie/model/Validation.java
 */
export const NESSIE_BRANCH = new TextForm({
  pattern: /^(?!HEAD$|DETACHED$|[0-9a-fA-F]{8,64}$)[A-Za-z][-\w]*$/,
  of: 'letters, digits, underscores and dashes, starting with a letter, other than HEAD, DETACHED and what looks like a hash',
  example: 'main',
});

/** The root of a server: jobs add `/iceberg/<branch>` to it, the runner `/api/v2`. */
export const NESSIE_ENDPOINT = new TextForm({
  pattern: /^https?:\/\/[^/@\s?#,]+$/,
  of: 'http:// or https:// and a host, without a path, a user or a password',
  example: 'http://nessie:19120',
  hidden: true,
});
