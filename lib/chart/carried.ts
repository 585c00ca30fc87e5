import { isRecord, isSet, list, record, text, type Manifest, type Path } from '../manifest/plain';
import { isChartValues } from './values';

/** The release of the chart that an object of Flux or Argo CD carries. */
export interface CarriedRelease {
  /** The values: a map, or the text of one. */
  readonly values: unknown;
  /** Where they stand. */
  readonly path: Path;
  /** Name of the release. */
  readonly name: string | undefined;
  /** Namespace of the operator. */
  readonly namespace: string | undefined;
  /** Version of the chart, unless it is a range. */
  readonly chartVersion: string | undefined;
}

const CHART = /(?:^|\/)spark-operator(?:-chart)?$/;

/**
 * The release that a HelmRelease of Flux or an Application of Argo CD installs, as far as its values stand there: what
 * is taken from elsewhere (valuesFrom, valueFiles) nobody knows here.
 */
export function carriedReleases(object: Manifest): CarriedRelease[] {
  const group = text(object.apiVersion)?.split('/')[0];
  if (object.kind === 'HelmRelease' && group === 'helm.toolkit.fluxcd.io') return ofFlux(object);
  return object.kind === 'Application' && group === 'argoproj.io' ? ofArgo(object) : [];
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

function ofFlux({ metadata, spec: given }: Manifest): CarriedRelease[] {
  const [own, spec] = [record(metadata), record(given)];
  const chart = record(record(spec.chart).spec);
  const isOurs =
    CHART.test(text(chart.chart) ?? '') || (isSet(spec.chartRef) && isChartValues(record(spec.values)));
  if (!isOurs || isSet(spec.valuesFrom)) return [];
  const name = text(own.name);
  const target = text(spec.targetNamespace);
  return [
    {
      values: spec.values ?? {},
      path: ['spec', 'values'],
      name:
        text(spec.releaseName) ?? (target === undefined || name === undefined ? name : `${target}-${name}`),
      namespace: target ?? text(own.namespace),
      chartVersion: exact(chart.version),
    },
  ];
}

function ofArgo({ metadata, spec: given }: Manifest): CarriedRelease[] {
  const spec = record(given);
  const sources: (readonly [unknown, Path])[] = [
    [spec.source, ['spec', 'source']],
    ...list(spec.sources).map((source, index) => [source, ['spec', 'sources', index]] as const),
  ];
  return sources.flatMap(([source, path]): CarriedRelease[] => {
    const { chart, path: folder, targetRevision, helm: options } = record(source);
    const helm = record(options);
    if (!CHART.test(text(chart) ?? text(folder) ?? '')) return [];
    if (list(helm.valueFiles).length + list(helm.fileParameters).length > 0) return [];
    const field = isRecord(helm.valuesObject) ? 'valuesObject' : 'values';
    const values = withParameters(helm[field] ?? {}, list(helm.parameters));
    if (values === undefined) return [];
    return [
      {
        values,
        path: [...path, 'helm', field],
        name: text(helm.releaseName) ?? text(record(metadata).name),
        namespace: text(record(spec.destination).namespace),
        chartVersion: exact(targetRevision),
      },
    ];
  });
}

/** Values with the parameters of Argo CD, `a.b=c` each; undefined where one of them cannot be told. */
function withParameters(values: unknown, parameters: readonly unknown[]): unknown {
  if (parameters.length === 0) return values;
  let result: Readonly<Record<string, unknown>> | undefined = isRecord(values) ? values : undefined;
  for (const parameter of parameters) {
    const { name, value } = record(parameter);
    if (result === undefined || typeof name !== 'string' || typeof value !== 'string') return undefined;
    if (/[^\w.-]/.test(name)) return undefined;
    result = withValue(result, name.split('.'), parsed(value));
  }
  return result;
}

/** The value of a parameter as Helm reads it after `--set`. */
function parsed(value: string): unknown {
  const items = /^\{(.*)\}$/.exec(value)?.[1];
  if (items !== undefined) return items === '' ? [] : items.split(',').map(parsed);
  if (value === 'true' || value === 'false') return value === 'true';
  return /^(?:0|-?[1-9]\d{0,14})$/.test(value) ? Number(value) : value;
}

function withValue(
  values: Readonly<Record<string, unknown>>,
  [first, ...rest]: readonly string[],
  value: unknown,
): Readonly<Record<string, unknown>> {
  if (first === undefined || first === '__proto__') return values;
  return { ...values, [first]: rest.length === 0 ? value : withValue(record(values[first]), rest, value) };
}

function exact(version: unknown): string | undefined {
  const given = text(version)?.replace(/^v/, '');
  return given !== undefined && /^\d+\.\d+\.\d+$/.test(given) ? given : undefined;
}
