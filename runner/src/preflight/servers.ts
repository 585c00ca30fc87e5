import { lookup } from 'node:dns/promises';
import { connect } from 'node:net';
import { serversOf, serviceNamespace } from '../../../lib/manifest/job-network';
import type { Workload } from '../../../lib/manifest/workload';
import { RunnerError } from '../outcome';
import { ok, unknown, wrong, type Check } from './check';

/** Milliseconds for a name and a connection, and servers that are asked. */
const [PATIENCE, MOST] = [3000, 20];

/** Whether the stores and catalogs of an application answer from here. */
export async function serverChecks(app: Workload, namespace: string, isInside: boolean): Promise<Check[]> {
  return Promise.all(
    serversOf(app)
      .slice(0, MOST)
      .map(async ({ host, port }) => {
        const title = `server ${host}:${port} of the job`;
        const problem = await unreachable(host, port);
        if (problem === undefined) return ok('server', `${title} answers`);
        return !isInside && serviceNamespace(host, namespace) !== undefined
          ? unknown(
              'server',
              `${title}, a Service of the cluster`,
              'it can be asked only from inside of it; run preflight in a pod',
            )
          : wrong(
              'server',
              `${title} does not answer: ${problem}`,
              'start it, mend its address, or let the network reach it',
            );
      }),
  );
}

async function unreachable(host: string, port: number): Promise<string | undefined> {
  try {
    await lookup(host);
  } catch (error) {
    return (error as Error).message;
  }
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: PATIENCE });
    const end = (problem: string | undefined): void => {
      socket.destroy();
      resolve(problem);
    };
    socket.once('connect', () => {
      end(undefined);
    });
    socket.once('timeout', () => {
      end(`no answer within ${PATIENCE} ms`);
    });
    socket.once('error', (error) => {
      end(error.message);
    });
  });
}

/** Whether the server that keeps runs apart answers with the keys of this runner. */
export async function isolationCheck(title: string, ask: () => Promise<string | undefined>): Promise<Check> {
  try {
    const problem = await ask();
    return problem === undefined
      ? ok('isolation', `${title} answers with these credentials`)
      : wrong('isolation', `${title}: ${problem}`, 'make it, or release the template for what is there');
  } catch (error) {
    if (!(error instanceof RunnerError)) throw error;
    const fix =
      error.outcome === 'denied'
        ? 'give this runner keys that may use it'
        : 'set its address and keys, and see that it answers';
    return wrong('isolation', `${title}: ${error.message}`, fix);
  }
}
