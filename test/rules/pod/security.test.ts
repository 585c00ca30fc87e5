import { APPLICATION, change, CONNECT, findings, finds, problems } from '../harness';

finds([
  ['seccomp-profile-invalid', { 'spec.driver.podSecurityContext.seccompProfile.type': 'runtime/default' }],
  [
    'seccomp-profile-invalid',
    { 'spec.executor.securityContext.seccompProfile': { type: 'Localhost' } },
    'spec.executor.securityContext.seccompProfile.localhostProfile',
  ],
  ['privileged-container', { 'spec.driver.securityContext.privileged': true }],
  ['pod-security-not-restricted', { 'spec.driver.securityContext': undefined }],
]);

test('finds a local profile without its file in a template of Spark Connect', () => {
  const initContainers = [{ name: 'a', securityContext: { seccompProfile: { type: 'Localhost' } } }];
  expect(problems(change(CONNECT, { 'spec.executor.template': { spec: { initContainers } } }))).toContain(
    'seccomp-profile-invalid spec.executor.template.spec.initContainers[0].securityContext.seccompProfile.localhostProfile',
  );
});

describe('a namespace that enforces a profile', () => {
  const namespace = (profile: string): string =>
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'data', labels: { 'pod-security.kubernetes.io/enforce': profile } },
    });
  const ID = 'pod-security-not-restricted';
  const told = (profile: string, changes: Readonly<Record<string, unknown>>): string[] =>
    findings(change(APPLICATION, changes), namespace(profile))
      .filter(({ rule }) => rule.id === ID)
      .map(({ severity, path, message }) => `${severity} ${path}: ${message.replace(/^.*?: /, '')}`);
  const sidecar = (context?: object) => ({
    'spec.driver.sidecars': [
      { name: 'proxy', image: 'proxy:1.0.0', ...(context === undefined ? {} : { securityContext: context }) },
    ],
  });
  const RESTRICTED = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } };

  test('refuses the container of Spark', () => {
    expect(told('restricted', { 'spec.executor.securityContext': undefined })).toEqual([
      'error spec.executor.securityContext: privilege escalation allowed, capabilities not dropped',
    ]);
    expect(told('restricted', {})).toEqual([]);
  });

  test.each([
    ['spark.kubernetes.driver.volumes.hostPath.x.mount.path', true],
    ['spark.kubernetes.executor.volumes.hostPath.x.mount.path', true],
    ['spark.kubernetes.driver.volumes.hostPath.x.options.path', false],
    ['spark.kubernetes.driver.volumes.emptyDir.x.mount.path', false],
  ])('refuses %s: %s', (key, isRefused) => {
    const found = told('baseline', { 'spec.sparkConf': { [key]: '/x' } });
    expect(found).toEqual(
      isRefused ? [`error spec.sparkConf["${key}"]: hostPath, a directory of the node`] : [],
    );
  });

  test('refuses sidecars and init containers', () => {
    expect(told('restricted', sidecar())).toEqual([
      'error spec.driver.sidecars[0].securityContext: privilege escalation allowed, capabilities not dropped',
    ]);
    expect(told('restricted', sidecar(RESTRICTED))).toEqual([]);
    const init = { 'spec.executor.initContainers': [{ name: 'i', image: 'i:1', securityContext: {} }] };
    expect(told('restricted', init)).toEqual([
      'error spec.executor.initContainers[0].securityContext.allowPrivilegeEscalation: ' +
        'privilege escalation allowed, capabilities not dropped',
    ]);
  });

  test.each([
    [{ privileged: true }, 'privileged: privileged'],
    [{ capabilities: { add: ['NET_ADMIN', 'CHOWN'] } }, 'capabilities: capabilities added: NET_ADMIN'],
    [{ seccompProfile: { type: 'Unconfined' } }, 'seccompProfile: no seccomp profile'],
    [{ procMount: 'Unmasked' }, 'procMount: another mount of /proc'],
  ])('refuses %j where it enforces the baseline', (context, end) => {
    expect(told('baseline', sidecar(context))).toEqual([
      `error spec.driver.sidecars[0].securityContext.${end}`,
    ]);
  });

  test('refuses ports and namespaces of the node', () => {
    const port = {
      'spec.driver.sidecars': [{ name: 'proxy', image: 'proxy:1.0.0', ports: [{ hostPort: 80 }] }],
    };
    expect(told('baseline', port)).toEqual(['error spec.driver.sidecars[0]: a port of the node']);
    const template = { spec: { hostPID: true, containers: [{ name: 'spark-kubernetes-driver' }] } };
    expect(told('baseline', { 'spec.driver.template': template })).toEqual([
      'error spec.driver.template.spec.hostPID: PID of the node',
    ]);
    expect(told('baseline', { 'spec.executor.hostNetwork': true })).toEqual([
      'error spec.executor.hostNetwork: network of the node',
    ]);
  });

  test('refuses volumes of the node that are mounted, and more kinds where it is restricted', () => {
    const volumes = (volume: object, mounted: boolean) => ({
      'spec.volumes.1': { name: 'more', ...volume },
      ...(mounted ? { 'spec.driver.volumeMounts.1': { name: 'more', mountPath: '/more' } } : {}),
    });
    const node = { hostPath: { path: '/x' } };
    expect(told('baseline', volumes(node, true))).toEqual([
      'error spec.volumes[1].hostPath: hostPath, a directory of the node',
    ]);
    expect(told('baseline', volumes(node, false))).toEqual([expect.stringMatching(/^warning /)]);
    expect(told('restricted', volumes({ nfs: { server: 'a', path: '/x' } }, true))).toEqual([
      'error spec.volumes[1].nfs: nfs, a volume of a kind that is not allowed',
    ]);
    expect(told('baseline', volumes({ nfs: { server: 'a', path: '/x' } }, true))).toEqual([]);
  });

  test('says once what a restricted one would refuse, where none enforces that', () => {
    const job = (name: string) =>
      change(APPLICATION, { 'metadata.name': name, 'spec.driver.securityContext': undefined });
    for (const beside of [[], [namespace('baseline')], [namespace('privileged')]]) {
      const [only, ...others] = findings(job('a'), job('b'), APPLICATION, ...beside);
      expect(others).toEqual([]);
      expect(only).toMatchObject({ severity: 'warning', objects: 2 });
      expect(only!.message).toMatch(
        /^no namespace with the profile restricted starts it: .* \(so in 2 of 3 objects\)$/,
      );
    }
    const restricted = [job('a'), job('b'), APPLICATION, namespace('restricted')];
    expect(problems(...restricted)).toEqual(
      Array.from({ length: 2 }, () => `${ID} spec.driver.securityContext`),
    );
  });
});
