import { isRecord, list, record, type Manifest, type Path } from '../manifest/plain';

/** One value of a release that stands apart from the others and comes after them, as `helm --set` gives it. */
export interface SetValue {
  /** Where it belongs, step by step; undefined for what only Helm can tell, as an item of a list. */
  readonly steps: readonly string[] | undefined;
  /** The value. */
  readonly value: unknown;
  /** Where it stands in the object. */
  readonly path: Path;
}

/** No release of people has more of them. */
const MOST = 1_000;
/** Nor deeper ones. */
const DEEPEST = 20;

/** `helm.parameters` of Argo CD. */
export function argoParameters(helm: Manifest, above: Path): SetValue[] {
  return list(helm.parameters)
    .slice(0, MOST)
    .map(record)
    .map(({ name, value, forceString }, index) => ({
      steps: stepsOf(name),
      value: forceString === true ? value : parsed(value),
      path: [...above, 'parameters', index],
    }));
}

/** `spec.set` of a HelmChart of k3s. */
export function k3sSet(set: Manifest, above: Path): SetValue[] {
  return Object.entries(set)
    .slice(0, MOST)
    .map(([name, value]) => ({ steps: stepsOf(name), value: parsed(value), path: [...above, name] }));
}

/** Values with some that are set after them. */
export function withSet(values: Manifest, set: readonly SetValue[]): Manifest {
  return set.reduce(
    (all, { steps, value }) => (steps === undefined ? all : withValue(all, steps, value)),
    values,
  );
}

function withValue(values: Manifest, [first, ...rest]: readonly string[], value: unknown): Manifest {
  if (first === undefined || first === '__proto__') return values;
  const own = isRecord(values[first]) ? values[first] : {};
  return { ...values, [first]: rest.length === 0 ? value : withValue(own, rest, value) };
}

/** A dot that stands after a backslash belongs to the key. */
function stepsOf(name: unknown): string[] | undefined {
  if (typeof name !== 'string' || !/^(?:[\w/-]|\\?\.){1,1000}$/.test(name)) return undefined;
  const steps = name.split(/(?<!\\)\./).map((step) => step.replaceAll('\\.', '.'));
  return steps.length > DEEPEST || steps.includes('') ? undefined : steps;
}

/** The value of a parameter as Helm reads it after `--set`. */
function parsed(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const items = /^\{(.*)\}$/.exec(value)?.[1];
  if (items !== undefined) return items === '' ? [] : items.split(',').map(parsed);
  if (value === 'true' || value === 'false') return value === 'true';
  return /^(?:0|-?[1-9]\d{0,14})$/.test(value) ? Number(value) : value;
}
