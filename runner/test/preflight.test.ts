import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { main } from '../src/command';
import type { Result } from '../src/context';
import { Kubernetes } from '../src/kubernetes';
import { RunnerError } from '../src/outcome';
import { preflight, type PreflightProps } from '../src/preflight/preflight';
import { Progress } from '../src/progress';
import { templateOf } from '../src/template';
import { CERTIFICATE, FakeCluster } from './fake/cluster';
import { application, release, pace } from './fixtures';

const NAMESPACE = '/api/v1/namespaces/data';
const DEPLOYMENT = '/apis/apps/v1/namespaces/operator/deployments/spark-operator-controller';
const WEBHOOK = '/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations/spark-operator-webhook';
const SLICE = '/apis/discovery.k8s.io/v1/namespaces/operator/endpointslices/webhook';
const GROUP = '/apis/sparkoperator.k8s.io/v1beta2';
const DRIVER = 'system:serviceaccount:data:spark';
let cluster: FakeCluster;
let store: Server;
let output: string;

/** A cluster in which nothing is missing. */
beforeEach(async () => {
  output = '';
  store = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => store.listen(0, '127.0.0.1', resolve));
  cluster = await new FakeCluster().start();
  const put = (address: string, object: object): unknown =>
    cluster.objects.set(address, { metadata: { name: address.split('/').at(-1) }, ...object });
  put('/version', { gitVersion: 'v1.34.4' });
  put(GROUP, { resources: [{ name: 'sparkapplications' }, { name: 'sparkapplications/status' }] });
  put(NAMESPACE, { status: { phase: 'Active' } });
  put(DEPLOYMENT, {
    metadata: {
      name: 'spark-operator-controller',
      namespace: 'operator',
      labels: {
        'app.kubernetes.io/name': 'spark-operator',
        'app.kubernetes.io/component': 'controller',
        'app.kubernetes.io/version': '2.5.2',
      },
    },
    spec: {
      template: { spec: { containers: [{ args: ['controller', 'start', '--namespaces=data,other'] }] } },
    },
    status: { readyReplicas: 1 },
  });
  put(WEBHOOK, {
    webhooks: [
      {
        name: 'mutate--v1-pod.sparkoperator.k8s.io',
        clientConfig: {
          caBundle: Buffer.from(CERTIFICATE).toString('base64'),
          service: { namespace: 'operator', name: 'webhook-svc' },
        },
        rules: [{ resources: ['pods'] }],
        objectSelector: { matchLabels: { 'sparkoperator.k8s.io/launched-by-spark-operator': 'true' } },
        namespaceSelector: {
          matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values: ['data'] }],
        },
      },
    ],
  });
  put(SLICE, {
    metadata: { labels: { 'kubernetes.io/service-name': 'webhook-svc' } },
    endpoints: [{ conditions: { ready: true } }],
  });
  put(`${NAMESPACE}/secrets/lakefs-credentials`, {
    type: 'Opaque',
    data: { 'secret-key': 'Y2FuYXJ5LXNlY3JldA==' },
  });
  put(`${NAMESPACE}/secrets/pull`, {
    type: 'kubernetes.io/dockerconfigjson',
    data: { '.dockerconfigjson': 'Y2FuYXJ5' },
  });
  put(`${NAMESPACE}/configmaps/log4j`, { data: { 'log4j2.properties': '' } });
  put(`${NAMESPACE}/persistentvolumeclaims/scratch`, { status: { phase: 'Bound' } });
  put(`${NAMESPACE}/serviceaccounts/spark`, {});
  put('/apis/scheduling.k8s.io/v1/priorityclasses/batch', {});
  put('/apis/kueue.x-k8s.io/v1beta1/namespaces/data/localqueues/daily', {});
  put(`${NAMESPACE}/resourcequotas/team`, {
    status: {
      hard: { pods: '10', 'requests.memory': '20Gi', cpu: '16' },
      used: { pods: '1', 'requests.memory': '1Gi', cpu: '1' },
    },
  });
  put(`${NAMESPACE}/limitranges/pods`, {
    spec: { limits: [{ type: 'Container', max: { memory: '8Gi', cpu: '8' } }] },
  });
  put('/api/v1/nodes/one', {
    metadata: { labels: { disk: 'ssd' } },
    status: {
      allocatable: { cpu: '8', memory: '16Gi' },
      images: [{ names: ['docker.io/kronodroid/spark-iceberg:1.4.0'] }],
    },
  });
});
afterEach(async () => {
  expect(output).not.toContain('canary');
  await cluster.stop();
  await new Promise((resolve) => store.close(resolve));
});

