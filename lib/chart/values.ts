import { POD_SCHEMAS } from '../manifest/crd-schemas';
import type { Manifest } from '../manifest/plain';
import { SchemaWalker, type Issue } from '../manifest/schema';
import { LEGACY_KEYS } from './legacy-keys';
import values from './values-2.5.2.json';

const SCHEMA = new SchemaWalker([values, POD_SCHEMAS]);

/** Everything that the values of a chart have against its schema. */
export function valuesIssues(object: Manifest): Iterable<Issue> {
  return SCHEMA.issues(object, values.$id);
}

/** True for a map that may be values of the chart: some of its keys are keys of the chart, of 1.x or 2.x. */
export function mayBeChartValues(object: Manifest): boolean {
  return Object.keys(object).some((key) => isCurrent(key) || Object.hasOwn(LEGACY_KEYS, key));
}

/** True for a map that nobody calls values of the chart, and that looks like no other chart's: many have an image. */
export function isChartValues(object: Manifest): boolean {
  const keys = Object.keys(object);
  return (
    mayBeChartValues(object) &&
    (keys.some((key) => /^spark/i.test(key)) || keys.every((key) => isCurrent(key)))
  );
}

function isCurrent(key: string): boolean {
  return Object.hasOwn(values.properties, key);
}
