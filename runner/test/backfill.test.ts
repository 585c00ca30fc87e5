import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { start, type BackfillOptions } from '../src/backfill/start';
import { wantedRuns, type RunListProps } from '../src/backfill/run-list';
import type { Result } from '../src/context';
import { judge, type Diagnosis } from '../src/doctor/doctor';
import { gather, type Evidence } from '../src/doctor/evidence';
import { RunnerError } from '../src/outcome';
import { Progress } from '../src/progress';
import { templateOf } from '../src/template';
import type { Fault } from './fake/server';
import { application, CONTRACT, release, template } from './fixtures';
import { UNEXPLAINED, World } from './world';

const JOB = 'kronodroid-iceberg';
const opened = release(application(), { ...CONTRACT, 'x-isolation': 'none' });
const open = templateOf(opened.data, opened.name);
const folder = mkdtempSync(join(tmpdir(), 'backfill-'));
let world: World;
let screen: string;

beforeEach(async () => {
  world = await new World().start();
  world.stateMs = 1;
  world.writeOf = (name) => ({ [`iceberg/${name}`]: 'rows' });
  screen = '';
});
afterEach(() => world.stop());
afterAll(() => {
  rmSync(folder, { recursive: true });
});

interface Change extends Partial<BackfillOptions> {
  readonly released?: typeof open;
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly signal?: AbortSignal;
  readonly isTTY?: boolean;
  readonly judge?: (evidence: Evidence) => Promise<Diagnosis>;
}

function filling({
  released = template(),
  parameters = {},
  signal,
  isTTY = false,
  judge: judged = () => Promise.resolve(UNEXPLAINED),
  ...options
}: Change): Promise<Result> {
  const write = (text: string): unknown => (screen += text);
  return start(
    {
      context: world.context(signal && { signal }),
      template: released,
      props: {
        template: released,
        parameters,
        check: () => Promise.resolve([]),
        gather,
        judge: judged,
      },
      screen: { isTTY, write },
      shown: (text) => text,
      progress: new Progress({ write }),
    },
    { every: '1d', promote: false, deleteBranch: false, stopOnFailure: false, ...options },
  );
}

const ids = (count: number): string[] => Array.from({ length: count }, (_, index) => `d${index}`);
const nameOf = (id: string): string => `${JOB}-${id}`;
const promotions = (): string[] =>
  world.lakefs
    .history('main')
    .flatMap(({ parents, metadata }) => (parents.length > 1 ? [metadata.run_id!] : []))
    .reverse();
const failing = (...bad: string[]): void => {
  world.kubernetes.operator = (name) => {
    if (bad.map(nameOf).includes(name)) world.kubernetes.state(name, 'FAILED', 'no such table');
    else void world.operate(name);
  };
};

