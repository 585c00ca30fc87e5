import type { OutgoingHttpHeaders } from 'node:http';
import type { RequestOptions } from 'node:https';
import { address } from './address';
import { ServerClock } from './clock';
import { lines, messageOf, send, type Answer } from './http';
import { RunnerError } from './outcome';
import { persist, Unanswered, type Pace } from './pace';
import {
  ANYTHING,
  APPLICATION,
  APPLICATIONS,
  CONFIG_MAP,
  DELETED,
  EVENTS,
  PODS,
  STATUS,
  WATCH_EVENT,
  type Page,
  type Shape,
} from './shapes';
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

/** Items of a page of a list, and pages that are read of one. */
const [PAGE, PAGES] = [100, 10];
const MERGE_PATCH = 'application/merge-patch+json';
/** Bytes that are read of a log. */
const LOG_BYTES = 1024 * 1024;

/** The calls of a run to the API server, in one namespace. All of them may be repeated. */
export class Kubernetes {
  /** Items that are read of a list; there may be more. */
  public static readonly LONGEST_LIST = PAGE * PAGES;

  public constructor(
    private readonly connection: Connection,
    public readonly namespace: string,
    private readonly pace: Pace,
    public readonly clock = new ServerClock(),
  ) {}

  /** The same server, which has to answer within so many milliseconds. */
  public within(ms: number): Kubernetes {
    const pace = { ...this.pace, patienceMs: ms, callMs: Math.min(ms, this.pace.callMs) };
    return new Kubernetes(this.connection, this.namespace, pace, this.clock);
  }

  public application(name: string): Promise<SparkApplication | undefined> {
    return persist(this.pace, () => this.applicationNow(name));
  }

  /** The application as it is now, asked once: `follow` has its own patience. */
  public async applicationNow(name: string): Promise<SparkApplication | undefined> {
    const answer = await this.once('GET', this.applications(name), [200, 404]);
    return isAbsent(answer) ? undefined : this.seen(content(answer, APPLICATION), name);
  }

  /**
   * Asks whether an application would be taken, by the schema and by admission; nothing is made.
   *
   * @throws RunnerError when it would not
   */
  public async tryApplication(application: SparkApplication): Promise<void> {
    const url = this.applications(undefined, { dryRun: 'All' });
    try {
      await persist(this.pace, async () => {
        const answer = await this.once('POST', url, [200, 201, 409], application);
        content(answer, answer.status === 409 ? STATUS : APPLICATION);
      });
    } catch (error) {
      // A webhook of somebody else that cannot be tried is no reason to refuse.
      if (error instanceof RunnerError && error.message.includes('does not support dry run')) return;
      throw error;
    }
  }

  /** Why an application would not be taken, unknown fields included; undefined when it would. */
  public async refusalOf(application: SparkApplication): Promise<string | undefined> {
    const url = this.applications(undefined, { dryRun: 'All', fieldValidation: 'Strict' });
    const statuses = [200, 201, 400, 403, 404, 409, 422, 500];
    const options = await this.connection.requestOptions();
    const { status, text } = await persist(this.pace, () =>
      send(this.pace, { method: 'POST', url, options, json: application }, statuses),
    );
    if (status < 400 || status === 409) return undefined;
    const message = messageOf(text);
    return message.includes('does not support dry run') ? undefined : `it answers ${status} ${message}`;
  }

  /** Whatever is at an address; `denied` where the account may not see it. */
  public async look(
    steps: readonly string[],
    query: Readonly<Record<string, string>> = {},
  ): Promise<Readonly<Record<string, unknown>> | 'absent' | 'denied'> {
    return this.seenAs('GET', address(this.connection.server, steps, query));
  }

  /** The answer to a question that makes nothing, such as whether somebody may do something. */
  public async ask(
    steps: readonly string[],
    question: object,
  ): Promise<Readonly<Record<string, unknown>> | 'absent' | 'denied'> {
    return this.seenAs('POST', address(this.connection.server, steps), question);
  }

