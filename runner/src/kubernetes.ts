import type { RequestOptions } from 'node:https';
import { address } from './address';
import { lines, messageOf, send, type Answer } from './http';
import { RunnerError } from './outcome';
import { persist, Unanswered, type Pace } from './pace';
import type { SparkApplication } from './spark-application';

/** Where the API server is and how to be let in. */
export interface Connection {
  readonly server: string;
  /** Namespace of the current context. */
  readonly namespace: string;
  /** TLS and authorization of the next request; tokens may change between two. */
  requestOptions(): Promise<RequestOptions>;
}

export interface Pod {
  readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> };
  readonly status?: {
    readonly phase?: string;
    readonly reason?: string;
    readonly message?: string;
    readonly conditions?: readonly {
      readonly type: string;
      readonly status: string;
      readonly reason?: string;
      readonly message?: string;
    }[];
    readonly containerStatuses?: readonly ContainerStatus[];
    readonly initContainerStatuses?: readonly ContainerStatus[];
  };
}

export interface ContainerStatus {
  readonly name: string;
  readonly state?: ContainerState;
  readonly lastState?: ContainerState;
}

interface ContainerState {
  readonly waiting?: { readonly reason?: string; readonly message?: string };
  readonly terminated?: { readonly exitCode: number; readonly reason?: string; readonly message?: string };
}

export interface Event {
  readonly involvedObject: { readonly kind?: string; readonly name?: string };
  readonly type?: string;
  readonly reason?: string;
  readonly message?: string;
}

/** The calls of a run to the API server, in one namespace. All of them may be repeated. */
export class Kubernetes {
  public constructor(
    private readonly connection: Connection,
    public readonly namespace: string,
    private readonly pace: Pace,
  ) {}

  public async application(name: string): Promise<SparkApplication | undefined> {
    const answer = await this.call('GET', this.applications(name), [200, 404]);
    return answer.status === 404 ? undefined : (JSON.parse(answer.text) as SparkApplication);
  }

  /** The application as it is now, asked once: `follow` has its own patience. */
  public async applicationNow(name: string): Promise<SparkApplication | undefined> {
    const answer = await this.once('GET', this.applications(name), [200, 404]);
    return answer.status === 404 ? undefined : (JSON.parse(answer.text) as SparkApplication);
  }

  /** The application as it was created, or as somebody has created it before. */
  public createApplication(application: SparkApplication): Promise<SparkApplication> {
    const { name } = application.metadata;
    return persist(this.pace, async () => {
      const answer = await this.once('POST', this.applications(), [201, 409], application);
      if (answer.status === 201) return JSON.parse(answer.text) as SparkApplication;
      const existing = await this.applicationNow(name);
      if (existing !== undefined) return existing;
      throw new Unanswered(`application ${name} exists, says the API server, and does not`);
    });
  }

  /** Deletes this very application: one of the same name that was made since stays. */
  public async deleteApplication(application: SparkApplication): Promise<'deleted' | 'absent' | 'replaced'> {
    const { name, uid } = application.metadata;
    const answer = await this.call('DELETE', this.applications(name), [200, 202, 404, 409], {
      apiVersion: 'v1',
      kind: 'DeleteOptions',
      propagationPolicy: 'Background',
      preconditions: { uid },
    });
    if (answer.status === 404) return 'absent';
    return answer.status === 409 ? 'replaced' : 'deleted';
  }

  /**
   * Each change of the application after the version given, `undefined` when it was deleted. Ends when the watch
   * ends, for whatever reason; look at the application then.
   */
  public async *watchApplication(
    name: string,
    resourceVersion: string,
    ms: number,
  ): AsyncGenerator<SparkApplication | undefined> {
    const url = this.applications(undefined, {
      watch: 'true',
      fieldSelector: `metadata.name=${name}`,
      resourceVersion,
      timeoutSeconds: String(Math.max(1, Math.ceil(ms / 1000))),
    });
    const options = await this.connection.requestOptions();
    const stream = lines(this.pace, { method: 'GET', url, options, timeoutMs: Math.max(1, ms) });
    for await (const line of stream) {
      const event = JSON.parse(line) as { type: string; object: SparkApplication };
      if (event.type === 'ERROR') return;
      yield event.type === 'DELETED' ? undefined : event.object;
    }
  }

  public async configMap(name: string): Promise<Readonly<Record<string, string>> | undefined> {
    const answer = await this.call('GET', this.core(['configmaps', name]), [200, 404]);
    if (answer.status === 404) return undefined;
    return (JSON.parse(answer.text) as { data?: Readonly<Record<string, string>> }).data ?? {};
  }

  /** Pods of an application, driver and executors. */
  public async pods(application: string): Promise<Pod[]> {
    const labelSelector = `sparkoperator.k8s.io/app-name=${application}`;
    const answer = await this.call('GET', this.core(['pods'], { labelSelector }), [200]);
    return (JSON.parse(answer.text) as { items: Pod[] }).items;
  }

  public async events(): Promise<Event[]> {
    const answer = await this.call('GET', this.core(['events']), [200]);
    return (JSON.parse(answer.text) as { items: Event[] }).items;
  }

  /** The last lines that a pod logged; none if it has not started. */
  public async logTail(pod: string, tailLines: number): Promise<string[]> {
    const url = this.core(['pods', pod, 'log'], { timestamps: 'true', tailLines: String(tailLines) });
    const answer = await this.call('GET', url, [200, 400, 404]);
    return answer.status === 200 ? answer.text.trimEnd().split('\n') : [];
  }

  private applications(name?: string, query: Readonly<Record<string, string>> = {}): URL {
    const steps = [
      'apis',
      'sparkoperator.k8s.io',
      'v1beta2',
      'namespaces',
      this.namespace,
      'sparkapplications',
    ];
    return address(this.connection.server, name === undefined ? steps : [...steps, name], query);
  }

  private core(steps: readonly string[], query: Readonly<Record<string, string>> = {}): URL {
    return address(this.connection.server, ['api', 'v1', 'namespaces', this.namespace, ...steps], query);
  }

  private call(method: string, url: URL, expected: readonly number[], json?: unknown): Promise<Answer> {
    return persist(this.pace, () => this.once(method, url, expected, json));
  }

  private async once(method: string, url: URL, expected: readonly number[], json?: unknown): Promise<Answer> {
    const options = await this.connection.requestOptions();
    const answer = await send(this.pace, { method, url, options, json });
    if (expected.includes(answer.status)) return answer;
    const message = messageOf(answer.text);
    const said = `the API server answered ${answer.status} to ${method} ${url.pathname}: ${message}`;
    // An admission webhook refuses with 403 as well.
    const admission = message.includes('admission webhook') || message.includes('violates PodSecurity');
    if (answer.status === 401 || (answer.status === 403 && !admission)) throw new RunnerError('denied', said);
    throw new RunnerError('refused', said);
  }
}
