import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { Manifests } from './support/manifests';
import { installOperator, refuseForeignCluster, RELEASE, uninstallOperator } from './support/release';
import { kubectl, kubectlFeed, kubectlJson, run } from './support/shell';
import { chart, rigDefinitions } from './support/target';
import { ignoredKeys } from './support/values';

const DIST = join(__dirname, '../../dist');
const VERBS = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection'];

describe.each(readdirSync(DIST).filter((name) => existsSync(join(DIST, name, 'helm'))))(
  'dist/%s',
  (cluster) => {
    const manifests = new Manifests(join(DIST, cluster));
    const applied = ['apply', 'run'].map((folder) => join(manifests.folder, folder));
    const { namespace } = manifests.application.metadata;
    const needsMonitors = manifests.values.prometheus.podMonitor?.create === true;

    beforeAll(async () => {
      refuseForeignCluster(manifests);
      if (needsMonitors) rigDefinitions('prometheus-operator');
      kubectl('apply', '-f', join(manifests.folder, 'apply'));
      // The webhook is the real one; without a controller an application is only an object.
      await installOperator(manifests);
      const controller = `deployment/${RELEASE}-controller`;
      kubectl('scale', '-n', RELEASE, '--replicas=0', controller);
      kubectl('wait', '--for=delete', 'pod', '-n', RELEASE, '-l', 'app.kubernetes.io/component=controller');
    });

    afterAll(() => {
      // The release before its namespace: without it Helm knows nothing of the release and leaves the webhooks.
      uninstallOperator();
      kubectl('delete', ...applied.flatMap((folder) => ['-f', folder]), '--ignore-not-found', '--wait');
      if (needsMonitors) rigDefinitions('--delete', 'prometheus-operator');
    });

    test('the chart reads every value', () => {
      const [name, ...where] = chart();
      const known = parse(run('helm', ['show', 'values', name!, ...where]));
      expect(ignoredKeys(manifests.values, known)).toEqual([]);
    });

    test('admission accepts every file, and the second time nothing changes', () => {
      const apply = (): unknown[] => {
        kubectl('apply', '--server-side', ...applied.flatMap((folder) => ['-f', folder]));
        return applied.flatMap((folder) =>
          manifests.objects(folder.split('/').at(-1)!).map(({ kind, metadata }) => {
            const where = metadata.namespace === undefined ? [] : ['-n', metadata.namespace];
            const found = kubectlJson(...where, 'get', kind, metadata.name);
            // The cluster counts what a quota has left, and writes it there.
            return (kind === 'ResourceQuota' ? found.spec : found.metadata.resourceVersion) as unknown;
          }),
        );
      };
      const first = apply();
      expect(first.length).toBeGreaterThan(4);
      expect(apply()).toEqual(first);
    });

    test('the Secrets of the template are valid', () => {
      const answer = kubectlFeed(manifests.objects('fill-in'), 'apply', '--dry-run=server');
      expect(answer.trim().split('\n')).toHaveLength(manifests.objects('fill-in').length);
    });

    test.each([
      ['driver', 'spark'],
      ['executor', 'spark-executor'],
    ])('what the account of the %s may do', (role, account) => {
      const resources = [
        'pods',
        'pods/exec',
        'pods/log',
        'configmaps',
        'services',
        'persistentvolumeclaims',
        'secrets',
        'serviceaccounts',
      ];
      const allowed = canI(`system:serviceaccount:${namespace}:${account}`, namespace, resources);
      const all = Object.fromEntries(resources.map((resource) => [resource, [] as string[]]));
      if (role === 'driver') all.pods = ['get', 'list', 'watch', 'create', 'delete', 'deletecollection'];
      expect(allowed).toEqual(all);
      expect(
        canI(`system:serviceaccount:${namespace}:${account}`, 'kube-system', ['pods', 'secrets']),
      ).toEqual({ pods: [], secrets: [] });
    });
  },
);

/** The verbs that an account may use, by resource. */
function canI(user: string, namespace: string, resources: readonly string[]): Record<string, string[]> {
  const groups = ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'];
  const questions = resources.flatMap((resource) => VERBS.map((verb) => ({ resource, verb })));
  const reviews = questions.map(({ resource, verb }) => {
    const [name, subresource] = resource.split('/');
    return {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SubjectAccessReview',
      spec: { user, groups, resourceAttributes: { namespace, verb, resource: name, subresource } },
    };
  });
  const answers = kubectlFeed(reviews, 'create', '--output=jsonpath={.status.allowed}{"\\n"}').split('\n');
  return Object.fromEntries(
    resources.map((resource) => [
      resource,
      questions.flatMap((question, i) =>
        question.resource === resource && answers[i] === 'true' ? [question.verb] : [],
      ),
    ]),
  );
}
