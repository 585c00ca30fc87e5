/** A text as a literal of CEL. What JSON escapes, CEL reads the same way. */
export function celText(value: string): string {
  return JSON.stringify(value);
}

/** Texts as a list of CEL. */
export function celTexts(values: readonly string[]): string {
  return `[${values.map(celText).join(', ')}]`;
}

/** What must hold, and what is said when it does not. */
export interface Check {
  /** True where all is well, in CEL. */
  readonly holds: string;
  /** What is wrong, a text in CEL. */
  readonly problem: string;
}

/** A list of the problems of all checks. One message then has all of them: of several validations the API server names the first. */
export function celProblems(checks: readonly Check[]): string {
  return checks.map(({ holds, problem }) => `(${holds} ? [] : [${problem}])`).join(' +\n');
}

/** The pattern, in RE2, of images that are one of those named: of any version unless it says one; below it if it ends with `/`. */
export function imagePattern(images: readonly string[]): string {
  const names = images.map((image) => {
    const literal = image.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    return image.endsWith('/') ? `${literal}[a-z0-9._/-]+` : literal;
  });
  // A version has no slash: "spark:" alone would let "spark:5000/other" pass, an image of a registry called spark.
  return `^(${names.join('|')})(:[A-Za-z0-9_][A-Za-z0-9_.-]*)?(@sha256:[0-9a-f]{64})?$`;
}
