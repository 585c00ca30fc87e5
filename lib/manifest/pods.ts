import { once, type Known } from './once';
import { isSet, type Path, record, text } from './plain';
import { items, type Role, type Workload } from './workload';

/** A map in a manifest, with its place. */
export interface Part {
  /** Where it stands. */
  readonly path: Path;
  /** What stands there. */
  readonly spec: Readonly<Record<string, unknown>>;
}

/** A container of a pod, or what holds its variables. */
export interface Container extends Part, Known {}

/** An environment variable and its place. */
export interface Variable {
  /** Its name. */
  readonly name: string;
  /** The literal value, undefined when it comes from somewhere. */
  readonly value: string | undefined;
  /** Where it stands: the item of the list, or the value in a map. */
  readonly path: Path;
  /** Where its literal value stands. */
  readonly valuePath: Path;
}

/** Pod template of a role: its place and its content. */
export function template(role: Role): Container | undefined {
  return isSet(role.spec.template)
    ? { path: [...role.path, 'template'], spec: record(role.spec.template), known: [] }
    : undefined;
}

/** Specification inside the pod template of a role. */
export const templateSpec = once((role: Role): Container => ({
  path: [...role.path, 'template', 'spec'],
  spec: record(record(role.spec.template).spec),
  known: [],
}));

/** Name that the Spark container of a role must have. */
export function sparkContainerName(role: Role): string {
  return role.name === 'executor' ? 'spark-kubernetes-executor' : 'spark-kubernetes-driver';
}

/** The container of the pod template that Spark takes over: the one with the right name, else the first. */
export const sparkContainer = once((role: Role): Container | undefined => {
  const { spec, path } = templateSpec(role);
  const containers = items(spec, path, 'containers');
  const found = containers.find(({ item }) => item.name === sparkContainerName(role)) ?? containers[0];
  return found === undefined ? undefined : { path: found.path, spec: found.item, known: [] };
});

/** Containers of a role beside the one of Spark. */
export const otherContainers = once((role: Role): readonly Container[] => {
  const inTemplate = templateSpec(role);
  const spark = sparkContainer(role)?.spec;
  return [
    ...items(role.spec, role.path, 'initContainers'),
    ...items(role.spec, role.path, 'sidecars'),
    ...items(inTemplate.spec, inTemplate.path, 'initContainers'),
    ...items(inTemplate.spec, inTemplate.path, 'containers'),
  ]
    .filter(({ item }) => item !== spark)
    .map(({ item, path }) => ({ path, spec: item, known: [] }));
});

/** Everything in a role that may list variables: its own fields, the Spark container of its template, the others. */
export const containers = once((role: Role): readonly Container[] => {
  const inTemplate = sparkContainer(role);
  return [role, ...(inTemplate === undefined ? [] : [inTemplate]), ...otherContainers(role)];
});

/** The security contexts of the pod of a role and of its containers; one that is not given is empty. */
export const securityContexts = once((role: Role): readonly Part[] => {
  const inTemplate = templateSpec(role);
  return [
    { spec: record(role.spec.podSecurityContext), path: [...role.path, 'podSecurityContext'] },
    { spec: record(inTemplate.spec.securityContext), path: [...inTemplate.path, 'securityContext'] },
    ...containers(role).map(({ spec, path }) => ({
      spec: record(spec.securityContext),
      path: [...path, 'securityContext'],
    })),
  ];
});

/** Variables of the Spark container of a role, wherever they are given, in the order in which they take effect. */
export function variables(app: Workload, role: Role): readonly Variable[] {
  return variablesOf(app).get(role)!;
}

const variablesOf = once(
  (app: Workload): ReadonlyMap<Role, readonly Variable[]> =>
    new Map(app.roles.map((role) => [role, allVariables(app, role)])),
);

function allVariables(app: Workload, role: Role): Variable[] {
  const inTemplate = sparkContainer(role);
  const kind = role.name === 'executor' ? 'executor' : 'driver';
  const literal = kind === 'executor' ? 'spark.executorEnv.' : 'spark.kubernetes.driverEnv.';
  const reference = `spark.kubernetes.${kind}.secretKeyRef.`;
  const inSettings: Variable[] = [];
  for (const { key, value, path } of app.settings.values()) {
    if (key.startsWith(literal)) {
      inSettings.push({ name: key.slice(literal.length), value, path, valuePath: path });
    } else if (key.startsWith(reference)) {
      inSettings.push({ name: key.slice(reference.length), value: undefined, path, valuePath: path });
    }
  }
  return [
    ...(inTemplate === undefined ? [] : listed(inTemplate)),
    ...inSettings,
    ...mapped(role, 'envVars'),
    ...mapped(role, 'envSecretKeyRefs'),
    ...listed(role),
  ];
}

/** True when a role may have variables that nobody can see here. */
export function hasHiddenVariables(role: Role): boolean {
  return hidesVariables(role) || hidesVariables(sparkContainer(role));
}

/** True when a container may have variables that nobody can see here: from elsewhere, or in a shape of no kind. */
export function hidesVariables(container: Container | undefined): boolean {
  const { env, envFrom } = container?.spec ?? {};
  return isSet(envFrom) || (isSet(env) && !Array.isArray(env));
}

/** Variables of the `env` list of a container. */
export const listed = once(({ spec, path }: Container): readonly Variable[] =>
  items(spec, path, 'env').flatMap(({ item, path: place }) => {
    const name = text(item.name);
    return name === undefined
      ? []
      : [{ name, value: text(item.value), path: place, valuePath: [...place, 'value'] }];
  }),
);

function mapped(role: Role, field: 'envVars' | 'envSecretKeyRefs'): Variable[] {
  return Object.entries(record(role.spec[field])).map(([name, value]) => {
    const path = [...role.path, field, name];
    return { name, value: text(value), path, valuePath: path };
  });
}

/** Names of the volumes that containers of a role can mount. */
export function volumeNames(app: Workload, role: Role): Set<string> {
  const inTemplate = templateSpec(role);
  return new Set(
    [...items(app.spec, app.path, 'volumes'), ...items(inTemplate.spec, inTemplate.path, 'volumes')].flatMap(
      ({ item }) => text(item.name) ?? [],
    ),
  );
}
