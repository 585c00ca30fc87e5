import {
  AccessKeys,
  CertificateAuthority,
  FileIo,
  IcebergCatalog,
  LakeFs,
  S3Store,
  SparkApplication,
  type SparkApplicationProps,
  type SparkFeature,
} from '../../lib';
import { testChart } from '../support/chart';

const keys = AccessKeys.fromSecret('minio-credentials');
const ca = CertificateAuthority.fromSecret('minio-ca');
const store = new S3Store({ endpoint: 'https://minio:9000', keys, certificateAuthority: ca });

function job(props: Partial<SparkApplicationProps>, ...features: SparkFeature[]): any {
  return new SparkApplication(testChart(), 'job', {
    sparkVersion: '3.5.8',
    image: 'registry.example.com/spark:1.0.0',
    mainApplicationFile: 'local:///job.py',
    ...props,
  })
    .with(...features)
    .apiObject.toJson().spec;
}

const CERTIFICATES = { name: 'ca-certificates', mountPath: '/var/run/secrets/ca', readOnly: true };
const STORE = { name: 'trust-store', mountPath: '/var/run/trust-store' };

describe('CertificateAuthority', () => {
  it('makes a trust store before each Spark container, which mounts every volume of it', () => {
    const spec = job({}, ca);
    expect(spec.volumes).toEqual([
      { name: 'ca-certificates', secret: { secretName: 'minio-ca' } },
      { name: 'trust-store', emptyDir: {} },
    ]);
    for (const role of [spec.driver, spec.executor]) {
      expect(role.volumeMounts).toEqual([CERTIFICATES, STORE]);
      expect(role.javaOptions).toBe(
        '-Djavax.net.ssl.trustStore=/var/run/trust-store/cacerts -Djavax.net.ssl.trustStorePassword=changeit',
      );
      const [maker] = role.initContainers;
      expect(maker).toMatchObject({
        name: 'trust-store',
        image: 'registry.example.com/spark:1.0.0',
        volumeMounts: [CERTIFICATES, STORE],
        securityContext: { runAsNonRoot: true, runAsUser: 185, readOnlyRootFilesystem: true },
      });
      expect(maker.command).toMatchObject({ 0: 'sh', 1: '-c', 4: '/var/run/secrets/ca/ca.crt' });
    }
    expect(job({}, ca).driver.initContainers[0].command[2]).toMatchSnapshot();
  });

  it('makes it with the image of the role', () => {
    const spec = job({ executor: { image: 'registry.example.com/executor:1.0.0' } }, ca);
    expect(spec.driver.initContainers[0].image).toBe('registry.example.com/spark:1.0.0');
    expect(spec.executor.initContainers[0].image).toBe('registry.example.com/executor:1.0.0');
  });

  it('fails without an image to make it with', () => {
    expect(() => job({ image: undefined }, ca)).toThrow(
      'certificate authority of Secret minio-ca: no image is known to make the trust store with; give the application an ' +
        'image or a runtime',
    );
  });

  it.each([
    [undefined, ''],
    ['changeit', ' -Djavax.net.ssl.trustStorePassword=changeit'],
  ])('takes the trust store of trust-manager as it is, with password %s', (password, flag) => {
    const spec = job(
      {},
      CertificateAuthority.fromTrustManager('company', { pkcs12Key: 'trust.p12', password }),
    );
    expect(spec.volumes).toEqual([{ name: 'ca-certificates', configMap: { name: 'company' } }]);
    for (const role of [spec.driver, spec.executor]) {
      expect(role.javaOptions).toBe(`-Djavax.net.ssl.trustStore=/var/run/secrets/ca/trust.p12${flag}`);
      expect(role.volumeMounts).toEqual([CERTIFICATES]);
      expect(role.initContainers).toBeUndefined();
    }
  });

  it('comes along with buckets, catalogs and repositories, once', () => {
    const lakefs = new LakeFs({
      endpoint: 'https://lakefs:8000',
      repository: 'marts',
      keys: AccessKeys.fromSecret('lakefs-credentials'),
      certificateAuthority: ca,
    });
    const uri = 'https://c.example.com';
    const catalogs = [
      IcebergCatalog.rest('files', { uri, fileIo: FileIo.s3(store) }),
      IcebergCatalog.rest('server', { uri, fileIo: FileIo.hadoop(), certificateAuthority: ca }),
      lakefs.restCatalog('enterprise', { branch: 'main', storage: store.bucket('storage') }),
      lakefs.catalog('lake', { branch: 'main' }),
    ];
    for (const features of [
      [store.bucket('raw')],
      ...catalogs.map((catalog) => [catalog]),
      catalogs.slice(0, 2),
    ]) {
      const { driver } = job({ driver: { javaOptions: '-Xss4m' } }, ...features);
      expect(driver.javaOptions).toMatch(/^-Djavax.net.ssl.trustStore=\S+ -D\S+=changeit -Xss4m$/);
      expect(driver.initContainers).toHaveLength(1);
    }
  });

  it('fails beside another: a JVM has one trust store', () => {
    const other = CertificateAuthority.fromConfigMap('other-ca', 'bundle.pem');
    expect(() => job({}, ca, other)).toThrow(
      'volumes[ca-certificates] is {"secret":{"secretName":"minio-ca"}} by certificate authority of Secret minio-ca and ' +
        '{"configMap":{"name":"other-ca"}} by certificate authority of ConfigMap other-ca',
    );
  });

  it('fails for names that cannot be', () => {
    expect(() => CertificateAuthority.fromSecret('CA', '..')).toThrow(
      /^certificate authority: name is "CA"; .*key is "\.\."/,
    );
    expect(() => CertificateAuthority.fromTrustManager('ca', { pkcs12Key: '', password: 'a b' })).toThrow(
      /pkcs12Key is "".*password is "a b"; it must be letters, digits, dots and dashes, for example changeit/,
    );
  });

  it('fails for a store without TLS', () => {
    expect(() => new S3Store({ endpoint: 'http://minio:9000', keys, certificateAuthority: ca })).toThrow(
      'certificateAuthority is for https:// and the endpoint is http://; leave it out, or use https://',
    );
  });
});
