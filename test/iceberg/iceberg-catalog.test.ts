import { Duration } from 'cdk8s';
import {
  AccessKeys,
  FileIo,
  IcebergCatalog,
  LakeFs,
  RestAuth,
  S3Store,
  S3aDefaults,
  WriteAuditPublish,
  type IcebergCatalogProps,
  type SparkFeature,
} from '../../lib';
import { effective, unresolved, type Secrets } from '../support/effective-conf';
import { confOf, contributionOf } from '../support/features';
import { yamlOfFeatures } from '../support/yaml';

const minio = new S3Store({
  endpoint: 'http://minio:9000',
  keys: AccessKeys.fromSecret('minio-credentials'),
});
const lakefs = new LakeFs({
  endpoint: 'http://lakefs:8000',
  repository: 'kronodroid',
  keys: AccessKeys.fromSecret('lakefs-credentials'),
});
const lake = minio.bucket('lake');
const uri = 'http://catalog:8181/api/catalog';
const rest = (auth?: RestAuth): IcebergCatalog =>
  IcebergCatalog.rest('polaris', { uri, warehouse: 'lake', auth, fileIo: FileIo.hadoop(lake) });

const secrets: Secrets = {
  'minio-credentials': { 'access-key': 'canary-minio-id', 'secret-key': 'canary-minio-secret' },
  'lakefs-credentials': { 'access-key': 'canary-lakefs-id', 'secret-key': 'canary-lakefs-secret' },
  polaris: {
    'client-id': 'canary-client',
    'client-secret': 'canary-client-secret',
    username: 'canary-user',
    password: 'canary-password',
    token: 'canary-token',
  },
};

/** Every mode, by its name. */
const modes: Record<string, SparkFeature> = {
  'lakefs-branch': lakefs.catalog('lakefs', { branch: 'run-1' }),
  'lakefs-rest': lakefs.restCatalog('lakefs', { branch: 'run-1', storage: minio.bucket('lakefs-store') }),
  'rest-none-hadoop': rest(),
  'rest-basic-hadoop': rest(RestAuth.basic({ secretName: 'polaris' })),
  'rest-token-hadoop': rest(RestAuth.token({ secretName: 'polaris' })),
  'rest-oauth2-hadoop': rest(
    RestAuth.oauth2({
      secretName: 'polaris',
      tokenUri: 'http://catalog:8181/api/catalog/v1/oauth/tokens',
      scope: 'PRINCIPAL_ROLE:ALL',
    }),
  ),
  'rest-none-s3': IcebergCatalog.rest('nessie', { uri, prefix: 'main', fileIo: FileIo.s3(minio) }),
  hadoop: IcebergCatalog.hadoop('lake', { warehouse: 's3a://lake/warehouse', buckets: [lake] }),
  jdbc: IcebergCatalog.jdbc('lake', {
    uri: 'jdbc:postgresql://db:5432/iceberg',
    user: 'iceberg',
    warehouse: 's3a://lake/warehouse',
    buckets: [lake],
  }),
  hive: IcebergCatalog.hive('lake', {
    uri: 'thrift://metastore:9083',
    warehouse: 's3a://lake/warehouse',
    buckets: [lake],
  }),
  glue: IcebergCatalog.glue('lake', {
    warehouse: 's3://lake/warehouse',
    region: 'eu-central-1',
    catalogId: '123456789012',
  }),
  'write-audit-publish': WriteAuditPublish.onBranch('run_1'),
};

describe.each(Object.entries(modes))('%s', (_, feature) => {
  it('renders as reviewed', () => {
    expect(yamlOfFeatures(feature)).toMatchSnapshot();
  });

  it('leaves no reference unresolved on either role, beside raw data in MinIO', () => {
    const { conf } = effective(contributionOf(feature, lake, S3aDefaults.of(minio)), secrets);
    expect(unresolved(conf)).toEqual([]);
    expect(conf['spark.hadoop.fs.s3a.bucket.lake.secret.key']).toBe('canary-minio-secret');
  });

  it('never sets both type and catalog-impl', () => {
    const keys = Object.keys(confOf(feature)).filter((key) =>
      /^spark\.sql\.catalog\.\w+\.(type|catalog-impl)$/.test(key),
    );
    expect(keys.length).toBeLessThanOrEqual(1);
  });

  it('holds no secret', () => {
    expect(JSON.stringify(contributionOf(feature))).not.toContain('canary');
  });
});

