import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ATTEMPT, newAttempt, onlyBranch } from '../src/attempt';
import { ServerClock } from '../src/clock';
import type { LocatedRun } from '../src/existing-run';
import { unfit } from '../src/fit';
import { readText, writeText } from '../src/text-file';
import { application } from './fixtures';

const RUN: LocatedRun = { job: 'etl', name: 'etl-1', namespace: 'data', isolation: 'lakefs' };

describe('a run that may be promoted', () => {
  const inState = (state: string): LocatedRun => ({
    ...RUN,
    application: { ...application(), status: { applicationState: { state } } },
  });

  it('has completed', () => {
    expect(unfit(inState('COMPLETED'), false)).toBeUndefined();
    expect(unfit(inState('FAILED'), true)).toBe(
      'application etl-1 is FAILED; only a run that COMPLETED can be promoted',
    );
  });

  it('may be promoted unchecked when its application is gone', () => {
    expect(unfit(RUN, true)).toBeUndefined();
    expect(unfit(RUN, false)).toMatch(/^namespace data has no application etl-1 .* whether it completed; /);
    expect(unfit(RUN, false, 'it is whole')).toMatch(/ whether it is whole; /);
  });
});

describe('the branch of a run whose application is gone', () => {
  it('is the only one', () => {
    expect(onlyBranch(RUN, [])).toBeUndefined();
    expect(onlyBranch(RUN, [{ name: 'a' }, { name: 'a' }])).toBe('a');
  });

  it('fails when there are several', () => {
    expect(() => onlyBranch(RUN, [{ name: 'a' }, { name: 'b' }])).toThrow(
      'run etl-1 has the branches a, b; say by --branch which one is meant',
    );
  });
});

test('attempts have a name of their own', () => {
  const names = Array.from({ length: 200 }, newAttempt);
  expect(names.every((name) => ATTEMPT.test(name))).toBe(true);
  expect(new Set(names).size).toBe(names.length);
  expect(['abcdefg', 'abcdefghi', 'ABCDEFGH', '0123-567'].filter((name) => ATTEMPT.test(name))).toEqual([]);
});

describe('the clock of the server', () => {
  const AT = '2026-01-01T00:00:00Z';
  const near = (clock: ServerClock, expected: number): void => {
    expect(Math.abs(clock.now() - expected)).toBeLessThan(30_000);
  };

  it('is what answers say, and what objects say only without them', () => {
    const clock = new ServerClock();
    expect(clock.isSet).toBe(false);
    clock.saw(null);
    clock.heard('soon');
    expect(clock.isSet).toBe(false);
    clock.saw(AT);
    expect(clock.isSet).toBe(true);
    near(clock, Date.parse(AT));
    clock.saw('2020-01-01T00:00:00Z');
    near(clock, Date.parse(AT));
    clock.saw('2026-02-01T00:00:00Z');
    near(clock, Date.parse('2026-02-01T00:00:00Z'));
    clock.heard(AT);
    near(clock, Date.parse(AT));
    clock.saw('2026-02-01T00:00:00Z');
    near(clock, Date.parse(AT));
  });
});

describe('files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'text-'));
  const file = (name: string) => join(folder, name);
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('are read whole up to a length', () => {
    writeFileSync(file('long'), 'x'.repeat(200_000));
    expect(readText(file('long'))).toHaveLength(200_000);
    expect(readText(file('long'), 200_000)).toHaveLength(200_000);
    expect(() => readText(file('long'), 199_999)).toThrow('it is longer than 199999 bytes');
    expect(() => readText(file('none'))).toThrow('ENOENT');
  });

  it('are written with their folders', () => {
    writeText('--output', file('a/b/c.txt'), 'text');
    expect(readFileSync(file('a/b/c.txt'), 'utf8')).toBe('text');
    expect(() => {
      writeText('--output', file('a/b/c.txt/d'), 'text');
    }).toThrow(/^--output .*d cannot be written: /);
  });
});
