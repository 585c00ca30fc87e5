import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const DIAGRAM = /```mermaid\n([^]*?)```/.exec(readFileSync('docs/architecture.md', 'utf8'))![1]!;

/** The rooms that each room of the diagram has an arrow to. */
const ARROWS = new Map<string, string[]>();
const labels = new Map([...DIAGRAM.matchAll(/(\w+)\["([^"]+)"\]/g)].map(([, id, label]) => [id!, label!]));
for (const [, from, to] of DIAGRAM.matchAll(/^ *(\w+)(?:\["[^"]+"\])? --> (\w+)/gm)) {
  const [above, below] = [from!, to!].map((id) => labels.get(id) ?? id) as [string, string];
  for (const room of [above, below]) if (!ARROWS.has(room)) ARROWS.set(room, []);
  ARROWS.get(above)!.push(below);
}

const files = readdirSync('lib', { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => name.slice(0, -'.ts'.length).replaceAll('\\', '/'));

/** The room that a file is in: the longest name of the diagram that its path begins with. */
function roomOf(file: string): string | undefined {
  return [...ARROWS.keys()]
    .filter((room) => file === room || file.startsWith(`${room}/`))
    .sort((a, b) => b.length - a.length)[0];
}

function below(room: string, above: readonly string[] = []): string[] {
  if (above.includes(room)) throw new Error(`${[...above, room].join(' --> ')} runs in a circle`);
  return (ARROWS.get(room) ?? []).flatMap((next) => [next, ...below(next, [...above, room])]);
}

interface Import {
  readonly from: string;
  readonly to: string;
  /** True for types alone, which are gone at run time. */
  readonly isType: boolean;
}

const imports = files.flatMap((from): Import[] =>
  [
    ...readFileSync(`lib/${from}.ts`, 'utf8').matchAll(
      /^(?:import|export) (type )?(?:\{([^}]*)\}|\* as \w+|\w+) from '(\.[^']*)'/gm,
    ),
  ].flatMap(([, type, names, path]) => {
    const to = join(dirname(from), path!).replaceAll('\\', '/');
    const isType =
      type !== undefined ||
      (names ?? '')
        .split(',')
        .map((name) => name.trim())
        .filter((name) => name !== '')
        .every((name) => name.startsWith('type '));
    return existsSync(`lib/${to}.ts`) ? [{ from, to, isType }] : [];
  }),
);

test('every file of lib/ is in a room of the diagram, and every room is there', () => {
  expect(files.filter((file) => roomOf(file) === undefined)).toEqual([]);
  expect([...ARROWS.keys()].filter((room) => !files.some((file) => roomOf(file) === room))).toEqual([]);
});

test('no arrow of the diagram runs back up', () => {
  for (const room of ARROWS.keys()) expect(() => below(room)).not.toThrow();
});

test('a room imports only what is below it', () => {
  expect(imports.length).toBeGreaterThan(100);
  const wrong = imports.filter(({ from, to }) => {
    const [room, other] = [roomOf(from), roomOf(to)];
    return room !== undefined && other !== undefined && room !== other && !below(room).includes(other);
  });
  expect(wrong.map(({ from, to }) => `lib/${from}.ts imports lib/${to}.ts`)).toEqual([]);
});

/** Files that know each other's types: a parent and its children. */
const BY_TYPE = [
  ['storage/s3-bucket', 'storage/s3-store'],
  ['iceberg/catalog-kinds', 'iceberg/iceberg-catalog'],
];

test.each([
  ['at run time', imports.filter(({ isType }) => !isType), []],
  ['by type, but for parents and children', imports, BY_TYPE],
])('no files import each other %s', (_, known, allowed: string[][]) => {
  const found = circles(known).filter(
    (circle) => !allowed.some((one) => circle.every((file) => one.includes(file))),
  );
  expect(found).toEqual([]);
});

/** The files of each circle of imports. */
function circles(known: readonly Import[]): string[][] {
  const targets = new Map<string, string[]>();
  for (const { from, to } of known) targets.set(from, [...(targets.get(from) ?? []), to]);
  const reached = new Map(files.map((file) => [file, reach(file, targets)]));
  const mutual = files.map((file) =>
    files.filter((other) => reached.get(file)!.has(other) && reached.get(other)!.has(file)),
  );
  return [
    ...new Map(mutual.filter((group) => group.length > 0).map((group) => [group.join(), group])).values(),
  ];
}

function reach(file: string, targets: ReadonlyMap<string, string[]>): Set<string> {
  const seen = new Set<string>();
  const open = [...(targets.get(file) ?? [])];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    open.push(...(targets.get(next) ?? []));
  }
  return seen;
}
