import { parseAllDocuments, stringify } from 'yaml';
import { isRecord, nameOf, namespaceOf, record, text, type Manifest } from '../lib/manifest/plain';
import { BOUNDARIES } from '../test/rules/boundaries/all';
import type { Boundary } from '../test/rules/boundaries/boundary';
import { APPLICATION, change, stepsOf } from '../test/rules/harness';

/** A longer line shows its beginning. */
const WIDTH = 110;

/** What a rule finds and what it accepts, as a change from the one to the other: its first boundary, which a test holds. */
export function exampleOf(rule: string): string {
  const boundary = BOUNDARIES.find(([id]) => id === rule);
  if (boundary === undefined) throw new Error(`rule ${rule} has no boundary in test/rules/boundaries`);
  const [, field, wrong, right, context = {}] = boundary;
  const { base = APPLICATION, given = {}, beside = [], chartVersion, files } = context;
  const paths = [...Object.keys(given), field];
  const side = (value: unknown): readonly string[] =>
    lines(JSON.parse(change(change(base, given), { [field]: value })) as Manifest, base, paths);
  const [before, after] =
    files === undefined ? [side(wrong), side(right)] : files.map((file) => file.trimEnd().split('\n'));
  return ['```diff', ...difference(before, after), '```', ...besides(beside, chartVersion)].join('\n');
}

/** The fields of a manifest as YAML, with its kind unless it is an application. */
function lines(manifest: Manifest, base: string, paths: readonly string[]): string[] {
  const shown: Record<string, unknown> = base === APPLICATION ? {} : pick(manifest, {}, ['kind']);
  for (const path of paths) pick(manifest, shown, stepsOf(path));
  if (Object.keys(shown).length === 0) return [];
  return stringify(shown, { lineWidth: 0, aliasDuplicateObjects: false, nullStr: '' })
    .trimEnd()
    .split(/ ?\n/);
}

/** Takes one field over; of a list all of it. */
function pick(
  from: Manifest,
  to: Record<string, unknown>,
  steps: readonly string[],
): Record<string, unknown> {
  const [step, ...rest] = steps;
  if (step === undefined || !Object.hasOwn(from, step)) return to;
  const value = from[step];
  if (rest.length === 0 || !isRecord(value)) to[step] = value;
  else {
    const inner = pick(value, { ...record(to[step]) }, rest);
    // Nothing stands where the other side has something.
    to[step] = Object.keys(inner).length === 0 ? null : inner;
  }
  return to;
}

/** Lines that go away and lines that come, between those that stay. */
function difference(before: readonly string[], after: readonly string[]): string[] {
  const most = Math.min(before.length, after.length);
  let head = 0;
  while (head < most && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < most - head && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  const marked = (sign: string, part: readonly string[]): string[] =>
    part.map((line) => `${sign}${line.length > WIDTH ? `${line.slice(0, WIDTH)}…` : line}`);
  return [
    ...marked(' ', before.slice(0, head)),
    ...marked('-', before.slice(head, before.length - tail)),
    ...marked('+', after.slice(head, after.length - tail)),
    ...marked(' ', before.slice(before.length - tail)),
  ];
}

/** What the example needs beside itself. */
function besides(beside: NonNullable<Boundary[4]>['beside'], chartVersion: string | undefined): string[] {
  const objects = (beside ?? []).flatMap((yaml) => {
    const documents = parseAllDocuments(yaml);
    return (Array.isArray(documents) ? documents : []).map((document) => called(document.toJS() as Manifest));
  });
  const needed = [...new Set(objects), ...(chartVersion === undefined ? [] : [`chart ${chartVersion}`])];
  return needed.length === 0 ? [] : ['', `Beside ${needed.join(', ')}.`];
}

function called(object: Manifest): string {
  const kind = text(object.kind);
  if (kind === undefined) return 'values of the release';
  return `${kind} ${[namespaceOf(object), nameOf(object)].filter((part) => part !== undefined).join('/')}`;
}
