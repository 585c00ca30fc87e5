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
  ['a text', 'hello', /^a\.yaml:1:1: neither a Kubernetes object nor values of the Spark Operator chart$/],
  ['many aliases', bomb(), /^a\.yaml:\d+:\d+: aliases expand to too many nodes$/],
  ['deep nesting', `kind: ${'['.repeat(100_000)}`, /^a\.yaml:1:206: nested too deeply$/],
  ['a map as key', 'kind: A\nmetadata: { { a: 1 }: 2 }', /^a\.yaml:2:\d+: a key that is no text/],
  [
    'a line separator',
    'kind: A\n# b\u2028spec: c\n',
    /^a\.yaml:2:4: U\+2028 \(line separator\) ends a line for Kub/,
  ],
  [
    'a paragraph separator',
    'kind: A # b\u2029spec: c\n',
    /^a\.yaml:1:12: U\+2029 \(paragraph separator\) ends a line/,
  ],
  ['a next line', 'kind: A # b\u0085spec: c\n', /^a\.yaml:1:12: U\+0085 \(next line\) ends a line/],
  [
    'a carriage return',
    '---\nkind: A # b\rspec: c\n',
    /^a\.yaml:2:12: a carriage return without a line feed ends/,
  ],
  [
    'a control character',
    'kind: A\n---\nkind: "\u001b[2J"\n',
    /^a\.yaml:3:8: the control character U\+001B is not/,
  ],
  [
    'a key that a merge key brings again',
    'x: &x {image: b}\nspec:\n  image: a\n  <<: *x\n',
    /^a\.yaml:4:3: image stands before << and comes again with it, and Kubernetes takes that one; move << to the top/,
  ],
  ['a text under a merge key', 'kind: A\n<<: b\n', /^a\.yaml:2:1: << takes a map or a list of maps$/],
  [
    'a cycle',
    'kind: A\nspec: &s {a: [*s]}\n',
    /^a\.yaml:2:15: an alias stands inside of what it stands for$/,
  ],
  [
    'a cycle of merge keys',
    'kind: A\nx: &x {<<: *x}\nx: 1\ny: {<<: *x}\n',
    /^a\.yaml:2:12: an alias stands inside/,
  ],
  ['a cycle of keys', 'kind: A\nx: &x {*x : 1}\n', /^a\.yaml:2:8: a key that is no text/],
  [
    'a number without an end',
    'kind: A\nx: .inf\n',
    /^a\.yaml:2:4: \.inf is no number that Kubernetes can keep$/,
  ],
  ['a tag that does not fit', 'kind: A\nx: !!int b\n', /^a\.yaml:2:10: "b" does not fit its tag !!int$/],
  ['binary data that are none', 'kind: A\nx: !!binary "*"\n', /^a\.yaml:2:13: !!binary holds no base64$/],
  [
    'an object after three dashes',
    'kind: A\n--- {kind: B}\n',
    /^a\.yaml:2:1: Kubernetes reads nothing after ---; begin/,
  ],
  [
    'an object after the end',
    'kind: A\n...\nkind: B\n',
    /^a\.yaml:3:1: Kubernetes reads nothing after \.\.\.; write ---/,
  ],
  ['JSON with a trailing comma', '{"kind":"A",}', /^a\.yaml:1:13: no JSON: /],
  ['JSON without its end', '{"kind":"A"', /^a\.yaml:1:12: no JSON: /],
  [
    'YAML after two JSON objects',
    '{"kind":"A"}{"kind":"B"}\n---\nkind: C\n',
    /^a\.yaml:1:25: after two JSON objects Kub/,
  ],
  ['a word and its boolean as keys', 'kind: A\nx: {y: 1, "true": 2}\n', /^a\.yaml:2:11: true is given twice/],
  ['a number and its text as keys', 'kind: A\nx: {8: 1, "8": 2}\n', /^a\.yaml:2:11: 8 is given twice/],
  [
    'a colon before a comma',
    'kind: A\nx: {a:, b: 1}\n',
    /^a\.yaml:2:6: a key without a value; write a blank after its colon$/,
  ],
  [
    'a question mark before a key',
    'kind: A\nx: {?a: 1}\n',
    /^a\.yaml:2:5: a text in braces or brackets that begins with \?; quote it$/,
  ],
  ['a tag before a comma', 'kind: A\nx: {a: !!str,b: 1}\n', /^a\.yaml:2:13: a tag ends with a blank$/],
  ['an unknown alias', 'kind: *a', /^a\.yaml:1:7: there is no &a above \*a$/],
];
for (const [what, text, message] of BROKEN) {
  test(`fails on ${what}`, () => {
    expect(() => read(text)).toThrow(message);
  });
}

