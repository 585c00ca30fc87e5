import { join } from 'node:path';
import { Duration, Size } from 'cdk8s';
import { Cpu, ImagePullPolicy, k8s } from 'cdk8s-plus-28';
import * as library from '../../lib';
import { CHARTS, chartLeaves } from '../../lib/chart/charts';
import { chartDefault } from '../../lib/chart/defaults';
import { valuesIssues } from '../../lib/chart/values';
import { goSeconds } from '../../lib/manifest/go-duration';
import { isRecord, valueAt } from '../../lib/manifest/plain';
import { renderValues } from '../../lib/operator/render-values';
import { Problems } from '../../lib/problems';
import { CHART_VERSION } from '../../lib/versions';
import { evaluated, interfacesIn, type Property } from '../support/interfaces';

type Values = Readonly<Record<string, unknown>>;

const INTERFACES = interfacesIn(join(__dirname, '../../lib/operator'));
const NAMES = { ...library, k8s, Cpu, Duration, Size, ImagePullPolicy };

/** A value of each type that is no default. */
const SAMPLES: Readonly<Record<string, unknown>> = {
  string: 'given',
  number: 7,
  Duration: Duration.minutes(7),
  ISparkServiceAccount: { serviceAccountName: 'own' },
  ContainerResources: {
    cpu: { request: Cpu.millis(250), limit: Cpu.units(2) },
    memory: { request: Size.mebibytes(512), limit: Size.gibibytes(1) },
    ephemeralStorage: { limit: Size.kibibytes(3) },
  },
  'Readonly<Record<string, string>>': { given: 'yes' },
  'k8s.Affinity': { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [] } },
  'k8s.Toleration': { operator: 'Exists' },
  'k8s.EnvVar': { name: 'A', value: 'b' },
  'k8s.EnvFromSource': { secretRef: { name: 'a' } },
  'k8s.Volume': { name: 'a', emptyDir: {} },
  'k8s.VolumeMount': { name: 'a', mountPath: '/a' },
  'k8s.Container': { name: 'a', image: 'a' },
  'k8s.PodSecurityContext': { fsGroup: 1 },
  'k8s.SecurityContext': { runAsUser: 1 },
  'k8s.TopologySpreadConstraint': { maxSkew: 1, topologyKey: 'a', whenUnsatisfiable: 'DoNotSchedule' },
  'k8s.IngressTls': { hosts: ['a'], secretName: 'a' },
  'k8s.IntOrString': k8s.IntOrString.fromString('50%'),
  HelmDelivery: library.HelmDelivery.valuesFile('elsewhere'),
  'Readonly<Record<string, unknown>>': {},
};

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

const valuesOf = (props: library.SparkOperatorProps): Values =>
  renderValues(new Problems(), props, CHART_VERSION);

const leaves = chartLeaves(CHART_VERSION);

const at = (values: Values, leaf: string): unknown => valueAt(values, leaf.split('.'));

/** A prop at its place: how to give it a value, and the leaves that this decides. */
interface Prop extends Property {
  readonly path: string;
  readonly props: (value: unknown) => library.SparkOperatorProps;
  readonly sample: unknown;
  readonly reached: readonly string[];
}

const holds = (value: unknown, sample: unknown): boolean =>
  value === sample || (isRecord(value) && Object.values(value).includes(sample));

function propsOf(name: string, above = '', wrap: (inside: Values) => Values = (inside) => inside): Prop[] {
  const members = INTERFACES.get(name)!;
  const required = Object.fromEntries(
    members.filter(({ isRequired }) => isRequired).map((member) => [member.name, sampleOf(member)]),
  );
  const before = valuesOf(wrap(required));
  return members.flatMap((member) => {
    const path = `${above}${member.name}`;
    const props = (value: unknown): Values => wrap({ ...required, [member.name]: value });
    const sample = sampleOf(member);
    const after = valuesOf(props(sample));
    const reached = leaves.filter(
      (leaf) =>
        JSON.stringify(at(before, leaf)) !== JSON.stringify(at(after, leaf)) ||
        (member.isRequired && holds(at(after, leaf), sample)),
    );
    const own = { ...member, path, props, sample, reached };
    return INTERFACES.has(member.type) ? [own, ...propsOf(member.type, `${path}.`, props)] : [own];
  });
}

function sampleOf({ name, type, stated }: Property): unknown {
  if (type.endsWith('[]'))
    return [sampleOf({ name, type: type.slice(0, -2), isRequired: false, about: '', stated: '' })];
  if (name === 'timeout') return Duration.seconds(7);
  if (type === 'boolean') return stated !== 'true';
  if (name === 'chartVersion') return CHART_VERSION;
  const struct = INTERFACES.get(type);
  if (struct !== undefined) {
    const required = struct.filter(({ isRequired }) => isRequired);
    return Object.fromEntries(required.map((member) => [member.name, sampleOf(member)]));
  }
  const choices = (NAMES as Readonly<Record<string, unknown>>)[type];
  if (isRecord(choices))
    return Object.values(choices).at(-1) === lastOf(stated)
      ? Object.values(choices)[0]
      : Object.values(choices).at(-1);
  if (!(type in SAMPLES)) throw new Error(`there is no sample of type ${type}`);
  return SAMPLES[type];
}

const lastOf = (stated: string): unknown =>
  /^[A-Z]\w+\.[A-Z_]+$/.test(stated) ? evaluated(stated, NAMES) : undefined;

const PROPS = propsOf('SparkOperatorProps');

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
