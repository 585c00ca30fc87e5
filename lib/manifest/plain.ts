import { show } from '../problems';

/** Where a value stands in a manifest: `['spec', 'driver', 'env', 3, 'value']`. */
export type Path = readonly (string | number)[];

/** A plain Kubernetes object, or the values of a chart, as parsed from YAML. Nothing in it can be trusted. */
export type Manifest = Readonly<Record<string, unknown>>;

/** The value as a map; an empty one when it is anything else. */
export function record(value: unknown): Readonly<Record<string, unknown>> {
  return isRecord(value) ? value : {};
}

/** The value as a list; an empty one when it is anything else. */
export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The value as a text; undefined when it is anything else. */
export function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** The value as a whole number; undefined when it is anything else. */
export function integer(value: unknown): number | undefined {
  return Number.isSafeInteger(value) ? (value as number) : undefined;
}

/** True for a map as YAML knows it. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** True unless the value is absent; YAML's `key:` without a value counts as absent, as it does for Kubernetes. */
export function isSet(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/** The value at a path, undefined where there is none. */
export function valueAt(object: unknown, path: Path): unknown {
  let value = object;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<string | number, unknown>)[step];
  }
  return value;
}

/** A path as people write it: `spec.driver.env[3].value`, `spec.sparkConf["spark.master"]`. */
export function formatPath(path: Path): string {
  return path
    .map((step, index) => {
      if (typeof step === 'number') return `[${step}]`;
      if (!/^[A-Za-z_]\w*$/.test(step)) return `[${JSON.stringify(step)}]`;
      return index === 0 ? step : `.${step}`;
    })
    .join('');
}

/** A value inside of a sentence: a text, a number or a boolean as it is, anything else as it is written. */
export function written(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : show(value);
}

/** A path without the slashes at its end; the root stays. */
export function withoutEndingSlashes(path: string): string {
  let end = path.length;
  while (end > 1 && path[end - 1] === '/') end -= 1;
  return path.slice(0, end);
}

/** True for a path in a directory, or the directory itself. */
export function isInside(path: string, directory: string): boolean {
  return `${path}/`.startsWith(`${directory.replace(/\/$/, '')}/`);
}

/** `metadata.name` of an object. */
export function nameOf(object: Manifest): string | undefined {
  return text(record(object.metadata).name);
}

/** `metadata.namespace` of an object. */
export function namespaceOf(object: Manifest): string | undefined {
  return text(record(object.metadata).namespace);
}

/** True for a text that a tool of the deployment completes later: `${X}`, `$(X)`, `{{X}}`. */
export function isPlaceholder(value: string): boolean {
  return /\$\{|\$\(|\{\{/.test(value);
}
