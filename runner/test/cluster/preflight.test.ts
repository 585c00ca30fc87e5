import { createServer, type AddressInfo, type Server } from 'node:net';
import { onRig } from '../../../test/cluster/support/target';
import { CERTIFICATE } from '../fake/cluster';
import { application, release } from '../fixtures';
import { Program, type Ended } from '../program';
import { Cluster, kubectl } from './support/cluster';
import { eventually } from './support/eventually';
import { LakeFsServer } from './support/lakefs-server';

/** An image that only waits, for the job too: pods of the operator see to it that it is on a node. */
const PAUSE = onRig() ? 'localhost/pause:1' : 'registry.k8s.io/pause:3.10';
const outputs: string[] = [];
let program: Program;
let cluster: Cluster;
let lakefs: LakeFsServer;
let store: Server;
let environment: Record<string, string>;
let released: string;
/** Name of what belongs to no namespace. */
let global: string;

const inCore = { apiGroups: [''] };
const READER = [
  {
    ...inCore,
    resources: [
      'namespaces',
      'nodes',
      'resourcequotas',
      'limitranges',
      'serviceaccounts',
      'secrets',
      'persistentvolumeclaims',
    ],
    verbs: ['get', 'list'],
  },
  { ...inCore, resources: ['configmaps'], verbs: ['get'] },
  { apiGroups: ['apps'], resources: ['deployments'], verbs: ['list'] },
  { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: ['list'] },
  { apiGroups: ['scheduling.k8s.io'], resources: ['priorityclasses'], verbs: ['get'] },
  {
    apiGroups: ['admissionregistration.k8s.io'],
    resources: ['mutatingwebhookconfigurations'],
    verbs: ['list'],
  },
  { apiGroups: ['authorization.k8s.io'], resources: ['subjectaccessreviews'], verbs: ['create'] },
];
const SUBMITTER = [
  {
    apiGroups: ['sparkoperator.k8s.io'],
    resources: ['sparkapplications', 'sparkapplications/status'],
    verbs: ['create', 'get', 'list', 'watch', 'patch', 'delete'],
  },
  { ...inCore, resources: ['pods', 'pods/log'], verbs: ['get', 'list'] },
  { ...inCore, resources: ['events'], verbs: ['list'] },
];

/** With a size of its own: the largest one of the LimitRange would be taken otherwise, for which no node has room. */
const waiting = (args: string[]): object => ({
  name: 'pause',
  image: PAUSE,
  args,
  resources: { requests: { cpu: '10m', memory: '16Mi' }, limits: { cpu: '100m', memory: '64Mi' } },
});

const labelled = (labels: Record<string, string>, args: string[]): object => ({
  replicas: 1,
  selector: { matchLabels: labels },
  template: {
    metadata: { labels },
    spec: { terminationGracePeriodSeconds: 0, containers: [waiting(args)] },
  },
});

