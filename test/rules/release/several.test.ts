import { ApiObject, Chart, Testing } from 'cdk8s';
import {
  OutputFile,
  Rules,
  SparkApplication,
  SparkApplicationType,
  SparkOperator,
  type SparkOperatorSettings,
  SparkRuntime,
} from '../../../lib';
import { RULES } from '../../../lib/rules/all';
import { findProblems } from '../../../lib/rules/engine';
import { VALUES } from '../../../lib/rules/rule';

function found(
  ...settings: readonly (SparkOperatorSettings & { readonly isExisting?: boolean })[]
): string[] {
  const app = Testing.app();
  const releases = settings.map(({ isExisting, ...props }, index) =>
    isExisting === true
      ? SparkOperator.fromExisting(app, `release-${index}`, props)
      : new SparkOperator(app, `release-${index}`, props),
  );
  const subjects = releases.map(({ release }) => ({ kind: VALUES, manifest: release.values, release }));
  return findProblems(subjects, { rules: RULES }).map(
    ({ rule, path, message }) => `${rule.id} ${path}: ${message}`,
  );
}

const RED: SparkOperatorSettings = {
  releaseName: 'red',
  namespace: 'red',
  jobNamespaces: ['red-jobs', 'lake'],
};

describe('several releases in one app', () => {
  test('share nothing', () => {
    expect(found(RED, { releaseName: 'blue', namespace: 'blue', jobNamespaces: ['blue-jobs'] })).toEqual([]);
  });

  test('fail with a namespace of both', () => {
    expect(
      found(RED, { releaseName: 'blue', namespace: 'blue', jobNamespaces: ['blue-jobs', 'lake'] }),
    ).toEqual([
      'releases-overlap spark.jobNamespaces[1]: jobs of lake are run by another release too, red/red',
    ]);
  });

  test('fail with one of all namespaces beside another, whichever is the first', () => {
    const all: SparkOperatorSettings = { releaseName: 'all', namespace: 'all', jobNamespaces: [] };
    expect(found(RED, all)).toEqual([
      'releases-overlap spark.jobNamespaces: this release runs the jobs of all namespaces, and so twice those of red/red, another release',
    ]);
    expect(found(all, RED)).toEqual([
      'releases-overlap spark.jobNamespaces: all/all runs the jobs of all namespaces, and so twice those of this release, another release',
    ]);
  });

  test('fail with the same names of objects, in whatever namespaces', () => {
    const blue: SparkOperatorSettings = {
      releaseName: 'red',
      namespace: 'blue',
      jobNamespaces: ['blue-jobs'],
    };
    expect(found(RED, blue)).toEqual([
      'release-names-collide fullnameOverride: its objects are called red-spark-operator-…, as those of red/red',
    ]);
    expect(found(RED, { ...blue, fullnameOverride: 'blue' })).toEqual([]);
  });

  test('fail in the synth of the app', () => {
    const app = Testing.app();
    SparkOperator.fromExisting(app, 'theirs', RED);
    new SparkOperator(new Chart(app, 'platform'), 'ours', { jobNamespaces: ['lake'] });
    expect(() => {
      app.synth();
    }).toThrow(
      'releases-overlap: spark.jobNamespaces[0] of values of the Spark Operator chart (platform/ours)',
    );
  });
});

describe('a release that others install', () => {
  test('is told from its own, even when it is named last', () => {
    expect(found(RED, { ...RED, releaseName: 'blue', isExisting: true })).toEqual([
      'releases-overlap spark.jobNamespaces[0]: jobs of red-jobs are run by another release too, red/blue',
      'releases-overlap spark.jobNamespaces[1]: jobs of lake are run by another release too, red/blue',
    ]);
  });

  test('says what it does, writes nothing and is not judged', () => {
    const app = Testing.app();
    const theirs = SparkOperator.fromExisting(app, 'theirs', {
      ...RED,
      chartVersion: '2.4.0',
      webhook: { port: 443 },
      metrics: { port: 9000 },
      controller: { batchScheduling: { defaultScheduler: 'volcano' } },
    });
    expect(theirs).toMatchObject({
      releaseName: 'red',
      namespace: 'red',
      chartVersion: '2.4.0',
      chartUrl:
        'https://github.com/kubeflow/spark-operator/releases/download/v2.4.0/spark-operator-2.4.0.tgz',
      jobNamespaces: ['red-jobs', 'lake'],
      driverServiceAccount: { serviceAccountName: 'red-spark-operator-spark' },
      controllerServiceAccount: { serviceAccountName: 'red-spark-operator-controller', namespace: 'red' },
    });
    expect(theirs.release).toMatchObject({ metricsPort: 9000, metricsPath: '/metrics', existing: true });
    expect(theirs.release.batchSchedulers).toEqual(['volcano', 'yunikorn']);
    expect(theirs.release.webhookCovers('lake')).toBe(true);
    expect(
      app.node
        .findAll()
        .filter((construct) => construct instanceof OutputFile || construct instanceof ApiObject),
    ).toEqual([]);
    app.synth();
  });

  test('decides where jobs of the app may be, and by which version they are judged', () => {
    const synth = (namespace: string, chartVersion: string): void => {
      const app = Testing.app();
      const { driverServiceAccount } = SparkOperator.fromExisting(app, 'theirs', { ...RED, chartVersion });
      const job = new SparkApplication(new Chart(app, 'jobs', { namespace }), 'job', {
        type: SparkApplicationType.SCALA,
        mainClass: 'org.example.Job',
        mainApplicationFile: 'local:///opt/job.jar',
        runtime: SparkRuntime.of('3.5.8', { image: 'registry.example.com/job:1', bakedIn: true }),
        serviceAccount: driverServiceAccount,
        suspend: true,
      });
      Rules.of(job).acknowledge('ttl-unset', 'kept');
      app.synth();
    };
    expect(() => {
      synth('lake', '2.5.2');
    }).not.toThrow();
    expect(() => {
      synth('other', '2.5.2');
    }).toThrow('namespace-not-watched: metadata.namespace');
    expect(() => {
      synth('lake', '2.3.0');
    }).toThrow('field-of-later-chart: spec.suspend');
  });
});

test('a release without metrics has no port and no path of them', () => {
  const { release } = new SparkOperator(Testing.app(), 'operator', { metrics: { enabled: false } });
  expect([release.metricsPort, release.metricsPath]).toEqual([undefined, undefined]);
});

test('the account of the controller follows the values', () => {
  const account = (props: SparkOperatorSettings): string =>
    new SparkOperator(Testing.app(), 'operator', props).controllerServiceAccount.serviceAccountName;
  expect(account({ controller: { access: { serviceAccountName: 'own' } } })).toBe('own');
  expect(account({ controller: { access: { createServiceAccount: false } } })).toBe('default');
  expect(account({ extraValues: { fullnameOverride: 'jobs' } })).toBe('jobs-controller');
});
