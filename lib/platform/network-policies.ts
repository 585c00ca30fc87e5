import { k8s } from 'cdk8s-plus-28';
import { serversOf, serviceNamespace, type Server } from '../manifest/job-network';
import type { Workload } from '../manifest/workload';
import type { ServerAddress, SparkNamespaceProps } from './spark-namespace-props';

/** Addresses that no server of the internet has. */
const PRIVATE = ['10.0.0.0/8', '100.64.0.0/10', '169.254.0.0/16', '172.16.0.0/12', '192.168.0.0/16'];

/** Where the agents of clouds give pods their identity. */
const CLOUD_AGENTS = ['169.254.170.23/32', '169.254.169.254/32'];

const ANYWHERE: ServerAddress = { cidrs: ['0.0.0.0/0'] };

/** A policy by its name. */
export interface NamedPolicy {
  /** Name of the policy. */
  readonly name: string;
  /** What it says. */
  readonly spec: () => k8s.NetworkPolicySpec;
}

/**
 * Nothing is open but what Spark needs: pods of jobs reach each other, DNS, the servers of their settings, and drivers the API
 * server. Policies act after the translation of Services, so a Service of the cluster is open at every port of its namespace.
 */
export function networkPolicies(props: SparkNamespaceProps, jobs: () => readonly Workload[]): NamedPolicy[] {
  const spark = { matchExpressions: [{ key: 'spark-role', operator: 'In', values: ['driver', 'executor'] }] };
  const driver = { matchLabels: { 'spark-role': 'driver' } };
  return [
    {
      name: 'deny-all',
      spec: () => ({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] }),
    },
    {
      name: 'spark-jobs',
      spec: () => ({
        podSelector: spark,
        policyTypes: ['Ingress', 'Egress'],
        ingress: [{ from: [{ podSelector: spark }, ...(props.allowFrom ?? [])] }],
        egress: [{ to: [{ podSelector: spark }] }, DNS],
      }),
    },
    {
      name: 'spark-driver-api-server',
      spec: () => ({
        podSelector: driver,
        policyTypes: ['Egress'],
        egress: [apiServer(props.apiServer)],
      }),
    },
    {
      name: 'spark-servers',
      spec: () => {
        const egress = egressTo(jobs(), props);
        // The API server drops an empty list, and each apply would bring it back.
        return { podSelector: spark, policyTypes: ['Egress'], ...(egress.length > 0 && { egress }) };
      },
    },
  ];
}

/** Hosts of a private network that nobody gave an address of. */
export function unknownServers(
  jobs: readonly Workload[],
  { name, servers = {} }: SparkNamespaceProps,
): Server[] {
  return allServers(jobs).filter(
    ({ host }) =>
      servers[host] === undefined && serviceNamespace(host, name) === undefined && isPrivateName(host),
  );
}

const DNS: k8s.NetworkPolicyEgressRule = {
  to: [
    {
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
      podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
    },
  ],
  ports: [port(53, 'UDP'), port(53, 'TCP')],
};

function apiServer(address: ServerAddress = ANYWHERE): k8s.NetworkPolicyEgressRule {
  const ports = address.port === undefined ? [443, 6443] : [address.port];
  return { to: blocks(address.cidrs), ports: ports.map((number) => port(number)) };
}

function egressTo(jobs: readonly Workload[], { name, servers = {}, identity }: SparkNamespaceProps) {
  const rules = allServers(jobs).map(({ host, port: number }): k8s.NetworkPolicyEgressRule => {
    const given = servers[host];
    if (given !== undefined) return { to: blocks(given.cidrs), ports: [port(given.port ?? number)] };
    const inCluster = serviceNamespace(host, name);
    if (inCluster !== undefined) {
      const matchLabels = { 'kubernetes.io/metadata.name': inCluster };
      return { to: [{ namespaceSelector: { matchLabels } }] };
    }
    return { to: [{ ipBlock: { cidr: '0.0.0.0/0', except: PRIVATE } }], ports: [port(number)] };
  });
  const agents = { to: blocks(CLOUD_AGENTS), ports: [port(80)] };
  const all = [...rules, ...(needsAgent(identity?._source.kind) ? [agents] : [])];
  return [...new Map(all.map((rule) => [JSON.stringify(rule), rule])).values()];
}

function needsAgent(kind: string | undefined): boolean {
  return kind === 'container' || kind === 'google';
}

/** Sorted, so that the order of jobs makes no difference. */
function allServers(jobs: readonly Workload[]): Server[] {
  const found = new Map(jobs.flatMap(serversOf).map((server) => [`${server.host}:${server.port}`, server]));
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, server]) => server);
}

function isPrivateName(host: string): boolean {
  return (
    /\.(?:local|internal|lan|corp|intranet|home)$/.test(host) ||
    /^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.)/.test(host)
  );
}

function blocks(cidrs: readonly string[]): k8s.NetworkPolicyPeer[] {
  return cidrs.map((cidr) => ({ ipBlock: { cidr } }));
}

function port(number: number, protocol = 'TCP'): k8s.NetworkPolicyPort {
  return { port: k8s.IntOrString.fromNumber(number), protocol };
}