/** Everything that a run needs, an operator that only waits included. */
function objects(): Record<string, any> {
  const { namespace } = cluster;
  const meta = (name: string, labels: object = {}): object => ({ name, namespace, labels });
  const component = (name: string): Record<string, string> => ({
    'app.kubernetes.io/name': 'spark-operator',
    'app.kubernetes.io/component': name,
  });
  const role = 'rbac.authorization.k8s.io';
  return {
    operator: {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: meta('operator-controller', component('controller')),
      spec: labelled(component('controller'), ['controller', 'start', `--namespaces=${namespace}`]),
    },
    service: {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: meta('operator-webhook'),
      spec: { selector: component('controller'), ports: [{ port: 443 }] },
    },
    webhook: {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'MutatingWebhookConfiguration',
      metadata: { name: global },
      webhooks: [
        {
          name: 'pods.sparkoperator.k8s.io',
          clientConfig: {
            caBundle: Buffer.from(CERTIFICATE).toString('base64'),
            service: { namespace, name: 'operator-webhook', path: '/' },
          },
          rules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] }],
          objectSelector: { matchLabels: { 'sparkoperator.k8s.io/launched-by-spark-operator': 'true' } },
          namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
          sideEffects: 'None',
          failurePolicy: 'Ignore',
          admissionReviewVersions: ['v1'],
        },
      ],
    },
    secret: {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: meta('lakefs-credentials'),
      stringData: { 'secret-key': 'canary-job-key' },
    },
    pullSecret: {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: meta('pull'),
      type: 'kubernetes.io/dockerconfigjson',
      stringData: { '.dockerconfigjson': '{"auths":{}}' },
    },
    configMap: {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: meta('log4j'),
      data: { 'log4j2.properties': '' },
    },
    claim: {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: meta('scratch'),
      spec: {
        accessModes: ['ReadWriteOnce'],
        storageClassName: 'none',
        resources: { requests: { storage: '1Gi' } },
      },
    },
    account: { apiVersion: 'v1', kind: 'ServiceAccount', metadata: meta('spark') },
    driverRole: {
      apiVersion: `${role}/v1`,
      kind: 'Role',
      metadata: meta('spark'),
      rules: [
        { ...inCore, resources: ['pods', 'configmaps', 'services', 'persistentvolumeclaims'], verbs: ['*'] },
      ],
    },
    driverBinding: {
      apiVersion: `${role}/v1`,
      kind: 'RoleBinding',
      metadata: meta('spark'),
      roleRef: { apiGroup: role, kind: 'Role', name: 'spark' },
      subjects: [{ kind: 'ServiceAccount', name: 'spark', namespace }],
    },
    submitterRole: { apiVersion: `${role}/v1`, kind: 'Role', metadata: meta('runner'), rules: SUBMITTER },
    readerRole: { apiVersion: `${role}/v1`, kind: 'ClusterRole', metadata: { name: global }, rules: READER },
    readerBinding: {
      apiVersion: `${role}/v1`,
      kind: 'ClusterRoleBinding',
      metadata: { name: global },
      roleRef: { apiGroup: role, kind: 'ClusterRole', name: global },
      subjects: [{ kind: 'ServiceAccount', name: 'runner', namespace }],
    },
    quota: {
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: meta('team'),
      spec: { hard: { pods: '50' } },
    },
    limits: {
      apiVersion: 'v1',
      kind: 'LimitRange',
      metadata: meta('pods'),
      spec: { limits: [{ type: 'Container', max: { cpu: '64' } }] },
    },
    priority: {
      apiVersion: 'scheduling.k8s.io/v1',
      kind: 'PriorityClass',
      metadata: { name: global },
      value: 1,
    },
  };
}

/** The application, whose driver is small enough for a node of two cores. */
function releaseOf(port: number): ReturnType<typeof release> {
  const given = application();
  const { spec, metadata } = given;
  return release(
    {
      ...given,
      metadata: { ...metadata, namespace: cluster.namespace },
      spec: {
        ...spec,
        image: PAUSE,
        imagePullSecrets: ['pull'],
        sparkConfigMap: 'log4j',
        volumes: [{ name: 'scratch', persistentVolumeClaim: { claimName: 'scratch' } }],
        sparkConf: { ...spec.sparkConf, 'spark.hadoop.fs.s3a.endpoint': `http://127.0.0.1:${port}` },
        driver: { ...spec.driver, memory: '512m', priorityClassName: global },
        executor: { ...spec.executor, cores: 1, instances: 1, memory: '512m' },
      },
    },
    { properties: {} },
  );
}

beforeAll(async () => {
  program = Program.bundle();
  [cluster, lakefs] = await Promise.all([Cluster.start(), LakeFsServer.start()]);
  global = `preflight-${cluster.namespace}`;
  store = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => store.listen(0, '127.0.0.1', resolve));
  const token = cluster.accountToken('runner', SUBMITTER);
  const config = JSON.parse(kubectl('config', 'view', '--raw', '--minify', '--flatten', '-o', 'json'));
  config.users = config.users.map(({ name }: { name: string }) => ({ name, user: { token } }));
  config.contexts[0].context.namespace = cluster.namespace;
  environment = { ...lakefs.env(), KUBECONFIG: program.write('account', JSON.stringify(config)) };
  const { name, data } = releaseOf((store.address() as AddressInfo).port);
  released = name;
  const metadata = { name, namespace: cluster.namespace };
  cluster.apply(...Object.values(objects()), { apiVersion: 'v1', kind: 'ConfigMap', metadata, data });
  kubectl('-n', cluster.namespace, 'rollout', 'status', 'deploy/operator-controller', '--timeout=120s');
});
afterAll(async () => {
  for (const kind of ['mutatingwebhookconfiguration', 'priorityclass', 'clusterrolebinding', 'clusterrole']) {
    kubectl('delete', kind, global, '--ignore-not-found');
  }
  store.close();
  await Promise.all([cluster.stop(), lakefs.stop()]);
});

async function preflight(env = environment): Promise<Ended> {
  const end = await program.run(
    ['preflight', '--template-config-map', released, '--operator-namespace', cluster.namespace],
    env,
  );
  outputs.push(end.stdout, end.stderr);
  return end;
}

const wrong = ({ result }: Ended): string[] =>
  (result.checks as { id: string; verdict: string }[]).flatMap(({ id, verdict }) =>
    verdict === 'wrong' ? [id] : [],
  );

