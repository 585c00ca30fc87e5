import { compare } from 'semver';
import { inWordsOfTwo } from '../../lib/chart/chart-one';
import { CHARTS, chartLeaves } from '../../lib/chart/charts';
import { chartDefault } from '../../lib/chart/defaults';
import {
  CHART_HISTORY,
  ChartDefaults,
  changesBetween,
  knownVersion,
  laterFields,
  lifeOf,
  operatorOf,
} from '../../lib/chart/history';
import { changedMeaning } from '../../lib/chart/meanings';
import { valueChanges } from '../../lib/check/upgrade/value-changes';
import { isLegacyKey, legacyAdvice, successors } from '../../lib/chart/moved-keys';
import { CHART_VERSION } from '../../lib/versions';
import { digest, withoutFields } from '../../scripts/crd-schemas';
import application from '../../imports/schemas/sparkapplication.json';
import connect from '../../imports/schemas/sparkconnect.json';
import scheduled from '../../imports/schemas/scheduledsparkapplication.json';

describe('the history of the chart', () => {
  const versions = CHART_HISTORY.map(({ version }) => version);

  test('goes forward, each version once, and ends with the newest', () => {
    expect(versions).toEqual([...new Set(versions)].sort(compare));
    expect(versions.at(-1)).toBe([...CHARTS.keys()].at(-1));
  });

  test.each([...CHARTS.keys()])('has the values and defaults of %s', (version) => {
    const defaults = new ChartDefaults(version);
    expect([...defaults.paths].sort()).toEqual(chartLeaves(version).sort());
    for (const path of defaults.paths) expect(defaults.get(path)).toEqual(chartDefault(path, version));
  });

  // The schema of the newest chart without what came later is that of each: nothing else tells them apart.
  test.each([...CHARTS.keys()])('has the CRDs of %s', (version) => {
    for (const [kind, schema] of Object.entries({
      SparkApplication: application,
      ScheduledSparkApplication: scheduled,
      SparkConnect: connect,
    })) {
      const later = laterFields(kind, version).map(({ path }) => path.join('.'));
      const known = CHART_HISTORY.slice(0, versions.indexOf(version) + 1);
      const recorded = known.findLast(({ schemas }) => schemas[kind] !== undefined)?.schemas[kind];
      const own = later.includes('spec') ? undefined : digest(withoutFields(schema, later));
      expect(own).toBe(recorded);
    }
  });

  test('knows values, maps and parts of them', () => {
    const defaults = new ChartDefaults('2.5.2');
    expect(
      ['controller', 'controller.workers', 'controller.resources.limits'].map((path) => defaults.knows(path)),
    ).toEqual([true, true, true]);
    expect(
      ['workers', 'controller.workers.a', 'controller.worker'].map((path) => defaults.knows(path)),
    ).toEqual([false, false, false]);
  });

  test.each([
    ['2.5.2', '2.5.2'],
    ['v2.4.0', '2.4.0'],
    ['2.4', '2.4.0'],
    ['1.1.16', '1.1.15'],
    ['9.0.0', CHART_VERSION],
    ['0.8.0', undefined],
    ['latest', undefined],
  ])('%s is known as %s', (given, known) => {
    expect(knownVersion(given)).toBe(known);
  });

  test('tells what lies between two versions, in either direction', () => {
    expect(changesBetween('2.4.0', '2.5.1').map(({ version }) => version)).toEqual(['2.5.0', '2.5.1']);
    expect(changesBetween('2.5.1', '2.4.0')).toEqual(changesBetween('2.4.0', '2.5.1'));
    expect(changesBetween('2.5.1', '2.5.1')).toEqual([]);
  });

  test('tells since when a value and a field are there', () => {
    expect(lifeOf('controller.kubeAPIQPS')).toEqual({ first: '2.5.1' });
    expect(lifeOf('sparkJobNamespace')).toEqual({ first: '1.0.2', dropped: '1.2.4' });
    expect(lifeOf('nothing')).toEqual({});
    expect(laterFields('ScheduledSparkApplication', '2.1.1').map(({ path }) => path.join('.'))).toEqual(
      expect.arrayContaining(['spec.timeZone', 'spec.template.driver.memoryLimit', 'spec.template.suspend']),
    );
    expect(laterFields('SparkConnect', '2.4.0')).toEqual([]);
    expect(operatorOf('1.4.6')).toBe('v1beta2-1.6.2-3.5.0');
    expect(operatorOf('1.1.16')).toBeUndefined();
  });
});

