import { chmodSync } from 'node:fs';
import { delimiter } from 'node:path';
import { APPLICATION, RELEASE } from '../rules/harness';
import { workspace } from './workspace';

const { file, path, check } = workspace();
const { PATH } = process.env;
afterEach(() => {
  process.env.PATH = PATH;
});

/** Puts a program of the runner's name on the PATH, which prints this and says how it was called. */
function runner(printed: string, exit = 0): void {
  const text = JSON.stringify(Buffer.from(printed).toString('base64'));
  const script = `#!${process.execPath}
require('node:fs').writeFileSync(${JSON.stringify(path('args'))}, JSON.stringify(process.argv.slice(2)));
process.stdout.write(Buffer.from(${text}, 'base64'));
process.exitCode = ${exit};
`;
  chmodSync(file('bin/spark-runner', script), 0o755);
  process.env.PATH = [path('bin'), PATH].join(delimiter);
}

const answer = (...checks: object[]): string =>
  `progress\n${JSON.stringify({
    outcome: 'not-ready',
    message: 'm',
    applications: [{ job: 'etl', namespace: 'data', checks }],
  })}\n`;
const WRONG = { id: 'secret', verdict: 'wrong', what: 'namespace data has no Secret keys', fix: 'make it' };
const OK = { id: 'namespace', verdict: 'ok', what: 'namespace data is there' };

test('says after its report what the cluster says, what is wrong first', async () => {
  runner(
    answer(
      OK,
      { id: 'image', verdict: 'unknown', what: 'whether it can be pulled', fix: 'only a node can say so' },
      { id: 'rules', verdict: 'wrong', what: 'the rules refuse it', fix: 'mend it' },
      WRONG,
    ),
    14,
  );
  const { code, out, err } = await check(file('a.yaml', APPLICATION), '--cluster', '--context', 'prod');
  expect({ code, err }).toEqual({ code: 1, err: '' });
  expect(out).toBe(`0 errors, 0 warnings in 1 object of 1 file

cluster: etl in namespace data: 1 wrong, 0 warning, 1 unknown, 1 ok
  wrong: namespace data has no Secret keys (secret)
    fix: make it
  unknown: whether it can be pulled (image)
    fix: only a node can say so
`);
  const { readFileSync } = await import('node:fs');
  expect(JSON.parse(readFileSync(path('args'), 'utf8'))).toEqual([
    ...['preflight', '--context', 'prod', '--', path('a.yaml')],
  ]);
});

test('is fine where the cluster is, and with --strict fails on its warnings', async () => {
  runner(answer(OK));
  expect((await check(file('a.yaml', APPLICATION), '--cluster')).code).toBe(0);
  runner(answer({ ...WRONG, verdict: 'warning' }));
  expect((await check(path('a.yaml'), '--cluster')).code).toBe(0);
  expect((await check(path('a.yaml'), '--cluster', '--strict')).code).toBe(1);
});

test('has it in JSON beside the findings', async () => {
  runner(answer({ ...WRONG, what: 'password=canary-secret \u001b[2J' }));
  const { code, out } = await check(file('a.yaml', APPLICATION), '--cluster', '--sizes', '--format', 'json');
  expect(code).toBe(1);
  expect(out).not.toContain('canary');
  expect(out).not.toContain('\u001b');
  expect(JSON.parse(out)).toEqual({
    sizes: expect.any(Array),
    cluster: [
      {
        job: 'etl',
        namespace: 'data',
        checks: [
          { id: 'secret', verdict: 'wrong', what: expect.stringContaining('password='), fix: 'make it' },
        ],
      },
    ],
    findings: [],
  });
});

test('shows nothing of it that a terminal would obey', async () => {
  runner(
    answer({ id: 'a\u001b[2J', verdict: 'wrong', what: 'token=canary-secret\nfake: line', fix: '\u0007' }),
  );
  const { out } = await check(file('a.yaml', APPLICATION), '--cluster');
  expect(out).not.toMatch(/canary|\u001b|\u0007|\nfake/);
});

test('asks nothing without an application', async () => {
  process.env.PATH = path('bin');
  const { code, out } = await check(file('values.yaml', RELEASE), '--cluster', '--format', 'json');
  expect({ code, cluster: JSON.parse(out).cluster }).toEqual({ code: 0, cluster: [] });
});

test('fails without the program', async () => {
  process.env.PATH = path('bin');
  expect(await check(file('a.yaml', APPLICATION), '--cluster')).toMatchObject({
    code: 2,
    err:
      'error: --cluster asks by the program spark-runner, and there is none on the PATH; take it from the image of the runner, or ' +
      'build it as runner/README.md says\n',
  });
});

test.each([
  ['{"outcome":"refused","message":"no context named prod"}', 'could not look: no context named prod'],
  ['', 'could not look: it gave no answer'],
  ['[]', 'could not look: it gave no answer'],
  ['x'.repeat(17 * 1024 * 1024), 'gave no answer: spawnSync spark-runner ENOBUFS'],
])('fails on the answer %#', async (printed, problem) => {
  runner(printed);
  expect(await check(file('a.yaml', APPLICATION), '--cluster')).toMatchObject({
    code: 2,
    err: `error: spark-runner ${problem}\n`,
  });
});

test.each([
  [['--cluster', '--format', 'sarif'], '--cluster has no form sarif; take text or json'],
  [['--context', 'prod'], '--context is for --cluster; nothing else looks at a cluster'],
  [['--cluster', '-'], '--cluster reads files again; name them in place of -'],
])('fails on %j', async (options, problem) => {
  const { code, err } = await check(file('a.yaml', APPLICATION), ...options);
  expect({ code, err: err.includes(problem) || err }).toEqual({ code: 2, err: true });
});
