import { App, Chart, Duration, JsonPatch, Size, Testing } from 'cdk8s';
import { parse } from 'yaml';
import {
  AccessKeys,
  LakeFs,
  ParameterType,
  RunIsolation,
  RunParameter,
  RunTemplate,
  S3Store,
  SparkApplication,
  RunName,
  WriteAuditPublish,
  type RunTemplateProps,
} from '../../lib';
import { testChart } from '../support/chart';
import { yamlOf } from '../support/yaml';
import { expectValidSparkApplication } from '../support/schema';
import {
  application,
  icebergJob,
  icebergTemplate,
  lakefs,
  nessie,
  nessieJob,
  nessieTemplate,
  plain,
  plainTemplate,
} from './jobs';

const minio = new S3Store({
  endpoint: 'http://minio:9000',
  keys: AccessKeys.fromSecret('minio-credentials'),
});

function template(props: Partial<RunTemplateProps> = {}, chart: Chart = testChart()): RunTemplate {
  return new RunTemplate(chart, 'template', { application: application(), jobName: 'etl', ...props });
}

function contract(props: Partial<RunTemplateProps> = {}): any {
  const chart = testChart();
  template(props, chart);
  return JSON.parse(Testing.synth(chart)[0].data['parameters.schema.json']);
}

test('an immutable ConfigMap with application and contract', () => {
  const chart = testChart();
  const made = template({}, chart);
  expect(made).toMatchObject({ jobName: 'etl', namespace: 'data' });
  expect(made.configMapName).toMatch(/^etl-[0-9a-f]{32}$/);
  const [configMap] = Testing.synth(chart);
  const released = parse(configMap.data['application.yaml']);
  expectValidSparkApplication(released);
  expect(released.metadata).toEqual({ name: 'etl', namespace: 'data' });
  expect(yamlOf(chart)).toMatchSnapshot();
});

test('takes every prop', () => {
  const all: Required<RunTemplateProps> = {
    application: application(),
    jobName: 'etl',
    previous: ['etl-0123456789'],
    parameters: [
      RunParameter.driverCores(2),
      RunParameter.driverMemory([Size.gibibytes(1), Size.mebibytes(1536)]),
      RunParameter.executorCores(),
      RunParameter.executorInstances(10),
      RunParameter.executorMemory(),
      RunParameter.timeToLive(Duration.days(7)),
      RunParameter.numberArgument('testLimit', '--test-limit', { minimum: 10, maximum: 1000 }),
      RunParameter.textArgument('region', '--region', { values: ['eu', 'us'] }),
      RunParameter.textArgument('since', '--since', {
        pattern: '\\d{4}',
        maximumLength: 4,
        leadingDash: true,
      }),
    ],
    promotionTargets: ['gold', 'main'],
    isolation: RunIsolation.LAKEFS,
  };
  expect(contract(all)['x-promotion-targets']).toEqual(['gold', 'main']);
  expect(contract(all).properties).toEqual({
    driverCores: { type: 'integer', minimum: 1, maximum: 2, default: 1, description: expect.any(String) },
    driverMemory: { type: 'string', enum: ['1g', '1536m'], default: '1g', description: expect.any(String) },
    executorCores: {
      type: 'integer',
      minimum: 1,
      maximum: 64,
      default: 1,
      description: expect.any(String),
    },
    executorInstances: {
      type: 'integer',
      minimum: 1,
      maximum: 10,
      default: 1,
      description: expect.any(String),
    },
    executorMemory: expect.objectContaining({
      pattern: '^([1-9][0-9]{0,9}k|[1-9][0-9]{0,6}m|[1-9][0-9]{0,3}g|[1-9]t)$',
      default: '1g',
    }),
    timeToLiveSeconds: expect.objectContaining({ maximum: 604800, default: 86400 }),
    testLimit: { type: 'integer', minimum: 10, maximum: 1000, 'x-argument': '--test-limit', default: 100 },
    region: { type: 'string', maxLength: 1000, enum: ['eu', 'us'], 'x-argument': '--region' },
    since: {
      type: 'string',
      maxLength: 4,
      pattern: '^(?:\\d{4})$',
      'x-argument': '--since',
      'x-leading-dash': true,
    },
  });
});