  private async seenAs(
    method: string,
    url: URL,
    json?: object,
  ): Promise<Readonly<Record<string, unknown>> | 'absent' | 'denied'> {
    return persist(this.pace, async () => {
      const answer = await this.once(method, url, [200, 201, 403, 404], json);
      if (answer.status === 403) return 'denied';
      return answer.status === 404 ? 'absent' : content(answer, ANYTHING);
    });
  }

  /** The application as it was created, or as somebody has created it before. */
  public createApplication(application: SparkApplication): Promise<SparkApplication> {
    const { name } = application.metadata;
    return persist(this.pace, async () => {
      const answer = await this.once('POST', this.applications(), [201, 409], application);
      if (answer.status === 201) return this.seen(content(answer, APPLICATION), name);
      const existing = await this.applicationNow(name);
      if (existing !== undefined) return existing;
      throw new Unanswered(`application ${name} exists, says the API server, and does not`);
    });
  }

  /** Deletes this very application: one of the same name that was made since stays. */
  public async deleteApplication(application: SparkApplication): Promise<'deleted' | 'absent' | 'replaced'> {
    const { name, uid } = application.metadata;
    const options = {
      apiVersion: 'v1',
      kind: 'DeleteOptions',
      propagationPolicy: 'Background',
      preconditions: { uid },
    };
    return persist(this.pace, async () => {
      const answer = await this.once('DELETE', this.applications(name), [200, 202, 404, 409], options);
      if (isAbsent(answer)) return 'absent';
      if (answer.status === 409) return 'replaced';
      content(answer, DELETED);
      return 'deleted';
    });
  }

  /** One page of the applications of the namespace, and where the next one begins. */
  public async applicationPage(
    selector: Readonly<Record<string, string>>,
    limit: number,
    next?: string,
  ): Promise<Page<SparkApplication>> {
    const url = this.applications(undefined, {
      ...selector,
      limit: String(limit),
      ...(next !== undefined && { continue: next }),
    });
    return persist(this.pace, async () => {
      const answer = await this.once('GET', url, [200, 410]);
      if (answer.status === 200) return content(answer, APPLICATIONS);
      throw new RunnerError(
        'refused',
        'the list has expired on the API server; begin again without --continue',
      );
    });
  }

