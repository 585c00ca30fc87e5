import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Chart, Cron, Testing } from 'cdk8s';
import * as fc from 'fast-check';
import {
  RunAirflowDag,
  RunIsolation,
  Runner,
  RunParameter,
  RunSubmitter,
  RunTemplate,
  SparkServiceAccount,
  type RunAirflowDagProps,
} from '../../lib';
import { objectsOf, testChart } from '../support/chart';
import { yamlOf } from '../support/yaml';
import {
  ALL,
  icebergRunner,
  icebergTemplate,
  MINIMAL,
  nessieRunner,
  nessieTemplate,
  plain,
  plainRunner,
  plainTemplate,
  requiringTemplate,
  runner,
  template,
} from './jobs';

const minimal = (): RunAirflowDagProps => ({ template: template(testChart()), runner });
const dag = (props: Partial<RunAirflowDagProps> = {}, chart = testChart()): RunAirflowDag =>
  new RunAirflowDag(chart, 'etl', { ...minimal(), ...props });
const known = (made: RunAirflowDag): any => made.documents()[0];
const argsOf = (made: RunAirflowDag, step: string): string[] =>
  known(made).pods[step].spec.containers[0].args;

test('what the program knows of a job', () => {
  expect(yamlOf(dag())).toMatchSnapshot();
});

test('the program, which is the same for every job', () => {
  const program = (made: RunAirflowDag): string => made._files()[1]!.text();
  expect(program(dag())).toMatchSnapshot();
  const other = dag({ template: nessieTemplate(testChart()), runner: nessieRunner, name: 'orders-nightly' });
  expect(program(other)).toBe(program(dag()));
});

