import { LakeFs } from '../src/lakefs';
import type { RunnerError } from '../src/outcome';
import { FakeLakeFs, SECRET } from './fake/lakefs';
import { pace } from './fixtures';

const repository = 'kronodroid';
let server: FakeLakeFs;
let lakefs: LakeFs;

beforeEach(async () => {
  server = await new FakeLakeFs().start();
  lakefs = new LakeFs(server.props, pace());
});
afterEach(() => server.stop());

describe('LakeFs', () => {
  it('makes a branch once', async () => {
    expect(await lakefs.createBranch(repository, 'run-1', 'main')).toBe('created');
    expect(await lakefs.createBranch(repository, 'run-1', 'main')).toBe('exists');
    expect(await lakefs.hasBranch(repository, 'run-1')).toBe(true);
    expect(await lakefs.hasBranch(repository, 'run-2')).toBe(false);
  });

  it('deletes a branch once', async () => {
    await lakefs.createBranch(repository, 'run-1', 'main');
    expect(await lakefs.deleteBranch(repository, 'run-1')).toBe('deleted');
    expect(await lakefs.deleteBranch(repository, 'run-1')).toBe('absent');
  });

  it('tells a commit from nothing to commit', async () => {
    await lakefs.createBranch(repository, 'run-1', 'main');
    expect(await lakefs.commit(repository, 'run-1', 'm', {})).toEqual({ kind: 'no-changes' });
    server.write('run-1', 'a', '1');
    expect(await lakefs.uncommitted(repository, 'run-1')).toHaveLength(1);
    expect(await lakefs.commit(repository, 'run-1', 'm', { run_id: '1' })).toMatchObject({
      kind: 'committed',
    });
    expect((await lakefs.log(repository, 'run-1'))[0]?.metadata).toEqual({ run_id: '1' });
    expect(await lakefs.diff(repository, 'main', 'run-1')).toEqual([{ path: 'a', type: 'changed' }]);
  });

  it('tells the ends of a merge apart', async () => {
    for (const name of ['run-1', 'run-2']) {
      await lakefs.createBranch(repository, name, 'main');
      server.write(name, 'a', name);
      await lakefs.commit(repository, name, 'm', {});
    }
    server.write('main', 'b', '1');
    expect(await lakefs.merge(repository, 'run-1', 'main', 'm', {})).toEqual({ kind: 'dirty' });
    await lakefs.commit(repository, 'main', 'm', {});
    expect(await lakefs.merge(repository, 'run-1', 'main', 'm', {})).toMatchObject({ kind: 'merged' });
    expect(await lakefs.merge(repository, 'run-1', 'main', 'm', {})).toEqual({ kind: 'no-changes' });
    expect(await lakefs.merge(repository, 'run-2', 'main', 'm', {})).toEqual({ kind: 'conflict' });
    expect(server.read('main')).toEqual({ a: 'run-1', b: '1' });
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
    const longer = new LakeFs({ ...server.props, endpoint: `${server.url}/api/v1/` }, pace());
    expect(await longer.hasBranch(repository, 'main')).toBe(true);
  });

  it('asks again when the answer takes too long', async () => {
    server.fault = (_, index) => (index === 0 ? { delayMs: 500 } : undefined);
    const hasty = new LakeFs(server.props, pace({ callMs: 100 }));
    expect(await hasty.hasBranch(repository, 'main')).toBe(true);
    expect(server.requests).toHaveLength(2);
  });

  it('waits as long as it is told to', async () => {
    server.fault = (_, index) => (index === 0 ? { status: 429, headers: { 'retry-after': '1' } } : undefined);
    const start = Date.now();
    await lakefs.hasBranch(repository, 'main');
    expect(Date.now() - start).toBeGreaterThanOrEqual(990);
  });

  it('fails as unavailable when its patience ends', async () => {
    server.fault = () => ({ status: 503, body: { message: 'starting' } });
    const short = new LakeFs(server.props, pace({ patienceMs: 100 }));
    await expect(short.hasBranch(repository, 'main')).rejects.toMatchObject({
      outcome: 'unavailable',
      message: expect.stringMatching(
        /GET .*\/branches\/main answered 503 starting; start it again when it answers/,
      ),
    });
  });

  it('fails on a repository that is not there', async () => {
    await expect(lakefs.hasBranch('other', 'main')).rejects.toMatchObject({
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
    const error = await stranger
      .hasBranch(repository, 'main')
      .catch((thrown: unknown) => thrown as RunnerError);
    expect(error).toMatchObject({
      outcome: 'denied',
      message: expect.stringContaining('check LAKEFS_ACCESS_KEY_ID and LAKEFS_SECRET_ACCESS_KEY'),
    });
    expect(JSON.stringify([error, (error as RunnerError).stack])).not.toContain(SECRET);
  });

  it('fails on a commit that lakeFS refuses for another reason', async () => {
    server.fault = () => ({ status: 400, body: { message: 'metadata too long' } });
    await expect(lakefs.commit(repository, 'main', 'm', {})).rejects.toThrow('metadata too long');
    await expect(lakefs.merge(repository, 'main', 'x', 'm', {})).rejects.toThrow('metadata too long');
  });
});
