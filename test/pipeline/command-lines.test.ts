import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Cron, Testing } from 'cdk8s';
import { KfpPromoteComponent, KfpRunComponent, RunCronJob, RunTemplate, RunWorkflow } from '../../lib';
import { ICEBERG_TOKEN } from '../../runner/test/fake/iceberg';
import { NESSIE_TOKEN } from '../../runner/test/fake/nessie';
import { World } from '../../runner/test/world';
import { testChart } from '../support/chart';
import {
  icebergRunner,
  icebergTemplate,
  nessieRunner,
  nessieTemplate,
  plainRunner,
  plainTemplate,
  runner,
  template,
} from './jobs';

const execute = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'command-lines-'));
const program = join(folder, 'spark-runner.cjs');
const branchFile = join(folder, 'branch');
let world: World;
let released: RunTemplate;

beforeAll(async () => {
  await execute(process.execPath, [join(__dirname, '../../runner/build.mjs'), program]);
}, 60_000);
afterAll(() => {
  rmSync(folder, { recursive: true });
});

beforeEach(async () => {
  world = await new World().start();
  const chart = testChart();
  released = template(chart);
  const [configMap] = Testing.synth(chart);
  world.kubernetes.configMaps.set(released.configMapName, configMap.data);
  const cluster = { name: 'c', cluster: { server: world.kubernetes.url, 'insecure-skip-tls-verify': true } };
  const context = { name: 'c', context: { cluster: 'c', user: 'u' } };
  writeFileSync(
    join(folder, 'kubeconfig'),
    JSON.stringify({
      clusters: [cluster],
      contexts: [context],
      users: [{ name: 'u' }],
      'current-context': 'c',
    }),
  );
});
afterEach(() => world.stop());