test('lets runs be promoted to the branch of the application, unless it is told otherwise', () => {
  expect(contract()['x-promotion-targets']).toEqual(['main']);
  expect(template().promotionTargets).toEqual(['main']);
  expect(template({ promotionTargets: ['gold'] }).configMapName).not.toBe(template().configMapName);
});

test('the release stays as it is when the list that was given changes', () => {
  const chart = testChart();
  const promotionTargets = ['gold'];
  const made = template({ promotionTargets }, chart);
  promotionTargets.push('production');
  made.promotionTargets.push('production');
  expect(JSON.parse(Testing.synth(chart)[0].data['parameters.schema.json'])['x-promotion-targets']).toEqual([
    'gold',
  ]);
});

test.each([
  [[], 'promotionTargets is []; give at least one branch, or leave it out'],
  ['main', 'promotionTargets is "main"; give at least one branch, or leave it out'],
  [['main', 'a/b'], 'promotionTargets[1] is "a/b"; it must be letters, digits, underscores and dashes'],
  [[''], 'promotionTargets[0] is ""; it must be letters'],
])('fails on the targets %j', (promotionTargets, message) => {
  expect(() => template({ promotionTargets: promotionTargets as string[] })).toThrow(message);
});

test('offers the sizes that the application has', () => {
  expect(Object.keys(contract().properties)).toEqual([
    'driverCores',
    'driverMemory',
    'executorCores',
    'executorInstances',
    'executorMemory',
    'timeToLiveSeconds',
  ]);
  const dynamic = application({ dynamicAllocation: { minExecutors: 1, maxExecutors: 4 } });
  expect(Object.keys(contract({ application: dynamic }).properties)).toEqual([
    'driverCores',
    'driverMemory',
    'executorCores',
    'executorMemory',
    'maxExecutors',
    'timeToLiveSeconds',
  ]);
});

test('offers what is released, beyond the limits that nobody named', () => {
  const large = application({ timeToLive: Duration.days(90), executor: { instances: 2000 } });
  const { executorInstances, timeToLiveSeconds, driverCores } = contract({ application: large }).properties;
  expect(executorInstances).toMatchObject({ maximum: 2000, default: 2000 });
  expect(timeToLiveSeconds.maximum).toBe(90 * 86400);
  expect(driverCores.maximum).toBe(64);
});

test('the name follows the content, and nothing else', () => {
  const name = template().configMapName;
  expect(template().configMapName).toBe(name);
  expect(
    template({ application: application({ image: 'registry.example/etl:1.0.1' }) }).configMapName,
  ).not.toBe(name);
  expect(template({ parameters: [RunParameter.driverCores()] }).configMapName).not.toBe(name);
  expect(template({ application: application({ name: 'etl-other' }) }).configMapName).toBe(name);
});

test('keeps what is no trace of a run', () => {
  const chart = testChart();
  const labelled = application({
    labels: { team: 'data' },
    annotations: { [RunName.ANNOTATION]: 'x', note: 'y' },
  });
  template({ application: labelled }, chart);
  expect(parse(Testing.synth(chart)[0].data['application.yaml']).metadata).toEqual({
    name: 'etl',
    namespace: 'data',
    labels: { team: 'data' },
    annotations: { note: 'y' },
  });
});

test('fails when the application changes after its template was made', () => {
  const chart = testChart();
  const job = application();
  template({ application: job }, chart);
  job.with(minio.bucket('raw'));
  expect(() => Testing.synth(chart)).toThrow(
    'application jobs/job changed after its template jobs/template was made; make the template after the last feature is added',
  );
});

test('fails without a catalog of lakeFS', () => {
  const bare = new SparkApplication(testChart(), 'job', {
    name: 'etl',
    mainApplicationFile: 'local:///etl.py',
    sparkVersion: '3.5.8',
  });
  expect(() => template({ application: bare })).toThrow(
    'template of job etl: its driver has no LAKEFS_REPOSITORY and no LAKEFS_BRANCH; add a catalog of lakeFS, which brings them, ' +
      'or give isolation: RunIsolation.NONE for runs that write to no branch',
  );
});

