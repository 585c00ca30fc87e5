import { hideForms } from './credential-forms';
import { KnownSecrets } from './known-secrets';
import { hideNamedValues } from './named-values';

/** What stands in the place of a credential. */
export const HIDDEN = '(hidden)';

/**
 * A text from outside without its credentials: those that show by their form (a private key, user and password of a
 * URL, tokens, access key ids), and what stands behind the name of a secret. Takes time in proportion to the text.
 */
export function redact(text: string): string {
  return hideNamedValues(hideForms(text, HIDDEN), HIDDEN);
}

/**
 * The same for texts that may hold known secrets too, in any of the ways in which programs write them.
 *
 * @param secrets the values; those of less than four characters are left alone
 */
export function redactor(secrets: Iterable<string>): (text: string) => string {
  const known = new KnownSecrets(secrets, HIDDEN);
  return (text) => redact(known.hide(text));
}
