import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An empty REST catalog that issues tokens and keeps what it is asked. */
export class RestRecorder {
  /** Starts it on the loopback address. */
  public static async start(): Promise<RestRecorder> {
    const requests: string[] = [];
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (part: Buffer) => {
        body += part.toString();
      });
      request.on('end', () => {
        const { pathname } = new URL(request.url!, 'http://recorder');
        requests.push([pathname, request.headers.authorization ?? 'nobody', body].join(' ').trim());
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify(answer(pathname)));
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new RestRecorder(server, requests);
  }

  /** `http://127.0.0.1:<port>` */
  public readonly endpoint: string;

  private constructor(
    private readonly server: Server,
    /** What was asked: path, authorization, body. */
    public readonly requests: readonly string[],
  ) {
    this.endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  /** Ends it. */
  public stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}

function answer(path: string): unknown {
  if (path.endsWith('/tokens')) return { access_token: 'issued', token_type: 'bearer', expires_in: 3600 };
  return path.endsWith('/config') ? { defaults: {}, overrides: {} } : { namespaces: [] };
}
