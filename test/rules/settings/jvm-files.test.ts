import { accepts, APPLICATION, change, finds, problems, tells } from '../harness';

const store = (file: string, more = '') => `-Xss1m "-Djavax.net.ssl.trustStore=${file}" ${more}`;

finds([
  [
    'trust-store-is-pem',
    { 'spec.sparkConf': { 'spark.driver.extraJavaOptions': '-Djavax.net.ssl.keyStore=/ca/client.pem' } },
    'spec.sparkConf["spark.driver.extraJavaOptions"]',
  ],
  [
    'trust-store-is-pem',
    { 'spec.driver.javaOptions': store('/ca/store', '-Djavax.net.ssl.trustStoreType=pem') },
  ],
  [
    'trust-store-is-pem',
    { 'spec.driver.env': [{ name: 'JAVA_TOOL_OPTIONS', value: '-Djavax.net.ssl.trustStore=/ca/ca.crt' }] },
    'spec.driver.env[0].value',
  ],
  [
    'jvm-file-unmounted',
    {
      'spec.driver.javaOptions': '-Djava.security.auth.login.config=file:///jaas/jaas.conf',
      'spec.executor.configMaps': [{ name: 'jaas', path: '/jaas' }],
    },
  ],
]);

accepts([
  { 'spec.driver.javaOptions': store('/ca/ca.p12') },
  {
    'spec.driver.javaOptions': '-Dlog4j2.configurationFile=/log/a.properties',
    'spec.executor.configMaps': [{ name: 'log', path: '/log' }],
  },
  {
    'spec.driver.javaOptions': '-javaagent:/jars/a.jar',
    'spec.executor.configMaps': [{ name: 'jars', path: '/jars' }],
    'spec.sparkConf': { 'spark.kubernetes.driver.volumes.hostPath.jars.mount.path': '/jars' },
  },
]);

test('looks into a ConfigMap whatever its key is called', () => {
  const job = change(APPLICATION, {
    'spec.driver.javaOptions': store('/ca/store'),
    'spec.driver.configMaps': [{ name: 'ca', path: '/ca' }],
  });
  const map = (data: object) =>
    JSON.stringify({ kind: 'ConfigMap', metadata: { name: 'ca', namespace: 'data' }, ...data });
  expect(problems(job, map({ data: { store: '-----BEGIN CERTIFICATE-----\nMII' } }))).toEqual([
    'trust-store-is-pem spec.driver.javaOptions',
  ]);
  expect(problems(job, map({ binaryData: { store: 'AAAA' } }))).toEqual([]);
});

describe('a store of certificates', () => {
  const DRIVER = 'spark.driver.extraJavaOptions';
  const pem = (name: string, file: string): string =>
    `${DRIVER}: ${name} ${file} is PEM, and Java reads PKCS12 and JKS`;
  const trusting = (file: string, more = ''): Record<string, string> => ({
    [DRIVER]: `-Djavax.net.ssl.trustStore=${file} ${more}`,
  });
  tells('trust-store-is-pem', [
    ...['pem', 'crt', 'cer', 'cert', 'PEM'].map(
      (end) => [trusting(`/ca/a.${end}`), pem('trustStore', `/ca/a.${end}`)] as const,
    ),
    [trusting('/ca/a.pem.p12')],
    [trusting('/ca/apem')],
    [trusting('/ca/a.jks', '-Djavax.net.ssl.trustStoreType=PEM'), pem('trustStore', '/ca/a.jks')],
    [trusting('/ca/a.jks', '-Djavax.net.ssl.trustStoreType=PKCS12')],
    [trusting('/ca/a.jks', '-Djavax.net.ssl.keyStoreType=PEM')],
    [{ [DRIVER]: '-Djavax.net.ssl.keyStore=/ca/a.pem' }, pem('keyStore', '/ca/a.pem')],
    [{ [DRIVER]: '-Djavax.net.ssl.other=/ca/a.pem' }],
  ]);

  const map = (name: string, content: string, key = 'store', namespace = 'data'): string =>
    JSON.stringify({ kind: 'ConfigMap', metadata: { name, namespace }, data: { [key]: content } });
  const CERTIFICATE = '  -----BEGIN CERTIFICATE-----';
  const mounted = { 'spec.driver.configMaps': [{ name: 'ca', path: '/ca' }] };
  const found = pem('trustStore', '/ca/store');
  const given = (beside: string, expected: string[], changes: object = mounted): void => {
    tells('trust-store-is-pem', [[trusting('/ca/store'), ...expected]], { ...changes }, APPLICATION, beside);
  };
  given(map('ca', CERTIFICATE), [found]);
  given(map('ca', 'JKS'), []);
  given(map('other', CERTIFICATE), []);
  given(map('ca', CERTIFICATE, 'other'), []);
  given(map('ca', CERTIFICATE, 'store', 'elsewhere'), []);
  given(map('ca', CERTIFICATE), [], { 'spec.driver.configMaps': [{ name: 'ca', path: '/other' }] });
  const volume = (item: object) => ({
    'spec.volumes': [
      { name: 'tmp', emptyDir: {} },
      { name: 'ca', ...item },
    ],
    'spec.driver.volumeMounts': [
      { name: 'tmp', mountPath: '/tmp' },
      { name: 'ca', mountPath: '/ca/store', subPath: 'x.pem' },
    ],
  });
  given(map('ca', CERTIFICATE, 'x.pem'), [found], volume({ configMap: { name: 'ca' } }));
  given(map('ca', CERTIFICATE, 'x.pem'), [], volume({ secret: { secretName: 'ca' } }));
});

