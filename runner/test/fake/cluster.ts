import type { ServerResponse } from 'node:http';
import type { Connection } from '../../src/kubernetes';
import { FaultyServer, type Request } from './server';

type Plain = Record<string, any>;

/** A certificate of a CA that is valid until 2126, and nobody's. */
export const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBdDCCARugAwIBAgIUPtFxGCVQ9YSPO+m77uRsifIdGwswCgYIKoZIzj0EAwIw
DzENMAsGA1UEAwwEdGVzdDAgFw0yNjExMjgyMDU5NDNaGA8yMTI2MTEwNDIwNTk0
M1owDzENMAsGA1UEAwwEdGVzdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABNQd
dMgKhr2NUrbamHcUEar70VUx4Cy0x3z6P620U4AKkPHVIr8LpK0YIWnSkEL87UFQ
aaNoTnlIlm61h6TNs5OjUzBRMB0GA1UdDgQWBBQWB6/pPrzu+UKHw1lgJVoaWuz8
ADAfBgNVHSMEGDAWgBQWB6/pPrzu+UKHw1lgJVoaWuz8ADAPBgNVHRMBAf8EBTAD
AQH/MAoGCCqGSM49BAMCA0cAMEQCICUDvio0OIVzggB2f6ispS6QwuyHTUyARhsd
BXCUBJ9kAiARuulQj/Szm1as8btwd5C78avj1t4jRyqGafV2aPzB8A==
-----END CERTIFICATE-----
`;

/** As much of an API server as shows objects at their addresses, and answers who may do what. */
export class FakeCluster extends FaultyServer {
  /** Objects by address: `/api/v1/namespaces/data/secrets/s3`. */
  public readonly objects = new Map<string, Plain>();
  /** Beginnings of addresses that the account may not see. */
  public readonly hidden: string[] = [];
  /** What nobody may do: `create pods`, by user. */
  public readonly forbidden: { readonly user?: string; readonly what: string }[] = [];
  /** What a trial of an application says; undefined when it is taken. */
  public refusal: { readonly status: number; readonly message: string } | undefined;

  /** How applications were tried: values of dryRun and fieldValidation. */
  public readonly trials: string[] = [];

  public connection(): Connection {
    return { server: this.url, namespace: 'data', requestOptions: () => Promise.resolve({}) };
  }

  public take(...addresses: readonly string[]): void {
    for (const address of addresses)
      if (!this.objects.delete(address)) throw new Error(`${address} is not there`);
  }

  protected handle({ method, path, body, query }: Request, outgoing: ServerResponse): void {
    if (this.hidden.some((hidden) => path.startsWith(hidden))) {
      this.json(outgoing, 403, { kind: 'Status', message: 'forbidden' });
    } else if (method === 'POST') {
      this.post(path, body, query, outgoing);
    } else {
      const found = this.objects.get(path) ?? this.list(path, query.get('labelSelector'));
      if (found === undefined)
        outgoing.writeHead(404, { 'content-type': 'text/plain' }).end('404 page not found');
      else this.json(outgoing, 200, found);
    }
  }

  private post(path: string, body: Plain, query: URLSearchParams, outgoing: ServerResponse): void {
    if (path.endsWith('selfsubjectreviews')) {
      this.json(outgoing, 201, { status: { userInfo: { username: 'system:serviceaccount:data:runner' } } });
    } else if (path.endsWith('subjectaccessreviews')) {
      const { user, resourceAttributes: asked } = body.spec as Plain;
      const what = `${asked.verb} ${asked.resource}${asked.subresource === undefined ? '' : `/${asked.subresource}`}`;
      const isForbidden = this.forbidden.some((right) => right.user === user && right.what === what);
      this.json(outgoing, 201, { status: { allowed: !isForbidden } });
    } else if (this.refusal === undefined) {
      this.trials.push(`${query.get('dryRun') ?? ''} ${query.get('fieldValidation') ?? ''}`);
      this.json(outgoing, 201, body);
    } else {
      const { status, message } = this.refusal;
      this.json(outgoing, status, { kind: 'Status', message });
    }
  }

  private list(path: string, selector: string | null): Plain | undefined {
    if (
      !/\/(?:deployments|mutatingwebhookconfigurations|endpointslices|resourcequotas|limitranges|nodes)$/.test(
        path,
      )
    )
      return undefined;
    const kind = path.split('/').at(-1)!;
    const prefix = path.slice(0, -kind.length);
    const [key, value] = selector?.split('=') ?? [];
    const items = [...this.objects]
      .filter(([address]) => address.startsWith(prefix) && address.includes(`/${kind}/`))
      .map(([, object]) => object)
      .filter(({ metadata }) => key === undefined || metadata?.labels?.[key] === value);
    return { kind: 'List', items };
  }
}
