const DNS_1123_SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

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

/** True for a name that a Secret, an account and most objects can have: a DNS-1123 subdomain. */
export function isObjectName(name: unknown): boolean {
  return matches(DNS_1123_SUBDOMAIN, name) && (name as string).length <= 253;
}

/** What is wrong with the name of a Secret or an account, undefined when nothing is. */
export function objectNameProblem(property: string, name: string): string | undefined {
  return isObjectName(name)
    ? undefined
    : `${property} is ${JSON.stringify(name)}; it must be 1 to 253 lower-case letters, digits, dashes and dots, ` +
        'with a letter or digit at both ends';
}
