import { endpoint, s3Endpoints, type Endpoint } from './endpoints';
import { once } from './once';
import { resolveEndpoint } from './s3a';
import { variables } from './pods';
import type { Workload } from './workload';

/** A server that a job asks. */
export interface Server {
  /** Its host as the job names it, in lower case. */
  readonly host: string;
  /** Its port. */
  readonly port: number;
}

const PORTS: Readonly<Record<string, number>> = {
  http: 80,
  https: 443,
  thrift: 9083,
  postgresql: 5432,
  mysql: 3306,
};

/** Settings that hold addresses of servers beside the stores. */
const ADDRESS =
  /^spark\.sql\.catalog\.[^.]+\.(?:uri|oauth2-server-uri)$|^spark\.hadoop\.hive\.metastore\.uris$/;

/** Servers that driver and executors ask, as their settings and variables name them. */
export const serversOf = once((app: Workload): readonly Server[] => {
  const addresses = [...app.settings.values()]
    .filter(({ key }) => ADDRESS.test(key))
    .flatMap(({ value }) => value.split(','))
    .filter((value) => value.includes('://'))
    .map((value) => endpoint(value.replace(/^jdbc:/, '')));
  const sts = app.roles
    .flatMap((role) => variables(app, role))
    .filter(({ name, value }) => name === 'AWS_ENDPOINT_URL_STS' && value !== undefined)
    .map(({ value }) => endpoint(resolveEndpoint(app, value!) ?? ''));
  const aws = variablesNamed(app, 'AWS_REGION').map((region) =>
    endpoint(`https://sts.${region}.amazonaws.com`),
  );
  const found = [...s3Endpoints(app), ...addresses, ...(sts.length > 0 ? sts : aws)].flatMap(serverOf);
  return [...new Map(found.map((server) => [`${server.host}:${server.port}`, server])).values()];
});

function variablesNamed(app: Workload, wanted: string): string[] {
  return app.roles
    .flatMap((role) => variables(app, role))
    .flatMap(({ name, value }) => (name === wanted && value !== undefined ? [value] : []));
}

function serverOf({ scheme = 'https', host, port }: Endpoint): Server[] {
  const number = port ?? PORTS[scheme];
  return host === '' || number === undefined || /[${}<>]/.test(host) ? [] : [{ host, port: number }];
}

/** Ends of names outside of the cluster; another name of two parts is a Service and its namespace. */
const TOP_LEVEL = /^(?:[a-z]{2}|ai|app|cloud|com|corp|dev|home|internal|intranet|lan|local|net|org)$/;

/** The namespace of a host that is a Service of the cluster, seen from a namespace; undefined for another host. */
export function serviceNamespace(host: string, namespace: string): string | undefined {
  const [, name, own, rest] = /^([a-z][-a-z0-9]*)(?:\.([-a-z0-9]+))?(\..*)?$/.exec(host) ?? [];
  if (name === undefined) return undefined;
  if (own === undefined) return namespace;
  if (rest === undefined && TOP_LEVEL.test(own)) return undefined;
  return rest === undefined || /^\.svc(?:\..+)?$/.test(rest) ? own : undefined;
}
