import { lazily } from './once';
import { SchemaWalker } from './schema';
import type { Schema } from './schema-node';

/** Schemas of what stands in a pod, as Kubernetes has them. */
export const KUBERNETES_PODS = lazily(
  () =>
    require('../../imports/schemas/podtemplatespec.json') as Schema & {
      readonly definitions: Readonly<Record<string, Schema>>;
    },
);

/** The same for a pod template: what it leaves out Spark fills in, and a rule of its own asks for containers. */
export const POD_SCHEMAS = lazily((): Schema => {
  const { definitions, ...schema } = KUBERNETES_PODS();
  const all = { ...definitions, PodSpec: { ...definitions.PodSpec, required: [] } };
  return { ...schema, definitions: all } as Schema;
});

/** Schemas of the CRDs and of pod templates. */
export const CRD_SCHEMAS = new SchemaWalker({
  'sparkapplication.json': () => require('../../imports/schemas/sparkapplication.json') as Schema,
  'scheduledsparkapplication.json': () =>
    require('../../imports/schemas/scheduledsparkapplication.json') as Schema,
  'sparkconnect.json': () => require('../../imports/schemas/sparkconnect.json') as Schema,
  'podtemplatespec.json': POD_SCHEMAS,
});

/** Schema of each kind of the operator. */
export const SCHEMA_OF: Readonly<Record<string, string>> = {
  SparkApplication: 'sparkapplication.json',
  ScheduledSparkApplication: 'scheduledsparkapplication.json',
  SparkConnect: 'sparkconnect.json',
};

/** Schema of `metadata`. */
export const OBJECT_META = 'podtemplatespec.json#/definitions/ObjectMeta';

/** Schema of a pod template. */
export const POD_TEMPLATE = 'podtemplatespec.json#/definitions/PodTemplateSpec';

/** True for a type that a volume can have. */
export function isVolumeType(name: string): boolean {
  return Object.hasOwn(KUBERNETES_PODS().definitions.Volume!.properties!, name);
}