function template(): PreflightProps['template'] {
  const given = application();
  const { spec, metadata } = given;
  const driver = {
    ...spec.driver,
    priorityClassName: 'batch',
    nodeSelector: { disk: 'ssd' },
    configMaps: [],
    volumeMounts: [],
  };
  const { name, data } = release(
    {
      ...given,
      metadata: { ...metadata, labels: { 'kueue.x-k8s.io/queue-name': 'daily' } },
      spec: {
        ...spec,
        driver,
        imagePullSecrets: ['pull'],
        sparkConfigMap: 'log4j',
        volumes: [{ name: 'scratch', persistentVolumeClaim: { claimName: 'scratch' } }],
        sparkConf: {
          ...spec.sparkConf,
          'spark.hadoop.fs.s3a.endpoint': `http://127.0.0.1:${(store.address() as AddressInfo).port}`,
        },
      },
    },
    { properties: {} },
  );
  return templateOf(data, name);
}

async function looking({
  template: given = template(),
  ...change
}: Partial<PreflightProps> = {}): Promise<Result> {
  const progress = new Progress({ write: (text) => (output += text) });
  const kubernetes = new Kubernetes(cluster.connection(), 'data', pace({ patienceMs: 500 }));
  const result = await preflight(
    { kubernetes, progress },
    {
      template: given,
      parameters: {},
      check: () => Promise.resolve([]),
      isolation: {
        title: 'branch main of lakeFS repository kronodroid',
        ask: () => Promise.resolve(undefined),
      },
      isInside: false,
      ...change,
    },
  );
  output += JSON.stringify(result);
  return result;
}

const not = (result: Result): unknown[] =>
  (result.checks as { id: string; verdict: string; what: string }[])
    .filter(({ verdict }) => verdict !== 'ok')
    .map(({ id, verdict, what }) => [verdict, id, what]);

const fine = (result: Result): string[] =>
  (result.checks as { id: string; verdict: string; what: string }[]).flatMap(({ id, verdict, what }) =>
    verdict === 'ok' ? [`${id}: ${what}`] : [],
  );