describe('a file of the JVM', () => {
  const option = '-Djava.security.auth.login.config=/jaas/jaas.conf';
  const EXECUTOR = 'spark.executor.extraJavaOptions';
  const DRIVER = 'spark.driver.extraJavaOptions';
  const unmounted = (key: string, here: string, there: string): string =>
    `${key}: /jaas/jaas.conf is mounted in the ${there}, not in the ${here} → add its mount to the ${here}`;
  const JAAS = [{ name: 'jaas', path: '/jaas' }];
  const volumeOf = (role: string) => ({
    [`spark.kubernetes.${role}.volumes.hostPath.jaas.mount.path`]: '/jaas',
  });
  tells(
    'jvm-file-unmounted',
    [
      [{ [DRIVER]: option }, unmounted(DRIVER, 'driver', 'executor')],
      [{ [EXECUTOR]: option }],
      [{ [DRIVER]: option, ...volumeOf('driver') }],
      [{ [DRIVER]: option, ...volumeOf('executor') }, unmounted(DRIVER, 'driver', 'executor')],
      [{ [DRIVER]: option, 'spark.kubernetes.driver.secrets.jaas': '/jaas' }],
      [
        { [DRIVER]: option, 'spark.kubernetes.driver.volumes.hostPath.jaas.mount.readOnly': '/jaas' },
        unmounted(DRIVER, 'driver', 'executor'),
      ],
      [{ [DRIVER]: '-Dother.file=/jaas/jaas.conf' }],
    ],
    { 'spec.executor.configMaps': JAAS },
  );
  tells(
    'jvm-file-unmounted',
    [[{ [EXECUTOR]: option, [DRIVER]: option }, unmounted(EXECUTOR, 'executor', 'driver')]],
    { 'spec.driver.configMaps': JAAS },
  );
  tells('jvm-file-unmounted', [[{ [EXECUTOR]: option, [DRIVER]: option }]]);
});

describe('a trust store of one role', () => {
  const lacking = (role: string): string =>
    `spec.${role}.javaOptions: the ${role} has no trustStore, and connects to https://minio:9000 too`;
  const https = { 'spark.hadoop.fs.s3a.endpoint': 'https://minio:9000' };
  const given = (driver: boolean, executor: boolean) => ({
    ...(driver && { 'spec.driver.javaOptions': '-Djavax.net.ssl.trustStore=/ca/a.p12' }),
    ...(executor && { 'spec.executor.javaOptions': '-Djavax.net.ssl.trustStore=/ca/a.p12' }),
  });
  const none = [
    [{ 'spark.hadoop.fs.s3a.endpoint': 'http://minio:9000' }],
    [{ 'spark.hadoop.fs.s3a.endpoint': 'https://s3.amazonaws.com' }],
    [{}],
  ] as const;
  tells('trust-store-of-one-role', [[https, lacking('executor')], ...none], given(true, false));
  tells('trust-store-of-one-role', [[https, lacking('driver')], ...none], given(false, true));
  tells('trust-store-of-one-role', [[https], ...none], given(true, true));
  tells('trust-store-of-one-role', [[https], ...none], given(false, false));
});
