import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RunName } from '../../lib/runs/run-name';
import type { Diagnosis } from '../src/doctor/doctor';
import { gather } from '../src/doctor/evidence';
import { branch } from '../src/run';
import { application, template } from './fixtures';
import { UNEXPLAINED, World } from './world';

const NAME = 'kronodroid-iceberg-r1';
let world: World;

beforeEach(async () => {
  world = await new World().start();
});
afterEach(() => world.stop());

describe('run', () => {
  it('makes the branch, submits the application and returns both when it has completed', async () => {
    expect(await world.run('r1', { parameters: { executorInstances: '3' } })).toMatchObject({
      outcome: 'completed',
      runId: 'r1',
      application: NAME,
      branch: NAME,
      namespace: 'data',
      repository: 'kronodroid',
      state: 'COMPLETED',
    });
    expect(world.lakefs.made).toEqual([NAME]);
    expect(world.kubernetes.created).toEqual([NAME]);
    expect(world.kubernetes.applications.get(NAME)?.spec.executor?.instances).toBe(3);
    expect(world.lakefs.read('main')).toEqual({});
    expect(world.lakefs.read(NAME)).toEqual(world.writes);
  });

  it('writes the name of the branch into a folder that is not there yet', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'run-'));
    const outputBranch = join(folder, 'outputs', 'branch', 'data');
    await world.run('r1', { outputBranch });
    expect(readFileSync(outputBranch, 'utf8')).toBe(NAME);
    rmSync(folder, { recursive: true });
  });

  it('writes the name of the branch also when the application is there already', async () => {
    await world.run('r1');
    const folder = mkdtempSync(join(tmpdir(), 'run-'));
    await world.run('r1', { outputBranch: join(folder, 'branch') });
    expect(readFileSync(join(folder, 'branch'), 'utf8')).toBe(NAME);
    rmSync(folder, { recursive: true });
  });

  it('shows each change on a line', async () => {
    await world.run('r1');
    expect(world.output.replace(/ {2}\d+ s$/gm, '')).toBe(
      [
        `branch ${NAME} made from main of repository kronodroid`,
        `submitting application ${NAME}`,
        'NEW         executors 0/2 running  the operator has not seen it',
        'SUBMITTED   executors 0/2 running',
        'RUNNING     executors 0/2 running',
        'COMPLETED   executors 0/2 running',
        '',
      ].join('\n'),
    );
  });

  it('returns the answer of a run that ended before, and starts nothing', async () => {
    await world.run('r1');
    expect(await world.run('r1')).toMatchObject({ outcome: 'completed' });
    expect(world.kubernetes.created).toEqual([NAME]);
  });

  it('fails with what the status says and what was found out', async () => {
    world.states = ['SUBMITTED', 'RUNNING', 'FAILED'];
    const findings = [{ id: 'x', cause: 'c', fix: 'f', evidence: 'e', place: 'p' }];
    const judge = (): Promise<Diagnosis> =>
      Promise.resolve({ state: 'FAILED', findings, driverLog: ['last'], unreadable: [] });
    expect(await world.run('r1', { judge })).toMatchObject({
      outcome: 'failed',
      state: 'FAILED',
      message: `application ${NAME} failed: no reason in its status`,
      findings,
      driverLog: ['last'],
    });
  });

  it('stops an application that does not start in time: looks, deletes, then thinks', async () => {
    world.states = ['SUBMITTED'];
    const steps: string[] = [];
    const there = (): string => (world.kubernetes.applications.has(NAME) ? 'there' : 'gone');
    const result = await world.run('r1', {
      limits: { totalSeconds: 60, startSeconds: 1 },
      gather: (kubernetes, seen) => {
        steps.push(`looked, ${there()}`);
        return gather(kubernetes, seen);
      },
      judge: () => {
        steps.push(`thought, ${there()}`);
        return Promise.resolve(UNEXPLAINED);
      },
    });
    expect(result).toMatchObject({
      outcome: 'timed-out',
      message: `application ${NAME} was stopped: it was SUBMITTED without a running driver after 1 s, the limit of the start (--start-timeout)`,
    });
    expect(steps).toEqual(['looked, there', 'thought, gone']);
    expect(world.lakefs.branches.has(NAME)).toBe(true);
  });

  it('stops an overdue application also when nobody can look at it', async () => {
    world.states = ['SUBMITTED'];
    const failing = (): Promise<never> => Promise.reject(new Error('a bug'));
    const limits = { totalSeconds: 60, startSeconds: 1 };
    await expect(world.run('r1', { limits, gather: failing })).rejects.toThrow('a bug');
    expect(world.kubernetes.applications.size).toBe(0);
  });

  it('says that somebody deleted the application', async () => {
    world.kubernetes.operator = (name) => {
      world.kubernetes.state(name, 'RUNNING');
      setTimeout(() => {
        world.kubernetes.remove(name);
      }, 50);
    };
    expect(await world.run('r1')).toMatchObject({ outcome: 'deleted', branch: NAME });
  });

  it('warns of tables that will hold the name of the branch', async () => {
    const bound = template((same) => ({
      ...same,
      spec: { ...same.spec, sparkConf: { 'spark.sql.catalog.l.warehouse': 's3a://kronodroid/main/i' } },
    }));
    await world.run('r1', { template: bound });
    expect(world.output).toContain(
      'note: the tables of catalog l will hold the name of the branch; promote will refuse',
    );
  });

  it('is one run when it is started twice at once', async () => {
    world.stateMs = 40;
    const results = await Promise.all([world.run('r1'), world.run('r1'), world.run('r1')]);
    expect(results.map(({ outcome }) => outcome)).toEqual(['completed', 'completed', 'completed']);
    expect(world.kubernetes.created).toEqual([NAME]);
    expect(world.lakefs.made).toEqual([NAME]);
  });

  it('is as many runs as there are ids', async () => {
    const ids = ['1', '2', '3', 'A', 'a'];
    await Promise.all(ids.map((id) => world.run(id)));
    expect(new Set(world.kubernetes.created).size).toBe(5);
    expect(new Set(world.lakefs.made).size).toBe(5);
  });

  it('goes on after a stop between branch and application', async () => {
    await branch(world.context(), { template: template(), runId: 'r1' });
    expect(await world.run('r1')).toMatchObject({ outcome: 'completed' });
    expect(world.lakefs.made).toEqual([NAME]);
  });

  it('fails before it makes anything when a parameter is wrong', async () => {
    await expect(world.run('r1', { parameters: { executorInstances: 99 } })).rejects.toMatchObject({
      outcome: 'refused',
      message: 'parameter executorInstances is 99; allowed is a whole number from 1 up to 10',
    });
    expect([world.lakefs.made, world.kubernetes.created]).toEqual([[], []]);
  });

  it('fails before it makes anything when a rule refuses', async () => {
    const check = (): Promise<string[]> => Promise.resolve(['first', 'second']);
    await expect(world.run('r1', { check })).rejects.toMatchObject({
      outcome: 'refused',
      message: `the rules refuse application ${NAME}: first; second`,
    });
    expect([world.lakefs.made, world.kubernetes.created]).toEqual([[], []]);
  });

  it('fails when admission refuses, with what it says', async () => {
    const message =
      'admission webhook "validate-sparkapplication.sparkoperator.k8s.io" denied the request: no';
    world.kubernetes.fault = ({ method }) =>
      method === 'POST' ? { status: 403, body: { message } } : undefined;
    await expect(world.run('r1')).rejects.toMatchObject({
      outcome: 'refused',
      message: expect.stringContaining(message),
    });
  });

  it.each([422, 400, 403])('makes no branch when the API server would refuse with %s', async (status) => {
    const message = 'admission webhook "v" denied the request: no';
    world.kubernetes.fault = ({ method, query }) =>
      method === 'POST' && query.get('dryRun') === 'All' ? { status, body: { message } } : undefined;
    await expect(world.run('r1')).rejects.toMatchObject({ outcome: 'refused' });
    expect([world.lakefs.made, world.kubernetes.created]).toEqual([[], []]);
  });

  it('goes on where a webhook cannot be tried', async () => {
    const message = 'admission webhook "v" does not support dry run';
    world.kubernetes.fault = ({ method, query }) =>
      method === 'POST' && query.has('dryRun') ? { status: 400, body: { message } } : undefined;
    expect(await world.run('r1')).toMatchObject({ outcome: 'completed' });
  });

  it('fails when the file for the branch cannot be written', async () => {
    await expect(world.run('r1', { outputBranch: '/dev/full' })).rejects.toMatchObject({
      outcome: 'refused',
      message: expect.stringContaining('--output-branch /dev/full cannot be written: ENOSPC'),
    });
  });

  it('fails as denied without the rights for it', async () => {
    const message = 'sparkapplications is forbidden: User "x" cannot create resource';
    world.kubernetes.fault = ({ method }) =>
      method === 'POST' ? { status: 403, body: { message } } : undefined;
    await expect(world.run('r1')).rejects.toMatchObject({ outcome: 'denied' });
  });

  it.each([
    ['another run', { [RunName.ANNOTATION]: 'r2' }, 'run "r2"'],
    ['no run', {}, 'no run'],
  ])('fails on an application of %s, which stays as it is', async (_, annotations, owner) => {
    const foreign = world.kubernetes.put({
      ...application(),
      metadata: { name: NAME, namespace: 'data', annotations },
    });
    await expect(world.run('r1')).rejects.toMatchObject({
      outcome: 'owned-by-another',
      message: `application ${NAME} in namespace data belongs to ${owner}, not to run "r1"; it is left as it is; take another run id`,
    });
    expect(world.kubernetes.applications.get(NAME)).toEqual(foreign);
    expect(world.lakefs.made).toEqual([]);
  });

  it.each([true, false])(
    'answers a run that was promoted, and runs nothing (branch deleted: %s) (S15)',
    async (deleteBranch) => {
      await world.run('r1');
      const { commit } = await world.promote('r1', { deleteBranch });
      world.kubernetes.remove(NAME);
      const folder = mkdtempSync(join(tmpdir(), 'run-'));
      const outputBranch = join(folder, 'branch');
      for (const again of [
        await world.run('r1', { outputBranch }),
        await branch(world.context(), { template: template(), runId: 'r1' }),
      ]) {
        expect(again).toMatchObject({
          outcome: 'already-promoted',
          message: `run ${NAME} was promoted to main before; nothing was started; take another run id for another run`,
          branch: NAME,
          commit,
        });
      }
      expect(readFileSync(outputBranch, 'utf8')).toBe(NAME);
      expect([world.lakefs.made, world.kubernetes.created]).toEqual([[NAME], [NAME]]);
      expect(world.lakefs.branches.has(NAME)).toBe(!deleteBranch);
      rmSync(folder, { recursive: true });
    },
  );

  it('takes neither a commit that only says so nor the promotion of another for its own (S15)', async () => {
    world.lakefs.commitAll('main', { application: NAME, job: 'kronodroid-iceberg', run_id: 'r1' });
    expect(await world.run('r1')).toMatchObject({ outcome: 'completed' });
    await world.promote('r1');
    expect(await world.run('r2')).toMatchObject({ outcome: 'completed' });
  });

  it('says how far it has looked for a promotion (S22)', async () => {
    for (let n = 0; n < 10_000; n++) world.lakefs.commitAll('main');
    expect(await world.run('r1')).toMatchObject({ outcome: 'completed' });
    expect(world.output).toContain(
      'note: an earlier promotion was looked for in the latest 10000 commits of main',
    );
  });

  it('fails when the branch holds what an earlier attempt has committed', async () => {
    await world.run('r1');
    world.lakefs.commitAll(NAME);
    world.kubernetes.remove(NAME);
    await expect(world.run('r1')).rejects.toMatchObject({ outcome: 'branch-not-clean' });
    expect(world.kubernetes.created).toEqual([NAME]);
  });

  it('fails when the branch holds what an application that is gone has written', async () => {
    await world.run('r1');
    world.kubernetes.remove(NAME);
    await expect(world.run('r1')).rejects.toMatchObject({
      outcome: 'branch-not-clean',
      message: expect.stringContaining('a second attempt would write them twice; promote it, or clean it up'),
    });
    expect(world.kubernetes.created).toEqual([NAME]);
  });
});
