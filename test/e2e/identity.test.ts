import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Manifests } from '../cluster/support/manifests';
import {
  installOperator,
  operatorLogs,
  refuseForeignCluster,
  uninstallOperator,
} from '../cluster/support/release';
import { kubectl, kubectlFeed, kubectlJson } from '../cluster/support/shell';
import { warnings } from '../support/console';
import {
  AUDIENCE,
  AUTHORITY,
  AWS_STS,
  identity,
  KEYLESS,
  PLACES,
  ROLE_ARN,
  SERVERS,
  TLS,
} from './clusters/identity';
import { runtimes } from './clusters/small';
import { completed, driverLog } from './support/application';
import { certificatesFor } from './support/certificates';
import { expectations } from './support/expected';
import { makeImages, TLS_SERVERS } from './support/images';
import { leaks, SECRETS } from './support/proof';
import { readTables } from './support/reader';

const STS = readFileSync(join(__dirname, 'support/sts.py'), 'utf8');

/** The servers, as pods in their namespace and in others name them. */
const HOSTS = ['minio', 'lakefs', 'rest-catalog'].flatMap((name) => [name, `${name}.${SERVERS}.svc`]);

/** MinIO where S3A of Hadoop 3.4.1 looks for an STS. */
const STS_SERVICE = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'sts', namespace: SERVERS },
  spec: { selector: { app: 'minio' }, ports: [{ port: 443, targetPort: 9000 }] },
};

/** MinIO asks the API server, the issuer of the tokens, for its keys, as nobody. */
const DISCOVERY = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRoleBinding',
  metadata: { name: 'e2e-issuer-discovery' },
  roleRef: {
    apiGroup: 'rbac.authorization.k8s.io',
    kind: 'ClusterRole',
    name: 'system:service-account-issuer-discovery',
  },
  subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'system:unauthenticated' }],
};

describe('servers behind TLS with a certificate authority of their own', () => {
  let manifests: Manifests;

  beforeAll(async () => {
    kubectl('create', 'namespace', SERVERS);
    kubectlFeed([STS_SERVICE], 'create');
    const { clusterIP } = kubectlJson('-n', SERVERS, 'get', 'service', 'sts').spec;
    manifests = Manifests.synth((app) => {
      identity(app, clusterIP);
    });
    expect(warnings()).toEqual([]);
    refuseForeignCluster(manifests);
    makeImages([runtimes.spark35, runtimes.spark35Aws, runtimes.spark40]);
    kubectl('apply', '-f', join(manifests.folder, 'apply'));
    const certificates = certificatesFor(...HOSTS, AWS_STS);
    const authority = { 'ca.crt': certificates['ca.crt'] };
    kubectlFeed(
      [
        DISCOVERY,
        secret(SERVERS, 'server-certificate', { ...certificates }),
        ...[KEYLESS, TLS].map((namespace) => ({
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { name: AUTHORITY, namespace },
          data: authority,
        })),
        ...[SERVERS, TLS].flatMap((namespace) =>
          Object.entries(SECRETS).map(([name, data]) => secret(namespace, name, data)),
        ),
      ],
      'apply',
    );
    await installOperator(manifests);
    kubectl('-n', SERVERS, 'apply', '-k', TLS_SERVERS);
    kubectl('-n', SERVERS, 'wait', '--for=condition=complete', 'job/sample-data', '--timeout=300s');
    kubectl('-n', SERVERS, 'rollout', 'status', 'deploy/rest-catalog', '--timeout=120s');
  });

  afterAll(() => {
    uninstallOperator();
    kubectlFeed([DISCOVERY], 'delete', '--ignore-not-found');
    kubectl('delete', '-f', join(manifests.folder, 'apply'), '--ignore-not-found', '--wait=false');
    for (const name of [KEYLESS, TLS, SERVERS]) {
      kubectl('delete', 'namespace', name, '--ignore-not-found', '--timeout=180s');
    }
  });

  test('the STS gives keys for a token of its audience alone', () => {
    const answer = (audience: string): string => {
      const token = kubectl('-n', KEYLESS, 'create', 'token', 'spark', `--audience=${audience}`).trim();
      const exec = ['exec', 'deploy/rest-catalog', '-c', 'proxy', '--', 'python3', '-c', STS];
      return kubectl('-n', SERVERS, ...exec, ROLE_ARN, token).trim();
    };
    expect([answer(AUDIENCE), answer('another')]).toEqual(['200', '400']);
  });

  test.each(Object.entries(PLACES))('a job without any key writes and reads: %s', async (name, places) => {
    const file = join(manifests.folder, 'keyless', `${name}.yaml`);
    kubectl('apply', '-f', file);
    await completed(KEYLESS, name, 400);
    const rows = driverLog(KEYLESS, name)
      .split('\n')
      .filter((line) => line.startsWith('ROWS '));
    expect(rows).toEqual(places.map((place) => `ROWS ${place} 1000 499500`));
    const pods: any[] = kubectlJson('-n', KEYLESS, 'get', 'pods', '-l', `spark-app-name=${name}`).items;
    expect(pods.length).toBeGreaterThan(0);
    expect(JSON.stringify(pods)).not.toContain('secretKeyRef');
    expect(kubectl('-n', KEYLESS, 'get', 'secrets', '-o', 'name')).toBe('');
    process.stdout.write(`${name}: ${rows.join(', ')}\n`);
    kubectl('delete', '-f', file, '--wait');
  });

  test('the runner makes a branch, runs the job on it and promotes it, all through TLS', async () => {
    kubectl('-n', TLS, 'create', 'job', 'first', '--from=cronjob/nightly');
    kubectl('-n', TLS, 'wait', '--for=condition=complete', 'job/first', '--timeout=400s');
    const log = kubectl('-n', TLS, 'logs', 'job/first', '--all-containers');
    expect(log).toContain('"outcome":"promoted"');
    const { spec } = manifests.application;
    const expected = expectations('lakefs');
    const rows = await readTables(spec, TLS, Object.keys(expected));
    expect(Object.fromEntries(Object.keys(expected).map((query, i) => [query, rows[i]]))).toEqual(expected);
    expect(leaks({ runner: log, operator: operatorLogs() })).toEqual([]);
  });
});

function secret(
  namespace: string,
  name: string,
  stringData: Readonly<Record<string, string>>,
): Readonly<Record<string, unknown>> {
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace }, stringData };
}
