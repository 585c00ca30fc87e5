import { accepts, APPLICATION, change, finds, said, says, type Case, type Saying } from '../harness';

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
const inTemplate = (spec: object) => driver('template', { spec: { containers: [], ...spec } });
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
  at('wrong-format', driver('dnsConfig', { searches: ['a'.repeat(254)] }), 'driver.dnsConfig.searches[0]'),
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
    searches: ['.', 'a.b.', '_x.y', 'a'.repeat(253), `${'a'.repeat(253)}.`],
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

const probe = (field: string, more: object) =>
  driver('sidecars', [{ name: 'a', image: 'registry.example/a:1', [field]: more }]);
const command = { exec: { command: ['a'] } };
const handler = (more: object, place: string, message: string): Saying => [
  driver('lifecycle', { preStop: more }),
  `error handler-invalid spec.driver.lifecycle.preStop${place}: ${message}`,
];

says([
  handler({}, '', 'it does nothing'),
  handler({ ...command, tcpSocket: { port: 80 } }, '', 'it does exec and tcpSocket'),
  handler({ exec: {} }, '.exec.command', 'there is no command'),
  handler({ sleep: { seconds: 31 } }, '.sleep.seconds', '31 is not within the 30 seconds of grace'),
  handler({ sleep: { seconds: -1 } }, '.sleep.seconds', '-1 is not within the 30 seconds of grace'),
  handler({ tcpSocket: { port: 65_536 } }, '.tcpSocket.port', '65536 is no port'),
  [
    {
      ...driver('terminationGracePeriodSeconds', 60),
      ...driver('lifecycle', { preStop: { sleep: { seconds: 61 } } }),
    },
    'error handler-invalid spec.driver.lifecycle.preStop.sleep.seconds: 61 is not within the 60 seconds of grace',
  ],
  [
    {
      ...inTemplate({ terminationGracePeriodSeconds: 10 }),
      ...driver('lifecycle', { preStop: { sleep: { seconds: 11 } } }),
    },
    'error handler-invalid spec.driver.lifecycle.preStop.sleep.seconds: 11 is not within the 10 seconds of grace',
  ],
  [
    probe('startupProbe', { ...command, successThreshold: 2 }),
    'error handler-invalid spec.driver.sidecars[0].startupProbe.successThreshold: 2 is not 1, as it must be here',
  ],
  [
    probe('readinessProbe', { grpc: { port: 0 } }),
    'error handler-invalid spec.driver.sidecars[0].readinessProbe.grpc.port: 0 is no port',
  ],
  [
    probe('readinessProbe', { ...command, terminationGracePeriodSeconds: 5 }),
    'error handler-invalid spec.driver.sidecars[0].readinessProbe.terminationGracePeriodSeconds: a readinessProbe ends nothing → remove it',
  ],
]);

accepts([
  driver('lifecycle', { preStop: { sleep: { seconds: 30 } } }),
  {
    ...driver('terminationGracePeriodSeconds', 60),
    ...driver('lifecycle', { preStop: { sleep: { seconds: 60 } } }),
  },
  driver('lifecycle', { preStop: { tcpSocket: { port: 1 } }, postStart: { tcpSocket: { port: 65_535 } } }),
  probe('readinessProbe', { ...command, successThreshold: 2 }),
  probe('livenessProbe', { ...command, successThreshold: 1 }),
  probe('livenessProbe', { ...command, terminationGracePeriodSeconds: 5 }),
]);

const sysctls = (...names: string[]) => names.map((name) => ({ name, value: '1' }));
const ofPod = (more: object, ...names: string[]) =>
  inTemplate({ ...more, securityContext: { sysctls: sysctls(...names) } });
const ports = (...given: object[]) => ({
  ...driver('hostNetwork', true),
  'spec.driver.ports': given.map((port, index) => ({ name: `a-${index}`, protocol: 'TCP', ...port })),
});
/** What is said of fields that contradict each other, and of nothing else. */
const contradictions = (changes: Readonly<Record<string, unknown>>): string[] =>
  said(change(APPLICATION, changes)).filter((line) => line.includes(' pod-fields-contradict '));

describe('a pod that shares something of its node', () => {
  test.each<[Readonly<Record<string, unknown>>, string]>([
    [
      ofPod({ hostNetwork: true }, 'net.ipv4.tcp_syncookies'),
      'template.spec.securityContext.sysctls[0].name: with hostNetwork the pod has net.ipv4.tcp_syncookies of the node',
    ],
    [
      { ...driver('hostNetwork', true), ...driver('podSecurityContext', { sysctls: sysctls('net/core/a') }) },
      'podSecurityContext.sysctls[0].name: with hostNetwork the pod has net/core/a of the node',
    ],
    ...['kernel.shmmax', 'kernel.msgmnb', 'kernel.sem', 'fs.mqueue.msg_max'].map(
      (name): [Readonly<Record<string, unknown>>, string] => [
        ofPod({ hostIPC: true }, 'net.a', name),
        `template.spec.securityContext.sysctls[1].name: with hostIPC the pod has ${name} of the node`,
      ],
    ),
    ...['hostNetwork', 'hostPID', 'hostIPC'].map((field): [Readonly<Record<string, unknown>>, string] => [
      ofPod({ hostUsers: false, [field]: true }),
      `template.spec.hostUsers: with ${field} the pod has the users of the node`,
    ]),
    [
      ports({ containerPort: 4040, hostPort: 4041 }),
      'ports[0].hostPort: with hostNetwork it is 4040, as containerPort, not 4041',
    ],
  ])('contradicts itself with %j', (changes, saying) => {
    expect(contradictions(changes)).toEqual([`error pod-fields-contradict spec.driver.${saying}`]);
  });

  test.each<Readonly<Record<string, unknown>>>([
    ofPod({ hostNetwork: true }, 'kernel.shmmax', 'network.a'),
    ofPod({ hostIPC: true }, 'net.ipv4.a', 'kernel.semaphore', 'kernel.pid'),
    ofPod({ hostNetwork: false, hostUsers: false }, 'net.ipv4.a'),
    ofPod({ hostPID: true, hostUsers: true }),
    ports({ containerPort: 4040, hostPort: 4040 }, { containerPort: 1, hostPort: 0 }, { containerPort: 2 }),
    { ...ports({ containerPort: 4040, hostPort: 4041 }), 'spec.driver.hostNetwork': false },
  ])('may have %j', (changes) => {
    expect(contradictions(changes)).toEqual([]);
  });
});

