import coerce from 'semver/functions/coerce';
import compare from 'semver/functions/compare';
import type { Path } from '../manifest/plain';
import type { Schema } from '../manifest/schema-node';
import { CHART_VERSION } from '../versions';

/** The values that a version of the chart knows, as a schema with their defaults. */
export interface ChartValues extends Schema {
  /** Name of the schema. */
  readonly $id: string;
  /** The values at the top. */
  readonly properties: Readonly<Record<string, Schema>>;
}

/** The values of each version of the chart that is known, oldest first, read when they are needed. */
export const CHARTS: ReadonlyMap<string, () => ChartValues> = new Map([
  ['2.2.1', () => require('./2.2.1/values.json') as ChartValues],
  ['2.3.0', () => require('./2.3.0/values.json') as ChartValues],
  ['2.4.0', () => require('./2.4.0/values.json') as ChartValues],
  ['2.5.0', () => require('./2.5.0/values.json') as ChartValues],
  ['2.5.1', () => require('./2.5.1/values.json') as ChartValues],
  ['2.5.2', () => require('./2.5.2/values.json') as ChartValues],
]);

/** The values of a version of the chart; those of the default version when it is not known. */
export function chartValues(version?: string): ChartValues {
  return (CHARTS.get(version ?? CHART_VERSION) ?? CHARTS.get(CHART_VERSION)!)();
}

/** Dotted paths of the values of a version of the chart, without `global`, which Helm hands to every chart. */
export function chartLeaves(version?: string): string[] {
  const walk = (schema: Schema, path: readonly string[]): string[] =>
    schema.properties === undefined || 'default' in schema
      ? [path.join('.')]
      : Object.entries(schema.properties).flatMap(([key, below]) => walk(below, [...path, key]));
  return walk(chartValues(version), []).filter((leaf) => leaf !== 'global');
}

/** The versions of the chart that know a value, oldest first. */
export function versionsKnowing(path: Path): string[] {
  return [...CHARTS].flatMap(([version, values]) => {
    let schema: Schema | undefined = values();
    for (const step of path) schema = schema?.properties?.[step];
    return schema === undefined ? [] : [version];
  });
}

/** The known version of the chart that comes next before another one, or else the first after it. */
export function nearestChart(version: string): string {
  const wanted = coerce(version);
  const known = [...CHARTS.keys()];
  if (wanted === null) return CHART_VERSION;
  return known.findLast((other) => compare(other, wanted) <= 0) ?? known[0]!;
}
