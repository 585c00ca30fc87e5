import { readFileSync, existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const file = resolve(__dirname, '../../docs/catalogs.md');
const text = readFileSync(file, 'utf8');

describe('docs/catalogs.md', () => {
  it('names tests that exist', () => {
    const tests = readFileSync(resolve(__dirname, '../real-spark/catalogs.ts'), 'utf8');
    const proofs = text.slice(text.search(/^\| Claim +\| Test/m), text.indexOf('Not run, because'));
    const names = [...proofs.matchAll(/\| `([^`]+)` +\|$/gm)].map(([, name]) => name!.replace(/ …$/, ''));
    expect(names.length).toBeGreaterThan(5);
    expect(names.filter((name) => !tests.includes(`it('${name}`))).toEqual([]);
  });

  it('links to files that exist', () => {
    const links = [...text.matchAll(/\]\((\.\.?\/[^)#]+)/g)].map(([, link]) => link!);
    expect(links.length).toBeGreaterThan(2);
    expect(links.filter((link) => !existsSync(join(dirname(file), link)))).toEqual([]);
  });
});
