import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Request {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: any;
}

/** What goes wrong with a request. */
export type Fault =
  | {
      readonly status: number;
      readonly body?: unknown;
      readonly text?: string;
      readonly headers?: Record<string, string>;
    }
  /** The connection breaks before the server does anything. */
  | 'lost'
  /** The server does what it is asked to, and its answer is lost. */
  | 'unheard'
  /** The server does what it is asked to and answers after so many milliseconds. */
  | { readonly delayMs: number };

/** A JSON server on loopback whose requests can be made to fail. */
export abstract class FaultyServer {
  /** Every request, as "POST /path". */
  public readonly requests: string[] = [];
  /** Asked before each request. */
  public fault: (request: Request, index: number) => Fault | undefined = () => undefined;
  /** How far its clock is ahead of ours, in milliseconds; undefined for a server that does not tell the time. */
  public aheadMs: number | undefined = 0;
  private server: Server | undefined;
  private port = 0;

  public get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  public async start(): Promise<this> {
    const server = createServer((incoming, outgoing) => {
      void this.answer(incoming, outgoing);
    });
    this.server = server;
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve));
    this.port = (server.address() as AddressInfo).port;
    return this;
  }

  /** Breaks every connection; `start` brings it back at the same address with all it knew. */
  public async stop(): Promise<void> {
    const { server } = this;
    if (server === undefined) return;
    this.server = undefined;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }

  /** What its clock shows. */
  protected get time(): Date {
    return new Date(Date.now() + (this.aheadMs ?? 0));
  }

  protected abstract handle(request: Request, outgoing: ServerResponse): void;

  protected parse(text: string): unknown {
    return JSON.parse(text);
  }

  protected json(outgoing: ServerResponse, status: number, body: unknown): void {
    outgoing.writeHead(status, { 'content-type': 'application/json' });
    outgoing.end(JSON.stringify(body));
  }

  private async answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    outgoing.sendDate = false;
    if (this.aheadMs !== undefined) outgoing.setHeader('date', this.time.toUTCString());
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const url = new URL(incoming.url ?? '/', this.url);
    const text = Buffer.concat(chunks).toString();
    const request: Request = {
      method: incoming.method ?? '',
      path: url.pathname,
      query: url.searchParams,
      headers: incoming.headers,
      body: text === '' ? undefined : this.parse(text),
    };
    const index = this.requests.push(`${request.method} ${request.path}`) - 1;
    const fault = this.fault(request, index);
    if (fault === undefined) {
      this.handle(request, outgoing);
    } else if (fault === 'lost') {
      incoming.socket.destroy();
    } else if (fault === 'unheard') {
      incoming.socket.destroy();
      this.handle(request, outgoing);
    } else if ('delayMs' in fault) {
      setTimeout(() => {
        this.handle(request, outgoing);
      }, fault.delayMs);
    } else {
      outgoing.writeHead(fault.status, { 'content-type': 'application/json', ...fault.headers });
      outgoing.end(fault.text ?? JSON.stringify(fault.body ?? { message: `fault ${fault.status}` }));
    }
  }
}
