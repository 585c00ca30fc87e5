import { stringify } from 'yaml';
import { OUTCOMES } from '../../src/outcome';
import { application, release } from '../fixtures';
import { Program, type Ended } from '../program';
import { Cluster, kubectl } from './support/cluster';
import { LakeFsServer, REPOSITORY } from './support/lakefs-server';

const TABLE = 'iceberg/db/t/metadata/version-hint.text';
const JOB = ['--job', 'kronodroid-iceberg', '--repository', REPOSITORY];
const outputs: string[] = [];
let program: Program;
let cluster: Cluster;
let lakefs: LakeFsServer;
let environment: Record<string, string>;
let token: string;
let releaseName: string;

/** The rights that the README lists. */
const RULES = [
  {
    apiGroups: ['sparkoperator.k8s.io'],
    resources: ['sparkapplications'],
    verbs: ['create', 'get', 'list', 'watch', 'patch', 'delete'],
  },
  { apiGroups: [''], resources: ['configmaps', 'pods/log'], verbs: ['get'] },
  { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list'] },
  { apiGroups: [''], resources: ['events'], verbs: ['list'] },
];

beforeAll(async () => {
  program = Program.bundle();
  [cluster, lakefs] = await Promise.all([Cluster.start(), LakeFsServer.start()]);
  token = cluster.accountToken('spark-submitter', RULES);
  environment = { ...lakefs.env(), KUBECONFIG: kubeconfig(token) };
  const released = release({
    ...application(),
    metadata: { ...application().metadata, namespace: cluster.namespace },
  });
  releaseName = released.name;
  cluster.apply({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: released.name, namespace: cluster.namespace },
    data: released.data,
  });
  cluster.job = (done) => lakefs.write(done.metadata.name, TABLE, done.metadata.name);
  cluster.operate();
});
afterAll(() => Promise.all([cluster.stop(), lakefs.stop()]));

/** KUBECONFIG of the same server for the account that has only the rights it needs. */
function kubeconfig(bearer: string): string {
  const config = JSON.parse(kubectl('config', 'view', '--raw', '--minify', '--flatten', '-o', 'json'));
  config.users = config.users.map(({ name }: { name: string }) => ({ name, user: { token: bearer } }));
  config.contexts[0].context.namespace = cluster.namespace;
  return program.write('account-kubeconfig', JSON.stringify(config));
}

async function spark(...args: string[]): Promise<Ended> {
  const end = await program.run(args, environment);
  outputs.push(end.stdout, end.stderr);
  return end;
}

const run = (id: string, ...more: string[]): Promise<Ended> =>
  spark('run', '--template-config-map', releaseName, '--run-id', id, ...more);

