import { readFileSync } from 'node:fs';
import { rulesPage } from '../../scripts/rules-page-text';
import { RULES } from '../../lib/rules';

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

test('general rules come after particular ones', () => {
  const isGeneral = RULES.filter(({ kinds }) => !kinds.includes('values') && !kinds.includes('*')).map(
    ({ general }) => general === true,
  );
  expect(isGeneral).toEqual([...isGeneral].sort());
});
