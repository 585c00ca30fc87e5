import { join } from 'node:path';
import { Manifests } from '../cluster/support/manifests';
import { installOperator, refuseForeignCluster, uninstallOperator } from '../cluster/support/release';
import { eventually, kubectl, kubectlFeed, kubectlJson } from '../cluster/support/shell';
import { wide, WIDE } from './clusters/wide';
import { makeImages } from './support/images';

const config = (name: string, data: Record<string, string>): object => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: WIDE },
  data,
});

describe('every prop of an application reaches its pods', () => {
  const manifests = Manifests.synth(wide);

  beforeAll(async () => {
    refuseForeignCluster(manifests);
    makeImages();
    kubectl('create', 'namespace', WIDE);
    kubectlFeed(
      [
        {
          apiVersion: 'scheduling.k8s.io/v1',
          kind: 'PriorityClass',
          metadata: { name: WIDE },
          value: 1000,
        },
        config('settings', { FROM_MAP: 'yes' }),
        config('spark-settings', { 'spark-defaults.conf': 'spark.ui.showConsoleProgress false\n' }),
        config('hadoop-settings', { 'core-site.xml': '<configuration/>\n' }),
        {
          apiVersion: 'v1',
          kind: 'Secret',
          metadata: { name: 'settings', namespace: WIDE },
          stringData: { a: '1', b: '2' },
        },
      ],
      'apply',
    );
    kubectl('apply', '-f', join(manifests.folder, 'apply'));
    await installOperator(manifests);
  });

  afterAll(() => {
    kubectl('delete', 'namespace', WIDE, '--ignore-not-found', '--wait=false');
    kubectl('delete', 'priorityclass', WIDE, '--ignore-not-found');
    uninstallOperator();
    kubectl('wait', '--for=delete', `namespace/${WIDE}`, '--timeout=120s');
  });

  test.each(['three', 'four'])('%s', async (name) => {
    const [application] = manifests.objects('run').filter(({ metadata }) => metadata.name === name);
    kubectl('apply', '-f', join(manifests.folder, 'run', `${name}.yaml`));
    const pods = await eventually(`pods of ${name}`, 200, () => {
      const found = kubectlJson('-n', WIDE, 'get', 'pods', '-l', `spark-app-name=${name}`);
      const running = found.items.filter(({ status }: any) => status.phase === 'Running');
      return running.length === 2 ? running : undefined;
    });
    for (const role of ['driver', 'executor']) {
      const pod = pods.find(({ metadata }: any) => metadata.labels['spark-role'] === role);
      expectAsked(pod, role, application);
    }
    const services = kubectlJson('-n', WIDE, 'get', 'services').items;
    for (const [key, value] of [
      ['example.com/scrape', 'true'],
      ['example.com/a', '1'],
    ] as const) {
      expect(services.filter(({ metadata }: any) => metadata.annotations?.[key] === value)).toHaveLength(1);
    }
    kubectl('-n', WIDE, 'delete', 'sparkapplication', name, '--wait');
  });
});

/** The pod of a role has what the application says of it. */
function expectAsked(pod: any, role: string, { metadata, spec }: any): void {
  const asked = spec[role];
  expect(pod.metadata.labels).toMatchObject({
    ...metadata.labels,
    ...asked.labels,
    ...asked.template.metadata.labels,
  });
  expect(pod.metadata.annotations).toMatchObject(asked.annotations);
  const { containers, ...inTemplate } = asked.template.spec;
  expect(pod.spec).toMatchObject({
    ...inTemplate,
    affinity: asked.affinity,
    dnsConfig: asked.dnsConfig,
    hostAliases: asked.hostAliases,
    imagePullSecrets: [{ name: 'registry' }],
    priorityClassName: asked.priorityClassName,
    schedulerName: asked.schedulerName,
    securityContext: asked.podSecurityContext,
    serviceAccountName: asked.serviceAccount,
    shareProcessNamespace: asked.shareProcessNamespace,
    terminationGracePeriodSeconds: asked.terminationGracePeriodSeconds,
    tolerations: expect.arrayContaining(asked.tolerations),
    volumes: expect.arrayContaining([spec.volumes.find(({ name }: any) => name === 'scratch')]),
    initContainers: asked.initContainers,
  });
  const [own, beside] = pod.spec.containers;
  expect(beside).toMatchObject(asked.sidecars[0]);
  const some = (entries: any[]): unknown =>
    expect.arrayContaining(entries.map((entry) => expect.objectContaining(entry)));
  expect(own).toMatchObject({
    ...containers[0],
    imagePullPolicy: spec.imagePullPolicy,
    envFrom: asked.envFrom,
    lifecycle: asked.lifecycle,
    ports: some(asked.ports),
    securityContext: asked.securityContext,
    resources: { requests: { cpu: '150m', memory: '912Mi' }, limits: { cpu: '1', memory: '2Gi' } },
    env: some([
      ...asked.env.map(named),
      ...Object.entries(asked.envVars).map(([name, value]) => ({ name, value })),
      { name: 'SHORT', valueFrom: { secretKeyRef: asked.envSecretKeyRefs.SHORT } },
    ]),
    volumeMounts: some([
      ...asked.volumeMounts,
      { mountPath: '/settings' },
      { mountPath: '/secrets/settings' },
      { mountPath: '/etc/spark/conf' },
      { mountPath: '/etc/hadoop/conf' },
    ]),
  });
}

/** By its name; the API server fills in the rest of what it refers to. */
function named({ name }: any): object {
  return { name };
}
