/**
 * Paths of values that a chart does not know, and would ignore without a word. A place where the chart has an empty
 * object, a list or no default takes anything.
 */
export function ignoredKeys(values: any, known: any, path: readonly string[] = []): string[] {
  if (!isObject(values) || !isObject(known) || Object.keys(known).length === 0) return [];
  return Object.entries(values).flatMap(([key, value]) =>
    key in known ? ignoredKeys(value, known[key], [...path, key]) : [[...path, key].join('.')],
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
