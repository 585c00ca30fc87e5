/** A value with another text in place of each that it holds. */
export function everywhere(node: unknown, change: (text: string) => string): unknown {
  if (typeof node === 'string') return change(node);
  if (Array.isArray(node)) return node.map((item) => everywhere(item, change));
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, everywhere(value, change)]));
}

/** Arguments with another branch after these flags: `--branch main` and `--branch=main`. */
export function withBranchArgument(
  given: readonly string[],
  flags: readonly string[],
  from: string,
  to: string,
): string[] {
  return given.map((argument, index) => {
    if (argument === from && flags.includes(given[index - 1] ?? '')) return to;
    const flag = flags.find((name) => argument === `${name}=${from}`);
    return flag === undefined ? argument : `${flag}=${to}`;
  });
}