test.each([
  [
    'LAKEFS_REPOSITORY',
    '../finance',
    'LAKEFS_REPOSITORY in spec.driver.env is "../finance"; it must be 3 to 63 lower-case letters',
  ],
  [
    'LAKEFS_BRANCH',
    'main?force=true',
    'LAKEFS_BRANCH in spec.driver.env is "main?force=true"; it must be letters',
  ],
])('fails when %s of the driver is %s', (name, value, message) => {
  const job = application();
  const env: { name: string }[] = job.apiObject.toJson().spec.driver.env;
  const at = env.findIndex((item) => item.name === name);
  job.apiObject.addJsonPatch(JsonPatch.replace(`/spec/driver/env/${at}/value`, value));
  expect(() => template({ application: job })).toThrow(`template of job etl: ${message}`);
});

describe('with variables of other prefixes', () => {
  const job = (...places: readonly (readonly [prefix: string, branch: string])[]) => {
    const made = new SparkApplication(testChart(), 'job', {
      name: 'etl',
      mainApplicationFile: 'local:///etl.py',
      sparkVersion: '3.5.8',
      image: 'registry.example/etl:1.0.0',
      timeToLive: Duration.days(1),
    });
    for (const [envPrefix, branch] of places) {
      const server = new LakeFs({
        endpoint: 'http://lakefs:8000',
        repository: `repo-${envPrefix.toLowerCase()}`,
        keys: AccessKeys.fromSecret('lakefs-credentials'),
        envPrefix,
      });
      made.with(server.catalog(envPrefix.toLowerCase(), { branch }));
    }
    return made;
  };

  test('finds the branch by its catalog', () => {
    expect(template({ application: job(['LAKE', 'gold']) })).toMatchObject({
      repository: 'repo-lake',
      branch: 'gold',
      promotionTargets: ['gold'],
    });
  });

  test('prefers LAKEFS', () => {
    expect(template({ application: job(['LAKE', 'gold'], ['LAKEFS', 'main']) })).toMatchObject({
      repository: 'repo-lakefs',
      branch: 'main',
    });
  });

  test('fails on two', () => {
    expect(() => template({ application: job(['LAKE', 'gold'], ['SEA', 'main']) })).toThrow(
      'template of job etl: its catalogs are on repo-lake/gold (LAKE) and repo-sea/main (SEA), and a run writes to one; ' +
        'give the LakeFs that it writes to the envPrefix LAKEFS',
    );
  });
});

test('fails at the synth where a run would be refused by the rules', () => {
  const chart = testChart();
  const job = application();
  job.apiObject.addJsonPatch(JsonPatch.add('/spec/mode', 'clustre'));
  template({ application: job }, chart);
  expect(chart.node.findChild('template').node.validate()).toEqual([
    expect.stringMatching(/^a run of job etl is refused: .*spec\.mode/),
  ]);
});

test('fails when no catalog is on the branch', () => {
  const elsewhere = application({
    sparkConfOverrides: {
      'spark.hadoop.fs.viewfs.mounttable.kronodroid.link./iceberg': 's3a://kronodroid/main2/iceberg',
    },
  });
  expect(() => template({ application: elsewhere })).toThrow(
    'template of job etl: no Iceberg catalog is on branch main of repository kronodroid; add one with LakeFs.catalog',
  );
});

test('fails on parameters that cannot be', () => {
  const parameters = [RunParameter.driverCores(), RunParameter.driverCores(2), RunParameter.maxExecutors()];
  expect(() => template({ parameters })).toThrow(
    'template of job etl: parameter driverCores is given twice; remove one; parameter maxExecutors has no effect without ' +
      'dynamic allocation; take executorInstances',
  );
  const dynamic = application({ dynamicAllocation: { maxExecutors: 4 } });
  expect(() => template({ application: dynamic, parameters: [RunParameter.executorInstances()] })).toThrow(
    'parameter executorInstances has no effect with dynamic allocation; take maxExecutors',
  );
});

test.each([
  '--branch',
  '--lakefs-branch',
  '--lakefs_branch',
  '--targetBranch',
  '--repository',
  '--repo',
  '--warehouse',
  '--catalog-name',
  '--lakefs-endpoint',
  '-ref',
])('fails on a parameter that would take a run off its branch: %s', (flag) => {
  expect(() => template({ parameters: [RunParameter.textArgument('place', flag)] })).toThrow(
    `template of job etl: parameter place sets ${flag}, which says where the job writes; a run writes to its own branch, so leave it out`,
  );
});