describe('preflight', () => {
  it('says nothing where all is there, and asks nothing that changes anything', async () => {
    const result = await looking();
    expect(not(result)).toEqual([]);
    expect(result).toMatchObject({
      outcome: 'ready',
      message: expect.stringMatching(
        /^nothing known is in the way of a run of job kronodroid-iceberg; \d\d things are/,
      ),
      counts: { wrong: 0, warning: 0, unknown: 0 },
    });
    const posts = new Set(cluster.requests.filter((request) => !request.startsWith('GET')));
    expect([...posts].every((post) => /reviews?$|sparkapplications$/.test(post))).toBe(true);
    expect(cluster.trials).toEqual(['All Strict']);
    expect(fine(result)).toEqual(
      expect.arrayContaining([
        'api-server: Kubernetes v1.34.4 answers',
        'namespace: namespace data is there',
        'definitions: the cluster has SparkApplication of sparkoperator.k8s.io/v1beta2',
        'namespace-watched: namespace data is watched by operator/spark-operator-controller',
        'operator: operator operator/spark-operator-controller 2.5.2 is ready',
        'webhook-endpoints: Service operator/webhook-svc of webhook mutate--v1-pod.sparkoperator.k8s.io has 1 endpoints',
        'admission: the API server would take the application',
        'rights: system:serviceaccount:data:runner has the rights of a run in namespace data',
        'driver-rights: account spark of the driver has the rights that it needs',
        'secret: Secret lakefs-credentials is there',
        'secret: Secret pull is there',
        'config-map: ConfigMap log4j is there',
        'claim: PersistentVolumeClaim scratch is there',
        'service-account: ServiceAccount spark is there',
        'priority-class: PriorityClass batch is there',
        'queue: LocalQueue daily of Kueue is there',
        'quota: quota team has 10 pods',
        'quota: quota team has 20Gi requests.memory',
        'quota: quota team has 16 cpu',
        'image: image kronodroid/spark-iceberg:1.4.0 is on 1 of 1 nodes',
        'isolation: branch main of lakeFS repository kronodroid answers with these credentials',
      ]),
    );
  });

  const edit = (address: string, change: (object: any) => void) => () => {
    const copy = structuredClone(cluster.objects.get(address)!);
    change(copy);
    cluster.objects.set(address, copy);
  };
  const take = (address: string) => () => {
    cluster.take(address);
  };

  it.each<[string, () => unknown, string, string]>([
    [
      'definitions',
      take(GROUP),
      'definitions',
      'the cluster has no SparkApplication of sparkoperator.k8s.io/v1beta2',
    ],
    [
      'a field of the definitions',
      () =>
        (cluster.refusal = { status: 400, message: 'strict decoding error: unknown field "spec.suspend"' }),
      'definition-fields',
      'unknown field "spec.suspend"',
    ],
    [
      'what lets it in',
      () => (cluster.refusal = { status: 422, message: 'spec is invalid' }),
      'admission',
      'the API server would refuse the application: it answers 422 spec is invalid',
    ],
    ['the operator', take(DEPLOYMENT), 'operator', 'no operator is installed in the cluster'],
    [
      'its pods',
      edit(DEPLOYMENT, (it) => (it.status.readyReplicas = 0)),
      'operator',
      'operator operator/spark-operator-controller 2.5.2 has no pod that is ready',
    ],
    [
      'the watch of the namespace',
      edit(DEPLOYMENT, (it) => (it.spec.template.spec.containers[0].args[2] = '--namespaces=other')),
      'namespace-watched',
      'no operator watches namespace data (operator/spark-operator-controller: other)',
    ],
    ['the webhook', take(WEBHOOK), 'webhook', 'no webhook of an operator changes pods, which driver.'],
    [
      'the namespace of the webhook',
      edit(WEBHOOK, (it) => (it.webhooks[0].namespaceSelector.matchExpressions[0].values = ['x'])),
      'webhook',
      'the webhook of the operator leaves namespace data out, which driver.',
    ],
    [
      'endpoints of the webhook',
      take(SLICE),
      'webhook-endpoints',
      'Service operator/webhook-svc of webhook mutate--v1-pod.sparkoperator.k8s.io has no endpoint that is ready',
    ],
    [
      'a ready endpoint',
      edit(SLICE, (it) => (it.endpoints[0].conditions.ready = false)),
      'webhook-endpoints',
      'has no endpoint that is ready',
    ],
    [
      'the CA bundle',
      edit(WEBHOOK, (it) => delete it.webhooks[0].clientConfig.caBundle),
      'webhook-ca',
      'has no CA bundle',
    ],
    ['the namespace', take(NAMESPACE), 'namespace', 'the cluster has no namespace data'],
    [
      'the life of the namespace',
      edit(NAMESPACE, (it) => (it.status.phase = 'Terminating')),
      'namespace',
      'namespace data is being deleted',
    ],
    [
      'a Secret',
      take(`${NAMESPACE}/secrets/lakefs-credentials`),
      'secret',
      'namespace data has no Secret lakefs-credentials, which spec.driver.env.2.valueFrom.secretKeyRef.name names',
    ],
    [
      'a key of a Secret',
      edit(`${NAMESPACE}/secrets/lakefs-credentials`, (it) => (it.data = { other: 'Y2FuYXJ5' })),
      'secret',
      'Secret lakefs-credentials has no key secret-key; it has other',
    ],
    [
      'the Secret of the registry',
      take(`${NAMESPACE}/secrets/pull`),
      'secret',
      'namespace data has no Secret pull',
    ],
    [
      'the type of that Secret',
      edit(`${NAMESPACE}/secrets/pull`, (it) => (it.type = 'Opaque')),
      'secret',
      'Secret pull is of type Opaque and can pull no image',
    ],
    ['a ConfigMap', take(`${NAMESPACE}/configmaps/log4j`), 'config-map', 'has no ConfigMap log4j'],
    [
      'a claim',
      take(`${NAMESPACE}/persistentvolumeclaims/scratch`),
      'claim',
      'has no PersistentVolumeClaim scratch',
    ],
    [
      'the volume of a claim',
      edit(`${NAMESPACE}/persistentvolumeclaims/scratch`, (it) => (it.status.phase = 'Lost')),
      'claim',
      'has lost its volume',
    ],
    [
      'the account of the driver',
      take(`${NAMESPACE}/serviceaccounts/spark`),
      'service-account',
      'has no ServiceAccount spark',
    ],
    [
      'a right of the driver',
      () => cluster.forbidden.push({ user: DRIVER, what: 'create pods' }),
      'driver-rights',
      'account spark of the driver may not create pods in namespace data',
    ],
    [
      'rights of the runner',
      () => cluster.forbidden.push({ what: 'create sparkapplications' }, { what: 'get pods/log' }),
      'rights',
      'system:serviceaccount:data:runner may not create sparkapplications, get pods/log in namespace data',
    ],
    [
      'a priority class',
      take('/apis/scheduling.k8s.io/v1/priorityclasses/batch'),
      'priority-class',
      'the cluster has no PriorityClass batch',
    ],
    [
      'a queue',
      take('/apis/kueue.x-k8s.io/v1beta1/namespaces/data/localqueues/daily'),
      'queue',
      'there is no LocalQueue daily of Kueue',
    ],
    [
      'room in a quota',
      edit(`${NAMESPACE}/resourcequotas/team`, (it) => (it.status.used.pods = '8')),
      'quota',
      'quota team has 10 pods, of which 8 are taken, and the job starts with 3',
    ],
    [
      'a quota that is large enough',
      edit(`${NAMESPACE}/resourcequotas/team`, (it) => (it.status.hard['requests.memory'] = '4Gi')),
      'quota',
      'quota team has 4Gi requests.memory, and the job starts with',
    ],
    [
      'a limit that is large enough',
      edit(`${NAMESPACE}/limitranges/pods`, (it) => (it.spec.limits[0].max.cpu = '1')),
      'limits',
      'LimitRange pods allows 1 cpu, and the executor asks for 2',
    ],
    [
      'the label of a node',
      edit('/api/v1/nodes/one', (it) => (it.metadata.labels = {})),
      'nodes',
      'no node is there for the driver: none has disk=ssd',
    ],
    [
      'a node that is large enough',
      edit('/api/v1/nodes/one', (it) => (it.status.allocatable.memory = '1Gi')),
      'nodes',
      'more than any node that it may be on has',
    ],
    ['the store', () => new Promise((resolve) => store.close(resolve)), 'server', 'does not answer: '],
  ])('names %s that is taken away', async (_, change, id, what) => {
    const props = { template: template() };
    await change();
    const result = await looking(props);
    expect(result).toMatchObject({
      outcome: 'not-ready',
      message: expect.stringContaining('in the way of a run of job'),
    });
    const found = not(result).filter(([verdict]: any) => verdict === 'wrong') as string[][];
    expect(found.map(([, found]) => found)).toEqual(found.map(() => id));
    expect(found.map(([, , said]) => said).join('\n')).toContain(what);
    expect(output).toContain(`(${id})\n  fix: `);
  });

  it('names a CA bundle that has expired', async () => {
    jest.spyOn(Date, 'now').mockReturnValue(Date.parse('2200-01-01'));
    const result = await looking();
    jest.restoreAllMocks();
    expect(not(result)).toEqual([['wrong', 'webhook-ca', expect.stringContaining('was valid until')]]);
  });

  it('names what the rules refuse, and a server of branches that does not know its keys', async () => {
    const result = await looking({
      check: () => Promise.resolve(['restart-policy: it restarts']),
      isolation: {
        title: 'branch main',
        ask: () => Promise.reject(new RunnerError('denied', 'lakeFS answered 401')),
      },
    });
    expect(not(result)).toEqual([
      ['wrong', 'rules', 'the rules refuse the application: restart-policy: it restarts'],
      ['wrong', 'isolation', 'branch main: lakeFS answered 401'],
    ]);
    expect(
      not(await looking({ isolation: { title: 'branch x', ask: () => Promise.resolve('there is none') } })),
    ).toEqual([['wrong', 'isolation', 'branch x: there is none']]);
  });

  it('says what it may not know, and that it is no hindrance', async () => {
    cluster.hidden.push(
      '/api/',
      '/apis/apps',
      '/apis/admission',
      '/apis/scheduling',
      '/apis/kueue',
      '/apis/authorization.k8s.io/v1/subjectaccess',
    );
    const result = await looking();
    expect(result).toMatchObject({ outcome: 'ready', counts: { wrong: 0 } });
    const unknown = not(result) as [string, string, string][];
    expect(new Set(unknown.map(([verdict]) => verdict))).toEqual(new Set(['unknown']));
    expect([...new Set(unknown.map(([, id]) => id))].sort()).toEqual(
      [
        ...['claim', 'config-map', 'driver-rights', 'image', 'limits', 'namespace', 'nodes', 'operator'],
        ...['priority-class', 'queue', 'quota', 'secret', 'service-account', 'webhook'],
      ].sort(),
    );
    expect(output).toContain('fix: the account may not get secrets; look yourself, or let it');
  });

  it('warns where it will not stop a run', async () => {
    cluster.objects.set(`${DEPLOYMENT}-2`, cluster.objects.get(DEPLOYMENT)!);
    expect(not(await looking())).toEqual([
      ['warning', 'operator', expect.stringContaining('2 operators watch namespace data')],
    ]);
  });

  it('looks for the operator where it is told to', async () => {
    expect(not(await looking({ operatorNamespace: 'elsewhere' }))).toEqual([
      ['wrong', 'operator', 'no operator is installed in namespace elsewhere'],
      ['wrong', 'webhook', expect.stringContaining('no webhook of an operator changes pods')],
    ]);
    expect(not(await looking({ operatorNamespace: 'operator' }))).toEqual([]);
  });

  it('fails on parameters that the contract does not allow', async () => {
    await expect(looking({ parameters: { image: 'x' } })).rejects.toMatchObject({ outcome: 'refused' });
  });

  describe('where a quota or a node', () => {
    const room = async (address: string, change: (object: any) => void): Promise<string[]> => {
      edit(address, change)();
      const checks = (await looking()).checks as { id: string; verdict: string; what: string }[];
      return checks.flatMap(({ id, verdict, what }) =>
        ['quota', 'limits', 'nodes', 'image'].includes(id) && verdict !== 'ok'
          ? [`${verdict} ${id}: ${what}`]
          : [],
      );
    };
    const QUOTA = `${NAMESPACE}/resourcequotas/team`;
    const LIMITS = `${NAMESPACE}/limitranges/pods`;
    const NODE = '/api/v1/nodes/one';

    it('has just enough, nothing is wrong', async () => {
      expect(
        await room(QUOTA, (it) => {
          it.status = { hard: { pods: '3', 'count/pods': 3, services: '0' } };
        }),
      ).toEqual([]);
      expect(
        await room(QUOTA, (it) => {
          it.status = {};
          it.spec = { hard: { pods: '2' } };
        }),
      ).toEqual(['wrong quota: quota team has 2 pods, and the job starts with 3']);
      expect(
        await room(QUOTA, (it) => {
          it.spec = { hard: { 'count/sparkapplications.sparkoperator.k8s.io': '0' } };
        }),
      ).toEqual([
        'wrong quota: quota team has 0 count/sparkapplications.sparkoperator.k8s.io, and the job starts with 1',
      ]);
    });

    it('counts memory, it is told in its unit', async () => {
      const told = await room(QUOTA, (it) => (it.status = { hard: { memory: '1Gi', 'requests.cpu': '1' } }));
      expect(told).toEqual([
        expect.stringMatching(/^wrong quota: quota team has 1Gi memory, and the job starts with \d+Mi$/),
        expect.stringMatching(/^wrong quota: quota team has 1 requests.cpu, and the job starts with \d+$/),
      ]);
    });

    it('limits something else, it is no matter', async () => {
      const limited = (type: string, max: object) => room(LIMITS, (it) => (it.spec.limits = [{ type, max }]));
      expect(await limited('PersistentVolumeClaim', { cpu: '0' })).toEqual([]);
      expect(await limited('Pod', { 'ephemeral-storage': '1' })).toEqual([]);
      expect(await limited('Pod', { memory: '1Mi' })).toEqual([
        expect.stringMatching(
          /^wrong limits: LimitRange pods allows 1Mi memory, and the driver asks for \d+Mi$/,
        ),
        expect.stringMatching(
          /^wrong limits: LimitRange pods allows 1Mi memory, and the executor asks for \d+Mi$/,
        ),
      ]);
    });

    it('takes no pods, it is none', async () => {
      expect(await room(NODE, (it) => (it.spec = { unschedulable: true }))).toEqual([
        'wrong nodes: no node is there for the driver: none has disk=ssd',
        'wrong nodes: no node is there for the executor',
        'unknown image: whether image kronodroid/spark-iceberg:1.4.0 can be pulled',
      ]);
    });

    it('has an image under a name of Docker Hub, it is known', async () => {
      const named = (name: string) => room(NODE, (it) => (it.status.images = [{ names: [name] }]));
      expect(await named('kronodroid/spark-iceberg:1.4.0')).toEqual([]);
      expect(await named('docker.io/library/kronodroid/spark-iceberg:1.4.0')).toEqual([]);
      expect(await named('quay.io/kronodroid/spark-iceberg:1.4.0')).toEqual([
        'unknown image: whether image kronodroid/spark-iceberg:1.4.0 can be pulled',
      ]);
    });

    it('does not say what it has, it may do', async () => {
      expect(await room(NODE, (it) => (it.status.allocatable = {}))).toEqual([]);
    });
  });
});

