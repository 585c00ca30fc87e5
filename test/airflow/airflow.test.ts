import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseAllDocuments } from 'yaml';
import {
  AccessKeys,
  ClusterApp,
  LakeFs,
  ManifestFile,
  RunAirflowDag,
  RunIsolation,
  RunName,
  Runner,
  RunParameter,
  RunTemplate,
  SparkApplication,
  SparkServiceAccount,
} from '../../lib';
import { Cluster, kubectl } from '../../runner/test/cluster/support/cluster';
import { eventually } from '../../runner/test/cluster/support/eventually';
import { LakeFsServer, REPOSITORY } from '../../runner/test/cluster/support/lakefs-server';
import { onRig, rigImage } from '../cluster/support/target';
import { Airflow, type Service } from './support/airflow';

const IMAGE = process.env.RUNNER_IMAGE ?? 'localhost/test-airflow/spark-runner:1';
/** This host as pods see it. */
const HOST = process.env.HOST_OF_PODS ?? '10.244.0.1';
const TABLE = 'iceberg/db/t/metadata/version-hint.text';

let cluster: Cluster;
let lakefs: LakeFsServer;
let airflow: Airflow;
let token: string;

beforeAll(async () => {
  if (onRig()) rigImage('runner', IMAGE);
  [cluster, lakefs] = await Promise.all([Cluster.start(), LakeFsServer.start(HOST)]);
  const { namespace } = cluster;
  kubectl('-n', namespace, 'create', 'serviceaccount', 'airflow');
  const { LAKEFS_ACCESS_KEY_ID: key, LAKEFS_SECRET_ACCESS_KEY: secret } = lakefs.env();
  kubectl(
    ...['-n', namespace, 'create', 'secret', 'generic', 'lakefs-runner'],
    ...[`--from-literal=access-key=${key!}`, `--from-literal=secret-key=${secret!}`],
  );
  token = kubectl('-n', namespace, 'create', 'token', 'airflow').trim();
  airflow = await Airflow.create(kubeconfig());
  release();
  cluster.job = ({ metadata }) => lakefs.write(metadata.name, TABLE, metadata.name);
  cluster.stateMs = 2000;
  cluster.operate();
});
afterAll(async () => {
  airflow.stop();
  await Promise.all([cluster.stop(), lakefs.stop()]);
});

/** The cluster for an account that has only the rights that `launchers` get. */
function kubeconfig(): string {
  const config = JSON.parse(kubectl('config', 'view', '--raw', '--minify', '--flatten', '-o', 'json'));
  config.users = config.users.map(({ name }: { name: string }) => ({ name, user: { token } }));
  return JSON.stringify(config);
}

/** Two jobs, on lakeFS and on nothing, with their DAGs among those of Airflow and the rest in the cluster. */
function release(): void {
  const { namespace } = cluster;
  const outdir = mkdtempSync(join(tmpdir(), 'airflow-dags-'));
  const app = new ClusterApp({ outdir });
  const file = new ManifestFile(app, 'runs', { namespace });
  const server = new LakeFs({
    endpoint: lakefs.url,
    repository: REPOSITORY,
    keys: AccessKeys.fromSecret('lakefs-runner'),
  });
  const job = (name: string): SparkApplication =>
    new SparkApplication(new ManifestFile(new ClusterApp(), name, { namespace }), name, {
      name,
      sparkVersion: '3.5.8',
      image: 'registry.example/etl:1.0.0',
      mainApplicationFile: 'local:///opt/spark/work-dir/etl.py',
      arguments: ['--day', 'today'],
      serviceAccount: SparkServiceAccount.fromServiceAccountName('spark'),
    });
  const launchers = [SparkServiceAccount.fromServiceAccountName('airflow', { namespace })];
  const parameters = [RunParameter.executorInstances(3), RunParameter.textArgument('region', '--region')];
  const common = { launchers, connectionId: 'jobs', folder: 'dags' };
  new RunAirflowDag(file, 'etl', {
    ...common,
    template: new RunTemplate(file, 'etl-template', {
      application: job('etl').with(server.catalog('lakefs', { branch: 'main' })),
      parameters,
    }),
    runner: new Runner({ image: IMAGE, lakefs: server }),
  });
  new RunAirflowDag(file, 'report', {
    ...common,
    template: new RunTemplate(file, 'report-template', {
      application: job('report'),
      isolation: RunIsolation.NONE,
      parameters,
    }),
    runner: new Runner({ image: IMAGE }),
  });
  app.synth();
  cluster.apply(
    ...parseAllDocuments(readFileSync(join(outdir, 'runs.yaml'), 'utf8')).map((document) => document.toJS()),
  );
  for (const name of readdirSync(join(outdir, 'dags')))
    copyFileSync(join(outdir, 'dags', name), join(airflow.dags, name));
  rmSync(outdir, { recursive: true });
}

/** Names of applications of a job that were ever seen, each with how many there were. */
function applicationsOf(job: string): Record<string, number> {
  const found = [...cluster.seen].filter(([name]) => name.startsWith(`${job}-`));
  return Object.fromEntries(found.map(([name, uids]) => [name, uids.size]));
}

