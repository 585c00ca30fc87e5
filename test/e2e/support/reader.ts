import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually, kubectl, kubectlFeed, kubectlJson } from '../../cluster/support/shell';

const SCRIPT = readFileSync(join(__dirname, '../read_tables.py'), 'utf8');

/**
 * Rows of the queries, read by a small Spark in a pod with the image, the variables and the settings of an
 * application: what the manifests say about stores and catalogs is all that it knows.
 */
export async function readTables(
  spec: any,
  namespace: string,
  queries: readonly string[],
  sparkConf: Readonly<Record<string, string>> = {},
): Promise<unknown[][][]> {
  const name = 'read-tables';
  const settings = Object.entries<string>({ ...spec.sparkConf, ...sparkConf }).filter(
    ([key]) => !/^spark\.(kubernetes|dynamicAllocation)\./.test(key),
  );
  const metadata = { name, namespace };
  const { env, podSecurityContext, securityContext, initContainers, javaOptions } = spec.driver;
  const others = (all: any[] = [], tmp: (one: any) => boolean): any[] => all.filter((one) => !tmp(one));
  kubectl('-n', namespace, 'delete', 'pod,configmap', name, '--ignore-not-found', '--wait');
  kubectlFeed(
    [
      { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { 'read_tables.py': SCRIPT } },
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata,
        spec: {
          restartPolicy: 'Never',
          automountServiceAccountToken: false,
          securityContext: podSecurityContext,
          initContainers,
          containers: [
            {
              name: 'spark',
              image: spec.image,
              command: [
                ...['/opt/spark/bin/spark-submit', '--master', 'local[1]', '--driver-memory', '512m'],
                ...(javaOptions === undefined ? [] : ['--driver-java-options', javaOptions]),
                ...settings.flatMap(([key, value]) => ['--conf', `${key}=${value}`]),
                '/read/read_tables.py',
                ...queries,
              ],
              env,
              securityContext,
              volumeMounts: [
                ...others(spec.driver.volumeMounts, ({ mountPath }) => mountPath === '/tmp'),
                { name: 'read', mountPath: '/read' },
                { name: 'tmp', mountPath: '/tmp' },
              ],
            },
          ],
          volumes: [
            ...others(spec.volumes, ({ name: volume }) => volume === 'tmp'),
            { name: 'read', configMap: { name } },
            { name: 'tmp', emptyDir: {} },
          ],
        },
      },
    ],
    'create',
  );
  const phase = await eventually('end of the reader', 120, () => {
    const found = kubectlJson('-n', namespace, 'get', 'pod', name).status.phase as string;
    return ['Succeeded', 'Failed'].includes(found) ? found : undefined;
  });
  const log = kubectl('-n', namespace, 'logs', name);
  if (phase === 'Failed') throw new Error(`reading the tables failed:\n${log.slice(-4000)}`);
  return log
    .split('\n')
    .filter((line) => line.startsWith('ROWS '))
    .map((line) => JSON.parse(line.slice('ROWS '.length)) as unknown[][]);
}