test.each(['main', 'kronodroid'])('fails on a parameter whose released value is %s', (value) => {
  const job = application({ arguments: [`--place=${value}`] });
  expect(() =>
    template({ application: job, parameters: [RunParameter.textArgument('place', '--place')] }),
  ).toThrow('parameter place sets --place, which says where the job writes');
});

test('offers flags that only sound like it', () => {
  const parameters = ['--reference-date', '--reports', '--mountain'].map((flag, index) =>
    RunParameter.textArgument(`p${index}`, flag),
  );
  expect(template({ parameters }).parameters).toHaveLength(3);
});

test('fails when the job has no room for the id of a run', () => {
  expect(() => template({ jobName: 'x'.repeat(45) })).toThrow('job: name is');
});

test.each([
  [() => RunParameter.numberArgument('test-limit', '--test-limit'), 'name of a parameter is "test-limit"'],
  [() => RunParameter.numberArgument('driverCores', '--cores'), 'and none of runId, driverCores'],
  [() => RunParameter.textArgument('constructor', '--a'), 'name of a parameter is "constructor"'],
  [
    () => RunParameter.textArgument('region', '--region', { pattern: '(' }),
    'pattern of parameter region is "("; give a regular expression of JSON Schema',
  ],
  [
    () => RunParameter.textArgument('region', '--region', { maximumLength: 0 }),
    'maximumLength of region is 0',
  ],
  [
    () => RunParameter.numberArgument('limit', '--limit', { maximum: 0 }),
    'parameter limit is a number from 1 up to 0; give whole numbers, the smaller one first',
  ],
  [
    () => RunParameter.numberArgument('limit', '--limit', { maximum: Infinity }),
    'parameter limit is a number from',
  ],
  [() => RunParameter.textArgument('region', 'region'), 'flag of parameter region is "region"'],
  [() => RunParameter.driverCores(0), 'maximum of driverCores is 0'],
  [() => RunParameter.executorMemory([Size.kibibytes(1)]), 'size of executorMemory is'],
  [() => RunParameter.timeToLive(Duration.millis(1)), 'maximum of timeToLive is'],
])('fails on a wrong parameter %#', (make, message) => {
  expect(make).toThrow(message);
});

describe('with variables, settings and parts of the image', () => {
  const job = () =>
    application({
      driver: { env: [{ name: 'BATCH_SIZE', value: '500' }] },
      executor: { env: [{ name: 'BATCH_SIZE', value: '500' }] },
    });
  const parameters = () => [
    RunParameter.environment('BATCH_SIZE', { type: ParameterType.number({ maximum: 1000 }) }),
    RunParameter.setting('spark.sql.shuffle.partitions', { type: ParameterType.number(), required: true }),
    RunParameter.imageTag({ pattern: '1\\.\\d+\\.\\d+' }),
  ];

  test('releases a contract of the version that has them', () => {
    const made = contract({ application: job(), parameters: parameters() });
    expect(made).toMatchObject({ 'x-version': 2, required: ['sqlShufflePartitions'] });
    expect(made.properties.sqlShufflePartitions).not.toHaveProperty('default');
    expect(template({ application: job(), parameters: parameters() }).node.validate()).toEqual([]);
    expect(contract()).not.toHaveProperty('x-version');
  });

  test.each([
    [
      RunParameter.environment('REGION'),
      'parameter region sets REGION, which the application is not released with',
    ],
    [
      RunParameter.environment('LAKEFS_BRANCH'),
      'parameter lakefsBranch sets LAKEFS_BRANCH, which is read by',
    ],
    [
      RunParameter.setting('spark.sql.catalog.lakefs.uri'),
      'sets spark.sql.catalog.lakefs.uri, which no run may',
    ],
    [
      RunParameter.environment('BATCH_SIZE', { type: ParameterType.number({ maximum: 499 }) }),
      'parameter batchSize is released with 500, which is not from 1 up to 499',
    ],
  ])('fails on %#', (parameter, message) => {
    expect(() => template({ application: job(), parameters: [parameter] })).toThrow(message);
  });

  test('fails on two that set one thing', () => {
    expect(() => template({ parameters: [RunParameter.imageTag(), RunParameter.imageDigest()] })).toThrow(
      'parameters imageTag and imageDigest both set spec.image; keep one',
    );
  });

  test('lets the rules see a setting that is not released', () => {
    const parameter = RunParameter.setting('spark.sql.shufle.partitions', { type: ParameterType.number() });
    expect(template({ parameters: [parameter] }).node.validate()).toEqual([]);
    const wrong = RunParameter.setting('spark.sql.shuffle.partitions', {
      type: ParameterType.text({ values: ['many'] }),
    });
    expect(template({ parameters: [wrong] }).node.validate()).toEqual([
      expect.stringMatching(/^a run of job etl is refused: .*many/),
    ]);
  });

  test('takes an example in place of a value of each run', () => {
    const day = RunParameter.dateArgument('day', '--day', { required: true });
    const made = template({ application: application({ arguments: ['--day', 'DAY'] }), parameters: [day] });
    expect(made.node.validate()).toEqual([]);
    const optional = RunParameter.dateArgument('day', '--day');
    expect(() =>
      template({ application: application({ arguments: ['--day', 'DAY'] }), parameters: [optional] }),
    ).toThrow('parameter day is released with "DAY", which is no date such as 2026-01-31');
  });
});

