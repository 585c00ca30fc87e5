import fc from 'fast-check';
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { inputFile } from '../../../lib/check/input';
import { mend } from '../../../lib/check/fix/mend';
import { replaceFile, writablePath } from '../../../lib/check/fix/write';
import { APPLICATION, change } from '../../rules/harness';
import { workspace } from '../workspace';

const { file, path, check } = workspace();

const TEXT = APPLICATION.trimStart();

/** The application with one part of its text replaced. */
function broken(right: string, wrong: string): string {
  expect(TEXT.split(right)).toHaveLength(2);
  return TEXT.replace(right, wrong);
}

const EXECUTOR = 'memory: 1g\n    instances: 2';
const DEFECT = broken(EXECUTOR, 'memory: 2Gi # two\n    instances: 2');

describe('--fix', () => {
  test('writes what is right, and shows it', async () => {
    const name = file('a.yaml', DEFECT);
    expect(await check(name, '--fix')).toEqual({
      code: 0,
      err: '',
      out: `--- a.yaml
+++ a.yaml
@@ -27,7 +27,7 @@
       capabilities: {drop: [ALL]}
   executor:
     cores: 1
-    memory: 2Gi # two
+    memory: 2g # two
     instances: 2
     volumeMounts: [{name: tmp, mountPath: /tmp}]
     podSecurityContext: *pod
0 errors, 0 warnings in 1 object of 1 file
`,
    });
    expect(readFileSync(name, 'utf8')).toBe(DEFECT.replace('2Gi', '2g'));
  });

  test('writes nothing with --dry-run, and tells what is found as it is', async () => {
    const name = file('a.yaml', DEFECT);
    const { code, out } = await check(name, '--fix', '--dry-run');
    expect(code).toBe(1);
    expect(out).toContain('\n-    memory: 2Gi # two\n+    memory: 2g # two\n');
    expect(out).toContain('1 error, 0 warnings');
    expect(readFileSync(name, 'utf8')).toBe(DEFECT);
  });

  test('keeps other forms of the report whole', async () => {
    const { out, err } = await check(file('a.yaml', DEFECT), '--fix', '--format', 'json');
    expect(JSON.parse(out)).toEqual([]);
    expect(err).toMatch(/^--- a\.yaml\n/);
  });

  test('says nothing of what is right', async () => {
    expect((await check(file('a.yaml', TEXT), '--fix')).out).toBe(
      '0 errors, 0 warnings in 1 object of 1 file\n',
    );
  });

  test('fails for --dry-run alone', async () => {
    expect(await check(file('a.yaml', TEXT), '--dry-run')).toMatchObject({
      code: 2,
      err: 'error: --dry-run is for --fix; nothing else writes anything\n',
    });
  });

  test('keeps the rights of a file', async () => {
    const name = file('a.yaml', DEFECT);
    chmodSync(name, 0o640);
    await check(name, '--fix');
    expect(statSync(name).mode & 0o777).toBe(0o640);
  });

  test('mends many files and values, and leaves what is left', async () => {
    const values = file('values.yaml', 'controler:\n  replicas: 2 # two\nspark: {jobNamespaces: [data]}\n');
    file('jobs/a.yaml', DEFECT);
    file(
      'jobs/b.yaml',
      DEFECT.replace('name: etl', 'name: b').replace(
        'image: registry.example/spark:1.0.0',
        'image: a:latest',
      ),
    );
    const { code, out } = await check(path('jobs'), '--values', values, '--fix');
    expect([code, out]).toEqual([0, expect.stringContaining('0 errors, 1 warning in 3 objects of 3 files')]);
    expect(readFileSync(values, 'utf8')).toBe(
      'controller:\n  replicas: 2 # two\nspark: {jobNamespaces: [data]}\n',
    );
  });
});

