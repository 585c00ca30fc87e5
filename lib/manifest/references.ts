import { once } from './once';
import { isRecord, list, record, text, type Path } from './plain';
import { containers, templateSpec } from './pods';
import { items, type Role, type Workload } from './workload';

/** A name in a workload that stands for an object outside of it. */
export interface Reference {
  /** The kind of the object, as people call it. */
  readonly what: 'Secret' | 'ConfigMap' | 'claim' | 'ServiceAccount' | 'PriorityClass';
  /** The name. */
  readonly name: string;
  /** Where the name stands. */
  readonly path: Path;
  /** The key of the object that is wanted, where one is. */
  readonly key?: { readonly name: string; readonly path: Path };
  /** True where the pod starts without the object or its key. */
  readonly isOptional: boolean;
  /** True where the name also becomes, in part, the name of a volume. */
  readonly namesVolume: boolean;
}

type Owner = Readonly<Record<string, unknown>>;

/** Every reference of a workload to an object, those of its containers first. */
export const references = once((app: Workload): readonly Reference[] => [
  ...app.roles.flatMap(ofContainers),
  ...ofApplication(app),
  ...app.roles.flatMap(ofPod),
]);

function ofContainers(role: Role): Reference[] {
  const found: Reference[] = [];
  for (const { spec, path } of containers(role)) {
    for (const { item, path: place } of items(spec, path, 'env')) {
      if (!isRecord(item.valueFrom)) continue;
      const from = [...place, 'valueFrom'];
      found.push(...object('Secret', item.valueFrom, from, 'secretKeyRef'));
      found.push(...object('ConfigMap', item.valueFrom, from, 'configMapKeyRef'));
    }
    for (const { item, path: place } of items(spec, path, 'envFrom')) {
      found.push(...object('Secret', item, place, 'secretRef'));
      found.push(...object('ConfigMap', item, place, 'configMapRef'));
    }
  }
  const variables = record(role.spec.envSecretKeyRefs);
  for (const variable of Object.keys(variables)) {
    found.push(...object('Secret', variables, [...role.path, 'envSecretKeyRefs'], variable));
  }
  for (const { item, path } of items(role.spec, role.path, 'secrets')) {
    for (const secret of reference('Secret', item, path)) found.push({ ...secret, namesVolume: true });
  }
  return found;
}

function ofApplication({ spec, path }: Workload): Reference[] {
  return [
    ...ofVolumes(spec, path),
    ...list(spec.imagePullSecrets).flatMap((name, index) =>
      reference('Secret', { name }, [...path, 'imagePullSecrets'], 'name', index),
    ),
    ...given('ConfigMap', spec, path, 'sparkConfigMap'),
    ...given('ConfigMap', spec, path, 'hadoopConfigMap'),
    ...given(
      'PriorityClass',
      record(spec.batchSchedulerOptions),
      [...path, 'batchSchedulerOptions'],
      'priorityClassName',
    ),
  ];
}

function ofPod(role: Role): Reference[] {
  const { spec, path } = templateSpec(role);
  return [
    ...given('ServiceAccount', role.spec, role.path, 'serviceAccount'),
    ...given('PriorityClass', role.spec, role.path, 'priorityClassName'),
    ...given('ServiceAccount', spec, path, 'serviceAccountName'),
    ...given('PriorityClass', spec, path, 'priorityClassName'),
    ...ofVolumes(spec, path),
    ...items(spec, path, 'imagePullSecrets').flatMap(({ item, path: place }) =>
      reference('Secret', item, place),
    ),
  ];
}

function ofVolumes(owner: Owner, path: Path): Reference[] {
  return items(owner, path, 'volumes').flatMap(({ item, path: place }) => [
    ...object('Secret', item, place, 'secret', 'secretName'),
    ...object('ConfigMap', item, place, 'configMap'),
    // Spark's word for a claim that it makes itself.
    ...(record(item.persistentVolumeClaim).claimName === 'OnDemand'
      ? []
      : object('claim', item, place, 'persistentVolumeClaim', 'claimName')),
  ]);
}

const NONE: readonly Reference[] = [];

/** The reference in a map inside of another one. */
function object(
  what: Reference['what'],
  owner: Owner,
  path: Path,
  field: string,
  name = 'name',
): readonly Reference[] {
  const inner = owner[field];
  return isRecord(inner) ? reference(what, inner, [...path, field], name) : NONE;
}

function reference(
  what: Reference['what'],
  owner: Owner,
  path: Path,
  field = 'name',
  step: string | number = field,
): readonly Reference[] {
  const [name, key] = [text(owner[field]), text(owner.key)];
  if (name === undefined) return NONE;
  return [
    {
      what,
      name,
      path: [...path, step],
      ...(key === undefined ? {} : { key: { name: key, path: [...path, 'key'] } }),
      isOptional: owner.optional === true,
      namesVolume: false,
    },
  ];
}

/** A field in which an empty text means none. */
function given(what: Reference['what'], owner: Owner, path: Path, field: string): readonly Reference[] {
  return owner[field] === '' ? NONE : reference(what, owner, path, field);
}
