import { cancel } from '../src/cleanup';
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
        job: 'kronodroid-iceberg',
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
    expect(world.lakefs.history('main')).toHaveLength(4);
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
    expect(world.lakefs.history('main')).toHaveLength(4);
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
    const released = template();
    const contract = { ...released.contract, 'x-promotion-targets': ['mian'] };
    await world.run('r1', { template: { ...released, contract } });
    await expect(world.promote('r1', { target: 'mian' })).rejects.toMatchObject({
      outcome: 'refused',
      message: `branch ${NAME} cannot be merged into mian: branch not found`,
    });
  });

  it('says that the run changed nothing', async () => {
    world.writes = {};
    await world.run('r1');
    expect(await world.promote('r1')).toMatchObject({
      outcome: 'nothing-to-promote',
      message: `branch ${NAME} holds nothing that main does not; it was kept`,
    });
    expect(world.lakefs.branches.has(NAME)).toBe(true);
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

  describe('under hostile names', () => {
    const hostile = [
      '../../../../finance/refs/evil/merge/main',
      '../../../../../auth/users',
      'main?force=true',
      'main#x',
      '..',
      '.',
      '',
      'a/b',
      'a b',
      'é',
      'main\n',
      '%2e%2e',
    ];

    it.each(hostile)('sends nothing to the target %j (S1)', async (target) => {
      await world.run('r1');
      const before = [...world.lakefs.requests, ...world.kubernetes.requests];
      await expect(world.promote('r1', { target })).rejects.toMatchObject({
        outcome: 'refused',
        message: expect.stringContaining(`target is ${JSON.stringify(target)}; it must be letters`),
      });
      expect([...world.lakefs.requests, ...world.kubernetes.requests]).toEqual(before);
    });

    it.each(hostile)('sends nothing to the repository %j (S1)', async (repository) => {
      await expect(world.promote('r1', { repository })).rejects.toMatchObject({ outcome: 'refused' });
      await expect(world.cleanup(world.find('r1'), { repository })).rejects.toMatchObject({
        outcome: 'refused',
        message: expect.stringContaining(`repository is ${JSON.stringify(repository)}; it must be 3 to 63`),
      });
      await expect(world.promote('r1', { defaultRepository: repository })).rejects.toMatchObject({
        outcome: 'refused',
      });
      expect(world.lakefs.requests).toEqual([]);
    });

    it.each(hostile)('sends nothing to the repository %j of an application (S1)', async (value) => {
      await world.run('r1');
      const made = world.kubernetes.applications.get(NAME)!;
      const env = [{ name: 'LAKEFS_REPOSITORY', value }];
      world.kubernetes.put({ ...made, spec: { ...made.spec, driver: { ...made.spec.driver, env } } });
      const before = [...world.lakefs.requests];
      await expect(world.promote('r1')).rejects.toMatchObject({ outcome: 'refused' });
      await expect(world.cleanup(world.find('r1'))).rejects.toMatchObject({
        outcome: 'refused',
      });
      expect(world.lakefs.requests).toEqual(before);
      expect(world.kubernetes.applications.has(NAME)).toBe(true);
    });

    it.each(hostile.map((part) => `kronodroid-iceberg-${part}/../production`))(
      'knows no run on the branch %j (S1)',
      (branch) => {
        expect(() => existingRun('kronodroid-iceberg', undefined, branch)).toThrow('must be letters');
      },
    );
  });

  it('fails into the branch of the run itself, before anything is sent (S3)', async () => {
    await world.run('r1');
    const before = [...world.lakefs.requests, ...world.kubernetes.requests];
    await expect(world.promote('r1', { target: NAME })).rejects.toMatchObject({
      outcome: 'refused',
      message: `target is ${NAME}, the branch of the run itself; give the branch that it is merged into`,
    });
    expect([...world.lakefs.requests, ...world.kubernetes.requests]).toEqual(before);
    expect(world.lakefs.read(NAME)).toEqual(world.writes);
  });

  it('fails into a branch that the release does not allow (S1)', async () => {
    world.lakefs.fork('production');
    await world.run('r1');
    await expect(world.promote('r1', { target: 'production' })).rejects.toMatchObject({
      outcome: 'refused',
      message: `target is production; the release of run ${NAME} allows main; take one of them, or release the template with others`,
    });
    expect(world.lakefs.read('production')).toEqual({});
    expect(world.lakefs.branches.has(NAME)).toBe(true);
  });

  it('merges into the branches that the release allows, by default into the first', async () => {
    world.lakefs.fork('gold');
    const released = template();
    const contract = { ...released.contract, 'x-promotion-targets': ['gold', 'main'] };
    await world.run('r1', { template: { ...released, contract } });
    expect(await world.promote('r1', { deleteBranch: false })).toMatchObject({ target: 'gold' });
    expect(world.lakefs.read('main')).toEqual({});
    expect(await world.promote('r1', { target: 'main' })).toMatchObject({ outcome: 'promoted' });
    expect(world.lakefs.read('main')).toEqual(world.writes);
  });

  it('deletes nothing before a merge was seen: the commit of the run on its own branch is none (S3)', async () => {
    await world.run('r1');
    world.lakefs.commitAll(NAME, { application: NAME, run_id: 'r1' });
    world.lakefs.fork('copy', NAME);
    world.lakefs.branches.set('main', world.lakefs.branches.get('copy')!);
    expect(await world.promote('r1')).toMatchObject({ outcome: 'nothing-to-promote' });
    expect(world.lakefs.branches.has(NAME)).toBe(true);
  });

  it('finds a promotion 1,001 commits ago (S22)', async () => {
    await world.run('r1');
    const { commit } = await world.promote('r1');
    for (let n = 0; n < 1001; n++) world.lakefs.commitAll('main');
    expect(await world.promote('r1')).toMatchObject({ outcome: 'already-promoted', commit });
  });

  it('counts the conflicts beyond the first page, and names a hundred (S22)', async () => {
    world.writes = Object.fromEntries(Array.from({ length: 1500 }, (_, n) => [`iceberg/${n}`, 'rows']));
    await Promise.all([world.run('r1'), world.run('r2')]);
    for (const path of Object.keys(world.writes)) world.lakefs.write('kronodroid-iceberg-r2', path, 'other');
    await world.promote('r1');
    const result = await world.promote('r2');
    expect(result.message).toContain('in 1500 of the objects that the run changed too');
    expect(result.conflicts).toHaveLength(100);
  });

  it.each(['promote', 'cleanup'])(
    '%s believes the application before the environment (S28)',
    async (command) => {
      await world.run('r1');
      const given = { defaultRepository: 'elsewhere' };
      const result =
        command === 'promote'
          ? await world.promote('r1', given)
          : await world.cleanup(world.find('r1'), given);
      expect(result).toMatchObject({ repository: 'kronodroid' });
    },
  );

  it.each(['promote', 'cleanup'])(
    '%s fails on a repository that is not that of the application (S28)',
    async (command) => {
      await world.run('r1');
      const given = { repository: 'elsewhere' };
      const attempt =
        command === 'promote' ? world.promote('r1', given) : world.cleanup(world.find('r1'), given);
      await expect(attempt).rejects.toMatchObject({
        outcome: 'refused',
        message: `application ${NAME} writes repository "kronodroid", and --repository is "elsewhere"; leave it out, or name the run that is meant`,
      });
      expect(world.lakefs.branches.has(NAME)).toBe(true);
      expect(world.kubernetes.applications.has(NAME)).toBe(true);
    },
  );

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
    expect(await world.cleanup(world.find('r1'))).toMatchObject({ outcome: 'cleaned' });
    expect(world.kubernetes.applications.size).toBe(0);
    expect([...world.lakefs.branches.keys()]).toEqual(['main']);
    expect(await world.cleanup(world.find('r1'), { repository: 'kronodroid' })).toMatchObject({
      message: `application ${NAME} was gone already, its branch was gone already`,
    });
  });

  it('leaves a branch that a long life has made somebody else’s (S10)', async () => {
    world.lakefs.fork('release-2026');
    const run = existingRun('release', undefined, 'release-2026');
    for (const found of [run, existingRun('release', '2026', undefined)]) {
      await expect(world.cleanup(found, { repository: 'kronodroid' })).rejects.toMatchObject({
        outcome: 'owned-by-another',
      });
    }
    expect(world.lakefs.branches.has('release-2026')).toBe(true);
  });

  it('deletes nothing of a run whose branch is not its own (S10)', async () => {
    await world.run('r1');
    world.lakefs.branches.delete(NAME);
    world.lakefs.fork(NAME);
    await expect(world.cleanup(world.find('r1'))).rejects.toMatchObject({
      outcome: 'owned-by-another',
    });
    expect(world.kubernetes.applications.has(NAME)).toBe(true);
  });

  it.each([
    ['source_branch', { source_branch: NAME, promotion_targets: 'main' }, 'main'],
    ['promotion_targets', { source_branch: 'main', promotion_targets: `main,${NAME}` }, 'main'],
    ['default branch', { source_branch: 'main', promotion_targets: 'main' }, NAME],
  ])('never deletes a branch that is the %s of its runs (S10)', async (_, more, defaultBranch) => {
    world.lakefs.fork(NAME);
    world.lakefs.commitAll(NAME, { owner_of: NAME, job: 'kronodroid-iceberg', run_id: 'r1', ...more });
    world.lakefs.defaultBranch = defaultBranch;
    const before = world.lakefs.requests.length;
    await expect(world.cleanup(world.find('r1'), { repository: 'kronodroid' })).rejects.toMatchObject({
      outcome: 'refused',
      message: `branch ${NAME} of repository kronodroid is where runs start or are promoted to; it is never deleted`,
    });
    expect(world.lakefs.requests.slice(before).filter((request) => !request.startsWith('GET'))).toEqual([]);
  });

  it('deletes what a start that was interrupted has left', async () => {
    const first = `${NAME}-${'0'.repeat(64)}`;
    world.lakefs.fault = ({ method }) => {
      if (method === 'POST') world.lakefs.fault = () => ({ status: 400 });
      return undefined;
    };
    await expect(world.run('r1')).rejects.toMatchObject({ outcome: 'refused' });
    world.lakefs.fault = () => undefined;
    expect([...world.lakefs.branches.keys()].map((name) => name.length)).toEqual([4, first.length]);
    await world.cleanup(world.find('r1'), { repository: 'kronodroid' });
    expect([...world.lakefs.branches.keys()]).toEqual(['main']);
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
    await expect(world.cleanup(world.find('r1'))).rejects.toMatchObject({
      outcome: 'interrupted',
    });
    expect(world.lakefs.branches.has(NAME)).toBe(true);
  });

  it('fails when nobody can say which repository', async () => {
    await expect(world.cleanup(world.find('r1'))).rejects.toThrow('give --repository');
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

  it.each(['', 'a/b', '../x', 'A'])('fails on the job %j', (job) => {
    expect(() => existingRun(job, undefined, `${job}-r1`)).toThrow(
      expect.objectContaining({
        outcome: 'refused',
        message: expect.stringContaining(`job: name is ${JSON.stringify(job)}`),
      }),
    );
  });
});
