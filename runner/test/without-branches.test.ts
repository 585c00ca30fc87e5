import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { cancel } from '../src/cleanup';
import { branch } from '../src/run';
import { readTemplate, templateOf } from '../src/template';
import { application, CONTRACT, release } from './fixtures';
import { World } from './world';

const NAME = 'kronodroid-iceberg-r1';
const { name, data } = release(application(), { ...CONTRACT, 'x-isolation': 'none' });
const open = templateOf(data, name);
let world: World;

beforeEach(async () => {
  world = await new World().start();
  world.writes = {};
});
afterEach(async () => {
  expect(world.lakefs.requests).toEqual([]);
  await world.stop();
});

describe('a run that is not kept apart', () => {
  it('is submitted once, followed, and returned again', async () => {
    const first = await world.run('r1', { template: open });
    expect(first).toEqual({
      outcome: 'completed',
      message: `application ${NAME} completed`,
      runId: 'r1',
      application: NAME,
      namespace: 'data',
      uid: expect.any(String),
      state: 'COMPLETED',
      seconds: expect.any(Number),
    });
    expect(await world.run('r1', { template: open })).toMatchObject({ outcome: 'completed' });
    expect(world.kubernetes.created).toEqual([NAME]);
    expect(world.kubernetes.applications.get(NAME)?.spec.driver?.env?.[1]?.value).toBe('main');
  });

  it('is submitted once by two runners at once', async () => {
    const both = await Promise.all([1, 2].map(() => world.run('r1', { template: open })));
    expect(both.map(({ outcome }) => outcome)).toEqual(['completed', 'completed']);
    expect(world.kubernetes.created).toEqual([NAME]);
  });

  it('is submitted once when the answer is lost', async () => {
    let lost = false;
    world.kubernetes.fault = ({ method, query }) => {
      if (lost || method !== 'POST' || query.has('dryRun')) return undefined;
      lost = true;
      return 'unheard';
    };
    expect(await world.run('r1', { template: open })).toMatchObject({ outcome: 'completed' });
    expect(world.kubernetes.created).toEqual([NAME]);
  });

  it('is stopped when it is overdue', async () => {
    world.states = ['SUBMITTED'];
    const limits = { totalSeconds: 0.05, startSeconds: 9 };
    expect(await world.run('r1', { template: open, limits })).toMatchObject({ outcome: 'timed-out' });
    expect(world.kubernetes.applications.has(NAME)).toBe(false);
  });

  it('has nothing to promote', async () => {
    await world.run('r1', { template: open });
    await expect(world.promote('r1')).rejects.toMatchObject({
      outcome: 'refused',
      message: `run ${NAME} has no branch: it wrote where its release writes, so there is nothing to promote`,
    });
    await expect(branch(world.context(), { template: open, runId: 'r1' })).rejects.toMatchObject({
      outcome: 'refused',
      message: 'runs of job kronodroid-iceberg have no branch: they write where the release writes',
    });
    await expect(world.run('r1', { template: open, outputBranch: '/nowhere' })).rejects.toMatchObject({
      outcome: 'refused',
      message: expect.stringContaining(
        '--output-branch is given, and runs of job kronodroid-iceberg have no branch',
      ),
    });
  });

  it('is cancelled and cleaned up without lakeFS, also twice', async () => {
    await world.run('r1', { template: open });
    expect(await cancel(world.context(), world.find('r1'))).toEqual({
      outcome: 'cancelled',
      message: `application ${NAME} was deleted; what it wrote is kept`,
      application: NAME,
    });
    await world.run('r1', { template: open });
    for (const what of ['was deleted', 'was gone already']) {
      expect(await world.cleanup(world.find('r1'), { isolation: 'none' })).toEqual({
        outcome: 'cleaned',
        message: `application ${NAME} ${what}, it had no branch`,
        application: NAME,
      });
    }
  });

  it('leaves the application of another run alone', async () => {
    const theirs = release(
      { ...application(), metadata: { ...application().metadata, name: 'kronodroid' } },
      { ...CONTRACT, 'x-isolation': 'none' },
    );
    await world.run('r1', { template: open });
    await expect(
      world.run('iceberg-r1', { template: templateOf(theirs.data, theirs.name) }),
    ).rejects.toMatchObject({ outcome: 'owned-by-another' });
    await expect(world.cleanup({ job: 'kronodroid', name: NAME, runId: 'iceberg-r1' })).rejects.toMatchObject(
      { outcome: 'owned-by-another' },
    );
    expect(world.kubernetes.applications.has(NAME)).toBe(true);
  });
});

describe('how a run is kept apart', () => {
  it('is what its application says', async () => {
    await world.run('r1', { template: open });
    await expect(world.cleanup(world.find('r1'), { isolation: 'lakefs' })).rejects.toMatchObject({
      outcome: 'refused',
      message: `application ${NAME} has the isolation none, and --isolation is lakefs; leave it out, or name the run that is meant`,
    });
    const { annotations } = world.kubernetes.applications.get(NAME)!.metadata as any;
    annotations['cdk8s-spark-operator/isolation'] = 'magic';
    await expect(world.cleanup(world.find('r1'))).rejects.toMatchObject({
      outcome: 'refused',
      message: `application ${NAME} has the isolation "magic"; this runner knows lakefs, nessie, iceberg, none`,
    });
  });

  it('is said by a release, and beside an application that is none', () => {
    expect(() => templateOf(data, name, { isolation: 'lakefs' })).toThrow(
      `template ${name} is released with the isolation none, and --isolation is lakefs; leave it out`,
    );
    expect(templateOf(data, name, { isolation: 'none' })).toEqual(open);
    const file = join(tmpdir(), `${process.pid}-application.yaml`);
    writeFileSync(file, stringify(application()));
    expect(readTemplate(file, 'none').contract).toMatchObject({ 'x-isolation': 'none' });
    expect(readTemplate(file).contract).not.toHaveProperty('x-isolation');
  });
});
