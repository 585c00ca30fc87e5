import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { OUTCOMES } from '../src/outcome';
import { SECRET } from './fake/lakefs';
import { application, release } from './fixtures';
import { TOKEN, World, type Ended } from './world';

const NAME = 'kronodroid-iceberg-r1';
const RELEASE = release();
const RUN = ['run', '--template-config-map', RELEASE.name, '--run-id', 'r1'];
const folder = mkdtempSync(join(tmpdir(), 'command-'));
let world: World;

beforeEach(async () => {
  world = await new World().start();
  world.kubernetes.configMaps.set(RELEASE.name, RELEASE.data);
});
afterEach(() => world.stop());
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const spark = (...given: Parameters<World['command']>): Promise<Ended> => world.command(...given);

describe('main', () => {
  it('runs with what it is given, and prints one JSON', async () => {
    const end = await spark([...RUN, '--set', 'executorInstances=3']);
    expect(end).toMatchObject({ code: 0, result: { outcome: 'completed', branch: NAME } });
    expect(end.stdout.split('\n')).toHaveLength(2);
    expect(end.stderr).toContain(`submitting application ${NAME}\n`);
  });

  it.each([
    [[...RUN, '--template', 'x.yaml'], "option '--template <file>' cannot be used with option"],
    [['cancel', '--job', 'j', '--run-id', 'a', '--branch', 'j-a'], 'cannot be used with option'],
    [[...RUN, '--timeout', 'Infinity'], 'give a number of seconds above 0 and up to 31622400'],
    [[...RUN, '--timeout', '31622401'], 'give a number of seconds above 0 and up to 31622400'],
    [[...RUN, '--start-timeout', '9'.repeat(400)], 'give a number of seconds above 0'],
    [[...RUN, '--timeout', '1e3'], 'give a number of seconds above 0'],
    [[...RUN, '--set', '=x'], 'give name=value'],
    [[...RUN, '--nope'], "unknown option '--nope'"],
    [['nope'], "unknown command 'nope'"],
    [['run'], "required option '--run-id <id>' not specified"],
  ])('fails on the command line %j, in words and as JSON', async (args, message) => {
    const end = await spark(args);
    expect(end).toMatchObject({
      code: 2,
      result: { outcome: 'refused', message: expect.stringContaining(message) },
    });
    expect(end.stderr).toContain(message);
    expect(world.lakefs.made).toEqual([]);
  });

  it('prints its help', async () => {
    const end = await spark(['run', '--help']);
    expect(end.code).toBe(0);
    expect(end.stdout).toContain('--template-config-map <name>');
    expect(end.stdout).not.toContain(world.lakefs.url);
  });

  it('fails on a file that never ends, and on one that contains itself', async () => {
    const own = join(folder, 'own.yaml');
    writeFileSync(own, 'a: &a [*a]\n');
    for (const [option, file, message] of [
      ['--parameters', '/dev/zero', 'longer than 4194304 bytes'],
      ['--parameters', own, 'a is no parameter of this job'],
    ] as const) {
      const end = await spark([...RUN, option, file]);
      expect(end).toMatchObject({ code: 2, result: { message: expect.stringContaining(message) } });
    }
    writeFileSync(own, `${stringify(application())}more: &a [*a]\n`);
    const end = await spark(['run', '--run-id', 'r1', '--template', own]);
    expect(end).toMatchObject({ code: 2, result: { message: expect.stringContaining('is no YAML') } });
  });

  it('fails as unavailable on answers that are none of the API server', async () => {
    world.kubernetes.fault = () => ({ status: 200, text: '<html>Sign in</html>' });
    expect(await spark(RUN)).toMatchObject({
      code: OUTCOMES.unavailable.exit,
      result: { outcome: 'unavailable' },
    });
  });

  it('shows no secret that servers repeat, in any form', async () => {
    const key = 'key with "quotes" and \\ and a tail of canary-93';
    const basic = Buffer.from(`AKIATEST:${SECRET}`).toString('base64');
    const planted = [
      `Authorization: Basic ${basic}`,
      `Authorization: Bearer ${TOKEN}`,
      TOKEN,
      SECRET,
      JSON.stringify({ note: key }),
      'https://user:canary-userinfo@host/x',
      'AKIACANARY0000000001',
      'accessKey=canary-access',
      '{"password": "canary with blanks and \\" quotes"}',
      '-----BEGIN PRIVATE KEY-----\nY2FuYXJ5LXBlbQ==\n-----END PRIVATE KEY-----',
      'eyJhbGciOiJIUzI1NiJ9.eyJjYW5hcnkiOiJjYW5hcnkifQ.c2lnbmF0dXJlY2FuYXJ5',
    ];
    const end: Ended[] = [];
    for (const text of planted) {
      world.kubernetes.applications.clear();
      world.kubernetes.logs.set(`${NAME}-driver`, `ValueError: ${text}\n`);
      world.kubernetes.operator = (name) => {
        world.kubernetes.state(name, 'FAILED', `failed to submit: ${text}`);
      };
      world.lakefs.branches.delete(NAME);
      end.push(await spark(RUN, { OTHER_PASSWORD: key }));
      world.kubernetes.fault = () => ({ status: 422, body: { kind: 'Status', message: text } });
      end.push(await spark(['doctor', NAME], { OTHER_PASSWORD: key }));
      world.kubernetes.fault = () => undefined;
    }
    const shown = end.map(({ stdout, stderr }) => stdout + stderr).join('\n');
    expect(end.map(({ result }) => result?.outcome)).toEqual(planted.flatMap(() => ['failed', 'refused']));
    for (const secret of [
      'canary',
      SECRET,
      TOKEN,
      basic,
      key,
      'quotes\\"',
      'Y2FuYXJ5LXBlbQ',
      'eyJjYW5hcnk',
      'AKIACANARY',
    ])
      expect(shown).not.toContain(secret);
  });

  it('shows no control characters and no commands of CI systems', async () => {
    const hostile =
      'ESC \u001b[2J\u001b]0;x\u0007 C1 \u009b2J line \u2028 \u2029 bidi \u202e\u2066 tag \u{e0041} ##vso[task.x]y';
    world.kubernetes.operator = (name) => {
      world.kubernetes.state(name, `X${hostile}`);
      world.kubernetes.state(name, 'FAILED', `${hostile}\n::error::gone\n##[group]x`);
    };
    world.kubernetes.logs.set(`${NAME}-driver`, `ValueError: ${hostile}\n::error::in a log\n`);
    const { stdout, stderr, result } = await spark(RUN);
    expect(result.outcome).toBe('failed');
    expect(result.message).toContain(hostile);
    for (const text of [stdout, stderr]) {
      expect(text.replaceAll('\n', '')).not.toMatch(
        /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]|\u{e0041}/u,
      );
      expect(text).not.toMatch(/^\s*::|##[a-z]*\[/m);
    }
  });

  it('tells each step to a file or to stderr, without secrets, and prints the same result', async () => {
    const file = join(folder, 'events');
    const end = await spark([...RUN, '--events', file]);
    expect(end.stdout.split('\n')).toHaveLength(2);
    const told = linesOf(readFileSync(file, 'utf8'));
    expect(told.map(({ event, state }) => state ?? event)).toEqual(
      expect.arrayContaining(['started', 'branch', 'submitted', 'COMPLETED']),
    );
    expect(told[0]).toMatchObject({ event: 'started', command: 'run', runId: 'r1' });
    expect(told.at(-1)).toMatchObject({ event: 'ended', outcome: 'completed', exit: 0, runId: 'r1' });

    const refused = await spark(['doctor', 'gone', '--events', '-']);
    expect(linesOf(refused.stderr)).toMatchObject([
      { event: 'started', command: 'doctor', application: 'gone' },
      { event: 'ended', outcome: 'not-found', exit: OUTCOMES['not-found'].exit },
    ]);

    world.kubernetes.state(NAME, 'FAILED', `token ${TOKEN} \u001b[2J`);
    const { stderr } = await spark(['wait', NAME, '--events', '-']);
    expect(stderr).not.toContain(TOKEN);
    expect(stderr.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
  });

  it('tells a server of OpenLineage, and goes on when there is none', async () => {
    const env = { OPENLINEAGE_URL: 'http://127.0.0.1:1', OPENLINEAGE_API_KEY: 'canary-lineage' };
    const end = await spark(['wait', 'gone'], env);
    expect(end).toMatchObject({ code: OUTCOMES['not-found'].exit });
    expect(await spark(['doctor', 'x', '--openlineage-url', 'nowhere'])).toMatchObject({
      code: 2,
      result: { message: expect.stringContaining('is no http or https address') },
    });
  });

  it('fails on a file of events that cannot be written, before anything is made', async () => {
    expect(await spark([...RUN, '--events', folder])).toMatchObject({
      code: 2,
      result: { message: expect.stringContaining(`--events ${folder} cannot be written`) },
    });
    expect(world.kubernetes.requests).toEqual([]);
  });

  it('retries, lists, waits, prints logs, suspends and resumes', async () => {
    world.states = ['FAILED'];
    expect(await spark(RUN)).toMatchObject({ result: { outcome: 'failed' } });
    world.states = ['COMPLETED'];
    const [, ...options] = RUN;
    expect(await spark(['retry', ...options])).toMatchObject({ code: 0, result: { outcome: 'completed' } });
    expect(await spark(['list'])).toMatchObject({
      code: 0,
      result: { outcome: 'listed', runs: [{ application: NAME }] },
    });
    expect(await spark(['wait', NAME])).toMatchObject({ code: 0, result: { outcome: 'completed' } });
    const hostile = `\u001b[2J ${SECRET} ##[group]x`;
    world.kubernetes.log(`${NAME}-driver`, hostile);
    const { stdout, code } = await spark(['logs', NAME]);
    const [line, result] = stdout.split('\n');
    expect([code, line]).toEqual([0, '\\u001b[2J (hidden) \\u0023#[group]x']);
    expect(JSON.parse(result!)).toMatchObject({ outcome: 'logged', lines: 1 });
    world.kubernetes.state(NAME, 'SUBMITTED');
    const run = ['--job', 'kronodroid-iceberg', '--run-id', 'r1'];
    expect(await spark(['suspend', ...run])).toMatchObject({ code: 2, result: { outcome: 'refused' } });
    expect(await spark(['suspend', ...run, '--restart'])).toMatchObject({ result: { outcome: 'suspended' } });
    expect(await spark(['resume', ...run])).toMatchObject({ code: 0, result: { outcome: 'resumed' } });
  });

  it('writes the page of a release, and compares two', async () => {
    const file = join(folder, 'docs', 'page.md');
    const docs = await spark(['docs', '--template-config-map', RELEASE.name, '--output', file]);
    expect(docs).toMatchObject({ code: 0, result: { outcome: 'documented' } });
    expect(readFileSync(file, 'utf8')).toBe(docs.result.page);
    expect((await spark(['docs', '--template-config-map', RELEASE.name])).stderr).toContain('## Parameters');
    expect(await spark(['docs', '--template-config-map', RELEASE.name, '--output', folder])).toMatchObject({
      code: 2,
      result: { message: expect.stringContaining('cannot be written: EISDIR') },
    });

    const older = release(application(), { properties: { driverCores: { type: 'integer' } } });
    world.kubernetes.configMaps.set(older.name, older.data);
    const diff = ['diff', '--template-config-map', RELEASE.name, '--older-config-map'];
    const compared = await spark([...diff, older.name]);
    expect(compared).toMatchObject({ code: 0, result: { outcome: 'compared', breaking: 1 } });
    expect(compared.stderr).toContain(
      'parameters.driverCores: "a whole number from 1 up to 64" -> nothing\n  breaks: it is refused now\n',
    );
    expect((await spark([...diff, RELEASE.name])).result).toMatchObject({
      message: 'both releases are the same',
      changes: [],
    });
    expect(await spark(['diff', '--template-config-map', RELEASE.name])).toMatchObject({ code: 2 });
  });

  it.each([
    ['--limit', '0', 'give a whole number from 1 up to 10000'],
    ['--limit', '1e3', 'give a whole number from 1 up to 10000'],
  ])('fails on list %s %s', async (option, value, message) => {
    expect(await spark(['list', option, value])).toMatchObject({
      code: 2,
      result: { message: expect.stringContaining(message) },
    });
  });
});

function linesOf(text: string): Record<string, unknown>[] {
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}
