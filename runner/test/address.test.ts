import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { address } from '../src/address';

const SOURCES = join(__dirname, '..', 'src');
const step = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => text !== '.' && text !== '..');

describe('address', () => {
  it('leads to the steps that were given and to no others, whatever they hold (S1)', () => {
    fc.assert(
      fc.property(fc.array(step), fc.dictionary(fc.string(), fc.string()), (steps, query) => {
        const made = new URL(address('http://lakefs:8000/base', steps, query).href);
        expect(made.origin).toBe('http://lakefs:8000');
        expect(made.pathname.split('/').slice(1).map(decodeURIComponent)).toEqual(['base', ...steps]);
        expect(made.hash).toBe('');
      }),
    );
  });

  it.each([
    ['../../../../finance', '/..%2F..%2F..%2F..%2Ffinance'],
    ['main?force=true', '/main%3Fforce%3Dtrue'],
    ['%2e%2e', '/%252e%252e'],
    ['..\\x#y', '/..%5Cx%23y'],
  ])('keeps %s one step', (hostile, pathname) => {
    expect(address('http://lakefs:8000', [hostile]).pathname).toBe(pathname);
    expect(address('http://lakefs:8000', [hostile]).search).toBe('');
  });

  it('writes values as values', () => {
    expect(address('https://api', ['pods'], { labelSelector: 'a=b&c' }).href).toBe(
      'https://api/pods?labelSelector=a%3Db%26c',
    );
  });

  it('takes a root with a path, and slashes at its end', () => {
    expect(address('https://rancher/k8s/clusters/c-1//', ['api', 'v1']).href).toBe(
      'https://rancher/k8s/clusters/c-1/api/v1',
    );
  });

  it.each(['', '.', '..', '\ud800'])('fails on the step %j', (wrong) => {
    expect(() => address('http://lakefs:8000', ['repositories', wrong])).toThrow(
      `an address below http://lakefs:8000 cannot have the step ${JSON.stringify(wrong)}; a name is missing, or is none`,
    );
  });

  it.each([
    ['lakefs:8000', 'is no http or https address'],
    ['', 'is no http or https address'],
    ['file:///etc/passwd', 'is no http or https address'],
    ['http://user:canary@lakefs', 'holds a user or a password, which belong into variables or KUBECONFIG'],
    ['http://lakefs/?x=canary', 'has a query or a fragment'],
    ['http://lakefs/#canary', 'has a query or a fragment'],
  ])('fails on the root %j without repeating it', (root, problem) => {
    expect(() => address(root, [])).toThrow(
      `the address of a server ${problem}; give one such as http://lakefs:8000`,
    );
  });
});

describe('sources of the runner', () => {
  it('put addresses together in one place only: requests take nothing else', () => {
    const makers = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .filter((file) =>
        /new URL\(|\.(pathname|search|href) = |\bfetch\(/.test(readFileSync(join(SOURCES, file), 'utf8')),
      );
    expect(makers).toEqual(['address.ts']);
    expect(readFileSync(join(SOURCES, 'http.ts'), 'utf8')).toContain('readonly url: URL;');
  });
});
