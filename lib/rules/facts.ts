import { type Manifest, nameOf, namespaceOf, record, text } from '../manifest/plain';
import type { Known } from '../manifest/once';
import type { Release } from '../chart/release';

/** A label that applications must have. */
export interface RequiredLabel {
  /** Its key. */
  readonly key: string;
  /** Who asks for it. */
  readonly by: string;
}

/** Annotation of a Namespace: keys of labels that the applications in it must have, with commas between. */
export const REQUIRED_LABELS = 'cdk8s-spark-operator/required-labels';

/** What is known around the object that a rule looks at. */
export class Facts implements Known {
  /** What rules have read in them. */
  public readonly known: unknown[] = [];
  /** By kind, by kind and namespace, and by kind, namespace and name. */
  private readonly found = new Map<string, Manifest[]>();

  /**
   * @param objects all objects that are checked together
   * @param releases the releases of the Spark Operator whose values are known; none means that nothing is known of them
   * @param repeated objects with the kind and name of an earlier one
   * @param usualVersion version of the chart of a release that does not say its own
   * @param places where releases stand: those of one place are for one cluster
   * @param requiredLabels labels that an object must have, beside those that its namespace asks for
   */
  public constructor(
    objects: readonly Manifest[],
    public readonly releases: readonly Release[] = [],
    private readonly repeated: ReadonlySet<Manifest> = new Set(),
    private readonly usualVersion?: string,
    private readonly places: ReadonlyMap<Release, string> = new Map(),
    private readonly requiredLabels: (object: Manifest) => readonly RequiredLabel[] = () => [],
  ) {
    for (const object of objects) {
      const kind = text(object.kind);
      if (kind === undefined) continue;
      const namespace = namespaceOf(object);
      for (const key of [
        kind,
        JSON.stringify([kind, namespace]),
        JSON.stringify([kind, namespace, nameOf(object)]),
      ]) {
        const present = this.found.get(key);
        if (present === undefined) this.found.set(key, [object]);
        else present.push(object);
      }
    }
  }

  /** True when an object of the same kind and name stands before this one, in the same file or app. */
  public isRepeated(object: Manifest): boolean {
    return this.repeated.has(object);
  }

  /** Labels that an object must have, each with who asks for it. */
  public labelsRequiredOf(object: Manifest): RequiredLabel[] {
    const namespace = namespaceOf(object);
    const ofNamespace = this.ofKind('Namespace')
      .filter((candidate) => nameOf(candidate) === namespace && namespace !== undefined)
      .map(({ metadata }) => text(record(record(metadata).annotations)[REQUIRED_LABELS]) ?? '')
      .flatMap((keys) => keys.split(',').map((key) => key.trim()))
      .filter((key) => key !== '')
      .map((key) => ({ key, by: `namespace ${namespace!}` }));
    const all = [...this.requiredLabels(object), ...ofNamespace];
    return [...new Map(all.reverse().map((label) => [label.key, label])).values()].reverse();
  }

  /** False for releases of files that may be for other clusters. */
  public areTogether(one: Release, other: Release): boolean {
    return this.places.get(one) === this.places.get(other);
  }

  /** Version of the chart that values are for; undefined when it is not known. */
  public chartVersion(values: Manifest): string | undefined {
    return this.releases.find((release) => release.values === values)?.chartVersion ?? this.usualVersion;
  }

  /** Versions of the chart whose operators may run the jobs of a namespace; those that are not known are left out. */
  public chartVersions(namespace: string | undefined): string[] {
    const versions = this.releasesFor(namespace).map(({ chartVersion }) => chartVersion ?? this.usualVersion);
    if (versions.length === 0 && this.usualVersion !== undefined) return [this.usualVersion];
    return versions.includes(undefined) ? [] : versions.flatMap((version) => version ?? []);
  }

  /** All objects of a kind, in one namespace if that is given. */
  public ofKind(kind: string, namespace?: string): readonly Manifest[] {
    return this.found.get(namespace === undefined ? kind : JSON.stringify([kind, namespace])) ?? [];
  }

  /** All objects of a kind and name in a namespace; without one, those that have none. */
  public named(kind: string, namespace: string | undefined, name: string): readonly Manifest[] {
    return this.found.get(JSON.stringify([kind, namespace, name])) ?? [];
  }

  /** The releases that watch a namespace, as far as can be known. */
  public releasesFor(namespace: string | undefined): readonly Release[] {
    return namespace === undefined
      ? []
      : this.releases.filter((release) => release.watches(namespace) !== false);
  }
}
