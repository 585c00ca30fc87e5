import { ICEBERG } from '../../../lib/runs/isolation/iceberg';
import { planRun } from '../../../lib/runs/plan';
import type { ReleasedSpec } from '../../../lib/runs/released';
import { stamp } from '../../../lib/runs/stamp';
import type { Template } from '../../../lib/runs/template';
import { templateOf } from '../../../runner/src/template';
import { CONTRACT, icebergApplication, release } from '../../../runner/test/fixtures';

const CATALOG = 'spark.sql.catalog.lake';
const PLACE = { prefix: 'ICEBERG', repository: undefined, branch: 'main', tables: ['lake.p.a', 'lake.p.b'] };
const released = (change: (spec: any) => void = () => undefined, contract: object = CONTRACT): Template => {
  const application = icebergApplication();
  change(application.spec);
  const { name, data } = release(application, { ...contract, 'x-isolation': 'iceberg' });
  return templateOf(data, name);
};
const spec = (change: (spec: any) => void = () => undefined): ReleasedSpec =>
  released(change).application.spec;
const conf = (settings: Record<string, string>) => (given: any) => Object.assign(given.sparkConf, settings);
const tables = (value: string) => (given: any) => (given.driver.env[0].value = value);
const plan = planRun(released(), 'r1', 'data', 'abcd1234');
const OWN = 'kronodroid-iceberg-r1-abcd1234';

