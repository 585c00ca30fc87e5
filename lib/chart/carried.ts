import { isRecord, isSet, list, record, text, type Manifest, type Path } from '../manifest/plain';
import { argoParameters, k3sSet, withSet, type SetValue } from './set-values';
import { dependencyKey, isChartValues, withoutParentKeys } from './values';

/** Who brings a release to its cluster by an object. */
export type Carrier = 'flux' | 'argo-cd' | 'k3s' | 'kustomize';

/** The release of the chart that an object of Flux, Argo CD, k3s or Kustomize carries. */
export interface CarriedRelease {
  /** Who brings it. */
  readonly by: Carrier;
  /** Its values, as far as they stand there. */
  readonly values: Manifest;
  /** Where a value stands, or would stand; the empty path is that of all of them. */
  readonly place: (path: Path) => Path;
  /** Name of the release. */
  readonly name: string | undefined;
  /** Namespace of the operator. */
  readonly namespace: string | undefined;
  /** Version of the chart that the object asks for, which may be a range; undefined in a chart around it. */
  readonly version: string | undefined;
  /** True when the chart is a dependency of the one that is installed. */
  readonly isDependency: boolean;
  /** True when the CRDs of the chart are applied as well. */
  readonly bringsCrds: boolean;
  /** True when more values are elsewhere, or cannot be told. */
  readonly isPart: boolean;
  /** Why a text of values cannot be read. */
  readonly unread: string | undefined;
}

/** What a text of values says, or why it says nothing. */
export type ReadText = (
  text: string,
  path: Path,
) => { readonly manifest: Manifest } | { readonly unread: string };

const CHART = /(?:^|\/)spark-operator(?:-chart)?\/?$/;

/**
 * The releases of the chart that an object installs: of its own, or as a dependency of the chart that it installs.
 *
 * @param read reads a text of values, which stands for no values otherwise
 */
export function carriedReleases(
  object: Manifest,
  read: ReadText = () => ({ unread: 'nobody reads it' }),
): CarriedRelease[] {
  return sourcesOf(object).flatMap((source) => releaseOf(source, read));
}

/** The version of a chart, unless it is a range. */
export function exactVersion(version: string | undefined): string | undefined {
  const given = version?.replace(/^v/, '');
  return given !== undefined && /^\d+\.\d+\.\d+$/.test(given) ? given : undefined;
}

/** The cluster to which a HelmRelease or an Application delivers; empty for its own. */
export function clusterOf(object: Manifest): string {
  const spec = record(object.spec);
  const destination = record(spec.destination);
  return (
    text(record(record(spec.kubeConfig).secretRef).name) ??
    text(destination.name) ??
    text(destination.server) ??
    ''
  );
}

/** What an object installs by Helm, of whatever chart. */
interface Source extends Omit<CarriedRelease, 'values' | 'place' | 'unread' | 'isDependency'> {
  /** Name of the chart, or the folder in Git; undefined where another object says. */
  readonly chart: string | undefined;
  /** The values: a map, or the text of one. */
  readonly given: unknown;
  /** Where they stand. */
  readonly path: Path;
  /** Values that stand apart. */
  readonly set: readonly SetValue[];
}

function releaseOf({ chart, given, path, set, ...source }: Source, read: ReadText): CarriedRelease[] {
  const answer =
    typeof given === 'string' && given.trim() !== '' ? read(given, path) : { manifest: record(given) };
  const values = withSet('manifest' in answer ? answer.manifest : {}, set);
  const isOwn = chart === undefined ? isChartValues(values) : CHART.test(chart);
  const key = isOwn ? undefined : keyIn(values);
  if (!isOwn && key === undefined) return [];
  const above = key === undefined ? [] : [key];
  return [
    {
      ...source,
      ...(key === undefined ? {} : { version: undefined }),
      isDependency: key !== undefined,
      values: key === undefined ? values : withoutParentKeys(record(values[key])),
      place: (steps) => {
        const whole = [...above, ...steps];
        const own = set.find((one) => one.steps?.join('\0') === whole.join('\0'));
        return own?.path ?? [...path, ...whole];
      },
      isPart: source.isPart || set.some(({ steps }) => steps === undefined),
      unread: 'unread' in answer ? answer.unread : undefined,
    },
  ];
}

