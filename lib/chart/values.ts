import { POD_SCHEMAS } from '../manifest/crd-schemas';
import { CHARTS, chartValues } from './charts';
import type { Manifest } from '../manifest/plain';
import { SchemaWalker, type Issue } from '../manifest/schema';
import { isLegacyKey } from './moved-keys';

const SCHEMA = new SchemaWalker([...CHARTS.values(), POD_SCHEMAS]);

/** Everything that values have against a version of the chart, the default one unless it is known. */
export function valuesIssues(object: Manifest, version?: string): Iterable<Issue> {
  return SCHEMA.issues(object, chartValues(version).$id);
}

/** True for a map that may be values of the chart: some of its keys are keys of the chart, of 1.x or 2.x. */
export function mayBeChartValues(object: Manifest): boolean {
  return Object.keys(object).some((key) => isCurrent(key) || isLegacyKey(key));
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
  return [...CHARTS.values()].some(({ properties }) => Object.hasOwn(properties, key));
}
