import fc from 'fast-check';
import { NESSIE } from '../../../lib/runs/isolation/nessie';
import { branchIn } from '../../../lib/runs/isolation/nessie-move';
import { planRun } from '../../../lib/runs/plan';
import type { ReleasedSpec } from '../../../lib/runs/released';
import { stamp } from '../../../lib/runs/stamp';
import type { Template } from '../../../lib/runs/template';
import { templateOf } from '../../../runner/src/template';
import { CONTRACT, nessieApplication, release } from '../../../runner/test/fixtures';

const SERVER = 'http://nessie:19120';
const PLACE = { prefix: 'NESSIE', repository: undefined, server: SERVER, branch: 'main' };
const released = (change: (spec: any) => void = () => undefined, contract: object = CONTRACT): Template => {
  const application = nessieApplication();
  change(application.spec);
  const { name, data } = release(application, { ...contract, 'x-isolation': 'nessie' });
  return templateOf(data, name);
};
const spec = (change: (spec: any) => void = () => undefined): ReleasedSpec =>
  released(change).application.spec;
const conf = (settings: Record<string, string>) => (given: any) => Object.assign(given.sparkConf, settings);
const plan = planRun(released(), 'r1', 'data', 'abcd1234');
const OWN = 'kronodroid-iceberg-r1-abcd1234';

describe('the place', () => {
  it('is what the driver says', () => {
    expect(NESSIE.places(spec())).toEqual([PLACE]);
    expect(NESSIE.problems(spec())).toEqual([]);
    expect(NESSIE.places({ driver: { env: [] } })).toEqual([]);
  });

  it('takes a warehouse in the address, and another branch beside', () => {
    const more = conf({
      'spark.sql.catalog.lake.uri': `${SERVER}/iceberg/main%7Cwh`,
      'spark.sql.catalog.gold.uri': `${SERVER}/iceberg/gold`,
      'spark.sql.catalog.else.uri': 'http://polaris:8181/api/catalog',
    });
    expect(NESSIE.problems(spec(more))).toEqual([]);
  });

  it.each([
    [{ driver: {} }, 'its driver has no NESSIE_ENDPOINT_URL and no NESSIE_BRANCH; add a catalog of Nessie'],
    [
      { driver: { env: [{ name: 'NESSIE_BRANCH', value: 'main' }] } },
      'NESSIE_ENDPOINT_URL in spec.driver.env',
    ],
    [
      {
        driver: {
          env: [
            { name: 'NESSIE_ENDPOINT_URL', value: SERVER },
            { name: 'NESSIE_BRANCH', value: 'a/b' },
          ],
        },
      },
      'NESSIE_BRANCH in spec.driver.env is "a/b"; it must be letters',
    ],
  ])('fails on %j', (given, problem) => {
    expect(NESSIE.problems(given as ReleasedSpec)).toEqual([expect.stringContaining(problem)]);
  });

  it.each([
    ['/iceberg', 'in which no run can have its branch; take http://nessie:19120/iceberg/main'],
    ['/iceberg/', 'in which no run can have its branch'],
    ['/iceberg/main@0123456789abcdef', 'in which no run can have its branch'],
    ['/iceberg/main%40abc', 'in which no run can have its branch'],
    ['/iceberg/main|wh', 'in which no run can have its branch'],
    ['/iceberg/a%2Fb', 'in which no run can have its branch'],
    ['/api/v2', 'in which no run can have its branch'],
    ['/iceberg/other', 'no Iceberg catalog is on branch main of Nessie at http://nessie:19120'],
  ])('fails on a catalog at %s', (path, problem) => {
    const given = spec(conf({ 'spark.sql.catalog.lake.uri': `${SERVER}${path}` }));
    expect(NESSIE.problems(given)).toEqual([expect.stringContaining(problem)]);
  });

  it('fails on a prefix, which counts more than the branch', () => {
    expect(NESSIE.problems(spec(conf({ 'spark.sql.catalog.lake.prefix': 'gold' })))).toEqual([
      'catalog lake has the option prefix, which counts more than the branch in its address; remove it',
    ]);
  });

  it.each([
    ['type', 'nessie'],
    ['catalog-impl', 'org.apache.iceberg.nessie.NessieCatalog'],
  ])("fails on Nessie's own client, wherever its server is: %s=%s", (option, value) => {
    const native = conf({
      'spark.sql.catalog.old': 'org.apache.iceberg.spark.SparkCatalog',
      [`spark.sql.catalog.old.${option}`]: value,
      'spark.sql.catalog.old.ref': 'main',
      'spark.sql.catalog.old.warehouse': 's3://lake/wh',
    });
    const problem = expect.stringContaining(
      "catalog old is Nessie's own client, which a run leaves on its branch",
    );
    expect(NESSIE.problems(spec(native))).toEqual([problem]);
    const only = spec((given) => {
      native(given);
      delete given.sparkConf['spark.sql.catalog.lake.uri'];
    });
    expect(NESSIE.problems(only)).toEqual([problem]);
  });

  it.each(['spark.wap.branch', 'spark.wap.id'])(
    'fails on %s, which would write to the table itself',
    (key) => {
      expect(NESSIE.problems(spec(conf({ [key]: 'run_1' })))).toEqual([
        `${key} is set, and the REST catalog of Nessie knows no branches of a table: it would write to the table itself; ` +
          'remove WriteAuditPublish, the branch of the run does what it is for',
      ]);
    },
  );
});