/** A mistake, its right answer, and what stays around it. */
const MISTAKES: readonly (readonly [right: string, wrong: string, mended: string])[] = [
  [EXECUTOR, 'memory: "2Gi"\n    instances: 2', 'memory: "2g"\n    instances: 2'],
  [EXECUTOR, "memory: '1536Mi'\n    instances: 2", "memory: '1536m'\n    instances: 2"],
  [EXECUTOR, 'memory: 1.5Gi\n    instances: 2', 'memory: 1536m\n    instances: 2'],
  ['mode: cluster', 'mode: Cluster', 'mode: cluster'],
  ['type: Python', 'type: "pyhton" # spelt', 'type: "Python" # spelt'],
  ['imagePullPolicy: IfNotPresent', 'imagePullPolcy: IfNotPresent', 'imagePullPolicy: IfNotPresent'],
  ['imagePullPolicy: IfNotPresent', "'imagePullPolcy' :  IfNotPresent", "'imagePullPolicy' :  IfNotPresent"],
  ['timeToLiveSeconds: 3600', 'timeToLiveSeconds: "3600"', 'timeToLiveSeconds: 3600'],
  [
    'sparkVersion: 3.5.8',
    'sparkVersion: 3.5.8\n  sparkConf: {spark.ui.enabled: true}',
    'sparkVersion: 3.5.8\n  sparkConf: {spark.ui.enabled: "true"}',
  ],
  [
    'sparkVersion: 3.5.8',
    'sparkVersion: 3.5.8\n  sparkConf: {spark.sql.shufle.partitions: "8"}',
    'sparkVersion: 3.5.8\n  sparkConf: {spark.sql.shuffle.partitions: "8"}',
  ],
  [
    'sparkVersion: 3.5.8',
    'sparkVersion: 3.5.8\n  hadoopConf:\n    spark.hadoop.fs.s3a.path.style.access: "true"',
    'sparkVersion: 3.5.8\n  hadoopConf:\n    fs.s3a.path.style.access: "true"',
  ],
  [
    'instances: 2',
    'instances: 2\n    env: [{name: A, value: 1}]',
    'instances: 2\n    env: [{name: A, value: "1"}]',
  ],
];

describe('what has one right answer', () => {
  test.each(MISTAKES)('%j: %j', async (right, wrong, mended) => {
    const name = file('a.yaml', broken(right, wrong));
    const { code, out, err } = await check(name, '--fix');
    expect(readFileSync(name, 'utf8')).toBe(broken(right, mended));
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain('0 errors');
  });

  test('in JSON', async () => {
    const wrong = JSON.parse(change(APPLICATION, { 'spec.executor.memory': '2Gi' }));
    wrong.spec.sparkConf = { 'spark.ui.enabled': true };
    const text = JSON.stringify(wrong, undefined, 3);
    const name = file('a.json', text);
    await check(name, '--fix');
    expect(readFileSync(name, 'utf8')).toBe(
      text.replace('"2Gi"', '"2g"').replace('"spark.ui.enabled": true', '"spark.ui.enabled": "true"'),
    );
  });

  test.each([
    ['without a unit', EXECUTOR, 'memory: "2048"\n    instances: 2'],
    ['of which a part would be lost', EXECUTOR, 'memory: 2.3Gi\n    instances: 2'],
    ['that nothing is near', 'mode: cluster', 'mode: cluster\n  zzzzz: 1'],
  ])('is not that of a value %s', async (_, right, wrong) => {
    const name = file('a.yaml', broken(right, wrong));
    expect((await check(name, '--fix')).code).toBe(1);
    expect(readFileSync(name, 'utf8')).toBe(broken(right, wrong));
  });
});

