import { logs, type LogsProps } from '../src/applications/logs';
import { wait } from '../src/applications/wait';
import type { Result } from '../src/context';
import { list, type ListProps } from '../src/runs/list';
import { application } from './fixtures';
import { World } from './world';

const NAME = 'kronodroid-iceberg-r1';
let world: World;

beforeEach(async () => {
  world = await new World().start();
});
afterEach(() => world.stop());

/** An application that no run made. */
function plain(name = 'plain'): void {
  const { metadata, ...rest } = application();
  world.kubernetes.put({ ...rest, metadata: { ...metadata, name } });
}

const now = (name: string) => world.kubernetes.applications.get(name)!;
const waiting = (seconds = 60): Promise<Result> => wait(world.context(), now('plain'), seconds);

describe('wait', () => {
  beforeEach(() => {
    plain();
  });

  it('ends with the application, whoever made it', async () => {
    const ending = waiting();
    await world.kubernetes.play('plain', ['SUBMITTED', 'RUNNING', 'COMPLETED'], 20);
    expect(await ending).toMatchObject({ outcome: 'completed', application: 'plain', state: 'COMPLETED' });
    expect(world.events.map(({ state }) => state)).toEqual(['NEW', 'SUBMITTED', 'RUNNING', 'COMPLETED']);
  });

  it('says why it failed', async () => {
    world.kubernetes.state('plain', 'FAILED', 'java.lang.OutOfMemoryError: Java heap space');
    expect(await waiting()).toMatchObject({
      outcome: 'failed',
      message: 'application plain failed',
      findings: [{ id: expect.any(String) }],
    });
  });

  it('changes nothing when its limit passes, however old the application is', async () => {
    const old = now('plain');
    world.kubernetes.put({
      ...old,
      metadata: { ...old.metadata, creationTimestamp: '2020-01-01T00:00:00Z' },
    });
    const begin = performance.now();
    expect(await waiting(1)).toMatchObject({
      outcome: 'still-running',
      message: 'application plain was NEW after 1 s, the limit of the wait (--timeout); it goes on',
    });
    expect(performance.now() - begin).toBeGreaterThan(300);
    expect(world.kubernetes.requests.filter((request) => !request.startsWith('GET'))).toEqual([]);
  });

  it('says that it was deleted', async () => {
    const ending = waiting();
    world.kubernetes.remove('plain');
    expect(await ending).toMatchObject({
      outcome: 'deleted',
      message: 'application plain was deleted before it ended',
    });
  });

  it('fails on one that is made anew', async () => {
    const ending = waiting();
    world.kubernetes.remove('plain');
    plain();
    await expect(ending).rejects.toMatchObject({
      outcome: 'deleted',
      message: 'application plain was deleted before it ended, and made anew',
    });
  });
});