describe('backfill', () => {
  it('runs a list, so many at a time, and promotes in its order', async () => {
    let most = 0;
    world.stateMs = 15;
    world.kubernetes.fault = () => {
      const going = [...world.kubernetes.applications.values()].filter(
        ({ status }) => status?.applicationState?.state !== 'COMPLETED',
      );
      most = Math.max(most, going.length);
      return undefined;
    };
    expect(
      await filling({ runIds: ids(9).join(','), parallel: 3, promote: true, deleteBranch: true }),
    ).toMatchObject({
      outcome: 'backfilled',
      message: `9 of 9 runs of job ${JOB} are done`,
      counts: { runs: 9, good: 9, bad: 0, left: 0, promoted: 9 },
      bad: [],
    });
    expect(most).toBe(3);
    expect(promotions()).toEqual(ids(9));
    expect([...world.lakefs.branches.keys()]).toEqual(['main']);
    expect(Object.keys(world.lakefs.read('main'))).toHaveLength(9);
  });

  it('starts each run from what the one before has promoted, one at a time', async () => {
    world.writeOf = () => ({ 'iceberg/t/v1': String(world.kubernetes.created.length) });
    expect(await filling({ runIds: ids(4).join(','), parallel: 1, promote: true })).toMatchObject({
      counts: { promoted: 4 },
    });
    expect(world.lakefs.read('main')).toEqual({ 'iceberg/t/v1': '4' });
  });

  it('tells each end on a line, and on a terminal by a bar', async () => {
    await filling({ runIds: 'd0,d1', parallel: 1, released: open });
    expect(screen).toBe(
      [
        `2 runs of job ${JOB}, 1 at a time`,
        'note: of a run whose application is gone nobody knows that it was; when this is started again after their time to live, give --journal now',
        '1/2  d0 completed',
        '2/2  d1 completed',
        '',
      ].join('\n'),
    );
    screen = '';
    await filling({ runIds: 'd0,d1', parallel: 1, isTTY: true });
    expect(screen).toContain('\r\u001b[K[###############---------------] 1/2, 1 running');
    expect(screen.endsWith('] 2/2, 1 running\n')).toBe(true);
  });

  it('goes on after a bad run, and says which', async () => {
    failing('d1');
    expect(await filling({ runIds: ids(4).join(','), parallel: 2, promote: true })).toMatchObject({
      outcome: 'runs-failed',
      message: `3 of 4 runs of job ${JOB} are done, 1 are not: d1 (failed)`,
      counts: { good: 3, bad: 1, left: 0, promoted: 3, failed: 1 },
      bad: [
        {
          runId: 'd1',
          application: nameOf('d1'),
          outcome: 'failed',
          message: expect.stringContaining('no such table'),
        },
      ],
    });
    expect(promotions()).toEqual(['d0', 'd2', 'd3']);
    expect(world.events).toContainEqual(
      expect.objectContaining({ event: 'ended', runId: 'd1', outcome: 'failed', job: JOB }),
    );
  });

  it('says of a bad run what is known to be wrong, of many the first, and describes a hundred', async () => {
    world.kubernetes.operator = (name) => {
      world.kubernetes.state(name, 'FAILED', name.endsWith('d0') ? 'signal: killed' : 'it fell over');
    };
    const end: any = await filling({ runIds: ids(101).join(','), parallel: 1, judge });
    expect(end.message).toBe(
      `0 of 101 runs of job ${JOB} are done, 101 are not: d0 (failed), d1 (failed), d2 (failed), d3 (failed), d4 (failed), …`,
    );
    expect(end.bad).toHaveLength(100);
    expect(end.bad[0].cause).toMatch(/^the operator had too little memory/);
    expect(end.bad[1]).not.toHaveProperty('cause');
    expect(screen).toMatch(
      /^run d0: .*signal: killed; the operator had too little memory.*; raise the memory/m,
    );
    expect(screen).toMatch(/^run d1: .*it fell over$/m);
  });

  it('names all bad runs where they are few', async () => {
    failing('d0', 'd1', 'd2', 'd3', 'd4');
    expect(await filling({ runIds: ids(5).join(','), parallel: 1, released: open })).toMatchObject({
      message: `0 of 5 runs of job ${JOB} are done, 5 are not: d0 (failed), d1 (failed), d2 (failed), d3 (failed), d4 (failed)`,
    });
  });

  it('ends with a mistake of its own', async () => {
    const judging = (): Promise<never> => Promise.reject(new TypeError('no such thing'));
    failing('d0');
    expect(await filling({ runIds: 'd0,d1', parallel: 1, judge: judging })).toMatchObject({
      outcome: 'error',
      message: expect.stringMatching(/2 are left; .*: no such thing$/),
    });
  });

  it('cuts what a run says', async () => {
    world.kubernetes.operator = (name) => {
      world.kubernetes.state(name, 'FAILED', 'x'.repeat(2000));
    };
    const { bad }: any = await filling({ runIds: 'd0' });
    expect(bad[0].message).toHaveLength(1000);
  });

  it('starts no more after a bad run when it is asked to, and promotes nothing behind it', async () => {
    failing('d1');
    const end = await filling({ runIds: ids(6).join(','), parallel: 1, promote: true, stopOnFailure: true });
    expect(end).toMatchObject({
      outcome: 'runs-failed',
      message: `1 of 6 runs of job ${JOB} are done, 1 are not: d1 (failed), 4 are left; start it again, it goes on where it is: run d1 is failed, and --stop-on-failure is given`,
      counts: { good: 1, bad: 1, left: 4 },
    });
    expect(world.kubernetes.created).toEqual([nameOf('d0'), nameOf('d1')]);
  });

  it('ends where all further runs would fail', async () => {
    world.kubernetes.fault = ({ method }) =>
      method === 'POST' ? { status: 403, body: { message: 'no' } } : undefined;
    expect(await filling({ runIds: ids(50).join(','), parallel: 2 })).toMatchObject({
      outcome: 'denied',
      counts: { good: 0, bad: 0, left: 50 },
    });
    expect(world.kubernetes.requests.length).toBeLessThan(10);
  });

  it('gives each run its parameters, in which the run id can stand', async () => {
    const file = join(folder, 'list');
    writeFileSync(file, '\nd0\n{"runId":"d1","parameters":{"executorInstances":7}}\n');
    const released = release(application(), {
      properties: { ...CONTRACT.properties, day: { type: 'string', 'x-argument': '--day' } },
    });
    await filling({
      runIdsFile: file,
      released: templateOf(released.data, released.name),
      parameters: { day: '{runId}-$&', executorInstances: 2 },
    });
    const spec = (id: string) => world.kubernetes.applications.get(nameOf(id))!.spec;
    expect(spec('d0').arguments!.slice(-2)).toEqual(['--day', 'd0-$&']);
    expect([spec('d0').executor!.instances, spec('d1').executor!.instances]).toEqual([2, 7]);
  });

  it.each([
    ['labels', 'queue daily of Kueue'],
    ['batchScheduler', 'the queue of yunikorn'],
  ])('leaves the waiting to a queue (%s), without limits', async (how, queue) => {
    const released = template(({ metadata, spec, ...rest }) => ({
      ...rest,
      metadata: {
        ...metadata,
        ...(how === 'labels' && { labels: { 'kueue.x-k8s.io/queue-name': 'daily' } }),
      },
      spec: { ...spec, ...(how !== 'labels' && { batchScheduler: 'yunikorn' }) },
    }));
    world.stateMs = 30;
    await filling({ runIds: ids(12).join(','), released });
    expect(screen).toContain(
      `100 at a time; ${queue} lets them wait, and no limit counts but those that are given\n`,
    );
    expect(Math.max(...[...world.lakefs.made.keys()])).toBe(11);
  });

  it('fails on runs that are not kept apart and should be promoted, and on a run id that no name is made of', async () => {
    await expect(filling({ runIds: 'd0', promote: true, released: open })).rejects.toMatchObject({
      outcome: 'refused',
      message: expect.stringContaining('so there is nothing to promote; leave --promote out'),
    });
  });
});