describe('fails to correct, and says why', () => {
  test.each([
    [
      'what is read otherwise than it looks',
      'instances: 2',
      'instances: 2\n    env: [{name: A, value: 010}]',
      '010 is read as 8, which may not be what was meant',
    ],
    ['a value with a tag', EXECUTOR, 'memory: !!str 2Gi\n    instances: 2', 'the value has a tag'],
    [
      'a value with an anchor',
      EXECUTOR,
      'memory: &m 2Gi\n    instances: 2',
      'an anchor makes it the value of other places too',
    ],
    [
      'a block of lines',
      EXECUTOR,
      'memory: |-\n      2Gi\n    instances: 2',
      'the value is a block of lines',
    ],
    [
      'a key that is there as well',
      'imagePullPolicy: IfNotPresent',
      'imagePullPolicy: IfNotPresent\n  imagePullPolcy: Always',
      'imagePullPolicy is there as well',
    ],
    [
      'what would be worse',
      'cores: 1\n    memory: 1g\n    instances',
      'coers: 0.5\n    memory: 1g\n    instances',
      'with it',
    ],
  ])('%s', async (_, right, wrong, reason) => {
    const name = file('a.yaml', broken(right, wrong));
    const { err } = await check(name, '--fix');
    expect(err).toMatch(/^error: a\.yaml:\d+: [a-z-]+ is not corrected: /);
    expect(err).toContain(reason);
    expect(readFileSync(name, 'utf8')).toBe(broken(right, wrong));
  });

  test('what stands under an anchor', async () => {
    const wrong = broken(
      'podSecurityContext: &pod\n      runAsNonRoot: true',
      'podSecurityContext: &pod\n      runAsNonRoot: "true"',
    );
    const name = file('a.yaml', wrong);
    expect((await check(name, '--fix')).err).toContain('an anchor makes it the value of other places too');
    expect(readFileSync(name, 'utf8')).toBe(wrong);
  });

  test('a file in which something cannot be read', async () => {
    const wrong = `kind: A\nkind: B\nmetadata: {name: a}\n---\n${DEFECT}`;
    const name = file('a.yaml', wrong);
    const { code, err } = await check(name, '--fix');
    expect([code, err]).toEqual([2, expect.stringContaining('not everything in the file could be read')]);
    expect(readFileSync(name, 'utf8')).toBe(wrong);
  });

  test('the worse of many corrections only', async () => {
    const wrong = DEFECT.replace('mode: cluster', 'mode: Cluster').replace(
      'driver:\n    cores: 1',
      'driver:\n    coers: 0.5',
    );
    const name = file('a.yaml', wrong);
    await check(name, '--fix');
    expect(readFileSync(name, 'utf8')).toBe(wrong.replace('Cluster', 'cluster').replace('2Gi', '2g'));
  });
});