describe('IcebergCatalog', () => {
  it('proves who it is with the values of the Secret', () => {
    const credential = (feature: SparkFeature, key: string) =>
      effective(contributionOf(feature), secrets).conf[`spark.sql.catalog.${key}`];
    expect(credential(modes['rest-oauth2-hadoop']!, 'polaris.credential')).toBe(
      'canary-client:canary-client-secret',
    );
    expect(credential(modes['rest-token-hadoop']!, 'polaris.token')).toBe('canary-token');
    expect(credential(modes['rest-basic-hadoop']!, 'polaris.rest.auth.basic.password')).toBe(
      'canary-password',
    );
    expect(credential(modes['lakefs-rest']!, 'lakefs.credential')).toBe(
      'canary-lakefs-id:canary-lakefs-secret',
    );
    expect(credential(modes['rest-none-s3']!, 'nessie.s3.secret-access-key')).toBe('canary-minio-secret');
  });

  it('can be told everything', () => {
    const props: Required<IcebergCatalogProps> = {
      defaultCatalog: true,
      defaultNamespace: 'raw',
      cache: true,
      cacheExpiration: Duration.minutes(5),
      tableDefaults: { 'write.parquet.compression-codec': 'zstd' },
      tableOverrides: { 'write.wap.enabled': 'true' },
      options: {
        'rest-page-size': '100',
        'hadoop.fs.s3a.secret.key': '${env.X}',
        's3.session-token': 'env:T',
      },
    };
    expect(confOf(IcebergCatalog.rest('c', { ...props, uri, fileIo: FileIo.hadoop() }))).toMatchObject({
      'spark.sql.defaultCatalog': 'c',
      'spark.sql.catalog.c.default-namespace': 'raw',
      'spark.sql.catalog.c.cache-enabled': 'true',
      'spark.sql.catalog.c.cache.expiration-interval-ms': '300000',
      'spark.sql.catalog.c.table-default.write.parquet.compression-codec': 'zstd',
      'spark.sql.catalog.c.table-override.write.wap.enabled': 'true',
      'spark.sql.catalog.c.rest-page-size': '100',
      'spark.sql.catalog.c.hadoop.fs.s3a.secret.key': '${env.X}',
      'spark.sql.catalog.c.s3.session-token': 'env:T',
    });
  });

  it('may keep tables in a session of a branch, when asked to', () => {
    const catalog = lakefs.catalog('lakefs', { branch: 'main', cache: true });
    expect(confOf(catalog)['spark.sql.catalog.lakefs.cache-enabled']).toBe('true');
  });

  it('takes a Hadoop catalog on the lakeFS branch that is never deleted', () => {
    const warehouse = 's3a://kronodroid/main/iceberg';
    expect(IcebergCatalog.hadoop('c', { warehouse, buckets: [lakefs.gateway] }).warehouse).toBe(warehouse);
  });

  it.each(['hadoop', 'jdbc', 'hive'] as const)(
    'fails when a %s catalog is on the branch of a run',
    (kind) => {
      const props = { warehouse: 's3a://kronodroid/run-1/iceberg', buckets: [lakefs.gateway] };
      const make = {
        hadoop: () => IcebergCatalog.hadoop('c', props),
        jdbc: () => IcebergCatalog.jdbc('c', { ...props, uri: 'jdbc:postgresql://db/iceberg' }),
        hive: () => IcebergCatalog.hive('c', { ...props, uri: 'thrift://metastore:9083' }),
      };
      expect(make[kind]).toThrow(
        'Iceberg catalog c: warehouse "s3a://kronodroid/run-1/iceberg" is on the lakeFS branch run-1, and tables keep that ' +
          'address for ever: deleting the branch destroys them, also on main; use LakeFs.catalog for a branch, ' +
          'or s3a://kronodroid/main/…',
      );
    },
  );

  it.each([
    ['s3a://lake/warehouse', ', in a bucket without settings; add store.bucket("lake") to buckets'],
    ['s3://lake/warehouse', '; it must begin with s3a://, the only S3 scheme that Hadoop knows by itself'],
    ['/warehouse', '; it must be a whole address, for example s3a://lake/warehouse'],
  ])('fails when the warehouse is %s', (warehouse, message) => {
    expect(() => IcebergCatalog.hadoop('c', { warehouse })).toThrow(
      `Iceberg catalog c: warehouse is "${warehouse}"${message}`,
    );
  });

  it('fails when the warehouse has an empty folder, which Hadoop leaves out and other readers do not', () => {
    for (const warehouse of ['s3a://lake/a//b', 's3a://lake//warehouse']) {
      expect(() => IcebergCatalog.hadoop('c', { warehouse, buckets: [lake] })).toThrow(
        `Iceberg catalog c: warehouse "${warehouse}" has an empty folder in it, //`,
      );
    }
    expect(IcebergCatalog.hadoop('c', { warehouse: 's3a://lake/a/b/', buckets: [lake] }).name).toBe('c');
  });

  it('fails with all problems at once, those of the kind and those of the options', () => {
    expect(() =>
      IcebergCatalog.hadoop('my-lake', { warehouse: '/warehouse', options: { type: 'hive' } }),
    ).toThrow(/name is "my-lake".*; warehouse is "\/warehouse".*; the option type is set by the kind/);
  });

  it('takes a warehouse that is in no bucket', () => {
    const warehouse = 'hdfs://namenode:8020/warehouse';
    expect(IcebergCatalog.hadoop('c', { warehouse }).warehouse).toBe(warehouse);
  });

  it.each(['my-catalog', 'my.catalog', '1st', '', process.env.NEVER_SET!])(
    'fails when the name is %j',
    (name) => {
      expect(() => IcebergCatalog.hadoop(name, { warehouse: 'hdfs://n/w' })).toThrow(
        `name is ${JSON.stringify(name)}; it must be letters, digits and underscores, not starting with a digit`,
      );
    },
  );

  it('fails when the name is the one of the session catalog', () => {
    expect(() => IcebergCatalog.hadoop('spark_catalog', { warehouse: 'hdfs://n/w' })).toThrow(
      'name is "spark_catalog", which belongs to the session catalog of Spark; use another',
    );
  });

  it('fails when options set what the kind sets, or a secret, naming all', () => {
    expect(() =>
      IcebergCatalog.hadoop('c', {
        warehouse: 'hdfs://n/w',
        options: {
          type: 'hive',
          'catalog-impl': 'x.Y',
          'io-impl': 'x.Z',
          'jdbc.password': 'canary-hunter2',
          token: 'canary',
          credential: 'canary',
          's3.secret-access-key': 'canary',
        },
      }),
    ).toThrow(
      'Iceberg catalog c: the option type is set by the kind of catalog; choose another kind instead; ' +
        'the option catalog-impl is set by the kind of catalog; choose another kind instead; ' +
        'the option io-impl is set by the kind of catalog to "org.apache.iceberg.hadoop.HadoopFileIO"; use the property ' +
        'for it; ' +
        ['jdbc.password', 'token', 'credential', 's3.secret-access-key']
          .map(
            (key) =>
              `the option ${key} would stand in plain text in the manifest; use the property that takes a Secret, or env:NAME in a REST catalog`,
          )
          .join('; '),
    );
  });

  it('fails when a variable stands where nobody expands it', () => {
    expect(() => IcebergCatalog.hadoop('c', { warehouse: 'hdfs://n/${env.BRANCH}' })).toThrow(
      'the option warehouse is "hdfs://n/${env.BRANCH}", and nobody expands that in a catalog; give the value itself',
    );
    expect(() =>
      IcebergCatalog.jdbc('c', {
        uri: 'jdbc:postgresql://db/i',
        warehouse: 'hdfs://n/w',
        user: 'env:DB_USER',
      }),
    ).toThrow(
      'the option jdbc.user is "env:DB_USER", and only REST catalogs expand env:; give the value itself',
    );
  });

  it.each(['jdbc:postgresql://iceberg:canary@db/iceberg', 'jdbc:mysql://db/iceberg?password=canary'])(
    'fails when the address of a database holds a password: %s',
    (address) => {
      const make = () => IcebergCatalog.jdbc('c', { uri: address, warehouse: 'hdfs://n/w' });
      expect(make).toThrow(
        'uri must be jdbc: and the address of a database, without a password, which would stand in plain text',
      );
      expect(make).not.toThrow('canary');
    },
  );

  it('fails when an address is of another kind', () => {
    expect(() => IcebergCatalog.jdbc('c', { uri: 'postgresql://db', warehouse: 'hdfs://n/w' })).toThrow(
      'uri must be jdbc: and the address of a database',
    );
    expect(() => IcebergCatalog.hive('c', { uri: 'metastore:9083' })).toThrow(
      'uri is "metastore:9083"; it must be thrift://host:port, several with commas',
    );
    expect(() => IcebergCatalog.glue('c', { warehouse: 's3a://lake/w', region: 'eu-central-1' })).toThrow(
      'warehouse is "s3a://lake/w"; it must be s3:// and a bucket',
    );
  });

  it('fails when a REST address is none or has a password, in both places at once', () => {
    expect(() =>
      IcebergCatalog.rest('c', {
        uri: 'catalog:8181',
        fileIo: FileIo.hadoop(),
        auth: RestAuth.oauth2({ secretName: 's', tokenUri: 'http://me:canary@idp/token' }),
      }),
    ).toThrow(
      'Iceberg catalog c: uri must be http:// or https:// and a host, without a user or a password in it, ' +
        'for example http://polaris:8181/api/catalog; tokenUri must be http:// or https:// and a host, without a user or a password in it',
    );
  });
});

