import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject } from 'cdk8s';
import {
  ArgoCdDelivery,
  ArgoCdGitOps,
  ChartSource,
  ClusterApp,
  FluxDelivery,
  FluxGitOps,
  GitOps,
  type HelmDelivery,
  ManifestFile,
  Rules,
  SparkApplication,
  SparkOperator,
  Stage,
} from '../../lib';
import { CHART_VERSION } from '../../lib/versions';
import { eventually, kubectl, kubectlJson, run } from './support/shell';
import { cached, chart, onRig, rigImage } from './support/target';

/** The rig's controllers, which act on real objects in the cluster, and a Git and a Helm repository for them. */
const GITOPS = join(process.env.RIG ?? '', 'gitops');
const PROGRAMS = {
  flux: ['web', 'source-controller', 'helm-controller', 'kustomize-controller'],
  argo: ['web', 'argo-cd'],
};

/** Why a controller cannot be had; undefined when it can. */
function lacking(controller: keyof typeof PROGRAMS): string | undefined {
  if (process.env.GITOPS === undefined) return 'npm run test:gitops runs it, for minutes';
  if (!onRig()) return 'this cluster is not the rig';
  const missing = PROGRAMS[controller].filter((program) => !existsSync(cached(program)));
  return missing.length === 0
    ? undefined
    : `${missing.join(', ')} not built; build with rig/gitops ${controller} start`;
}

const NAME = 'test-gitops';
const JOBS = 'test-gitops-jobs';
const OLDER = '2.4.0';
/** Ends well at once, whatever Spark wants of it: what is looked at here is who starts it and how often. */
const IMAGE = 'localhost/test-gitops:1';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gitops-'));
  if (lacking('flux') !== undefined && lacking('argo') !== undefined) return;
  rigImage('operator', chart()[0]!);
  const root = join(folder, 'root');
  mkdirSync(root);
  copyFileSync('/usr/bin/busybox', join(root, 'true'));
  run(join(process.env.RIG!, 'image'), [IMAGE, root, '--config', '{"Entrypoint":["/true"]}']);
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** A cluster with the operator of a chart and with jobs, as its repository has it. */
function pushed(gitOps: GitOps, delivery: HelmDelivery, chartVersion: string, jobs: readonly string[]): void {
  const outdir = join(folder, 'repository', 'dist');
  rmSync(outdir, { recursive: true, force: true });
  const app = new ClusterApp({ outdir });
  gitOps.bind(app);
  const file = (stage: Stage): ManifestFile => new ManifestFile(app, stage, { folder: GitOps.folder(stage) });
  const namespaces = file(Stage.NAMESPACES);
  new ApiObject(namespaces, 'jobs', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: JOBS } });
  const operator = new SparkOperator(app, 'operator', {
    chartVersion,
    namespace: NAME,
    releaseName: NAME,
    jobNamespaces: [JOBS],
    image: { tag: CHART_VERSION },
    delivery,
  });
  Rules.of(operator).acknowledge('image-tag-skew', 'the rig has the image of one version');
  const runs = new ManifestFile(app, 'runs', { folder: GitOps.folder(Stage.JOBS), namespace: JOBS });
  for (const name of jobs) {
    const job = new SparkApplication(runs, name, {
      name,
      sparkVersion: '3.5.8',
      image: IMAGE,
      mainApplicationFile: 'local:///opt/none.py',
      serviceAccount: operator.driverServiceAccount!,
    });
    Rules.of(job).acknowledge('ttl-unset', 'it lives in Git');
  }
  app.synth();
  run(GITOPS, ['push', NAME, join(folder, 'repository')]);
}

const KINDS = {
  own: 'deployments,services,serviceaccounts,roles,rolebindings',
  wide: 'clusterroles,clusterrolebindings,mutatingwebhookconfigurations,validatingwebhookconfigurations',
};

/** What was made of the objects, each with what changes when somebody writes to it. */
function versions(): unknown[] {
  const ofRelease = ['-l', `app.kubernetes.io/instance=${NAME}`];
  const found = [
    ...[NAME, JOBS].flatMap(
      (namespace) => kubectlJson('-n', namespace, 'get', KINDS.own, ...ofRelease).items,
    ),
    ...kubectlJson('get', KINDS.wide, ...ofRelease).items,
    ...kubectlJson(
      'get',
      'crd',
      'sparkapplications.sparkoperator.k8s.io',
      'scheduledsparkapplications.sparkoperator.k8s.io',
    ).items,
    kubectlJson('get', 'namespace', JOBS),
  ];
  const jobs: any[] = kubectlJson('-n', JOBS, 'get', 'sparkapplications').items;
  return [
    ...found.map(({ kind, metadata }) => [
      `${kind} ${metadata.namespace ?? ''}/${metadata.name}`,
      // Whatever the controllers note of a Deployment is in its version too.
      kind === 'Deployment' ? metadata.generation : metadata.resourceVersion,
    ]),
    ...jobs.map(({ metadata, status }) => [metadata.name, metadata.generation, status.submissionID]),
  ];
}