describe('on a real API server and a real lakeFS', () => {
  it('a run goes from its branch to main, and its branch goes', async () => {
    const first = await run('Nightly 1', '--set', 'executorInstances=3');
    expect(first).toMatchObject({ code: 0, result: { outcome: 'completed', state: 'COMPLETED' } });
    const { branch } = first.result;
    expect(branch).toMatch(/^kronodroid-iceberg-nightly-1-/);
    expect(await lakefs.read('main', TABLE)).toBeUndefined();
    expect(await lakefs.read(branch, TABLE)).toBe(branch);

    const second = await spark(
      'promote',
      ...JOB,
      '--run-id',
      'Nightly 1',
      '--delete-branch',
      '--revision',
      'abc',
    );
    expect(second).toMatchObject({ code: 0, result: { outcome: 'promoted' } });
    expect(await lakefs.read('main', TABLE)).toBe(branch);
    expect(await lakefs.hasBranch(branch)).toBe(false);
    expect((await lakefs.history())[0]).toMatchObject({
      run_id: 'Nightly 1',
      application: branch,
      git_revision: 'abc',
    });

    expect(await spark('promote', ...JOB, '--run-id', 'Nightly 1', '--delete-branch')).toMatchObject({
      code: 0,
      result: { outcome: 'already-promoted' },
    });
    expect(await run('Nightly 1')).toMatchObject({ code: 0, result: { outcome: 'completed' } });
    expect(await spark('cleanup', ...JOB, '--run-id', 'Nightly 1')).toMatchObject({ code: 0 });
    expect(await spark('cleanup', ...JOB, '--run-id', 'Nightly 1')).toMatchObject({ code: 0 });
    expect((await cluster.applications()).map(({ metadata }) => metadata.name)).not.toContain(branch);
  });

  it('the second of two runs on one table conflicts, and main stays as it was', async () => {
    const [one, two] = await Promise.all([run('a'), run('b')]);
    expect([one.code, two.code]).toEqual([0, 0]);
    expect(await spark('promote', ...JOB, '--branch', one.result.branch)).toMatchObject({ code: 0 });
    const before = await lakefs.history();
    expect(await spark('promote', ...JOB, '--branch', two.result.branch)).toMatchObject({
      code: OUTCOMES.conflict.exit,
      result: { outcome: 'conflict', conflicts: [TABLE] },
    });
    expect(await lakefs.history()).toEqual(before);
    expect(await lakefs.read('main', TABLE)).toBe(one.result.branch);
    expect(await lakefs.hasBranch(two.result.branch)).toBe(true);
  });

  it('a run that is not kept apart is started once, followed and cleaned up, without lakeFS', async () => {
    const { name, data } = release(
      { ...application(), metadata: { ...application().metadata, namespace: cluster.namespace } },
      { properties: {}, 'x-isolation': 'none' },
    );
    cluster.apply({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name, namespace: cluster.namespace },
      data,
    });
    const { KUBECONFIG = '' } = environment;
    const open = (...args: string[]): Promise<Ended> => program.run(args, { KUBECONFIG });
    const again = ['run', '--template-config-map', name, '--run-id', 'open'];
    const ends = await Promise.all([open(...again), open(...again)]);
    expect(ends).toMatchObject([
      { code: 0, result: { outcome: 'completed' } },
      { code: 0, result: { outcome: 'completed' } },
    ]);
    const { application: made } = ends[0].result;
    expect(cluster.seen.get(made)?.size).toBe(1);
    const job = ['--job', 'kronodroid-iceberg', '--run-id', 'open'];
    expect(await open('promote', ...job)).toMatchObject({ code: 2 });
    expect(await open('cleanup', ...job)).toMatchObject({ code: 0 });
    expect(await open('cleanup', ...job, '--isolation', 'none')).toMatchObject({ code: 0 });
    expect((await cluster.applications()).map(({ metadata }) => metadata.name)).not.toContain(made);
    expect(await lakefs.hasBranch(made)).toBe(false);
  });

  it('a run that was promoted is not run again, and names of others do not reach its branch (S15, S10)', async () => {
    const { branch } = (await run('once')).result;
    expect(await spark('promote', ...JOB, '--run-id', 'once', '--delete-branch')).toMatchObject({
      result: { outcome: 'promoted' },
    });
    kubectl('-n', cluster.namespace, 'delete', 'sparkapplication', branch);
    expect(await run('once')).toMatchObject({ code: 0, result: { outcome: 'already-promoted' } });
    expect(cluster.seen.get(branch)?.size).toBe(1);
    expect(await lakefs.hasBranch(branch)).toBe(false);
  });

  it('promote and cleanup under hostile names leave every branch of every repository as it was (S1, S3, S10)', async () => {
    await lakefs.makeRepository('finance');
    await lakefs.makeBranch('evil', 'finance');
    for (const name of ['production', 'release-2026', 'kronodroid-iceberg-old', 'x'])
      await lakefs.makeBranch(name);
    const mine = (await run('mine-1')).result.branch;
    const gone = (await run('gone-1')).result.branch;
    kubectl('-n', cluster.namespace, 'delete', 'sparkapplication', gone);
    const other = ['--job', 'kronodroid', '--repository', REPOSITORY];
    const targets = [
      ...['../../../../finance/refs/evil/merge/main', '../../../../../auth/users', 'main?force=true'],
      ...['main#', '..', '', 'main/', '%2e%2e', 'production', mine, gone, 'finance/main'],
    ];
    const branches = [
      ...['/../../../finance', '/../production', 'gone-1?y', 'gone-1#', 'gone-1/', '..', 'old'],
    ].map((part) => `kronodroid-iceberg-${part}`);
    const attacks = [
      ...targets.map((target) => [
        'promote',
        ...JOB,
        '--run-id',
        'mine-1',
        '--delete-branch',
        '--target',
        target,
      ]),
      ...targets.map((target) => [
        ...['promote', ...JOB, '--run-id', 'gone-1', '--unchecked', '--delete-branch', '--target', target],
      ]),
      ...branches.flatMap((branch) => [
        ['cleanup', ...JOB, '--branch', branch],
        ['promote', ...JOB, '--branch', branch, '--unchecked', '--delete-branch'],
      ]),
      ...['finance', '../finance', 'finance/branches/evil?', ''].flatMap((repository) =>
        ['mine-1', 'gone-1'].map((id) => ['promote', ...JOB, '--run-id', id, '--repository', repository]),
      ),
      ...['finance', '../finance', ''].map((repository) => [
        ...['cleanup', ...JOB, '--run-id', 'mine-1', '--repository', repository],
      ]),
      ['cleanup', '--job', 'release', '--branch', 'release-2026', '--repository', REPOSITORY],
      ['cleanup', '--job', 'release', '--run-id', '2026', '--repository', REPOSITORY],
      ['cleanup', ...other, '--run-id', 'iceberg-gone-1'],
      ['cleanup', ...other, '--branch', gone],
      ['cleanup', ...other, '--run-id', 'iceberg-mine-1'],
      ['promote', ...other, '--run-id', 'iceberg-gone-1', '--unchecked', '--delete-branch'],
    ];
    const before = await lakefs.snapshot();
    expect(Object.keys(before)).toEqual(expect.arrayContaining(['finance/evil', `${REPOSITORY}/${gone}`]));
    for (const attack of attacks) {
      const { code, result } = await spark(...attack);
      expect({ attack, code, outcome: result.outcome }).toEqual({
        attack,
        code: expect.any(Number),
        outcome: expect.stringMatching(/^(refused|owned-by-another|not-completed|branch-missing)$/),
      });
      expect(code).toBeGreaterThan(0);
      expect(await lakefs.snapshot()).toEqual(before);
    }
    expect((await cluster.applications()).map(({ metadata }) => metadata.name)).toContain(mine);
    expect(await spark('cleanup', ...JOB, '--run-id', 'gone-1')).toMatchObject({
      result: { outcome: 'cleaned' },
    });
    const { [`${REPOSITORY}/${gone}`]: removed, ...others } = before;
    expect([removed, await lakefs.snapshot()]).toEqual([expect.anything(), others]);
  }, 600_000);

  it('a target with uncommitted objects, and a run that changed nothing, are told apart', async () => {
    const { branch } = (await run('dirty')).result;
    await lakefs.write('main', 'stray', '1');
    expect(await spark('promote', ...JOB, '--run-id', 'dirty')).toMatchObject({
      code: OUTCOMES['target-dirty'].exit,
      result: { uncommitted: ['stray'] },
    });
    expect(await lakefs.hasBranch(branch)).toBe(true);

    const { job } = cluster;
    cluster.job = () => Promise.resolve();
    await run('nothing');
    cluster.job = job;
    expect(await spark('promote', ...JOB, '--run-id', 'nothing')).toMatchObject({
      code: OUTCOMES['nothing-to-promote'].exit,
    });
  });

  it('a branch of a run that wrote and lost its application is not written twice', async () => {
    const { branch } = (await run('lost')).result;
    kubectl('-n', cluster.namespace, 'delete', 'sparkapplication', branch);
    expect(await run('lost')).toMatchObject({ code: OUTCOMES['branch-not-clean'].exit });
    expect(cluster.seen.get(branch)?.size).toBe(1);
  });

  it('an application that no run made stays as it is', async () => {
    const name = 'kronodroid-iceberg-mine';
    cluster.apply({ ...application(), metadata: { name, namespace: cluster.namespace } });
    expect(await run('mine')).toMatchObject({ code: OUTCOMES['owned-by-another'].exit });
    expect(await spark('cleanup', ...JOB, '--run-id', 'mine')).toMatchObject({
      code: OUTCOMES['owned-by-another'].exit,
    });
    expect((await cluster.applications()).map(({ metadata }) => metadata.name)).toContain(name);
  });

  it('a limit that passes stops the run and says why', async () => {
    cluster.stuck.add('kronodroid-iceberg-slow');
    const end = await run('slow', '--timeout', '4', '--start-timeout', '600');
    expect(end).toMatchObject({
      code: OUTCOMES['timed-out'].exit,
      result: { outcome: 'timed-out', state: 'RUNNING' },
    });
    expect((await cluster.applications()).map(({ metadata }) => metadata.name)).not.toContain(
      end.result.application,
    );
  });

  it('what the API server refuses is refused, with its words', async () => {
    const bad = structuredClone(application()) as any;
    bad.metadata.namespace = cluster.namespace;
    bad.spec.restartPolicy.type = 'OnError';
    const end = await spark(
      'run',
      '--template',
      program.write('bad.yaml', stringify(bad)),
      '--run-id',
      'bad',
    );
    expect(end.code).toBe(OUTCOMES.refused.exit);
  });

  it('no output holds a secret', () => {
    expect(outputs.length).toBeGreaterThan(20);
    for (const secret of [lakefs.secret, token]) expect(outputs.join('\n')).not.toContain(secret);
  });
});
