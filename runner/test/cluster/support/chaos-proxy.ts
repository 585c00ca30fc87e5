import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Trouble =
  /** The upstream never hears of it. */
  | { readonly status: number }
  | 'lost'
  /** The upstream does what it is asked to, and the answer is lost. */
  | 'unheard'
  | { readonly delayMs: number }
  /** The answer breaks off after so many milliseconds. */
  | { readonly cutMs: number };

/** Stands before a server and makes requests fail. */
export class ChaosProxy {
  public requests = 0;
  public troubles = 0;
  /** Asked before each request, with its method and path. */
  public trouble: (what: string) => Trouble | undefined = () => undefined;
  private server: Server | undefined;
  private port = 0;

  public constructor(private readonly upstream: string) {}

  public get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  public async start(): Promise<this> {
    this.server = createServer((incoming, outgoing) => {
      this.pass(incoming, outgoing);
    });
    await new Promise<void>((resolve) => this.server?.listen(this.port, '127.0.0.1', resolve));
    this.port = (this.server.address() as AddressInfo).port;
    return this;
  }

  /** Breaks all connections and refuses new ones until `start`. */
  public async stop(): Promise<void> {
    const { server } = this;
    server?.closeAllConnections();
    await new Promise((resolve) => server?.close(resolve));
  }

  private pass(incoming: IncomingMessage, outgoing: ServerResponse): void {
    this.requests++;
    const trouble = this.trouble(`${incoming.method ?? ''} ${incoming.url ?? ''}`);
    if (trouble !== undefined) this.troubles++;
    if (trouble === 'lost') {
      incoming.socket.destroy();
    } else if (typeof trouble === 'object' && 'status' in trouble) {
      outgoing.writeHead(trouble.status, { 'content-type': 'application/json' });
      outgoing.end(
        JSON.stringify({ kind: 'Status', message: `chaos ${trouble.status}`, code: trouble.status }),
      );
    } else if (typeof trouble === 'object' && 'delayMs' in trouble) {
      setTimeout(() => {
        this.forward(incoming, outgoing);
      }, trouble.delayMs);
    } else {
      this.forward(incoming, outgoing, trouble === 'unheard');
      if (typeof trouble === 'object') setTimeout(() => incoming.socket.destroy(), trouble.cutMs);
    }
  }

  private forward(incoming: IncomingMessage, outgoing: ServerResponse, unheard = false): void {
    const { method, headers, url = '/' } = incoming;
    const upward = request(new URL(url, this.upstream), { method, headers }, (answer) => {
      if (unheard) {
        answer.resume();
        incoming.socket.destroy();
        return;
      }
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      outgoing.flushHeaders();
      answer.pipe(outgoing);
      answer.on('error', () => incoming.socket.destroy());
    });
    upward.on('error', () => incoming.socket.destroy());
    outgoing.on('close', () => upward.destroy());
    incoming.pipe(upward);
  }
}
