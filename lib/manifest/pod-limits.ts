import { KUBERNETES_PODS } from './crd-schemas';
import { once } from './once';
import { isRecord, list, type Path } from './plain';
import { templateSpec } from './pods';
import { SchemaWalker, type Issue } from './schema';
import type { Schema } from './schema-node';
import { TYPE_LIMITS } from './type-limits';
import type { Workload } from './workload';

/** A schema without types and required fields: what only the schema of the CRD or of templates says. */
function bare(schema: Schema): Schema {
  const { $ref, properties, items, additionalProperties } = schema;
  return {
    ...($ref === undefined ? {} : { $ref }),
    ...(properties === undefined ? {} : { properties: mapped(properties) }),
    ...(items === undefined ? {} : { items: bare(items) }),
    ...(isRecord(additionalProperties) ? { additionalProperties: bare(additionalProperties) } : {}),
  };
}

function mapped(properties: Readonly<Record<string, Schema>>): Record<string, Schema> {
  return Object.fromEntries(Object.entries(properties).map(([name, property]) => [name, bare(property)]));
}

/** Containers of which other things hold than of any. */
const CONTAINERS = ['InitContainer', 'KeyedContainer', 'KeyedInitContainer'];

/** The fields of a type, with what the API server checks of them. */
function limited(type: string, schema: Schema): Schema {
  const { fields, required = [], also } = TYPE_LIMITS[type] ?? {};
  const { properties = {}, ...rest } = bare(schema);
  const known = { ...properties, ...fields, ...INIT_CONTAINERS[type] };
  for (const field of required) known[field] = { ...known[field], minLength: 1 };
  return { ...rest, ...(also && { also }), required, properties: known };
}

const INIT_CONTAINERS: Readonly<Record<string, Readonly<Record<string, Schema>>>> = {
  PodSpec: { initContainers: { items: { $ref: '#/definitions/InitContainer' } } },
};

const WALKER = new SchemaWalker({
  limits: () => {
    const { definitions } = KUBERNETES_PODS();
    const ofTypes = Object.entries(definitions).map(([type, schema]) => [type, limited(type, schema)]);
    const ofContainers = CONTAINERS.map((type) => [type, limited(type, definitions.Container!)]);
    const ofServices = [['ServiceTemplate', limited('ServiceTemplate', {})]];
    return {
      definitions: Object.fromEntries([...ofTypes, ...ofContainers, ...ofServices]) as object,
    } as Schema;
  },
});

/** Fields of a role, and of the application, that become a part of the pod: the type of the field, or of its items. */
const POD_PARTS: readonly (readonly [field: string, type: string])[] = [
  ['volumes', 'Volume'],
  ['volumeMounts', 'VolumeMount'],
  ['env', 'EnvVar'],
  ['envFrom', 'EnvFromSource'],
  ['hostAliases', 'HostAlias'],
  ['dnsConfig', 'PodDNSConfig'],
  ['securityContext', 'SecurityContext'],
  ['podSecurityContext', 'PodSecurityContext'],
  ['affinity', 'Affinity'],
  ['lifecycle', 'Lifecycle'],
  ['initContainers', 'KeyedInitContainer'],
  ['sidecars', 'KeyedContainer'],
  ['service', 'ServiceTemplate'],
];

function limitIssues(value: unknown, type: string, path: Path): Issue[] {
  return WALKER.issues(value, `limits#/definitions/${type}`, path);
}

function* allIssues({ spec, path, roles }: Workload): Iterable<Issue> {
  for (const owner of [{ spec, path }, ...roles]) {
    for (const [field, type] of POD_PARTS) {
      const value = owner.spec[field];
      if (value === undefined) continue;
      const place = [...owner.path, field];
      if (isRecord(value)) yield* limitIssues(value, type, place);
      for (const [index, item] of list(value).entries()) {
        if (isRecord(item)) yield* limitIssues(item, type, [...place, index]);
      }
    }
  }
  for (const role of roles) {
    const inTemplate = templateSpec(role);
    yield* limitIssues(inTemplate.spec, 'PodSpec', inTemplate.path);
  }
}

/** What the API server has against the pods that an application will have, beside what schemas say. */
export const podIssues = once((app: Workload): readonly Issue[] => [...allIssues(app)]);