describe('whose runs are not kept apart', () => {
  test('takes any application, and says so in the contract', () => {
    const chart = testChart();
    const made = plainTemplate(chart);
    expect(made).toMatchObject({ jobName: 'report', promotionTargets: [], isolation: RunIsolation.NONE });
    expect([made.repository, made.branch]).toEqual([undefined, undefined]);
    const { data } = Testing.synth(chart)[0];
    expect(JSON.parse(data['parameters.schema.json'])).toMatchObject({
      'x-isolation': 'none',
      properties: { catalog: { 'x-argument': '--catalog', default: 'lake' } },
    });
    expect(JSON.parse(data['parameters.schema.json'])).not.toHaveProperty('x-promotion-targets');
    expect(made.node.validate()).toEqual([]);
  });

  test('is another release than the same application on a branch', () => {
    expect(template({ isolation: RunIsolation.LAKEFS }).configMapName).toBe(template().configMapName);
    expect(template({ isolation: RunIsolation.NONE }).configMapName).not.toBe(template().configMapName);
  });

  test('fails on targets, which nothing is promoted to', () => {
    expect(() => template({ isolation: RunIsolation.NONE, promotionTargets: ['main'] })).toThrow(
      'template of job etl: promotionTargets are given, and runs with RunIsolation.NONE are not promoted; leave them out',
    );
  });

  test('fails on lakeFS where there is none', () => {
    expect(() => template({ application: plain(), isolation: RunIsolation.LAKEFS })).toThrow(
      /its driver has no LAKEFS_REPOSITORY and no LAKEFS_BRANCH; add a catalog of lakeFS, which brings them$/,
    );
  });
});

describe('whose runs Nessie keeps apart', () => {
  test('is found by its catalog, and says so in the contract', () => {
    const chart = testChart();
    const made = nessieTemplate(chart);
    expect(made).toMatchObject({
      jobName: 'orders',
      isolation: RunIsolation.NESSIE,
      branch: 'main',
      promotionTargets: ['main'],
    });
    expect(made.repository).toBeUndefined();
    expect(JSON.parse(Testing.synth(chart)[0].data['parameters.schema.json'])).toMatchObject({
      'x-isolation': 'nessie',
      'x-promotion-targets': ['main'],
    });
    expect(made.node.validate()).toEqual([]);
  });

  test('fails on a target that Nessie has no name for', () => {
    expect(() => template({ application: nessieJob(), promotionTargets: ['main', 'HEAD'] })).toThrow(
      'template of job etl: promotionTargets[1] is "HEAD"; it must be letters, digits, underscores and dashes',
    );
  });

  test('fails where lakeFS keeps runs apart too, unless one is chosen', () => {
    const both = (): SparkApplication => nessieJob().with(lakefs.catalog('lakefs', { branch: 'main' }));
    expect(() => template({ application: both() })).toThrow(
      'template of job etl: it writes to lakefs and to nessie, and its runs are kept apart by one; give isolation',
    );
    expect(template({ application: both(), isolation: RunIsolation.NESSIE }).repository).toBeUndefined();
    expect(template({ application: both(), isolation: RunIsolation.LAKEFS }).repository).toBe('kronodroid');
  });

  test('fails on write-audit-publish, which Nessie ignores', () => {
    const job = plain().with(nessie.catalog('lake', { branch: 'main' }), WriteAuditPublish.onBranch('run_1'));
    expect(() => template({ application: job })).toThrow(
      'spark.wap.branch is set, and the REST catalog of Nessie knows no branches of a table',
    );
  });
});

