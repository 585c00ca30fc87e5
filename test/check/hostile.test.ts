import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { main } from '../../lib/check/command';
import { APPLICATION, change } from '../rules/harness';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hostile-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function file(name: string, content: string): string {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}

async function check(...args: string[]) {
  let [out, err] = ['', ''];
  const code = await main(['node', 'cdk8s-spark-operator', 'check', ...args], {
    stdin: { fd: 0 },
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text) },
    color: false,
  });
  return { code, out: out.replaceAll(`${folder}/`, ''), err: err.replaceAll(`${folder}/`, '') };
}

const BAD = change(APPLICATION, { 'spec.executor.memory': '2Gi' });

describe('everything else is checked beside', () => {
  const odd: [string, (name: string) => void, RegExp][] = [
    [
      'a link to itself',
      (name) => {
        symlinkSync(name, name);
      },
      /x\.yaml: a symbolic link that leads to itself/,
    ],
    [
      'a link to nothing',
      (name) => {
        symlinkSync(`${name}-nothing`, name);
      },
      /x\.yaml: a link to nothing/,
    ],
    ['a named pipe', (name) => execFileSync('mkfifo', [name]), /x\.yaml: a named pipe, not a file/],
    [
      'a name that is no UTF-8',
      (name) => {
        writeFileSync(Buffer.concat([Buffer.from(name), Buffer.from([0xff]), Buffer.from('.yaml')]), '');
      },
      /the name is not UTF-8; rename it/,
    ],
    [
      'a cycle',
      (name) => {
        writeFileSync(name, 'kind: A\nspec: &a [*a]\n');
      },
      /x\.yaml/,
    ],
    [
      'a cycle of maps',
      (name) => {
        writeFileSync(name, 'kind: A\nspec: &a\n  b: *a\n');
      },
      /x\.yaml/,
    ],
    [
      'deep nesting',
      (name) => {
        writeFileSync(name, `a: ${'{a: '.repeat(5_000)}`);
      },
      /x\.yaml.*nested too deeply/,
    ],
    [
      'no YAML',
      (name) => {
        writeFileSync(name, 'a: [');
      },
      /x\.yaml:1/,
    ],
  ];
  test.each(odd)('%s', async (_, make, message) => {
    file('bad.yaml', BAD);
    make(join(folder, 'x.yaml'));
    const text = await check(folder);
    expect(text).toMatchObject({ code: 2, out: expect.stringContaining('memory-unit') });
    expect(text.err).toMatch(message);
    const { out: json } = await check(folder, '--format', 'json');
    const entries: { rule: string; message: string; file: string }[] = JSON.parse(json);
    expect(entries.map(({ rule }) => rule)).toEqual(['unreadable-file', 'memory-unit']);
    const { out: sarif } = await check(folder, '--format', 'sarif');
    const [{ results, invocations }] = JSON.parse(sarif).runs;
    expect(results.map(({ ruleId }: { ruleId: string }) => ruleId)).toEqual([
      'unreadable-file',
      'memory-unit',
    ]);
    expect(invocations[0].executionSuccessful).toBe(false);
  });

  test('a folder that nobody may read', async () => {
    file('bad.yaml', BAD);
    const closed = join(folder, 'closed');
    mkdirSync(closed);
    chmodSync(closed, 0);
    const { code, out, err } = await check(folder);
    chmodSync(closed, 0o700);
    expect(out).toContain('memory-unit');
    // The superuser may read everything.
    if (process.getuid?.() !== 0)
      expect([code, err]).toEqual([2, 'error: closed: no permission to read it\n']);
  });
});

test('fails on a device without end', async () => {
  expect((await check('/dev/zero')).err).toContain(
    '/dev/zero: more than 4 MiB, at most 4 MiB can be checked',
  );
});

test('fails on a pipe that nobody writes to', async () => {
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  expect(await check(pipe)).toEqual({ code: 2, out: '', err: 'error: pipe: a pipe that nobody writes to\n' });
});

test('waits for a slow pipe', async () => {
  const program = ['-r', 'tsx/cjs', 'lib/cli.ts', 'check', '-', '--format', 'json'];
  const child = spawn(process.execPath, program, { stdio: ['pipe', 'pipe', 'inherit'] });
  let out = '';
  child.stdout.on('data', (data) => {
    // Only when the program has started does the second half follow.
    out += String(data);
  });
  const ended = new Promise((resolve) => child.on('close', resolve));
  const middle = BAD.length / 2;
  child.stdin.write(BAD.slice(0, middle));
  setTimeout(() => child.stdin.end(BAD.slice(middle)), 3_000);
  expect(await ended).toBe(1);
  expect(JSON.parse(out)).toMatchObject([{ rule: 'memory-unit', file: 'standard input' }]);
});

