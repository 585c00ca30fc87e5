import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { readConfig } from '../../../lib/check/config/config';
import { findConfig } from '../../../lib/check/config/find-config';
import { APPLICATION, change } from '../../rules/harness';
import { workspace } from '../workspace';

const { file, path, check } = workspace();

const read = (text: string) => readConfig('c.yaml', Buffer.from(text));

const LATEST = change(APPLICATION, { 'spec.image': 'a:latest' });
const RULES = `exports.rules = [{
  id: 'own', severity: 'warning', summary: 's', why: 'w', fix: 'f', kinds: ['SparkApplication'],
  check: () => [{ path: ['spec', 'type'], message: 'found by own' }],
}];`;

describe('a configuration', () => {
  test('may be empty, and says nothing then', () => {
    for (const text of ['', '# nothing\n', '---\n', 'ignore:\nseverities: {}\nrules:\n']) {
      const { line, ...config } = read(text);
      expect(config).toEqual({
        ignore: new Map(),
        severities: new Map(),
        rules: [],
        values: undefined,
        chartVersion: undefined,
        strict: undefined,
      });
      expect(line()).toBe(1);
    }
  });

  test.each([
    ['a misspelt key', '# one\nignores: {}\n', 'c.yaml:2: there is no setting ignores; did you mean ignore?'],
    [
      'an unknown key',
      'zzz: 1\n',
      'c.yaml:1: there is no setting zzz; there are values, chartVersion, strict, severities, ignore, rules',
    ],
    ['no map', '- a\n', 'c.yaml:1: a configuration is ["a"]; it must be a map with'],
    [
      'a severity that is none',
      'severities:\n  memory-unit: off\n',
      'c.yaml:2: severities of memory-unit is false; it must be error or warning',
    ],
    [
      'severities that are no map',
      'severities: error\n',
      'c.yaml:1: severities is "error"; it must be a map from rules to error or warning',
    ],
    [
      'no reason',
      'ignore:\n  ttl-unset: " "\n',
      'c.yaml:2: ignore of ttl-unset is " "; it must be the reason, in words',
    ],
    [
      'a list of ignored rules',
      'ignore: [ttl-unset]\n',
      'c.yaml:1: ignore is ["ttl-unset"]; it must be a map from rules to the reason',
    ],
    [
      'a version that YAML takes for a number',
      'chartVersion: 2.5\n',
      'c.yaml:1: chartVersion is 2.5; it must be a version in quotes',
    ],
    ['strict that is no boolean', 'strict: "yes"\n', 'c.yaml:1: strict is "yes"; it must be true or false'],
    [
      'rules that are no list',
      'rules: ./a.cjs\n',
      'c.yaml:1: rules is "./a.cjs"; it must be a list of modules',
    ],
    [
      'a module by its absolute name',
      'rules:\n  - /etc/a.cjs\n',
      'c.yaml:2: rules[0] is "/etc/a.cjs"; it must be a module',
    ],
    [
      'a module by a URL',
      'rules: ["data:text/javascript,1"]\n',
      'rules[0] is "data:text/javascript,1"; it must be a module',
    ],
    ['a module of Node', 'rules: ["node:fs"]\n', 'rules[0] is "node:fs"; it must be a module'],
    [
      'too many modules',
      `rules: [${Array(101).fill('./a').join(', ')}]\n`,
      'it must be a list of modules, at most 100',
    ],
    [
      'values elsewhere',
      'values: ../x.yaml\n',
      'c.yaml:1: values is "../x.yaml"; it must be a file below the folder of this one',
    ],
    ['values by an absolute name', 'values: /etc/passwd\n', 'it must be a file below the folder of this one'],
    ['a key twice', 'strict: true\nstrict: false\n', 'c.yaml:2: strict is given twice'],
    [
      'two documents',
      'strict: true\n---\nstrict: false\n',
      'c.yaml:3: a second document; a configuration is one',
    ],
    ['no YAML', 'a: [\n', /^c\.yaml:\d: /],
    ['another encoding', '\u0000', /^c\.yaml:1: /],
    ['aliases without end', 'a: &a [x]\nb: [*a, *c]\n', 'c.yaml:2: there is no &c above *c'],
    ['a long file', `# ${'x'.repeat(70_000)}`, 'c.yaml: 70002 bytes, at most 65536 are possible'],
  ] as [string, string, string | RegExp][])('fails for %s', (_, text, message) => {
    expect(() => read(text)).toThrow(message);
  });

  test('fails with all that is wrong at once', () => {
    expect(() => read('strikt: true\nvalues: 1\n')).toThrow(/^c\.yaml:1: .*; c\.yaml:2: values is 1/);
  });
});

