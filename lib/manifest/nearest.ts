import { distance } from 'fastest-levenshtein';

/** Longer words are no misspelt ones. */
const LONGEST = 100;

/** Words of fewer letters have no two slips. */
const SHORT = 8;

/**
 * The only known word of which this one is a slip: in another case, one letter away or two in a long word, or with two
 * letters in each other's place.
 */
export function slipOf(word: string, known: Iterable<string>): string | undefined {
  if (word.length > LONGEST) return undefined;
  const most = word.length < SHORT ? 1 : 2;
  const given = word.toLowerCase();
  const near = [...known].filter((candidate) => {
    const meant = candidate.toLowerCase();
    if (Math.abs(meant.length - given.length) > most) return false;
    return distance(given, meant) <= (letters(given) === letters(meant) ? 2 : most);
  });
  return near.length === 1 ? near[0] : undefined;
}

function letters(word: string): string {
  return Array.from(word).sort().join('');
}

/** The known word that was probably meant; undefined when none is near. */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  if (word.length > LONGEST) return undefined;
  let best: string | undefined;
  let least = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of known) {
    const found = distance(word.toLowerCase(), candidate.toLowerCase());
    if (found < least) [best, least] = [candidate, found];
  }
  return best;
}
