import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { kubectl, kubectlFeed } from '../../cluster/support/shell';
import { runtimes } from '../clusters/small';

const SCRIPT = readFileSync(join(__dirname, 'connections.py'), 'utf8');

/** A pod that does nothing but listen and try connections; it is admitted where `restricted` is enforced. */
export function addProbe(
  namespace: string,
  name: string,
  labels: Record<string, string>,
  ports: number[],
): void {
  const listen = ports.map((port) => `python3 -m http.server ${port} &`).join(' ');
  kubectlFeed(
    [
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name, namespace, labels },
        spec: {
          automountServiceAccountToken: false,
          terminationGracePeriodSeconds: 0,
          securityContext: { runAsNonRoot: true, runAsUser: 185, seccompProfile: { type: 'RuntimeDefault' } },
          containers: [
            {
              name: 'probe',
              image: runtimes.spark35.image,
              workingDir: '/tmp',
              command: ['sh', '-c', `${listen} sleep 3600`],
              resources: { requests: { cpu: '5m', memory: '32Mi' }, limits: { memory: '128Mi' } },
              securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
            },
          ],
        },
      },
    ],
    'create',
  );
  kubectl('-n', namespace, 'wait', '--for=condition=Ready', `pod/${name}`, '--timeout=120s');
}

/** The servers that a probe reaches, by their names. */
export function reached(
  namespace: string,
  probe: string,
  targets: Readonly<Record<string, string>>,
): string[] {
  const words = Object.entries(targets).map(([name, target]) => `${name}=${target}`);
  const answer = kubectl('-n', namespace, 'exec', probe, '--', 'python3', '-c', SCRIPT, ...words);
  const open = JSON.parse(answer) as Record<string, boolean>;
  return Object.keys(targets).filter((name) => open[name]);
}
