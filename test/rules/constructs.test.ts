import { App, Chart, Duration, JsonPatch, Size } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  BatchScheduler,
  RestartPolicy,
  Schedule,
  ScheduledSparkApplication,
  type ScheduledSparkApplicationProps,
  SparkApplication,
  type SparkApplicationProps,
  SparkOperator,
  SparkServiceAccount,
} from '../../lib';
import { RULES } from '../../lib/rules/all';
import { printed, warnings } from '../support/console';

const GOOD: SparkApplicationProps = {
  name: 'etl',
  sparkVersion: '3.5.8',
  image: 'registry.example.com/spark:1.0.0',
  mainApplicationFile: 'local:///opt/jobs/etl.py',
  serviceAccount: SparkServiceAccount.fromServiceAccountName('spark'),
  timeToLive: Duration.days(1),
};
const STORE = 's3a://lake/main';
const secretKey = (name: string) => ({ name, valueFrom: { secretKeyRef: { name: 'store', key: name } } });

type Defect = (app: App) => unknown;

const application =
  (props: Partial<SparkApplicationProps>): Defect =>
  (app) =>
    new SparkApplication(new Chart(app, 'jobs', { namespace: 'data' }), 'etl', { ...GOOD, ...props });
const values =
  (extraValues: Readonly<Record<string, unknown>>): Defect =>
  (app) =>
    new SparkOperator(app, 'spark-operator', { extraValues });
/** Defects of the corpus, by number, as constructs would have them; each must end the construction or the synth. */
const STOPPED: Readonly<Record<string, Defect>> = {
  '001': application({ driver: { cores: 0 } }),
  '003': application({ executor: { instances: 0 } }),
  '007': application({ name: '2026-etl' }),
  '013': application({ sparkConf: { 'spark.master': 'local' } }),
  '017': application({ nodeSelector: { a: 'b' }, driver: { nodeSelector: { a: 'b' } } }),
  '019': application({ dynamicAllocation: { shuffleTrackingEnabled: false } }),
  '021': application({ sparkConf: { 'spark.hadoop.fs.s3a.secret.key': 'x1' } }),
  '024': application({ executor: { volumeMounts: [{ name: 'none', mountPath: '/x' }] } }),
  '028': (app) => {
    const chart = new Chart(app, 'jobs', { namespace: 'data' });
    const account = new SparkServiceAccount(chart, 'spark');
    account.role.addJsonPatch(JsonPatch.replace('/rules/0/verbs', ['get']));
    new SparkApplication(chart, 'etl', { ...GOOD, serviceAccount: account });
  },
  '033': application({
    name: 'x'.repeat(50),
    monitoring: { prometheus: { jmxExporterJar: '/prometheus/jmx.jar' } },
  }),
  '035': application({ volumes: [{ name: 'spark-local-dir-1', configMap: { name: 'a' } }] }),
  '039': application({
    deps: { packages: ['org.apache.iceberg:iceberg-spark-runtime-4.0_2.13:1.10.0'] },
  }),
  '040': application({ deps: { jars: ['s3a://bucket/a.jar'] } }),
  '042': application({ mainApplicationFile: 'local:///a.jar' }),
  '045': application({ sparkConf: { 'spark.kubernetes.authenticate.driver.serviceAccountName': 'x' } }),
  '046': application({ sparkConf: { 'spark.kubernetes.authenticate.driver.oauthToken': 'x' } }),
  '047': application({ sparkConf: { 'spark.kubernetes.namespace': 'other' } }),
  '055': application({ timeToLive: Duration.seconds(0) }),
  '060': (app) => {
    const { name, timeToLive, ...template } = GOOD;
    new ScheduledSparkApplication(new Chart(app, 'jobs'), 'etl', {
      schedule: Schedule.every(Duration.hours(1)),
      timeZone: 'Europe/Nowhere',
      name,
      template: { ...template, timeToLive },
    });
  },
  '061': (app) => {
    new SparkOperator(app, 'spark-operator', { jobNamespaces: ['data'] });
    application({ batchScheduler: BatchScheduler.YUNIKORN })(app);
  },
  '065': application({ dynamicAllocation: { minExecutors: 1, maxExecutors: 4 }, executor: { instances: 6 } }),
  '066': application({
    driverIngressOptions: [{ servicePort: 4041, servicePortName: 'a', ingressURLFormat: '' }],
  }),
  '068': application({ hadoopConf: { 'fs.s3a.secret.key': 'x1' } }),
  '070': application({ arguments: ['--password', 'x1y2'] }),
  '071': (app) => {
    const chart = new Chart(app, 'jobs', { namespace: 'data' });
    new SparkApplication(chart, 'etl', GOOD);
    new k8s.KubeSecret(chart, 'secret', { metadata: { name: 'store' }, stringData: { key: 'x1y2' } });
  },
  '072': application({
    arguments: [STORE],
    driver: { env: [secretKey('AWS_ACCESS_KEY_ID'), secretKey('AWS_SECRET_ACCESS_KEY')] },
  }),
  '073': application({ hadoopConf: { 'spark.hadoop.fs.s3a.endpoint': 'http://x' } }),
  '074': application({ driver: { configMaps: [{ name: 'app.conf', path: '/x' }] } }),
  '075': application({ executor: { labels: { 'spark-role': 'x' } } }),
  '079': application({ executor: { memory: Size.gibibytes(2), memoryLimit: Size.gibibytes(1) } }),
  '081': application({ driver: { memory: Size.mebibytes(256) } }),
  '083': application({ sparkVersion: '2.4.8', driver: { template: { metadata: {} } } }),
  '084': application({ driver: { template: { spec: { containers: [{ name: 'main' }] } } } }),
  '090': application({ driver: { env: [{ name: 'A=B', value: 'x' }] } }),
  '094': application({
    executor: { securityContext: { privileged: true, allowPrivilegeEscalation: false } },
  }),
  '095': application({ driver: { sidecars: [{ name: 'proxy' }] } }),
  '101': values({ controller: { replicas: 'two' } }),
  '102': values({ spark: { jobNamespaces: ['a'], jobNamespaceSelector: 'a=b' } }),
  '103': values({ webhook: { port: 443 } }),
  '104': values({ controller: { volumes: [{ name: 'x', emptyDir: {} }] } }),
  '105': values({ controller: { replicas: 2, leaderElection: { enable: false } } }),
  '107': values({ controller: { podDisruptionBudget: { enable: true } } }),
  '108': values({ prometheus: { metrics: { enable: false }, podMonitor: { create: true } } }),
};

