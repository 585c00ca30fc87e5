import { accepts, APPLICATION, change, finds, problems } from '../harness';

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
