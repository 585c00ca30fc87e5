import { MAX_BYTES, readObjects } from '../../lib/check/read';

const read = (text: string | Uint8Array) =>
  readObjects('a.yaml', typeof text === 'string' ? new TextEncoder().encode(text) : text);

test('reads many documents with their lines', () => {
  const [first, second] = read('kind: A\n---\n# comment\nkind: B\nspec:\n  list:\n    - x: 1\n    - y: 2\n');
  expect([first!.kind, second!.kind]).toEqual(['A', 'B']);
  expect(second!.line(['kind'])).toBe(4);
  expect(second!.line(['spec', 'list', 1, 'y'])).toBe(8);
});

test('gives the line of the nearest property above a missing one', () => {
  const [object] = read('kind: A\nspec:\n  driver:\n    cores: 1\n');
  expect(object!.line(['spec', 'driver', 'memory'])).toBe(3);
  expect(object!.line(['metadata', 'name'])).toBe(1);
});

test('follows aliases', () => {
  const [object] = read('kind: A\na: &x\n  b: 1\nc: *x\n');
  expect(object!.line(['c', 'b'])).toBe(3);
});

test('skips empty documents and takes a List apart', () => {
  expect(read('---\n---\n# nothing\n')).toEqual([]);
  const objects = read('kind: List\nitems:\n  - kind: A\n  - kind: B\n    x: 1\n');
  expect(objects.map(({ kind }) => kind)).toEqual(['A', 'B']);
  expect(objects[1]!.line(['x'])).toBe(5);
});

test('a document without kind is values of the chart', () => {
  expect(read('spark: {}')[0]!.kind).toBe('values');
});

test('reads booleans as Kubernetes does', () => {
  expect(read('kind: A\na: yes\nb: Off\nc: "no"\nd: nope')[0]!.manifest).toMatchObject({
    a: true,
    b: false,
    c: 'no',
    d: 'nope',
  });
});

const BROKEN: [string, string, RegExp][] = [
  ['a tab', 'kind: A\nspec:\n\tx: 1\n', /^a\.yaml:3:1: Tabs are not allowed as indentation$/],
  [
    'a duplicate key',
    'kind: A\nkind: B\n',
    /^a\.yaml:2:1: kind is given twice in one map; remove one of the two$/,
  ],
  ['an open bracket', 'kind: [A\n', /^a\.yaml:\d:\d: /],
  ['a text', 'hello', /^a\.yaml:1: neither a Kubernetes object nor values of the Spark Operator chart$/],
  ['many aliases', bomb(), /^a\.yaml: aliases expand to too many nodes$/],
  ['deep nesting', `kind: ${'['.repeat(100_000)}`, /^a\.yaml: nested too deeply$/],
  [
    'a template',
    'kind: A\nmetadata: {{ .Values.x }}',
    /^a\.yaml:2:12: a key that is no text; a template must/,
  ],
  ['an unknown alias', 'kind: *a', /^a\.yaml: Unresolved alias/],
];
for (const [what, text, message] of BROKEN) {
  test(`fails on ${what}`, () => {
    expect(() => read(text)).toThrow(message);
  });
}

test('fails on bytes that are no UTF-8', () => {
  expect(() => read(new Uint8Array([0x61, 0xff, 0xfe]))).toThrow('a.yaml: not UTF-8 text');
});

test('fails on a huge file without reading it', () => {
  expect(() => read(new Uint8Array(MAX_BYTES + 1))).toThrow(
    'a.yaml: 17 MiB, at most 16 MiB can be checked; split it',
  );
});

function bomb(): string {
  const lines = ['kind: A', 'a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
  for (let i = 1; i < 9; i += 1) {
    lines.push(`a${i}: &a${i} [${Array.from({ length: 10 }, () => `*a${i - 1}`).join(', ')}]`);
  }
  return lines.join('\n');
}
