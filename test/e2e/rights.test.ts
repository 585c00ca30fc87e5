import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Duration, Size } from 'cdk8s';
import {
  ClusterApp,
  ExecutorServiceAccount,
  ManifestFile,
  PythonFile,
  Rules,
  SparkApplication,
  SparkApplicationType,
  SparkOperator,
  SparkPermissions,
  SparkServiceAccount,
} from '../../lib';
import { Manifests } from '../cluster/support/manifests';
import { installOperator, refuseForeignCluster, uninstallOperator } from '../cluster/support/release';
import { eventually, kubectl, kubectlJson } from '../cluster/support/shell';
import { runtimes, small } from './clusters/small';
import { makeImages } from './support/images';

const NAMESPACE = 'e2e-rights';
const PROBE = PythonFile.inline('rights_probe.py', readFileSync(join(__dirname, 'rights_probe.py'), 'utf8'));
const { rules, sparkConf } = SparkPermissions.PODS_ONLY;
const [rule] = rules;

// The least-privilege profile, and every profile that has one verb or one of its settings less.
const profiles: Record<string, SparkPermissions> = {
  complete: SparkPermissions.PODS_ONLY,
  ...Object.fromEntries(
    rule!.verbs.map((verb) => [
      `without-${verb}`,
      SparkPermissions.of([{ ...rule!, verbs: rule!.verbs.filter((other) => other !== verb) }], sparkConf),
    ]),
  ),
  ...Object.fromEntries(
    Object.keys(sparkConf).map((key) => [
      `without-${key.split('.').at(-1)!.toLowerCase()}`,
      SparkPermissions.of(
        rules,
        Object.fromEntries(Object.entries(sparkConf).filter(([other]) => other !== key)),
      ),
    ]),
  ),
};

// Spark looks for claims to use again only when the driver owns claims, which another setting turns off.
const enough = ['complete', 'without-reusepersistentvolumeclaim'];

describe("the driver's least privileges", () => {
  const outdir = mkdtempSync(join(tmpdir(), 'rights-'));
  const app = new ClusterApp({ outdir });
  const accounts = new ManifestFile(app, 'accounts', { folder: 'apply', namespace: NAMESPACE });
  const executors = new ExecutorServiceAccount(accounts, 'executors');
  new SparkOperator(app, 'operator', { jobNamespaces: [NAMESPACE], folder: 'helm' });
  for (const [name, permissions] of Object.entries(profiles)) {
    const driver = new SparkServiceAccount(accounts, name, { name, permissions });
    const file = new ManifestFile(app, name, { folder: `run`, namespace: NAMESPACE });
    new SparkApplication(file, 'probe', {
      name,
      type: SparkApplicationType.PYTHON,
      runtime: runtimes.spark35,
      mainApplicationFile: PROBE.mainApplicationFile,
      serviceAccount: driver,
      driver: { ...small, memory: Size.mebibytes(512) },
      executor: { ...small, memory: Size.mebibytes(512), serviceAccount: executors },
      timeToLive: Duration.days(1),
      dynamicAllocation: { minExecutors: 0, maxExecutors: 2 },
      sparkConf: { 'spark.dynamicAllocation.executorIdleTimeout': '3s' },
    }).with(PROBE);
  }
  for (const rule of ['driver-role-too-small', 'driver-role-untidy']) {
    Rules.of(app).acknowledge(rule, 'what happens then is what is measured');
  }
  app.synth();
  const manifests = new Manifests(outdir);

  beforeAll(async () => {
    refuseForeignCluster(manifests);
    makeImages();
    kubectl('create', 'namespace', NAMESPACE);
    kubectl('apply', '-f', join(outdir, 'apply'));
    await installOperator(manifests);
  });

  afterAll(() => {
    kubectl('delete', 'namespace', NAMESPACE, '--ignore-not-found', '--wait=false');
    uninstallOperator();
    kubectl('wait', '--for=delete', `namespace/${NAMESPACE}`, '--timeout=120s');
  });

  test.each(Object.keys(profiles))('%s', async (name) => {
    kubectl('apply', '-f', join(outdir, 'run', `${name}.yaml`));
    const log = (): string => kubectl('-n', NAMESPACE, 'logs', `${name}-driver`, '--tail=-1');
    const refusal = /.*(?:forbidden|cannot \w+ resource).*/i;
    const outcome = await eventually(`end of ${name}`, 300, () => {
      const refused = refusal.exec(log())?.[0];
      if (refused !== undefined) return refused;
      const { state } = kubectlJson('-n', NAMESPACE, 'get', 'sparkapplication', name).status.applicationState;
      if (state === 'FAILED') return log();
      return state === 'COMPLETED' ? (log().match(/^EXECUTOR.*/gm) ?? []).join(', ') : undefined;
    });
    kubectl('-n', NAMESPACE, 'delete', 'sparkapplication', name, '--wait');
    if (enough.includes(name)) {
      expect(outcome).toBe('EXECUTOR DIES [1], EXECUTORS LET GO');
    } else {
      expect(outcome).toMatch(refusal);
    }
    process.stdout.write(`${name}: ${outcome.slice(0, 300)}\n`);
  });
});
