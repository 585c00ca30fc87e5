import type { ServerResponse } from 'node:http';
import type { Connection, Event, Pod } from '../../src/kubernetes';
import type { SparkApplication, SparkApplicationStatus } from '../../src/spark-application';
import { FaultyServer, type Request } from './server';

const APPLICATIONS =
  /^\/apis\/sparkoperator\.k8s\.io\/v1beta2\/namespaces\/[^/]+\/sparkapplications(?:\/([^/]+))?$/;
const CORE = /^\/api\/v1\/namespaces\/[^/]+\/(configmaps|pods|events)(?:\/([^/]+))?(\/log)?$/;

interface Watcher {
  readonly name: string;
  readonly outgoing: ServerResponse;
}

/** As much of an API server as a run sees: applications with versions and watches, and things to read. */
export class FakeKubernetes extends FaultyServer {
  public readonly applications = new Map<string, SparkApplication>();
  /** Names of all applications that were ever created, in order. */
  public readonly created: string[] = [];
  public readonly configMaps = new Map<string, Record<string, string>>();
  public readonly logs = new Map<string, string>();
  /** Pods that log no more. */
  public readonly ended = new Set<string>();
  public pods: Pod[] = [];
  public events: Event[] = [];
  /** Plays the operator: called with each new application. */
  public operator: (name: string) => void = () => undefined;
  private readonly watchers = new Set<Watcher>();
  private readonly followers = new Set<Watcher>();
  /** Changes of each application, oldest first. */
  private readonly history = new Map<string, { version: number; type: string; object: SparkApplication }[]>();
  private version = 0;

  public connection(namespace = 'data'): Connection {
    return { server: this.url, namespace, requestOptions: () => Promise.resolve({}) };
  }

  /** Puts an application there as somebody else would. */
  public put(application: SparkApplication): SparkApplication {
    const { name } = application.metadata;
    const stored: SparkApplication = {
      ...application,
      metadata: {
        creationTimestamp: this.time.toISOString(),
        uid: `uid-${this.version + 1}`,
        ...application.metadata,
        resourceVersion: String(this.version + 1),
      },
    };
    this.change(this.applications.has(name) ? 'MODIFIED' : 'ADDED', stored);
    return stored;
  }

  public status(name: string, status: SparkApplicationStatus): void {
    const application = this.applications.get(name);
    if (application === undefined) return;
    this.put({ ...application, status: { ...application.status, ...status } });
  }

  public state(name: string, state: string, errorMessage?: string): void {
    this.status(name, {
      applicationState: { state, ...(errorMessage === undefined ? {} : { errorMessage }) },
    });
  }

  /** Goes through states, one after another, with so many milliseconds in between. */
  public async play(name: string, states: readonly string[], ms: number): Promise<void> {
    for (const state of states) {
      await new Promise((resolve) => setTimeout(resolve, ms));
      this.state(name, state);
    }
  }

  public remove(name: string): void {
    const application = this.applications.get(name);
    if (application !== undefined) this.change('DELETED', application);
  }

  public cutWatches(): void {
    for (const { outgoing } of [...this.watchers, ...this.followers]) outgoing.destroy();
  }

  /** A line that a pod logs now. */
  public log(pod: string, text: string, stamp = this.time.toISOString()): void {
    const line = `${stamp} ${text}\n`;
    this.logs.set(pod, `${this.logs.get(pod) ?? ''}${line}`);
    for (const { name, outgoing } of this.followers) if (name === pod) outgoing.write(line);
  }

  /** The pod ends. */
  public end(pod: string): void {
    this.ended.add(pod);
    for (const { name, outgoing } of this.followers) if (name === pod) outgoing.end();
  }

  protected handle(request: Request, outgoing: ServerResponse): void {
    const application = APPLICATIONS.exec(request.path);
    if (application) {
      this.handleApplication(request, outgoing, application[1]);
      return;
    }
    const core = CORE.exec(request.path);
    if (!core) {
      this.fail(outgoing, 404, 'the server could not find the requested resource');
      return;
    }
    const [, resource, name = '', log] = core;
    if (resource === 'configmaps') {
      const data = this.configMaps.get(name);
      if (data) this.json(outgoing, 200, { kind: 'ConfigMap', data });
      else this.fail(outgoing, 404, `configmaps "${name}" not found`);
    } else if (log !== undefined) {
      const text = this.logs.get(name);
      if (text === undefined) this.fail(outgoing, 404, `pods "${name}" not found`);
      else if (request.query.get('follow') === 'true') this.follow(name, text, request, outgoing);
      else outgoing.writeHead(200, { 'content-type': 'text/plain' }).end(cutLog(text, request.query));
    } else if (resource === 'pods') {
      this.list(request, outgoing, this.pods);
    } else {
      const name = /involvedObject\.name=([^,]+)/.exec(request.query.get('fieldSelector') ?? '')?.[1];
      this.list(
        request,
        outgoing,
        this.events.filter(({ involvedObject }) => involvedObject.name === name),
      );
    }
  }

