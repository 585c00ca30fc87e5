import { containers } from './pods';
import { quantity } from './quantity';
import { record, text, type Path } from './plain';
import { allVolumes } from './volumes';
import { items, type Workload } from './workload';

/** A resource of a container that becomes a variable or a file. */
export interface ResourceField {
  /** The reference. */
  readonly field: Readonly<Record<string, unknown>>;
  /** Where it stands. */
  readonly path: Path;
  /** True in a volume, which does not say by itself of which container it speaks. */
  readonly isFile: boolean;
}

/** Every reference to a resource of a container in the pods of a job. */
export function resourceFields(app: Workload): readonly ResourceField[] {
  const variables = app.roles
    .flatMap(containers)
    .flatMap(({ spec, path }) => items(spec, path, 'env'))
    .flatMap(({ item, path }) => resourceField(record(item.valueFrom), [...path, 'valueFrom'], false));
  const files = allVolumes(app)
    .flatMap(({ item, path }) => [
      { source: item, path },
      ...items(record(item.projected), [...path, 'projected'], 'sources').map((part) => ({
        source: part.item,
        path: part.path,
      })),
    ])
    .flatMap(({ source, path }) => items(record(source.downwardAPI), [...path, 'downwardAPI'], 'items'))
    .flatMap(({ item, path }) => resourceField(item, path, true));
  return [...variables, ...files];
}

function resourceField(owner: ResourceField['field'], path: Path, isFile: boolean): ResourceField[] {
  const field = owner.resourceFieldRef;
  return field === undefined ? [] : [{ field: record(field), path: [...path, 'resourceFieldRef'], isFile }];
}

/** Whether the API server divides a resource by it: by a unit, as it would write it. */
export function isDivisor(resource: string, divisor: unknown): boolean {
  const value = quantity(divisor);
  if (value === undefined || value === 0 || value === 1) return true;
  const written = text(divisor) ?? '';
  if (/[eE][-+]?\d/.test(written)) return false;
  if (resource.endsWith('.cpu')) return value === 0.001;
  return isPower(value, written.endsWith('i') ? 1024 : 1000);
}

function isPower(value: number, base: number): boolean {
  return [1, 2, 3, 4, 5, 6].some((exponent) => value === base ** exponent);
}