describe('keys of chart 1.x', () => {
  test.each([
    ['replicaCount', 'use controller.replicas'],
    ['serviceAccounts.spark.name', 'use spark.serviceAccount.name'],
    ['serviceAccounts', 'use spark.serviceAccount and controller.serviceAccount'],
    ['resources', 'use controller.resources and webhook.resources'],
    ['sparkJobNamespace', 'use spark.jobNamespaces'],
    ['sparkJobNamespaces', 'use spark.jobNamespaces'],
    ['logLevel', 'use controller.logLevel and webhook.logLevel, for example info'],
    ['podMonitor.enable', 'use prometheus.podMonitor.create'],
    ['istio.enabled', "remove it: label the webhook's pods with webhook.labels"],
    ['webhook.namespaceSelector', 'remove it: it follows from spark.jobNamespaces'],
    ['constructor', undefined],
  ])('%s: %s', (key, advice) => {
    expect(legacyAdvice(key)).toBe(advice);
  });

  test('are no advice for those of 2.x', () => {
    expect(legacyAdvice('spark.serviceAccount.automountServiceAccountToken')).toBeUndefined();
    expect(legacyAdvice('prometheus.metrics.jobStartLatencyBuckets')).toBeUndefined();
  });

  test('are told from those of 2.x', () => {
    expect(['metrics', 'rbac', 'istio', 'sparkJobNamespace'].every(isLegacyKey)).toBe(true);
    expect(['webhook', 'prometheus', 'controller', 'toString'].some(isLegacyKey)).toBe(false);
  });

  test('lead to those of 2.x and back', () => {
    expect(successors('metrics.port', () => true)).toEqual(['prometheus.metrics.port']);
    expect(successors('prometheus.metrics.port', () => true)).toEqual(['metrics.port']);
    expect(successors('podMonitor.enable', () => true)).toEqual(['prometheus.podMonitor.create']);
    expect(successors('controller.resources', (path) => path === 'resources')).toEqual(['resources']);
    expect(successors('controller.workers', () => false)).toEqual([]);
  });

  test.each([
    ['1.1.26', {}, ['']],
    ['1.1.26', { sparkJobNamespace: 'data' }, ['data']],
    ['1.4.6', { sparkJobNamespaces: ['data'] }, ['data']],
    ['1.4.6', { sparkJobNamespaces: ['a', 'b'] }, ['']],
  ])('of %s, %j watch %j', (version, values, jobNamespaces) => {
    expect(inWordsOfTwo(values, version).spark).toMatchObject({ jobNamespaces });
  });

  test('name the account of the drivers by the release alone', () => {
    const account = (values: object, name?: string): unknown =>
      (inWordsOfTwo(values as Record<string, unknown>, '1.4.6', name).spark as any).serviceAccount;
    expect(account({}, 'jobs')).toEqual({ create: true, name: 'jobs-spark' });
    expect(account({})).toEqual({ create: true, name: '' });
    expect(account({ serviceAccounts: { spark: { create: false, name: 'own' } } }, 'jobs')).toEqual({
      create: false,
      name: 'own',
    });
    expect(inWordsOfTwo({}, '1.4.6').webhook).toMatchObject({ enable: false });
  });
});