describe('RestAuth', () => {
  it('reads other keys of the Secret', () => {
    const names = (auth: RestAuth) =>
      contributionOf(IcebergCatalog.rest('c', { uri, auth, fileIo: FileIo.hadoop() })).env.map((variable) =>
        [variable.name, variable.valueFrom?.secretKeyRef?.key ?? variable.value].join('='),
      );
    expect(names(RestAuth.token({ secretName: 's', tokenKey: 't' }))).toEqual(['C_TOKEN=t']);
    expect(names(RestAuth.basic({ secretName: 's', usernameKey: 'u', passwordKey: 'p' }))).toEqual([
      'C_PASSWORD=p',
      'C_USERNAME=u',
    ]);
    expect(
      names(RestAuth.oauth2({ secretName: 's', clientIdKey: 'i', clientSecretKey: 'k', tokenUri: uri })),
    ).toEqual(['C_CLIENT_ID=i', 'C_CLIENT_SECRET=k', 'C_CREDENTIAL=$(C_CLIENT_ID):$(C_CLIENT_SECRET)']);
  });
});

describe('FileIo', () => {
  it('asks an encrypted store for checksums as the client likes', () => {
    const store = new S3Store({
      endpoint: 'https://s3.example.com',
      keys: AccessKeys.fromSecret('minio-credentials'),
    });
    const { env } = contributionOf(IcebergCatalog.rest('c', { uri, fileIo: FileIo.s3(store) }));
    expect(env.map(({ name }) => name)).not.toContain('AWS_REQUEST_CHECKSUM_CALCULATION');
  });
});

