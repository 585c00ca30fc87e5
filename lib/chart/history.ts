import coerce from 'semver/functions/coerce';
import compare from 'semver/functions/compare';
import lte from 'semver/functions/lte';
import { isRecord, type Path } from '../manifest/plain';
import history from './history.json';

/** What a version of the chart changes against the one before it. */
export interface ChartChanges {
  /** The version. */
  readonly version: string;
  /** Tag of the operator's image that belongs to it. */
  readonly app: string;
  /** Values that are new or have a new default, by dotted path. */
  readonly values: Readonly<Record<string, unknown>>;
  /** Values that it no longer knows. */
  readonly gone: readonly string[];
  /** Plural names of the CRDs that are new or have changed. */
  readonly crds: readonly string[];
  /** New fields by kind; `*` stands for an item of a list or the key of an entry. */
  readonly fields: Readonly<Record<string, readonly string[] | undefined>>;
  /** Digests of the schemas of kinds that are new or have changed: with the fields they are what tells one from the next. */
  readonly schemas: Readonly<Record<string, string | undefined>>;
}

/** Every version of the chart that is known, oldest first; the values of the later ones are in `CHARTS`. */
export const CHART_HISTORY: readonly ChartChanges[] = history;

/** The known version that comes next before another one, or is the same; undefined for one before all and for no version. */
export function knownVersion(version: string): string | undefined {
  const wanted = coerce(version);
  if (wanted === null) return undefined;
  return CHART_HISTORY.findLast((changes) => lte(changes.version, wanted))?.version;
}

/** Tag of the operator's image that belongs to a known version. */
export function operatorOf(version: string): string | undefined {
  return CHART_HISTORY.find((changes) => changes.version === version)?.app;
}

/** The versions after one up to another, oldest first, whichever of the two is the older. */
export function changesBetween(one: string, other: string): readonly ChartChanges[] {
  const [first, last] = [one, other].sort(compare) as [string, string];
  return CHART_HISTORY.filter(({ version }) => compare(version, first) > 0 && lte(version, last));
}

/** The values that a version of the chart knows, with their defaults. */
export class ChartDefaults {
  private readonly defaults = new Map<string, unknown>();

  /** @param version a known one */
  public constructor(public readonly version: string) {
    for (const changes of CHART_HISTORY) {
      if (!lte(changes.version, version)) break;
      for (const path of changes.gone) this.defaults.delete(path);
      for (const [path, value] of Object.entries(changes.values)) this.defaults.set(path, value);
    }
  }

  /** Dotted paths of the values. */
  public get paths(): readonly string[] {
    return [...this.defaults.keys()];
  }

  /** The default of a value. */
  public get(path: string): unknown {
    return this.defaults.get(path);
  }

  /** True for a value as a whole, not for a part of one or a map of several. */
  public isValue(path: string): boolean {
    return this.defaults.has(path);
  }

  /** True for a map of several values. */
  public isAbove(path: string): boolean {
    return this.paths.some((known) => known.startsWith(`${path}.`));
  }

  /** True for a value, for a map of several, and for a part of one that is a map. */
  public knows(path: string): boolean {
    if (this.isValue(path) || this.isAbove(path)) return true;
    return this.paths.some((known) => path.startsWith(`${known}.`) && isRecord(this.get(known)));
  }
}

/** The fields of a kind that came after a version, each with the version that brought it. */
export function laterFields(
  kind: string,
  version: string,
): { readonly path: Path; readonly since: string }[] {
  return CHART_HISTORY.filter((changes) => !lte(changes.version, version)).flatMap(
    ({ version: since, fields }) => {
      const own = (fields[kind] ?? []).map((field) => ({ path: field.split('.'), since }));
      if (kind !== 'ScheduledSparkApplication') return own;
      // A template is the spec of an application.
      const ofTemplate = (fields.SparkApplication ?? []).map((field) => ({
        path: ['spec', 'template', ...field.split('.').slice(1)],
        since,
      }));
      return [...own, ...ofTemplate];
    },
  );
}

/** Every value that any version has. */
const EVER = new Set(CHART_HISTORY.flatMap(({ values }) => Object.keys(values)));

/** True for a map of several values in any version. */
export function isEverAbove(path: string): boolean {
  return [...EVER].some((known) => known.startsWith(`${path}.`));
}

/** The version that brought a value, and the one that dropped it. */
export function lifeOf(path: string): { readonly first?: string; readonly dropped?: string } {
  const isHere = (known: string): boolean => known === path || known.startsWith(`${path}.`);
  const first = CHART_HISTORY.find(({ values }) => Object.keys(values).some(isHere))?.version;
  const dropped = CHART_HISTORY.findLast(({ gone }) => gone.some(isHere))?.version;
  return { ...(first === undefined ? {} : { first }), ...(dropped === undefined ? {} : { dropped }) };
}