/** What a constructor says before any rule looks. */
const CONSTRUCTORS: Readonly<Record<string, string>> = {
  '001': 'driver.cores is 0; it must be a whole number, 1 or more',
  '003': 'executor.instances is 0; it must be a whole number, 1 or more',
  '055': 'timeToLive is 0; it must be a whole number of seconds, 1 or more',
  '066': 'driverIngressOptions[0].ingressURLFormat is ""; it must be a text that is not empty',
};

/** Defects of rules that the types of the constructs rule out. */
const UNTYPABLE = ['005', '009', '010', '011', '054', '058', '082', '087', '089'];

/** Warnings: the synth goes on. */
const WARNED: Readonly<Record<string, Defect>> = {
  '020': application({ mainClass: 'org.example.Job' }),
  '022': application({ image: 'spark:latest' }),
  '056': application({ timeToLive: undefined }),
  '092': application({ volumes: [{ name: 'x', hostPath: { path: '/x' } }] }),
  '093': application({ driver: { securityContext: {} }, executor: { securityContext: {} } }),
};

/** Without a construct: SparkConnect, and a RoleBinding made by hand. */
const NO_CONSTRUCT = ['030', '097', '098'];

/** Packages bring the directory of Ivy. */
const MENDED = ['038'];

const NUMBERED = new Map(
  (
    JSON.parse(readFileSync(join(__dirname, 'defects/index.json'), 'utf8')) as { id: string; rule: string }[]
  ).map(({ id, rule }) => [id, rule]),
);

test('every defect of the corpus has its place', () => {
  const placed = [...Object.keys(STOPPED), ...UNTYPABLE, ...Object.keys(WARNED), ...NO_CONSTRUCT, ...MENDED];
  expect(placed.sort()).toEqual([...NUMBERED.keys()].sort());
});

describe('synth', () => {
  const synth = (defect: Defect) => (): string => {
    const app = new App();
    defect(app);
    return app.synthYaml();
  };

  test.each(Object.entries(STOPPED))('is stopped by defect %s', (id, defect) => {
    expect(synth(defect)).toThrow(CONSTRUCTORS[id] ?? ` 1 found by the rules:\n    ${NUMBERED.get(id)!}: `);
    // What warns beside the error is not asked here.
    printed();
  });

  test.each(Object.entries(WARNED))('goes on with a warning for defect %s', (id, defect) => {
    expect(synth(defect)).not.toThrow();
    expect(warnings()).toEqual([NUMBERED.get(id)!]);
  });

  test('has a directory for Ivy wherever there are packages', () => {
    expect(synth(application({ deps: { packages: ['a:b:1'] } }))()).toContain('spark.jars.ivy: /tmp/');
  });
});

const monitored = { exposeDriverMetrics: true };

/** Of each rule that types make impossible, one way to break it: that it does not compile is the test. */
const UNCOMPILABLE: Readonly<Record<string, () => unknown>> = {
  // @ts-expect-error -- memory is a Size
  'memory-unit': () => application({ driver: { memory: '2Gi' } }),
  // @ts-expect-error -- memoryLimit is a Size
  'memory-limit-suffix': () => application({ driver: { memoryLimit: '3G' } }),
  // @ts-expect-error -- coreLimit is a Cpu
  'cpu-quantity': () => application({ driver: { coreLimit: 'half' } }),
  // @ts-expect-error -- the factor is a number
  'memory-overhead-factor': () => application({ memoryOverheadFactor: '10%' }),
  // @ts-expect-error -- no such prop
  'client-mode': () => application({ mode: 'client' }),
  // @ts-expect-error -- no such prop
  'dead-field': () => application({ failureRetries: 3 }),
  // @ts-expect-error -- retries is required
  'retry-count-missing': () => RestartPolicy.onFailure({}),
  // @ts-expect-error -- no such option
  'retry-count-ignored': () => RestartPolicy.always({ retries: 3 }),
  // @ts-expect-error -- one of an enum
  'concurrency-policy-missing': (): ScheduledSparkApplicationProps['concurrencyPolicy'] => null,
  // @ts-expect-error -- prometheus is required
  'monitoring-without-prometheus': () => application({ monitoring: monitored }),
  // @ts-expect-error -- no such prop
  'unknown-field': () => application({ driver: { coress: 1 } }),
  // @ts-expect-error -- a list of texts
  'wrong-type': () => application({ arguments: [1] }),
  // @ts-expect-error -- a RestartPolicy
  'illegal-enum-value': () => application({ restartPolicy: 'OnError' }),
};

test('what the types rule out does not compile', () => {
  const impossible = RULES.filter((rule) => rule.impossible !== undefined).map(({ id }) => id);
  expect(Object.keys(UNCOMPILABLE).sort()).toEqual(impossible.sort());
  expect(UNTYPABLE.filter((id) => !impossible.includes(NUMBERED.get(id)!))).toEqual([]);
});