describe('WriteAuditPublish', () => {
  it('fails when the name of the branch needs quotes', () => {
    expect(() => WriteAuditPublish.onBranch('run-1')).toThrow(
      'Iceberg branch: branch is "run-1"; it must be letters, digits and underscores, not starting with a digit',
    );
  });

  it('says which tables are written, and lets new ones be written to a branch', () => {
    const tables = ['lake.sales.orders', 'lake.sales.lines'];
    const feature = WriteAuditPublish.onBranch('main', { tables });
    expect(feature.tables).toEqual(tables);
    expect(feature.contribute()).toEqual({
      sparkConf: {
        'spark.wap.branch': 'main',
        'spark.sql.catalog.lake.table-override.write.wap.enabled': 'true',
      },
      driver: { env: [{ name: 'ICEBERG_TABLES', value: 'lake.sales.orders,lake.sales.lines' }] },
    });
  });

  it('fails on tables that cannot be promoted together', () => {
    expect(() => WriteAuditPublish.onBranch('main', { tables: [] })).toThrow(
      'Iceberg branch: tables names 0 tables; name 1 to 50, all that the job writes',
    );
    expect(() => WriteAuditPublish.onBranch('main', { tables: ['a.b.c', 'x.b.c', 'a.b.c'] })).toThrow(
      /tables is in the catalogs a and x; tables of one catalog are promoted together.*tables names a table twice/s,
    );
    expect(() => WriteAuditPublish.onBranch('main', { tables: ['orders', 'a.b.c;d'] })).toThrow(
      /tables\[0\] is "orders"; it must be a catalog, a namespace and a table.*tables\[1\] is "a\.b\.c;d"/s,
    );
  });
});