describe('is found', () => {
  test('in the folder or above, up to the root of the repository', () => {
    const deep = path('repository/one/two');
    mkdirSync(deep, { recursive: true });
    const above = file('.spark-check.yaml', '');
    expect(findConfig(deep)).toBe(above);
    mkdirSync(path('repository/.git'));
    expect(findConfig(deep)).toBeUndefined();
    const own = file('repository/.spark-check.yaml', '');
    expect(findConfig(deep)).toBe(own);
    expect(findConfig(join(deep, '..', '..', '..'))).toBe(above);
  });

  test('by the command, whose rules it does not run then', async () => {
    const app = file('jobs/a.yaml', LATEST);
    file('.spark-check.yaml', 'ignore: {image-not-pinned: "built each night"}\n');
    expect((await check(app, '--strict')).out).toBe(
      'configuration  acknowledged  image-not-pinned  1 finding in 1 object: built each night\n\n' +
        '0 errors, 0 warnings, 1 acknowledged in 1 object of 1 file\n',
    );
    expect((await check(app, '--no-config')).out).toContain('1 warning');
    file('.spark-check.yaml', 'rules: [./own.cjs]\n');
    file('own.cjs', 'require("node:fs").writeFileSync(__dirname + "/executed", ""); exports.rules = [];');
    expect(await check(app)).toEqual({
      code: 2,
      out: '',
      err:
        'error: .spark-check.yaml:1: rules is code, and runs only where the file is named; ' +
        'give --config .spark-check.yaml, or --no-config to go without it\n',
    });
    expect(existsSync(path('executed'))).toBe(false);
    await check(app, '--config', path('.spark-check.yaml'));
    expect(existsSync(path('executed'))).toBe(true);
  });
});