/** Names of the pods that Airflow made, of one task or of all. */
async function podsOf(...labels: string[]): Promise<string[]> {
  const selector = encodeURIComponent(['kubernetes_pod_operator=True', ...labels].join());
  const answer = await fetch(
    `${cluster.url}/api/v1/namespaces/${cluster.namespace}/pods?labelSelector=${selector}`,
  );
  const { items } = (await answer.json()) as { items: { metadata: { name: string } }[] };
  return items.map(({ metadata }) => metadata.name);
}

const left = async (): Promise<unknown> => [
  await cluster.applications(),
  await podsOf(),
  await lakefs.branches(),
];

test('the DAGs parse, and hold no secret', async () => {
  const bag = await airflow.python(
    'import json, sys\n' +
      'from airflow.dag_processing.dagbag import DagBag\n' +
      'bag = DagBag(sys.argv[1])\n' +
      'print(json.dumps([bag.import_errors, {name: [task.task_id for task in dag.tasks] for name, dag in bag.dags.items()}]))',
    airflow.dags,
  );
  expect(JSON.parse(bag.trim().split('\n').at(-1)!)).toEqual([
    {},
    { etl: ['run', 'promote', 'cleanup'], report: ['run', 'cleanup'] },
  ]);
  expect(
    readdirSync(airflow.dags)
      .filter((name) => name !== '__pycache__')
      .sort(),
  ).toEqual(['etl.py', 'etl.yaml', 'report.py', 'report.yaml']);
  const text = ['etl.py', 'etl.yaml', 'report.py', 'report.yaml']
    .map((name) => readFileSync(join(airflow.dags, name), 'utf8'))
    .join('\n');
  for (const secret of [token, lakefs.secret, lakefs.env().LAKEFS_ACCESS_KEY_ID!])
    expect(text).not.toContain(secret);
});

test('`dags test` performs a run, once, and cleans up', async () => {
  const { code, text } = await airflow.run(
    'dags',
    'test',
    'report',
    '--conf',
    '{"executorInstances": 2, "region": "eu"}',
  );
  expect([code, code === 0 ? '' : text]).toEqual([0, '']);
  expect(Object.values(applicationsOf('report'))).toEqual([1]);
  expect(text).toContain('"outcome":"completed"');
  expect(text).toContain('"outcome":"cleaned"');
  expect(await left()).toEqual([[], [], ['main']]);
});

test('`dags test` of a run that fails is tried once, cleaned up, and stays failed', async () => {
  const before = Object.keys(applicationsOf('report'));
  const tested = airflow.run('dags', 'test', 'report');
  const name = await eventually('application', 120, async () =>
    Promise.resolve(Object.keys(applicationsOf('report')).find((found) => !before.includes(found))),
  );
  cluster.stuck.add(name);
  await eventually('running application', 60, async () => {
    const found = (await cluster.applications()).find(({ metadata }) => metadata.name === name);
    return found?.status?.applicationState?.state === 'RUNNING' ? true : undefined;
  });
  await cluster.setState(name, 'FAILED');
  const { code, text } = await tested;
  expect(code).not.toBe(0);
  expect(applicationsOf('report')[name]).toBe(1);
  expect(text.match(/"outcome":"failed"/g)?.length).toBeGreaterThan(0);
  const [run] = await airflow.rows(
    "select run_id from dag_run where dag_id = 'report' order by id desc limit 1",
  );
  expect(await airflow.states('report', run![0]!)).toEqual({
    dag: 'failed',
    run: 'failed 1',
    cleanup: 'success 1',
  });
  expect(await left()).toEqual([[], [], ['main']]);
});

test('a scheduler that is killed at each step, and the triggerer: one application, one promotion', async () => {
  const run = 'Killed_run+1';
  const name = RunName.of('etl', run);
  for (const args of [['reserialize'], ['trigger', 'etl', '--run-id', run]]) {
    const { code, text } = await airflow.run('dags', ...args);
    expect([code, code === 0 ? '' : text]).toEqual([0, '']);
  }
  airflow.start('api-server');
  await airflow.answers();
  airflow.start('scheduler', 'triggerer');
  const when = (what: string, probe: () => boolean | Promise<boolean>): Promise<true> =>
    eventually(what, 240, async () => ((await probe()) ? true : undefined));
  const again = async (...services: Service[]): Promise<void> => {
    for (const service of services) await airflow.kill(service);
    airflow.start(...services);
  };
  await when('pod of run', async () => (await podsOf('task_id=run')).length > 0);
  await again('scheduler');
  await when('application', () => cluster.seen.has(name));
  await again('scheduler', 'triggerer');
  await when('pod of promote', async () => (await podsOf('task_id=promote')).length > 0);
  await again('scheduler');
  await when('pod of cleanup', async () => (await podsOf('task_id=cleanup')).length > 0);
  await again('scheduler');
  await when('end of the DAG run', async () => {
    await delay(2000);
    return /success|failed/.test((await airflow.states('etl', run)).dag!);
  });

  expect(await airflow.states('etl', run)).toMatchObject({ dag: 'success' });
  expect(applicationsOf('etl')).toEqual({ [name]: 1 });
  const merges = (await lakefs.history()).filter((commit) => '.lakefs.merge.strategy' in commit);
  expect(merges.map(({ run_id }) => run_id)).toEqual([run]);
  expect(await lakefs.read('main', TABLE)).toBe(name);
  expect(await left()).toEqual([[], [], ['main']]);
});