describe('whose runs branches of Iceberg keep apart', () => {
  test('is found by its tables, and says so in the contract', () => {
    const chart = testChart();
    const made = icebergTemplate(chart);
    expect(made).toMatchObject({
      jobName: 'orders',
      isolation: RunIsolation.ICEBERG,
      branch: 'main',
      promotionTargets: ['main'],
      tables: ['lake.sales.orders', 'lake.sales.lines'],
    });
    expect(JSON.parse(Testing.synth(chart)[0].data['parameters.schema.json'])).toMatchObject({
      'x-isolation': 'iceberg',
      'x-promotion-targets': ['main'],
    });
    expect(made.node.validate()).toEqual([]);
  });

  test('fails on another target than main', () => {
    expect(() => template({ application: icebergJob(), promotionTargets: ['gold'] })).toThrow(
      'template of job etl: promotionTargets[0] is "gold"; a run on Iceberg branches starts from main and is promoted to it',
    );
  });

  test('fails on tables in Nessie, whose REST catalog would write to them at once', () => {
    const job = plain().with(
      nessie.catalog('lake', { branch: 'main' }),
      WriteAuditPublish.onBranch('main', { tables: ['lake.sales.orders'] }),
    );
    const made = template({ application: job, isolation: RunIsolation.ICEBERG });
    expect(made.node.validate()).toEqual([expect.stringContaining('which has no branches of Iceberg')]);
  });
});

describe('holds its own contract to its limits', () => {
  test.each([
    [
      { executor: { instances: 11 } },
      RunParameter.executorInstances(10),
      'parameter executorInstances is released with 11, which is not from 1 up to 10, so no run could be given it; ' +
        'widen the parameter, or release another value',
    ],
    [
      { executor: { memory: Size.gibibytes(3) } },
      RunParameter.executorMemory([Size.gibibytes(2), Size.gibibytes(4)]),
      'parameter executorMemory is released with "3g", which is none of 2g, 4g',
    ],
    [
      { arguments: ['--limit', 'ten'] },
      RunParameter.numberArgument('limit', '--limit'),
      'parameter limit is released with null, which is no number',
    ],
    [
      { arguments: ['--since=-1d'] },
      RunParameter.textArgument('since', '--since'),
      'parameter since is released with "-1d", which must not begin with -, since the job would take it for an option',
    ],
    [
      { arguments: ['--out=s3a://kronodroid/dev/x'] },
      RunParameter.textArgument('out', '--out'),
      'parameter out holds "s3a://kronodroid/dev/x", which is in repository kronodroid and not plainly on the branch',
    ],
  ])('fails on %j', (props, parameter, message) => {
    expect(() => template({ application: application(props), parameters: [parameter] })).toThrow(message);
  });

  test('takes what is released at the limit', () => {
    const job = application({ executor: { instances: 10 }, arguments: ['--out=s3a://kronodroid/main/x'] });
    const parameters = [RunParameter.executorInstances(10), RunParameter.textArgument('out', '--out')];
    expect(template({ application: job, parameters }).node.validate()).toEqual([]);
  });
});

test('fails without a namespace, which a step elsewhere could not guess', () => {
  const nowhere = new SparkApplication(new Chart(new App(), 'jobs'), 'etl', {
    name: 'etl',
    mainApplicationFile: 'local:///etl.py',
    sparkVersion: '3.5.8',
    image: 'registry.example/etl:1.0.0',
    timeToLive: Duration.days(1),
  });
  nowhere.with(lakefs.catalog('lakefs', { branch: 'main' }));
  expect(() => template({ application: nowhere })).toThrow(
    'template of job etl: its application has no namespace; give one to the application or to its chart',
  );
});

test('fails on an earlier release that no ConfigMap can be called', () => {
  expect(() => template({ previous: ['etl-1', 'Etl_2'] })).toThrow(
    'template of job etl: previous[1] is "Etl_2"; it must be 1 to 253 lower-case letters',
  );
});
