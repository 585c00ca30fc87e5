import podTemplate from '../../imports/schemas/podtemplatespec.json';
import scheduled from '../../imports/schemas/scheduledsparkapplication.json';
import application from '../../imports/schemas/sparkapplication.json';
import connect from '../../imports/schemas/sparkconnect.json';
import { SchemaWalker, type Schema } from './schema';

/** Schemas of what stands in a pod; Spark fills in the containers that a pod template leaves out. */
export const POD_SCHEMAS: Schema = {
  ...(podTemplate as Schema),
  definitions: {
    ...podTemplate.definitions,
    PodSpec: { ...podTemplate.definitions.PodSpec, required: [] },
  },
} as Schema;

/** Schemas of the CRDs and of pod templates. */
export const CRD_SCHEMAS = new SchemaWalker([application, scheduled, connect, POD_SCHEMAS]);

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

/** Types that a volume can have. */
export const VOLUME_TYPES: ReadonlySet<string> = new Set(
  Object.keys(podTemplate.definitions.Volume.properties),
);
