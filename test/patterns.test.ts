import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import application from '../imports/schemas/sparkapplication.json';
import podTemplate from '../imports/schemas/podtemplatespec.json';

/** A pattern whose time grows with the square of a text needs a second for the last, others a millisecond. */
const LENGTHS = [512, 2_048, 16_384];
/** Processor time of one text, in milliseconds. */
const MOST = 25;

interface Found {
  readonly where: string;
  readonly pattern: RegExp;
}

const FILES = ['lib', 'runner/src']
  .flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  )
  .filter((name) => name.endsWith('.ts'))
  .sort();
const FOUND = [...FILES.flatMap(patternsIn), ...patternsOf([application, podTemplate, ...chartValues()])];

test.each(FILES.map((file) => [file]))('the patterns of %s read a long text once', (file) => {
  expect(slow(FOUND.filter(({ where }) => where.startsWith(`${file}:`)))).toEqual([]);
});

test('the patterns of the schemas read a long text once', () => {
  expect(slow(FOUND.filter(({ where }) => where.startsWith('schema')))).toEqual([]);
});

test('sees patterns, and those that are slow', () => {
  expect(FOUND.length).toBeGreaterThan(200);
  const known = [/a+a+b/, /\b[a-z][a-z0-9+.-]*:\/\/x/, /-D([\w.-]+)=x/g, /(?<=.)\/+$/, /\.ivy2\S*.*x/];
  const quadratic = known.map((pattern) => ({ where: String(pattern), pattern }));
  expect(slow(quadratic)).toHaveLength(known.length);
});

function slow(found: readonly Found[]): string[] {
  return found.flatMap(({ where, pattern }) => {
    const texts = repeats(pattern);
    for (const length of LENGTHS) {
      const worst = texts.find((text) => isSlow(pattern, repeated(text, length)));
      if (worst !== undefined) return [`${where} ${String(pattern)} on ${JSON.stringify(worst)}`];
    }
    return [];
  });
}

/** Slow three times in a row: a pause of the machine is no property of a pattern. */
function isSlow(pattern: RegExp, text: string): boolean {
  return [1, 2, 3].every(() => {
    const start = process.cpuUsage();
    pattern.lastIndex = 0;
    if (pattern.global) text.replace(pattern, '');
    else pattern.test(text);
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000 > MOST;
  });
}

/** What a long text is made of. */
type Repeated = readonly [beginning: string, unit: string];

function repeated([beginning, unit]: Repeated, length: number): string {
  return `${beginning}${unit.repeat(Math.ceil(length / unit.length))}\n\u0001`;
}

/** What a pattern itself looks for: its own words, their beginnings, and each of their characters. */
function repeats(pattern: RegExp): Repeated[] {
  const words = samples(pattern);
  const units = new Set(['a', 'a.', 'a-', '1', ' ', '/', 'A']);
  for (const word of words) {
    for (const character of word.slice(0, 12)) units.add(character);
    units.add(word);
    units.add(word.slice(0, -1));
    units.add(word.slice(0, Math.ceil(word.length / 2)));
  }
  units.delete('');
  const beginnings = new Set([
    '',
    ...words.map((word) => word.slice(0, -1)),
    ...words.map((word) => word.slice(0, 1)),
  ]);
  return [...beginnings]
    .slice(0, 4)
    .flatMap((beginning) => [...units].slice(0, 30).map((unit) => [beginning, unit] as const));
}

/** Texts that match a pattern, and the literals in it. */
function samples(pattern: RegExp): string[] {
  const literals = pattern.source
    .replace(/\\[bBdDsSwWpP]/g, ' ')
    .split(/[^A-Za-z0-9:=/@"'_-]+/)
    .filter((literal) => literal.length > 1)
    .sort((a, b) => b.length - a.length)
    .slice(0, 4);
  const plain = pattern.source.replace(/\(\?<?[=!](?:[^()\\]|\\.|\((?:[^()\\]|\\.)*\))*\)/g, '');
  try {
    const matching = fc.stringMatching(new RegExp(plain, pattern.flags.replace(/[giy]/g, '')), {
      size: 'small',
    });
    return [...literals, ...fc.sample(matching, { numRuns: 3, seed: 4711 })];
  } catch {
    return literals;
  }
}

function patternsIn(file: string): Found[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const found: Found[] = [];
  const visit = (node: ts.Node): void => {
    const where = `${file}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
    if (ts.isRegularExpressionLiteral(node)) {
      const [, body, flags] = /^\/(.*)\/(\w*)$/s.exec(node.text)!;
      found.push({ where, pattern: new RegExp(body!, flags) });
    } else if (ts.isNewExpression(node) && node.expression.getText() === 'RegExp') {
      const [body, flags] = node.arguments ?? [];
      if (body !== undefined && ts.isStringLiteralLike(body)) {
        const given = flags !== undefined && ts.isStringLiteralLike(flags) ? flags.text : '';
        found.push({ where, pattern: new RegExp(body.text, given) });
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** Values of all versions of the chart. */
function chartValues(): unknown[] {
  return readdirSync('lib/chart', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .map((name) => JSON.parse(readFileSync(join('lib/chart', name), 'utf8')));
}

/** Patterns that come with the schemas. */
function patternsOf(schemas: unknown): Found[] {
  const bodies = new Set<string>();
  JSON.stringify(schemas, (key, value: unknown) => {
    if (key === 'pattern' && typeof value === 'string') bodies.add(value);
    return value;
  });
  return [...bodies].map((body) => ({ where: `schema ${body}`, pattern: new RegExp(body) }));
}