describe('an object of odd shape', () => {
  test.each([
    ['spec.sparkConf', { a: { toString: 'x' } }],
    ['spec.driver.env', [{ name: { toString: 'x' }, value: 'y', valueFrom: { a: 1 } }]],
    ['spec.type', { toString: 'x' }],
    ['metadata.name', { toString: 'x', valueOf: 'y' }],
    ['spec.volumes', [{ name: { toString: 'x' } }, { name: { toString: 'x' } }]],
    ['spec.driver.sidecars', [{ name: { toJSON: 'x' } }]],
  ])('%s is a finding and ends nothing', async (path, value) => {
    const { code, out, err } = await check(
      file('a.json', change(APPLICATION, { [path]: value })),
      file('b.yaml', BAD),
    );
    expect([code, err]).toEqual([1, '']);
    expect(out).toContain('memory-unit');
    expect(out).not.toContain('could not look at it');
  });
});

describe('what a reader may not obey is shown escaped', () => {
  const kind = 'Spark\u001b[2J\n::error file=main.py::x\n##vso[task.setvariable variable=x]y\u202e\u2028';
  test.each(['text', 'json', 'sarif'])('as %s', async (format) => {
    const manifest = { apiVersion: 'sparkoperator.k8s.io/v1beta2', kind, metadata: { name: kind }, spec: {} };
    const { out } = await check(
      file('\u001b[2J\n::error.json', JSON.stringify(manifest)),
      '--format',
      format,
    );
    expect(out).toContain('unknown-kind');
    expect(out).not.toMatch(/(?!\n)[\p{Cc}\u2028\u202e]|^\s*::|##\w*\[/mu);
    if (format !== 'text') expect(JSON.stringify(JSON.parse(out))).toContain('##vso[');
  });

  test('in complaints', async () => {
    const { err } = await check('/\u001b[2J\n::error');
    expect(err).toBe('error: /\\u001b[2J\\n::error: no such file or folder\n');
  });
});

describe.each(['text', 'json', 'sarif', 'github'])('no secret is shown as %s', (format) => {
  const canary = 'hunter2-canary-4711';
  const secrets: [string, Readonly<Record<string, unknown>>][] = [
    ['a map of variables', { 'spec.driver.env': { DB_PASSWORD: canary } }],
    [
      'a list of variables under another name',
      { 'spec.driver.variables': [{ name: 'DB_PASSWORD', value: canary }] },
    ],
    [
      'a list in a sidecar',
      { 'spec.driver.sidecars': [{ name: 'a', env: [{ name: 'API_TOKEN', value: canary }] }] },
    ],
    ['arguments', { 'spec.arguments': ['--password', canary], 'spec.argument': ['--token', canary] }],
    ['an annotation', { 'metadata/annotations': { 'example.com/api-token': canary }, 'spec/typo': 1 }],
    ['a misspelt field', { 'spec.passwort': { password: canary } }],
    ['a setting of no kind', { 'spec/sparkConf': { 'my.secret.key': [canary] } }],
    ['a list', { 'spec/driver/passwords': [canary, canary] }],
    ['a number', { 'spec.driver.password': 47114711 }],
    [
      'a URL',
      {
        'spec.mainApplicationFile': `https://user:${canary}@host/x.py`,
        'spec.typo': `https://u:${canary}@h`,
      },
    ],
    ['a private key', { 'spec.typo': `-----BEGIN PRIVATE KEY-----\n${canary}\n-----END PRIVATE KEY-----` }],
    ['a short one', { 'spec.driver.pass': 'c4711' }],
  ];
  test.each(secrets)('%s', async (_, changes) => {
    const yaml = change(APPLICATION, { ...changes, 'spec.executor.memory': '2Gi' });
    for (const content of [yaml, JSON.stringify(JSON.parse(yaml), undefined, 2)]) {
      for (const more of [[], ['--ignore', 'plaintext-credential'], ['--no-acknowledgements']]) {
        const { out } = await check(file('a.yaml', content), '--format', format, ...more);
        expect(out).toContain('memory-unit');
        expect(out).not.toMatch(/canary|4711/);
      }
    }
  });

  test('a Secret whose rule is left out', async () => {
    const secret = `apiVersion: v1\nkind: Secret\nmetadata: {name: '', namespace: NO}\nstringData:\n  key: |\n    ${canary}\n`;
    const { out } = await check(
      file('a.yaml', `${secret}---\n${BAD}`),
      '--format',
      format,
      '--ignore',
      'secret-value-in-manifest',
    );
    expect(out).not.toMatch(/canary|4711/);
  });
});

describe('acknowledgements', () => {
  const key = 'cdk8s-spark-operator/acknowledged-memory-unit';
  const manifest = (): string => {
    const object = JSON.parse(BAD);
    object.metadata.annotations = { [key]: 'trust me' };
    return file('a.json', JSON.stringify(object, undefined, 2));
  };

  test('are counted and listed for people', async () => {
    const { code, out } = await check(manifest());
    expect(code).toBe(0);
    expect(out).toMatch(
      /^a\.json:\d+ {2}acknowledged {2}memory-unit {2}SparkApplication data\/etl {2}1 finding: trust me$/m,
    );
    expect(out).toContain('0 errors, 0 warnings, 1 acknowledged in 1 object of 1 file');
  });

  test('are entries of JSON', async () => {
    const { out } = await check(manifest(), '--format', 'json');
    expect(JSON.parse(out)).toMatchObject([
      { rule: 'memory-unit', severity: 'acknowledged', acknowledged: 'trust me' },
    ]);
  });

  test('are suppressions of SARIF', async () => {
    const { out } = await check(manifest(), '--format', 'sarif');
    expect(JSON.parse(out).runs[0].results).toMatchObject([
      { ruleId: 'memory-unit', suppressions: [{ kind: 'inSource', justification: 'trust me' }] },
    ]);
  });

  test('count for nothing when they are refused', async () => {
    const { code, out } = await check(manifest(), '--no-acknowledgements');
    expect(code).toBe(1);
    expect(out).toContain('1 error, 0 warnings in 1 object of 1 file');
  });
});

describe('exit 2 has its reason', () => {
  test.each([
    ['nothing-to-check', ['EMPTY']],
    ['usage', []],
    ['usage', ['--nope']],
    ['usage', ['EMPTY', '--ignore', 'nope']],
    ['unreadable-file', ['/nowhere.yaml']],
  ])('%s for %j', async (rule, args) => {
    const given = args.map((arg) => (arg === 'EMPTY' ? file('empty.yaml', '# nothing\n') : arg));
    for (const format of ['json', 'sarif']) {
      const { code, out, err } = await check(...given, '--format', format);
      expect(code).toBe(2);
      expect(err).toMatch(/^error: \S/);
      const parsed = JSON.parse(out);
      const entries = format === 'json' ? parsed : parsed.runs[0].results;
      expect(entries).toHaveLength(1);
      expect(entries[0][format === 'json' ? 'rule' : 'ruleId']).toBe(rule);
    }
  });
});

test('says that a key is given twice, and reads the rest', async () => {
  const path = file('a.yaml', `kind: A\nkind: B\nmetadata: {name: a}\n---\n${BAD}`);
  const { code, out, err } = await check(path, '--format', 'json');
  expect(code).toBe(2);
  expect(err).toBe('error: a.yaml:2:1: kind is given twice in one map; remove one of the two\n');
  expect(JSON.parse(out)).toMatchObject([
    { rule: 'repeated-key', file: 'a.yaml', line: 2 },
    { rule: 'memory-unit', line: 5 },
  ]);
});

test('honours what the head of a values file acknowledges', async () => {
  const head = '# cdk8s-spark-operator/acknowledged-unknown-chart-value: read by our own chart\n';
  const values = 'controller:\n  zzz: 1\nspark: {jobNamespaces: [data]}\n';
  expect((await check('--values', file('values.yaml', values))).code).toBe(1);
  const acknowledged = await check('--values', file('values.yaml', head + values));
  expect(acknowledged.code).toBe(0);
  expect(acknowledged.out).toContain(
    'unknown-chart-value  values of the Spark Operator chart  1 finding: read by',
  );
  expect((await check('--values', file('values.yaml', head + values), '--no-acknowledgements')).code).toBe(1);
});

describe('limits', () => {
  test.each([
    [
      'a list of many items',
      `kind: A\nx: [${'1,'.repeat(200_000)}]`,
      'more than 100000 values in one document',
    ],
    ['many items', `kind: A\nx:\n${'-\n'.repeat(200_000)}`, 'more than 100000 values in one document'],
    ['many documents', '---\n'.repeat(20_000), 'more than 10000 documents'],
    ['many empty lines', `kind: A\n${'\n'.repeat(200_000)}`, '50000 marks and blanks without a value'],
    ['many comments', `kind: A\n${'#\n'.repeat(200_000)}`, '50000 marks and blanks without a value'],
  ])('%s', async (_, content, message) => {
    const { code, err } = await check(file('a.yaml', content));
    expect([code, err]).toEqual([2, expect.stringContaining(message)]);
  });
});

test('names files in SARIF by URIs', async () => {
  const { out } = await check(file('a#b?c:d e\u0007%.yaml', BAD), '--format', 'sarif');
  const [{ locations }] = JSON.parse(out).runs[0].results;
  expect(locations[0].physicalLocation.artifactLocation.uri).toMatch(/(^|\/)a%23b%3Fc%3Ad%20e%07%25\.yaml$/);
});

test('tells a hundred findings of a rule in an object, and counts the others', async () => {
  const fields = Object.fromEntries(Array.from({ length: 250 }, (_, index) => [`spec.zz${index}`, 1]));
  const { out } = await check(file('a.json', change(APPLICATION, fields)));
  expect(out.match(/unknown-field {2}/g)).toHaveLength(100);
  expect(out).toContain('  and 150 more of unknown-field in this object');
  expect(out).toContain('250 errors, 0 warnings');
});