/** Runs the program of a container with what its pipeline tool puts into its arguments. */
async function start(container: any, values: Readonly<Record<string, string>>): Promise<any> {
  expect(container.command).toEqual(['spark-runner']);
  const args = container.args.map((argument: string) =>
    Object.entries(values).reduce((text, [name, value]) => text.replaceAll(name, value), argument),
  );
  expect(args.join(' ')).not.toMatch(/\{\{|\$\(/);
  const env = {
    KUBECONFIG: join(folder, 'kubeconfig'),
    LAKEFS_ENDPOINT_URL: world.lakefs.url,
    LAKEFS_ACCESS_KEY_ID: world.lakefs.props.accessKeyId,
    LAKEFS_SECRET_ACCESS_KEY: world.lakefs.props.secretAccessKey,
    NESSIE_ENDPOINT_URL: world.nessie.url,
    NESSIE_TOKEN,
    ICEBERG_CATALOG_URL: world.iceberg.url,
    ICEBERG_TOKEN,
  };
  const { stdout } = await execute(process.execPath, [program, ...args], { env });
  return JSON.parse(stdout);
}

test('the KFP components run and promote', async () => {
  const container = (component: KfpRunComponent | KfpPromoteComponent): any => {
    const [spec] = component.documents() as any[];
    return spec.deploymentSpec.executors['exec-spark-runner'].container;
  };
  const run = container(new KfpRunComponent(Testing.app(), 'run', { template: released, runner }));
  // What the backend does with an optional input that is not given, and with one that is.
  const optional = JSON.parse(run.args.find((argument: string) => argument.startsWith('{"IfPresent"')))
    .IfPresent.Then;
  const args = run.args.flatMap((argument: string) =>
    argument.startsWith('{"IfPresent"') ? optional : [argument],
  );
  const result = await start(
    { ...run, args },
    {
      "{{$.inputs.parameters['run_id']}}": 'Run 1',
      "{{$.inputs.parameters['executor_instances']}}": '3',
      "{{$.inputs.parameters['executor_memory']}}": '4g',
      "{{$.inputs.parameters['region']}}": 'eu',
      "{{$.inputs.parameters['timeout_seconds']}}": '60',
      "{{$.outputs.parameters['lakefs_branch'].output_file}}": branchFile,
    },
  );
  expect(result.outcome).toBe('completed');
  const branch = readFileSync(branchFile, 'utf8');
  expect(world.lakefs.made).toEqual([branch]);
  const { spec } = world.kubernetes.applications.get(branch)!;
  expect(spec.executor).toMatchObject({ instances: 3, memory: '4g' });
  expect(spec.arguments?.slice(-2)).toEqual(['--region', 'eu']);

  const promote = container(
    new KfpPromoteComponent(Testing.app(), 'promote', { template: released, runner }),
  );
  const promoted = await start(promote, {
    "{{$.inputs.parameters['source_branch']}}": branch,
    "{{$.inputs.parameters['target_branch']}}": 'main',
  });
  expect(promoted.outcome).toBe('promoted');
  expect([...world.lakefs.branches.keys()]).toEqual(['main']);
  expect(world.lakefs.read('main')).toEqual(world.writes);
}, 60_000);

test('the steps of the workflow make, run, promote and clean up', async () => {
  const chart = testChart();
  new RunWorkflow(chart, 'workflow', { template: released, runner });
  const { spec } = Testing.synth(chart).find(({ kind }) => kind === 'WorkflowTemplate');
  const values = Object.fromEntries([
    ['{{workflow.uid}}', '6f1f8c5e-3b1e-4a0a-8d3a-2f5f5c7d9e10'],
    ['{{workflow.name}}', 'etl-x7k2p'],
    ['/tmp/branch', branchFile],
    ...spec.arguments.parameters.map(({ name, value }: any) => [`{{workflow.parameters.${name}}}`, value]),
  ]);
  const outcomes: string[] = [];
  for (const name of ['branch', 'run', 'promote', 'cleanup']) {
    const { container } = spec.templates.find((item: any) => item.name === name);
    outcomes.push((await start(container, values)).outcome);
  }
  expect(outcomes).toEqual(['branch-ready', 'completed', 'promoted', 'cleaned']);
  expect([...world.lakefs.branches.keys()]).toEqual(['main']);
  expect([...world.kubernetes.applications.keys()]).toEqual([]);
  expect(world.lakefs.history('main')[0]!.metadata).toMatchObject({ pipeline: 'etl-x7k2p' });
}, 60_000);

test('the KFP components and the CronJob run and promote on Nessie', async () => {
  const chart = testChart();
  const released = nessieTemplate(chart);
  world.kubernetes.configMaps.set(released.configMapName, Testing.synth(chart)[0].data);
  const props = { template: released, runner: nessieRunner };
  const [run, promote] = [
    new KfpRunComponent(Testing.app(), 'run', props),
    new KfpPromoteComponent(Testing.app(), 'promote', props),
  ].map((component): any => {
    const [spec] = component.documents() as any[];
    const inputs = Object.entries<any>(spec.root.inputDefinitions.parameters).map(
      ([name, { defaultValue }]) => [`{{$.inputs.parameters['${name}']}}`, String(defaultValue ?? 'kfp-1')],
    );
    return {
      ...spec.deploymentSpec.executors['exec-spark-runner'].container,
      values: Object.fromEntries(inputs),
    };
  });
  const output = { "{{$.outputs.parameters['nessie_branch'].output_file}}": branchFile };
  expect((await start(run, { ...run.values, ...output })).outcome).toBe('completed');
  const branch = readFileSync(branchFile, 'utf8');
  expect(branch).toMatch(/^orders-kfp-1-[0-9a-z]{8}$/);
  const source = { "{{$.inputs.parameters['source_branch']}}": branch };
  expect((await start(promote, { ...promote.values, ...source })).outcome).toBe('promoted');
  expect(world.nessie.read('main')).toMatchObject(world.writes);

  world.writes = { 'p.second': 'rows' };
  const cron = testChart();
  new RunCronJob(cron, 'cron', { ...props, schedule: Cron.daily() });
  const { spec } = Testing.synth(cron).find(({ kind }) => kind === 'CronJob');
  const { initContainers, containers } = spec.jobTemplate.spec.template.spec;
  for (const container of [...initContainers, ...containers]) {
    await start(container, { '$(RUN_ID)': 'orders-29384729' });
  }
  expect(world.nessie.read('main')).toMatchObject(world.writes);
  expect([...world.nessie.branches.keys()]).toEqual(['main']);
  expect(world.lakefs.requests).toEqual([]);
}, 60_000);

test('the CronJob runs and promotes on branches of Iceberg', async () => {
  for (const name of ['sales.orders', 'sales.lines']) world.iceberg.make(name);
  world.writes = { 'sales.orders': 'rows' };
  const chart = testChart();
  const released = icebergTemplate(chart);
  world.kubernetes.configMaps.set(released.configMapName, Testing.synth(chart)[0].data);
  const cron = testChart();
  new RunCronJob(cron, 'cron', { template: released, runner: icebergRunner, schedule: Cron.daily() });
  const { spec } = Testing.synth(cron).find(({ kind }) => kind === 'CronJob');
  const { initContainers, containers } = spec.jobTemplate.spec.template.spec;
  for (const container of [...initContainers, ...containers]) {
    await start(container, { '$(RUN_ID)': 'orders-29384730' });
  }
  expect(world.iceberg.read('sales.orders')).toEqual(['old', 'rows']);
  expect(world.iceberg.branchesOf('sales.orders')).toEqual([]);
}, 60_000);

test('the workflow of a job that is not kept apart runs and cleans up, without lakeFS', async () => {
  const chart = testChart();
  const open = plainTemplate(chart);
  world.kubernetes.configMaps.set(open.configMapName, Testing.synth(chart)[0].data);
  const workflow = testChart();
  new RunWorkflow(workflow, 'workflow', { template: open, runner: plainRunner });
  const { spec } = Testing.synth(workflow).find(({ kind }) => kind === 'WorkflowTemplate');
  const values = Object.fromEntries([
    ['{{workflow.uid}}', '6f1f8c5e-3b1e-4a0a-8d3a-2f5f5c7d9e10'],
    ...spec.arguments.parameters.map(({ name, value }: any) => [`{{workflow.parameters.${name}}}`, value]),
  ]);
  const outcomes: string[] = [];
  for (const name of ['run', 'cleanup']) {
    const { container } = spec.templates.find((item: any) => item.name === name);
    outcomes.push((await start(container, values)).outcome);
  }
  expect(outcomes).toEqual(['completed', 'cleaned']);
  expect(world.lakefs.requests).toEqual([]);
}, 60_000);

test('the pod of the CronJob runs, then promotes', async () => {
  const chart = testChart();
  new RunCronJob(chart, 'cron', { template: released, runner, schedule: Cron.daily() });
  const { spec } = Testing.synth(chart).find(({ kind }) => kind === 'CronJob');
  const { initContainers, containers } = spec.jobTemplate.spec.template.spec;
  const outcomes: string[] = [];
  for (const container of [...initContainers, ...containers]) {
    outcomes.push((await start(container, { '$(RUN_ID)': 'etl-29384729' })).outcome);
  }
  expect(outcomes).toEqual(['completed', 'promoted']);
  expect([...world.lakefs.branches.keys()]).toEqual(['main']);
}, 60_000);