describe('a journal', () => {
  it('keeps runs that are done from running again when nothing else remembers them', async () => {
    const journal = join(folder, 'journal');
    failing('d1');
    expect(await filling({ runIds: ids(3).join(','), released: open, journal })).toMatchObject({
      outcome: 'runs-failed',
    });
    world.kubernetes.applications.clear();
    failing();
    expect(await filling({ runIds: ids(4).join(','), released: open, journal })).toMatchObject({
      outcome: 'backfilled',
      counts: { good: 4, completed: 4 },
    });
    expect(world.kubernetes.created.sort()).toEqual(['d0', 'd1', 'd1', 'd2', 'd3'].map(nameOf));
    expect(screen).toContain('d0 completed, says the journal\n');
  });

  it('promotes what only completed, and forgets a line that was cut', async () => {
    const journal = join(folder, 'cut');
    writeFileSync(
      journal,
      `{"job":"${JOB}","runId":"d0","outcome":"completed"}\n{"job":"${JOB}","runId":"d1","out`,
    );
    await filling({ runIds: 'd0,d1', journal, promote: true });
    expect(promotions()).toEqual(['d0', 'd1']);
    expect(readFileSync(journal, 'utf8')).toContain('"runId":"d0","outcome":"promoted"}\n');
    // It can be gone on with once more.
    expect(await filling({ runIds: 'd0,d1', journal, promote: true })).toMatchObject({
      outcome: 'backfilled',
      counts: { good: 2 },
    });
    expect(
      readFileSync(journal, 'utf8')
        .split('\n')
        .map((line) => line === '' || JSON.parse(line)),
    ).toHaveLength(4);
  });

  it.each([
    ['{"job":"other","runId":"d0","outcome":"completed"}\n', 'is none of job kronodroid-iceberg'],
    ['no json\n', 'is none of job kronodroid-iceberg'],
    ['a file of somebody else, without an end', 'is none of job kronodroid-iceberg'],
    [`{"job":"${JOB}","runId":"d0","outcome":"fine"}\n`, 'is none of job kronodroid-iceberg'],
    [`{"job":"${JOB}","runId":"d0","outcome":"toString"}\n`, 'is none of job kronodroid-iceberg'],
  ])('fails when it is %j', async (text, message) => {
    const journal = join(folder, 'wrong');
    writeFileSync(journal, text);
    await expect(filling({ runIds: 'd0', journal })).rejects.toThrow(message);
  });

  it('fails when it cannot be read, and ends the backfill when it cannot be written', async () => {
    await expect(filling({ runIds: 'd0', journal: folder })).rejects.toThrow(
      `--journal ${folder} cannot be read`,
    );
    expect(
      await filling({ runIds: 'd0,d1', parallel: 1, journal: join(folder, 'absent', 'file') }),
    ).toMatchObject({
      outcome: 'error',
      message: expect.stringContaining('cannot be written: ENOENT'),
    });
    expect(world.kubernetes.created).toEqual([nameOf('d0')]);
  });
});

