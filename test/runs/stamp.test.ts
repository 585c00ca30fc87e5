import fc from 'fast-check';
import { RunName } from '../../lib/runs/run-name';
import { planRun } from '../../lib/runs/plan';
import { catalogsBoundTo } from '../../lib/runs/isolation/lakefs';
import { stamp } from '../../lib/runs/stamp';
import type { ReleasedApplication } from '../../lib/runs/released';
import type { Template } from '../../lib/runs/template';
import { templateOf } from '../../runner/src/template';
import { application, CONTRACT, release, template } from '../../runner/test/fixtures';

const released = template();
const plan = planRun(released, 'Run 42', 'data');

/** Every path below an object at which two values differ. */
function differences(left: unknown, right: unknown, path = ''): string[] {
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) {
    return left === right ? [] : [path];
  }
  const keys = [...new Set([...Object.keys(left), ...Object.keys(right)])];
  return keys.flatMap((key) =>
    differences(
      (left as Record<string, unknown>)[key],
      (right as Record<string, unknown>)[key],
      `${path}/${key}`,
    ),
  );
}

function withSpec(change: (spec: any) => void): ReleasedApplication {
  const changed = application();
  change(changed.spec);
  return changed;
}

describe('stamp', () => {
  it('changes the name, the owner and the branch, and nothing else', () => {
    const stamped = stamp(released, plan, {});
    expect(differences(application(), stamped)).toEqual([
      '/metadata/name',
      '/metadata/labels/cdk8s-spark-operator/run',
      '/metadata/annotations',
      '/spec/arguments/3',
      '/spec/sparkConf/spark.hadoop.fs.viewfs.mounttable.kronodroid.link./iceberg',
      '/spec/driver/env/1/value',
      '/spec/executor/env/1/value',
    ]);
  });

  it('leaves where a run writes that is not kept apart', () => {
    const open = { ...released, contract: { ...released.contract, 'x-isolation': 'none' as const } };
    const stamped = stamp(open, planRun(open, 'Run 42', 'data'), { executorInstances: 3 });
    expect(differences(application(), stamped)).toEqual([
      '/metadata/name',
      '/metadata/labels/cdk8s-spark-operator/run',
      '/metadata/annotations',
      '/spec/executor/instances',
    ]);
    expect(stamped.metadata.annotations).toEqual({
      [RunName.ANNOTATION]: 'Run 42',
      'cdk8s-spark-operator/isolation': 'none',
      'cdk8s-spark-operator/template': released.digest,
    });
  });

  it('gives one value to everything that names the branch', () => {
    const { spec, metadata } = stamp(released, plan, {});
    expect(metadata.name).toMatch(/^kronodroid-iceberg-run-42-\w{10}$/);
    expect(spec.arguments?.[3]).toBe(metadata.name);
    expect(spec.driver?.env?.[1]?.value).toBe(metadata.name);
    expect(spec.executor?.env?.[1]?.value).toBe(metadata.name);
    expect(spec.sparkConf?.['spark.hadoop.fs.viewfs.mounttable.kronodroid.link./iceberg']).toBe(
      `s3a://kronodroid/${metadata.name}/iceberg`,
    );
  });

  it('keeps the run id as given, the branch that was forked, and the release', () => {
    expect(stamp(released, plan, {}).metadata.annotations).toEqual({
      [RunName.ANNOTATION]: 'Run 42',
      'cdk8s-spark-operator/source-branch': 'main',
      'cdk8s-spark-operator/template': released.digest,
    });
  });

  it('sets sizes in their fields and arguments of the job after their flags', () => {
    const { spec } = stamp(released, plan, { driverMemory: '4g', executorInstances: 5, testLimit: 100 });
    expect(spec.driver).toMatchObject({ memory: '4g', cores: 1 });
    expect(spec.executor).toMatchObject({ instances: 5, memory: '2g' });
    expect(spec.arguments?.slice(-2)).toEqual(['--test-limit', '100']);
    const again = template((same) => ({
      ...same,
      spec: { ...same.spec, arguments: ['--test-limit', '7', '--lakefs-branch=main'] },
    }));
    expect(stamp(again, plan, { testLimit: 8 }).spec.arguments).toEqual([
      '--test-limit',
      '8',
      `--lakefs-branch=${plan.name}`,
    ]);
  });

  it.each([
    [
      ['--branch', 'main'],
      ['--branch', 'BRANCH'],
    ],
    [['--branch=main'], ['--branch=BRANCH']],
    [
      ['--lakefs-branch', 'main'],
      ['--lakefs-branch', 'BRANCH'],
    ],
    [
      ['--branch', 'other', 'main'],
      ['--branch', 'other', 'main'],
    ],
  ])('takes the arguments %j as %j', (given, expected) => {
    const changed = template(() => withSpec((spec) => (spec.arguments = given)));
    expect(stamp(changed, plan, {}).spec.arguments).toEqual(
      expected.map((argument) => argument.replace('BRANCH', plan.name)),
    );
  });

  describe('a parameter that is a text', () => {
    const free = (given?: string[]): Template => {
      const properties = { ...CONTRACT.properties, output: { type: 'string', 'x-argument': '--output' } };
      const released = given === undefined ? application() : withSpec((spec) => (spec.arguments = given));
      const { name, data } = release(released, { properties });
      return templateOf(data, name);
    };
    const output = (value: string, given?: string[]) =>
      stamp(free(given), plan, { output: value }).spec.arguments?.slice(-2);

    it.each([
      ['s3a://kronodroid/main/out', 's3a://kronodroid/BRANCH/out'],
      ['s3a://kronodroid/main', 's3a://kronodroid/BRANCH'],
      ['s3a://kronodroid/BRANCH/out', 's3a://kronodroid/BRANCH/out'],
      ['s3a://dlt-data/main/out', 's3a://dlt-data/main/out'],
      ['viewfs://lake/iceberg', 'viewfs://lake/iceberg'],
      ['kronodroid', 'kronodroid'],
      ['2024-01-01', '2024-01-01'],
    ])('is moved to the branch of the run: %s', (given, expected) => {
      const own = (text: string): string => text.replace('BRANCH', plan.name);
      expect(output(own(given))).toEqual(['--output', own(expected)]);
    });

    it.each([
      's3a://kronodroid/other/out',
      's3a://kronodroid/main2/out',
      's3a://kronodroid',
      's3a://kronodroid/',
      's3a://kronodroid//main/out',
      's3a:///kronodroid/main',
      'S3A://kronodroid/main/out',
      's3a://Kronodroid/main/out',
      's3a://%6bronodroid/main/out',
      's3a://user@kronodroid/main/out',
      's3a://kronodroid/main/../../main/out',
      's3a://kronodroid/main/%2e%2e/x',
      's3a://kronodroid/main/./x',
      's3a://kronodroid?x=/main',
      's3a://dlt-data/x s3a://kronodroid/other/x',
      'a=s3a://kronodroid/main/x',
      '{"path":"s3a://kronodroid/other/x"}',
      'lakefs://kronodroid/other/x',
      'jdbc:s3a://kronodroid/other/x',
      'http://proxy/s3a://kronodroid/main/x',
      's3a:\\\\kronodroid\\other',
      'http://lakefs:8000/iceberg/relative_to/kronodroid.other/api',
    ])('fails where it points into the repository and off the branch: %s', (value) => {
      expect(() => output(value)).toThrow(
        /^parameter output holds ".*", which is in repository kronodroid and not plainly on the branch of the run; name branch main/,
      );
    });

    it('takes the place of the value that the release has, in either form', () => {
      expect(output('b', ['--output', 'a'])).toEqual(['--output', 'b']);
      expect(output('b', ['--output=a'])).toEqual(['--output', 'b']);
      expect(stamp(free(['--output=a', '--x', '1']), plan, { output: 'b' }).spec.arguments).toEqual([
        ...['--output', 'b', '--x', '1'],
      ]);
    });
  });

  it.each([
    ['s3a://kronodroid/main', 's3a://kronodroid/BRANCH'],
    ['s3a://kronodroid/main/x', 's3a://kronodroid/BRANCH/x'],
    ['s3://kronodroid/main/x', 's3://kronodroid/BRANCH/x'],
    ['s3a://kronodroid/main/a,s3a://dlt-data/main/b', 's3a://kronodroid/BRANCH/a,s3a://dlt-data/main/b'],
    [
      'http://lakefs:8000/iceberg/relative_to/kronodroid.main/api',
      'http://lakefs:8000/iceberg/relative_to/kronodroid.BRANCH/api',
    ],
    ['s3a://kronodroid/main2/x', 's3a://kronodroid/main2/x'],
    ['s3a://kronodroid/other/main', 's3a://kronodroid/other/main'],
    ['s3a://kronodroid2/main/x', 's3a://kronodroid2/main/x'],
    ['main', 'main'],
    ['jdbc:x://main/a?u=http://main/b', 'jdbc:x://main/a?u=http://main/b'],
    ['--source-branch=main', '--source-branch=main'],
    ['--in=s3a://kronodroid/main/x', '--in=s3a://kronodroid/BRANCH/x'],
  ])('takes the argument %s as %s', (given, expected) => {
    const changed = template(() => withSpec((spec) => (spec.arguments = [given])));
    expect(stamp(changed, plan, {}).spec.arguments).toEqual([expected.replace('BRANCH', plan.name)]);
  });

  it('moves the branch of a REST catalog and of a variable in the Spark settings', () => {
    const changed = template(() =>
      withSpec((spec) => {
        spec.sparkConf = {
          'spark.sql.catalog.lakefs.uri': 'http://lakefs:8000/iceberg/relative_to/kronodroid.main/api',
          'spark.executorEnv.LAKEFS_BRANCH': 'main',
        };
      }),
    );
    expect(stamp(changed, plan, {}).spec.sparkConf).toEqual({
      'spark.sql.catalog.lakefs.uri': `http://lakefs:8000/iceberg/relative_to/kronodroid.${plan.name}/api`,
      'spark.executorEnv.LAKEFS_BRANCH': plan.name,
    });
  });

  it('moves the variables of another prefix', () => {
    const changed = template((same) => {
      const renamed = JSON.stringify(same).replace(/LAKEFS_(REPOSITORY|BRANCH)/g, 'LAKE_$1');
      return JSON.parse(renamed) as ReleasedApplication;
    });
    const run = planRun(changed, 'r', 'data');
    expect(run.branch?.place).toEqual({ repository: 'kronodroid', branch: 'main', prefix: 'LAKE' });
    const { driver, executor } = stamp(changed, run, {}).spec;
    for (const role of [driver, executor])
      expect(role?.env).toContainEqual({ name: 'LAKE_BRANCH', value: run.name });
  });

  it('leaves text alone that only looks like the branch, whatever the run id', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (id) => {
        const run = planRun(released, id, 'data');
        const stamped = stamp(released, run, {});
        expect(stamped).toEqual(stamp(released, run, {}));
        expect(JSON.stringify(stamped.spec).replaceAll(run.name, 'main')).toBe(
          JSON.stringify(application().spec),
        );
      }),
    );
  });

  it('fails when no catalog would move', () => {
    const changed = template(() => withSpec((spec) => (spec.sparkConf = {})));
    expect(() => planRun(changed, 'r', 'data')).toThrow(
      'the template: no Iceberg catalog is on branch main of repository kronodroid; add one with LakeFs.catalog',
    );
  });
});

describe('catalogsBoundTo', () => {
  it('names the catalogs whose warehouse holds the branch', () => {
    const bound = template(() =>
      withSpec(
        (spec) => (spec.sparkConf['spark.sql.catalog.direct.warehouse'] = 's3a://kronodroid/main/iceberg'),
      ),
    );
    const stamped = stamp(bound, plan, {});
    expect(catalogsBoundTo(stamped, 'kronodroid', plan.name)).toEqual(['direct']);
    expect(catalogsBoundTo(stamp(released, plan, {}), 'kronodroid', plan.name)).toEqual([]);
  });
});
