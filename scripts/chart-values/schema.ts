import { FORMS, type Form } from './forms';

/** The schema of the values of a chart: names, types and defaults, and the forms that we know of. */
export function chartSchema(version: string, values: object): Form {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: `spark-operator-values-${version}.json`,
    // Helm hands `global` to every chart.
    ...described({ ...values, global: {} }, []),
  };
}

function described(value: unknown, path: readonly string[]): Form {
  const form = path
    .map((_, index) => FORMS[path.slice(index).join('.')])
    .find((known) => known !== undefined);
  if (form !== undefined) return { ...form, default: value };
  if (!isMap(value) || Object.keys(value).length === 0) return { ...typeOf(value), default: value };
  const properties = Object.entries(value).map(([key, item]) => [key, described(item, [...path, key])]);
  return { type: 'object', properties: Object.fromEntries(properties), additionalProperties: false };
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function typeOf(value: unknown): Form {
  if (value === null) return {};
  if (Array.isArray(value)) return { type: 'array' };
  return { type: Number.isInteger(value) ? 'integer' : typeof value };
}
