import { LakeFs } from '../src/lakefs';
import type { RunnerError } from '../src/outcome';
import { FakeLakeFs, SECRET } from './fake/lakefs';
import { pace } from './fixtures';

const repository = 'kronodroid';
const NOTE = { message: 'm', metadata: {} };
let server: FakeLakeFs;
let lakefs: LakeFs;

beforeEach(async () => {
  server = await new FakeLakeFs().start();
  lakefs = new LakeFs(server.props, pace());
});
afterEach(() => server.stop());

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

describe('LakeFs', () => {
  it('makes a branch once', async () => {
    expect(await lakefs.createBranch(repository, 'run-1', 'main')).toBe('created');
    expect(await lakefs.createBranch(repository, 'run-1', 'main')).toBe('exists');
    expect(await lakefs.head(repository, 'run-1')).toBe(await lakefs.head(repository, 'main'));
    expect(await lakefs.head(repository, 'run-2')).toBeUndefined();
  });

  it('deletes a branch once', async () => {
    await lakefs.createBranch(repository, 'run-1', 'main');
    expect(await lakefs.deleteBranch(repository, 'run-1')).toBe('deleted');
    expect(await lakefs.deleteBranch(repository, 'run-1')).toBe('absent');
  });

  it('tells a commit from nothing to commit', async () => {
    await lakefs.createBranch(repository, 'run-1', 'main');
    expect(await lakefs.commit(repository, 'run-1', NOTE)).toEqual({ kind: 'no-changes' });
    server.write('run-1', 'a', '1');
    expect(await lakefs.uncommitted(repository, 'run-1')).toHaveLength(1);
    expect(
      await lakefs.commit(repository, 'run-1', { message: 'm', metadata: { run_id: '1' } }),
    ).toMatchObject({
      kind: 'committed',
    });
    const head = await lakefs.head(repository, 'run-1');
    expect((await all(lakefs.history(repository, head!, 9)))[0]?.metadata).toEqual({ run_id: '1' });
    expect(await all(lakefs.diff(repository, 'main', 'run-1'))).toEqual([{ path: 'a', type: 'changed' }]);
  });

  it('tells the ends of a merge apart', async () => {
    for (const name of ['run-1', 'run-2']) {
      await lakefs.createBranch(repository, name, 'main');
      server.write(name, 'a', name);
      await lakefs.commit(repository, name, NOTE);
    }
    server.write('main', 'b', '1');
    expect(await lakefs.merge(repository, 'run-1', 'main', NOTE)).toEqual({ kind: 'dirty' });
    await lakefs.commit(repository, 'main', NOTE);
    expect(await lakefs.merge(repository, 'run-1', 'main', NOTE)).toMatchObject({ kind: 'merged' });
    expect(await lakefs.merge(repository, 'run-1', 'main', NOTE)).toEqual({ kind: 'no-changes' });
    expect(await lakefs.merge(repository, 'run-2', 'main', NOTE)).toEqual({ kind: 'conflict' });
    expect(server.read('main')).toEqual({ a: 'run-1', b: '1' });
  });

  it('walks along what a branch was, page by page and to a limit (S22)', async () => {
    for (let n = 1; n < 2500; n++) server.commitAll('main');
    const head = (await lakefs.head(repository, 'main'))!;
    expect(await all(lakefs.history(repository, head, 10_000))).toHaveLength(2500);
    expect(await all(lakefs.history(repository, head, 1001))).toHaveLength(1001);
  });

  it('walks past the other side of merges, also where the server gives both', async () => {
    server.fork('run-1');
    server.commitAll('run-1', { side: 'run' });
    server.write('run-1', 'a', '1');
    server.commitAll('run-1');
    await lakefs.merge(repository, 'run-1', 'main', NOTE);
    const head = (await lakefs.head(repository, 'main'))!;
    const both = server.history('main');
    server.fault = ({ query }) =>
      query.has('first_parent') ? { status: 200, body: { results: both } } : undefined;
    expect((await all(lakefs.history(repository, head, 10))).map(({ id }) => id)).toEqual([head, 'c1']);
  });

  it('gives every change, page by page', async () => {
    server.fork('run-1');
    for (let n = 0; n < 2500; n++) server.write('run-1', `p${n}`, '1');
    server.commitAll('run-1');
    expect(await all(lakefs.diff(repository, 'main', 'run-1'))).toHaveLength(2500);
  });

  it.each(['../finance', 'a/b', '', 'x?y', 'X#'])(
    'fails on the name %j before it is sent (S1)',
    async (name) => {
      const calls: (() => Promise<unknown>)[] = [
        () => lakefs.defaultBranch(name),
        () => lakefs.head(repository, name),
        () => lakefs.createBranch(repository, name, 'main'),
        () => lakefs.createBranch(repository, 'run-1', name),
        () => lakefs.deleteBranch(repository, name),
        () => lakefs.deleteBranch(name, 'run-1'),
        () => lakefs.uncommitted(repository, name),
        () => lakefs.diff(repository, 'main', name).next(),
        () => lakefs.history(repository, name, 9).next(),
        () => lakefs.commit(repository, name, NOTE),
        () => lakefs.merge(repository, name, 'main', NOTE),
        () => lakefs.merge(repository, 'main', name, NOTE),
      ];
      for (const call of calls) {
        await expect(call()).rejects.toMatchObject({
          outcome: 'refused',
          message: expect.stringContaining(`is ${JSON.stringify(name)}; it must be`),
        });
      }
      expect(server.requests).toEqual([]);
    },
  );

  it.each([
    { status: 200, body: null },
    { status: 200, body: { odd: 1 } },
  ])('fails as unavailable on the answer %j of something in between', async (fault) => {
    server.fault = () => fault;
    await expect(lakefs.head(repository, 'main')).rejects.toMatchObject({
      outcome: 'unavailable',
      message: expect.stringContaining('lakeFS answered 200 without commit_id'),
    });
  });

  it('knows the default branch', async () => {
    expect(await lakefs.defaultBranch(repository)).toBe('main');
    await expect(lakefs.defaultBranch('other')).rejects.toThrow('lakeFS has no repository "other"');
  });

  it.each([{ status: 500 }, { status: 503 }, { status: 429 }, { status: 423 }, 'lost', 'unheard'] as const)(
    'asks again after %j',
    async (fault) => {
      server.fault = (_, index) => (index < 2 ? fault : undefined);
      const made = await lakefs.createBranch(repository, 'run-1', 'main');
      expect(made).toBe(fault === 'unheard' ? 'exists' : 'created');
      expect(server.made).toEqual(['run-1']);
    },
  );

  it('takes /api/v1 as part of the endpoint', async () => {
    for (const path of ['/api/v1', '/api/v1/']) {
      const longer = new LakeFs({ ...server.props, endpoint: `${server.url}${path}` }, pace());
      expect(await longer.head(repository, 'main')).toBeDefined();
    }
    server.fault = () => ({ status: 200, body: { commit_id: 'c' } });
    const below = new LakeFs({ ...server.props, endpoint: `${server.url}/api/v1/lake` }, pace());
    expect(await below.head(repository, 'main')).toBe('c');
    expect(server.requests.at(-1)).toBe('GET /api/v1/lake/api/v1/repositories/kronodroid/branches/main');
  });

  it('asks again when the answer takes too long', async () => {
    server.fault = (_, index) => (index === 0 ? { delayMs: 500 } : undefined);
    const hasty = new LakeFs(server.props, pace({ callMs: 100 }));
    expect(await hasty.head(repository, 'main')).toBeDefined();
    expect(server.requests).toHaveLength(2);
  });

  it('waits as long as it is told to', async () => {
    server.fault = (_, index) => (index === 0 ? { status: 429, headers: { 'retry-after': '1' } } : undefined);
    const start = Date.now();
    await lakefs.head(repository, 'main');
    expect(Date.now() - start).toBeGreaterThanOrEqual(990);
  });

  it('fails as unavailable when its patience ends', async () => {
    server.fault = () => ({ status: 503, body: { message: 'starting' } });
    const short = new LakeFs(server.props, pace({ patienceMs: 100 }));
    await expect(short.head(repository, 'main')).rejects.toMatchObject({
      outcome: 'unavailable',
      message: expect.stringMatching(
        /GET .*\/branches\/main answered 503 starting; start it again when it answers/,
      ),
    });
  });

  it('fails on a repository that is not there', async () => {
    await expect(lakefs.head('other', 'main')).rejects.toMatchObject({
      outcome: 'refused',
      message: 'lakeFS has no repository "other"',
    });
  });

  it('fails on a source that is not there', async () => {
    await expect(lakefs.createBranch(repository, 'run-1', 'nope')).rejects.toMatchObject({
      outcome: 'refused',
      message: expect.stringContaining(
        "answered 404 to POST kronodroid/branches: source reference 'nope': not found",
      ),
    });
  });

  it('fails on the default branch, which nobody may delete', async () => {
    await expect(lakefs.deleteBranch(repository, 'main')).rejects.toMatchObject({
      outcome: 'denied',
      message: expect.stringContaining('cannot delete repository default branch'),
    });
  });

  it('fails on wrong keys without showing them', async () => {
    const stranger = new LakeFs({ ...server.props, secretAccessKey: `${SECRET}x` }, pace());
    const error = await stranger.head(repository, 'main').catch((thrown: unknown) => thrown as RunnerError);
    expect(error).toMatchObject({
      outcome: 'denied',
      message: expect.stringContaining('check LAKEFS_ACCESS_KEY_ID and LAKEFS_SECRET_ACCESS_KEY'),
    });
    expect(JSON.stringify([error, (error as RunnerError).stack])).not.toContain(SECRET);
  });

  it('fails on a commit that lakeFS refuses for another reason', async () => {
    server.fault = () => ({ status: 400, body: { message: 'metadata too long' } });
    await expect(lakefs.commit(repository, 'main', NOTE)).rejects.toThrow('metadata too long');
    await expect(lakefs.merge(repository, 'main', 'x', NOTE)).rejects.toThrow('metadata too long');
  });
});
