import { hideForms } from './credential-forms';
import { KnownSecrets } from './known-secrets';
import { hideNamedValues } from './named-values';

/** What stands in the place of a credential. */
export const HIDDEN = '(hidden)';

/** So often a text is gone through at most; most have nothing to hide, and are gone through once. */
const MOST_PASSES = 4;

/**
 * A text from outside without its credentials: those that show by their form (a private key, user and password of a
 * URL, tokens, access key ids), and what stands behind the name of a secret. Takes time in proportion to the text.
 */
export function redact(text: string): string {
  let shown = text;
  // What is hidden may make a form of what stands beside it: in `://a@password://` the last slashes are a value.
  for (let pass = 0; pass < MOST_PASSES; pass += 1) {
    const next = hideNamedValues(hideForms(shown, HIDDEN), HIDDEN);
    if (next === shown) break;
    shown = next;
  }
  return shown;
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