/** The charts of the operator's Deployments. */
function charts(): unknown[] {
  const found: any[] = kubectlJson('-n', NAME, 'get', 'deployments').items;
  return [...new Set(found.map(({ metadata }) => metadata.labels['helm.sh/chart']))];
}

function states(): Record<string, unknown> {
  const jobs: any[] = kubectlJson('-n', JOBS, 'get', 'sparkapplications').items;
  return Object.fromEntries(
    jobs.map(({ metadata, status }) => [metadata.name, status?.applicationState?.state]),
  );
}

/** What one of the two controllers does, in its words. */
interface Controller {
  /** Has it look at Git now. */
  readonly look: () => void;
  /** True when everything is as in Git, and well. */
  readonly isWell: () => boolean;
  /** Has it bring everything to what Git has, though it is so already. */
  readonly again: () => Promise<void>;
}

async function installsAndUpgrades(
  push: (chartVersion: string, jobs: readonly string[]) => void,
  start: () => void,
  { look, isWell, again }: Controller,
): Promise<void> {
  const arrives = (version: string, jobs: readonly string[]): Promise<boolean> =>
    eventually(`chart ${version} with ${jobs.join()}`, 300, () => {
      const isThere = charts().join() === `spark-operator-${version}`;
      const done = states();
      return isThere && jobs.every((job) => done[job] === 'COMPLETED') && isWell() ? true : undefined;
    });
  push(OLDER, ['before']);
  start();
  await arrives(OLDER, ['before']);
  const first = versions();
  await again();
  expect(versions()).toEqual(first);
  const [before] = kubectlJson('-n', JOBS, 'get', 'sparkapplications').items;

  push(CHART_VERSION, ['before', 'after']);
  look();
  await arrives(CHART_VERSION, ['before', 'after']);
  const second = versions();
  await again();
  expect(versions()).toEqual(second);
  expect(charts()).toEqual([`spark-operator-${CHART_VERSION}`]);
  // An upgrade of the operator runs no job again.
  const old = kubectlJson('-n', JOBS, 'get', 'sparkapplication', 'before');
  expect([old.metadata.generation, old.status.submissionID]).toEqual([1, before.status.submissionID]);
}

function removed(): void {
  kubectl('delete', 'namespace', JOBS, NAME, '--ignore-not-found', '--wait');
}

const flux = lacking('flux');
(flux === undefined ? test : test.skip)(
  `Flux installs and upgrades the operator from Git, and the second time nothing changes${flux === undefined ? '' : ` (${flux})`}`,
  async () => {
    const PLACE = 'flux-system';
    run(GITOPS, ['flux', 'start']);
    const source = ChartSource.repository(run(GITOPS, ['repo']).trim());
    const repository = `${source.location.replace(/charts$/, '')}git/${NAME}.git`;
    const gitOps = new FluxGitOps({ repository, path: 'dist', name: NAME });
    const delivery = new FluxDelivery({ source, folder: GitOps.folder(Stage.OPERATOR) });
    const get = (kind: string): any[] => kubectlJson('-n', PLACE, 'get', kind).items;
    const kustomizations = 'kustomizations.kustomize.toolkit.fluxcd.io';
    let counter = 0;
    /** Has every object of a kind looked at again, and waits until all were. */
    const reconcile = async (kind: string): Promise<void> => {
      counter += 1;
      const mark = `${process.pid}-${counter}`;
      kubectl(
        '-n',
        PLACE,
        'annotate',
        '--overwrite',
        kind,
        '--all',
        `reconcile.fluxcd.io/requestedAt=${mark}`,
      );
      await eventually(`reconciliation of ${kind}`, 120, () =>
        get(kind).every(({ status }) => status.lastHandledReconcileAt === mark && isReady(status))
          ? true
          : undefined,
      );
    };
    const isReady = (status: any): boolean =>
      status?.conditions?.some(({ type, status: value }: any) => type === 'Ready' && value === 'True') ===
      true;
    try {
      await installsAndUpgrades(
        (version, jobs) => {
          pushed(gitOps, delivery, version, jobs);
        },
        () => kubectl('apply', '--server-side', '-f', join(folder, 'repository/dist/bootstrap')),
        {
          look: () =>
            kubectl(
              '-n',
              PLACE,
              'annotate',
              '--overwrite',
              'gitrepositories',
              '--all',
              `reconcile.fluxcd.io/requestedAt=${Date.now()}`,
            ),
          isWell: () => {
            const [git] = get('gitrepositories');
            const all = get(kustomizations);
            return (
              all.length === 4 &&
              all.every(
                ({ status }) =>
                  isReady(status) && status.lastAppliedRevision === git.status.artifact.revision,
              )
            );
          },
          again: async () => {
            const released = () => get('helmreleases').map(({ status }) => status.history[0].version);
            const before = released();
            for (const kind of ['gitrepositories', 'helmrepositories', kustomizations, 'helmreleases'])
              await reconcile(kind);
            expect(released()).toEqual(before);
          },
        },
      );
      expect(get('helmreleases').map(({ status }) => status.history[0])).toMatchObject([
        { version: 2, chartVersion: CHART_VERSION, status: 'deployed' },
      ]);
    } finally {
      kubectl('-n', PLACE, 'delete', kustomizations, NAME, '--ignore-not-found', '--wait');
      await eventually('end of the release', 120, () =>
        get('helmreleases').length === 0 ? true : undefined,
      );
      removed();
      run(GITOPS, ['flux', 'stop']);
    }
  },
  900_000,
);