describe('logs', () => {
  const DRIVER = 'plain-driver';
  let lines: string[];

  beforeEach(() => {
    plain();
    lines = [];
  });

  const printing = (change: Partial<LogsProps> = {}): Promise<Result> =>
    logs(world.context(), {
      application: now('plain'),
      from: 'driver',
      follow: false,
      tail: 100,
      print: (line) => {
        lines.push(line);
        return Promise.resolve(true);
      },
      ...change,
    });
  const until = async (is: () => boolean): Promise<void> => {
    while (!is()) await new Promise(setImmediate);
  };
  const executor = (name: string): void => {
    world.kubernetes.pods.push({ metadata: { name, labels: { 'spark-role': 'executor' } } });
  };

  it('are the last lines of the driver, without times', async () => {
    for (const count of [1, 2, 3]) world.kubernetes.log(DRIVER, `line ${count}`);
    expect(await printing({ tail: 2 })).toEqual({
      outcome: 'logged',
      message: '2 lines of 1 pods of application plain',
      application: 'plain',
      pods: [DRIVER],
      lines: 2,
    });
    expect(lines).toEqual(['line 2', 'line 3']);
  });

  it('are none of a pod that has not started', async () => {
    expect(await printing()).toMatchObject({
      message: '0 lines of 0 pods of application plain; none of them has started',
    });
  });

  it('are of the executors too, each line with its pod', async () => {
    executor('plain-exec-1');
    executor('plain-exec-2');
    world.kubernetes.pods.push({ metadata: { name: DRIVER, labels: { 'spark-role': 'driver' } } });
    world.kubernetes.log(DRIVER, 'd');
    world.kubernetes.log('plain-exec-1', 'one');
    world.kubernetes.log('plain-exec-2', 'two');
    await printing({ from: 'all' });
    expect(lines.sort()).toEqual([`[${DRIVER}] d`, '[plain-exec-1] one', '[plain-exec-2] two'].sort());
    lines.splice(0);
    await printing({ from: 'executors' });
    expect(lines.sort()).toEqual(['[plain-exec-1] one', '[plain-exec-2] two']);
  });

  it('are followed from before the driver starts until the application ends, each line once', async () => {
    const printed = printing({ follow: true });
    await until(() => world.kubernetes.requests.some((request) => request.endsWith('/log')));
    world.kubernetes.log(DRIVER, 'first', '2026-01-01T00:00:00.1Z');
    await until(() => lines.length === 1);
    // The watch of the log breaks, and what was printed comes again.
    world.kubernetes.cutWatches();
    world.kubernetes.log(DRIVER, 'second', '2026-01-01T00:00:00.12Z');
    world.kubernetes.log(DRIVER, 'twin', '2026-01-01T00:00:00.12Z');
    await until(() => lines.length === 3);
    world.kubernetes.cutWatches();
    world.kubernetes.log(DRIVER, 'last', '2026-01-01T00:00:01.000000001Z');
    world.kubernetes.end(DRIVER);
    world.kubernetes.state('plain', 'COMPLETED');
    expect(await printed).toMatchObject({ outcome: 'logged', lines: 4 });
    expect(lines).toEqual(['first', 'second', 'twin', 'last']);
  });

  it('are followed of executors that come later', async () => {
    const printed = printing({ follow: true, from: 'executors' });
    await until(() => world.kubernetes.requests.some((request) => request.endsWith('/pods')));
    executor('plain-exec-1');
    world.kubernetes.log('plain-exec-1', 'late');
    await until(() => lines.length === 1);
    world.kubernetes.end('plain-exec-1');
    world.kubernetes.remove('plain');
    await printed;
    expect(lines).toEqual(['[plain-exec-1] late']);
  });

  it('end when nobody reads them any more', async () => {
    for (let count = 0; count < 50; count++) world.kubernetes.log(DRIVER, 'x');
    expect(await printing({ follow: true, print: () => Promise.resolve(false) })).toMatchObject({ lines: 1 });
  });

  it('are of fifty pods at once', async () => {
    for (const [count, leftOut] of [
      [50, ''],
      [52, '; 2 more pods are left out'],
    ] as const) {
      world.kubernetes.pods = [];
      for (let index = 0; index < count; index++) executor(`plain-exec-${index}`);
      expect(await printing({ from: 'executors' })).toMatchObject({
        message: `0 lines of 0 pods of application plain; none of them has started${leftOut}`,
      });
    }
  });

  it('are printed where they have no times', async () => {
    world.kubernetes.logs.set(DRIVER, 'one\none\n');
    expect(await printing()).toMatchObject({ lines: 2 });
    expect(lines).toEqual(['one', 'one']);
  });

  it('are followed until the application is made anew', async () => {
    const printed = printing({ follow: true });
    world.kubernetes.log(DRIVER, 'x');
    await until(() => lines.length === 1);
    world.kubernetes.remove('plain');
    plain();
    world.kubernetes.end(DRIVER);
    expect(await printed).toMatchObject({ lines: 1 });
  });

  it('stop in the middle of what is logged when nobody reads them any more', async () => {
    for (let count = 0; count < 5; count++) world.kubernetes.log(DRIVER, `line ${count}`);
    const print = (line: string): Promise<boolean> => Promise.resolve(lines.push(line) < 3);
    expect(await printing({ print })).toMatchObject({ lines: 3 });
    expect(lines).toEqual(['line 0', 'line 1', 'line 2']);
  });

  it('show no credential, and of a line its beginning', async () => {
    for (const text of [
      'password=canary-1',
      '-----BEGIN PRIVATE KEY-----',
      'canary-2',
      '-----END PRIVATE KEY-----',
      'x'.repeat(100_000),
    ])
      world.kubernetes.log(DRIVER, text);
    await printing();
    expect(lines.join('\n')).not.toContain('canary');
    expect(lines[4]).toHaveLength(2000);
  });

  it('fail where the account may not read them', async () => {
    world.kubernetes.fault = ({ path }) =>
      path.endsWith('/log') ? { status: 403, body: { message: 'no' } } : undefined;
    await expect(printing({ follow: true })).rejects.toMatchObject({ outcome: 'denied' });
  });
});

