import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { ChartChanges } from '../../lib/chart/history';
import { closedSchemas, digest, withoutFields, type Schema } from '../crd-schemas';
import { FORMS } from './forms';

/** What upgrades need to know of one version of the chart. */
export interface Chart {
  readonly version: string;
  /** Tag of the operator's image. */
  readonly app: string;
  /** Defaults by dotted path. */
  readonly values: ReadonlyMap<string, unknown>;
  /** Digests of the CRDs by their plural name. */
  readonly crds: ReadonlyMap<string, string>;
  /** Fields of each kind, in `spec`. */
  readonly fields: ReadonlyMap<string, ReadonlySet<string>>;
  /** Schema of each kind. */
  readonly schemas: ReadonlyMap<string, Schema>;
}

/** Reads the folder of a chart. */
export function readChart(folder: string): Chart {
  const read = (file: string): any => parse(readFileSync(join(folder, file), 'utf8'));
  const crds = new Map<string, string>();
  const fields = new Map<string, ReadonlySet<string>>();
  const schemas = new Map<string, Schema>();
  for (const file of readdirSync(join(folder, 'crds')).sort()) {
    const crd = read(`crds/${file}`);
    const { spec } = crd;
    const schema = spec.versions[0].schema ?? spec.validation;
    for (const closed of closedSchemas(crd)) schemas.set(closed.kind, closed.schema);
    crds.set(
      spec.names.plural,
      createHash('sha256')
        .update(readFileSync(join(folder, 'crds', file)))
        .digest('hex'),
    );
    fields.set(spec.names.kind, new Set(fieldsOf(schema.openAPIV3Schema.properties.spec, 'spec')));
  }
  const { version, appVersion } = read('Chart.yaml');
  return {
    version: String(version),
    app: String(appVersion),
    values: new Map(leavesOf(read('values.yaml'), [])),
    crds,
    fields,
    schemas,
  };
}

/** What a version changes; for the first one, all of it. */
export function changesOf(chart: Chart, before?: Chart): ChartChanges {
  const values = [...chart.values].filter(
    ([path, value]) =>
      before?.values.has(path) !== true || JSON.stringify(before.values.get(path)) !== JSON.stringify(value),
  );
  const gone = [...(before?.values.keys() ?? [])].filter((path) => !chart.values.has(path));
  const fields = [...chart.fields].flatMap(([kind, all]): [string, string[]][] => {
    const known = before?.fields.get(kind);
    if (known === undefined) return [[kind, ['spec']]];
    const added = [...all].filter((field) => !known.has(field) && !isOfTemplate(kind, field));
    const topmost = added.filter((field) => !added.some((above) => field.startsWith(`${above}.`)));
    return topmost.length === 0 ? [] : [[kind, topmost]];
  });
  return {
    version: chart.version,
    app: chart.app,
    values: Object.fromEntries(values),
    gone,
    crds: [...chart.crds].filter(([name, digest]) => before?.crds.get(name) !== digest).map(([name]) => name),
    fields: Object.fromEntries(fields),
    schemas: Object.fromEntries(
      [...chart.schemas].flatMap(([kind, schema]): [string, string][] => {
        const known = before?.schemas.get(kind);
        return known !== undefined && digest(known) === digest(schema) ? [] : [[kind, digest(schema)]];
      }),
    ),
  };
}

/** Kinds whose schemas differ by more than the fields that a version adds: these differences have no place in the history. */
export function changedOtherwise(chart: Chart, before: Chart, { fields }: ChartChanges): string[] {
  return [...chart.schemas].flatMap(([kind, schema]) => {
    const known = before.schemas.get(kind);
    const same = known === undefined || digest(withoutFields(schema, fields[kind] ?? [])) === digest(known);
    return same ? [] : [kind];
  });
}

/** The code that refuses jobs, and that runs them, as far as it is not the same: the charts stand in their modules. */
export function changedCode(folder: string, before: string): string[] {
  const rootOf = (chart: string): string => join(chart, '../../internal');
  if (![folder, before].every((chart) => existsSync(rootOf(chart)))) return [];
  const code = (chart: string): ReadonlyMap<string, string> => {
    const root = rootOf(chart);
    const names = readdirSync(root, { recursive: true, encoding: 'utf8' });
    const files = names.filter((name) => /^(?:webhook|controller)\/.*(?<!_test)\.go$/.test(name)).sort();
    return new Map(files.map((name) => [name, readFileSync(join(root, name), 'utf8')]));
  };
  const [old, current] = [code(before), code(folder)];
  return [...new Set([...old.keys(), ...current.keys()])].filter(
    (name) => old.get(name) !== current.get(name),
  );
}

/** A template is the spec of an application, whose fields are told there. */
function isOfTemplate(kind: string, field: string): boolean {
  return kind === 'ScheduledSparkApplication' && field.startsWith('spec.template.');
}

/** Maps that users fill are values as a whole. */
function isWhole(path: readonly string[]): boolean {
  return (
    /(?:Annotations|Labels|Resources)$/.test(path.at(-1)!) ||
    path.some((_, index) => Object.hasOwn(FORMS, path.slice(index).join('.')))
  );
}

function leavesOf(value: unknown, path: readonly string[]): [string, unknown][] {
  const isMap = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isMap || Object.keys(value).length === 0 || (path.length > 0 && isWhole(path))) {
    return [[path.join('.'), value]];
  }
  return Object.entries(value).flatMap(([key, item]) => leavesOf(item, [...path, key]));
}

/** Dotted paths; the items of a list and the entries of a map are steps `*`. */
function fieldsOf(schema: any, path: string): string[] {
  const below = (key: string, inner: unknown): string[] => [
    `${path}.${key}`,
    ...fieldsOf(inner, `${path}.${key}`),
  ];
  const { properties = {}, items, additionalProperties } = schema;
  return [
    ...Object.entries(properties).flatMap(([key, inner]) => below(key, inner)),
    ...(items === undefined ? [] : below('*', items)),
    ...(typeof additionalProperties === 'object' ? below('*', additionalProperties) : []),
  ];
}
