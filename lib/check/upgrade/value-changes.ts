import { isChartOne } from '../../chart/chart-one';
import { ChartDefaults, isEverAbove, lifeOf } from '../../chart/history';
import { legacyAdvice, successors } from '../../chart/moved-keys';
import { changedMeaning } from '../../chart/meanings';
import { isRecord, isSet, valueAt, type Manifest, type Path } from '../../manifest/plain';
import { show } from '../../problems';

/** What an upgrade does to one value. */
export interface ValueChange {
  /** `dead`: no effect any more; `changed`: another effect; `default`: not given, and another default. */
  readonly change: 'dead' | 'changed' | 'default';
  /** The value, step by step. */
  readonly path: Path;
  /**
   * What is given.
   * @default - nothing
   */
  readonly value?: unknown;
  /** What happens. */
  readonly message: string;
  /** What to do. */
  readonly fix: string;
}

/** What happens to the values of a release between two versions of the chart. */
export function valueChanges(values: Manifest, from: string, to: string): ValueChange[] {
  const before = new ChartDefaults(from);
  const after = new ChartDefaults(to);
  const given = givenValues(values, before, []);
  return [
    ...given.flatMap((path) => changeOf(path, valueAt(values, path), before, after)),
    ...defaultChanges(values, before, after),
  ];
}

/** The values that are given, each as a whole, as the chart knows them now, or once did. */
function givenValues(values: Manifest, before: ChartDefaults, above: Path): Path[] {
  return Object.entries(values).flatMap(([key, value]): Path[] => {
    const path = [...above, key];
    const name = path.join('.');
    const isMap = before.isAbove(name) || (!before.knows(name) && isEverAbove(name));
    if (name === 'global' || !isSet(value)) return [];
    return isMap && isRecord(value) ? givenValues(value, before, path) : [path];
  });
}

function changeOf(path: Path, value: unknown, before: ChartDefaults, after: ChartDefaults): ValueChange[] {
  const name = path.join('.');
  if (!after.knows(name)) return [{ change: 'dead', path, value, ...deathOf(name, before, after) }];
  const meaning = changedMeaning(name, value, before.version, after.version);
  if (meaning !== undefined) return [{ change: 'changed', path, value, ...meaning }];
  const [old, current] = [before.get(name), after.get(name)];
  const isMoved = before.isValue(name) && after.isValue(name) && !isSame(old, current);
  if (!isMoved || isSame(value, current)) return [];
  return [
    {
      change: 'changed',
      path,
      value,
      message: `its default was ${show(old)} in ${before.version} and is ${show(current)} in ${after.version}; your value stays`,
      fix: isSame(value, old)
        ? 'remove it to follow the chart, or keep it on purpose'
        : 'compare it with the new default, and keep it only on purpose',
    },
  ];
}

function deathOf(
  name: string,
  before: ChartDefaults,
  after: ChartDefaults,
): Pick<ValueChange, 'message' | 'fix'> {
  const current = successors(name, (path) => after.knows(path));
  const { first, dropped } = lifeOf(name);
  const since = first !== undefined && dropped === undefined ? `, it came with ${first}` : '';
  const lost = CONSEQUENCES.get(name) ?? 'Helm drops it without a word';
  const message = before.knows(name)
    ? `chart ${after.version} does not know it${since}: ${lost}`
    : `chart ${after.version} does not know it, nor does ${before.version}: it has no effect today either`;
  if (current.length > 0) {
    const values = current.map((path) =>
      after.isValue(path) ? `${path} (${show(after.get(path))} unless given)` : path,
    );
    return { message, fix: `use ${values.join(' and ')}` };
  }
  const advice = isChartOne(after.version) ? undefined : legacyAdvice(name);
  return { message, fix: advice ?? 'remove it' };
}

/** What is lost with a value, where that is more than a setting. */
const CONSEQUENCES: ReadonlyMap<string, string> = new Map([
  ['serviceAccounts.spark.annotations', 'drivers lose what it gives them, such as a role at a cloud'],
  ['serviceAccounts.spark.name', 'the account of the drivers gets another name'],
  [
    'serviceAccounts.sparkoperator.annotations',
    'the controller loses what it gives it, such as a role at a cloud',
  ],
  ['spark.serviceAccount.annotations', 'drivers lose what it gives them, such as a role at a cloud'],
  ['spark.serviceAccount.name', 'the account of the drivers gets another name'],
]);

/** Values that nobody gives, under an old name or a new one, and whose default is another. */
function defaultChanges(values: Manifest, before: ChartDefaults, after: ChartDefaults): ValueChange[] {
  const isGiven = (name: string): boolean => {
    const steps = name.split('.');
    return steps.some((_, index) => {
      const value = valueAt(values, steps.slice(0, index + 1));
      return isSet(value) && (index === steps.length - 1 || !isRecord(value));
    });
  };
  return [
    ...accountNames(isGiven, before, after),
    ...before.paths.flatMap((name): ValueChange[] => {
      if (isGiven(name)) return [];
      const names = after.isValue(name) ? [name] : successors(name, (path) => after.isValue(path));
      return names.flatMap((current): ValueChange[] => {
        const [old, fresh] = [before.get(name), after.get(current)];
        const isNoise = isSame(old, fresh) || (isEmpty(old) && isEmpty(fresh)) || IN_OTHER_WORDS.has(name);
        if (isNoise || isGiven(current)) return [];
        return [
          {
            change: 'default',
            path: current.split('.'),
            message: `${show(old)}${name === current ? '' : ` as ${name}`} in ${before.version}, ${show(fresh)} in ${after.version}`,
            fix: `give ${current} to keep what it was`,
          },
        ];
      });
    }),
  ];
}

/** The chart makes a name for the account of the drivers, other than its default, which is empty. */
function accountNames(
  isGiven: (name: string) => boolean,
  before: ChartDefaults,
  after: ChartDefaults,
): ValueChange[] {
  const [old, current] = [before, after].map(({ version }) => isChartOne(version));
  if (old === current || isGiven('serviceAccounts.spark.name') || isGiven('spark.serviceAccount.name'))
    return [];
  const name = (isOne: boolean | undefined): string =>
    isOne === true ? '<release>-spark' : '<full name>-spark, such as <release>-spark-operator-spark,';
  return [
    {
      change: 'default',
      path: [
        ...(current === true ? ['serviceAccounts'] : []),
        'spark',
        ...(current === true ? [] : ['serviceAccount']),
        'name',
      ],
      message: `the account of the drivers is ${name(old)} in ${before.version}, ${name(current)} in ${after.version}`,
      fix: 'give the name that jobs use',
    },
  ];
}

/** Values whose defaults say the same in other words. */
const IN_OTHER_WORDS = new Set([
  ...['ingressUrlFormat', 'logLevel', 'rbac.create', 'rbac.createRole', 'rbac.createClusterRole'],
  ...[
    'controller.uiIngress.enable',
    'controller.uiIngress.urlFormat',
    'controller.logLevel',
    'webhook.logLevel',
  ],
  ...['controller.rbac.create', 'webhook.rbac.create', 'spark.rbac.create'],
]);

function isEmpty(value: unknown): boolean {
  return value === null || value === '' || ['{}', '[]'].includes(JSON.stringify(value));
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
