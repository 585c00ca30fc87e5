import { Release } from '../../chart/release';
import { isChartValues } from '../../chart/values';
import { isRecord, list, record, text, valueAt, type Manifest, type Path } from '../../manifest/plain';
import { VALUES } from '../../rules/rule';
import { readObjects, UnreadableError, type FileSubject } from '../read';

/** Who brings a release to its cluster. */
export type Deliverer = 'helm' | 'flux' | 'argo-cd' | 'k3s';

/** A release of the chart in a file: plain values, or an object that a controller delivers. */
export interface FoundRelease {
  /** Where it stands. */
  readonly subject: FileSubject;
  /** Who brings it. */
  readonly deliverer: Deliverer;
  /** Its values. */
  readonly values: Manifest;
  /** Where they stand in the object; everything at one place when they are a text. */
  readonly place: (path: Path) => Path;
  /** Name of the release, as far as it is known. */
  readonly name?: string;
  /** Version of the chart that the object asks for. */
  readonly version?: string;
  /** True when the deliverer applies the CRDs of the chart as well. */
  readonly bringsCrds: boolean;
  /** True when more values are elsewhere. */
  readonly isPart: boolean;
  /**
   * Why the text of its values cannot be read.
   * @default - it can
   */
  readonly unread?: string;
}

const CHART = 'spark-operator';
/** No release of people has more parameters. */
const MOST_PARAMETERS = 1_000;
/** Nor names of values of more steps. */
const DEEPEST = 20;

/** The releases of the chart in an object, none for most. */
export function releasesIn(subject: FileSubject): FoundRelease[] {
  const { kind, manifest, within } = subject;
  // What an object carries is read with the object.
  if (within !== undefined) return [];
  if (kind === VALUES) return [ofValues(subject)];
  const group = text(manifest.apiVersion)?.split('/')[0] ?? '';
  const spec = record(manifest.spec);
  if (kind === 'HelmRelease' && group === 'helm.toolkit.fluxcd.io') return ofFlux(subject, spec);
  if (kind === 'HelmChart' && group === 'helm.cattle.io') return ofK3s(subject, spec);
  if (group !== 'argoproj.io') return [];
  if (kind === 'Application') return ofArgo(subject, spec, ['spec']);
  if (kind !== 'ApplicationSet') return [];
  return ofArgo(subject, record(record(spec.template).spec), ['spec', 'template', 'spec']);
}

/** Values, or those of a chart around it, which has the chart as a dependency. */
function ofValues(subject: FileSubject): FoundRelease {
  const inner = subject.manifest[CHART];
  const isAround = isRecord(inner) && !isChartValues(subject.manifest);
  return {
    subject,
    deliverer: 'helm',
    values: isAround ? inner : subject.manifest,
    place: (path) => (isAround ? [CHART, ...path] : path),
    bringsCrds: false,
    isPart: false,
  };
}

function ofFlux(subject: FileSubject, spec: Manifest): FoundRelease[] {
  const chart = record(record(spec.chart).spec);
  const isOurs = spec.chart === undefined ? isChartValues(record(spec.values)) : isChart(chart.chart);
  if (!isOurs) return [];
  const { name } = record(subject.manifest.metadata);
  const target = text(spec.targetNamespace);
  const usual = target === undefined ? text(name) : `${target}-${text(name) ?? ''}`;
  const policy = record(spec.upgrade).crds;
  return [
    {
      subject,
      deliverer: 'flux',
      values: record(spec.values),
      place: (path) => ['spec', 'values', ...path],
      ...named(text(spec.releaseName) ?? usual),
      ...versioned(chart.version),
      bringsCrds: policy === 'CreateReplace' || policy === 'Create',
      isPart: list(spec.valuesFrom).length > 0,
    },
  ];
}

