import { AccessKeys, Credentials, LakeFs, PodIdentity, S3Store } from '../../lib';
import { confOf, contributionOf } from '../support/features';
import { yamlOfFeatures } from '../support/yaml';
import { Workload } from '../support/workload';

const lakefs = new LakeFs({
  endpoint: 'http://lakefs:8000',
  repository: 'kronodroid',
  keys: AccessKeys.fromSecret('lakefs-credentials'),
});

const ROLE = 'arn:aws:iam::111122223333:role/spark';

describe('LakeFs', () => {
  it('is a store with its own variables', () => {
    expect(lakefs.gateway.store.envPrefix).toBe('LAKEFS');
    expect(lakefs.gateway.defaultBranch).toBe('main');
    expect(lakefs.repository).toBe('kronodroid');
  });

  it('takes the properties of a store', () => {
    const other = new LakeFs({
      endpoint: 'https://lakefs.example.com',
      repository: 'other',
      keys: AccessKeys.fromSecret('lakefs-credentials'),
      envPrefix: 'LAKEFS_PROD',
      defaultBranch: 'trunk',
      region: 'eu-central-1',
    });
    expect(other.gateway.store).toMatchObject({
      tls: true,
      envPrefix: 'LAKEFS_PROD',
      region: 'eu-central-1',
    });
    expect(other.gateway.defaultBranch).toBe('trunk');
  });

  it.each([
    ['no credentials', Credentials.none()],
    ['the identity of the pods', Credentials.podIdentity(PodIdentity.irsa(ROLE))],
    [`role ${ROLE}`, Credentials.assumedRole(ROLE, Credentials.accessKeys(AccessKeys.fromSecret('aws')))],
  ])('fails on %s, which lakeFS does not know', (description, credentials) => {
    const endpoint = 'http://lakefs:8000';
    expect(() => new LakeFs({ endpoint, repository: 'kronodroid', credentials })).toThrow(
      `lakeFS: credentials are ${description}, and lakeFS knows access keys of its own alone; give keys`,
    );
  });

  it('fails when lakeFS has no such repository or branch, naming both', () => {
    expect(
      () =>
        new LakeFs({
          endpoint: 'http://lakefs:8000',
          repository: 'Kronodroid',
          defaultBranch: 'a/b',
          keys: AccessKeys.fromSecret('lakefs-credentials'),
        }),
    ).toThrow(
      'lakeFS repository: name is "Kronodroid"; it must be 3 to 63 lower-case letters, digits and dashes, not starting ' +
        'with a dash, for example kronodroid; defaultBranch is "a/b"; it must be letters, digits, underscores and dashes',
    );
  });
});

