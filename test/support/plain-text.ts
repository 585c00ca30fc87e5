/** A text in a snapshot as it is: without quotes around it and without escapes. */
module.exports = {
  test: (value: unknown): boolean => typeof value === 'string' && value.endsWith('\n'),
  serialize: (text: string): string => text.replace(/\n$/, ''),
};
