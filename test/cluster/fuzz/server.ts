import { Agent, request, type AgentOptions, type RequestOptions } from 'node:https';
import { connect } from '../../../runner/src/kube-config';

/** What the API server has against an object; undefined when it takes it. Nothing is kept: it is only asked. */
export type Refusal = string | undefined;

const GROUPS: Readonly<Record<string, string>> = {
  Pod: '/api/v1',
  SparkApplication: '/apis/sparkoperator.k8s.io/v1beta2',
  ScheduledSparkApplication: '/apis/sparkoperator.k8s.io/v1beta2',
  SparkConnect: '/apis/sparkoperator.k8s.io/v1alpha1',
};

/** The API server of the current context, over few connections that stay open. */
export class Server {
  public static async connect(namespace: string): Promise<Server> {
    const connection = await connect(undefined);
    const options = await connection.requestOptions();
    const agent = new Agent({ ...(options as AgentOptions), keepAlive: true, maxSockets: 12 });
    return new Server(new URL(connection.server), namespace, { ...options, agent });
  }

  private constructor(
    private readonly server: URL,
    private readonly namespace: string,
    private readonly options: RequestOptions,
  ) {}

  /** Tries to create an object, with unknown fields refused. */
  public async refusal(object: Readonly<Record<string, any>>): Promise<Refusal> {
    const kind = String(object.kind);
    const path = `${GROUPS[kind]!}/namespaces/${this.namespace}/${kind.toLowerCase()}s?dryRun=All&fieldValidation=Strict`;
    const metadata = { ...object.metadata, namespace: this.namespace };
    const { status, body } = await this.post(path, JSON.stringify({ ...object, metadata }));
    if (status < 300) return undefined;
    const { message } = JSON.parse(body) as { message?: string };
    if (status === 429 || (status >= 500 && !/admission webhook|denied/.test(message ?? ''))) {
      throw new Error(`the API server answers ${status}: ${message ?? body}`);
    }
    return message ?? `${status}`;
  }

  private post(path: string, body: string): Promise<{ readonly status: number; readonly body: string }> {
    return new Promise((resolve, reject) => {
      const call = request(
        new URL(path, this.server),
        {
          ...this.options,
          method: 'POST',
          headers: {
            ...(this.options.headers as Record<string, string>),
            'content-type': 'application/json',
            'content-length': Buffer.byteLength(body),
          },
        },
        (response) => {
          const parts: Buffer[] = [];
          response.on('data', (part: Buffer) => parts.push(part));
          response.on('error', reject);
          response.on('end', () => {
            resolve({ status: response.statusCode ?? 0, body: Buffer.concat(parts).toString() });
          });
        },
      );
      call.on('error', reject);
      call.end(body);
    });
  }
}