describe('values that mean something else', () => {
  test.each([
    [
      'fullnameOverride',
      'a',
      '1.4.6',
      '2.0.0',
      'from 2.0.0 on it names the account of the drivers too, NAME-spark',
    ],
    [
      'fullnameOverride',
      'a',
      '2.0.0',
      '1.4.6',
      'before 2.0.0 it does not name the account of the drivers, which is RELEASE-spark',
    ],
    [
      'image.tag',
      'v1',
      '2.4.0',
      '2.5.2',
      'it keeps the operator of v1, while the flags and rights of the chart are those of 2.5.2',
    ],
    [
      'controller.uiService.enable',
      false,
      '2.0.2',
      '2.1.0',
      'from 2.1.0 on false takes the Service of the UI away',
    ],
  ])('%s = %j from %s to %s', (path, value, from, to, message) => {
    expect(changedMeaning(path, value, from, to)).toMatchObject({ message });
  });

  test('say what to do on the way back', () => {
    const fix = (path: string, value: unknown, from: string, to: string) =>
      changedMeaning(path, value, from, to)?.fix;
    expect(fix('controller.volumes', [], '2.0.2', '2.1.0')).toBe(
      'repeat the entry of the chart: tmp at /tmp',
    );
    expect(fix('webhook.volumes', [], '2.1.0', '2.0.2')).toBe(
      'remove the entry that only the read-only root of later charts needs: serving-certs',
    );
    expect(fix('controller.uiService.enable', false, '2.1.0', '2.0.2')).toBe(
      'remove it, since it can do nothing',
    );
    expect(fix('image.registry', 'docker.io', '2.1.0', '2.2.0')).toMatch(/^remove it, or name your mirror/);
    expect(changedMeaning('hook.image.tag', 'own', '2.4.0', '2.5.2')!.message).toBe(
      'the Job that applies the CRDs keeps the image of own, and the chart is that of 2.5.2',
    );
  });

  // Every version to every other one, with every value of the first: what dies is told, and what is named is there.
  test('die or stay between any two versions, and have successors that are there', () => {
    const nested = (defaults: ChartDefaults): Record<string, any> => {
      const values: Record<string, any> = {};
      for (const path of defaults.paths) {
        const steps = path.split('.');
        const owner = steps.slice(0, -1).reduce((above, step) => (above[step] ??= {}), values);
        owner[steps.at(-1)!] = 'given';
      }
      return values;
    };
    // Of the charts 1.x the last of each minor version.
    const some = CHART_HISTORY.map(({ version }) => version).filter(
      (version, index, all) => version.startsWith('2.') || !all[index + 1]?.startsWith(version.slice(0, 4)),
    );
    const wrong = some.flatMap((from) => {
      const before = new ChartDefaults(from);
      const values = nested(before);
      return some.flatMap((to) => {
        const after = new ChartDefaults(to);
        const dead = valueChanges(values, from, to).filter(({ change }) => change === 'dead');
        const told = new Set(dead.map(({ path }) => path.join('.')));
        const silent = before.paths.filter((path) => after.knows(path) === told.has(path));
        const named = dead.flatMap(({ fix }) =>
          fix.startsWith('use ')
            ? fix
                .replace(/ \([^]*?unless given\)/g, '')
                .slice(4)
                .split(' and ')
            : [],
        );
        return [...silent, ...named.filter((name) => !after.knows(name))].map(
          (path) => `${from} to ${to}: ${path}`,
        );
      });
    });
    expect(wrong).toEqual([]);
    expect(some.length).toBeGreaterThan(12);
  });

  test.each([
    ['fullnameOverride', 'a', '2.0.0', '2.5.2'],
    ['image.tag', '2.5.2', '2.4.0', '2.5.2'],
    ['image.tag', 'v1beta2-1.6.2-3.5.0', '1.4.4', '1.4.6'],
    ['image.tag', 'own', '2.4.0', '2.4.0'],
    ['image.tag', 'own', '1.0.2', '1.0.4'],
    ['webhook.port', 9443, '1.4.6', '2.0.0'],
    ['controller.uiService.enable', true, '2.0.2', '2.1.0'],
  ])('not %s = %j from %s to %s', (path, value, from, to) => {
    expect(changedMeaning(path, value, from, to)).toBeUndefined();
  });
});