/** The key of the chart among values of one around it; another name than its own is one only for its very values. */
function keyIn(values: Manifest): string | undefined {
  const key = dependencyKey(values);
  if (key === undefined) return undefined;
  return key === 'spark-operator' || isChartValues(withoutParentKeys(record(values[key]))) ? key : undefined;
}

function sourcesOf(object: Manifest): Source[] {
  const group = text(object.apiVersion)?.split('/')[0];
  const [own, spec] = [record(object.metadata), record(object.spec)];
  switch (`${group ?? ''} ${text(object.kind) ?? ''}`) {
    case 'helm.toolkit.fluxcd.io HelmRelease':
      return [ofFlux(own, spec)];
    case 'helm.cattle.io HelmChart':
      return [ofK3s(own, spec)];
    case 'kustomize.config.k8s.io Kustomization':
      return ofKustomize(object);
    case 'argoproj.io Application':
      return ofArgo(own, spec, ['spec']);
    case 'argoproj.io ApplicationSet':
      return ofArgo(own, record(record(spec.template).spec), ['spec', 'template', 'spec']);
    default:
      return [];
  }
}

function ofFlux(own: Manifest, spec: Manifest): Source {
  const chart = record(record(spec.chart).spec);
  const [name, target, policy] = [text(own.name), text(spec.targetNamespace), record(spec.upgrade).crds];
  return {
    by: 'flux',
    chart: isSet(spec.chart) ? (text(chart.chart) ?? '') : undefined,
    given: spec.values,
    path: ['spec', 'values'],
    set: [],
    name: text(spec.releaseName) ?? (target === undefined || name === undefined ? name : `${target}-${name}`),
    namespace: target ?? text(own.namespace),
    version: text(chart.version),
    bringsCrds: policy === 'CreateReplace' || policy === 'Create',
    isPart: isSet(spec.valuesFrom),
  };
}

function ofK3s(own: Manifest, spec: Manifest): Source {
  return {
    by: 'k3s',
    chart: text(spec.chart) ?? '',
    given: spec.valuesContent,
    path: ['spec', 'valuesContent'],
    set: k3sSet(record(spec.set), ['spec', 'set']),
    name: text(own.name),
    namespace: text(spec.targetNamespace) ?? text(own.namespace),
    version: text(spec.version),
    bringsCrds: false,
    isPart: isSet(spec.valuesSecrets),
  };
}

/** Charts that `kustomize build --enable-helm` renders. */
function ofKustomize(object: Manifest): Source[] {
  return list(object.helmCharts).map((given, index): Source => {
    const chart = record(given);
    return {
      by: 'kustomize',
      chart: text(chart.name) ?? '',
      given: chart.valuesInline,
      path: ['helmCharts', index, 'valuesInline'],
      set: [],
      name: text(chart.releaseName),
      namespace: text(chart.namespace) ?? text(object.namespace),
      version: text(chart.version),
      bringsCrds: chart.includeCRDs === true,
      isPart: isSet(chart.valuesFile) || list(chart.additionalValuesFiles).length > 0,
    };
  });
}

function ofArgo(own: Manifest, spec: Manifest, above: Path): Source[] {
  const sources: (readonly [unknown, Path])[] = [
    [spec.source, [...above, 'source']],
    ...list(spec.sources).map((source, index) => [source, [...above, 'sources', index]] as const),
  ];
  return sources.map(([given, at]): Source => {
    const source = record(given);
    const helm = record(source.helm);
    const field = isRecord(helm.valuesObject) ? 'valuesObject' : 'values';
    const folder = text(source.path) ?? '';
    // A folder of that name may hold anything, unless it is rendered by Helm.
    const isChartFolder = isSet(source.helm) || folder.endsWith('spark-operator-chart');
    return {
      by: 'argo-cd',
      chart: text(source.chart) ?? (isChartFolder ? folder : ''),
      given: helm[field],
      path: [...at, 'helm', field],
      set: argoParameters(helm, [...at, 'helm']),
      name: text(helm.releaseName) ?? text(own.name),
      namespace: text(record(spec.destination).namespace),
      version:
        isSet(source.chart) || /^v?\d/.test(text(source.targetRevision) ?? '')
          ? text(source.targetRevision)
          : undefined,
      bringsCrds: helm.skipCrds !== true,
      isPart: list(helm.valueFiles).length + list(helm.fileParameters).length > 0,
    };
  });
}
