import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UnreadableError, readObjects } from '../../../lib/check/read';
import { CASES } from './cases';

/** What kubectl takes and `check` refuses, because people or other clients read something else. */
const REFUSED: Readonly<Record<string, readonly string[]>> = {
  'repeated keys': Object.values(CASES['repeated keys']!).map(({ name }) => name),
  'merge keys': ['after a key', 'after a key of the same value'],
  'hidden characters': [
    'a line separator in a comment',
    'a paragraph separator in a comment',
    'a next line in a comment',
    'a carriage return in a comment',
    'a line separator in a block',
    'a next line in quotes',
    'two carriage returns',
  ],
  // A tag takes the comma and the next key, a question mark makes a key, and a colon belongs to the text.
  flow: [
    'with a tag before a comma',
    'with a question mark before a key',
    'with a question mark before a text',
    'with a colon before a comma',
    'with a colon before a bracket',
    'with a colon before a brace',
  ],
  // What follows would be dropped without a word.
  documents: ['an end and more', 'an end and nonsense'],
  // Clients before 1.34 refuse these.
  json: [
    'a trailing comma',
    'a trailing comma inside',
    'a trailing comma in a list',
    'a comment',
    'a number with a leading zero',
    'a line end in a text',
    'a key twice',
  ],
  // The parser does not know these.
  layout: ['a percent sign at the start of a line'],
  blocks: ['with an escaped quote'],
};

/** What kubectl refuses and `check` reads: it hides nothing. */
const READ: Readonly<Record<string, readonly string[]>> = {
  layout: ['a tab in an empty line'],
  blocks: ['with an escaped slash'],
  flow: ['with a question mark in a text'],
  lists: ['a typed list of things without a version'],
};

const ours = (text: string): unknown[] | null => {
  try {
    return readObjects('a.yaml', new TextEncoder().encode(text)).map(({ manifest }) => manifest);
  } catch (error) {
    if (error instanceof UnreadableError) return null;
    throw error;
  }
};

for (const [kind, cases] of Object.entries(CASES)) {
  const file = join(__dirname, `${kind.replaceAll(' ', '-')}.json`);
  const kubectl = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown[] | null>;

  describe(kind, () => {
    test('kubectl was asked for every case', () => {
      expect(Object.keys(kubectl)).toEqual(cases.map(({ name }) => name));
    });

    for (const { name, text } of cases) {
      const reads = kubectl[name] ?? null;
      if (READ[kind]?.includes(name)) {
        test(`reads ${name}, which kubectl refuses`, () => {
          expect(reads).toBeNull();
          expect(ours(text)).not.toBeNull();
        });
      } else if (REFUSED[kind]?.includes(name)) {
        test(`fails on ${name}, which kubectl reads`, () => {
          expect(reads).not.toBeNull();
          expect(ours(text)).toBeNull();
        });
      } else {
        test(`${reads === null ? 'fails on' : 'reads'} ${name} as kubectl does`, () => {
          expect(ours(text)).toEqual(reads);
        });
      }
    }
  });
}
