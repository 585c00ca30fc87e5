import { join } from 'node:path';
import {
  AccessKeys,
  FileIo,
  IcebergCatalog,
  RestAuth,
  S3Store,
  WriteAuditPublish,
  type SparkRuntime,
} from '../../lib';
import { RestRecorder } from './rest-recorder';
import { startRestCatalog } from './servers';
import { attempt, spark } from './session';
import { Stores } from './stores';
import { serverBinaries, withS3Client } from './tools';

const binaries = serverBinaries();
/** The catalogs of the library, driven by a real Spark. */
export function catalogsRunOn(runtime: SparkRuntime): void {
  (binaries === undefined ? describe.skip : describe)(`Spark ${runtime.sparkVersion}`, () => {
    run(runtime);
  });
}

function run(runtime: SparkRuntime): void {
  let stores: Stores;

  beforeAll(async () => {
    stores = await Stores.start(binaries!);
  });
  afterAll(() => stores.stop());

  /** Create, append, merge, read. */
  const life = (table: string): string[] => [
    `CREATE NAMESPACE IF NOT EXISTS ${table.split('.').slice(0, -1).join('.')}`,
    `CREATE TABLE ${table} (id BIGINT, name STRING) USING iceberg PARTITIONED BY (bucket(2, id))`,
    `INSERT INTO ${table} VALUES (1, 'a'), (2, 'b')`,
    `MERGE INTO ${table} t USING (SELECT 2L id, 'B' name UNION ALL SELECT 3L, 'c') s ON t.id = s.id ` +
      'WHEN MATCHED THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT *',
    `SELECT id, name FROM ${table} ORDER BY id`,
  ];
  const lived = [
    [1, 'a'],
    [2, 'B'],
    [3, 'c'],
  ];

  it('runs Hadoop, JDBC and REST catalogs with tables in MinIO, side by side', async () => {
    const rest = await startRestCatalog(stores.folder, stores.minioServer, 's3://lake/rest');
    try {
      const lake = stores.minio.bucket('lake');
      const catalogs = [
        IcebergCatalog.hadoop('folders', { warehouse: 's3a://lake/hadoop', buckets: [lake] }),
        IcebergCatalog.jdbc('database', {
          uri: `jdbc:sqlite:${join(stores.folder, 'jdbc.db')}`,
          warehouse: 's3a://lake/jdbc',
          buckets: [lake],
        }),
        IcebergCatalog.rest('server', { uri: rest.endpoint, fileIo: FileIo.hadoop(lake) }),
      ];
      const results = await spark(
        runtime,
        catalogs,
        catalogs.flatMap(({ name }) => life(`${name}.db.t`)),
      );
      expect(results.filter((rows) => rows.length > 0)).toEqual([lived, lived, lived]);

      const s3 = IcebergCatalog.rest('server', { uri: rest.endpoint, fileIo: FileIo.s3(stores.minio) });
      const again = await spark(
        withS3Client(runtime),
        [s3],
        ['SELECT id, name FROM server.db.t ORDER BY id', ...life('server.own.t')],
      );
      expect(again.filter((rows) => rows.length > 0)).toEqual([lived, lived]);
    } finally {
      await rest.stop();
    }
  });

  it('takes raw files to a table on a branch of lakeFS, with executors that expand their own variables', async () => {
    await stores.branch('apart');
    const results = await spark(
      runtime,
      [stores.minio.bucket('dlt-data'), stores.lakefs.catalog('lakefs', { branch: 'apart' })],
      [
        "INSERT OVERWRITE DIRECTORY 's3a://dlt-data/raw' USING parquet SELECT id FROM range(100)",
        'CREATE TABLE lakefs.apart.t USING iceberg AS SELECT * FROM parquet.`s3a://dlt-data/raw`',
        'SELECT count(*) FROM lakefs.apart.t',
      ],
      { 'spark.master': 'local-cluster[1,1,1024]' },
    );
    expect(results.at(-1)).toEqual([[100]]);
    await stores.remove('apart');
  });

  it('isolates the runs of a job on branches of lakeFS', async () => {
    const on = (branch: string, ...statements: string[]) =>
      spark(runtime, [stores.lakefs.catalog('lakefs', { branch })], statements);

    await stores.branch('run-a');
    await on('run-a', ...life('lakefs.db.t').slice(0, 2), "INSERT INTO lakefs.db.t VALUES (1, 'a')");
    expect(await stores.uncommitted('main')).toEqual([]);
    await stores.promote('run-a');
    await stores.remove('run-a');

    await stores.branch('run-b', 'run-c', 'run-d');
    await on(
      'run-b',
      "INSERT INTO lakefs.db.t VALUES (2, 'b')",
      "MERGE INTO lakefs.db.t t USING (SELECT 1L id) s ON t.id = s.id WHEN MATCHED THEN UPDATE SET name = 'A'",
    );
    await on('run-c', "INSERT INTO lakefs.db.t VALUES (3, 'c')", ...life('lakefs.db.c'));
    await on('run-d', ...life('lakefs.db.d'));
    expect(await stores.uncommitted('main')).toEqual([]);
    // Readable although the branch that made the table is gone, and untouched by the runs that are not merged.
    expect(await on('main', 'SELECT * FROM lakefs.db.t')).toEqual([[[1, 'a']]]);

    await stores.promote('run-b');
    await stores.promote('run-c', 409);
    await stores.promote('run-d');
    await stores.remove('run-b', 'run-c', 'run-d');
    const [before, , after, tables, files] = await on(
      'main',
      'SELECT * FROM lakefs.db.t ORDER BY id',
      "INSERT INTO lakefs.db.t VALUES (10, 'main')",
      'SELECT * FROM lakefs.db.t ORDER BY id',
      'SHOW TABLES IN lakefs.db',
      "SELECT count(*) FROM lakefs.db.t.files WHERE file_path NOT LIKE 'viewfs://kronodroid/iceberg/%'",
    );
    expect(before).toEqual([
      [1, 'A'],
      [2, 'b'],
    ]);
    expect(after).toEqual([...before!, [10, 'main']]);
    expect(tables!.map(([, table]) => table).sort()).toEqual(['d', 't']);
    expect(files).toEqual([[0]]);
    await stores.commit('main');
  });

  it('would lose the table of main if the branch of a run stood in its address', async () => {
    await stores.branch('run-x');
    const direct = (branch: string) =>
      // Under a default branch of its own: as what it is, the library refuses it.
      IcebergCatalog.hadoop('direct', {
        warehouse: `s3a://kronodroid/${branch}/direct`,
        buckets: [Object.assign(Object.create(stores.lakefs.gateway), { defaultBranch: branch })],
      });
    await spark(runtime, [direct('run-x')], life('direct.db.t'));
    await stores.promote('run-x');
    await stores.remove('run-x');
    await expect(spark(runtime, [direct('main')], ['SELECT * FROM direct.db.t'])).rejects.toThrow(
      /s3a:\/\/kronodroid\/run-x\/direct/,
    );
  });

  it('gets no REST catalog from open-source lakeFS, and no table without the mount', async () => {
    const { lakefs, minio } = stores;
    const outcomes = await attempt(
      runtime,
      [
        lakefs.documentedRestCatalog('documented', { branch: 'main' }),
        lakefs.restCatalog('enterprise', { branch: 'main', storage: minio.bucket('lakefs-store') }),
        IcebergCatalog.hadoop('unmounted', { warehouse: 'viewfs://kronodroid/iceberg' }),
      ],
      ['documented', 'enterprise', 'unmounted'].map((name) => `SHOW NAMESPACES IN ${name}`),
    );
    expect(outcomes.map(({ error }) => error)).toEqual([
      expect.stringContaining('Unable to process: {"message":"invalid API endpoint"}'),
      expect.stringContaining('Not Implemented'),
      expect.stringContaining('Empty Mount table'),
    ]);
  });

  it('shows a REST catalog who it is', async () => {
    const recorder = await RestRecorder.start();
    try {
      const secret = { secretName: 'catalog' };
      const auths = {
        anonymous: RestAuth.none(),
        basic: RestAuth.basic(secret),
        bearer: RestAuth.token(secret),
        client: RestAuth.oauth2({ ...secret, tokenUri: `${recorder.endpoint}/idp/tokens`, scope: 'all' }),
      };
      await spark(
        runtime,
        Object.entries(auths).map(([name, auth]) =>
          IcebergCatalog.rest(name, { uri: `${recorder.endpoint}/${name}`, auth, fileIo: FileIo.hadoop() }),
        ),
        Object.keys(auths).map((name) => `SHOW NAMESPACES IN ${name}`),
      );
      expect([...new Set(recorder.requests)].sort()).toEqual([
        '/anonymous/v1/config nobody',
        '/anonymous/v1/namespaces nobody',
        `/basic/v1/config Basic ${Buffer.from('user:password').toString('base64')}`,
        `/basic/v1/namespaces Basic ${Buffer.from('user:password').toString('base64')}`,
        '/bearer/v1/config Bearer token',
        '/bearer/v1/namespaces Bearer token',
        '/client/v1/config Bearer issued',
        '/client/v1/namespaces Bearer issued',
        '/idp/tokens nobody grant_type=client_credentials&client_id=client&client_secret=client-secret&scope=all',
      ]);
    } finally {
      recorder.stop();
    }
  });

  it('writes to an Iceberg branch that is published later', async () => {
    const catalog = IcebergCatalog.hadoop('lake', {
      warehouse: 's3a://lake/wap',
      buckets: [stores.minio.bucket('lake')],
      tableOverrides: { 'write.wap.enabled': 'true' },
      defaultCatalog: true,
      defaultNamespace: 'db',
    });
    await spark(runtime, [catalog], [...life('lake.db.t').slice(0, 3), 'ALTER TABLE t CREATE BRANCH run_1']);
    await spark(runtime, [catalog, WriteAuditPublish.onBranch('run_1')], ["INSERT INTO t VALUES (9, 'wap')"]);
    const [before, , after] = await spark(
      runtime,
      [catalog],
      [
        'SELECT count(*) FROM t',
        "CALL lake.system.fast_forward('db.t', 'main', 'run_1')",
        'SELECT count(*) FROM t',
      ],
    );
    expect([before, after]).toEqual([[[2]], [[3]]]);
  });

  it('says within minutes that nobody answers, and within one that a key is wrong', async () => {
    const read = ["CREATE TEMPORARY VIEW v USING parquet OPTIONS (path 's3a://dlt-data/raw')"];
    const wrong = (endpoint: string, secretName: string) =>
      new S3Store({ endpoint, keys: AccessKeys.fromSecret(secretName), envPrefix: 'WRONG' }).bucket(
        'dlt-data',
      );
    const started = Date.now();
    await expect(spark(runtime, [wrong('http://127.0.0.1:1', 'minio-credentials')], read)).rejects.toThrow(
      /Connect|refused/,
    );
    const refused = Date.now();
    await expect(spark(runtime, [wrong(stores.minio.endpoint, 'lakefs-credentials')], read)).rejects.toThrow(
      /AccessDenied|InvalidAccessKeyId/,
    );
    console.log(
      `refused after ${(refused - started) / 1000} s, denied after ${(Date.now() - refused) / 1000} s`,
    );
    expect(refused - started).toBeLessThan(240_000);
    expect(Date.now() - refused).toBeLessThan(120_000);
  });
}
