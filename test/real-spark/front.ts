import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a client wants. */
export interface Asked {
  /** Path with the query. */
  readonly path: string;
  /** The header, `nobody` without one. */
  readonly authorization: string;
  readonly body: string;
}

/** What it gets: an answer, or that of another server. */
export type Answer = { readonly status?: number; readonly json: unknown } | { readonly from: string };

/** A server before others that says who answers, and keeps what it was asked. */
export class Front {
  /** Starts it on the loopback address. */
  public static async start(answer: (asked: Asked) => Answer): Promise<Front> {
    const requests: Asked[] = [];
    const server = createServer((incoming, response) => {
      const parts: Buffer[] = [];
      incoming.on('data', (part: Buffer) => parts.push(part));
      incoming.on('end', () => {
        const body = Buffer.concat(parts);
        const { authorization = 'nobody' } = incoming.headers;
        const asked = { path: incoming.url!, authorization, body: body.toString() };
        requests.push(asked);
        respond(answer(asked), incoming, body, response);
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Front(server, requests);
  }

  /** `http://127.0.0.1:<port>` */
  public readonly endpoint: string;

  private constructor(
    private readonly server: Server,
    /** What was asked. */
    public readonly requests: readonly Asked[],
  ) {
    this.endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  /** Ends it. */
  public stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}

function respond(
  answer: Answer,
  { method, headers }: IncomingMessage,
  body: Buffer,
  to: ServerResponse,
): void {
  if ('json' in answer) {
    to.writeHead(answer.status ?? 200, { 'content-type': 'application/json' });
    to.end(JSON.stringify(answer.json));
    return;
  }
  const { hostname, port } = new URL(answer.from);
  // As it came, so that the signature stays good.
  const path = answer.from.slice(new URL(answer.from).origin.length);
  request({ hostname, port, path, method, headers }, (reply) => {
    to.writeHead(reply.statusCode!, reply.headers);
    reply.pipe(to);
  })
    .on('error', (error) => to.destroy(error))
    .end(body);
}
