import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { chart } from '../../../../test/cluster/support/target';
import type { SparkApplication } from '../../../src/spark-application';
import { eventually } from './eventually';
import { freePort } from './lakefs-server';

const STATES = ['SUBMITTED', 'RUNNING', 'SUCCEEDING', 'COMPLETED'];

/** A namespace of its own on the API server of KUBECONFIG, and an operator that only plays states. */
export class Cluster {
  public static async start(): Promise<Cluster> {
    const namespace = `runner-${randomBytes(4).toString('hex')}`;
    installCrds();
    kubectl('create', 'namespace', namespace);
    const port = await freePort();
    const proxy = spawn('kubectl', ['proxy', `--port=${port}`, '--reject-methods=^$'], { stdio: 'ignore' });
    const cluster = new Cluster(namespace, `http://127.0.0.1:${port}`, proxy);
    await eventually(
      'answer of kubectl proxy',
      30,
      async () => (await fetch(`${cluster.url}/version`)).ok || undefined,
    );
    return cluster;
  }

  /** Uids of all applications that were ever seen, by name. */
  public readonly seen = new Map<string, Set<string>>();
  /** What the job of an application writes before it completes. */
  public job: (application: SparkApplication) => Promise<void> = () => Promise.resolve();
  /** Names of applications that stay as they are. */
  public readonly stuck = new Set<string>();
  /** Milliseconds between two states. */
  public stateMs = 100;
  private operating: Promise<void> | undefined;
  private stopped = false;

  private constructor(
    public readonly namespace: string,
    /** The API server, with the rights of KUBECONFIG. */
    public readonly url: string,
    private readonly proxy: ChildProcess,
  ) {}

  public async stop(): Promise<void> {
    this.stopped = true;
    await this.operating;
    this.proxy.kill();
    kubectl('delete', 'namespace', this.namespace, '--wait=false');
  }

  /** Starts the operator, which takes each application through its states. */
  public operate(): void {
    this.operating = (async () => {
      while (!this.stopped) {
        // An API server that is away for a while is part of some tests.
        await this.step().catch(() => undefined);
        await delay(this.stateMs);
      }
    })();
  }

  public async applications(): Promise<SparkApplication[]> {
    const answer = await fetch(this.path());
    return ((await answer.json()) as { items: SparkApplication[] }).items;
  }

  public async setState(name: string, state: string): Promise<void> {
    const status = { applicationState: { state }, driverInfo: { podName: `${name}-driver` } };
    const answer = await fetch(`${this.path()}/${name}/status`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/merge-patch+json' },
      body: JSON.stringify({ status }),
    });
    if (!answer.ok && answer.status !== 404) throw new Error(`status of ${name}: ${await answer.text()}`);
  }

  /** A token of a new account with these rules and no others. */
  public accountToken(name: string, rules: readonly object[]): string {
    const metadata = { name, namespace: this.namespace };
    const items = [
      { apiVersion: 'v1', kind: 'ServiceAccount', metadata },
      { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata, rules },
      {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'RoleBinding',
        metadata,
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
        subjects: [{ kind: 'ServiceAccount', name, namespace: this.namespace }],
      },
    ];
    this.apply(...items);
    return kubectl('-n', this.namespace, 'create', 'token', name).trim();
  }

  public apply(...items: readonly object[]): void {
    const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
    execFileSync('kubectl', ['-n', this.namespace, 'apply', '-f', '-'], { input: list, stdio: 'pipe' });
  }

  private async step(): Promise<void> {
    for (const application of await this.applications()) {
      const { name, uid = '' } = application.metadata;
      this.seen.set(name, (this.seen.get(name) ?? new Set()).add(uid));
      const state = application.status?.applicationState?.state;
      const next = STATES[state === undefined ? 0 : STATES.indexOf(state) + 1];
      if (
        next === undefined ||
        (state === 'RUNNING' && this.stuck.has(name)) ||
        (state !== undefined && !STATES.includes(state))
      )
        continue;
      // A job whose branch is gone fails on its own.
      if (next === 'SUCCEEDING') await this.job(application).catch(() => undefined);
      await this.setState(name, next);
    }
  }

  private path(): string {
    return `${this.url}/apis/sparkoperator.k8s.io/v1beta2/namespaces/${this.namespace}/sparkapplications`;
  }
}

/** The kinds of the operator, on a cluster that has none yet. */
function installCrds(): void {
  if (
    kubectl('get', 'crd', 'sparkapplications.sparkoperator.k8s.io', '--ignore-not-found', '-o', 'name') !== ''
  )
    return;
  const input = execFileSync('helm', ['show', 'crds', ...chart()], { maxBuffer: 2 ** 26 });
  execFileSync('kubectl', ['apply', '--server-side', '-f', '-'], { input, stdio: 'pipe' });
  kubectl('wait', '--for=condition=established', 'crd', '--all', '--timeout=60s');
}

export function kubectl(...args: string[]): string {
  return execFileSync('kubectl', args, { encoding: 'utf8', stdio: 'pipe' });
}
