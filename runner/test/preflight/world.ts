import { createServer, type AddressInfo, type Server } from 'node:net';
import type { Result } from '../../src/context';
import { Kubernetes } from '../../src/kubernetes';
import { preflight, type PreflightProps } from '../../src/preflight/preflight';
import { Progress } from '../../src/progress';
import { templateOf } from '../../src/template';
import { CERTIFICATE, FakeCluster } from '../fake/cluster';
import { application, pace, release } from '../fixtures';

export const NAMESPACE = '/api/v1/namespaces/data';
export const DEPLOYMENT = '/apis/apps/v1/namespaces/operator/deployments/spark-operator-controller';
export const WEBHOOK =
  '/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations/spark-operator-webhook';
export const SLICE = '/apis/discovery.k8s.io/v1/namespaces/operator/endpointslices/webhook';
export const GROUP = '/apis/sparkoperator.k8s.io/v1beta2';

/** A cluster in which nothing is missing, the store of its job, and what preflight says of both. */
export class ReadyCluster {
  /** One that begins anew with each test of a file, none of which may show a secret. */
  public static forEachTest(): ReadyCluster {
    const world = new ReadyCluster();
    beforeEach(() => world.start());
    afterEach(async () => {
      expect(world.output).not.toContain('canary');
      await world.stop();
    });
    return world;
  }

  public cluster!: FakeCluster;
  public store!: Server;
  /** Everything that was written to the screen or returned. */
  public output = '';

  private async start(): Promise<void> {
    this.output = '';
    this.store = createServer((socket) => socket.destroy());
    await new Promise<void>((resolve) => this.store.listen(0, '127.0.0.1', resolve));
    this.cluster = await new FakeCluster().start();
    const put = (address: string, object: object): unknown =>
      this.cluster.objects.set(address, { metadata: { name: address.split('/').at(-1) }, ...object });
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
  }

  private async stop(): Promise<void> {
    await this.cluster.stop();
    await new Promise((resolve) => this.store.close(resolve));
  }

  /** Changes one object of the cluster. */
  public edit(address: string, change: (object: any) => void): void {
    const copy = structuredClone(this.cluster.objects.get(address)!);
    change(copy);
    this.cluster.objects.set(address, copy);
  }

  public template(): PreflightProps['template'] {
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
            'spark.hadoop.fs.s3a.endpoint': `http://127.0.0.1:${(this.store.address() as AddressInfo).port}`,
          },
        },
      },
      { properties: {} },
    );
    return templateOf(data, name);
  }

  public async looking({
    template: given = this.template(),
    ...change
  }: Partial<PreflightProps> = {}): Promise<Result> {
    const progress = new Progress({ write: (text) => (this.output += text) });
    const kubernetes = new Kubernetes(this.cluster.connection(), 'data', pace({ patienceMs: 500 }));
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
    this.output += JSON.stringify(result);
    return result;
  }

  /** What is not well once an object has been changed. */
  public async notWellWith(address: string, change: (object: any) => void): Promise<unknown[]> {
    this.edit(address, change);
    return notWell(await this.looking());
  }
}

/** Verdict, id and words of each check that is not well. */
export const notWell = (result: Result): unknown[] =>
  (result.checks as { id: string; verdict: string; what: string }[])
    .filter(({ verdict }) => verdict !== 'ok')
    .map(({ id, verdict, what }) => [verdict, id, what]);