const ONLY = 'only Localhost has a profile of its own, and this is';
const FILE = 'spec.driver.template.spec.securityContext';
const inContext = (more: object) => inTemplate({ securityContext: more });

says([
  [
    inContext({ appArmorProfile: { type: 'Localhost', localhostProfile: '' } }),
    `error local-profile-invalid ${FILE}.appArmorProfile.localhostProfile: Localhost names no profile`,
  ],
  [
    inContext({ appArmorProfile: { type: 'Unconfined', localhostProfile: 'a' } }),
    `error local-profile-invalid ${FILE}.appArmorProfile.localhostProfile: ${ONLY} Unconfined`,
  ],
  ...['/a', 'a/../b'].map((file): Saying => [
    context({ seccompProfile: { type: 'Localhost', localhostProfile: file } }),
    `error local-profile-invalid spec.executor.podSecurityContext.seccompProfile.localhostProfile: ${file} is not below the folder of profiles`,
  ]),
  [
    driver('sidecars', [
      {
        name: 'a',
        image: 'registry.example/a:1',
        securityContext: { seccompProfile: { type: 'RuntimeDefault', localhostProfile: 'a' } },
      },
    ]),
    `error local-profile-invalid spec.driver.sidecars[0].securityContext.seccompProfile.localhostProfile: ${ONLY} RuntimeDefault`,
  ],
]);

accepts([
  inContext({ appArmorProfile: { type: 'Localhost', localhostProfile: '/a' } }),
  inContext({ appArmorProfile: { type: 'RuntimeDefault' } }),
  context({ seccompProfile: { type: 'Localhost', localhostProfile: 'a/..b' } }),
]);

const DIVISORS = '1, and 1 with a suffix such as k, M, Ki or Mi';
const privileged = (more: object) => driver('volumeMounts', [{ name: 'tmp', mountPath: '/tmp', ...more }]);

says([
  [
    env({ resourceFieldRef: { resource: 'limits.cpu', divisor: '2' } }),
    'error pod-fields-contradict spec.driver.env[0].valueFrom.resourceFieldRef.divisor: limits.cpu is not divided by "2"; possible are 1 and 1m → give one unit',
  ],
  [
    env({ resourceFieldRef: { resource: 'limits.memory', divisor: 2 } }),
    `error pod-fields-contradict spec.driver.env[0].valueFrom.resourceFieldRef.divisor: limits.memory is not divided by 2; possible are ${DIVISORS} → give one unit`,
  ],
  [
    downward({ resource: 'limits.cpu', containerName: '' }),
    'error pod-fields-contradict spec.volumes[1].downwardAPI.items[0].resourceFieldRef: containerName is missing, which a file needs',
  ],
  [
    inTemplate({ dnsPolicy: 'None', dnsConfig: { nameservers: [] } }),
    'error pod-fields-contradict spec.driver.template.spec.dnsPolicy: None needs nameservers in dnsConfig',
  ],
  [
    inTemplate({
      resourceClaims: [{ name: 'gpu', resourceClaimName: 'a' }],
      containers: [
        { name: 'spark-kubernetes-driver', resources: { claims: [{ name: 'gpu' }, { name: 'tpu' }] } },
      ],
    }),
    'error pod-fields-contradict spec.driver.template.spec.containers[0].resources.claims[1].name: there is no such claim in resourceClaims of the template',
  ],
  [
    privileged({ mountPropagation: 'Bidirectional' }),
    'error pod-fields-contradict spec.driver.volumeMounts[0].mountPropagation: Bidirectional is for privileged containers only',
  ],
  ...['Enabled', 'IfPossible'].map((recursiveReadOnly): Saying => [
    privileged({ recursiveReadOnly, readOnly: false }),
    'error pod-fields-contradict spec.driver.volumeMounts[0].recursiveReadOnly: the mount is not readOnly',
  ]),
  [
    context({ sysctls: ['net.x', 'net.y', 'net.x'].map((name) => ({ name, value: '1' })) }),
    'error pod-fields-contradict spec.executor.podSecurityContext.sysctls[2].name: net.x is given before',
  ],
]);

accepts([
  privileged({ recursiveReadOnly: 'Disabled' }),
  privileged({ recursiveReadOnly: 'Enabled', readOnly: true }),
  privileged({ mountPropagation: 'HostToContainer' }),
  {
    ...inTemplate({ dnsPolicy: 'None' }),
    ...driver('dnsConfig', { nameservers: ['10.0.0.10'] }),
  },
  inTemplate({ dnsPolicy: 'Default' }),
]);