  /** A page of a list, as the API server cuts it. */
  private list(request: Request, outgoing: ServerResponse, all: readonly object[]): void {
    const from = Number(request.query.get('continue') ?? 0);
    const to = from + Number(request.query.get('limit') ?? all.length);
    const metadata = to < all.length ? { continue: String(to) } : {};
    this.json(outgoing, 200, { kind: 'List', metadata, items: all.slice(from, to) });
  }

  private follow(name: string, text: string, request: Request, outgoing: ServerResponse): void {
    const since = Date.parse(request.query.get('sinceTime') ?? '') || 0;
    outgoing.writeHead(200, { 'content-type': 'text/plain' });
    const lines = text.split(/(?<=\n)/).filter((line) => Date.parse(line.split(' ')[0]!) >= since);
    outgoing.write(lines.join(''));
    if (this.ended.has(name)) {
      outgoing.end();
      return;
    }
    const follower = { name, outgoing };
    this.followers.add(follower);
    outgoing.on('close', () => this.followers.delete(follower));
  }

  private handleApplication(request: Request, outgoing: ServerResponse, name: string | undefined): void {
    if (name === undefined && request.method === 'GET') {
      if (request.query.has('watch')) this.watch(request, outgoing);
      else this.list(request, outgoing, this.selected(request.query.get('labelSelector')));
      return;
    }
    if (request.method === 'POST') {
      const posted = request.body as SparkApplication;
      if (this.applications.has(posted.metadata.name)) {
        this.fail(outgoing, 409, `sparkapplications "${posted.metadata.name}" already exists`);
        return;
      }
      if (request.query.get('dryRun') === 'All') {
        this.json(outgoing, 201, posted);
        return;
      }
      this.created.push(posted.metadata.name);
      this.json(outgoing, 201, this.put(posted));
      this.operator(posted.metadata.name);
      return;
    }
    const application = this.applications.get(name ?? '');
    if (application === undefined) {
      this.fail(outgoing, 404, `sparkapplications.sparkoperator.k8s.io "${name ?? ''}" not found`);
    } else if (request.method === 'GET') {
      this.json(outgoing, 200, application);
    } else if (request.method === 'PATCH') {
      this.patch(request, outgoing, application);
    } else if (request.body?.preconditions?.uid !== application.metadata.uid) {
      this.fail(outgoing, 409, 'the UID in the precondition does not match the UID in record');
    } else {
      this.remove(application.metadata.name);
      this.json(outgoing, 200, { kind: 'Status', status: 'Success' });
    }
  }

  /** Applications that have a label. */
  private selected(label: string | null): SparkApplication[] {
    const all = [...this.applications.values()];
    return label === null ? all : all.filter(({ metadata }) => metadata.labels?.[label] !== undefined);
  }

  private patch(
    { headers, body }: Request,
    outgoing: ServerResponse,
    { spec, ...rest }: SparkApplication,
  ): void {
    if (headers['content-type'] !== 'application/merge-patch+json') {
      this.fail(outgoing, 415, 'the body of the request was in an unknown format');
    } else if (body.metadata.uid !== rest.metadata.uid) {
      this.fail(outgoing, 409, 'Precondition failed: UID in precondition and in object meta differ');
    } else {
      this.json(outgoing, 200, this.put({ ...rest, spec: { ...spec, ...body.spec } }));
    }
  }

  private watch(request: Request, outgoing: ServerResponse): void {
    const name = (request.query.get('fieldSelector') ?? '').replace('metadata.name=', '');
    const since = Number(request.query.get('resourceVersion') ?? 0);
    outgoing.writeHead(200, { 'content-type': 'application/json' });
    outgoing.flushHeaders();
    const watcher = { name, outgoing };
    this.watchers.add(watcher);
    for (const event of this.history.get(name) ?? []) {
      if (event.version > since) this.notify(watcher, event.type, event.object);
    }
    const timer = setTimeout(() => outgoing.end(), Number(request.query.get('timeoutSeconds')) * 1000);
    outgoing.on('close', () => {
      clearTimeout(timer);
      this.watchers.delete(watcher);
    });
  }

  private change(type: string, object: SparkApplication): void {
    const version = ++this.version;
    if (type === 'DELETED') this.applications.delete(object.metadata.name);
    else this.applications.set(object.metadata.name, object);
    const { name } = object.metadata;
    this.history.set(name, [...(this.history.get(name) ?? []), { version, type, object }]);
    for (const watcher of this.watchers) this.notify(watcher, type, object);
  }

  private notify(watcher: Watcher, type: string, object: SparkApplication): void {
    if (watcher.name === object.metadata.name)
      watcher.outgoing.write(`${JSON.stringify({ type, object })}\n`);
  }

  private fail(outgoing: ServerResponse, code: number, message: string): void {
    this.json(outgoing, code, { kind: 'Status', status: 'Failure', code, message });
  }
}

/** The last lines of a log, and of those the first bytes: so the kubelet does it. */
function cutLog(text: string, query: URLSearchParams): string {
  const lines = text
    .split('\n')
    .slice(-Number(query.get('tailLines')) - 1)
    .join('\n');
  const bytes = query.get('limitBytes');
  return bytes === null ? lines : Buffer.from(lines).subarray(0, Number(bytes)).toString();
}
