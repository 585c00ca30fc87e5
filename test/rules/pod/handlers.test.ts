import { accepts, finds, type Case } from '../harness';

const driver = (field: string, value: unknown): Record<string, unknown> => ({
  [`spec.driver.${field}`]: value,
});
const context = (more: object) => ({
  'spec.executor.podSecurityContext': {
    runAsNonRoot: true,
    runAsUser: 185,
    fsGroup: 185,
    seccompProfile: { type: 'RuntimeDefault' },
    ...more,
  },
});
const env = (valueFrom: object) => driver('env', [{ name: 'A', valueFrom }]);
const downward = (resourceFieldRef: object) => ({
  'spec.volumes': [
    { name: 'tmp', emptyDir: {} },
    { name: 'info', downwardAPI: { items: [{ path: 'cpu', resourceFieldRef }] } },
  ],
});
const inTemplate = (spec: object) => driver('template', { spec });
const at = (rule: string, changes: Readonly<Record<string, unknown>>, path: string): Case => [
  rule,
  changes,
  `spec.${path}`,
];

// Each of them is refused by the API server of 1.34.4.
finds([
  at('wrong-format', driver('hostAliases', [{ ip: 'store', hostnames: ['a'] }]), 'driver.hostAliases[0].ip'),
  at(
    'wrong-format',
    driver('hostAliases', [{ ip: '::1', hostnames: ['A_'] }]),
    'driver.hostAliases[0].hostnames[0]',
  ),
  at(
    'wrong-format',
    driver('dnsConfig', { nameservers: ['dns.example'] }),
    'driver.dnsConfig.nameservers[0]',
  ),
  at(
    'wrong-format',
    driver('dnsConfig', { nameservers: Array(4).fill('1.1.1.1') }),
    'driver.dnsConfig.nameservers',
  ),
  at('wrong-format', driver('dnsConfig', { searches: ['Store'] }), 'driver.dnsConfig.searches[0]'),
  at('wrong-format', driver('dnsConfig', { searches: ['a..b'] }), 'driver.dnsConfig.searches[0]'),
  at('wrong-format', driver('dnsConfig', { searches: [''] }), 'driver.dnsConfig.searches[0]'),
  at('wrong-format', driver('dnsConfig', { options: [{ name: '' }] }), 'driver.dnsConfig.options[0].name'),
  at('missing-field', driver('dnsConfig', { options: [{ value: '2' }] }), 'driver.dnsConfig.options[0].name'),
  ...[
    { resource: 'limits.cpu', divisor: '1k' },
    { resource: 'requests.cpu', divisor: '10m' },
    { resource: 'limits.memory', divisor: '1024' },
    { resource: 'limits.memory', divisor: '1m' },
    { resource: 'requests.ephemeral-storage', divisor: '2Mi' },
    { resource: 'limits.memory', divisor: '1e3' },
  ].map((reference) =>
    at(
      'pod-fields-contradict',
      env({ resourceFieldRef: reference }),
      'driver.env[0].valueFrom.resourceFieldRef.divisor',
    ),
  ),
  at(
    'pod-fields-contradict',
    downward({ resource: 'limits.cpu' }),
    'volumes[1].downwardAPI.items[0].resourceFieldRef',
  ),
  at(
    'pod-fields-contradict',
    downward({ resource: 'limits.cpu', containerName: 'a', divisor: '2' }),
    'volumes[1].downwardAPI.items[0].resourceFieldRef.divisor',
  ),
  at(
    'illegal-enum-value',
    context({ fsGroupChangePolicy: 'Never' }),
    'executor.podSecurityContext.fsGroupChangePolicy',
  ),
  at(
    'wrong-format',
    context({ sysctls: [{ name: 'Net.x', value: '1' }] }),
    'executor.podSecurityContext.sysctls[0].name',
  ),
  at(
    'pod-fields-contradict',
    context({
      sysctls: [
        { name: 'net.x', value: '1' },
        { name: 'net.x', value: '2' },
      ],
    }),
    'executor.podSecurityContext.sysctls[1].name',
  ),
  at(
    'wrong-format',
    env({ resourceFieldRef: { resource: 'cpu' } }),
    'driver.env[0].valueFrom.resourceFieldRef.resource',
  ),
  at(
    'wrong-format',
    env({ fieldRef: { fieldPath: 'status.phase' } }),
    'driver.env[0].valueFrom.fieldRef.fieldPath',
  ),
  at(
    'handler-invalid',
    driver('lifecycle', { postStart: { exec: { command: [] } } }),
    'driver.lifecycle.postStart.exec.command',
  ),
  at(
    'handler-invalid',
    driver('lifecycle', { postStart: { exec: { command: ['a'] }, httpGet: { port: 80 } } }),
    'driver.lifecycle.postStart',
  ),
  at(
    'handler-invalid',
    driver('lifecycle', { postStart: { httpGet: { port: 0 } } }),
    'driver.lifecycle.postStart.httpGet.port',
  ),
  at(
    'illegal-enum-value',
    driver('lifecycle', { postStart: { httpGet: { port: 80, scheme: 'http' } } }),
    'driver.lifecycle.postStart.httpGet.scheme',
  ),
  at(
    'handler-invalid',
    driver('sidecars', [
      {
        name: 'a',
        image: 'registry.example/a:1',
        livenessProbe: { exec: { command: ['a'] }, successThreshold: 2 },
      },
    ]),
    'driver.sidecars[0].livenessProbe.successThreshold',
  ),
  at(
    'local-profile-invalid',
    inTemplate({ securityContext: { appArmorProfile: { type: 'Localhost' } } }),
    'driver.template.spec.securityContext.appArmorProfile.localhostProfile',
  ),
  at(
    'illegal-enum-value',
    inTemplate({ securityContext: { appArmorProfile: { type: 'Default' } } }),
    'driver.template.spec.securityContext.appArmorProfile.type',
  ),
  at('pod-fields-contradict', inTemplate({ dnsPolicy: 'None' }), 'driver.template.spec.dnsPolicy'),
  at(
    'pod-fields-contradict',
    driver('volumeMounts', [{ name: 'tmp', mountPath: '/tmp', mountPropagation: 'Bidirectional' }]),
    'driver.volumeMounts[0].mountPropagation',
  ),
]);