describe('the branch catalog of open-source lakeFS', () => {
  it('says what it is', () => {
    expect(lakefs.catalog('lakefs', { branch: 'run-1' })).toMatchObject({
      description: 'Iceberg catalog lakefs',
      name: 'lakefs',
      repository: 'kronodroid',
      branch: 'run-1',
      warehouse: 'viewfs://kronodroid/iceberg',
      buckets: [lakefs.gateway],
    });
  });

  it('has the branch in the mount and in LAKEFS_BRANCH, and nowhere else', () => {
    const { sparkConf, env } = contributionOf(lakefs.catalog('lakefs', { branch: 'run-1' }));
    expect(Object.entries(sparkConf).filter((entry) => entry.join('=').includes('run-1'))).toEqual([
      ['spark.hadoop.fs.viewfs.mounttable.kronodroid.link./iceberg', 's3a://kronodroid/run-1/iceberg'],
    ]);
    expect(env.filter(({ value }) => value?.includes('run-1'))).toEqual([
      { name: 'LAKEFS_BRANCH', value: 'run-1' },
    ]);
  });

  it('keeps an authority that tables have already', () => {
    const conf = confOf(lakefs.catalog('lakefs', { branch: 'main', authority: 'lake' }));
    expect(conf['spark.sql.catalog.lakefs.warehouse']).toBe('viewfs://lake/iceberg');
    expect(conf).toHaveProperty(['spark.hadoop.fs.viewfs.mounttable.lake.link./iceberg']);
  });

  it('names the gateway as the source of the settings of the gateway', () => {
    const workload = new Workload();
    workload.with(lakefs.catalog('lakefs', { branch: 'main' }));
    expect(workload.renderedSparkConf['spark.hadoop.fs.s3a.bucket.kronodroid.endpoint']).toEqual({
      value: 'http://lakefs:8000',
      source: 'S3 bucket kronodroid at http://lakefs:8000',
    });
    expect(workload.renderedSparkConf['spark.sql.catalog.lakefs.type']?.source).toBe(
      'Iceberg catalog lakefs',
    );
  });

  it('fails when one application has two branches', () => {
    expect(() =>
      confOf(lakefs.catalog('a', { branch: 'main' }), lakefs.catalog('b', { branch: 'run-1' })),
    ).toThrow(
      'sparkConf["spark.hadoop.fs.viewfs.mounttable.kronodroid.link./iceberg"] is ' +
        '"s3a://kronodroid/main/iceberg" by Iceberg catalog a and "s3a://kronodroid/run-1/iceberg" by Iceberg catalog b',
    );
  });

  it.each(['run/1', 'run.1', '-run', '', '${env.LAKEFS_BRANCH}', process.env.NEVER_SET!])(
    'fails when the branch is %j',
    (branch) => {
      expect(() => lakefs.catalog('lakefs', { branch })).toThrow(
        `Iceberg catalog lakefs: branch is ${JSON.stringify(branch)}; it must be letters, digits, underscores and dashes, ` +
          'not starting with a dash',
      );
    },
  );

  it('fails when the authority is not a host', () => {
    expect(() => lakefs.catalog('lakefs', { branch: 'main', authority: 'the_lake' })).toThrow(
      'Iceberg catalog lakefs: authority is "the_lake"; it must be lower-case letters, digits and dashes',
    );
  });
});

describe('the documented REST catalog', () => {
  it('has every setting of the documentation', () => {
    const conf = confOf(lakefs.documentedRestCatalog('lakefs', { branch: 'main' }));
    expect(conf).toMatchObject({
      'spark.sql.extensions': 'org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions',
      'spark.sql.catalog.lakefs': 'org.apache.iceberg.spark.SparkCatalog',
      'spark.sql.catalog.lakefs.catalog-impl': 'org.apache.iceberg.rest.RESTCatalog',
      'spark.sql.catalog.lakefs.uri': 'http://lakefs:8000/api/v1/iceberg',
      'spark.sql.catalog.lakefs.warehouse': 's3a://kronodroid/main/iceberg',
      'spark.hadoop.fs.s3a.bucket.kronodroid.endpoint': 'http://lakefs:8000',
    });
  });

  it('reads with what every image has, where the default of Iceberg would want classes of its AWS bundle', () => {
    const conf = confOf(lakefs.documentedRestCatalog('lakefs', { branch: 'main' }));
    expect(conf).toMatchObject({
      'spark.sql.catalog.lakefs.io-impl': 'org.apache.iceberg.hadoop.HadoopFileIO',
      'spark.hadoop.fs.s3.impl': 'org.apache.hadoop.fs.s3a.S3AFileSystem',
    });
  });

  it('renders as reviewed, beside the raw data', () => {
    const minio = new S3Store({
      endpoint: 'http://minio:9000',
      keys: AccessKeys.fromSecret('minio-credentials'),
    });
    expect(
      yamlOfFeatures(minio.bucket('dlt-data'), lakefs.documentedRestCatalog('lakefs', { branch: 'main' })),
    ).toMatchSnapshot();
  });

  it('takes another address', () => {
    const uri = 'http://lakefs:8000/iceberg/api';
    const catalog = lakefs.documentedRestCatalog('lakefs', { branch: 'main', uri });
    expect(confOf(catalog)['spark.sql.catalog.lakefs.uri']).toBe(uri);
  });
});