const patch = (what: string, change: object): void => {
  const { kind, metadata } = objects()[what];
  kubectl(
    '-n',
    cluster.namespace,
    'patch',
    kind,
    metadata.name,
    '--type=merge',
    '-p',
    JSON.stringify(change),
  );
};
const take = (what: string) => (): void => {
  const { kind, metadata } = objects()[what];
  kubectl('-n', cluster.namespace, 'delete', kind, metadata.name);
};

describe('preflight on a real API server', () => {
  it('finds nothing where all is there', async () => {
    const end = await eventually('readiness', 60, async () => {
      const seen = await preflight();
      return seen.code === 0 ? seen : undefined;
    });
    expect(end.result).toMatchObject({ outcome: 'ready', counts: { wrong: 0, warning: 0, unknown: 0 } });
  });

  it.each<[string, () => void, string, string]>([
    [
      'the operator',
      () =>
        kubectl('-n', cluster.namespace, 'label', 'deploy/operator-controller', 'app.kubernetes.io/name-'),
      'operator',
      'operator',
    ],
    [
      'its pods',
      () => {
        patch('operator', { spec: { replicas: 0 } });
      },
      'operator,webhook-endpoints',
      'operator',
    ],
    [
      'the watch of the namespace',
      () => {
        patch('operator', {
          spec: {
            template: {
              spec: { containers: [waiting(['controller', '--namespaces=other'])] },
            },
          },
        });
      },
      'namespace-watched',
      'operator',
    ],
    ['the webhook', take('webhook'), 'webhook', 'webhook'],
    [
      'the endpoints of the webhook',
      () => {
        patch('service', { spec: { selector: { 'app.kubernetes.io/component': 'none' } } });
      },
      'webhook-endpoints',
      'service',
    ],
    [
      'the CA bundle',
      () =>
        kubectl(
          'patch',
          'mutatingwebhookconfiguration',
          global,
          '--type=json',
          '-p',
          '[{"op":"remove","path":"/webhooks/0/clientConfig/caBundle"}]',
        ),
      'webhook-ca',
      'webhook',
    ],
    ['a Secret', take('secret'), 'secret', 'secret'],
    [
      'a key of a Secret',
      () =>
        kubectl(
          '-n',
          cluster.namespace,
          'patch',
          'secret',
          'lakefs-credentials',
          '--type=json',
          '-p',
          '[{"op":"remove","path":"/data/secret-key"}]',
        ),
      'secret',
      'secret',
    ],
    ['the Secret of the registry', take('pullSecret'), 'secret', 'pullSecret'],
    ['a ConfigMap', take('configMap'), 'config-map', 'configMap'],
    ['a claim', take('claim'), 'claim', 'claim'],
    ['the account of the driver', take('account'), 'service-account', 'account'],
    ['the rights of the driver', take('driverBinding'), 'driver-rights', 'driverBinding'],
    [
      'rights of the runner',
      () => {
        patch('submitterRole', { rules: SUBMITTER.slice(1) });
      },
      'rights',
      'submitterRole',
    ],
    [
      'room in the quota',
      () => {
        patch('quota', { spec: { hard: { pods: '2' } } });
      },
      'quota',
      'quota',
    ],
    [
      'the largest container',
      () => {
        patch('limits', { spec: { limits: [{ type: 'Container', max: { cpu: '500m' } }] } });
      },
      'limits',
      'limits',
    ],
    ['the priority class', take('priority'), 'priority-class', 'priority'],
  ])('names %s that is taken away', async (_, change, ids, restored) => {
    try {
      change();
      const seen = await eventually(`word of ${ids}`, 90, async () => {
        const end = await preflight();
        return [...new Set(wrong(end))].sort().join(',') === ids ? end : undefined;
      });
      expect(seen).toMatchObject({ code: 14, result: { outcome: 'not-ready' } });
    } finally {
      cluster.apply(objects()[restored]);
      await eventually('readiness again', 90, async () =>
        (await preflight()).code === 0 ? true : undefined,
      );
    }
  });

  it('names keys of lakeFS that let nobody in, and a store that is away', async () => {
    expect(wrong(await preflight({ ...environment, LAKEFS_SECRET_ACCESS_KEY: 'canary-wrong-key' }))).toEqual([
      'isolation',
    ]);
    await new Promise((resolve) => store.close(resolve));
    expect(wrong(await preflight())).toEqual(['server']);
  });

  it('has changed nothing and shown no secret', async () => {
    expect(await cluster.applications()).toEqual([]);
    expect(outputs.join('\n')).not.toContain('canary');
  });
});