describe('nothing else is written', () => {
  test('no link', async () => {
    const target = file('out/a.yaml', DEFECT);
    mkdirSync(path('in'));
    symlinkSync(target, path('in/a.yaml'));
    for (const name of [path('in'), path('in/a.yaml')]) {
      const { code, err } = await check(name, '--fix');
      expect([code, err]).toEqual([
        1,
        expect.stringContaining('it is a link; name the file that it leads to'),
      ]);
    }
    expect(readFileSync(target, 'utf8')).toBe(DEFECT);
  });

  test('no file with several names', async () => {
    const target = file('a.yaml', DEFECT);
    linkSync(target, path('b.yaml'));
    expect((await check(target, '--fix')).err).toContain('it has several names (hard links)');
    expect(readFileSync(target, 'utf8')).toBe(DEFECT);
  });

  test('no file outside of what is named, no folder', () => {
    const outside = file('out/a.yaml', DEFECT);
    mkdirSync(path('in'));
    expect(() => writablePath(outside, [path('in')])).toThrow(
      'it is outside of the files and folders that are named',
    );
    expect(() => writablePath(`${path('in')}/../out/a.yaml`, [path('in')])).toThrow('it is outside of');
    mkdirSync(path('in2'));
    expect(() => writablePath(file('in2/a.yaml', ''), [path('in')])).toThrow('it is outside of');
    expect(() => writablePath(path('in'), [path('in')])).toThrow('it is no file');
    expect(writablePath(outside, [path('.')])).toMatch(/out\/a\.yaml$/);
  });

  test('no file that has changed since', () => {
    const name = file('a.yaml', DEFECT);
    const bytes = readFileSync(name);
    for (const now of [`${DEFECT}#`, DEFECT.replace('2Gi', '3Gi')]) {
      writeFileSync(name, now);
      expect(() => {
        replaceFile(name, bytes, Buffer.from('x'));
      }).toThrow('it has changed since it was read');
      expect(readFileSync(name, 'utf8')).toBe(now);
    }
  });

  test('no link that has taken the place of the file', () => {
    const target = file('out.yaml', DEFECT);
    symlinkSync(target, path('a.yaml'));
    expect(() => {
      replaceFile(path('a.yaml'), Buffer.from(DEFECT), Buffer.from('x'));
    }).toThrow(/ELOOP/);
    expect(readFileSync(target, 'utf8')).toBe(DEFECT);
  });

  test('not the standard input, and no file of its name', () => {
    const input = { file: 'standard input', named: true, read: () => Buffer.from(DEFECT) };
    const { files, unmended } = mend([input], {}, () => 'the standard input cannot be written');
    expect([files, unmended.map(({ reason }) => reason)]).toEqual([
      [],
      ['the standard input cannot be written'],
    ]);
    expect(existsSync('standard input')).toBe(false);
  });

  test('shows no credential and no control character in a diff', async () => {
    const secret = broken(
      EXECUTOR,
      'memory: 2Gi\n    instances: 2\n    env: [{name: DB_PASSWORD, value: canary-4711}]\n    javaOptions: "::error::x"',
    );
    const { out } = await check(file('a\u001b[2J\n::warning::.yaml', secret), '--fix', '--dry-run');
    expect(out).toContain('+    memory: 2g');
    expect(out).not.toContain('canary');
    expect(out).not.toMatch(/(?!\n)\p{Cc}|^\s*::/mu);
  });
});

test('bytes outside of what is corrected stay, whatever the file looks like, and nothing is left to correct', () => {
  const blank = fc.constantFrom('', '\n', '# \u00e9\u{1f600} memory: 2Gi\n', '\n\n# b\n');
  const choice = fc.record({
    mistakes: fc.uniqueArray(fc.nat(MISTAKES.length - 1), {
      minLength: 1,
      maxLength: 3,
      selector: (at) => MISTAKES[at]![0],
    }),
    blanks: fc.array(blank, { minLength: 40, maxLength: 40 }),
    end: fc.constantFrom('\n', '\r\n'),
    mark: fc.boolean(),
    before: fc.constantFrom('', '---\n', 'kind: A\nmetadata: {name: b}\n---\n'),
    last: fc.constantFrom('', '\n', '   # end', '\n...\n'),
  });
  fc.assert(
    fc.property(choice, ({ mistakes, blanks, end, mark, before, last }) => {
      const render = (which: 1 | 2): Buffer => {
        const changed = mistakes.reduce(
          (text, at) => text.replace(MISTAKES[at]![0], MISTAKES[at]![which]),
          TEXT,
        );
        const lines = changed
          .trimEnd()
          .split('\n')
          .map((line, index) => `${blanks[index % 40]!}${line}`);
        const text = `${before}${lines.join('\n')}${last}`.replaceAll('\n', end);
        return Buffer.from(`${mark ? '\ufeff' : ''}${text}`);
      };
      const name = file('a.yaml', render(1));
      const mended = mend([inputFile(name, true)], {}, () => undefined);
      expect(mended.unmended.map(({ reason }) => reason)).toEqual([]);
      expect(Buffer.from(mended.files[0]!.after).equals(render(2))).toBe(true);
      writeFileSync(name, mended.files[0]!.after);
      expect(mend([inputFile(name, true)], {}, () => undefined).files).toEqual([]);
    }),
    { numRuns: 40 },
  );
});