describe('preflight of files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'preflight-'));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });
  const named = (name: string, namespace = 'data'): object => {
    const { metadata, ...rest } = application();
    return { ...rest, metadata: { ...metadata, name, namespace } };
  };
  const file = (name: string, ...objects: object[]): string => {
    const path = join(folder, name);
    writeFileSync(path, objects.map((object) => stringify(object)).join('---\n'));
    return path;
  };
  async function spark(...args: string[]): Promise<{ code: number; result: Record<string, any> }> {
    let out = '';
    const code = await main(['node', 'spark-runner', 'preflight', ...args], {
      env: {},
      stdout: { write: (text) => (out += text) },
      stderr: { write: (text) => (output += text) },
      signal: new AbortController().signal,
      connect: () => Promise.resolve(cluster.connection()),
      pace: pace({ patienceMs: 500 }),
    });
    output += out;
    return { code, result: JSON.parse(out.trim().split('\n').at(-1)!) as Record<string, any> };
  }

  it('looks at each application as it stands, in its namespace', async () => {
    const files = [
      file('a.yaml', { kind: 'Namespace' }, named('etl'), named('report', 'elsewhere')),
      file('b.yaml', named('orders')),
    ];
    const { code, result } = await spark(...files);
    expect(code).toBe(14);
    expect(result.applications.map(({ job, namespace }: any) => [job, namespace])).toEqual([
      ['etl', 'data'],
      ['report', 'elsewhere'],
      ['orders', 'data'],
    ]);
    const wrongs = result.applications.map(({ checks }: any) =>
      checks.filter(({ verdict }: any) => verdict === 'wrong').map(({ id }: any) => id),
    );
    expect(wrongs[0]).toEqual(wrongs[2]);
    expect(wrongs[0]).not.toContain('namespace');
    expect(wrongs[1]).toContain('namespace');
    const all = result.applications.flatMap(({ checks }: any) => checks);
    expect(all.map(({ id }: any) => id)).not.toContain('isolation');
    expect(Object.values<number>(result.counts).reduce((sum, count) => sum + count)).toBe(all.length);
    const posts = cluster.requests.filter((request) => !request.startsWith('GET'));
    expect(posts.every((post) => /reviews?$|sparkapplications$/.test(post))).toBe(true);
    expect(cluster.trials).toEqual(['All Strict', 'All Strict', 'All Strict']);
  });

  it.each<[string, () => string[], string]>([
    [
      'no application',
      () => [file('n.yaml', { kind: 'Pod' })],
      'the files hold 0 SparkApplications; give files with 1 up to 100',
    ],
    [
      'too many',
      () => [file('m.yaml', ...Array.from({ length: 101 }, (_, index) => named(`etl-${index}`)))],
      'the files hold 101 SparkApplications; give files with 1 up to 100',
    ],
    ['a file that is not there', () => [join(folder, 'absent')], 'absent cannot be read: ENOENT'],
    [
      'a template beside',
      () => [file('t.yaml', named('etl')), '--template-config-map', 'x'],
      'give files, or a template with its parameters; files are looked at as they stand',
    ],
    [
      'parameters beside',
      () => [file('p.yaml', named('etl')), '--set', 'a=1'],
      'give files, or a template with',
    ],
    ['neither', () => [], 'give either --template or --template-config-map'],
  ])('fails on %s', async (_, args, message) => {
    const { code, result } = await spark(...args());
    expect({ code, message: result.message }).toEqual({ code: 2, message: expect.stringContaining(message) });
  });
});
