import type { Contract } from '../../../lib/runs/contract';
import { ISOLATION_KEYWORD } from '../../../lib/runs/isolation/isolation';
import { EARLIEST_KEYWORD, LATEST_KEYWORD, TARGETS_KEYWORD } from '../../../lib/runs/parameters';
import type { Property } from '../../../lib/runs/property';
import { targetOf } from '../../../lib/runs/targets/all';
import type { Template } from '../../../lib/runs/template';
import { releasedProblem } from '../../../lib/runs/value';
import { limitsOf } from './page';

/** One thing that is otherwise in the newer release. */
export interface Change {
  /** Where: `parameters.executorInstances`, `spec.image`. */
  readonly what: string;
  readonly from?: unknown;
  readonly to?: unknown;
  /** Why something that the older release took is refused now, or goes elsewhere. */
  readonly breaks?: string;
}

/** Changes of one application that are told. */
const MOST = 200;

/** What is otherwise in a newer release, what breaks callers first. */
export function differences(older: Template, newer: Template): Change[] {
  const changes = [...contractChanges(older.contract, newer.contract), ...applicationChanges(older, newer)];
  return [
    ...changes.filter(({ breaks }) => breaks !== undefined),
    ...changes.filter(({ breaks }) => breaks === undefined),
  ];
}

function contractChanges(older: Contract, newer: Contract): Change[] {
  const names = [...new Set([...Object.keys(older.properties), ...Object.keys(newer.properties)])].sort();
  return [
    ...isolationChange(older, newer),
    ...targetChanges(older[TARGETS_KEYWORD] ?? [], newer[TARGETS_KEYWORD] ?? []),
    ...names.flatMap((name) =>
      parameterChange(name, own(older, name), own(newer, name), {
        was: older.required?.includes(name) === true,
        is: newer.required?.includes(name) === true,
      }),
    ),
  ];
}

function own({ properties }: Contract, name: string): Property | undefined {
  return Object.hasOwn(properties, name) ? properties[name] : undefined;
}

function isolationChange(older: Contract, newer: Contract): Change[] {
  const [from, to] = [older, newer].map((contract) => contract[ISOLATION_KEYWORD] ?? 'lakefs');
  return from === to
    ? []
    : [
        {
          what: 'isolation',
          from,
          to,
          breaks: 'runs are kept apart in another way, and are promoted otherwise or not at all',
        },
      ];
}

function targetChanges(older: readonly string[], newer: readonly string[]): Change[] {
  if (older.join() === newer.join()) return [];
  const gone = older.filter((target) => !newer.includes(target));
  const breaks =
    gone.length > 0
      ? `runs can no longer be promoted to ${gone.join(', ')}`
      : older[0] === newer[0]
        ? undefined
        : 'another branch is meant when none is named';
  return [{ what: 'promotionTargets', from: older, to: newer, ...(breaks !== undefined && { breaks }) }];
}

function parameterChange(
  name: string,
  from: Property | undefined,
  to: Property | undefined,
  required: { readonly was: boolean; readonly is: boolean },
): Change[] {
  const what = `parameters.${name}`;
  if (from === undefined) {
    return [{ what, to: limitsOf(to!), ...(required.is && { breaks: 'it must be given now' }) }];
  }
  if (to === undefined) return [{ what, from: limitsOf(from), breaks: 'it is refused now' }];
  const [before, after] = [limitsOf(from), limitsOf(to)];
  const [sets, did] = [targetOf(name, to)!.name, targetOf(name, from)!.name];
  const breaks =
    required.is && !required.was
      ? 'it must be given now'
      : sets !== did
        ? `it sets ${sets} and no longer ${did}`
        : narrowed(from, to)
          ? 'values that were allowed are refused now'
          : undefined;
  return before === after && breaks === undefined && required.is === required.was
    ? []
    : [{ what, from: before, to: after, ...(breaks !== undefined && { breaks }) }];
}

/** Whether something that the one allowed may be refused by the other. */
function narrowed(from: Property, to: Property): boolean {
  if (from.type !== to.type && !(from.type === 'integer' && to.type === 'number')) return true;
  const values = from.enum ?? (from.const === undefined ? undefined : [from.const]);
  const left = to.enum ?? (to.const === undefined ? undefined : [to.const]);
  if (left !== undefined) return values === undefined || values.some((value) => !left.includes(value));
  if (values !== undefined) return values.some((value) => releasedProblem('', to, value) !== undefined);
  const lowered = (a: Bound, b: Bound): boolean => b !== undefined && (a === undefined || a > b);
  const raised = (a: Bound, b: Bound): boolean => b !== undefined && (a === undefined || a < b);
  return (
    raised(from.minimum, to.minimum) ||
    lowered(from.maximum, to.maximum) ||
    raised(from.minLength, to.minLength) ||
    lowered(from.maxLength, to.maxLength) ||
    raised(from[EARLIEST_KEYWORD], to[EARLIEST_KEYWORD]) ||
    lowered(from[LATEST_KEYWORD], to[LATEST_KEYWORD]) ||
    (to.pattern !== undefined && to.pattern !== from.pattern) ||
    (to.format !== undefined && to.format !== from.format)
  );
}

type Bound = number | string | undefined;

function applicationChanges({ application: older }: Template, { application: newer }: Template): Change[] {
  const changes: Change[] = [];
  const compare = (what: string, from: unknown, to: unknown): void => {
    if (changes.length >= MOST || JSON.stringify(from) === JSON.stringify(to)) return;
    if (isMap(from) && isMap(to)) {
      for (const key of [...new Set([...Object.keys(from), ...Object.keys(to)])].sort()) {
        compare(/^[\w-]+$/.test(key) ? `${what}.${key}` : `${what}["${key}"]`, from[key], to[key]);
      }
    } else changes.push({ what, ...(from !== undefined && { from }), ...(to !== undefined && { to }) });
  };
  if (older.metadata.name !== newer.metadata.name) {
    changes.push({
      ...{ what: 'metadata.name', from: older.metadata.name, to: newer.metadata.name },
      breaks: 'it is another job, whose runs have other names',
    });
  }
  compare('spec', older.spec, newer.spec);
  return changes;
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
