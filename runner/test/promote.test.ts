import { cancel, cleanup } from '../src/cleanup';
import { existingRun } from '../src/existing-run';
import { application, template } from './fixtures';
import { World } from './world';

const NAME = 'kronodroid-iceberg-r1';
let world: World;

beforeEach(async () => {
  world = await new World().start();
});
afterEach(() => world.stop());

describe('promote', () => {
  it('commits with what made the data, merges, and deletes the branch', async () => {
    await world.run('r1');
    const result = await world.promote('r1', { revision: 'abc123', pipeline: 'nightly' });
    expect(result).toMatchObject({ outcome: 'promoted', target: 'main', branch: NAME, runId: 'r1' });
    expect(world.lakefs.read('main')).toEqual(world.writes);
    expect(world.lakefs.branches.has(NAME)).toBe(false);
    const [merge, commit] = world.lakefs
      .history('main')
      .map(({ message, metadata }) => ({ message, metadata }));
    expect(merge).toEqual({
      message: 'Promote run r1',
      metadata: {
        application: NAME,
        run_id: 'r1',
        git_revision: 'abc123',
        pipeline: 'nightly',
        template: template().digest,
      },
    });
    expect(world.lakefs.history('main').find(({ message }) => message === 'Run r1')?.metadata).toEqual(
      merge?.metadata,
    );
    expect(commit).toBeDefined();
  });

  it('takes the branch that run printed instead of the run id', async () => {
    const { branch } = await world.run('r1');
    const run = existingRun('kronodroid-iceberg', undefined, branch as string);
    expect(await world.promote('r1', { run, deleteBranch: false })).toMatchObject({
      outcome: 'promoted',
      runId: 'r1',
    });
    expect(world.lakefs.branches.has(NAME)).toBe(true);
  });

  it.each([true, false])('done twice is done once (deleting the branch: %s)', async (deleteBranch) => {
    await world.run('r1');
    const first = await world.promote('r1', { deleteBranch });
    const again = await world.promote('r1', { deleteBranch });
    expect(again.outcome).toBe('already-promoted');
    expect(again.commit).toBe(first.commit);
    expect(world.lakefs.history('main')).toHaveLength(3);
  });

  it('done twice is done once also when the target got uncommitted changes in between', async () => {
    await world.run('r1');
    await world.promote('r1', { deleteBranch: false });
    world.lakefs.write('main', 'stray', '1');
    expect(await world.promote('r1')).toMatchObject({ outcome: 'already-promoted' });
  });

  it('done twice at once is done once', async () => {
    await world.run('r1');
    const both = await Promise.all([world.promote('r1'), world.promote('r1')]);
    expect(both.map(({ outcome }) => outcome).sort()).toEqual(['already-promoted', 'promoted']);
    expect(world.lakefs.history('main')).toHaveLength(3);
  });

  it.each(['/commits', '/merge/main'])('is done when another one finishes before %s', async (call) => {
    await world.run('r1');
    await world.promote('r1', { deleteBranch: false });
    world.lakefs.fault = ({ method, path }) => {
      if (method === 'POST' && path.endsWith(call)) world.lakefs.branches.delete(NAME);
      return undefined;
    };
    expect(await world.promote('r1')).toMatchObject({ outcome: 'already-promoted' });
  });

  it('fails on a target that is not there', async () => {
    await world.run('r1');
    await expect(world.promote('r1', { target: 'mian' })).rejects.toMatchObject({
      outcome: 'refused',
      message: `branch ${NAME} cannot be merged into mian: branch not found`,
    });
  });

  it('says that the run changed nothing', async () => {
    world.writes = {};
    await world.run('r1');
    expect(await world.promote('r1')).toMatchObject({ outcome: 'nothing-to-promote' });
  });

  it('reports a conflict of two runs on one table, and leaves main as it was', async () => {
    await Promise.all([world.run('r1'), world.run('r2')]);
    world.lakefs.write('kronodroid-iceberg-r2', 'iceberg/t/v1.metadata.json', 'other rows');
    expect(await world.promote('r1')).toMatchObject({ outcome: 'promoted' });
    const before = world.lakefs.history('main');
    const second = await world.promote('r2');
    expect(second).toMatchObject({ outcome: 'conflict', conflicts: ['iceberg/t/v1.metadata.json'] });
    expect(second.message).toContain('main is as it was; run the job again under a new run id');
    expect(world.lakefs.history('main')).toEqual(before);
    expect(world.lakefs.read('main')).toEqual(world.writes);
    expect(world.lakefs.branches.has('kronodroid-iceberg-r2')).toBe(true);
  });

  it('lets two runs on different tables both through', async () => {
    await world.run('r1');
    world.writes = { 'iceberg/u/v1.metadata.json': 'rows' };
    await world.run('r2');
    expect(await world.promote('r1')).toMatchObject({ outcome: 'promoted' });
    expect(await world.promote('r2')).toMatchObject({ outcome: 'promoted' });
  });

  it('reports a target with uncommitted changes, and leaves it as it was', async () => {
    await world.run('r1');
    world.lakefs.write('main', 'stray', '1');
    const result = await world.promote('r1');
    expect(result).toMatchObject({ outcome: 'target-dirty', uncommitted: ['stray'] });
    expect(world.lakefs.read('main')).toEqual({ stray: '1' });
    expect(world.lakefs.branches.has(NAME)).toBe(true);
  });

  it('refuses tables that would break with the branch', async () => {
    const bound = template((same) => ({
      ...same,
      spec: { ...same.spec, sparkConf: { 'spark.sql.catalog.l.warehouse': 's3a://kronodroid/main/i' } },
    }));
    await world.run('r1', { template: bound });
    expect(await world.promote('r1')).toMatchObject({
      outcome: 'catalog-bound-to-branch',
      message: expect.stringContaining(`the tables of catalog l hold the address of branch ${NAME}`),
    });
    expect(world.lakefs.history('main')).toHaveLength(1);
  });

  it.each(['RUNNING', 'FAILED', 'SUSPENDED'])('refuses a run that is %s', async (state) => {
    await world.run('r1');
    world.kubernetes.state(NAME, state);
    expect(await world.promote('r1')).toMatchObject({
      outcome: 'not-completed',
      message: `application ${NAME} is ${state}; only a run that COMPLETED can be promoted`,
    });
  });

  it('refuses a run whose application is gone, unless its user knows better', async () => {
    await world.run('r1');
    world.kubernetes.remove(NAME);
    const repository = 'kronodroid';
    expect(await world.promote('r1', { repository })).toMatchObject({ outcome: 'not-completed' });
    expect(await world.promote('r1', { repository, unchecked: true })).toMatchObject({ outcome: 'promoted' });
  });

  it('says that there is no branch and was no promotion', async () => {
    await world.run('r1');
    world.lakefs.branches.delete(NAME);
    expect(await world.promote('r1')).toMatchObject({ outcome: 'branch-missing' });
  });

  it('fails on an application of another run', async () => {
    world.kubernetes.put({ ...application(), metadata: { name: NAME, namespace: 'data' } });
    await expect(world.promote('r1')).rejects.toMatchObject({ outcome: 'owned-by-another' });
  });

  it('fails when nobody can say which repository', async () => {
    await expect(world.promote('r1')).rejects.toThrow(
      `namespace data has no application ${NAME}; give --repository, or set LAKEFS_REPOSITORY`,
    );
  });
});

