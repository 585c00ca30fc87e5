import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ArgoCdDelivery,
  ArgoCdGitOps,
  ChartSource,
  ClusterApp,
  FluxDelivery,
  FluxGitOps,
  GitOps,
  ManifestFile,
  ManifestsDelivery,
  SparkOperator,
  Stage,
} from '../../lib';
import { CHART_VERSION } from '../../lib/versions';
import { eventually, kubectl, kubectlFeed, kubectlJson } from './support/shell';
import { chart, controllerDefinitions, onRig, rigImage } from './support/target';

const NAMESPACE = 'deliveries';

beforeAll(() => {
  // The rig generates some of them, which takes minutes the first time.
  controllerDefinitions('apply');
  kubectlFeed([namespace(NAMESPACE), namespace('deliveries-jobs')], 'apply');
}, 900_000);

afterAll(() => {
  kubectl('delete', 'namespace', NAMESPACE, 'deliveries-jobs', '--ignore-not-found', '--wait');
  controllerDefinitions('delete');
});

function namespace(name: string): object {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
}

/** What an app writes into its folder. */
function written(build: (app: ClusterApp) => void): string {
  const outdir = mkdtempSync(join(tmpdir(), 'deliveries-'));
  const app = new ClusterApp({ outdir });
  build(app);
  app.synth();
  return outdir;
}

const PLACE = { repository: 'https://git.example.com/clusters.git', path: 'dist', namespace: NAMESPACE };
const OCI = ChartSource.oci('oci://registry.example.com/charts');

test.each([
  ['argo-cd', new ArgoCdDelivery({ namespace: NAMESPACE }), ['Application']],
  ['argo-cd, a registry', new ArgoCdDelivery({ namespace: NAMESPACE, source: OCI }), ['Application']],
  ['flux', new FluxDelivery({ namespace: NAMESPACE }), ['HelmRepository', 'HelmRelease']],
  [
    'flux, a registry with keys',
    new FluxDelivery({
      namespace: NAMESPACE,
      source: OCI,
      sourceSecretName: 'registry',
      serviceAccountName: 'installer',
    }),
    ['OCIRepository', 'HelmRelease'],
  ],
])('the API server knows every field of a delivery by %s', (_, delivery, kinds) => {
  accepts((app) => new SparkOperator(app, 'operator', { delivery }), kinds);
});

test.each([
  ['argo-cd', new ArgoCdGitOps(PLACE), 'Application'],
  ['flux', new FluxGitOps({ ...PLACE, repositorySecretName: 'deploy-key' }), 'Kustomization'],
])('the API server knows every field of the order of a cluster by %s', (_, gitOps, kind) => {
  const stages = Object.values(Stage);
  const folder = written((app) => {
    for (const stage of stages) new ManifestFile(app, stage, { folder: GitOps.folder(stage) });
    gitOps.bind(app);
  });
  const answer = kubectl(
    ...['apply', '--dry-run=server', '--validate=strict', '-f', join(folder, 'git/order')],
    ...['-f', join(folder, 'bootstrap', kind === 'Application' ? 'argo-cd.yaml' : 'flux.yaml')],
  );
  rmSync(folder, { recursive: true });
  const made = answer.trim().split('\n');
  expect(made.filter((line) => line.startsWith(kind.toLowerCase()))).toHaveLength(stages.length + 1);
});

function accepts(build: (app: ClusterApp) => unknown, kinds: readonly string[]): void {
  const folder = written(build);
  const answer = kubectl('apply', '--dry-run=server', '--validate=strict', '-f', folder);
  rmSync(folder, { recursive: true });
  expect(answer.trim().split('\n')).toEqual(
    kinds.map((kind) => expect.stringMatching(new RegExp(`^${kind.toLowerCase()}\\..* created`))),
  );
}

/** Waits until the operator runs and has given its webhooks their certificate. */
async function operatorRuns(): Promise<void> {
  for (const component of ['controller', 'webhook']) {
    const deployment = `deploy/deliveries-spark-operator-${component}`;
    kubectl('-n', NAMESPACE, 'rollout', 'status', deployment, '--timeout=180s');
  }
  for (const kind of ['mutatingwebhookconfiguration', 'validatingwebhookconfiguration']) {
    await eventually(`certificate of the ${kind}`, 60, () => {
      const { webhooks } = kubectlJson('get', kind, 'deliveries-spark-operator-webhook');
      return webhooks.every((webhook: any) => webhook.clientConfig.caBundle) ? true : undefined;
    });
  }
}

test('rendered manifests apply, and the second time nothing changes', async () => {
  const [where] = chart();
  if (onRig()) rigImage('operator', where!);
  const source = where!.startsWith('/') ? ChartSource.directory(where!) : ChartSource.PROJECT;
  const folder = written((app) => {
    new SparkOperator(app, 'operator', {
      namespace: NAMESPACE,
      releaseName: 'deliveries',
      jobNamespaces: ['deliveries-jobs'],
      delivery: new ManifestsDelivery({ source, definitionsFolder: 'crds' }),
    });
  });
  const manifests = join(folder, 'operator.yaml');
  const versions = (): unknown[] => {
    const found = kubectlJson('get', '-f', manifests, '-f', join(folder, 'crds')).items as any[];
    return found.map(({ kind, metadata }) => [
      `${kind} ${metadata.namespace ?? ''}/${metadata.name}`,
      // Whatever the controllers note of a Deployment is in its version too.
      kind === 'Deployment' ? metadata.generation : metadata.resourceVersion,
    ]);
  };
  const apply = (): unknown[] => {
    kubectl('apply', '--server-side', '--force-conflicts', '-f', join(folder, 'crds'));
    kubectl('apply', '--server-side', '-f', manifests);
    return versions();
  };
  try {
    expect(apply().length).toBeGreaterThan(15);
    await operatorRuns();
    const first = versions();
    expect(apply()).toEqual(first);
    // What the operator writes is its own, and stays.
    await operatorRuns();
    expect(versions()).toEqual(first);
    const labels = kubectlJson('-n', NAMESPACE, 'get', 'deployments').items.map(
      ({ metadata }: any) => metadata.labels['helm.sh/chart'],
    );
    expect(new Set(labels)).toEqual(new Set([`spark-operator-${CHART_VERSION}`]));
  } finally {
    kubectl('delete', '-f', manifests, '--ignore-not-found', '--wait');
    rmSync(folder, { recursive: true });
  }
});