function ofK3s(subject: FileSubject, spec: Manifest): FoundRelease[] {
  if (!isChart(spec.chart)) return [];
  const content = text(spec.valuesContent);
  const { values, unread } = content === undefined ? noText(record(spec.set)) : parsed(subject.file, content);
  return [
    {
      subject,
      deliverer: 'k3s',
      values,
      ...(unread === undefined ? {} : { unread }),
      place: () => ['spec', content === undefined ? 'set' : 'valuesContent'],
      ...named(text(record(subject.manifest.metadata).name)),
      ...versioned(spec.version),
      bringsCrds: false,
      isPart: false,
    },
  ];
}

function ofArgo(subject: FileSubject, spec: Manifest, above: Path): FoundRelease[] {
  const sources: [unknown, Path][] = [
    [spec.source, [...above, 'source']],
    ...list(spec.sources).map((source, index): [unknown, Path] => [source, [...above, 'sources', index]]),
  ];
  return sources.flatMap(([given, at]): FoundRelease[] => {
    const source = record(given);
    if (!isChart(source.chart) && !isChart(source.path)) return [];
    const helm = record(source.helm);
    const object = isRecord(helm.valuesObject) ? helm.valuesObject : undefined;
    const { values, unread } =
      object === undefined ? parsed(subject.file, text(helm.values) ?? '') : noText(object);
    const parameters = list(helm.parameters).slice(0, MOST_PARAMETERS).map(record);
    return [
      {
        subject,
        deliverer: 'argo-cd',
        values: parameters.reduce<Manifest>(withParameter, values),
        ...(unread === undefined ? {} : { unread }),
        place: argoPlace([...at, 'helm'], object !== undefined, parameters),
        ...named(text(helm.releaseName) ?? text(record(subject.manifest.metadata).name)),
        ...versioned(source.targetRevision),
        bringsCrds: helm.skipCrds !== true,
        isPart: list(helm.valueFiles).length > 0,
      },
    ];
  });
}

/** Where a value of an Application stands: a parameter, the object, or the text of all values. */
function argoPlace(helm: Path, isObject: boolean, parameters: readonly Manifest[]): (path: Path) => Path {
  return (path) => {
    const index = parameters.findIndex(({ name }) => text(name) === path.join('.'));
    if (index >= 0) return [...helm, 'parameters', index];
    return isObject ? [...helm, 'valuesObject', ...path] : [...helm, 'values'];
  };
}

/** As `helm --set NAME=VALUE`; lists by index are left alone. */
function withParameter(values: Manifest, { name, value }: Manifest): Manifest {
  const [first, ...rest] = (text(name) ?? '').split('.', DEEPEST);
  if (first === undefined || first === '' || first.includes('[') || first === '__proto__') return values;
  if (rest.length === 0) return { ...values, [first]: value };
  return {
    ...values,
    [first]: withParameter(record(valueAt(values, [first])), { name: rest.join('.'), value }),
  };
}

interface Parsed {
  readonly values: Manifest;
  readonly unread?: string;
}

function noText(values: Manifest): Parsed {
  return { values };
}

function parsed(file: string, content: string): Parsed {
  try {
    const [first] = readObjects(file, new TextEncoder().encode(content));
    return { values: first?.manifest ?? {} };
  } catch (error) {
    if (!(error instanceof UnreadableError)) throw error;
    return { values: {}, unread: error.reason };
  }
}

function isChart(name: unknown): boolean {
  return /(?:^|\/)spark-operator(?:-chart)?\/?$/.test(text(name) ?? '');
}

const named = (name: string | undefined): { readonly name?: string } => (name === undefined ? {} : { name });

const versioned = (version: unknown): { readonly version?: string } => {
  const given = text(version) ?? '';
  return /^v?\d+\.\d+/.test(given) ? { version: given } : {};
};

/** A release as data. */
export function asRelease(found: FoundRelease, values: Manifest, chartVersion: string): Release {
  return new Release({ values, chartVersion, ...named(found.name) });
}