accepts([
  driver('hostAliases', [{ ip: '010.2.3.4', hostnames: ['store', 'a.b'] }]),
  driver('dnsConfig', {
    nameservers: ['::1'],
    searches: ['.', 'a.b.', '_x.y'],
    options: [{ name: 'ndots', value: '2' }],
  }),
  context({
    fsGroupChangePolicy: 'OnRootMismatch',
    supplementalGroups: [0],
    sysctls: [{ name: 'net.ipv4.tcp_syncookies', value: '1' }],
  }),
  ...['1Mi', '1', '1k', '1Ki', '1E', '1000', '1024Ki', '0'].map((divisor) =>
    env({ resourceFieldRef: { resource: 'limits.memory', divisor } }),
  ),
  ...['1', '1m', '1000m', '0.001', undefined].map((divisor) =>
    env({ resourceFieldRef: { resource: 'requests.cpu', ...(divisor && { divisor }) } }),
  ),
  downward({ resource: 'limits.cpu', containerName: 'spark-kubernetes-driver', divisor: '1m' }),
  env({ fieldRef: { fieldPath: "metadata.labels['spark-role']" } }),
  driver('lifecycle', {
    preStop: { sleep: { seconds: 0 } },
    postStart: { httpGet: { port: 'web', scheme: 'HTTPS' } },
  }),
  inTemplate({ dnsPolicy: 'None', dnsConfig: { nameservers: ['10.0.0.10'] } }),
]);
