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

  it('says what it may not know of an operator in a namespace, and of definitions and endpoints', async () => {
    cluster.hidden.push('/apis/apps', GROUP, '/apis/discovery');
    const result = await looking({ operatorNamespace: 'operator' });
    expect(not(result)).toEqual([
      ['unknown', 'definitions', 'SparkApplication of sparkoperator.k8s.io/v1beta2'],
      ['unknown', 'operator', 'whether an operator runs in namespace operator'],
      [
        'unknown',
        'webhook-endpoints',
        'whether Service operator/webhook-svc of webhook mutate--v1-pod.sparkoperator.k8s.io has endpoints',
      ],
      [
        'unknown',
        'admission',
        expect.stringContaining('whether the API server would take the application: '),
      ],
    ]);
    for (const right of [
      'read the API groups',
      'list deployments there',
      'list endpointslices in namespace operator',
    ])
      expect(output).toContain(`fix: the account may not ${right}; look yourself, or let it`);
  });

  it('knows nothing of lists that the API server does not have', async () => {
    cluster.fault = ({ path }) =>
      /\/(?:deployments|mutatingwebhookconfigurations|resourcequotas|limitranges|nodes)$/.test(path)
        ? { status: 404, body: { message: 'no such list' } }
        : undefined;
    expect(not(await looking())).toEqual([
      ['wrong', 'operator', 'no operator is installed in the cluster'],
      ['wrong', 'webhook', expect.stringContaining('no webhook of an operator changes pods')],
      ['unknown', 'nodes', 'whether driver and executors fit on a node'],
      ['unknown', 'image', 'whether image kronodroid/spark-iceberg:1.4.0 can be pulled'],
    ]);
  });

  it('says what it may not ask of its own rights', async () => {
    cluster.hidden.push('/apis/auth');
    expect(not(await looking())).toEqual([
      ['unknown', 'rights', 'what the account may do'],
      ['unknown', 'driver-rights', 'what the account spark of the driver may do'],
    ]);
  });

  it('says which version it cannot read', async () => {
    cluster.hidden.push('/version');
    expect(not(await looking())).toEqual([['unknown', 'api-server', 'the version of the API server']]);
  });

  const change = async (address: string, edited: (object: any) => void): Promise<unknown[]> => {
    edit(address, edited)();
    return not(await looking());
  };
  const controller = (edited: (object: any) => void): Promise<unknown[]> => change(DEPLOYMENT, edited);
  const argue = (it: any, ...args: unknown[]): void => {
    it.spec.template.spec.containers = [{ args }];
  };
  const unready = expect.stringContaining(' has no pod that is ready');

  it('knows a controller by its label, and by its arguments where it has none', async () => {
    expect(await controller((it) => delete it.metadata.labels['app.kubernetes.io/component'])).toEqual([]);
    expect(
      await controller((it) => {
        argue(it, 'webhook', 'start');
      }),
    ).toEqual([['wrong', 'operator', 'no operator is installed in the cluster']]);
    expect(
      await controller((it) => (it.spec.template.spec.containers = [{ command: ['controller'] }])),
    ).toEqual([]);
    expect(await controller((it) => (it.metadata.labels['app.kubernetes.io/component'] = 'webhook'))).toEqual(
      [['wrong', 'operator', 'no operator is installed in the cluster']],
    );
  });

  it.each<[string, unknown[], boolean]>([
    ['the namespace', ['--namespaces=data'], true],
    ['it among others, in quotes', ['--namespaces="other,data"'], true],
    ['all that are none', ['--namespaces='], true],
    ['all', ['start'], true],
    ['all, with an argument that is none', [7], true],
    ['others', ['--namespaces=other,data-2'], false],
  ])('knows that a controller watches %s', async (_, args, watches) => {
    const found = await controller((it) => {
      argue(it, ...args);
    });
    expect(found).toEqual(
      watches ? [] : [['wrong', 'namespace-watched', expect.stringMatching(/controller: other, data-2\)$/)]],
    );
  });

  it('says what it knows of a controller that says little', async () => {
    expect(await controller((it) => delete it.status)).toEqual([['wrong', 'operator', unready]]);
    expect(await controller((it) => delete it.metadata.labels['app.kubernetes.io/version'])).toEqual([
      [
        'wrong',
        'operator',
        'operator operator/spark-operator-controller of no known version has no pod that is ready',
      ],
    ]);
    expect(await controller((it) => (it.metadata = { labels: it.metadata.labels }))).toEqual([
      ['wrong', 'operator', 'operator / of no known version has no pod that is ready'],
    ]);
  });

  const selecting = (selector: object | undefined, more: object = {}): Promise<unknown[]> =>
    change(WEBHOOK, (it) => {
      const [webhook] = it.webhooks;
      it.webhooks = [{ ...webhook, namespaceSelector: selector, ...more }];
    });
  const NAME_LABEL = 'kubernetes.io/metadata.name';
  const expression = (operator: string, ...values: string[]) => ({
    matchExpressions: [{ key: NAME_LABEL, operator, values }],
  });

  it.each<[object | undefined, boolean]>([
    [undefined, true],
    [{ matchLabels: { [NAME_LABEL]: 'data' } }, true],
    [{ matchLabels: { [NAME_LABEL]: 'other' } }, false],
    [{ matchLabels: { team: 'a' } }, true],
    [expression('In', 'other', 'data'), true],
    [expression('In', 'other'), false],
    [expression('NotIn', 'other'), true],
    [expression('NotIn', 'data'), false],
    [{ matchExpressions: [{ key: 'team', operator: 'In', values: ['a'] }] }, true],
    [
      {
        matchExpressions: [
          ...expression('In', 'data').matchExpressions,
          ...expression('In', 'x').matchExpressions,
        ],
      },
      false,
    ],
  ])('knows whether the webhook takes a namespace by %j: %s', async (selector, covered) => {
    expect(await selecting(selector)).toEqual(
      covered
        ? []
        : [['wrong', 'webhook', expect.stringContaining('leaves namespace data out, which driver.')]],
    );
  });

  it('knows the webhook of pods of Spark from others', async () => {
    const none = [['wrong', 'webhook', expect.stringContaining('no webhook of an operator changes pods')]];
    expect(await selecting({}, { objectSelector: { matchLabels: { other: 'true' } } })).toEqual(none);
    cluster.objects.set(WEBHOOK, { webhooks: [{ rules: [{ resources: ['sparkapplications'] }] }, {}] });
    expect(not(await looking())).toEqual(none);
  });

  it('warns where no field needs the webhook', async () => {
    cluster.take(WEBHOOK);
    const { name, data } = release(application(), { properties: {} });
    const { spec, ...rest } = templateOf(data, name).application;
    const bare = {
      ...rest,
      spec: {
        ...Object.fromEntries(
          ['type', 'mode', 'sparkVersion', 'image', 'mainApplicationFile'].map((key) => [key, spec[key]]),
        ),
        arguments: ['main', 'kronodroid'],
        sparkConf: spec.sparkConf,
        driver: { cores: 1, memory: '1g' },
        executor: { cores: 1, memory: '1g' },
      },
    };
    const plain = { ...templateOf(data, name), application: bare } as PreflightProps['template'];
    const result = await looking({
      template: { ...plain, contract: { ...plain.contract, 'x-isolation': 'none' } },
    });
    expect(result).toMatchObject({ counts: { warning: 1 } });
    expect(output).toContain(
      'warning: no webhook of an operator changes pods; the application has no field that needs it (webhook)\n  fix: turn webhook.enable of the release on',
    );
  });

  it('names a CA bundle that is none', async () => {
    const bundle = (text: string) => (it: any) =>
      (it.webhooks[0].clientConfig.caBundle = Buffer.from(text).toString('base64'));
    expect(await change(WEBHOOK, bundle('no certificate'))).toEqual([
      ['wrong', 'webhook-ca', expect.stringContaining('has no CA bundle')],
    ]);
    const broken = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----';
    expect(await change(WEBHOOK, bundle(broken))).toEqual([
      ['unknown', 'webhook-ca', expect.stringMatching(/^the CA bundle of webhook .* cannot be read$/)],
    ]);
    expect(await change(WEBHOOK, bundle(`# of the cluster\n${CERTIFICATE}`))).toEqual([]);
  });

  it.each([
    [{ status: 403, message: 'no' }, 'unknown', 'admission'],
    [{ status: 404, message: 'no' }, 'unknown', 'admission'],
    [{ status: 422, message: `${'x'.repeat(60)} 403 ` }, 'wrong', 'admission'],
    [{ status: 400, message: 'unknown field "spec.x"' }, 'wrong', 'definition-fields'],
  ])('takes the refusal %j for %s %s', async (refusal, verdict, id) => {
    cluster.refusal = refusal;
    expect(not(await looking())).toEqual([[verdict, id, expect.stringContaining(refusal.message)]]);
  });

  it.each<[string, object, unknown[]]>([
    [
      'a queue of Volcano',
      { batchScheduler: 'volcano', batchSchedulerOptions: { queue: 'gone' } },
      ['wrong', 'queue', 'there is no queue gone of Volcano'],
    ],
    [
      'a queue of Volcano that is there',
      { batchScheduler: 'volcano', batchSchedulerOptions: { queue: 'nightly' } },
      [],
    ],
    ['no queue of Volcano', { batchScheduler: 'volcano' }, []],
    ['a queue of nothing', { batchSchedulerOptions: { queue: 'gone' } }, []],
    [
      'a queue of another',
      { batchScheduler: 'yunikorn', batchSchedulerOptions: { queue: 'gone' } },
      ['unknown', 'queue', 'queue gone of yunikorn'],
    ],
  ])('looks for %s', async (_, more, expected) => {
    cluster.objects.set('/apis/scheduling.volcano.sh/v1beta1/queues/nightly', {});
    const given = template();
    const { spec } = given.application;
    const result = await looking({
      template: { ...given, application: { ...given.application, spec: { ...spec, ...more } } },
    });
    expect(not(result).filter(([, id]: any) => id === 'queue')).toEqual(
      expected.length === 0 ? [] : [expected],
    );
  });

  it('asks for the account of the driver wherever it stands, and for default where it does not', async () => {
    const given = template();
    const { spec } = given.application;
    const accountIn = async (driver: object): Promise<unknown[]> => {
      const own = { cores: 1, memory: '2g', env: spec.driver!.env, ...driver };
      const application = { ...given.application, spec: { ...spec, driver: own } };
      return (not(await looking({ template: { ...given, application } })) as string[][]).filter(
        ([, id]) => id === 'driver-rights',
      );
    };
    const may = (name: string) => [
      ['wrong', 'driver-rights', `account ${name} of the driver may not create pods in namespace data`],
    ];
    for (const name of ['own', 'templates', 'default'])
      cluster.forbidden.push({ user: `system:serviceaccount:data:${name}`, what: 'create pods' });
    expect(await accountIn({ serviceAccount: 'own' })).toEqual(may('own'));
    expect(await accountIn({ template: { spec: { serviceAccountName: 'templates' } } })).toEqual(
      may('templates'),
    );
    expect(await accountIn({})).toEqual(may('default'));
    expect(await accountIn({ serviceAccount: '' })).toEqual(may('default'));
  });

  it.each([
    ['kubernetes.io/dockercfg', true],
    ['kubernetes.io/dockerconfigjson', true],
    ['xkubernetes.io/dockercfg', false],
    ['kubernetes.io/dockercfgs', false],
    [undefined, false],
  ])('takes a Secret of type %s for one of a registry: %s', async (type, can) => {
    const found = await change(`${NAMESPACE}/secrets/pull`, (it) => (it.type = type));
    expect(found).toEqual(
      can ? [] : [['wrong', 'secret', `Secret pull is of type ${type ?? 'Opaque'} and can pull no image`]],
    );
  });

  it('finds keys in either part of an object, and says where there are none', async () => {
    const SECRET = `${NAMESPACE}/secrets/lakefs-credentials`;
    expect(
      await change(SECRET, (it) => {
        it.data = { a: 'x' };
        it.binaryData = { 'secret-key': 'x' };
      }),
    ).toEqual([]);
    expect(
      await change(SECRET, (it) => {
        it.data = { b: 'x', a: 'x' };
        delete it.binaryData;
      }),
    ).toEqual([['wrong', 'secret', 'Secret lakefs-credentials has no key secret-key; it has a, b']]);
    expect(await change(SECRET, (it) => delete it.data)).toEqual([
      ['wrong', 'secret', 'Secret lakefs-credentials has no key secret-key; it has none'],
    ]);
  });

  it('says of a server inside of the cluster that it can be asked only there', async () => {
    const given = template();
    const { spec } = given.application;
    const at = (endpoint: string): PreflightProps['template'] => ({
      ...given,
      application: {
        ...given.application,
        spec: { ...spec, sparkConf: { ...spec.sparkConf, 'spark.hadoop.fs.s3a.endpoint': endpoint } },
      },
    });
    const inside = at('http://minio.storage.svc:9000');
    const title = 'server minio.storage.svc:9000 of the job';
    expect(not(await looking({ template: inside }))).toEqual([
      ['unknown', 'server', `${title}, a Service of the cluster`],
    ]);
    expect(not(await looking({ template: inside, isInside: true }))).toEqual([
      ['wrong', 'server', expect.stringContaining(`${title} does not answer: `)],
    ]);
    expect(not(await looking({ template: at('http://127.0.0.1:1') }))).toEqual([
      ['wrong', 'server', expect.stringContaining('server 127.0.0.1:1 of the job does not answer: ')],
    ]);
  });

  it('says how a server of branches is mended', async () => {
    const asking = async (error: Error): Promise<unknown> => {
      output = '';
      await looking({ isolation: { title: 'it', ask: () => Promise.reject(error) } });
      return /\(isolation\)\n  fix: (.*)/.exec(output)?.[1];
    };
    expect(await asking(new RunnerError('denied', 'x'))).toBe('give this runner keys that may use it');
    expect(await asking(new RunnerError('refused', 'x'))).toBe(
      'set its address and keys, and see that it answers',
    );
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

    it.each([
      ['taken', { hard: { pods: '10' }, used: { pods: '7' } }, []],
      [
        'not enough left',
        { hard: { pods: '10' }, used: { pods: '8' } },
        ['wrong quota: quota team has 10 pods, of which 8 are taken, and the job starts with 3'],
      ],
      ['no number', { hard: { pods: 'x' } }, []],
      ['no number that is taken', { hard: { pods: '1' }, used: { pods: 'x' } }, []],
      ['another resource', { hard: { 'requests.storage': '0' } }, []],
    ])('has %s, it is counted', async (_, status, expected) => {
      expect(await room(QUOTA, (it) => (it.status = status))).toEqual(expected);
    });

    it('may be too small for what the job grows to, it is a warning', async () => {
      const given = template();
      const { spec } = given.application;
      const growing = {
        ...spec,
        dynamicAllocation: { enabled: true, initialExecutors: 1, minExecutors: 1, maxExecutors: 9 },
      };
      edit(QUOTA, (it) => (it.status = { hard: { pods: '9', 'count/pods': '10' } }))();
      const result = await looking({
        template: { ...given, application: { ...given.application, spec: growing } },
      });
      expect(not(result)).toEqual([
        ['warning', 'quota', 'quota team has 9 pods, and the job may grow to 10'],
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
