import { createHash } from 'node:crypto';

/** Part of a JSON schema as CRDs use it. */
export interface Schema {
  [keyword: string]: any;
  properties?: Record<string, Schema>;
}

/** Core Kubernetes types: cdk8s-plus types them, so the generated file need not. */
export const POD_SHAPED = new Set([
  ...['affinity', 'dnsConfig', 'env', 'envFrom', 'hostAliases', 'ingressTLS', 'initContainers', 'lifecycle'],
  ...['podSecurityContext', 'resources', 'securityContext', 'sidecars', 'template', 'tolerations'],
  ...['volumeMounts', 'volumes'],
]);

/** What a schema says about values; descriptions, defaults and merge hints are left out. */
const KEYWORDS = [
  ...[
    'additionalProperties',
    'anyOf',
    'enum',
    'format',
    'items',
    'maxLength',
    'maximum',
    'minLength',
    'minimum',
  ],
  ...['nullable', 'pattern', 'properties', 'required', 'type'],
];

/** The schemas of a CRD, one a version, without texts and with unknown fields refused. */
export function closedSchemas(crd: any): { kind: string; schema: Schema }[] {
  const { group, names, versions, validation } = crd.spec;
  return versions.map(({ name, schema = validation }: any) => {
    const closed = close(schema.openAPIV3Schema);
    closed.properties!.apiVersion = { enum: [`${group}/${name}`], type: 'string' };
    closed.properties!.kind = { enum: [names.kind], type: 'string' };
    // One tree, not two: a template is the spec of an application.
    if (names.kind === 'ScheduledSparkApplication') {
      closed.properties!.spec!.properties!.template = { $ref: 'sparkapplication.json#/properties/spec' };
    }
    const $id = `${names.singular}.json`;
    return {
      kind: names.kind,
      schema: { $schema: 'http://json-schema.org/draft-07/schema#', $id, ...closed },
    };
  });
}

function close(schema: Schema): Schema {
  const result: Schema = {};
  for (const keyword of KEYWORDS) {
    const value = schema[keyword];
    if (value === undefined) continue;
    if (keyword === 'properties') {
      result.properties = Object.fromEntries(
        Object.entries(value as Record<string, Schema>)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([name, property]) => [name, close(property)]),
      );
    } else {
      const nested = typeof value === 'object' && !Array.isArray(value);
      result[keyword] = nested ? close(value) : value;
    }
  }
  if (schema['x-kubernetes-int-or-string'] === true) result.anyOf = [{ type: 'integer' }, { type: 'string' }];
  if (schema.properties !== undefined && schema['x-kubernetes-preserve-unknown-fields'] !== true) {
    result.additionalProperties = false;
  }
  return result;
}

/** A schema without some fields; `*` stands for an item of a list or the value of an entry. */
export function withoutFields(schema: Schema, fields: readonly string[]): Schema {
  const result = structuredClone(schema);
  for (const field of fields) {
    const steps = field.split('.');
    const last = steps.pop()!;
    const above = steps.reduce<Schema | undefined>(
      (outer, step) =>
        step === '*' ? (outer?.items ?? outer?.additionalProperties) : outer?.properties?.[step],
      result,
    );
    delete above?.properties?.[last];
  }
  return result;
}

/** What is the same for two schemas that are the same. */
export function digest(schema: Schema): string {
  return createHash('sha256').update(JSON.stringify(schema)).digest('hex');
}

/** A CRD whose only versions are what the schema tells, with open fields where cdk8s-plus has the types. */
export function slimmedCrd(schema: Schema): any {
  const [group, version] = schema.properties!.apiVersion!.enum[0].split('/');
  const kind: string = schema.properties!.kind!.enum[0];
  const { spec } = schema.properties!;
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${kind.toLowerCase()}s.${group}` },
    spec: {
      group,
      names: { kind, plural: `${kind.toLowerCase()}s` },
      scope: 'Namespaced',
      versions: [
        {
          name: version,
          schema: {
            openAPIV3Schema: { type: 'object', required: ['spec'], properties: { spec: slim(spec!) } },
          },
        },
      ],
    },
  };
}

/** Enums become strings: the public enums of lib/ are checked against the schema by tests. */
function slim(schema: Schema): Schema {
  const { additionalProperties, properties, items, ...rest } = schema;
  delete rest.enum;
  return {
    ...rest,
    ...(typeof additionalProperties === 'object' && { additionalProperties: slim(additionalProperties) }),
    ...(items !== undefined && { items: slim(items) }),
    ...(properties !== undefined && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, property]) => [
          name,
          POD_SHAPED.has(name) ? { 'x-kubernetes-preserve-unknown-fields': true } : slim(property),
        ]),
      ),
    }),
  };
}
