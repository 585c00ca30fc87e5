import type { RequestOptions } from 'node:https';
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
  return {
    server: cluster.server,
    namespace: config.getContextObject(config.getCurrentContext())?.namespace ?? 'default',
    requestOptions: async () => {
      const options: RequestOptions = {};
      await config.applyToHTTPSOptions(options);
      return options;
    },
  };
}