describe('the command', () => {
  const config = (text: string, name = 'config.yaml') => ['--config', file(name, text)];

  test('takes severities, and values below the file', async () => {
    const args = config(
      'severities: {image-not-pinned: error}\nvalues: release/v.yaml\nchartVersion: 2.5.2\n',
      'deep/config.yaml',
    );
    file('deep/release/v.yaml', 'spark: {jobNamespaces: [other]}\n');
    const { code, out } = await check(file('a.yaml', LATEST), ...args);
    expect(code).toBe(1);
    expect(out).toContain('  error  image-not-pinned  ');
    expect(out).toContain('the operator watches other, not data');
  });

  test('is told more by its options than by the file', async () => {
    const app = file('a.yaml', LATEST);
    const args = config('strict: true\nvalues: v.yaml\nchartVersion: 9.9.9\nignore: {image-not-pinned: x}\n');
    file('v.yaml', 'spark: {jobNamespaces: [other]}\n');
    const other = file('w.yaml', 'spark: {jobNamespaces: [data]}\n');
    expect((await check(app, ...args)).err).toContain(
      'chartVersion of the configuration is "9.9.9", whose chart is not known',
    );
    const options = [app, ...args, '--chart-version', '2.5.2', '--values', other];
    expect(await check(...options)).toMatchObject({
      code: 0,
      out: expect.stringContaining('0 warnings, 1 acknowledged'),
    });
    expect((await check(...options, '--no-acknowledgements')).code).toBe(1);
    expect((await check(...options, '--no-acknowledgements', '--no-strict')).code).toBe(0);
    expect((await check(...options, '--no-acknowledgements', '--ignore', 'image-not-pinned')).code).toBe(0);
  });

  test('shows what the file acknowledges in each form', async () => {
    const args = [file('a.yaml', LATEST), ...config('ignore: {image-not-pinned: built each night}\n')];
    expect(JSON.parse((await check(...args, '--format', 'json')).out)).toMatchObject([
      { severity: 'acknowledged', acknowledged: 'built each night' },
    ]);
    const [run] = JSON.parse((await check(...args, '--format', 'sarif')).out).runs;
    expect(run.results).toMatchObject([
      { suppressions: [{ kind: 'external', justification: 'built each night' }] },
    ]);
  });

  test('runs the rules of modules, explains and ignores them', async () => {
    file('own.cjs', RULES);
    const args = config('rules: [./own.cjs]\n');
    const app = file('a.yaml', APPLICATION);
    expect((await check(app, ...args)).out).toContain('spec.type = "Python": found by own');
    expect((await check(app, ...args, '--strict', '--ignore', 'own')).code).toBe(0);
    expect((await check(...args, '--explain', 'own')).out).toBe('own (warning): s\n\nwhy: w\nfix: f\n');
    expect((await check(...args, '--explain', 'owm')).err).toBe(
      'error: there is no rule owm; did you mean own?\n',
    );
    const silenced = change(APPLICATION, {
      'metadata/annotations': { 'cdk8s-spark-operator/acknowledged-own': 'x' },
    });
    expect((await check(file('b.yaml', silenced), ...args)).out).toContain('acknowledged  own');
  });

  test('checks everything else where a rule of one’s own throws', async () => {
    file(
      'own.cjs',
      RULES.replace(
        "[{ path: ['spec', 'type'], message: 'found by own' }]",
        '{ throw new Error("no\\u001b[2J") }',
      ),
    );
    const { code, out } = await check(file('a.yaml', LATEST), ...config('rules: [./own.cjs]\n'));
    expect(code).toBe(1);
    expect(out).toContain('rule own failed: no\\u001b[2J');
    expect(out).toContain('image-not-pinned');
  });

  test.each([
    [
      'an unknown rule',
      'severities:\n  memory-unity: error\nignore:\n  ttl-unse: x\n',
      'config.yaml:2: there is no rule memory-unity; did you mean memory-unit?; config.yaml:4: there is no rule ttl-unse; did you mean ttl-unset?',
    ],
    [
      'a module that is not there',
      'rules:\n  - ./no.cjs\n',
      'config.yaml:2: rules[0]: ./no.cjs cannot be loaded: Cannot find module',
    ],
    [
      'a module that throws',
      'rules: [./throws.cjs]\n',
      'config.yaml:1: rules[0]: ./throws.cjs cannot be loaded: early',
    ],
    [
      'a module without rules',
      'rules: [./empty.cjs]\n',
      'rules[0]: ./empty.cjs exports no list of rules; it must export rules',
    ],
    ['a rule that is none', 'rules: [./bad.cjs]\n', 'rules[0]: rule x: severity is undefined'],
    ['a rule twice', 'rules: [./own.cjs, ./own.cjs]\n', 'rule own is there twice'],
  ])('fails for %s', async (_, text, message) => {
    file('own.cjs', RULES);
    file('throws.cjs', 'throw new Error("early\\nlate")');
    file('empty.cjs', '');
    file('bad.cjs', 'exports.rules = [{ id: "x" }]');
    const { code, out, err } = await check(file('a.yaml', APPLICATION), ...config(text));
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/^error: config\.yaml:/);
    expect(err).toContain(message);
  });

  test('fails for a configuration that is no file, or none', async () => {
    const app = file('a.yaml', APPLICATION);
    mkdirSync(path('folder'));
    expect((await check(app, '--config', path('folder'))).err).toBe('error: folder: it is no file\n');
    expect((await check(app, '--config', path('none'))).err).toBe('error: none: no such file\n');
    execFileSync('mkfifo', [path('pipe')]);
    expect((await check(app, '--config', path('pipe'))).err).toBe('error: pipe: it is no file\n');
    symlinkSync(path('loop'), path('loop'));
    expect((await check(app, '--config', path('loop'))).err).toMatch(/^error: loop: ELOOP/);
    expect((await check(app, '--config', file('huge.yaml', '#'.repeat(100_000)))).err).toBe(
      'error: huge.yaml: 100000 bytes, at most 65536 are possible\n',
    );
  });
});
