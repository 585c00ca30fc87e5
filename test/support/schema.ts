import Ajv, { type ValidateFunction } from 'ajv';
import scheduledSparkApplication from '../../imports/schemas/scheduledsparkapplication.json';
import sparkApplication from '../../imports/schemas/sparkapplication.json';

let validators: ReadonlyMap<string, ValidateFunction> | undefined;

/** Fails unless the manifest is what the API server takes, with unknown fields refused. */
export function expectValidSparkApplication(manifest: unknown): void {
  validators ??= compile();
  const { kind } = manifest as { kind: string };
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
    ['ScheduledSparkApplication', ajv.compile(scheduledSparkApplication)],
  ]);
}