describe('a backfill that is killed anywhere', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'goes on where it was, and runs and promotes nothing twice (seed %s)',
    async (seed) => {
      let state = seed;
      const random = (below: number): number => {
        state = (state * 1103515245 + 12345) % 2147483648;
        return (state >> 8) % below;
      };
      const many = ids(10);
      const asked = { runIds: many.join(','), parallel: 3, promote: true, deleteBranch: true };
      let kills = 0;
      for (let alive = true; alive;) {
        const death = new AbortController();
        let left = 5 + random(60);
        const fault = (): Fault | undefined => {
          if (death.signal.aborted) return 'lost';
          if (left-- > 0) return undefined;
          setImmediate(() => {
            death.abort(new RunnerError('interrupted', 'dead'));
          });
          return random(2) === 0 ? 'lost' : 'unheard';
        };
        world.kubernetes.fault = world.lakefs.fault = kills < 12 ? fault : () => undefined;
        const end = await filling({ ...asked, signal: death.signal });
        if (end.outcome === 'backfilled') alive = false;
        else expect(end.outcome).toBe('interrupted');
        kills++;
      }
      expect(kills).toBeGreaterThan(2);
      expect(world.kubernetes.created.sort()).toEqual(many.map(nameOf).sort());
      expect(promotions()).toEqual(many);
      expect(Object.keys(world.lakefs.read('main')).sort()).toEqual(
        many.map((id) => `iceberg/${nameOf(id)}`),
      );
      expect([...world.lakefs.branches.keys()]).toEqual(['main']);
    },
  );
});

