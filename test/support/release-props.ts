import { join } from 'node:path';
import { Duration, Size } from 'cdk8s';
import { Cpu, ImagePullPolicy, k8s } from 'cdk8s-plus-28';
import * as library from '../../lib';
import { chartLeaves } from '../../lib/chart/charts';
import { isRecord, valueAt } from '../../lib/manifest/plain';
import { renderValues } from '../../lib/operator/render-values';
import { Problems } from '../../lib/problems';
import { CHART_VERSION } from '../../lib/versions';
import { evaluated, interfacesIn, type Property } from './interfaces';

/** Values of the chart. */
export type Values = Readonly<Record<string, unknown>>;

/** The props of a release, by interface. */
export const INTERFACES = interfacesIn(join(__dirname, '../../lib/operator'));
/** What defaults may name. */
export const NAMES = { ...library, k8s, Cpu, Duration, Size, ImagePullPolicy };

/** A value of each type that is no default. */
const SAMPLES: Readonly<Record<string, unknown>> = {
  number: 7,
  Duration: Duration.minutes(7),
  ISparkServiceAccount: { serviceAccountName: 'own' },
  ContainerResources: {
    cpu: { request: Cpu.millis(250), limit: Cpu.units(2) },
    memory: { request: Size.mebibytes(512), limit: Size.gibibytes(1) },
    ephemeralStorage: { limit: Size.kibibytes(3) },
  },
  'Readonly<Record<string, string>>': { given: 'yes' },
  'pod.Affinity': { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [] } },
  'k8s.Toleration': { operator: 'Exists' },
  'k8s.EnvVar': { name: 'A', value: 'b' },
  'k8s.EnvFromSource': { secretRef: { name: 'a' } },
  'pod.Volume': { name: 'a', emptyDir: {} },
  'pod.VolumeMount': { name: 'a', mountPath: '/a' },
  'pod.Container': { name: 'a', image: 'a' },
  'pod.PodSecurityContext': { fsGroup: 1 },
  'pod.SecurityContext': { runAsUser: 1 },
  'k8s.TopologySpreadConstraint': { maxSkew: 1, topologyKey: 'a', whenUnsatisfiable: 'DoNotSchedule' },
  'k8s.IngressTls': { hosts: ['a'], secretName: 'a' },
  'k8s.IntOrString': k8s.IntOrString.fromString('50%'),
  HelmDelivery: library.HelmDelivery.valuesFile('elsewhere'),
  'Readonly<Record<string, unknown>>': {},
};

/** The values that props make. */
export const valuesOf = (props: library.SparkOperatorProps): Values =>
  renderValues(new Problems(), props, CHART_VERSION);

/** Every value of the newest chart. */
export const leaves = chartLeaves(CHART_VERSION);

/** The value at a dotted path. */
export const at = (values: Values, leaf: string): unknown => valueAt(values, leaf.split('.'));

/** A prop at its place: how to give it a value, and the leaves that this decides. */
export interface Prop extends Property {
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
  if (name === 'port') return 7001;
  if (name === 'defaultScheduler') return 'volcano';
  if (name === 'urlFormat') return '{{$appName}}.ui.example.org';
  if (type === 'string') return `x-${name.toLowerCase()}`.slice(0, 15);
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

/** Every prop of a release, however deep. */
export const PROPS = propsOf('SparkOperatorProps');
