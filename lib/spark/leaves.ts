import { formatPath, isRecord } from '../manifest/plain';

/** One value of a rendered template. */
export interface Leaf {
  /** Where it stands; the last step is the key of the item when it is one of a list. */
  readonly path: readonly string[];
  /** What it is. */
  readonly value: unknown;
  /** Whether it is an item of a list. */
  readonly isItem: boolean;
  /** The path as one text, without the key of an item. */
  readonly place: string;
  /** The path as one text; no two leaves have one unless they stand at the same place. */
  readonly id: string;
}

/** Stands between the steps of a place: no name holds it. */
const STEP = '\0';

/** What tells the items of a list apart. Lists that are not here are values as a whole. */
const KEYS: Readonly<Record<string, (item: never) => string>> = {
  ...by('name', ['containers', 'env', 'initContainers', 'ports', 'sidecars', 'volumes']),
  ...by('mountPath', ['volumeMounts']),
  ...by('path', ['configMaps', 'secrets']),
  ...by('ip', ['hostAliases']),
  ...by('servicePort', ['driverIngressOptions']),
  ...byContent(['archives', 'excludePackages', 'files', 'jars', 'packages', 'pyFiles', 'repositories']),
  ...byContent(['envFrom', 'imagePullSecrets', 'tolerations', 'topologySpreadConstraints']),
  ...byContent([
    'preferredDuringSchedulingIgnoredDuringExecution',
    'requiredDuringSchedulingIgnoredDuringExecution',
  ]),
};

/** The values of a template in the form of the API. */
export function leavesOf(rendered: unknown): Leaf[] {
  const leaves: Leaf[] = [];
  /** One list for the whole visit: a copy is made for a leaf. */
  const path: string[] = [];
  const item = (value: unknown, place: string, key: string): void => {
    leaves.push({ path: [...path, key], value, isItem: true, place, id: `${STEP}${place}${STEP}${key}` });
  };
  const visit = (value: unknown, place: string): void => {
    if (value === undefined) return;
    if (isRecord(value)) {
      const keys = Object.keys(value);
      for (const key of keys) {
        path.push(key);
        visit(value[key], `${place}${STEP}${key}`);
        path.pop();
      }
      if (keys.length > 0) return;
    }
    const keyOf = Array.isArray(value) && value.length > 0 ? KEYS[path.at(-1) ?? ''] : undefined;
    if (keyOf !== undefined) {
      for (const one of value as never[]) item(one, place, keyOf(one));
    } else if (typeof value === 'string' && isJavaOptions(path)) {
      item(value, place, value);
    } else if (path.length > 0) leaves.push({ path: [...path], value, isItem: false, place, id: place });
  };
  visit(rendered, '');
  return leaves;
}

/** The template that has these values, its lists in the order of the leaves. */
export function assemble(leaves: readonly Leaf[]): Record<string, unknown> {
  const root: Record<string, unknown> = {};
  for (const { path, value, isItem } of leaves) {
    let place = root;
    for (const step of path.slice(0, isItem ? -2 : -1)) {
      place = isRecord(place[step]) ? place[step] : (place[step] = {});
    }
    if (isItem) {
      const list = path.at(-2)!;
      place[list] = isJavaOptions(path.slice(0, -1))
        ? [...[place[list]].filter((said) => said !== undefined), value].join(' ')
        : [...(Array.isArray(place[list]) ? (place[list] as unknown[]) : []), value];
    } else if (!isEmpty(value)) place[path.at(-1)!] = value;
    else place[path.at(-1)!] ??= Array.isArray(value) ? [] : {};
  }
  return root;
}

/** The place of a path. */
export function placeOf(path: readonly string[]): string {
  return path.map((step) => STEP + step).join('');
}

/** Where a leaf stands, as people write it: `driver.env[APP]`, `sparkConf["spark.ui.port"]`. */
export function leafPath({ path, isItem }: Leaf): string {
  return isItem ? `${formatPath(path.slice(0, -1))}[${path.at(-1)!}]` : formatPath(path);
}

/** Options of a JVM are one text, to which several parts add. */
function isJavaOptions(path: readonly string[]): boolean {
  return path.length === 2 && path[1] === 'javaOptions' && path[0] !== 'sparkConf';
}

/** True for a map or a list without content. */
export function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

function by(field: string, lists: readonly string[]): Record<string, (item: never) => string> {
  return Object.fromEntries(lists.map((list) => [list, (item) => String(item[field])]));
}

function byContent(lists: readonly string[]): Record<string, (item: never) => string> {
  return Object.fromEntries(
    lists.map((list) => [list, (item: unknown) => (typeof item === 'string' ? item : JSON.stringify(item))]),
  );
}
