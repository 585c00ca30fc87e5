import { join } from 'node:path';
import {
  AccessKeys,
  FileIo,
  IcebergCatalog,
  KronodroidIcebergJob,
  LakeFs,
  LakeFsCatalogKind,
  RestAuth,
  S3Store,
  WriteAuditPublish,
  type SparkRuntime,
} from '../../lib';
import { Front } from './front';
import { startLakeFsWithCatalogs } from './lakefs-with-catalogs';
import { SECRETS, startGlue, startMetastore, startRestCatalog } from './servers';
import { attempt, spark } from './session';
import { Stores } from './stores';
import { serverBinaries, withS3Client } from './tools';

const binaries = serverBinaries();
const keysOfMinio = SECRETS['minio-credentials']!;

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

  it('runs Hadoop, JDBC, Hive, Glue and REST catalogs with tables in MinIO, side by side', async () => {
    const { folder, minio, minioServer } = stores;
    const [rest, metastore, glue] = await Promise.all([
      stores.with(startRestCatalog(folder, 'rest', minioServer, 'minio-credentials', 's3://lake/rest')),
      stores.with(startMetastore(folder, minioServer)),
      stores.with(startGlue(folder)),
    ]);
    const lake = minio.bucket('lake');
    const folders = IcebergCatalog.hadoop('folders', { warehouse: 's3a://lake/hadoop', buckets: [lake] });
    const catalogs = [
      folders,
      IcebergCatalog.jdbc('database', {
        uri: `jdbc:sqlite:${join(folder, 'jdbc.db')}`,
        warehouse: 's3a://lake/jdbc',
        buckets: [lake],
      }),
      IcebergCatalog.hive('metastore', {
        uri: metastore.endpoint.replace('http:', 'thrift:'),
        warehouse: 's3a://lake/hive',
        buckets: [lake],
      }),
      IcebergCatalog.rest('server', { uri: rest.endpoint, fileIo: FileIo.hadoop(lake) }),
    ];
    const results = await spark(
      runtime,
      catalogs,
      catalogs.flatMap(({ name }) => life(`${name}.db.t`)),
    );
    expect(results.filter((rows) => rows.length > 0)).toEqual(catalogs.map(() => lived));

    const again = await spark(
      withS3Client(runtime),
      [
        // With s3a beside it: two AWS SDKs in one application.
        folders,
        IcebergCatalog.rest('server', { uri: rest.endpoint, fileIo: FileIo.s3(minio) }),
        IcebergCatalog.glue('cloud', {
          warehouse: 's3://lake/glue',
          region: 'us-east-1',
          options: {
            'glue.endpoint': glue.endpoint,
            's3.endpoint': minio.endpoint,
            's3.path-style-access': 'true',
          },
        }),
      ],
      [
        'SELECT id, name FROM server.db.t ORDER BY id',
        ...['folders.own.t', 'server.own.t', 'cloud.db.t'].flatMap(life),
      ],
      {
        env: {
          AWS_ACCESS_KEY_ID: keysOfMinio['access-key']!,
          AWS_SECRET_ACCESS_KEY: keysOfMinio['secret-key']!,
        },
      },
    );
    expect(again.filter((rows) => rows.length > 0)).toEqual([lived, lived, lived, lived]);
  });

  it('runs the REST catalogs of the job, where servers answer at the addresses that it has', async () => {
    const { minio } = stores;
    await stores.branch('run-r');
    const front = await startLakeFsWithCatalogs(stores, 'run-r');
    const lakefs = new LakeFs({
      endpoint: front.endpoint,
      repository: 'kronodroid',
      keys: AccessKeys.fromSecret('lakefs-credentials'),
    });
    const featuresWith = (catalogName: string, catalogKind: LakeFsCatalogKind) =>
      KronodroidIcebergJob.parts({ minio, lakefs, branch: 'run-r', catalogName, catalogKind }).features;
    const results = await spark(
      runtime,
      [
        ...featuresWith('documented', LakeFsCatalogKind.DOCUMENTED_REST),
        ...featuresWith('enterprise', LakeFsCatalogKind.enterprise(minio.bucket('lakefs-store'))),
      ],
      [
        ...life('documented.db.t'),
        ...life('enterprise.db.t'),
        "SELECT count(*) > 0 FROM documented.db.t.files WHERE file_path LIKE 's3://kronodroid/run-r/iceberg/%'",
        "SELECT count(*) > 0 FROM enterprise.db.t.files WHERE file_path LIKE 's3://lakefs-store/enterprise/%'",
      ],
    );
    expect(results.filter((rows) => rows.length > 0)).toEqual([lived, lived, [[true]], [[true]]]);
    expect(await stores.uncommitted('main')).toEqual([]);
    await stores.remove('run-r');
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
      { sparkConf: { 'spark.master': 'local-cluster[1,1,1024]' } },
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
    const server = await stores.with(
      Front.start(({ path }) => {
        if (path.endsWith('/tokens')) {
          return { json: { access_token: 'issued', token_type: 'bearer', expires_in: 3600 } };
        }
        return { json: path.endsWith('/config') ? { defaults: {}, overrides: {} } : { namespaces: [] } };
      }),
    );
    const secret = { secretName: 'catalog' };
    const auths = {
      anonymous: RestAuth.none(),
      basic: RestAuth.basic(secret),
      bearer: RestAuth.token(secret),
      client: RestAuth.oauth2({ ...secret, tokenUri: `${server.endpoint}/idp/tokens`, scope: 'all' }),
    };
    await spark(
      runtime,
      Object.entries(auths).map(([name, auth]) =>
        IcebergCatalog.rest(name, { uri: `${server.endpoint}/${name}`, auth, fileIo: FileIo.hadoop() }),
      ),
      Object.keys(auths).map((name) => `SHOW NAMESPACES IN ${name}`),
    );
    const requests = server.requests.map(({ path, authorization, body }) =>
      [path.replace(/\?.*/, ''), authorization, body].join(' ').trim(),
    );
    expect([...new Set(requests)].sort()).toEqual([
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

  it('says within a minute that nobody answers, or that a key is wrong', async () => {
    const wrong = (bucket: string, endpoint: string, secretName: string, envPrefix: string) =>
      new S3Store({ endpoint, keys: AccessKeys.fromSecret(secretName), envPrefix }).bucket(bucket);
    const [refused, denied] = await attempt(
      runtime,
      [
        wrong('lake', 'http://127.0.0.1:1', 'minio-credentials', 'NOBODY'),
        wrong('dlt-data', stores.minio.endpoint, 'lakefs-credentials', 'WRONG'),
      ],
      ['lake', 'dlt-data'].map(
        (bucket) => `CREATE TEMPORARY VIEW v USING parquet OPTIONS (path 's3a://${bucket}/raw')`,
      ),
    );
    expect(refused!.error).toMatch(/Connect|refused/);
    expect(refused!.seconds).toBeLessThan(60);
    expect(denied!.error).toMatch(/AccessDenied|InvalidAccessKeyId/);
    expect(denied!.seconds).toBeLessThan(60);
  });
}
