import type { ReleasedSpec } from '../../../lib/runs/released';
import { VariableTarget } from '../../../lib/runs/targets/variable';

const target = new VariableTarget('BATCH');
const spec = (driver: object[], executor: object[] = [], more: object = {}) =>
  ({ driver: { env: driver }, executor: { env: executor }, ...more }) as unknown as ReleasedSpec;
const ten = { name: 'BATCH', value: '10' };

it.each(['BATCH_SIZE', 'REGION', 'TZ', 'RUN_DAY', 'AMOUNT', 'batchSize', 'KEYWORD', 'USERS'])(
  'a run may set %s',
  (name) => {
    expect(new VariableTarget(name).problem(true)).toBeUndefined();
  },
);

it.each([
  ...['LAKEFS_BRANCH', 'LAKEFS_ENDPOINT_URL', 'NESSIE_BRANCH', 'ICEBERG_TABLES', 'AWS_PROFILE', 'AWS_REGION'],
  ...['SPARK_CONF_DIR', 'PYSPARK_PYTHON', 'PYTHONPATH', 'PYTHONSTARTUP', 'PYTHON_EXEC', 'JAVA_TOOL_OPTIONS'],
  ...['JDK_JAVA_OPTIONS', '_JAVA_OPTIONS', 'LD_PRELOAD', 'PATH', 'HOME', 'CLASSPATH', 'HADOOP_CONF_DIR'],
  ...['HTTP_PROXY', 'https_proxy', 'KUBERNETES_SERVICE_HOST', 'GOOGLE_APPLICATION_CREDENTIALS', 'BASH_ENV'],
  ...['SSL_CERT_FILE', 'MAVEN_OPTS', 'lakefs_branch'],
])('fails on %s, which is read by others than the job', (name) => {
  for (const hasBranch of [true, false]) {
    expect(new VariableTarget(name).problem(hasBranch)).toBe(
      `sets ${name}, which is read by what starts the job, by Spark or by a client of a store; give the job another name for it`,
    );
  }
});

it.each(['DB_PASSWORD', 'API_TOKEN', 'MINIO_ACCESS_KEY', 'CLIENT_SECRET'])(
  'fails on the secret %s',
  (name) => {
    expect(new VariableTarget(name).problem(false)).toBe(
      `sets ${name}, the name of a secret; a secret is a reference to a Secret`,
    );
  },
);

it.each(['TARGET_BRANCH', 'WAREHOUSE', 'OUT_CATALOG', 'OUT_REPO', 'MINIO_ENDPOINT'])(
  'fails on %s where runs have branches',
  (name) => {
    const problem = `sets ${name}, which says where the job writes; a run writes to its own branch`;
    expect(new VariableTarget(name).problem(true)).toBe(problem);
    expect(new VariableTarget(name).problem(false)).toBeUndefined();
  },
);

it('is in each role that is released with it', () => {
  for (const [driver, executor] of [
    [[ten], []],
    [[], [ten]],
    [[ten], [ten]],
  ] as const) {
    const given = spec([...driver], [...executor]);
    expect(target.conflict(given)).toBeUndefined();
    expect(target.read(given)).toBe('10');
    const other = { ...ten, value: '20' };
    expect(target.write(given, 20)).toEqual(
      spec(
        driver.map(() => other),
        executor.map(() => other),
      ),
    );
  }
});

it.each<[string, ReleasedSpec, string]>([
  [
    'nowhere',
    spec([]),
    'sets BATCH, which the application is not released with; give it a value in env of driver',
  ],
  ['without roles', {}, 'sets BATCH, which the application is not released with'],
  [
    'from a Secret',
    spec([{ name: 'BATCH', valueFrom: {} }]),
    'sets BATCH, which is released with a reference; a run cannot replace it',
  ],
  [
    'with two values',
    spec([ten], [{ ...ten, value: '20' }]),
    'sets BATCH, which is released with "10" and "20"; release it with one value',
  ],
  ...['${env.BATCH}', '${env.BATCH:-x}', 'env:BATCH', 'a$(BATCH)b'].map(
    (value): [string, ReleasedSpec, string] => [
      `referred to by ${value}`,
      spec([ten], [], { sparkConf: { 'spark.hadoop.a': value } }),
      'sets BATCH, which a setting or another variable of the application refers to; take another name for it',
    ],
  ),
])('fails on one that is %s', (_, given, conflict) => {
  expect(target.conflict(given)).toContain(conflict);
});