describe('the list of runs', () => {
  const listed = (props: Partial<RunListProps>): string[] =>
    wantedRuns({ every: '1d', ...props }).map(({ runId }) => runId);

  it.each([
    ['2026-01-30', '2026-02-02', '1d', ['2026-01-30', '2026-01-31', '2026-02-01', '2026-02-02']],
    ['2026-01-01', '2026-01-20', '1w', ['2026-01-01', '2026-01-08', '2026-01-15']],
    [
      '2025-11-30',
      '2026-04-30',
      '1m',
      ['2025-11-30', '2025-12-30', '2026-01-30', '2026-03-30', '2026-04-30'],
    ],
    ['2025-12-31T22', '2026-01-01T04', '3h', ['2025-12-31T22', '2026-01-01T01', '2026-01-01T04']],
    ['2026-01-01', '2026-01-01', '1d', ['2026-01-01']],
    ['2026-01-31', '2026-05-31', '2m', ['2026-01-31', '2026-03-31', '2026-05-31']],
    ['2026-01-01', '2026-01-05', '2d', ['2026-01-01', '2026-01-03', '2026-01-05']],
    ['2026-01-01', '2026-01-29', '2w', ['2026-01-01', '2026-01-15', '2026-01-29']],
  ])('goes from %s to %s by %s', (from, to, every, expected) => {
    expect(listed({ from, to, every })).toEqual(expected);
  });

  it.each([
    [{}, 'give one of --run-ids, --run-ids-file, and --from with --to'],
    [{ runIds: 'a', from: '2026-01-01', to: '2026-01-02' }, 'give one of'],
    [{ runIds: ' , ' }, 'there are no runs in the list'],
    [{ runIds: 'a,b,a' }, 'run id "a" is in the list twice'],
    [{ runIds: 'x'.repeat(1001) }, 'a run id has 1001 characters; give at most 1000'],
    [{ from: '2026-01-01' }, 'give --from and --to together'],
    [{ to: '2026-01-01' }, 'give --from and --to together'],
    [{ from: 'x2026-01-01', to: '2026-01-02' }, '--from is "x2026-01-01"; give a date such as'],
    [{ from: '2026-01-01x', to: '2026-01-02' }, '--from is "2026-01-01x"; give a date such as'],
    [{ from: '2026-01-01', to: '2026-01-02T0' }, '--to is "2026-01-02T0"; give a date such as'],
    [{ from: '2026-01-01T24', to: '2026-01-02T00' }, '--from is "2026-01-01T24"; give a date such as'],
    [{ from: 'x'.repeat(60), to: '2026-01-02' }, `--from is "${'x'.repeat(50)}"; give a date such as`],
    [{ from: '2026-01-01', to: '2026-01-02', every: '0d' }, '--every is "0d"; give a number and'],
    [{ from: '2026-01-01', to: '2026-01-02', every: '10000d' }, '--every is "10000d"; give a number and'],
    [{ from: '2026-01-01', to: '2026-01-02', every: 'x1d' }, '--every is "x1d"; give a number and'],
    [{ from: '2026-01-01', to: '2026-01-02', every: '1dx' }, '--every is "1dx"; give a number and'],
    [
      { from: '2026-01-01', to: '2026-01-02', every: 'x'.repeat(60) },
      `--every is "${'x'.repeat(50)}"; give a number and`,
    ],
    [
      { from: '2026-01-01T00', to: '2026-01-02', every: '1h' },
      'give hours (2026-01-01T00) in --from and --to',
    ],
    [
      { from: '2026-01-01', to: '2026-01-02T00', every: '1d' },
      'give hours (2026-01-01T00) in --from and --to',
    ],
    [
      { from: '2026-01-01T00', to: '2026-01-01T02', every: '1d' },
      'give hours (2026-01-01T00) in --from and --to',
    ],
    [
      { runIds: Array.from({ length: 100_001 }, (_, n) => n).join(',') },
      'there are more than 100000 runs in the list',
    ],
    [{ from: '2026-02-30', to: '2026-03-01' }, '--from is "2026-02-30"; give a date such as 2026-01-31'],
    [{ from: '2026-02-01', to: '2026-01-01' }, '--to 2026-01-01 is before --from 2026-02-01'],
    [
      { from: '2026-01-01', to: '2026-01-02', every: '1x' },
      '--every is "1x"; give a number and h, d, w or m',
    ],
    [{ from: '2026-01-01', to: '2026-01-02', every: '1h' }, 'give hours (2026-01-01T00) in --from and --to'],
    [{ from: '0001-01-01', to: '9999-01-01' }, 'there are more than 100000 runs in the list'],
    [{ runIdsFile: '/nowhere' }, '--run-ids-file /nowhere cannot be read: ENOENT'],
  ])('fails on %j', (props, message) => {
    expect(() => listed(props)).toThrow(message);
  });

  it.each([
    ['{"runId":1}', 'line 1 of --run-ids-file'],
    ['a\n{"runId":"b","more":1}', 'line 2 of --run-ids-file'],
    [
      '{"runId":"a","parameters":[]}',
      'must be an object of runId, a text, and perhaps parameters, an object',
    ],
    ['{nope', 'is no JSON'],
  ])('fails on a file with %j', (text, message) => {
    const file = join(folder, 'bad');
    writeFileSync(file, text);
    expect(() => listed({ runIdsFile: file })).toThrow(message);
  });
});
