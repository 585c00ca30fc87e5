import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Testing } from 'cdk8s';
import scheduledSchema from '../../imports/schemas/scheduledsparkapplication.json';
import applicationSchema from '../../imports/schemas/sparkapplication.json';
import connectSchema from '../../imports/schemas/sparkconnect.json';
import { Schedule, ScheduledSparkApplication, SparkApplication } from '../../lib';
import { closedSchemas, POD_SHAPED, type Schema } from '../../scripts/crd-schemas';
import { generateImports, IMPORTS } from '../../scripts/generate-imports';
import { podTypes } from '../../scripts/pod-types';
import { testChart } from '../support/chart';
import { FULL_APPLICATION } from '../support/full-application';

test('the generated file is what the schemas give', () => {
  const folder = mkdtempSync(join(tmpdir(), 'imports-test-'));
  try {
    generateImports(folder);
    const file = 'sparkoperator.k8s.io.ts';
    expect(readFileSync(join(IMPORTS, file), 'utf8')).toBe(readFileSync(join(folder, file), 'utf8'));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test.each(Object.entries(podTypes()))('%s is what the schema of pods gives', (file, text) => {
  expect(readFileSync(join(IMPORTS, file), 'utf8')).toBe(text);
});

test('every field of an application is reached by a prop, but those that no operator reads', () => {
  const chart = testChart();
  new SparkApplication(chart, 'full', FULL_APPLICATION);
  new SparkApplication(chart, 'selector', {
    mainApplicationFile: 'local:///etl.py',
    sparkVersion: '3.5.8',
    nodeSelector: { pool: 'spark' },
  });
  const written = new Set(Testing.synth(chart).flatMap(({ spec }) => paths(spec)));
  const missing = schemaPaths(applicationSchema.properties.spec as Schema).filter((path) => !written.has(path));
  expect(missing).toEqual(['failureRetries', 'retryInterval']);
});

test('every field of a schedule is reached by a prop', () => {
  const chart = testChart();
  new ScheduledSparkApplication(chart, 'full', {
    schedule: Schedule.expression('@daily'),
    template: FULL_APPLICATION,
    timeZone: 'UTC',
    suspend: true,
    successfulRunHistoryLimit: 1,
    failedRunHistoryLimit: 1,
  });
  const [manifest] = Testing.synth(chart);
  expect(Object.keys(manifest.spec).sort()).toEqual(Object.keys(scheduledSchema.properties.spec.properties).sort());
});

test.each([
  ['SparkApplication', applicationSchema],
  ['ScheduledSparkApplication', scheduledSchema],
  ['SparkConnect', connectSchema],
])('the schema of %s refuses unknown fields and holds no texts', (kind, schema: Schema) => {
  const open = every(schema).filter((part) => part.properties && part.additionalProperties !== false);
  expect(open).toEqual([]);
  expect(schema.properties!.kind).toEqual({ enum: [kind], type: 'string' });
  expect(every(schema).filter((part) => typeof part.description === 'string')).toEqual([]);
});

test('the schema of a CRD is closed where its fields are known, and open where they are not', () => {
  const crd = {
    spec: {
      group: 'example.org',
      names: { kind: 'Thing', singular: 'thing' },
      versions: [
        {
          name: 'v1',
          schema: {
            openAPIV3Schema: {
              description: 'A thing.',
              type: 'object',
              required: ['spec'],
              properties: {
                spec: {
                  type: 'object',
                  properties: {
                    port: { 'x-kubernetes-int-or-string': true, description: 'A port.' },
                    any: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
                    map: { type: 'object', additionalProperties: { type: 'string', description: 'A value.' } },
                    list: { type: 'array', items: { type: 'object', properties: { a: { type: 'string' } } } },
                  },
                },
              },
            },
          },
        },
      ],
    },
  };
  expect(closedSchemas(crd)).toEqual([
    {
      kind: 'Thing',
      schema: {
        $schema: 'http://json-schema.org/draft-07/schema#',
        $id: 'thing.json',
        type: 'object',
        required: ['spec'],
        additionalProperties: false,
        properties: {
          apiVersion: { enum: ['example.org/v1'], type: 'string' },
          kind: { enum: ['Thing'], type: 'string' },
          spec: {
            type: 'object',
            additionalProperties: false,
            properties: {
              any: { type: 'object' },
              list: {
                type: 'array',
                items: { type: 'object', additionalProperties: false, properties: { a: { type: 'string' } } },
              },
              map: { type: 'object', additionalProperties: { type: 'string' } },
              port: { anyOf: [{ type: 'integer' }, { type: 'string' }] },
            },
          },
        },
      },
    },
  ]);
});

/** Paths of a value, without list indexes. */
function paths(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) return [path, ...value.flatMap((item) => paths(item, `${path}[]`))];
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([name, item]) => paths(item, fieldPath(path, name)))];
}

/** Paths of the leaves of a schema; what cdk8s-plus types counts as a leaf. */
function schemaPaths(schema: Schema, path = ''): string[] {
  if (schema.items !== undefined) {
    const below = schemaPaths(schema.items as Schema, `${path}[]`);
    return below.length > 0 ? below : [path];
  }
  if (schema.properties === undefined) return [path];
  return Object.entries(schema.properties).flatMap(([name, property]) =>
    POD_SHAPED.has(name) ? [fieldPath(path, name)] : schemaPaths(property, fieldPath(path, name)),
  );
}

function fieldPath(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

/** A schema and all schemas inside it. */
function every(schema: Schema): Schema[] {
  return [
    schema,
    ...Object.values(schema).flatMap((value) =>
      typeof value === 'object' && value !== null ? every(value as Schema) : [],
    ),
  ];
}
