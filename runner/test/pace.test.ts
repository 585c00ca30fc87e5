import { RunnerError } from '../src/outcome';
import { pause, persist, Unanswered } from '../src/pace';
import { pace } from './fixtures';

const QUICK = { firstDelayMs: 1, maxDelayMs: 2 };

describe('persist', () => {
  it('tries again what is unanswered', async () => {
    let tries = 0;
    const answer = await persist(pace(QUICK), () => {
      tries += 1;
      return tries < 3 ? Promise.reject(new Unanswered('busy')) : Promise.resolve('here');
    });
    expect([answer, tries]).toEqual(['here', 3]);
  });

  it('fails at once on anything else', async () => {
    let tries = 0;
    const failing = persist(pace(QUICK), () => {
      tries += 1;
      return Promise.reject(new Error('broken'));
    });
    await expect(failing).rejects.toThrow('broken');
    expect(tries).toBe(1);
  });

  it('fails when patience ends, and before a pause that is longer', async () => {
    const never = (retryAfterMs?: number) =>
      persist(pace(QUICK), () => Promise.reject(new Unanswered('busy', retryAfterMs)), 20);
    await expect(never()).rejects.toMatchObject({
      outcome: 'unavailable',
      message: 'busy; start it again when it answers',
    });
    const start = performance.now();
    await expect(never(60_000)).rejects.toBeInstanceOf(RunnerError);
    expect(performance.now() - start).toBeLessThan(30_000);
  });

  it('ends when it is told to', async () => {
    const stop = new AbortController();
    stop.abort(new Error('stopped'));
    let tries = 0;
    const stopped = pace({ ...QUICK, signal: stop.signal });
    await expect(persist(stopped, () => Promise.resolve((tries += 1)))).rejects.toThrow('stopped');
    await expect(pause(stopped, 60_000)).rejects.toThrow('stopped');
    expect(tries).toBe(0);
  });

  it('says that it was told to end rather than how a try ended', async () => {
    const stop = new AbortController();
    const trying = persist(pace({ ...QUICK, signal: stop.signal }), () => {
      stop.abort(new Error('stopped'));
      return Promise.reject(new Error('broken'));
    });
    await expect(trying).rejects.toThrow('stopped');
  });
});