test('fails on a list of what are no objects', () => {
  expect(() => read('kind: List\nitems:\n- a\n')).toThrow('a.yaml:3:3: an item of a List is no object');
  expect(() => read('kind: List\nitems:\n- a: 1\n')).toThrow('a.yaml:3:3: an item of a List has no kind');
  expect(() => read('kind: List\nitems: {a: 1}\n')).toThrow('a.yaml:2:1: items of a List is no list');
});

test('fails on a list in a list', () => {
  expect(() => read('kind: List\nitems:\n- kind: AList\n  items: []\n')).toThrow(
    'a.yaml:3:3: kubectl opens no list in a list; move its items to the List',
  );
});

test('gives the items of a typed list its kind', () => {
  const [item] = read('apiVersion: v1\nkind: SecretList\nitems:\n- metadata: {name: a}\n  x: 1\n');
  expect(item).toMatchObject({ kind: 'Secret', manifest: { apiVersion: 'v1', metadata: { name: 'a' } } });
  expect(item!.line(['x'])).toBe(5);
});

test('gives the lines of what a merge key brings', () => {
  const [object] = read('kind: A\nx: &x\n  a: 1\nspec:\n  <<: *x\n  b: 2\n');
  expect(object!.line(['spec', 'a'])).toBe(3);
  expect(object!.line(['spec', 'b'])).toBe(6);
});

test('gives the lines of objects in a stream of JSON', () => {
  const objects = read('{"kind":"A"}\n{"kind":"B",\n"x":1}\n');
  expect(objects.map((object) => object.line(['x']))).toEqual([1, 3]);
  expect(objects[1]!.line(['kind'])).toBe(2);
});

test('reads the smallest and the largest numbers', () => {
  const [object] = read('kind: A\na: 9223372036854775807\nb: 9223372036854775808\nc: 1e-400\n');
  expect(object!.manifest).toMatchObject({ a: 2 ** 63 - 1024, b: 2 ** 63, c: 0 });
});

test('fails on bytes that are no UTF-8', () => {
  expect(() => read(new Uint8Array([0x61, 0xff, 0xfe]))).toThrow('a.yaml: not UTF-8 text');
});

const inUtf16 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'utf16le'));

test('fails on UTF-16', () => {
  expect(() => read(inUtf16('\ufeffkind: A\n'))).toThrow(
    'a.yaml: UTF-16, which kubectl does not read; save it as UTF-8',
  );
  const without = 'a.yaml: UTF-16 without a byte order mark; save it as UTF-8';
  expect(() => read(inUtf16('kind: A\n'))).toThrow(without);
  expect(() => read(inUtf16('kind: A\n').reverse())).toThrow(without);
});

test('fails on a huge file without reading it', () => {
  expect(() => read(new Uint8Array(MAX_BYTES + 1))).toThrow(
    'a.yaml: 5 MiB, at most 4 MiB can be checked; split it',
  );
});

function bomb(): string {
  const lines = ['kind: A', 'a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
  for (let i = 1; i < 9; i += 1) {
    lines.push(`a${i}: &a${i} [${Array.from({ length: 10 }, () => `*a${i - 1}`).join(', ')}]`);
  }
  return lines.join('\n');
}
