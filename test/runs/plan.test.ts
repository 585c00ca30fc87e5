import { planRun } from '../../lib/runs/plan';
import type { Template } from '../../lib/runs/template';
import { template } from '../../runner/test/fixtures';

const released = template();

function withEnv(name: string, value: string | undefined): Template {
  return template((same) => {
    const env = same.spec.driver!.env!.map((item) =>
      item.name === name ? { name, ...(value !== undefined && { value }) } : item,
    );
    return { ...same, spec: { ...same.spec, driver: { ...same.spec.driver, env } } };
  });
}

function withTargets(targets: unknown): Template {
  return { ...released, contract: { ...released.contract, 'x-promotion-targets': targets as string[] } };
}

describe('planRun', () => {
  it('lets a run be promoted to where it starts, unless its release says otherwise', () => {
    expect(planRun(released, 'r1', 'data')).toEqual({
      id: 'r1',
      job: 'kronodroid-iceberg',
      name: 'kronodroid-iceberg-r1',
      namespace: 'data',
      isolation: 'lakefs',
      branch: {
        name: 'kronodroid-iceberg-r1',
        place: { prefix: 'LAKEFS', repository: 'kronodroid', branch: 'main' },
        source: 'main',
        targets: ['main'],
      },
    });
    expect(planRun(withTargets(['gold', 'main']), 'r1', 'data').branch?.targets).toEqual(['gold', 'main']);
  });

  it('has no branch where its release says so', () => {
    const contract = { ...released.contract, 'x-isolation': 'none' as const };
    expect(planRun({ ...released, contract }, 'r1', 'data')).toEqual({
      id: 'r1',
      job: 'kronodroid-iceberg',
      name: 'kronodroid-iceberg-r1',
      namespace: 'data',
      isolation: 'none',
    });
  });

  it('fails in a namespace that the template is not for', () => {
    expect(() => planRun(released, 'r', 'other')).toThrow(
      'namespace is "other"; the template is released for "data"',
    );
  });

  it.each([
    ['LAKEFS_REPOSITORY', '../finance'],
    ['LAKEFS_REPOSITORY', undefined],
    ['LAKEFS_BRANCH', 'main?force=true'],
    ['LAKEFS_BRANCH', '../../production'],
    ['LAKEFS_BRANCH', undefined],
  ])('fails when %s of the template is %j (S1)', (name, value) => {
    expect(() => planRun(withEnv(name, value), 'r', 'data')).toThrow(
      `the template: ${name} in spec.driver.env is ${JSON.stringify(value)}; it must be`,
    );
  });

  it.each(['../x', 'main?force=true', ''])('fails on the target %j (S1)', (target) => {
    expect(() => planRun(withTargets(['main', target]), 'r', 'data')).toThrow(
      `the template: x-promotion-targets is ${JSON.stringify(target)}; it must be letters`,
    );
  });

  it.each([
    withEnv('LAKEFS_BRANCH', 'kronodroid-iceberg-r1'),
    withTargets(['main', 'kronodroid-iceberg-r1']),
  ])('fails when the branch of the run is one that runs start from or are promoted to (S3)', (changed) => {
    expect(() => planRun(changed, 'r1', 'data')).toThrow(
      'run "r1" would have the branch kronodroid-iceberg-r1, from which runs start or to which they are promoted; take another run id',
    );
  });

  it('fails on an empty run id', () => {
    expect(() => planRun(released, '', 'data')).toThrow('runId is ""; give the id of the pipeline run');
  });
});
