import { POD_SCHEMAS } from '../manifest/crd-schemas';
import { CHARTS } from './charts';
import { isRecord, isSet, record, type Manifest } from '../manifest/plain';
import { SchemaWalker, type Issue } from '../manifest/schema';
import { CHART_VERSION } from '../versions';
import { isLegacyKey } from './moved-keys';

const SCHEMA = new SchemaWalker({ ...Object.fromEntries(CHARTS), 'podtemplatespec.json': POD_SCHEMAS });

/** Everything that values have against a version of the chart, the default one unless it is known. */
export function valuesIssues(object: Manifest, version?: string): Iterable<Issue> {
  return SCHEMA.issues(object, version !== undefined && CHARTS.has(version) ? version : CHART_VERSION);
}

/** Keys at the top that no other chart has. */
const OWN_KEY = /^spark(?:[A-Z]|$)/;

/** True for values of the chart that nobody calls so: their keys are its own, and not those that every chart has. */
export function isChartValues(object: Manifest): boolean {
  const keys = Object.keys(object);
  const known = keys.filter(isKnown);
  if (known.some((key) => OWN_KEY.test(key) && (!isRecord(object[key]) || fits(object, key)))) return true;
  return (
    known.length > 0 &&
    known.length === keys.length &&
    keys.filter(isCurrent).every((key) => fits(object, key))
  );
}

/**
 * Where values of the chart stand in values of a chart that has it as a dependency: under its name, or under another
 * one where nothing else can be meant. Undefined where there are none, or where the dependency is turned off.
 */
export function dependencyKey(object: Manifest): string | undefined {
  return Object.keys(object).find((key) => {
    const values = object[key];
    if (!isRecord(values) || values.enabled === false) return false;
    return /^spark-?operator$/i.test(key) || isSet(record(values.spark).jobNamespaces);
  });
}

/** What Helm adds to the values of a dependency, and what a condition reads there. */
export function withoutParentKeys(values: Manifest): Manifest {
  return Object.fromEntries(Object.entries(values).filter(([key]) => key !== 'enabled' && key !== 'global'));
}

/** True where at least half of what stands under a key of the chart is its own: many charts have a controller. */
function fits(object: Manifest, key: string): boolean {
  const value = object[key];
  if (!isRecord(value)) return true;
  const below = Object.keys(value);
  const known = below.filter(
    (name) =>
      isLegacyKey(`${key}.${name}`) ||
      [...CHARTS.values()].some((values) => Object.hasOwn(values().properties[key]?.properties ?? {}, name)),
  );
  return below.length === 0 || 2 * known.length >= below.length;
}

function isKnown(key: string): boolean {
  return isCurrent(key) || isLegacyKey(key);
}

function isCurrent(key: string): boolean {
  return [...CHARTS.values()].some((values) => Object.hasOwn(values().properties, key));
}
