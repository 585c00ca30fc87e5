import { type Manifest, namespaceOf, text } from '../manifest/plain';
import { VALUES } from './rule';
import { Release } from '../chart/release';

/** What is known around the object that a rule looks at. */
export class Facts {
  /** Releases of the Spark Operator whose values are known; none means that nothing is known of releases. */
  public readonly releases: readonly Release[];
  private readonly byKind = new Map<string, Manifest[]>();

  /**
   * @param objects all objects that are checked together, values of the chart among them
   * @param values the values of the chart in `objects`
   * @param external names of objects that exist without standing in `objects`, as `Kind/namespace/name`
   * @param repeated objects with the kind and name of an earlier one
   */
  public constructor(
    objects: readonly Manifest[],
    values: readonly Manifest[] = [],
    private readonly external: ReadonlySet<string> = new Set(),
    private readonly repeated: ReadonlySet<Manifest> = new Set(),
  ) {
    this.releases = values.map((value) => new Release(value));
    for (const object of objects) {
      const kind = text(object.kind);
      if (kind === undefined || kind === VALUES) continue;
      const present = this.byKind.get(kind);
      if (present === undefined) this.byKind.set(kind, [object]);
      else present.push(object);
    }
  }

  /** True when an object of the same kind and name stands before this one, in the same file or app. */
  public isRepeated(object: Manifest): boolean {
    return this.repeated.has(object);
  }

  /** All objects of a kind, in one namespace if that is given. */
  public ofKind(kind: string, namespace?: string): readonly Manifest[] {
    const all = this.byKind.get(kind) ?? [];
    return namespace === undefined ? all : all.filter((object) => namespaceOf(object) === namespace);
  }

  /** True when the object is declared to exist elsewhere. */
  public isExternal(kind: string, namespace: string | undefined, name: string): boolean {
    return this.external.has(`${kind}/${namespace ?? ''}/${name}`);
  }

  /** The releases that watch a namespace, as far as can be known. */
  public releasesFor(namespace: string | undefined): readonly Release[] {
    return namespace === undefined
      ? []
      : this.releases.filter((release) => release.watches(namespace) !== false);
  }
}
