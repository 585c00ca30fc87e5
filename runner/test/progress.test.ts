import { Bar, type Tally } from '../src/backfill/bar';
import { describe as inOneLine, Progress } from '../src/progress';
import {
  ageOf,
  driverOf,
  isOver,
  stateOf,
  stateTime,
  type SparkApplication,
  type SparkApplicationStatus,
} from '../src/spark-application';
import { application } from './fixtures';

const CLEAR = '\r\u001b[K';

function screen(isTTY?: boolean) {
  const written: string[] = [];
  return { written, isTTY, write: (text: string) => written.push(text) };
}

function inState(state: string | undefined, more: SparkApplicationStatus = {}): SparkApplication {
  return { ...application(), status: { ...more, applicationState: { state } } };
}

describe('an application', () => {
  it('is new while the operator has not seen it', () => {
    expect([undefined, '', 'RUNNING'].map((state) => stateOf(inState(state)))).toEqual([
      'NEW',
      'NEW',
      'RUNNING',
    ]);
    expect(stateOf(application())).toBe('NEW');
  });

  it('is over in two states', () => {
    const states = ['COMPLETED', 'FAILED', 'SUBMISSION_FAILED', 'RUNNING', 'FAILING', 'SUCCEEDING'];
    expect(states.filter((state) => isOver(inState(state)))).toEqual(['COMPLETED', 'FAILED']);
  });

  it('says since when it is in its state', () => {
    const times = { terminationTime: 'end', lastSubmissionAttemptTime: 'start' };
    expect(['FAILED', 'SUBMITTED', 'RUNNING'].map((state) => stateTime(inState(state, times)))).toEqual([
      'end',
      'start',
      undefined,
    ]);
  });

  it('has a driver by its name, unless its status says another', () => {
    const named = (podName?: string) => driverOf(inState('RUNNING', { driverInfo: { podName } }));
    const usual = `${application().metadata.name}-driver`;
    expect([named('own'), named(''), named(), driverOf(application())]).toEqual(['own', usual, usual, usual]);
  });

  it('is never younger than nothing', () => {
    const now = Date.parse('2026-01-01T00:01:00Z');
    const made = (creationTimestamp?: string) =>
      ageOf({ ...application(), metadata: { ...application().metadata, creationTimestamp } }, now);
    expect([
      made('2026-01-01T00:00:00Z'),
      made('2026-01-01T00:00:59.4Z'),
      made('2026-01-01T00:02:00Z'),
      made('soon'),
      made(),
    ]).toEqual([60, 1, 0, 0, 0]);
  });
});

describe('the line about an application', () => {
  const wanting = (
    instances: number | undefined,
    state: string,
    executorState: Record<string, string> = {},
  ) => {
    const { spec, ...rest } = inState(state, { executorState });
    return inOneLine({
      ...rest,
      spec: { ...spec, executor: { ...spec.executor, instances } },
    });
  };

  it('counts executors', () => {
    expect(wanting(3, 'RUNNING', { a: 'RUNNING', b: 'RUNNING', c: 'PENDING', d: 'FAILED' })).toBe(
      'RUNNING     executors 2/3 running, 1 pending',
    );
    expect(wanting(undefined, 'RUNNING', { a: 'PENDING' })).toBe(
      'RUNNING     executors 0 running, 1 pending',
    );
    expect(wanting(2, 'COMPLETED', { a: 'COMPLETED' })).toBe('COMPLETED   executors 0/2 running');
  });

  it('says for what it waits', () => {
    expect(wanting(1, '')).toBe('NEW         executors 0/1 running  the operator has not seen it');
    expect(wanting(1, 'SUSPENDED')).toBe('SUSPENDED   executors 0/1 running  waits for spec.suspend: false');
  });
});

describe('progress', () => {
  const line = (state: string) => inOneLine(inState(state));

  it('is a line for each change where nobody looks', () => {
    const shown = screen();
    const progress = new Progress(shown);
    progress.show(inState('SUBMITTED'), 1);
    progress.show(inState('SUBMITTED'), 59);
    progress.show(inState('RUNNING'), 60);
    progress.say('done');
    progress.end();
    expect(shown.written).toEqual([
      `${line('SUBMITTED')}  1 s\n`,
      `${line('RUNNING')}  1 min 0 s\n`,
      'done\n',
    ]);
  });

  it('is one line that changes on a terminal', () => {
    const shown = screen(true);
    const progress = new Progress(shown);
    progress.show(inState('RUNNING'), 59);
    progress.show(inState('RUNNING'), 125);
    progress.say('done');
    progress.say('all');
    progress.end();
    progress.show(inState('RUNNING'), 126);
    progress.end();
    progress.end();
    expect(shown.written).toEqual([
      `${CLEAR}${line('RUNNING')}  59 s`,
      `${CLEAR}${line('RUNNING')}  2 min 5 s`,
      `${CLEAR}done\n`,
      'all\n',
      `${CLEAR}${line('RUNNING')}  2 min 6 s`,
      '\n',
    ]);
  });

  it('is silent when it is told so, and shows nothing that moves the cursor', () => {
    const shown = screen();
    const progress = new Progress(shown);
    progress.say('\u001b[2Jaway');
    progress.silence();
    progress.say('more');
    expect(shown.written).toEqual(['\\u001b[2Jaway\n']);
  });
});

describe('the bar of a backfill', () => {
  const tally = (good: number, bad = 0, running = 0): Tally => ({ total: 4, good, bad, running });
  const same = (text: string) => text;

  it('is a line for each run that ended where nobody looks', () => {
    const shown = screen();
    const bar = new Bar(shown, same);
    bar.show(tally(0));
    bar.ended('etl-1 COMPLETED', tally(1, 1));
    bar.say('note', tally(1, 1));
    bar.end();
    expect(shown.written).toEqual(['2/4  etl-1 COMPLETED\n', 'note\n']);
  });

  it('is a bar on a terminal', () => {
    const shown = screen(true);
    const bar = new Bar(shown, same);
    bar.show(tally(0, 0, 2));
    bar.ended('etl-1 COMPLETED', tally(1, 1, 1));
    bar.say('note', tally(4));
    bar.end();
    bar.end();
    const drawn = (full: number, rest: string) =>
      `${CLEAR}[${'#'.repeat(full)}${'-'.repeat(30 - full)}] ${rest}`;
    expect(shown.written).toEqual([
      drawn(0, '0/4, 2 running'),
      drawn(15, '2/4, 1 running, 1 bad'),
      `${CLEAR}note\n`,
      drawn(30, '4/4, 0 running'),
      '\n',
    ]);
  });
});
