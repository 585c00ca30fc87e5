import { CHARTS, chartLeaves } from '../../lib/chart/charts';
import { chartDefault } from '../../lib/chart/defaults';
import { valuesIssues } from '../../lib/chart/values';
import { goSeconds } from '../../lib/manifest/go-duration';
import { isRecord } from '../../lib/manifest/plain';
import { CHART_VERSION } from '../../lib/versions';
import { evaluated } from '../support/interfaces';
import { at, INTERFACES, leaves, NAMES, PROPS, valuesOf } from '../support/release-props';

/** Values of these props decide what is not in the values, or stand beside a prop of their own. */
const NO_VALUES = ['releaseName', 'namespace', 'chartVersion', 'extraValues', 'delivery', 'folder'];

/** Stated in words though the chart has a value, or ours: each is compared by hand below. */
const IN_WORDS = [
  'metrics.jobSubmitLatencyBuckets',
  'metrics.jobStartLatencyBuckets',
  'crdUpgradeHook.image.repository',
  'image.repository',
  'driverServiceAccount',
  // The chart has no default for what is in an issuer.
  'certManager.issuer',
  'certManager.issuer.kind',
  'certManager.issuer.group',
];

const decisive = PROPS.filter(({ reached }) => reached.length > 0).map((prop) => [prop.path, prop] as const);

/** `6h` and `360m` are the same time. */
const comparable = (value: unknown): unknown => goSeconds(value) ?? value;

const isEmpty = (value: unknown): boolean =>
  value === null ||
  value === '' ||
  value === false ||
  JSON.stringify(value) === '{}' ||
  JSON.stringify(value) === '[]';

test('every value of the chart has a prop', () => {
  const reached = new Set(PROPS.flatMap((prop) => prop.reached));
  expect(leaves.filter((leaf) => !reached.has(leaf))).toEqual([]);
  expect(leaves.length).toBeGreaterThan(130);
});

test('every prop decides a value, but for those of the release itself', () => {
  const idle = PROPS.filter(({ reached, type }) => reached.length === 0 && !INTERFACES.has(type));
  expect(idle.map(({ path }) => path)).toEqual(NO_VALUES);
});

test.each(PROPS.map((prop) => [prop.path, prop] as const))('%s has the type of its value', (_, prop) => {
  expect([...valuesIssues(valuesOf(prop.props(prop.sample)), CHART_VERSION)]).toEqual([]);
});

test.each(decisive.filter(([, { isRequired }]) => !isRequired))(
  '%s states the default of the chart',
  (path, { stated, props, reached, type }) => {
    if (IN_WORDS.includes(path)) return;
    if (stated.startsWith('- ')) {
      for (const leaf of reached) {
        const value = chartDefault(leaf);
        if (typeof value !== 'object' || INTERFACES.has(type)) expect(isEmpty(value)).toBe(true);
      }
      return;
    }
    const values = valuesOf(props(evaluated(stated, NAMES)));
    for (const leaf of reached) {
      const [given, own] = [comparable(at(values, leaf)), comparable(chartDefault(leaf))];
      if (isRecord(own) && isRecord(given)) expect(own).toMatchObject(given);
      else expect(given).toEqual(own);
    }
  },
);

test('what is stated in words is so', () => {
  const seconds = (bounds: string): number[] => bounds.split(',').map(Number);
  const metric = (name: string): number[] => seconds(String(chartDefault(`prometheus.metrics.${name}`)));
  expect(metric('jobSubmitLatencyBuckets')).toEqual([0.5, 1, 2, 4, 8, 16, 32, 64, 128, 256]);
  expect(metric('jobStartLatencyBuckets')).toEqual([30, 60, 90, 120, 150, 180, 210, 240, 270, 300]);
  expect(chartDefault('hook.image.repository')).toBe('kubeflow/spark-operator/kubectl');
  expect(chartDefault('image.repository')).toBe('kubeflow/spark-operator/controller');
  expect(chartDefault('controller.podSecurityContext')).toEqual({ fsGroup: 185 });
  expect(chartDefault('controller.securityContext')).toMatchObject({ readOnlyRootFilesystem: true });
});

const since = (leaf: string): string =>
  [...CHARTS.keys()].find((version) => chartLeaves(version).includes(leaf))!;

test.each(decisive)('%s says since when the chart knows it', (path, { about, reached }) => {
  const first = reached.map(since).sort().at(-1)!;
  const isSaidAbove = PROPS.some((other) => path.startsWith(`${other.path}.`) && other.about.includes(first));
  const said = /[Ff]rom chart ([\d.]+\d) on/.exec(about)?.[1];
  expect(said ?? (isSaidAbove ? first : '2.2.1')).toBe(first);
});