  /** Has the operator stop or start this very application; undefined when it is gone or was made anew. */
  public async suspendApplication(
    { metadata: { name, uid } }: SparkApplication,
    suspend: boolean,
  ): Promise<SparkApplication | undefined> {
    const patch = { metadata: { uid }, spec: { suspend } };
    return persist(this.pace, async () => {
      const answer = await this.once('PATCH', this.applications(name), [200, 404, 409], patch);
      if (answer.status === 409) return undefined;
      return isAbsent(answer) ? undefined : this.seen(content(answer, APPLICATION), name);
    });
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
      const event = parsed(line);
      if (!WATCH_EVENT.fits(event)) throw new Unanswered(`a watch said what is no ${WATCH_EVENT.what}`);
      if (event.type === 'ERROR') return;
      if (!APPLICATION.fits(event.object)) throw new Unanswered(`a watch told of no ${APPLICATION.what}`);
      const seen = this.seen(event.object, name);
      yield event.type === 'DELETED' ? undefined : seen;
    }
  }

  public configMap(name: string): Promise<Readonly<Record<string, string>> | undefined> {
    return persist(this.pace, async () => {
      const answer = await this.once('GET', this.core(['configmaps', name]), [200, 404]);
      return isAbsent(answer) ? undefined : (content(answer, CONFIG_MAP).data ?? {});
    });
  }

  /** Pods of an application, driver and executors. */
  public pods(application: string): Promise<Pod[]> {
    return this.list(['pods'], { labelSelector: `sparkoperator.k8s.io/app-name=${application}` }, PODS);
  }

  /** What is out of the ordinary about an object of this name. */
  public events(object: string): Promise<Event[]> {
    return this.list(['events'], { fieldSelector: `involvedObject.name=${object},type!=Normal` }, EVENTS);
  }

  /** The last lines that a pod logged, at most about a megabyte of them; none if it has not started. */
  public async logTail(pod: string, tailLines: number): Promise<string[]> {
    // The kubelet counts bytes from the first of the lines: where they are too many, the last ones would be missing.
    for (let lines = tailLines; ; lines = Math.floor(lines / 10)) {
      const url = this.core(['pods', pod, 'log'], {
        timestamps: 'true',
        tailLines: String(lines),
        limitBytes: String(LOG_BYTES),
      });
      const answer = await this.call('GET', url, [200, 400, 404]);
      if (answer.status !== 200) return [];
      if (Buffer.byteLength(answer.text) < LOG_BYTES || lines < 10) {
        return answer.text.trimEnd().split('\n').slice(-lines);
      }
    }
  }

  /** What a pod logs from a time on, line by line, until it ends or so many milliseconds are over. */
  public async *followLog(pod: string, since: string | undefined, ms: number): AsyncGenerator<string> {
    const url = this.core(['pods', pod, 'log'], {
      follow: 'true',
      timestamps: 'true',
      ...(since !== undefined && { sinceTime: since }),
    });
    const options = await this.connection.requestOptions();
    yield* lines(this.pace, { method: 'GET', url, options, timeoutMs: ms });
  }

  private async list<T>(
    steps: readonly string[],
    selector: Readonly<Record<string, string>>,
    shape: Shape<Page<T>>,
  ): Promise<T[]> {
    const items: T[] = [];
    let next = '';
    for (let page = 0; page < PAGES; page++) {
      const url = this.core(steps, {
        ...selector,
        limit: String(PAGE),
        ...(next !== '' && { continue: next }),
      });
      const read = await persist(this.pace, async () => {
        const answer = await this.once('GET', url, [200, 410]);
        return answer.status === 410 ? undefined : content(answer, shape);
      });
      // A list that expired under way: what was read of it is what there is.
      if (read === undefined) break;
      items.push(...read.items.slice(0, PAGE));
      next = read.metadata?.continue ?? '';
      if (next === '') break;
    }
    return items;
  }

  /** An application that was asked for, whose times tell the time. */
  private seen(application: SparkApplication, name: string): SparkApplication {
    const { metadata, status } = application;
    if (metadata.name !== name)
      throw new Unanswered(`the API server answered with another application than ${name}`);
    this.clock.saw(metadata.creationTimestamp);
    this.clock.saw(status?.lastSubmissionAttemptTime);
    return application;
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
    const headers = {
      ...(options.headers as OutgoingHttpHeaders | undefined),
      ...(method === 'PATCH' && { 'content-type': MERGE_PATCH }),
    };
    const answer = await send(this.pace, { method, url, options: { ...options, headers }, json });
    this.clock.heard(answer.date);
    if (expected.includes(answer.status)) return answer;
    const message = messageOf(answer.text);
    const said = `the API server answered ${answer.status} to ${method} ${url.pathname}: ${message}`;
    // An admission webhook refuses with 403 as well.
    const admission = message.includes('admission webhook') || message.includes('violates PodSecurity');
    if (answer.status === 401 || (answer.status === 403 && !admission)) throw new RunnerError('denied', said);
    throw new RunnerError('refused', said);
  }
}

/** What an answer holds. Something between the runner and the API server may have answered in its place. */
function content<T>(answer: Answer, shape: Shape<T>): T {
  const value = parsed(answer.text);
  if (shape.fits(value)) return value;
  throw new Unanswered(
    `the API server answered ${answer.status} with what is no ${shape.what} (${shape.why()})`,
  );
}

/** "There is none", said by the API server itself. */
function isAbsent(answer: Answer): boolean {
  if (answer.status !== 404) return false;
  content(answer, STATUS);
  return true;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
