import Ajv, { type ValidateFunction } from 'ajv';
import podTemplate from '../../imports/schemas/podtemplatespec.json';
import scheduledSparkApplication from '../../imports/schemas/scheduledsparkapplication.json';
import sparkApplication from '../../imports/schemas/sparkapplication.json';

let validators: ReadonlyMap<string, ValidateFunction> | undefined;

/** Fails unless the manifest is what the API server takes, with unknown fields refused. */
export function expectValidSparkApplication(manifest: unknown): void {
  expectValid((manifest as { kind: string }).kind, manifest);
}

/** Fails unless a pod template is what the API server takes, with unknown fields refused. */
export function expectValidPodTemplate(template: unknown): void {
  expectValid('PodTemplate', template);
}

function expectValid(kind: string, manifest: unknown): void {
  validators ??= compile();
  const validate = validators.get(kind);
  if (validate === undefined) throw new Error(`no schema for kind ${kind}`);
  validate(manifest);
  expect(validate.errors ?? []).toEqual([]);
}

function compile(): Map<string, ValidateFunction> {
  const ajv = new Ajv({ allErrors: true, strict: false, validateFormats: false, code: { optimize: false } });
  ajv.addSchema(sparkApplication);
  return new Map([
    ['SparkApplication', ajv.getSchema('sparkapplication.json')!],
    ['PodTemplate', ajv.compile(podTemplate)],
    ['ScheduledSparkApplication', ajv.compile(scheduledSparkApplication)],
  ]);
}
