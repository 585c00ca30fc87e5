import { nameOf } from '../../../lib/runs/plan';
import { RunnerError } from '../outcome';
import { shape } from '../shapes';
import type { Table, TableChange } from './table';

/** Begins the properties of a table that say whose its branches are; the name of the branch follows. */
const PREFIX = 'spark-run.';
/** Promotions that a table remembers after their branches are gone. */
const REMEMBERED = 100;

/** Whose a branch is, as a property of the table says it from the commit on that makes the branch. */
interface Owner {
  readonly job: string;
  readonly run_id: string;
  /** Where main was; undefined for a table without a snapshot, whose branch the first write makes. */
  readonly base?: string;
  /** The version of its columns then. */
  readonly schema: number;
  /** Where the branch was when main was moved on to it. */
  readonly promoted?: string;
  /** When that was, by the clock of the table. */
  readonly at?: number;
}

/** The branch of a run in one table. */
export interface OwnBranch {
  readonly table: Table;
  readonly name: string;
  readonly owner: Owner;
  /** Where it is; undefined where there is nothing in it, or nothing any more. */
  readonly head: string | undefined;
  /** True when nothing was written since it was made. */
  readonly isFresh: boolean;
}

/** A run, as far as it is known. */
export interface RunOfJob {
  readonly job: string;
  readonly name: string;
  readonly runId?: string;
}

const OWNER = shape<Owner>('owner', {
  type: 'object',
  required: ['job', 'run_id', 'schema'],
  properties: {
    ...{ job: { type: 'string' }, run_id: { type: 'string' }, schema: { type: 'integer' } },
    ...{ base: { type: 'string' }, promoted: { type: 'string' }, at: { type: 'integer' } },
  },
});

/** Where main is. */
export function mainOf({ refs }: Table): string | undefined {
  return refs.get('main')?.snapshot;
}

/** The branches of a run in a table, also those that are gone and whose promotion is remembered. */
export function ownBranches(table: Table, run: RunOfJob): OwnBranch[] {
  return records(table).filter(
    ({ owner: { job, run_id: runId } }) =>
      job === run.job && (run.runId ?? runId) === runId && isNameOf(run.name, job, runId),
  );
}

/** @throws RunnerError when a branch of this name is there and not this run's */
export function refuseOthers(tables: readonly Table[], name: string, run: RunOfJob): void {
  for (const table of tables) {
    if (!table.refs.has(name) || ownBranches(table, run).some((own) => own.name === name)) continue;
    const owner = records(table).find((record) => record.name === name)?.owner;
    throw new RunnerError(
      'owned-by-another',
      `branch ${name} of table ${table.name} ${owner === undefined ? 'was made by no run' : `is of run ${JSON.stringify(owner.run_id)} of job ${owner.job}`}, ` +
        `and not by ${run.runId === undefined ? `a run of job ${run.job}` : `run ${JSON.stringify(run.runId)} of job ${run.job}`}; ` +
        'it is left as it is; take another run id, or drop it with ALTER TABLE if it is yours',
    );
  }
}

/** Makes the branch of a run where main is now. */
export function making(
  table: Table,
  name: string,
  run: { readonly job: string; readonly id: string },
): TableChange {
  const base = mainOf(table);
  const owner = {
    ...{ job: run.job, run_id: run.id, schema: table.schema },
    ...(base !== undefined && { base }),
  };
  return {
    table,
    expected: { main: base, [name]: undefined },
    refs: base === undefined ? {} : { [name]: { snapshot: base, retention: {} } },
    properties: { [PREFIX + name]: JSON.stringify(owner) },
  };
}

/** Moves main on to a branch that was seen to have it as its base, and remembers that. */
export function promoting({ table, name, owner, head }: OwnBranch, deleteBranch: boolean): TableChange {
  const main = { snapshot: head!, retention: table.refs.get('main')?.retention ?? {} };
  const promoted: Owner = { ...owner, promoted: head!, at: table.updatedMs };
  return {
    table,
    expected: { main: owner.base, [name]: head },
    refs: { main, ...(deleteBranch && { [name]: undefined }) },
    properties: { ...forgotten(table), [PREFIX + name]: JSON.stringify(promoted) },
  };
}

/** Deletes a branch; that it was promoted stays known. */
export function removing({ table, name, owner, head }: OwnBranch): TableChange {
  return {
    table,
    expected: { [name]: head },
    refs: head === undefined ? {} : { [name]: undefined },
    properties: owner.promoted === undefined ? { [PREFIX + name]: undefined } : {},
  };
}

/** Whether there is anything to remove. */
export function isThere({ owner, head }: OwnBranch): boolean {
  return head !== undefined || owner.promoted === undefined;
}

function records(table: Table): OwnBranch[] {
  return Object.entries(table.properties).flatMap(([key, value]) => {
    const owner = key.startsWith(PREFIX) ? ownerIn(value) : undefined;
    if (owner === undefined) return [];
    const name = key.slice(PREFIX.length);
    const head = table.refs.get(name)?.snapshot;
    const isFresh = owner.promoted === undefined && (head === undefined || head === owner.base);
    return [{ table, name, owner, head, isFresh }];
  });
}

function ownerIn(value: string): Owner | undefined {
  try {
    const owner = JSON.parse(value) as unknown;
    return OWNER.fits(owner) ? owner : undefined;
  } catch {
    return undefined;
  }
}

/** Promotions that are one too many to be remembered. */
function forgotten(table: Table): Record<string, undefined> {
  const promoted = records(table).filter(
    ({ owner, head }) => owner.promoted !== undefined && head === undefined,
  );
  const old = promoted
    .sort((one, other) => (other.owner.at ?? 0) - (one.owner.at ?? 0))
    .slice(REMEMBERED - 1);
  return Object.fromEntries(old.map(({ name }) => [PREFIX + name, undefined]));
}

function isNameOf(name: string, job: string, runId: string): boolean {
  return runId !== '' && nameOf(job, runId) === name;
}
