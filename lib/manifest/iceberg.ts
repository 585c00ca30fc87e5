import { once } from './once';
import type { Setting, Workload } from './workload';

/** A catalog of a job that is Iceberg's, or may be. */
export interface Catalog {
  /** Its name in SQL. */
  readonly name: string;
  /** The setting with its class; undefined when nothing here says what it is. */
  readonly declared: Setting | undefined;
  /** Its kind as Iceberg sees it, in lower case; `hive` when nothing says it. */
  readonly kind: string;
  /** The setting of one of its properties. */
  readonly option: (property: string) => Setting | undefined;
}

const KEY = /^(spark\.sql\.catalog\.([^.]+))(\.)?/;

/** The catalogs of a job by their names, those of other libraries left out. */
export const catalogs = once(({ settings }: Workload): ReadonlyMap<string, Catalog> => {
  const result = new Map<string, Catalog>();
  for (const key of settings.keys()) {
    if (!key.startsWith('spark.sql.catalog.')) continue;
    const [, root, name] = KEY.exec(key) ?? [];
    if (root === undefined || name === undefined || result.has(name)) continue;
    const declared = settings.get(root);
    if (declared !== undefined && !declared.value.startsWith('org.apache.iceberg.')) continue;
    const option = (property: string) => settings.get(`${root}.${property}`);
    result.set(name, { name, declared, kind: kindOf(option), option });
  }
  return result;
});

/** The catalogs that have a class of Iceberg. */
export const icebergCatalogs = once((app: Workload): readonly Catalog[] =>
  [...catalogs(app).values()].filter(({ declared }) => declared !== undefined),
);

/** The catalog of which a setting is a property. */
export function catalogOf(app: Workload, key: string): Catalog | undefined {
  const [, , name, dot] = KEY.exec(key) ?? [];
  return name === undefined || dot === undefined ? undefined : catalogs(app).get(name);
}

function kindOf(option: Catalog['option']): string {
  const implementation = option('catalog-impl')?.value;
  if (implementation === undefined) return option('type')?.value.toLowerCase() ?? 'hive';
  return /\.(\w+)Catalog$/.exec(implementation)?.[1]?.toLowerCase() ?? implementation;
}
