import {
  AzureStorage,
  FileIo,
  GoogleStorage,
  IcebergCatalog,
  PodIdentity,
  SparkApplication,
  type SparkFeature,
} from '../../lib';
import { testChart } from '../support/chart';

const azure = PodIdentity.azureWorkloadIdentity({ clientId: '11111111-2222-3333-4444-555555555555' });
const google = PodIdentity.gkeWorkloadIdentity();

function job(sparkVersion: string, ...features: SparkFeature[]): any {
  return new SparkApplication(testChart(), 'job', {
    sparkVersion,
    image: 'registry.example.com/spark:1.0.0',
    mainApplicationFile: 'local:///job.py',
  })
    .with(...features)
    .apiObject.toJson().spec;
}

function settings(sparkVersion: string, feature: SparkFeature): Record<string, string> {
  const conf = Object.entries(job(sparkVersion, feature).sparkConf as Record<string, string>);
  return Object.fromEntries(conf.filter(([key]) => key !== 'spark.authenticate'));
}

function files(fileIo: FileIo): any {
  return job('4.0.5', IcebergCatalog.rest('lake', { uri: 'https://c.example.com', fileIo }));
}

describe('AzureStorage', () => {
  it('takes the identity of labelled pods, and names the token file of the webhook', () => {
    const storage = new AzureStorage('lakestorage', { identity: azure });
    const host = 'lakestorage.dfs.core.windows.net';
    expect(settings('4.0.5', storage)).toEqual({
      [`spark.hadoop.fs.azure.account.auth.type.${host}`]: 'OAuth',
      [`spark.hadoop.fs.azure.account.oauth.provider.type.${host}`]:
        'org.apache.hadoop.fs.azurebfs.oauth2.WorkloadIdentityTokenProvider',
      [`spark.hadoop.fs.azure.account.oauth2.client.id.${host}`]: '${env.AZURE_CLIENT_ID}',
      [`spark.hadoop.fs.azure.account.oauth2.msi.tenant.${host}`]: '${env.AZURE_TENANT_ID}',
      [`spark.hadoop.fs.azure.account.oauth2.token.file.${host}`]: '${env.AZURE_FEDERATED_TOKEN_FILE}',
    });
    const { driver, executor } = job('4.0.5', storage);
    for (const role of [driver, executor]) {
      expect(role.labels).toEqual({ 'azure.workload.identity/use': 'true' });
    }
    expect(storage.url('raw', 'a/b')).toBe('abfss://raw@lakestorage.dfs.core.windows.net/a/b');
  });

  it('takes the key of the account from a Secret', () => {
    const storage = new AzureStorage('1lake', { accountKey: { name: 'azure', key: 'account-key' } });
    expect(settings('3.5.8', storage)).toEqual({
      'spark.hadoop.fs.azure.account.auth.type.1lake.dfs.core.windows.net': 'SharedKey',
      'spark.hadoop.fs.azure.account.key.1lake.dfs.core.windows.net': '${env.AZURE_1LAKE_ACCOUNT_KEY}',
    });
    const variable = {
      name: 'AZURE_1LAKE_ACCOUNT_KEY',
      valueFrom: { secretKeyRef: { name: 'azure', key: 'account-key' } },
    };
    expect(job('3.5.8', storage).executor.env).toEqual([variable]);
    const catalog = files(FileIo.azure(storage));
    expect(catalog.driver.env).toEqual([variable]);
    expect(catalog.sparkConf).toMatchObject({
      'spark.sql.catalog.lake.adls.auth.shared-key.account.key': 'env:AZURE_1LAKE_ACCOUNT_KEY',
      'spark.sql.catalog.lake.adls.auth.shared-key.account.name': '1lake',
      'spark.sql.catalog.lake.io-impl': 'org.apache.iceberg.azure.adlsv2.ADLSFileIO',
    });
  });

  it('leaves an identity to Iceberg’s own client', () => {
    const catalog = files(FileIo.azure(new AzureStorage('lakestorage', { identity: azure })));
    expect(Object.keys(catalog.sparkConf).filter((key) => key.includes('adls'))).toEqual([]);
    expect(catalog.executor.labels).toEqual({ 'azure.workload.identity/use': 'true' });
  });

  it('fails on a Hadoop without the class', () => {
    const storage = new AzureStorage('lakestorage', { identity: azure });
    expect(() => job('3.5.8', storage)).toThrow(
      'storage account lakestorage: hadoop-azure 3.3.4 has no class for Azure Workload Identity; use Spark 4, or accountKey',
    );
    expect(() => job('4.0.5', storage)).not.toThrow();
  });

  it('fails for names and props that cannot be', () => {
    expect(() => new AzureStorage('Lake', {})).toThrow(
      'Azure storage: account is "Lake"; it must be 3 to 24 lower-case letters and digits, for example lakestorage; ' +
        'give either identity or accountKey',
    );
    expect(() => new AzureStorage('lake', { identity: google })).toThrow(
      'identity is GKE Workload Identity, which Azure does not know; use PodIdentity.azureWorkloadIdentity',
    );
    const storage = new AzureStorage('lake', { identity: azure });
    expect(() => storage.url('a--b')).toThrow('storage account lake: container is "a--b"');
  });
});

