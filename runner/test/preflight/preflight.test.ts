import type { Result } from '../../src/context';
import { RunnerError } from '../../src/outcome';
import { DEPLOYMENT, GROUP, NAMESPACE, notWell, ReadyCluster, SLICE, WEBHOOK } from './world';

const DRIVER = 'system:serviceaccount:data:spark';
const world = ReadyCluster.forEachTest();

const edit = (address: string, change: (object: any) => void) => () => {
  world.edit(address, change);
};
const take = (address: string) => () => {
  world.cluster.take(address);
};

const fine = (result: Result): string[] =>
  (result.checks as { id: string; verdict: string; what: string }[]).flatMap(({ id, verdict, what }) =>
    verdict === 'ok' ? [`${id}: ${what}`] : [],
  );

describe('preflight', () => {
  it('says nothing where all is there, and asks nothing that changes anything', async () => {
    const result = await world.looking();
    expect(notWell(result)).toEqual([]);
    expect(result).toMatchObject({
      outcome: 'ready',
      message: expect.stringMatching(
        /^nothing known is in the way of a run of job kronodroid-iceberg; \d\d things are/,
      ),
      counts: { wrong: 0, warning: 0, unknown: 0 },
    });
    const posts = new Set(world.cluster.requests.filter((request) => !request.startsWith('GET')));
    expect([...posts].every((post) => /reviews?$|sparkapplications$/.test(post))).toBe(true);
    expect(world.cluster.trials).toEqual(['All Strict']);
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
        (world.cluster.refusal = {
          status: 400,
          message: 'strict decoding error: unknown field "spec.suspend"',
        }),
      'definition-fields',
      'unknown field "spec.suspend"',
    ],
    [
      'what lets it in',
      () => (world.cluster.refusal = { status: 422, message: 'spec is invalid' }),
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
      () => world.cluster.forbidden.push({ user: DRIVER, what: 'create pods' }),
      'driver-rights',
      'account spark of the driver may not create pods in namespace data',
    ],
    [
      'rights of the runner',
      () => world.cluster.forbidden.push({ what: 'create sparkapplications' }, { what: 'get pods/log' }),
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
    ['the store', () => new Promise((resolve) => world.store.close(resolve)), 'server', 'does not answer: '],
  ])('names %s that is taken away', async (_, change, id, what) => {
    const props = { template: world.template() };
    await change();
    const result = await world.looking(props);
    expect(result).toMatchObject({
      outcome: 'not-ready',
      message: expect.stringContaining('in the way of a run of job'),
    });
    const found = notWell(result).filter(([verdict]: any) => verdict === 'wrong') as string[][];
    expect(found.map(([, found]) => found)).toEqual(found.map(() => id));
    expect(found.map(([, , said]) => said).join('\n')).toContain(what);
    expect(world.output).toContain(`(${id})\n  fix: `);
  });

  it('names what the rules refuse, and a server of branches that does not know its keys', async () => {
    const result = await world.looking({
      check: () => Promise.resolve(['restart-policy: it restarts']),
      isolation: {
        title: 'branch main',
        ask: () => Promise.reject(new RunnerError('denied', 'lakeFS answered 401')),
      },
    });
    expect(notWell(result)).toEqual([
      ['wrong', 'rules', 'the rules refuse the application: restart-policy: it restarts'],
      ['wrong', 'isolation', 'branch main: lakeFS answered 401'],
    ]);
    expect(
      notWell(
        await world.looking({
          isolation: { title: 'branch x', ask: () => Promise.resolve('there is none') },
        }),
      ),
    ).toEqual([['wrong', 'isolation', 'branch x: there is none']]);
  });

  it('says what it may not know, and that it is no hindrance', async () => {
    world.cluster.hidden.push(
      '/api/',
      '/apis/apps',
      '/apis/admission',
      '/apis/scheduling',
      '/apis/kueue',
      '/apis/authorization.k8s.io/v1/subjectaccess',
    );
    const result = await world.looking();
    expect(result).toMatchObject({ outcome: 'ready', counts: { wrong: 0 } });
    const unknown = notWell(result) as [string, string, string][];
    expect(new Set(unknown.map(([verdict]) => verdict))).toEqual(new Set(['unknown']));
    expect([...new Set(unknown.map(([, id]) => id))].sort()).toEqual(
      [
        ...['claim', 'config-map', 'driver-rights', 'image', 'limits', 'namespace', 'nodes', 'operator'],
        ...['priority-class', 'queue', 'quota', 'secret', 'service-account', 'webhook'],
      ].sort(),
    );
    expect(world.output).toContain('fix: the account may not get secrets; look yourself, or let it');
  });

  it('says what it may not know of an operator in a namespace, and of definitions and endpoints', async () => {
    world.cluster.hidden.push('/apis/apps', GROUP, '/apis/discovery');
    const result = await world.looking({ operatorNamespace: 'operator' });
    expect(notWell(result)).toEqual([
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
      expect(world.output).toContain(`fix: the account may not ${right}; look yourself, or let it`);
  });

  it('knows nothing of lists that the API server does not have', async () => {
    world.cluster.fault = ({ path }) =>
      /\/(?:deployments|mutatingwebhookconfigurations|resourcequotas|limitranges|nodes)$/.test(path)
        ? { status: 404, body: { message: 'no such list' } }
        : undefined;
    expect(notWell(await world.looking())).toEqual([
      ['wrong', 'operator', 'no operator is installed in the cluster'],
      ['wrong', 'webhook', expect.stringContaining('no webhook of an operator changes pods')],
      ['unknown', 'nodes', 'whether driver and executors fit on a node'],
      ['unknown', 'image', 'whether image kronodroid/spark-iceberg:1.4.0 can be pulled'],
    ]);
  });

  it('says what it may not ask of its own rights', async () => {
    world.cluster.hidden.push('/apis/auth');
    expect(notWell(await world.looking())).toEqual([
      ['unknown', 'rights', 'what the account may do'],
      ['unknown', 'driver-rights', 'what the account spark of the driver may do'],
    ]);
  });

  it('says which version it cannot read', async () => {
    world.cluster.hidden.push('/version');
    expect(notWell(await world.looking())).toEqual([
      ['unknown', 'api-server', 'the version of the API server'],
    ]);
  });

  it.each([
    [{ status: 403, message: 'no' }, 'unknown', 'admission'],
    [{ status: 404, message: 'no' }, 'unknown', 'admission'],
    [{ status: 422, message: `${'x'.repeat(60)} 403 ` }, 'wrong', 'admission'],
    [{ status: 400, message: 'unknown field "spec.x"' }, 'wrong', 'definition-fields'],
  ])('takes the refusal %j for %s %s', async (refusal, verdict, id) => {
    world.cluster.refusal = refusal;
    expect(notWell(await world.looking())).toEqual([[verdict, id, expect.stringContaining(refusal.message)]]);
  });

  it('says how a server of branches is mended', async () => {
    const asking = async (error: Error): Promise<unknown> => {
      world.output = '';
      await world.looking({ isolation: { title: 'it', ask: () => Promise.reject(error) } });
      return /\(isolation\)\n  fix: (.*)/.exec(world.output)?.[1];
    };
    expect(await asking(new RunnerError('denied', 'x'))).toBe('give this runner keys that may use it');
    expect(await asking(new RunnerError('refused', 'x'))).toBe(
      'set its address and keys, and see that it answers',
    );
  });

  it('fails on parameters that the contract does not allow', async () => {
    await expect(world.looking({ parameters: { image: 'x' } })).rejects.toMatchObject({ outcome: 'refused' });
  });
});