describe('cancel', () => {
  it('deletes the application, keeps the branch, and can be repeated', async () => {
    await world.run('r1');
    expect(await cancel(world.context(), world.find('r1'))).toMatchObject({
      outcome: 'cancelled',
      message: `application ${NAME} was deleted; its branch is kept`,
    });
    expect(await cancel(world.context(), world.find('r1'))).toMatchObject({
      message: `application ${NAME} was gone already; its branch is kept`,
    });
    expect(world.lakefs.branches.has(NAME)).toBe(true);
  });

  it('fails on an application of another run, which stays', async () => {
    world.kubernetes.put({ ...application(), metadata: { name: NAME, namespace: 'data' } });
    await expect(cancel(world.context(), world.find('r1'))).rejects.toMatchObject({
      outcome: 'owned-by-another',
    });
    expect(world.kubernetes.applications.has(NAME)).toBe(true);
  });
});

describe('cleanup', () => {
  it('deletes application and branch, and can be repeated', async () => {
    await world.run('r1');
    expect(await cleanup(world.context(), world.find('r1'), undefined)).toMatchObject({ outcome: 'cleaned' });
    expect(world.kubernetes.applications.size).toBe(0);
    expect([...world.lakefs.branches.keys()]).toEqual(['main']);
    expect(await cleanup(world.context(), world.find('r1'), 'kronodroid')).toMatchObject({
      message: `application ${NAME} was gone already, its branch was gone already`,
    });
  });

  it('leaves an application that was made anew in the meantime', async () => {
    await world.run('r1');
    world.kubernetes.fault = ({ method }) => {
      if (method === 'DELETE') {
        const old = world.kubernetes.applications.get(NAME)!;
        world.kubernetes.put({ ...old, metadata: { ...old.metadata, uid: 'new' } });
      }
      return undefined;
    };
    await expect(cleanup(world.context(), world.find('r1'), undefined)).rejects.toMatchObject({
      outcome: 'interrupted',
    });
    expect(world.lakefs.branches.has(NAME)).toBe(true);
  });

  it('fails when nobody can say which repository', async () => {
    await expect(cleanup(world.context(), world.find('r1'), undefined)).rejects.toThrow('give --repository');
  });
});

describe('existingRun', () => {
  it.each([
    [undefined, undefined, 'give either --run-id or --branch'],
    ['r1', NAME, 'give either --run-id or --branch'],
    [
      undefined,
      'main',
      'branch "main" is of no run of job kronodroid-iceberg; it must start with kronodroid-iceberg-',
    ],
  ])('fails on run id %s and branch %s', (runId, branch, message) => {
    expect(() => existingRun('kronodroid-iceberg', runId, branch)).toThrow(message);
  });
});
