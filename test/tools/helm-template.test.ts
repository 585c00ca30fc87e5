import { Testing } from 'cdk8s';
import fc from 'fast-check';
import application from '../../imports/schemas/sparkapplication.json';
import scheduled from '../../imports/schemas/scheduledsparkapplication.json';
import connect from '../../imports/schemas/sparkconnect.json';
import { SparkOperator, type SparkOperatorProps } from '../../lib';
import { CHARTS, chartLeaves } from '../../lib/chart/charts';
import { chartDefault } from '../../lib/chart/defaults';
import { laterFields } from '../../lib/chart/history';
import { isRecord, list, nameOf, namespaceOf, record, text, type Manifest } from '../../lib/manifest/plain';
import { RULES } from '../../lib/rules/all';
import { findProblems, isError } from '../../lib/rules/engine';
import { VALUES } from '../../lib/rules/rule';
import { readChart } from '../../scripts/chart-values/changes';
import { withoutFields, type Schema } from '../../scripts/crd-schemas';
import { at, PROPS, type Prop } from '../support/release-props';
import { chartFolder, missing, objectsIn, rendered } from './support/helm';

const RELEASES = Number(process.env.RELEASES ?? 200);

const SCHEMAS: Readonly<Record<string, Schema>> = {
  SparkApplication: application,
  ScheduledSparkApplication: scheduled,
  SparkConnect: connect,
};

const absent = missing();
const charts = new Map<string, string>();
for (const version of CHARTS.keys()) {
  const folder = absent === undefined ? chartFolder(version) : undefined;
  if (folder !== undefined) charts.set(version, folder);
}

if (charts.size === 0) {
  test.skip(`skipped: ${absent ?? 'no chart is there; set SPARK_OPERATOR_CHARTS, or bring go'}`, () =>
    undefined);
}

/** Two replicas, without which budgets and spreading are refused. */
const TWO: SparkOperatorProps = { controller: { replicas: 2 }, webhook: { replicas: 2 } };

const operator = (chartVersion: string, ...parts: readonly SparkOperatorProps[]): SparkOperator =>
  new SparkOperator(Testing.app(), 'operator', parts.reduce<any>(merged, { chartVersion }));

function merged(one: any, other: any): any {
  if (!isPlain(one) || !isPlain(other)) return other ?? one;
  const keys = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  return Object.fromEntries(keys.map((key) => [key, merged(one[key], other[key])]));
}

function isPlain(value: unknown): boolean {
  return isRecord(value) && Object.getPrototypeOf(value) === Object.prototype;
}

function isAccepted({ release }: SparkOperator): boolean {
  const subject = { kind: VALUES, manifest: release.values, release };
  return !findProblems([subject], { rules: RULES }).some(isError);
}

/** Texts and numbers of a value that a rendered object cannot show by accident. */
function marks(value: unknown): string[] {
  if (typeof value === 'string') return value.length > 4 ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(marks);
}

/** True for what switches a part of the chart off, so that other values of it show nowhere. */
const isSwitch = ({ path, type }: Prop): boolean =>
  type === 'boolean' && /(?:enabled|create\w+|service|automountToken|leaderElection|limitDelay)$/.test(path);

