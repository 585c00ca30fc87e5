import {
  CsiSecrets,
  JobSecret,
  SecretOrigin,
  SecretStore,
  SecretUse,
  SparkApplication,
  type JobSecretProps,
} from '../../lib';
import { objectsOf, testChart } from '../support/chart';
import { yamlOf } from '../support/yaml';

const csi = SecretOrigin.csi({
  provider: 'vault',
  parameters: { roleName: 'spark', objects: '- objectName: access-key' },
});

const origins: [string, SecretOrigin][] = [
  ['template', SecretOrigin.template()],
  [
    'external',
    SecretOrigin.externalSecret({
      store: SecretStore.namespaced('team'),
      remoteKey: 'data/minio',
      properties: { 'access-key': 'id' },
      refreshInterval: '15m',
    }),
  ],
  ['csi', csi],
  ['sealed', SecretOrigin.sealedSecret()],
];

describe('JobSecret', () => {
  it.each(origins)('is made from: %s', (_, origin) => {
    const chart = testChart();
    const all: Required<JobSecretProps> = {
      secretName: 'minio-credentials',
      use: SecretUse.accessKeys(),
      origin,
      namespace: 'etl',
      labels: { team: 'data' },
    };
    new JobSecret(chart, 'minio', all);
    expect(yamlOf(chart)).toMatchSnapshot();
  });

  it('makes nothing where the Secret exists', () => {
    const chart = testChart();
    const secret = new JobSecret(chart, 'minio', {
      secretName: 'minio-credentials',
      use: SecretUse.accessKeys('id', 'key'),
      origin: SecretOrigin.existing(),
    });
    expect(objectsOf(chart)).toEqual([]);
    expect(secret.apiObject).toBeUndefined();
    expect(secret.accessKeys).toMatchObject({
      secretName: 'minio-credentials',
      accessKey: 'id',
      secretKey: 'key',
    });
  });

  it.each([
    [SecretUse.oauthClient(), ['client-id', 'client-secret'], undefined],
    [SecretUse.imagePull(), ['.dockerconfigjson'], { type: 'kubernetes.io/dockerconfigjson' }],
    [SecretUse.certificateAuthority(), ['ca.crt'], undefined],
    [SecretUse.of('a', 'b'), ['a', 'b'], undefined],
  ])('has the keys and the type of its use: %#', (use, keys, template) => {
    const chart = testChart();
    const origin = SecretOrigin.externalSecret({ store: SecretStore.cluster('vault'), remoteKey: 'x' });
    new JobSecret(chart, 's', { secretName: 's', use, origin });
    const [{ spec }] = objectsOf(chart) as any[];
    expect(spec.data.map(({ secretKey }: any) => secretKey)).toEqual(keys);
    expect(spec.target).toEqual({ name: 's', ...(template && { template }) });
  });

  it('fails with all problems at once', () => {
    const origin = SecretOrigin.externalSecret({
      store: SecretStore.cluster('vault'),
      remoteKey: 'x',
      properties: { id: 'y' },
    });
    const make = (use: SecretUse, secretName: string) =>
      new JobSecret(testChart(), 's', { secretName, use, origin });
    expect(() => make(SecretUse.accessKeys('..a'), 'A')).toThrow(
      /^Secret "jobs\/s": secretName is "A"; .*key is "\.\.a"; .*origin speaks of key "id", which the Secret does not have; it has \.\.a, secret-key$/,
    );
    expect(() => make(SecretUse.of(), 'a')).toThrow('use has no keys; give those that the jobs read');
  });

  it('fails for texts that no operator reads', () => {
    const store = SecretStore.cluster('vault');
    expect(() => SecretOrigin.externalSecret({ store, remoteKey: '', refreshInterval: '1 hour' })).toThrow(
      'external secret: remoteKey is ""; it must be the key of the secret, for example data/minio; refreshInterval is ' +
        '"1 hour"; it must be a time as Go writes it, for example 1h',
    );
    expect(() => SecretOrigin.csi({ provider: 'my vault' })).toThrow('CSI secret: provider is "my vault"');
  });
});

describe('CsiSecrets', () => {
  it('mounts each in driver and executors', () => {
    const chart = testChart();
    const secrets = ['minio-credentials', 'a.b'].map(
      (secretName) =>
        new JobSecret(chart, secretName, { secretName, use: SecretUse.accessKeys(), origin: csi }),
    );
    const job = new SparkApplication(chart, 'job', {
      sparkVersion: '3.5.8',
      image: 'spark:1',
      mainApplicationFile: 'local:///job.py',
    }).with(CsiSecrets.of(...secrets));
    const { volumes, driver, executor } = job.apiObject.toJson().spec;
    expect(volumes).toContainEqual({
      name: 'csi-minio-credentials',
      csi: {
        driver: 'secrets-store.csi.k8s.io',
        readOnly: true,
        volumeAttributes: { secretProviderClass: 'minio-credentials' },
      },
    });
    for (const role of [driver, executor]) {
      expect(role.volumeMounts).toEqual([
        { name: 'csi-a-b', mountPath: '/mnt/secrets-store/a.b', readOnly: true },
        { name: 'csi-minio-credentials', mountPath: '/mnt/secrets-store/minio-credentials', readOnly: true },
      ]);
    }
  });

  it('fails for a Secret that exists without a mount', () => {
    const secret = new JobSecret(testChart(), 's', {
      secretName: 'minio-credentials',
      use: SecretUse.accessKeys(),
      origin: SecretOrigin.template(),
    });
    expect(() => CsiSecrets.of(secret)).toThrow(
      'CSI secrets: minio-credentials need no mount; give those of SecretOrigin.csi',
    );
  });
});