describe('GoogleStorage', () => {
  const classes = {
    'spark.hadoop.fs.AbstractFileSystem.gs.impl': 'com.google.cloud.hadoop.fs.gcs.GoogleHadoopFS',
    'spark.hadoop.fs.gs.impl': 'com.google.cloud.hadoop.fs.gcs.GoogleHadoopFileSystem',
  };

  it('asks the metadata server for the identity of the pods, as the connector does by itself', () => {
    const storage = new GoogleStorage({ identity: google });
    expect(settings('3.5.8', storage)).toEqual(classes);
    expect(files(FileIo.google(storage)).sparkConf).toMatchObject({
      'spark.sql.catalog.lake.io-impl': 'org.apache.iceberg.gcp.gcs.GCSFileIO',
    });
  });

  it('mounts the key of a service account in both pods', () => {
    const storage = new GoogleStorage({ keySecret: 'google' });
    expect(settings('3.5.8', storage)).toEqual({
      ...classes,
      'spark.hadoop.fs.gs.auth.service.account.json.keyfile': '/var/run/secrets/google/key.json',
      'spark.hadoop.fs.gs.auth.type': 'SERVICE_ACCOUNT_JSON_KEYFILE',
    });
    const secrets = [{ name: 'google', path: '/var/run/secrets/google', secretType: 'GCPServiceAccount' }];
    expect(job('3.5.8', storage).executor.secrets).toEqual(secrets);
    expect(files(FileIo.google(storage)).driver.secrets).toEqual(secrets);
  });

  it('says to both lines of the connector that data is public', () => {
    const storage = new GoogleStorage({ publicData: true });
    expect(settings('3.5.8', storage)).toEqual({
      ...classes,
      'spark.hadoop.fs.gs.auth.null.enable': 'true',
      'spark.hadoop.fs.gs.auth.service.account.enable': 'false',
      'spark.hadoop.fs.gs.auth.type': 'UNAUTHENTICATED',
    });
    expect(files(FileIo.google(storage)).sparkConf['spark.sql.catalog.lake.gcs.no-auth']).toBe('true');
  });

  it('fails unless one of the three is given', () => {
    const problem = 'Google Cloud Storage: give one of identity, keySecret and publicData';
    expect(() => new GoogleStorage({})).toThrow(problem);
    expect(() => new GoogleStorage({ identity: google, publicData: true })).toThrow(problem);
    expect(() => new GoogleStorage({ keySecret: 'A' })).toThrow('keySecret is "A"; it must be');
    expect(() => new GoogleStorage({ identity: azure })).toThrow(
      'identity is Azure Workload Identity as 11111111-2222-3333-4444-555555555555, which Google does not know',
    );
  });
});
