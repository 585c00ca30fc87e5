/**
 * Writes imports/schemas/podtemplatespec.json, the shape of a pod template, from the OpenAPI document of a Kubernetes
 * release (its file `api/openapi-spec/swagger.json`): npm run pod-schema -- swagger.json
 */
import { readFileSync, writeFileSync } from 'node:fs';

const ROOT = 'io.k8s.api.core.v1.PodTemplateSpec';
const INT_OR_STRING = 'io.k8s.apimachinery.pkg.util.intstr.IntOrString';
const QUANTITY = 'io.k8s.apimachinery.pkg.api.resource.Quantity';
/** As Kubernetes reads it, and CRDs repeat it. */
const QUANTITY_PATTERN =
  '^(\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))))?$';
const ANY_OF = { anyOf: [{ type: 'integer' }, { type: 'string' }] };

const { definitions } = JSON.parse(readFileSync(process.argv[2]!, 'utf8'));
const needed = new Map<string, unknown>();

function convert(schema: any): any {
  if (schema.$ref !== undefined) {
    const name: string = schema.$ref.slice('#/definitions/'.length);
    if (name === INT_OR_STRING) return ANY_OF;
    if (name === QUANTITY)
      return { anyOf: [{ type: 'number' }, { type: 'string' }], pattern: QUANTITY_PATTERN };
    const short = name.split('.').at(-1)!;
    if (!needed.has(short)) {
      needed.set(short, {});
      needed.set(short, convert(definitions[name]));
    }
    return { $ref: `#/definitions/${short}` };
  }
  const result: any = {};
  if (schema.type !== undefined) result.type = schema.type;
  if (schema.required !== undefined) result.required = schema.required;
  if (schema.items !== undefined) result.items = convert(schema.items);
  if (typeof schema.additionalProperties === 'object') {
    result.additionalProperties = convert(schema.additionalProperties);
  } else if (schema.properties !== undefined) result.additionalProperties = false;
  if (schema.properties !== undefined) {
    result.properties = Object.fromEntries(
      Object.entries(schema.properties).map(([name, property]) => [name, convert(property)]),
    );
  }
  return result;
}

const root = convert({ $ref: `#/definitions/${ROOT}` });
const schema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  $id: 'podtemplatespec.json',
  ...root,
  definitions: Object.fromEntries([...needed].sort(([a], [b]) => (a < b ? -1 : 1))),
};
writeFileSync('imports/schemas/podtemplatespec.json', `${JSON.stringify(schema, null, 1)}\n`);
