import { ApiObject, App, Yaml } from 'cdk8s';
import {
  ArgoCdGitOps,
  ClusterApp,
  FluxGitOps,
  GitOps,
  ManifestFile,
  OutputFile,
  SparkOperator,
  Stage,
} from '../../lib';
import { printed } from '../support/console';

const PLACE = { repository: 'https://git.example.com/clusters.git', path: 'dist/production' };

const file = (app: App, stage: Stage, id: string = stage): ManifestFile =>
  new ManifestFile(app, id, { folder: GitOps.folder(stage) });

function configMap(chart: ManifestFile, name = 'settings'): ApiObject {
  return new ApiObject(chart, name, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace: 'a' },
  });
}

/** An app with a file in some stages, in another order than theirs. */
function cluster(gitOps: GitOps, stages = [Stage.ACCESS, Stage.NAMESPACES]): ClusterApp {
  const app = new ClusterApp();
  gitOps.bind(app);
  for (const stage of stages) configMap(file(app, stage), stage === Stage.ACCESS ? undefined : stage);
  new SparkOperator(app, 'spark-operator', { delivery: gitOps.delivery() });
  return app;
}

const chart = (app: App, id: string) => app.node.findChild(id) as ManifestFile;
const objectsOf = (file: ManifestFile) => file.toJson();
const yamlOf = (file: ManifestFile) => Yaml.stringify(...objectsOf(file));

/** What is wrong with an app, without what the rules say. */
function nowhere(app: App): string[] {
  const problems = app.node.findAll().flatMap(({ node }) => node.validate());
  printed();
  return problems.filter((problem) => !problem.includes(' found by the rules:'));
}

describe.each([
  ['flux', new FluxGitOps(PLACE), 'kustomizations'],
  ['argo-cd', new ArgoCdGitOps(PLACE), 'applications'],
] as const)('a cluster by %s', (name, gitOps, order) => {
  it('applies the stages that have files, in their order, whenever the files were added', () => {
    const app = cluster(gitOps);
    expect(yamlOf(chart(app, name))).toMatchSnapshot();
    expect(yamlOf(chart(app, order))).toMatchSnapshot();
    expect(chart(app, name).path).toBe(`bootstrap/${name}.yaml`);
    expect(chart(app, order).path).toBe(`git/order/${order}.yaml`);
  });

  it('puts the operator into its stage', () => {
    const operator = cluster(gitOps).node.findChild('spark-operator');
    const [release] = operator.node.children as ManifestFile[];
    expect(release!.path).toMatch(/^git\/operator\//);
  });

  it('prunes in every stage but those that hold data', () => {
    const app = cluster(gitOps, Object.values(Stage));
    const pruned = objectsOf(chart(app, order)).map(({ metadata, spec }) => [
      metadata.name,
      spec.prune ?? spec.syncPolicy.automated.prune,
    ]);
    expect(pruned).toEqual([
      ['spark-cluster-namespaces', false],
      ['spark-cluster-definitions', false],
      ['spark-cluster-operator', true],
      ['spark-cluster-access', true],
      ['spark-cluster-secrets', true],
      ['spark-cluster-templates', true],
      ['spark-cluster-jobs', true],
    ]);
  });

  it('has nothing against what may be in Git', () => {
    const app = cluster(gitOps);
    const jobs = file(app, Stage.JOBS);
    new ApiObject(jobs, 'job', {
      apiVersion: 'sparkoperator.k8s.io/v1beta2',
      kind: 'SparkApplication',
      metadata: { name: 'etl' },
      spec: { suspend: false },
    });
    new ApiObject(jobs, 'schedule', {
      apiVersion: 'sparkoperator.k8s.io/v1beta2',
      kind: 'ScheduledSparkApplication',
      metadata: { name: 'nightly' },
      spec: { suspend: true, template: { timeToLiveSeconds: 60 } },
    });
    new ApiObject(jobs, 'secret', {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'empty' },
      data: {},
    });
    expect(nowhere(app)).toEqual([]);
  });
});

it('keeps an object for Flux', () => {
  const object = configMap(file(new App(), Stage.TEMPLATES));
  new FluxGitOps(PLACE).keep(object);
  expect(object.toJson().metadata.annotations).toEqual({ 'kustomize.toolkit.fluxcd.io/prune': 'disabled' });
});

it('keeps an object for Argo CD, which is in sync with it', () => {
  const object = configMap(file(new App(), Stage.TEMPLATES));
  new ArgoCdGitOps(PLACE).keep(object);
  expect(object.toJson().metadata.annotations).toEqual({
    'argocd.argoproj.io/sync-options': 'Prune=false',
    'argocd.argoproj.io/compare-options': 'IgnoreExtraneous',
  });
});