describe('a run', () => {
  it('has a branch for its attempt', () => {
    expect(plan).toEqual({
      id: 'r1',
      job: 'kronodroid-iceberg',
      name: 'kronodroid-iceberg-r1',
      namespace: 'data',
      isolation: 'nessie',
      branch: { name: OWN, place: PLACE, source: 'main', targets: ['main'] },
    });
  });

  it('is moved wherever the branch stands, and says so in its commits', () => {
    const stamped = stamp(released(), plan, {});
    expect(stamped.spec.sparkConf).toEqual({
      'spark.sql.catalog.lake': 'org.apache.iceberg.spark.SparkCatalog',
      'spark.sql.catalog.lake.type': 'rest',
      'spark.sql.catalog.lake.uri': `${SERVER}/iceberg/${OWN}`,
      'spark.sql.catalog.lake.header.Nessie-Commit-Property-spark-run': OWN,
      'spark.sql.catalog.lake.io-impl': 'org.apache.iceberg.aws.s3.S3FileIO',
    });
    expect(stamped.spec.arguments).toEqual(['--branch', OWN, '--table', 'p.a']);
    for (const role of [stamped.spec.driver, stamped.spec.executor]) {
      expect(role?.env).toEqual([
        { name: 'NESSIE_ENDPOINT_URL', value: SERVER },
        { name: 'NESSIE_BRANCH', value: OWN },
      ]);
    }
    expect(stamped.metadata.annotations).toMatchObject({
      'cdk8s-spark-operator/isolation': 'nessie',
      'cdk8s-spark-operator/source-branch': 'main',
    });
  });

  it.each([
    [`${SERVER}/iceberg/main`, `${SERVER}/iceberg/${OWN}`],
    [`${SERVER}/iceberg/main/`, `${SERVER}/iceberg/${OWN}/`],
    [`${SERVER}/iceberg/main%7Cwh`, `${SERVER}/iceberg/${OWN}%7Cwh`],
    [`--uri=${SERVER}/iceberg/main`, `--uri=${SERVER}/iceberg/${OWN}`],
    [`a,${SERVER}/iceberg/main,b`, `a,${SERVER}/iceberg/${OWN},b`],
    ['--nessie-branch=main', `--nessie-branch=${OWN}`],
    ['--branch=main', `--branch=${OWN}`],
    [`${SERVER}/iceberg/main2`, `${SERVER}/iceberg/main2`],
    [`${SERVER}/iceberg/mai`, `${SERVER}/iceberg/mai`],
    ['http://other:19120/iceberg/main', 'http://other:19120/iceberg/main'],
    ['main', 'main'],
    ['--table=main', '--table=main'],
  ])('takes the argument %s as %s', (given, expected) => {
    const moved = stamp(
      released((changed) => (changed.arguments = [given])),
      plan,
      {},
    );
    expect(moved.spec.arguments).toEqual([expected]);
  });

  const free = {
    properties: { ...CONTRACT.properties, output: { type: 'string', 'x-argument': '--output' } },
  };
  const output = (value: string): unknown =>
    stamp(released(undefined, free), plan, { output: value }).spec.arguments?.slice(-2);

  it.each([
    `${SERVER}/iceberg/main`,
    `${SERVER}/iceberg/${OWN}`,
    's3://lake/x',
    'http://elsewhere:19120/iceberg/gold',
    '2024-01-01',
  ])('takes the value %s', (value) => {
    expect(output(value)).toEqual(['--output', value.replace('/main', `/${OWN}`)]);
  });

  it.each([
    `${SERVER}/iceberg/gold`,
    `${SERVER}/iceberg`,
    SERVER,
    `${SERVER}/api/v2`,
    `${SERVER}/iceberg/main@abc`,
    `${SERVER}/iceberg/../iceberg/gold`,
    'HTTP://NESSIE:19120/iceberg/gold',
    'http://user@nessie:19120/iceberg/gold',
    'http://nessi%65:19120/iceberg/gold',
    'http:\\\\nessie:19120\\iceberg\\gold',
    `x=${SERVER}/iceberg/gold`,
    `{"uri":"${SERVER}/iceberg/gold"}`,
    `http://proxy/${SERVER}/iceberg/gold`,
  ])('fails where a value points into Nessie and off the branch: %s', (value) => {
    expect(() => output(value)).toThrow(
      /^parameter output holds ".*", which is in Nessie at http:\/\/nessie:19120 and not plainly on the branch of the run; name http:\/\/nessie:19120\/iceberg\/main/,
    );
  });

  it('leaves text alone that only looks like the branch, whatever the run id', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (id) => {
        const run = planRun(released(), id, 'data', 'abcd1234');
        const stamped = JSON.parse(
          JSON.stringify(stamp(released(), run, {}).spec).replaceAll(run.branch!.name, 'main'),
        );
        delete stamped.sparkConf['spark.sql.catalog.lake.header.Nessie-Commit-Property-spark-run'];
        expect(stamped).toEqual(nessieApplication().spec);
      }),
      { numRuns: 50 },
    );
  });

  it('fails where its branch would be a target', () => {
    expect(() =>
      planRun(released(undefined, { ...CONTRACT, 'x-promotion-targets': [OWN] }), 'r1', 'data', 'abcd1234'),
    ).toThrow(`run "r1" would have the branch ${OWN}, from which runs start or to which they are promoted`);
  });
});

describe('branchIn', () => {
  it.each([
    ['/iceberg/main', 'main'],
    ['/iceberg/main/', 'main'],
    ['/iceberg/main%7Cwh', 'main'],
    ['/iceberg/main%7cwh.1', 'main'],
    ['/iceberg', undefined],
    ['/iceberg/main/v1', undefined],
    ['/iceberg/main?x', undefined],
    ['x/iceberg/main', undefined],
  ])('finds in %s the branch %s', (path, branch) => {
    expect(branchIn(PLACE, `${SERVER}${path}`)).toBe(branch);
  });
});
