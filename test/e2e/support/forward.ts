import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** Forwards a port to a service of a namespace for as long as the action takes. */
export async function throughService<T>(
  namespace: string,
  service: string,
  port: number,
  action: (url: string) => Promise<T>,
): Promise<T> {
  const forward = spawn('kubectl', ['-n', namespace, 'port-forward', `service/${service}`, `:${port}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const lines = createInterface(forward.stdout);
    const [line] = (await once(lines, 'line')) as [string];
    const local = /127\.0\.0\.1:(\d+)/.exec(line)?.[1];
    return await action(`http://127.0.0.1:${local}`);
  } finally {
    forward.kill();
  }
}