/** What is held of one chart. */
function holds(version: string, chart: string): void {
  const known = new Set(chartLeaves(version));
  const props = PROPS.filter(({ reached }) => reached.length > 0 && reached.every((leaf) => known.has(leaf)));
  const cache = new Map<string, string>();
  const template = (part: SparkOperator): string => {
    const key = JSON.stringify(part.values);
    cache.set(key, cache.get(key) ?? rendered(chart, part.release));
    return cache.get(key)!;
  };

  test('has the CRDs that the library takes it to have', () => {
    const own = readChart(chart).schemas;
    for (const [kind, newest] of Object.entries(SCHEMAS)) {
      const later = laterFields(kind, version).map(({ path }) => path.join('.'));
      expect(later.includes('spec') ? undefined : withoutFields(newest, later)).toEqual(own.get(kind));
    }
  });

  test.each(props.map((prop) => [prop.path, prop] as const))('shows %s', (_, prop) => {
    const without = operator(version, TWO, prop.props(undefined));
    const given = operator(version, TWO, prop.props(prop.sample));
    const isTheSame = prop.reached.every((leaf) => at(without.values, leaf) === at(given.values, leaf));
    if (!isTheSame) expect(template(given) === template(without)).toBe(false);
  });

  test(`renders ${RELEASES} releases as the construct says`, () => {
    const choices = props.filter((prop) => !isSwitch(prop) && !prop.path.startsWith('driver'));
    const names = fc.constantFrom('spark-operator', 'jobs', 'my-spark-operator', 'x');
    const namespaces = fc.uniqueArray(fc.constantFrom('data', 'default', 'team-a', 'team-b'), {
      maxLength: 3,
    });
    let count = 0;
    fc.assert(
      fc.property(
        fc.subarray(choices, { maxLength: 12 }),
        names,
        namespaces,
        fc.boolean(),
        (chosen, name, jobs, ownAccount) => {
          const release: SparkOperatorProps = {
            releaseName: name,
            namespace: 'operators',
            jobNamespaces: jobs,
            ...(ownAccount ? { driverServiceAccount: { serviceAccountName: 'own-driver' } } : {}),
          };
          const made = operator(version, TWO, ...chosen.map((prop) => prop.props(prop.sample)), release);
          fc.pre(isAccepted(made));
          count += 1;
          const output = rendered(chart, made.release);
          for (const leaf of known) {
            // An account that others make is a matter of the jobs; `agrees` looks at it.
            if (leaf === 'spark.serviceAccount.name') continue;
            const value = at(made.values, leaf);
            if (value === undefined || JSON.stringify(value) === JSON.stringify(chartDefault(leaf, version)))
              continue;
            const unseen = marks(value).filter((mark) => !output.includes(mark));
            expect({ leaf, unseen }).toEqual({ leaf, unseen: [] });
          }
          agrees(made, objectsIn(output));
        },
      ),
      { numRuns: RELEASES, maxSkipsPerRun: 200 },
    );
    expect(count).toBe(RELEASES);
  });
}

for (const [version, chart] of charts) {
  describe(`chart ${version}`, () => {
    holds(version, chart);
  });
}

/** What the objects do is what the construct says. */
function agrees(
  { release, jobNamespaces, driverServiceAccount, controllerServiceAccount }: SparkOperator,
  objects: readonly Manifest[],
): void {
  const named = (kind: string, name: string): (string | undefined)[] =>
    objects
      .filter((object) => object.kind === kind && nameOf(object) === name)
      .map((object) => namespaceOf(object));
  const account = driverServiceAccount?.serviceAccountName ?? '';
  const owned = jobNamespaces.filter((namespace) => release.makesAccount(namespace, account));
  expect(named('ServiceAccount', account).sort()).toEqual([...owned].sort());
  expect(named('Role', account).sort()).toEqual([...owned].sort());
  expect(named('RoleBinding', account).sort()).toEqual([...owned].sort());
  expect(named('ServiceAccount', controllerServiceAccount.serviceAccountName)).toEqual(['operators']);
  const controller = objects.find(
    ({ kind, metadata }) =>
      kind === 'Deployment' && text(record(metadata).name)?.endsWith('-controller') === true,
  );
  const [container] = list(record(record(record(controller!.spec).template).spec).containers).map(record);
  const args = list(container!.args).map(String);
  expect(nameOf(controller!)).toBe(`${release.fullName!}-controller`);
  const watched = args.find((arg) => arg.startsWith('--namespaces='))?.split('=')[1] ?? '';
  expect(watched.replaceAll('"', '')).toBe(jobNamespaces.join(','));
  expect(args.some((arg) => arg.startsWith(`--metrics-bind-address=:${String(release.metricsPort)}`))).toBe(
    release.metricsPort !== undefined,
  );
  expect(args.includes('--enable-batch-scheduler=true')).toBe(release.batchSchedulers !== undefined);
  const webhooks = objects.filter(({ kind }) => kind === 'MutatingWebhookConfiguration');
  expect(webhooks.length).toBe(release.isOn('webhook.enable') ? 1 : 0);
  for (const webhook of webhooks.flatMap(({ webhooks: all }) => list(all).map(record))) {
    const [expression] = list(record(webhook.namespaceSelector).matchExpressions).map(record);
    const covered = expression === undefined ? [] : list(expression.values).map(String);
    expect(covered).toEqual(jobNamespaces);
  }
}