describe('list', () => {
  const listing = (change: Partial<ListProps> = {}): Promise<Result> =>
    list(world.context(), { limit: 500, ...change });
  const names = ({ runs }: Result): string[] =>
    (runs as { application: string }[]).map((run) => run.application);

  it('has the runs of a namespace with their state and isolation, and no other application', async () => {
    await world.run('r1');
    world.states = ['RUNNING', 'FAILED'];
    await world.run('r2');
    plain();
    world.output = '';
    expect(await listing()).toEqual({
      outcome: 'listed',
      message: '2 runs in namespace data',
      namespace: 'data',
      runs: [
        {
          application: NAME,
          runId: 'r1',
          state: 'COMPLETED',
          isolation: 'lakefs',
          template: expect.stringMatching(/^[0-9a-f]{32}$/),
          created: expect.any(String),
          seconds: expect.any(Number),
        },
        expect.objectContaining({ runId: 'r2', state: 'FAILED' }),
      ],
    });
    expect(world.output.replace(/ \d+ +/g, ' 0 ')).toMatch(
      /^APPLICATION +STATE +ISOLATION +SECONDS +RUN ID\nkronodroid-iceberg-r1 +COMPLETED +lakefs +0 r1\n/,
    );
  });

  it('has those of a job, or of a release', async () => {
    await world.run('r1');
    expect(names(await listing({ job: 'kronodroid-iceberg' }))).toEqual([NAME]);
    expect(names(await listing({ job: 'kronodroid' }))).toEqual([]);
    const { template } = ((await listing()).runs as { template: string }[])[0]!;
    expect(names(await listing({ templateConfigMap: `kronodroid-iceberg-${template}` }))).toEqual([NAME]);
    expect(names(await listing({ templateConfigMap: `kronodroid-iceberg-${'0'.repeat(32)}` }))).toEqual([]);
    expect(names(await listing({ templateConfigMap: 'none' }))).toEqual([]);
  });

  it('goes on where it was cut', async () => {
    world.states = ['RUNNING', 'COMPLETED'];
    world.stateMs = 1;
    for (let index = 0; index < 7; index++) await world.run(`r${index}`);
    const first = await listing({ limit: 5 });
    expect(first).toMatchObject({ message: '5 runs in namespace data; there are more, with --continue 5' });
    const second = await listing({ limit: 5, continue: String(first.continue) });
    expect(second.continue).toBeUndefined();
    expect([...names(first), ...names(second)]).toHaveLength(7);
  });

  it('fails on a list that has expired', async () => {
    world.kubernetes.fault = () => ({ status: 410, body: { message: 'expired' } });
    await expect(listing({ continue: 'old' })).rejects.toMatchObject({
      outcome: 'refused',
      message: 'the list has expired on the API server; begin again without --continue',
    });
  });
});