test('is written as two files of one name', () => {
  const outdir = mkdtempSync(join(tmpdir(), 'airflow-'));
  try {
    const app = new App({ outdir });
    const made = dag(
      { folder: 'dags', header: 'The job etl.' },
      new Chart(app, 'airflow', { namespace: 'data' }),
    );
    expect([made.path, made.programPath]).toEqual(['dags/etl.yaml', 'dags/etl.py']);
    app.synth();
    expect(readFileSync(join(outdir, 'dags/etl.yaml'), 'utf8')).toMatch(
      /^# The job etl\.\ndag:\n {2}name: etl\n/,
    );
    expect(readFileSync(join(outdir, 'dags/etl.py'), 'utf8')).toMatch(/^"""Runs of one released Spark job/);
    expect(readFileSync(join(outdir, 'airflow.k8s.yaml'), 'utf8')).not.toContain('params');
  } finally {
    rmSync(outdir, { recursive: true });
  }
});

test('makes the account of its pods', () => {
  const chart = testChart();
  dag({ namespace: 'steps' }, chart);
  expect(Testing.synth(chart).map(({ kind, metadata }) => [kind, metadata.namespace, metadata.name])).toEqual(
    [
      ['ServiceAccount', 'steps', 'etl-submitter'],
      ['Role', 'data', 'etl-submitter'],
      ['RoleBinding', 'data', 'etl-submitter'],
    ],
  );
});

test('takes every prop', () => {
  const chart = testChart();
  const submitter = new RunSubmitter(testChart('steps'), 'account', { name: 'runs' });
  const all: Required<RunAirflowDagProps> = {
    ...minimal(),
    runner: new Runner(ALL),
    name: 'nightly',
    schedule: Cron.schedule({ hour: '3', minute: '15' }),
    timeZone: 'Europe/Berlin',
    namespace: 'steps',
    submitter,
    launchers: [
      SparkServiceAccount.fromServiceAccountName('airflow-worker', { namespace: 'airflow' }),
      SparkServiceAccount.fromServiceAccountName('airflow-triggerer', { namespace: 'airflow' }),
    ],
    connectionId: 'jobs_cluster',
    folder: 'dags',
    header: '',
  };
  const made = dag(all, chart);
  expect(made.submitter).toBe(submitter);
  expect(known(made)).toMatchObject({
    dag: { name: 'nightly', schedule: '15 3 * * *', timeZone: 'Europe/Berlin' },
    connection: { kubernetes_conn_id: 'jobs_cluster' },
  });
  expect(known(made).params.timeout_seconds.default).toBe(7200);
  for (const [step, { metadata, spec }] of Object.entries<any>(known(made).pods)) {
    expect(metadata).toEqual({ name: `nightly-${step}`, namespace: 'steps' });
    expect(spec.serviceAccountName).toBe('runs');
    expect(spec.containers[0].imagePullPolicy).toBe('IfNotPresent');
  }
  expect(yamlOf(chart)).toMatchSnapshot();
});

test('two DAGs of one job share no run', () => {
  const id = (made: RunAirflowDag): string =>
    argsOf(made, 'run')[argsOf(made, 'run').indexOf('--run-id') + 1]!;
  expect(id(dag())).toBe('{{ run_id }}');
  expect(id(dag({ name: 'etl-hourly' }))).toBe('etl-hourly/{{ run_id }}');
  for (const step of ['promote', 'cleanup']) {
    expect(argsOf(dag({ name: 'etl-hourly' }), step)).toContain('etl-hourly/{{ run_id }}');
  }
});

test('what is not kept apart is run and cleaned up', () => {
  const made = dag({ template: plainTemplate(testChart()), runner: plainRunner });
  expect(Object.keys(known(made).pods)).toEqual(['run', 'cleanup']);
  expect(Object.keys(known(made).params)).toEqual(['executorInstances', 'catalog', 'timeout_seconds']);
  expect(known(made).pods.run.spec.containers[0].env).toEqual([]);
});

test.each([
  ['nessie', () => dag({ template: nessieTemplate(testChart()), runner: nessieRunner })],
  ['iceberg', () => dag({ template: icebergTemplate(testChart()), runner: icebergRunner })],
])('what %s keeps apart is promoted under the id of its run', (isolation, make) => {
  const args = argsOf(make(), 'promote');
  expect(args.slice(0, 7)).toEqual([
    'promote',
    '--job',
    'orders',
    '--namespace',
    'data',
    '--isolation',
    isolation,
  ]);
  expect(args.slice(-6)).toEqual([
    ...['--run-id', '{{ run_id }}', '--target', '{{ params.target_branch }}', '--pipeline', 'orders'],
  ]);
});

test('the form of a parameter has its limits, and may be left empty where nothing is released', () => {
  const made = dag({
    template: new RunTemplate(testChart(), 'template', {
      application: plain({ arguments: ['--day', 'today'] }),
      isolation: RunIsolation.NONE,
      parameters: [
        RunParameter.textArgument('day', '--day', { pattern: 't.*', maximumLength: 9 }),
        RunParameter.textArgument('region', '--region', { values: ['eu', 'us'] }),
        RunParameter.numberArgument('limit', '--limit', { minimum: 2, maximum: 5 }),
      ],
    }),
    runner: plainRunner,
  });
  const { day, region, limit } = known(made).params;
  expect(day).toEqual({ type: 'string', maxLength: 9, default: 'today' });
  expect(region).toEqual({
    type: ['string', 'null'],
    enum: ['eu', 'us', null],
    maxLength: 1000,
    default: null,
  });
  expect(limit).toEqual({ type: ['integer', 'null'], minimum: 2, maximum: 5, default: null });
  expect(argsOf(made, 'run').filter((argument) => argument.includes('='))).toEqual([
    'day={{ params.day }}',
    "region={{ '' if params.region is none else params.region }}",
    "limit={{ '' if params.limit is none else params.limit }}",
  ]);
});

test('leaves what each run must be given to those who start it', () => {
  const made = dag({ template: requiringTemplate(testChart()) });
  expect(known(made).params.day).toEqual({
    type: ['string', 'null'],
    format: 'date',
    description: 'day that is loaded',
    default: null,
  });
  expect(argsOf(made, 'run')).toContain("day={{ '' if params.day is none else params.day }}");
});

/** What Jinja makes of a template that has no expression but a text in single quotes. */
const rendered = (text: string): string => text.replace(/\{\{ '(.*?)' \}\}/g, '$1');

test('a fixed text reaches the pod as it is, whatever it has of the signs of a template', () => {
  const part = fc.constantFrom('{', '{{', '}', '}}', '%', '{%', '{#', '#}', 'a', ' ');
  fc.assert(
    fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
      const warehouse = `w${parts.join('')}`;
      const { env } = known(
        dag({
          template: icebergTemplate(testChart()),
          runner: new Runner({
            image: MINIMAL.image,
            icebergCatalog: { uri: 'http://polaris:8181/api/catalog', warehouse },
          }),
        }),
      ).pods.run.spec.containers[0];
      const { value } = env.find(({ name }: any) => name === 'ICEBERG_WAREHOUSE');
      expect(rendered(value)).toBe(warehouse);
      expect(value.replace(/\{\{ '(.*?)' \}\}/g, '')).not.toMatch(/\{[{%#]/);
    }),
    { numRuns: 50 },
  );
});

test('holds no secret, only where it is', () => {
  const { env } = known(dag({ runner: new Runner(ALL) })).pods.run.spec.containers[0];
  const keys = env.filter(({ name }: any) => /KEY|TOKEN$|SECRET|CLIENT/.test(name));
  expect(keys.length).toBeGreaterThan(3);
  for (const key of keys) expect(Object.keys(key)).toEqual(['name', 'valueFrom']);
});

test.each([
  [{ name: 'Nightly_run' }, 'name is "Nightly_run"; it must be 1 to 200 lower-case letters'],
  [{ name: 'x'.repeat(201) }, 'it must be 1 to 200 lower-case letters'],
  [
    { timeZone: 'Europe/Nowhere' },
    'timeZone is "Europe/Nowhere", and there is no time zone "Europe/Nowhere"',
  ],
  [
    { connectionId: 'a b' },
    'connectionId is "a b"; it must be 1 to 200 letters, digits, underscores, dashes and dots, for example jobs_cluster',
  ],
  [
    { launchers: [SparkServiceAccount.fromServiceAccountName('worker')] },
    'launchers[0] is worker of no namespace; give that of Airflow',
  ],
])('fails for %j', (props, message) => {
  expect(() => dag(props)).toThrow(message);
  expect(() => dag(props)).toThrow('DAG "jobs/etl": ');
});

test('fails for a schedule whose runs must be given something, and leaves them to who starts them', () => {
  const required = { template: requiringTemplate(testChart()) };
  expect(() => dag({ ...required, schedule: Cron.daily() })).toThrow(
    'schedule gives its runs no parameters, and job etl must be given day; release it without required parameters, or leave ' +
      'the schedule out',
  );
  expect(known(dag(required)).dag.schedule).toBeNull();
});

test('takes the longest name', () => {
  expect(known(dag({ name: 'x'.repeat(200) })).dag.name).toHaveLength(200);
});

test('fails when its namespace is not that of its account', () => {
  const submitter = new RunSubmitter(testChart('steps'), 'account');
  expect(() => dag({ namespace: 'data', submitter })).toThrow(
    '"jobs/etl": namespace is "data" and that of submitter "steps"; give one of them',
  );
});

test('gives Airflow no right on applications', () => {
  const chart = testChart();
  dag(
    { launchers: [SparkServiceAccount.fromServiceAccountName('airflow', { namespace: 'airflow' })] },
    chart,
  );
  const role: any = objectsOf(chart).find(
    ({ kind, metadata }: any) => kind === 'Role' && metadata.name === 'etl-launcher',
  );
  expect(role.rules.flatMap(({ resources }: any) => resources)).toEqual(['pods', 'pods/log', 'events']);
});