it('takes every prop of Flux', () => {
  const gitOps = new FluxGitOps({
    ...PLACE,
    branch: 'live',
    name: 'data',
    namespace: 'gitops',
    repositorySecretName: 'deploy-key',
  });
  const app = cluster(gitOps);
  const [source, root] = objectsOf(chart(app, 'flux'));
  expect(source).toMatchObject({
    metadata: { name: 'data', namespace: 'gitops' },
    spec: { ref: { branch: 'live' }, secretRef: { name: 'deploy-key' } },
  });
  expect(root.metadata).toEqual({ name: 'data', namespace: 'gitops' });
  expect(objectsOf(chart(app, 'kustomizations')).map(({ metadata }) => metadata.name)).toEqual([
    'data-namespaces',
    'data-operator',
    'data-access',
  ]);
});

it('takes every prop of Argo CD', () => {
  const gitOps = new ArgoCdGitOps({
    ...PLACE,
    branch: 'live',
    name: 'data',
    namespace: 'gitops',
    project: 'data',
  });
  const app = cluster(gitOps);
  const [root] = objectsOf(chart(app, 'argo-cd'));
  expect(root).toMatchObject({
    metadata: { name: 'data', namespace: 'gitops' },
    spec: { project: 'data', source: { targetRevision: 'live' } },
  });
  const patch = app.node.findChild('argocd-cm-patch') as OutputFile;
  expect(patch.header).toContain('kubectl patch configmap argocd-cm --namespace gitops --type merge');
});

const job = { apiVersion: 'sparkoperator.k8s.io/v1beta2', kind: 'SparkApplication' };

it.each([
  [
    { ...job, metadata: { name: 'etl', namespace: 'a' }, spec: { timeToLiveSeconds: 60 } },
    'SparkApplication a/etl in git/jobs/jobs.yaml: timeToLiveSeconds is set; from Git the job would come back and run again ' +
      'each time its time to live has ended, so leave it out, or let a ScheduledSparkApplication or RunCronJob start its runs',
  ],
  [
    { ...job, metadata: { name: 'etl' }, spec: { suspend: true } },
    'SparkApplication etl in git/jobs/jobs.yaml: suspend is true; a queue that resumes the job would be undone by the next ' +
      'sync, so leave it out',
  ],
  [
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x', generateName: 'x-' } },
    'ConfigMap x in git/jobs/jobs.yaml: it has a generateName, under which nothing can be applied; give it a name',
  ],
])('fails for what must not be in Git: %#', (object, problem) => {
  const app = cluster(new FluxGitOps(PLACE));
  new ApiObject(file(app, Stage.JOBS), 'object', object);
  expect(nowhere(app)).toEqual([problem]);
});

it('fails for an object that two files have', () => {
  const app = cluster(new ArgoCdGitOps({ ...PLACE, name: 'spark' }));
  configMap(file(app, Stage.SECRETS));
  expect(nowhere(app)).toEqual([
    'Application argocd/spark-operator is in git/order/applications.yaml and in git/operator/application.yaml, and each would ' +
      'undo the other; give one another name',
    'ConfigMap a/settings is in git/access/access.yaml and in git/secrets/secrets.yaml, and each would undo the other; give ' +
      'one another name',
  ]);
});

it('fails for a file in no stage, and for one of no Kubernetes objects', () => {
  const app = cluster(new FluxGitOps(PLACE));
  configMap(new ManifestFile(app, 'lost', { folder: 'git/others' }), 'lost');
  new (class extends OutputFile {
    public override documents(): unknown[] {
      return [];
    }
  })(app, 'values', { folder: GitOps.folder(Stage.OPERATOR) });
  expect(nowhere(app)).toEqual([
    'file git/others/lost.yaml is in no stage, so nothing applies it; put it into one of git/namespaces, git/definitions, ' +
      'git/operator, git/access, git/secrets, git/templates, git/jobs',
    'file git/operator/values.yaml holds no Kubernetes object, so nothing can apply it; put it into another folder',
  ]);
});

it('fails in an app that writes no folders', () => {
  const app = new App();
  new FluxGitOps(PLACE).bind(app);
  expect(nowhere(app)).toContain('this app writes no folders, which stages are; make it a ClusterApp');
});

it('fails for a place that is none, with all reasons and without a key', () => {
  const attempt = () =>
    new FluxGitOps({
      repository: 'https://user:canary-9c@git.example.com/clusters.git',
      path: '../dist',
      branch: '-x',
      name: 'Spark',
    });
  expect(attempt).toThrow(
    /^GitOps: repository must be the URL of a repository, by https or ssh and without a key, for example https:\/\/git.example.com\/data-platform\/clusters.git; path is "..\/dist"; it must be a relative path of plain folders, for example dist\/production; branch is "-x"; it must be the name of a branch, for example main; name is "Spark"; it must be 1 to 50 /,
  );
  expect(attempt).not.toThrow(/canary/);
});

it.each([
  ['/dist', false],
  ['dist/', false],
  ['dist//a', false],
  ['dist/..', false],
  ['dist/./a', false],
  ['dist/.hidden', true],
  ['clusters/eu-1/dist', true],
])('path %s is one: %s', (path, isOne) => {
  const attempt = () => new ArgoCdGitOps({ ...PLACE, path });
  if (isOne) expect(attempt().path).toBe(path);
  else expect(attempt).toThrow(`GitOps: path is "${path}"`);
});
