import fc from 'fast-check';
import { CASES } from './cases';

/** Ways to write one value, of those that have no line break. */
const SCALARS = ['integers', 'floats', 'words', 'tags']
  .flatMap((kind) => CASES[kind]!)
  .map(({ name }) => JSON.parse(name) as string)
  .filter((value) => !value.includes('\n') && !/\.(?:inf|nan)$/i.test(value));

const KEYS = [
  'a',
  'b',
  'c',
  '8',
  '010',
  '0x8',
  'y',
  'on',
  '"true"',
  'a b',
  "'a'",
  '1.5',
  '1e3',
  '2001-01-01',
  '*k ',
];

const anyOf = (characters: string): fc.Arbitrary<string> => fc.constantFrom(...Array.from(characters));

interface Writer {
  /** The value in braces and brackets. */
  readonly flow: string;
  /** The value in lines, each without its indent. */
  readonly block: readonly string[];
}

const scalar = fc
  .oneof(
    { weight: 4, arbitrary: fc.constantFrom(...SCALARS) },
    fc.string({ unit: anyOf('ab01:#-_.,!&*?|>\'"%@`{}[] '), maxLength: 8 }).map((text) => text.trim()),
    fc.string({ unit: anyOf('ab01:#-_.,\'"{}[] \\\n\t'), maxLength: 12 }).map((text) => JSON.stringify(text)),
    fc.string({ unit: anyOf('ab01:#-_.," '), maxLength: 8 }).map((text) => `'${text}'`),
  )
  .map((text): Writer => ({ flow: text, block: [text] }));

const block = fc
  .tuple(
    fc.constantFrom('|', '>', '|-', '>-', '|+', '>+', '|2', '!!str |', '&t >'),
    fc.array(fc.constantFrom('a', '  b', '', '- c', 'd: e', '# f', '010', '\tg', 'h '), {
      minLength: 1,
      maxLength: 5,
    }),
  )
  .map(([mark, lines]): Writer => ({
    flow: '"x"',
    block: [mark, ...lines.map((line) => (line === '' ? '' : `  ${line}`))],
  }));

const alias = fc.constantFrom('*k', '*m', '*l').map((text): Writer => ({ flow: text, block: [text] }));

const { value } = fc.letrec<{ value: Writer }>((tie) => {
  const below = tie('value');
  return {
    value: fc.oneof(
      { maxDepth: 3, depthIdentifier: 'yaml' },
      { weight: 3, arbitrary: scalar },
      { weight: 1, arbitrary: block },
      { weight: 1, arbitrary: alias },
      {
        weight: 3,
        arbitrary: fc
          .tuple(fc.array(fc.tuple(key(), below), { minLength: 1, maxLength: 4 }), fc.boolean(), fc.boolean())
          .map(([pairs, asFlow, spaced]): Writer => {
            const flow = `{${pairs.map(([name, item]) => `${name}: ${item.flow}`).join(spaced ? ', ' : ',')}}`;
            return {
              flow,
              block: asFlow ? [flow] : pairs.flatMap(([name, item]) => under(`${name}:`, item)),
            };
          }),
      },
      {
        weight: 2,
        arbitrary: fc
          .tuple(fc.array(below, { minLength: 1, maxLength: 3 }), fc.boolean())
          .map(([items, asFlow]): Writer => {
            const flow = `[${items.map((item) => item.flow).join(', ')}]`;
            return { flow, block: asFlow ? [flow] : items.flatMap((item) => under('-', item)) };
          }),
      },
    ),
  };
});

function key(): fc.Arbitrary<string> {
  return fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...KEYS) }, fc.constant('<<'));
}

/** Lines of a value under a key or a dash. */
function under(head: string, { block: lines }: Writer): string[] {
  const [first = '', ...rest] = lines;
  const isCollection = rest.length > 0 && !/^(?:!!str |&t )?[|>]/.test(first);
  const inner = isCollection ? lines : rest;
  return [isCollection ? head : `${head} ${first}`, ...inner.map((line) => (line === '' ? '' : `  ${line}`))];
}

/** Files with one object of a name, written in all ways that YAML has. */
export function yamlTexts(): fc.Arbitrary<(name: string) => string> {
  return value.map(({ block: lines }) => (name) => {
    const spec = under('spec:', { flow: '', block: lines });
    return `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\nk: &k on\nm: &m {a: 1, c: 2}\nl: &l [1]\n${spec.join('\n')}\n`;
  });
}
