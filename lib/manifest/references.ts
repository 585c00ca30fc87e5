import { once } from './once';
import { list, record, text, type Path } from './plain';
import { containers, templateSpec } from './pods';
import { items, type Workload } from './workload';

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
export const references = once((app: Workload): readonly Reference[] => [...read(app)]);

function* read(app: Workload): Iterable<Reference> {
  for (const role of app.roles) {
    for (const { spec, path } of containers(role)) {
      for (const { item, path: place } of items(spec, path, 'env')) {
        const source = record(item.valueFrom);
        const from = [...place, 'valueFrom'];
        yield* reference('Secret', record(source.secretKeyRef), [...from, 'secretKeyRef']);
        yield* reference('ConfigMap', record(source.configMapKeyRef), [...from, 'configMapKeyRef']);
      }
      for (const { item, path: place } of items(spec, path, 'envFrom')) {
        yield* reference('Secret', record(item.secretRef), [...place, 'secretRef']);
        yield* reference('ConfigMap', record(item.configMapRef), [...place, 'configMapRef']);
      }
    }
    for (const [variable, source] of Object.entries(record(role.spec.envSecretKeyRefs))) {
      yield* reference('Secret', record(source), [...role.path, 'envSecretKeyRefs', variable]);
    }
    for (const { item, path } of items(role.spec, role.path, 'secrets')) {
      for (const found of reference('Secret', item, path)) yield { ...found, namesVolume: true };
    }
  }
  yield* ofApplication(app);
  for (const role of app.roles) {
    yield* given(reference('ServiceAccount', role.spec, role.path, 'serviceAccount'));
    yield* given(reference('PriorityClass', role.spec, role.path, 'priorityClassName'));
    const { spec, path } = templateSpec(role);
    yield* given(reference('ServiceAccount', spec, path, 'serviceAccountName'));
    yield* given(reference('PriorityClass', spec, path, 'priorityClassName'));
    yield* ofVolumes(spec, path);
    for (const { item, path: place } of items(spec, path, 'imagePullSecrets')) {
      yield* reference('Secret', item, place);
    }
  }
}

function* ofApplication({ spec, path }: Workload): Iterable<Reference> {
  yield* ofVolumes(spec, path);
  for (const [index, name] of list(spec.imagePullSecrets).entries()) {
    yield* reference('Secret', { name }, [...path, 'imagePullSecrets'], 'name', index);
  }
  yield* given(reference('ConfigMap', spec, path, 'sparkConfigMap'));
  yield* given(reference('ConfigMap', spec, path, 'hadoopConfigMap'));
  const options = record(spec.batchSchedulerOptions);
  yield* given(reference('PriorityClass', options, [...path, 'batchSchedulerOptions'], 'priorityClassName'));
}

function* ofVolumes(owner: Owner, path: Path): Iterable<Reference> {
  for (const { item, path: place } of items(owner, path, 'volumes')) {
    yield* reference('Secret', record(item.secret), [...place, 'secret'], 'secretName');
    yield* reference('ConfigMap', record(item.configMap), [...place, 'configMap']);
    const claim = record(item.persistentVolumeClaim);
    // Spark's word for a claim that it makes itself.
    if (claim.claimName !== 'OnDemand') {
      yield* reference('claim', claim, [...place, 'persistentVolumeClaim'], 'claimName');
    }
  }
}

function* reference(
  what: Reference['what'],
  owner: Owner,
  path: Path,
  field = 'name',
  step: string | number = field,
): Iterable<Reference> {
  const [name, key] = [text(owner[field]), text(owner.key)];
  if (name === undefined) return;
  yield {
    what,
    name,
    path: [...path, step],
    ...(key === undefined ? {} : { key: { name: key, path: [...path, 'key'] } }),
    isOptional: owner.optional === true,
    namesVolume: false,
  };
}

/** Fields in which an empty text means none. */
function* given(references: Iterable<Reference>): Iterable<Reference> {
  for (const reference of references) if (reference.name !== '') yield reference;
}
