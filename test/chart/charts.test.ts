import { Duration, Testing } from 'cdk8s';
import { SparkOperator } from '../../lib';
import { CHARTS, chartValues, nearestChart } from '../../lib/chart/charts';
import { chartDefault } from '../../lib/chart/defaults';
import { valuesIssues } from '../../lib/chart/values';
import type { Schema } from '../../lib/manifest/schema-node';
import { RULES } from '../../lib/rules/all';
import { findProblems } from '../../lib/rules/engine';
import { VALUES } from '../../lib/rules/rule';
import { CHART_VERSION } from '../../lib/versions';

const defaults = ({ properties, default: value }: Schema): unknown =>
  value === undefined && properties !== undefined
    ? Object.fromEntries(Object.entries(properties).map(([key, below]) => [key, defaults(below)]))
    : value;

test('the default chart is the newest that is known', () => {
  expect([...CHARTS.keys()].at(-1)).toBe(CHART_VERSION);
});

describe.each([...CHARTS.keys()])('chart %s', (version) => {
  test('has a schema of its own, which its defaults fit', () => {
    expect(chartValues(version).$id).toBe(`spark-operator-values-${version}.json`);
    expect([...valuesIssues(defaults(chartValues(version)) as object as never, version)]).toEqual([]);
  });

  test('has nothing against the defaults of the construct', () => {
    const app = Testing.app();
    const { release } = new SparkOperator(app, 'spark-operator', { chartVersion: version });
    const subject = { kind: VALUES, manifest: release.values, release };
    expect(findProblems([subject], { rules: RULES })).toEqual([]);
    expect(release.watches('default')).toBe(true);
    expect(release.watches('elsewhere')).toBe(false);
  });
});

test.each([
  ['2.2.1', { crdUpgradeHook: {} }, 'hook: chart 2.2.1 does not know hook, which came with 2.3.0'],
  [
    '2.3.0',
    { controller: { leaseDuration: Duration.seconds(15) } },
    'controller.leaderElection.leaseDuration: chart 2.3.0 does not know controller.leaderElection.leaseDuration, which ' +
      'came with 2.4.0',
  ],
  [
    '2.4.0',
    { jobNamespaces: [], jobNamespaceSelector: 'a=b' },
    'spark.jobNamespaceSelector: chart 2.4.0 does not know spark.jobNamespaceSelector, which came with 2.5.0',
  ],
  [
    '2.5.0',
    { webhook: { kubeApiQps: 30 } },
    'webhook.kubeAPIQPS: chart 2.5.0 does not know webhook.kubeAPIQPS, which came with 2.5.1',
  ],
])('chart %s refuses %j, and the next one takes it', (version, props, refusal) => {
  const found = (chartVersion: string): string[] => {
    const { release } = new SparkOperator(Testing.app(), 'spark-operator', { chartVersion, ...props });
    const subject = { kind: VALUES, manifest: release.values, release };
    return findProblems([subject], { rules: RULES }).map(({ path, message }) => `${path}: ${message}`);
  };
  const versions = [...CHARTS.keys()];
  expect(found(version)).toEqual([refusal]);
  expect(found(versions[versions.indexOf(version) + 1]!)).toEqual([]);
});

test('an image is of another version than the chart', () => {
  const ids = (chartVersion: string): string[] => {
    const extraValues = { image: { tag: '2.4.0' } };
    const { release } = new SparkOperator(Testing.app(), 'spark-operator', { chartVersion, extraValues });
    const subject = { kind: VALUES, manifest: release.values, release };
    return findProblems([subject], { rules: RULES }).map(({ rule, message }) => `${rule.id}: ${message}`);
  };
  expect(ids('2.4.0')).toEqual([]);
  expect(ids('2.5.0')).toEqual(['image-tag-skew: 2.4.0 with chart 2.5.0']);
});

test('a version that is not known has the values of the default one', () => {
  expect(chartValues('9.9.9')).toBe(chartValues(CHART_VERSION));
  expect(chartValues()).toBe(chartValues(CHART_VERSION));
  expect(chartDefault('controller.kubeAPIQPS')).toBe(20);
  expect(chartDefault('controller.kubeAPIQPS', '2.4.0')).toBeUndefined();
});

test.each([
  ['2.2.0', '2.2.1'],
  ['2.2.2', '2.2.1'],
  ['3.0.0', CHART_VERSION],
  ['2.5', '2.5.0'],
  ['newest', CHART_VERSION],
])('the nearest to %s is %s', (version, nearest) => {
  expect(nearestChart(version)).toBe(nearest);
});
