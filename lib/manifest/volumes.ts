import { once } from './once';
import { isSet, list, record, text, withoutEndingSlashes, type Path } from './plain';
import { sparkContainer, templateSpec } from './pods';
import { items, type Role, type Workload } from './workload';

/** A volume of a job and where it stands. */
export interface Volume {
  /** What stands there. */
  readonly item: Readonly<Record<string, unknown>>;
  /** Where it stands. */
  readonly path: Path;
  /** Its name. */
  readonly name: string | undefined;
}

/** A mount in the Spark container of a role. */
export interface Mount {
  /** What stands there. */
  readonly item: Readonly<Record<string, unknown>>;
  /** Where it stands. */
  readonly path: Path;
  /** The field that says where in the container it is. */
  readonly field: 'mountPath' | 'path';
  /** Where it is in the container, without slashes at its end. */
  readonly mountPath: string;
  /** The volume; undefined where nobody sees what it is. */
  readonly volume: Readonly<Record<string, unknown>> | undefined;
}

/** The volumes that a role can mount: those of the job, and of its own template. */
export function volumesFor(app: Workload, role: Role): readonly Volume[] {
  const inTemplate = templateSpec(role);
  return [...items(app.spec, app.path, 'volumes'), ...items(inTemplate.spec, inTemplate.path, 'volumes')].map(
    ({ item, path }) => ({ item, path, name: text(item.name) }),
  );
}

/** Every volume of a job, those of templates included, once. */
export const allVolumes = once((app: Workload): readonly Volume[] => [
  ...items(app.spec, app.path, 'volumes').map(named),
  ...app.roles.flatMap((role) => {
    const inTemplate = templateSpec(role);
    return items(inTemplate.spec, inTemplate.path, 'volumes').map(named);
  }),
]);

function named({ item, path }: { readonly item: Volume['item']; readonly path: Path }): Volume {
  return { item, path, name: text(item.name) };
}

/** What is mounted in the Spark container of a role: volumes, and the ConfigMaps and Secrets that the operator mounts. */
export function mountsOf(app: Workload, role: Role): readonly Mount[] {
  return mounts(app).get(role)!;
}

const mounts = once(
  (app: Workload): ReadonlyMap<Role, readonly Mount[]> =>
    new Map(app.roles.map((role) => [role, readMounts(app, role)])),
);

function readMounts(app: Workload, role: Role): Mount[] {
  const container = sparkContainer(role);
  const volumes = new Map(volumesFor(app, role).map(({ name, item }) => [name, item]));
  const given = [...(container === undefined ? [] : [container]), role].flatMap(({ spec, path }) =>
    items(spec, path, 'volumeMounts'),
  );
  return [
    ...given.flatMap(({ item, path }) => mount(item, path, 'mountPath', volumes.get(text(item.name)))),
    ...items(role.spec, role.path, 'configMaps').flatMap(({ item, path }) =>
      mount(item, path, 'path', { configMap: { name: item.name } }),
    ),
    ...items(role.spec, role.path, 'secrets').flatMap(({ item, path }) =>
      mount(item, path, 'path', { secret: { secretName: item.name } }),
    ),
  ];
}

function mount(item: Mount['item'], path: Path, field: Mount['field'], volume: Mount['volume']): Mount[] {
  const place = text(item[field]);
  if (place === undefined) return [];
  return [{ item, path, field, mountPath: withoutEndingSlashes(place), volume }];
}

/** The ConfigMap or Secret behind a volume; undefined for another one. */
export function sourceOf(
  volume: Readonly<Record<string, unknown>>,
): { readonly kind: 'ConfigMap' | 'Secret'; readonly name: string; readonly items: unknown } | undefined {
  const [configMap, secret] = [record(volume.configMap), record(volume.secret)];
  const [ofMap, ofSecret] = [text(configMap.name), text(secret.secretName)];
  if (ofMap !== undefined) return { kind: 'ConfigMap', name: ofMap, items: configMap.items };
  return ofSecret === undefined ? undefined : { kind: 'Secret', name: ofSecret, items: secret.items };
}

/** The modes of files in a volume, each with its place. */
export function fileModes({ item, path }: Volume): { readonly mode: unknown; readonly path: Path }[] {
  return ['configMap', 'secret', 'downwardAPI', 'projected'].flatMap((type) => {
    const source = record(item[type]);
    const place = [...path, type];
    return [
      { mode: source.defaultMode, path: [...place, 'defaultMode'] },
      ...itemModes(source, place),
      ...list(source.sources).flatMap((projected, index) =>
        ['configMap', 'secret', 'downwardAPI'].flatMap((inner) =>
          itemModes(record(record(projected)[inner]), [...place, 'sources', index, inner]),
        ),
      ),
    ].filter(({ mode }) => isSet(mode));
  });
}

function itemModes(source: Readonly<Record<string, unknown>>, path: Path) {
  return items(source, path, 'items').map(({ item, path: place }) => ({
    mode: item.mode,
    path: [...place, 'mode'],
  }));
}
