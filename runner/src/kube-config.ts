import { Agent, type RequestOptions } from 'node:https';
import type { Connection } from './kubernetes';
import { RunnerError } from './outcome';

/** The connection that kubectl would use: KUBECONFIG, the default file, or the account of the pod. */
export async function connect(context: string | undefined): Promise<Connection> {
  const { KubeConfig } = await import('@kubernetes/client-node');
  const config = new KubeConfig();
  try {
    config.loadFromDefault();
    if (context !== undefined) config.setCurrentContext(context);
  } catch (error) {
    throw new RunnerError('refused', `KUBECONFIG cannot be read: ${(error as Error).message}`);
  }
  const cluster = config.getCurrentCluster();
  if (cluster === null) {
    throw new RunnerError(
      'refused',
      `context ${JSON.stringify(config.getCurrentContext())} names no cluster; set KUBECONFIG or --context`,
    );
  }
  let kept: Kept | undefined;
  return {
    server: cluster.server,
    namespace: config.getContextObject(config.getCurrentContext())?.namespace ?? 'default',
    requestOptions: async () => {
      const options: RequestOptions = {};
      await config.applyToHTTPSOptions(options);
      kept = keep(options, kept);
      return { ...options, agent: kept.agent };
    },
  };
}

/** What holds the connections of requests that are let in the same way. */
interface Kept {
  readonly by: string;
  readonly agent: RequestOptions['agent'];
}

/** The client of Kubernetes makes an agent for each request, which keeps no connection for the next. */
function keep({ ca, cert, key, pfx, agent }: RequestOptions, before: Kept | undefined): Kept {
  const by = [ca, cert, key, pfx].map(String).join();
  if (before?.by === by) return before;
  const isPlain = agent instanceof Agent && agent.constructor === Agent;
  return { by, agent: isPlain ? new Agent({ ...agent.options, keepAlive: true }) : agent };
}
