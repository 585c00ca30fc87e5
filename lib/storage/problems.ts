/**
 * Throws one error that lists every problem of a thing.
 *
 * @param subject the thing, as a reader knows it
 * @param problems what is wrong, each with its remedy; empty entries are left out
 */
export function refuse(subject: string, problems: readonly (string | undefined)[]): void {
  const found = problems.filter((problem) => problem !== undefined);
  if (found.length > 0) throw new Error(`${subject}: ${found.join('; ')}`);
}

/** True for a text of this form. What is missing, as an unset variable of the environment can be, has none. */
export function matches(form: RegExp, value: unknown): boolean {
  return typeof value === 'string' && form.test(value);
}
