import { LosslessNumber } from 'lossless-json';
import { shape } from '../shapes';

/** A branch of a table: a snapshot by its number, as text since it has more digits than a number of JavaScript. */
export interface TableRef {
  readonly snapshot: string;
  /** What the branch keeps, which a commit has to repeat. */
  readonly retention: Readonly<Record<string, string | number>>;
}

/** What is to be known of a table. */
export interface Table {
  /** Namespaces and name, with dots. */
  readonly name: string;
  readonly uuid: string;
  readonly refs: ReadonlyMap<string, TableRef>;
  readonly properties: Readonly<Record<string, string>>;
  /** Number of its columns' version. */
  readonly schema: number;
  /** When it was changed last, in milliseconds by the clock of whoever changed it. */
  readonly updatedMs: number;
}

/** A change of one table, which happens as a whole where the table is as it was seen, and else not at all. */
export interface TableChange {
  readonly table: Table;
  /** Branches that must be where they were seen, or must not be there. */
  readonly expected: Readonly<Record<string, string | undefined>>;
  /** Branches and where they go; undefined deletes. */
  readonly refs?: Readonly<Record<string, TableRef | undefined>>;
  /** Properties; undefined deletes. */
  readonly properties?: Readonly<Record<string, string | undefined>>;
}

interface RawRef {
  readonly 'snapshot-id': number | string;
  readonly type: string;
  readonly [key: string]: unknown;
}

/** A table as the protocol has it. */
interface RawTable {
  readonly 'table-uuid': string;
  readonly 'last-updated-ms': number;
  readonly 'current-schema-id'?: number;
  readonly 'current-snapshot-id'?: number | string | null;
  readonly properties?: Readonly<Record<string, string>> | null;
  readonly refs?: Readonly<Record<string, RawRef>> | null;
}

const text = { type: 'string' };
const texts = { type: ['object', 'null'], additionalProperties: text };
const number = { type: ['integer', 'string'], pattern: '^-?[0-9]{1,19}$' };
const maybeNumber = { type: ['integer', 'string', 'null'], pattern: '^-?[0-9]{1,19}$' };

export const TABLE = shape<{ readonly metadata: RawTable }>('table', {
  type: 'object',
  required: ['metadata'],
  properties: {
    metadata: {
      type: 'object',
      required: ['table-uuid', 'last-updated-ms'],
      properties: {
        'table-uuid': text,
        'last-updated-ms': { type: 'integer' },
        'current-schema-id': { type: 'integer' },
        'current-snapshot-id': maybeNumber,
        properties: texts,
        refs: {
          type: ['object', 'null'],
          additionalProperties: {
            type: 'object',
            required: ['snapshot-id', 'type'],
            properties: { 'snapshot-id': number, type: text },
          },
        },
      },
    },
  },
});
const RETENTION = ['min-snapshots-to-keep', 'max-snapshot-age-ms', 'max-ref-age-ms'];

/** What is to be known of a table in an answer. */
export function tableOf(name: string, metadata: RawTable): Table {
  const refs = new Map(
    Object.entries(metadata.refs ?? {})
      .filter(([, { type }]) => type === 'branch')
      .map(([ref, raw]) => [ref, refOf(raw)]),
  );
  const current = metadata['current-snapshot-id'];
  // Tables of the first format have no branches to name.
  if (!refs.has('main') && metadata.refs == null && current != null && String(current) !== '-1') {
    refs.set('main', { snapshot: String(current), retention: {} });
  }
  return {
    name,
    uuid: metadata['table-uuid'],
    refs,
    properties: metadata.properties ?? {},
    schema: metadata['current-schema-id'] ?? 0,
    updatedMs: metadata['last-updated-ms'],
  };
}

function refOf(raw: RawRef): TableRef {
  const retention = RETENTION.flatMap((key) => {
    const value = raw[key];
    return typeof value === 'number' || (typeof value === 'string' && /^[0-9]+$/.test(value))
      ? [[key, value] as const]
      : [];
  });
  return { snapshot: String(raw['snapshot-id']), retention: Object.fromEntries(retention) };
}

/** A change as the protocol has it. */
export function bodyOf({ table, expected, refs = {}, properties = {} }: TableChange): object {
  const steps = table.name.split('.');
  const set = Object.entries(properties).filter(([, value]) => value !== undefined);
  const removed = Object.keys(properties).filter((key) => properties[key] === undefined);
  return {
    identifier: { namespace: steps.slice(0, -1), name: steps.at(-1)! },
    requirements: [
      { type: 'assert-table-uuid', uuid: table.uuid },
      ...Object.entries(expected).map(([ref, snapshot]) => ({
        type: 'assert-ref-snapshot-id',
        ref,
        'snapshot-id': snapshot === undefined ? null : new LosslessNumber(snapshot),
      })),
    ],
    updates: [
      ...Object.entries(refs).map(([name, ref]) =>
        ref === undefined
          ? { action: 'remove-snapshot-ref', 'ref-name': name }
          : {
              action: 'set-snapshot-ref',
              'ref-name': name,
              type: 'branch',
              'snapshot-id': new LosslessNumber(ref.snapshot),
              ...numbersIn(ref.retention),
            },
      ),
      ...(removed.length > 0 ? [{ action: 'remove-properties', removals: removed }] : []),
      ...(set.length > 0 ? [{ action: 'set-properties', updates: Object.fromEntries(set) }] : []),
    ],
  };
}

function numbersIn(record: Readonly<Record<string, string | number>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(record).map(([key, value]) => [key, new LosslessNumber(String(value))]),
  );
}