const argo = lacking('argo');
(argo === undefined ? test : test.skip)(
  `Argo CD installs and upgrades the operator from Git, and the second time nothing changes${argo === undefined ? '' : ` (${argo})`}`,
  async () => {
    const PLACE = 'argocd';
    run(GITOPS, ['argo', 'start']);
    const source = ChartSource.repository(run(GITOPS, ['repo']).trim());
    const repository = `${source.location.replace(/charts$/, '')}git/${NAME}.git`;
    const gitOps = new ArgoCdGitOps({ repository, path: 'dist', name: `${NAME}-cluster` });
    const delivery = new ArgoCdDelivery({ source, folder: GitOps.folder(Stage.OPERATOR) });
    const applications = (): any[] => kubectlJson('-n', PLACE, 'get', 'applications').items;
    const refresh = (): unknown =>
      kubectl(
        '-n',
        PLACE,
        'annotate',
        '--overwrite',
        'applications',
        '--all',
        'argocd.argoproj.io/refresh=hard',
      );
    try {
      await installsAndUpgrades(
        (version, jobs) => {
          pushed(gitOps, delivery, version, jobs);
        },
        () => {
          const bootstrap = join(folder, 'repository/dist/bootstrap');
          const patch = join(bootstrap, 'argocd-cm-patch.yaml');
          kubectl('patch', 'configmap', 'argocd-cm', '-n', PLACE, '--type', 'merge', '--patch-file', patch);
          kubectl('apply', '--server-side', '-f', join(bootstrap, 'argo-cd.yaml'));
        },
        {
          look: refresh,
          isWell: () => {
            const all = applications();
            const isWell = ({ metadata, status }: any): boolean =>
              metadata.annotations?.['argocd.argoproj.io/refresh'] === undefined &&
              status?.sync?.status === 'Synced' &&
              status.health?.status === 'Healthy' &&
              status.operationState?.phase === 'Succeeded';
            // The root, three stages, and the release.
            return all.length === 5 && all.every(isWell);
          },
          again: async () => {
            await Promise.resolve();
            for (const { metadata } of applications()) {
              expect(run(GITOPS, ['sync', metadata.name])).toMatch(/^Succeeded/);
            }
          },
        },
      );
    } finally {
      // What made the others goes first; the release takes its objects along, the stages leave theirs.
      for (const name of [
        `${NAME}-cluster`,
        ...Object.values(Stage).map((stage) => `${NAME}-cluster-${stage}`),
      ]) {
        kubectl('-n', PLACE, 'delete', 'application', name, '--ignore-not-found', '--wait');
      }
      const finalizer = '{"metadata":{"finalizers":["resources-finalizer.argocd.argoproj.io"]}}';
      for (const { metadata } of applications()) {
        kubectl('-n', PLACE, 'patch', 'application', metadata.name, '--type', 'merge', '-p', finalizer);
        kubectl('-n', PLACE, 'delete', 'application', metadata.name, '--wait');
      }
      removed();
      run(GITOPS, ['argo', 'stop']);
    }
  },
  900_000,
);
