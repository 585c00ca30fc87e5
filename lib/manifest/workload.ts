import { onceFor, onceOfLate, type Known } from './once';
import { isRecord, list, record, text, written } from './plain';
import type { Manifest, Path } from './plain';

/** Driver, server or executor of a workload. */
export interface Role extends Known {
  /** As the manifest calls it. */
  readonly name: 'driver' | 'server' | 'executor';
  /** Where it stands. */
  readonly path: Path;
  /** What stands there. */
  readonly spec: Readonly<Record<string, unknown>>;
}

/** One Spark setting, from sparkConf or hadoopConf. */
export interface Setting {
  /** The key as Spark sees it, `spark.hadoop.` included. */
  readonly key: string;
  /** The value as it stands; anything but a text is a mistake of its own. */
  readonly value: string;
  /** Where it stands. */
  readonly path: Path;
}

/** What the Spark kinds have in common, so that one rule reads them all. */
export interface Workload extends Known {
  /** The object itself. */
  readonly object: Manifest;
  /** Kind of the object. */
  readonly kind: string;
  /** `metadata.name`. */
  readonly name: string | undefined;
  /** `metadata.namespace`. */
  readonly namespace: string | undefined;
  /** Where the specification of the application stands: `spec`, or `spec.template` of a scheduled one. */
  readonly path: Path;
  /** The specification. */
  readonly spec: Readonly<Record<string, unknown>>;
  /** Driver (or server) and executor, as far as they are maps. */
  readonly roles: readonly Role[];
  /** Driver (or server). */
  readonly driver: Role | undefined;
  /** Executor. */
  readonly executor: Role | undefined;
  /** Every setting by the key that Spark sees; the later one of spark-submit's order wins. */
  readonly settings: ReadonlyMap<string, Setting>;
}

/** The kinds that the operator turns into spark-submit. */
export const APPLICATIONS = ['SparkApplication', 'ScheduledSparkApplication'] as const;

/** The kinds that carry Spark settings. */
export const WORKLOADS = [...APPLICATIONS, 'SparkConnect'] as const;

/** Reads an object of one of the Spark kinds. */
export const workload = onceOfLate(read);

function read(object: Manifest): Workload {
  const kind = text(object.kind) ?? '';
  const path: Path = kind === 'ScheduledSparkApplication' ? ['spec', 'template'] : ['spec'];
  const outer = record(object.spec);
  const spec = path.length === 2 ? record(outer.template) : outer;
  const roles = (['driver', 'server', 'executor'] as const).flatMap((name): Role[] => {
    const value = spec[name];
    return isRecord(value) ? [{ name, path: [...path, name], spec: value, known: [] }] : [];
  });
  const metadata = record(object.metadata);
  return {
    object,
    kind,
    name: text(metadata.name),
    namespace: text(metadata.namespace),
    path,
    spec,
    roles,
    driver: roles.find(({ name }) => name !== 'executor'),
    executor: roles.find(({ name }) => name === 'executor'),
    settings: settings(spec, path),
    known: [],
  };
}

function settings(spec: Readonly<Record<string, unknown>>, path: Path): Map<string, Setting> {
  const result = new Map<string, Setting>();
  for (const [field, prefix] of [
    ['sparkConf', ''],
    ['hadoopConf', 'spark.hadoop.'],
  ] as const) {
    for (const [key, value] of Object.entries(record(spec[field]))) {
      if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') continue;
      const seen = key.startsWith(prefix) ? key : prefix + key;
      result.set(seen, { key: seen, value: written(value), path: [...path, field, key] });
    }
  }
  return result;
}

/** Items of a list of maps, each with its path. */
export function items(
  owner: Readonly<Record<string, unknown>>,
  path: Path,
  field: string,
): { readonly item: Readonly<Record<string, unknown>>; readonly path: Path }[] {
  const found: { readonly item: Readonly<Record<string, unknown>>; readonly path: Path }[] = [];
  const given = list(owner[field]);
  for (let index = 0; index < given.length; index += 1) {
    const item = given[index];
    if (isRecord(item)) found.push({ item, path: [...path, field, index] });
  }
  return found;
}

/** True for a setting in which Hadoop puts variables: any of its own when it is read, but not the links of a mount table. */
export const isExpanded = onceFor(
  (key): boolean =>
    (key.startsWith('spark.hadoop.') || /^spark\.sql\.catalog\.[^.]+\.hadoop\./.test(key)) &&
    !key.includes('.fs.viewfs.mounttable.'),
);
