import fc from 'fast-check';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compose } from '../../../lib/check/reading/documents';
import { readPlainBlocks } from '../../../lib/check/reading/plain-blocks';
import type { Place } from '../../../lib/check/reading/place';
import { allValues } from '../../../lib/check/reading/values';
import { CASES } from './cases';
import { yamlTexts } from './yaml-texts';

/** Values and places as all of YAML is read. */
const careful = (text: string) => {
  const { value, repeats, root } = allValues(compose({ text, start: 7 }));
  return { value, repeats: repeats.length, places: placesOf(root()) };
};

/** The same as lines are read; undefined for what is not read. */
const plain = (text: string) => {
  const node = readPlainBlocks(text, 7);
  return node === undefined ? undefined : { value: node.value, repeats: 0, places: placesOf(node) };
};

/** Every place by its path. */
function placesOf(place: Place, path: readonly string[] = []): string[] {
  const inside = [...(place.inside ?? [])].flatMap(([key, inner]) => placesOf(inner, [...path, key]));
  return [`${JSON.stringify(path)} ${place.start} ${place.end}`, ...inside];
}

/** True for a text that is read, and then as all of YAML is. */
function isReadAlike(text: string): boolean {
  const found = plain(text);
  if (found !== undefined) expect({ text, ...found }).toEqual({ text, ...careful(text) });
  return found !== undefined;
}

const folders = ['dist', 'examples', 'test'].filter(existsSync);

test('reads the manifests of this repository as all of YAML is read', () => {
  const files = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.yaml') && !file.includes('node_modules'))
      .map((file) => join(folder, file)),
  );
  const documents = files.flatMap((file) => readFileSync(file, 'utf8').split(/^---$/m));
  const read = documents.filter(isReadAlike);
  expect(read.length).toBeGreaterThan(documents.length / 4);
});

test('reads what a person may write as all of YAML is read', () => {
  for (const { text } of Object.values(CASES).flat()) isReadAlike(text);
  fc.assert(fc.property(yamlTexts(), (write) => void isReadAlike(write('a'))));
});

const READ: Readonly<Record<string, string>> = {
  'texts without quotes': 'a: x y\nb: --c\nd: ${env.X}\ne: http://f:80/#g\n',
  'texts in quotes': `a: "b # c"\nd: 'e: f'\n`,
  'numbers and words': 'a: 1\nb: 0x1F\nc: yes\nd: null\n',
  'empty collections': 'a: {}\nb: []\n',
  'lists below their key': 'a:\n- b\n- c: 1\n  d:\n  - e\nf: g\n',
  'lists further in': 'a:\n    - b\n    - c: 1\n      d: 2\n',
  'comments on lines of their own': '# a\nb:\n# c\n    # d\n  e: f\n\n',
  'an indent of 60': `a:\n${' '.repeat(60)}b: c\n`,
};

test.each(Object.entries(READ))('reads %s', (_, text) => {
  expect(isReadAlike(text)).toBe(true);
});

const LEFT: Readonly<Record<string, string>> = {
  nothing: '# a\n',
  'a text alone': 'a\n',
  'an empty value': 'a:\nb: c\n',
  'an empty item': 'a:\n  -\n',
  'a list in a list': 'a:\n  - - b\n',
  'more blanks behind a dash': 'a:\n  -   b: c\n',
  'a comment behind a value': 'a: b # c\n',
  'a text over lines': 'a: b\n  c\n',
  'a block': 'a: |\n  b\n',
  'braces and brackets': 'a: {b: c}\n',
  'an anchor': 'a: &b c\n',
  'a tag': 'a: !!str b\n',
  'an escape': 'a: "\\n"\n',
  'another alphabet': 'a: é\n',
  'a carriage return': 'a: b\r\n',
  'a tab': 'a:\tb\n',
  'a key in quotes': '"a": b\n',
  'a key that is null': 'null: b\n',
  'a key given twice': 'a: b\na: c\n',
  'a merge key': '<<: b\n',
  'a map behind a value': 'a: b\n  c: d\n',
  'an item in a map': 'a: b\n- c\n',
  'a map in a list': 'a:\n  - b\n  c: d\n',
  'an indent that returns to no other': 'a:\n    b: c\n  d: e\n',
  'an indent of 61': `a:\n${' '.repeat(61)}b: c\n`,
  infinity: 'a: .inf\n',
  'a key of 202 characters': `${'a'.repeat(202)}: b\n`,
  'more than 32 KiB': `a: ${'b'.repeat(2 ** 15)}\n`,
};

test.each(Object.entries(LEFT))('leaves %s to the reader of all of YAML', (_, text) => {
  expect(plain(text)).toBeUndefined();
});

const LINES = fc
  .tuple(
    fc.constantFrom(0, 0, 1, 2, 2, 2, 4, 4, 6),
    fc.constantFrom('', '', '', '- ', '- ', '-', '- - ', '-  ', '# '),
    fc.constantFrom(
      '',
      'a:',
      'b:',
      'c: ',
      'a: ',
      'b: ',
      'y: ',
      'null: ',
      '__proto__: ',
      'a :',
      '8: ',
      '"a": ',
    ),
    fc.oneof(
      fc.constantFrom(
        '',
        '',
        'x',
        '1',
        '0x1F',
        'on',
        '~',
        '.inf',
        '1e999',
        '{}',
        '[]',
        '{a: 1}',
        '"x y"',
        "'x'",
      ),
      fc.constantFrom(
        '"\\n"',
        "'it''s'",
        'x y',
        'x  y',
        'x ',
        'a: b',
        'a:b',
        'x #y',
        'x#y',
        '#x',
        '|',
        '&a x',
        '*a',
      ),
      fc.string({
        unit: fc.constantFrom(...Array.from('ab1:#-_.,!&*?|>\'"%@`{}[]~=<$(/ é\t\r')),
        maxLength: 5,
      }),
    ),
  )
  .map(([indent, dash, key, value]) => `${' '.repeat(indent)}${dash}${key}${value}`);

test('reads lines of any kind as all of YAML is read, or leaves them', () => {
  fc.assert(
    fc.property(fc.array(LINES, { maxLength: 6 }), (lines) => void isReadAlike(lines.join('\n'))),
    { numRuns: 20_000 },
  );
});