describe('the place', () => {
  it('is main of the tables that the driver says', () => {
    expect(ICEBERG.places(spec())).toEqual([PLACE]);
    expect(ICEBERG.problems(spec())).toEqual([]);
    expect(ICEBERG.places({ sparkConf: { 'spark.wap.branch': 'main' } })).toEqual([]);
  });

  it('takes a catalog by its class too', () => {
    const byClass = spec((given) => {
      given.sparkConf[`${CATALOG}.catalog-impl`] = 'org.apache.iceberg.rest.RESTCatalog';
      delete given.sparkConf['spark.sql.catalog.lake.type'];
    });
    expect(ICEBERG.problems(byClass)).toEqual([]);
  });

  it('fails where nobody says which tables there are', () => {
    expect(ICEBERG.problems({})).toEqual([
      "its driver has no ICEBERG_TABLES; say which tables it writes, all of them: WriteAuditPublish.onBranch('main', { tables })",
    ]);
  });

  it.each([
    [tables('orders'), 'ICEBERG_TABLES[0] is "orders"; it must be a catalog, a namespace and a table'],
    [tables('lake.p.a,lake.p.a'), 'ICEBERG_TABLES names a table twice: "lake.p.a, lake.p.a"'],
    [tables('lake.p.a,gold.p.b'), 'ICEBERG_TABLES is in the catalogs lake and gold'],
    [tables('lake.p.a/../b'), 'ICEBERG_TABLES[0] is "lake.p.a/../b"'],
    [
      tables('gold.p.a'),
      'its tables are in catalog gold, which it does not have; add it with IcebergCatalog.rest',
    ],
    [
      tables(Array.from({ length: 51 }, (_, index) => `lake.p.t${index}`).join(',')),
      'ICEBERG_TABLES names 51 tables; name 1 to 50',
    ],
    [
      conf({ 'spark.wap.branch': 'other' }),
      'spark.wap.branch is "other"; the released application writes main',
    ],
    [(given: any) => delete given.sparkConf['spark.wap.branch'], 'spark.wap.branch is not set'],
    [conf({ 'spark.wap.id': 'x' }), 'spark.wap.id is set, and a run has a branch; remove it'],
    [
      conf({ [`${CATALOG}.table-override.write.wap.enabled`]: 'false' }),
      'table-override.write.wap.enabled is false, and such tables have no branch',
    ],
  ])('fails on what leaves a run without a branch (%#)', (change, problem) => {
    expect(ICEBERG.problems(spec(change))).toEqual([expect.stringContaining(problem)]);
  });

  it('takes as many tables as there may be', () => {
    const all = Array.from({ length: 50 }, (_, index) => `lake.p.t${index}`).join(',');
    expect(ICEBERG.problems(spec(tables(all)))).toEqual([]);
  });

  it.each([
    ['jdbc', 'catalog lake is of type jdbc'],
    ['hive', 'catalog lake is of type hive'],
    ['glue', 'catalog lake is of type glue'],
    ['hadoop', 'catalog lake is of type hadoop'],
  ])('fails on a catalog of type %s, which the runner cannot promote', (type, problem) => {
    expect(ICEBERG.problems(spec(conf({ [`${CATALOG}.type`]: type })))).toEqual([
      expect.stringMatching(
        new RegExp(`^${problem}, .* by Iceberg's REST protocol only; put a REST catalog before it`),
      ),
    ]);
  });

  it.each([
    'CREATE TABLE lake.p.c AS SELECT 1',
    'create or replace table lake.p.a',
    'DROP TABLE lake.p.a',
    'x; alter table lake.p.a add column y int',
    'REPLACE TABLE lake.p.a USING iceberg',
  ])('fails on a statement that everybody would see: %s', (statement) => {
    const given = spec((changed) => (changed.arguments = ['-e', statement]));
    expect(ICEBERG.problems(given)).toEqual([
      expect.stringMatching(
        /^arguments\[1\] holds ".*", which everybody sees at once: a branch of Iceberg keeps rows apart/,
      ),
    ]);
  });

  it.each(['INSERT INTO lake.p.a VALUES (1)', '--tables=created', 'UPDATE lake.p.a SET x = 1', 'altertable'])(
    'takes the argument %s',
    (statement) => {
      expect(ICEBERG.problems(spec((changed) => (changed.arguments = [statement])))).toEqual([]);
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
      isolation: 'iceberg',
      branch: { name: OWN, place: PLACE, source: 'main', targets: ['main'] },
    });
  });

  it('is moved where the session is told its branch', () => {
    const stamped = stamp(released(), plan, {});
    expect(stamped.spec.sparkConf).toEqual({
      ...icebergApplication().spec.sparkConf,
      'spark.wap.branch': OWN,
    });
    expect(stamped.spec.arguments).toEqual(['--branch', OWN, '--table', 'lake.p.a']);
    expect(stamped.spec.driver).toEqual(icebergApplication().spec.driver);
    expect(stamped.metadata.annotations).toMatchObject({
      'cdk8s-spark-operator/isolation': 'iceberg',
      'cdk8s-spark-operator/source-branch': 'main',
    });
  });

  it('fails on another target than main', () => {
    const contract = { ...CONTRACT, 'x-promotion-targets': ['gold'] };
    expect(() => planRun(released(undefined, contract), 'r1', 'data')).toThrow(
      'x-promotion-targets is "gold"; a run on Iceberg branches starts from main and is promoted to it',
    );
  });

  const free = {
    properties: { ...CONTRACT.properties, output: { type: 'string', 'x-argument': '--output' } },
  };
  const output = (value: string): unknown =>
    stamp(released(undefined, free), plan, { output: value }).spec.arguments?.slice(-1);

  it.each(['lake.p.a', 'gold.p.a', 'SELECT * FROM lake.p.b', '2024-01-01', 'lake'])(
    'takes the value %s',
    (value) => {
      expect(output(value)).toEqual([value]);
    },
  );

  it.each([
    'lake.p.c',
    'lake.p.a.branch_main',
    'x=lake.q.a',
    'INSERT INTO lake.p.z VALUES (1)',
    '`lake.p.c`',
  ])('fails on a value that names a table which no run promotes: %s', (value) => {
    expect(() => output(value)).toThrow(
      /^parameter output holds "lake\..*", which is in catalog lake and none of the tables of the job; name one of lake\.p\.a, lake\.p\.b$/,
    );
  });
});
