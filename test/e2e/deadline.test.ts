import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Duration } from 'cdk8s';
import {
  ExecutorServiceAccount,
  ManifestFile,
  PythonFile,
  SparkApplication,
  SparkDefaults,
  SparkOperator,
  SparkServiceAccount,
} from '../../lib';
import { Manifests } from '../cluster/support/manifests';
import { installOperator, refuseForeignCluster, uninstallOperator } from '../cluster/support/release';
import { eventually, kubectl, kubectlJson } from '../cluster/support/shell';
import { runtimes, small } from './clusters/small';
import { makeImages } from './support/images';

const NAMESPACE = 'e2e-deadline';
/** It waits for longer than it may run. */
const IDLE = PythonFile.inline('idle.py', readFileSync(join(__dirname, 'idle.py'), 'utf8'));

describe('a deadline of one minute for every application', () => {
  const manifests = Manifests.synth((app) => {
    SparkDefaults.of(app).add({ deadline: Duration.minutes(1) });
    const accounts = new ManifestFile(app, 'accounts', { folder: 'apply', namespace: NAMESPACE });
    const serviceAccount = new SparkServiceAccount(accounts, 'driver');
    const executorAccount = new ExecutorServiceAccount(accounts, 'executor');
    new SparkOperator(app, 'operator', { jobNamespaces: [NAMESPACE], folder: 'helm' });
    for (const [name, runtime] of Object.entries({ three: runtimes.spark35, four: runtimes.spark40 })) {
      new SparkApplication(new ManifestFile(app, name, { folder: 'run', namespace: NAMESPACE }), 'job', {
        name,
        runtime,
        mainApplicationFile: IDLE.mainApplicationFile,
        serviceAccount,
        driver: small,
        executor: { ...small, serviceAccount: executorAccount },
        timeToLive: Duration.days(1),
      }).with(IDLE);
    }
  });

  beforeAll(async () => {
    refuseForeignCluster(manifests);
    makeImages();
    kubectl('create', 'namespace', NAMESPACE);
    kubectl('apply', '-f', join(manifests.folder, 'apply'));
    await installOperator(manifests);
  });

  afterAll(() => {
    kubectl('delete', 'namespace', NAMESPACE, '--ignore-not-found', '--wait=false');
    uninstallOperator();
    kubectl('wait', '--for=delete', `namespace/${NAMESPACE}`, '--timeout=120s');
  });

  test.each([
    // Kubernetes ends the pod of the driver.
    ['three', 'the kubelet', ({ reason }: any) => reason, 'DeadlineExceeded'],
    // The plugin of Spark ends the driver with a code of its own.
    ['four', 'Spark', ({ containerStatuses }: any) => containerStatuses[0].state.terminated.exitCode, 124],
  ])('ends %s by %s', async (name, _by, endOf, expected) => {
    kubectl('apply', '-f', join(manifests.folder, 'run', `${name}.yaml`));
    const ended = await eventually(`end of ${name}`, 300, () => {
      const { status } = kubectlJson('-n', NAMESPACE, 'get', 'pod', `${name}-driver`);
      return ['Failed', 'Succeeded'].includes(status.phase) ? status : undefined;
    });
    expect([ended.phase, endOf(ended)]).toEqual(['Failed', expected]);
    await eventually(`failure of ${name}`, 60, () => {
      const { status } = kubectlJson('-n', NAMESPACE, 'get', 'sparkapplication', name);
      return status.applicationState.state === 'FAILED' ? status : undefined;
    });
    process.stdout.write(`${name}: ${String(endOf(ended))}\n`);
  });
});
