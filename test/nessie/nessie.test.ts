import { Duration } from 'cdk8s';
import {
  AccessKeys,
  FileIo,
  Nessie,
  RestAuth,
  S3Store,
  SparkApplication,
  SparkRuntime,
  SparkServiceAccount,
  type NessieCatalogProps,
  type NessieProps,
} from '../../lib';
import { testChart } from '../support/chart';
import { expectValidSparkApplication } from '../support/schema';

const endpoint = 'http://nessie:19120';

function specOf(props: Partial<NessieProps> = {}, catalog: Partial<NessieCatalogProps> = {}): any {
  const job = new SparkApplication(testChart(), 'job', {
    name: 'etl',
    runtime: SparkRuntime.of('3.5.8', { icebergAwsBundle: true }),
    mainApplicationFile: 'local:///etl.py',
    serviceAccount: SparkServiceAccount.fromServiceAccountName('spark'),
    timeToLive: Duration.days(1),
  }).with(new Nessie({ endpoint, ...props }).catalog('lake', { branch: 'main', ...catalog }));
  const manifest = job.apiObject.toJson();
  expectValidSparkApplication(manifest);
  return manifest.spec;
}

test('a REST catalog on a branch, whose server says how files are read', () => {
  const { sparkConf, driver, executor, deps } = specOf();
  expect(sparkConf).toMatchObject({
    'spark.sql.catalog.lake': 'org.apache.iceberg.spark.SparkCatalog',
    'spark.sql.catalog.lake.type': 'rest',
    'spark.sql.catalog.lake.uri': 'http://nessie:19120/iceberg/main',
    'spark.sql.catalog.lake.rest.auth.type': 'none',
    'spark.sql.catalog.lake.io-impl': 'org.apache.iceberg.aws.s3.S3FileIO',
  });
  expect(sparkConf).not.toHaveProperty(['spark.sql.catalog.lake.warehouse']);
  for (const role of [driver, executor]) {
    expect(role.env).toEqual(
      expect.arrayContaining([
        { name: 'NESSIE_BRANCH', value: 'main' },
        { name: 'NESSIE_ENDPOINT_URL', value: endpoint },
      ]),
    );
  }
  expect(deps.packages).toEqual(expect.arrayContaining([expect.stringContaining(':iceberg-aws-bundle:')]));
});

test('takes every prop', () => {
  const store = new S3Store({
    endpoint: 'http://minio:9000',
    keys: AccessKeys.fromSecret('minio-credentials'),
  });
  const all: Required<NessieProps> = {
    endpoint: 'https://nessie.example.com/',
    warehouse: 'wh',
    auth: RestAuth.oauth2({ secretName: 'job', tokenUri: 'https://idp/token' }),
    fileIo: FileIo.hadoop(store.bucket('lake')),
  };
  const { sparkConf, driver } = specOf(all, { branch: 'gold', defaultCatalog: true });
  expect(sparkConf).toMatchObject({
    'spark.sql.catalog.lake.uri': 'https://nessie.example.com/iceberg/gold',
    'spark.sql.catalog.lake.warehouse': 'wh',
    'spark.sql.catalog.lake.credential': 'env:LAKE_CREDENTIAL',
    'spark.sql.catalog.lake.io-impl': 'org.apache.iceberg.hadoop.HadoopFileIO',
    'spark.sql.defaultCatalog': 'lake',
  });
  expect(driver.env).toContainEqual({ name: 'NESSIE_ENDPOINT_URL', value: 'https://nessie.example.com' });
});

test.each([
  'nessie:19120',
  'ftp://nessie',
  'http://nessie:19120/api/v2',
  'http://nessie:19120/iceberg',
  'http://user:canary@nessie:19120',
  'http://nessie?x=canary',
])('fails on the address %s', (address) => {
  const make = (): Nessie => new Nessie({ endpoint: address });
  expect(make).toThrow(/^Nessie: endpoint must be http:\/\/ or https:\/\/ and a host, without a path/);
  expect(make).not.toThrow(/canary/);
});

test.each(['', 'HEAD', 'DETACHED', 'a/b', 'a.b', '-a', '1a', 'deadbeefdeadbeef', 'main@x', 'é', '${x}'])(
  'fails on the branch %j',
  (branch) => {
    expect(() => new Nessie({ endpoint }).catalog('lake', { branch })).toThrow(
      `branch is ${JSON.stringify(branch)}; it must be letters, digits, underscores and dashes`,
    );
  },
);

test.each(['main', 'a', 'run-x_1', 'deadbeef-1', 'Z'])('takes the branch %s', (branch) => {
  expect(new Nessie({ endpoint }).catalog('lake', { branch }).branch).toBe(branch);
});
