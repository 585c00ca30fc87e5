import { execFileSync } from 'node:child_process';
import {
  closeSync,
  constants,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ServerClock } from '../src/clock';
import { Events, type Event } from '../src/events/events';
import { Lines } from '../src/events/lines';
import { World } from './world';

const NAME = 'kronodroid-iceberg-r1';
const RUN = {
  job: 'kronodroid-iceberg',
  runId: 'r1',
  application: NAME,
  namespace: 'data',
  repository: 'kronodroid',
  branch: NAME,
};
const folder = mkdtempSync(join(tmpdir(), 'events-'));
let world: World;

beforeEach(async () => {
  world = await new World().start();
});
afterEach(() => world.stop());
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** The events without what differs from run to run. */
const told = (): unknown[] =>
  world.events.map((event) =>
    Object.fromEntries(Object.entries(event).filter(([key]) => !['time', 'clock', 'uid'].includes(key))),
  );

describe('the events of a run', () => {
  it('are its steps, each with what names the run', async () => {
    world.stateMs = 40;
    await world.run('r1');
    await world.promote('r1');
    expect(told()).toEqual([
      { event: 'branch', ...RUN, branchState: 'clean' },
      { event: 'submitted', ...RUN },
      { event: 'state', ...RUN, state: 'NEW' },
      { event: 'state', ...RUN, state: 'SUBMITTED' },
      { event: 'state', ...RUN, state: 'RUNNING' },
      { event: 'state', ...RUN, state: 'COMPLETED' },
      {
        event: 'promoted',
        job: 'kronodroid-iceberg',
        runId: 'r1',
        application: NAME,
        branch: NAME,
        target: 'main',
        commit: world.lakefs.history('main')[0]!.id,
        outcome: 'promoted',
      },
    ]);
  });

  it('say that it is continued, and of which attempt', async () => {
    await world.run('r1');
    world.events.splice(0);
    await world.run('r1');
    const { uid } = world.kubernetes.applications.get(NAME)!.metadata;
    expect(world.events.map(({ event }) => event)).toEqual(['continued', 'state']);
    expect(world.events[0]).toMatchObject({ uid });
  });

  it('have the times of the server: those in its objects, else its clock', async () => {
    world.kubernetes.aheadMs = 3_600_000;
    const terminationTime = '2031-01-01T00:00:00Z';
    world.kubernetes.operator = (name) => {
      world.kubernetes.status(name, { applicationState: { state: 'COMPLETED' }, terminationTime });
    };
    await world.run('r1');
    const { creationTimestamp } = world.kubernetes.applications.get(NAME)!.metadata;
    expect(world.events.map(({ event, clock }) => [event, clock])).toEqual([
      ['branch', 'server'],
      ['submitted', 'server'],
      ['state', 'server'],
      ['state', 'server'],
    ]);
    expect(Date.parse(world.events[0]!.time) - Date.now()).toBeGreaterThan(3_500_000);
    expect(world.events[1]!.time).toBe(creationTimestamp);
    expect(world.events[3]).toMatchObject({ state: 'COMPLETED', time: '2031-01-01T00:00:00.000Z' });
  });

  it('say by whose clock, where the server has said nothing', () => {
    const events = new Events(new ServerClock());
    const seen: Event[] = [];
    events.listen([{ take: (event) => seen.push(event), close: () => Promise.resolve() }]);
    events.of({ runId: 'r1' }).tell('started');
    expect(seen).toEqual([{ event: 'started', time: expect.any(String), clock: 'runner', runId: 'r1' }]);
  });
});

describe('lines of events', () => {
  const event: Event = { event: 'ended', time: '2026-01-01T00:00:00.000Z', clock: 'server' };
  const same = (given: Event): unknown => given;

  it('are added to a file', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, 'before\n');
    const lines = Lines.to(file, same);
    lines.take(event);
    await lines.close();
    expect(readFileSync(file, 'utf8')).toBe(`before\n${JSON.stringify(event)}\n`);
  });

  it('are cut so that a pipe takes each whole, and stay JSON', () => {
    const seen: string[] = [];
    const lines = new Lines((line) => seen.push(line), same);
    lines.take({ ...event, message: '\u0001"é'.repeat(50_000), counts: { much: 'x'.repeat(9000) } });
    expect(Buffer.byteLength(seen[0]!)).toBeLessThanOrEqual(4096);
    expect(JSON.parse(seen[0]!)).toMatchObject({
      event: 'ended',
      message: expect.stringContaining('more characters'),
    });
  });

  it('are left out where a pipe is full or nobody reads', async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const reader = openSync(pipe, constants.O_RDONLY | constants.O_NONBLOCK);
    const lines = Lines.to(pipe, same);
    for (let count = 0; count < 2000; count++) lines.take({ ...event, message: 'x'.repeat(300) });
    const read = Buffer.alloc(100_000);
    const text = read.subarray(0, readSync(reader, read)).toString();
    expect(JSON.parse(text.split('\n')[0]!)).toMatchObject(event);
    closeSync(reader);
    lines.take(event);
    await lines.close();
  });

  it.each([
    ['/nowhere/file', 'ENOENT'],
    [folder, 'EISDIR'],
  ])('fails on %s', (file, why) => {
    expect(() => Lines.to(file, same)).toThrow(`--events ${file} cannot be written: ${why}`);
  });

  it('fails on a pipe that nobody has opened, and does not wait', () => {
    const pipe = join(folder, 'unread');
    execFileSync('mkfifo', [pipe]);
    expect(() => Lines.to(pipe, same)).toThrow('ENXIO');
  });
});
