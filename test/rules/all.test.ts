import { readdirSync, readFileSync } from 'node:fs';
import { rulesPage } from '../../scripts/rules-page-text';
import { GROUPS, RULES } from '../../lib/rules/all';

test('docs/rules.md is what the rules say', () => {
  expect(readFileSync('docs/rules.md', 'utf8')).toBe(rulesPage());
});

test('each id is a name in kebab-case, given once', () => {
  const ids = RULES.map(({ id }) => id);
  expect(ids.filter((id) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id))).toEqual([]);
  expect(ids).toEqual([...new Set(ids)]);
});

test('sentences end with a point, fixes and messages do not', () => {
  expect(RULES.filter(({ summary, why }) => ![summary, why].every((text) => text.endsWith('.')))).toEqual([]);
  expect(RULES.filter(({ fix }) => fix.endsWith('.'))).toEqual([]);
});

test('each heading stands once', () => {
  const titles = GROUPS.map(({ title }) => title);
  expect(titles).toEqual([...new Set(titles)]);
});

test('each source is a link', () => {
  expect(RULES.flatMap(({ source }) => source ?? []).filter((url) => !/^https:\/\/\S+$/.test(url))).toEqual(
    [],
  );
});

test('each rule is seen to speak: in a test of its own, at a boundary, or in a manifest of the corpus', () => {
  const tests = readdirSync('test/rules', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts') || /^boundaries.*\.ts$/.test(name))
    .map((name) => readFileSync(`test/rules/${name}`, 'utf8'))
    .join('\n');
  const ofCorpus: string[] = JSON.parse(readFileSync('test/rules/defects/index.json', 'utf8')).map(
    ({ rule }: { readonly rule: string }) => rule,
  );
  const silent = RULES.filter(
    ({ id }) => !ofCorpus.includes(id) && !new RegExp(`['"\`]${id}['"\` :]`).test(tests),
  );
  expect(silent.map(({ id }) => id)).toEqual([]);
});
