import { onceForEach } from '../../manifest/once';
import { isRecord, nameOf, namespaceOf, valueAt, type Manifest } from '../../manifest/plain';
import type { Facts } from '../facts';
import { VALUES } from '../rule';

/** An object that a rule looks at, with what stands beside it. Nothing in it can be changed. */
export class CheckedObject {
  /** @internal */
  public static _of(kind: string, manifest: Manifest, facts: Facts): CheckedObject {
    return new CheckedObject(kind, frozen(manifest), (wanted, namespace) =>
      wanted === VALUES ? facts.releases.map(({ values }) => values) : facts.ofKind(wanted, namespace),
    );
  }

  private constructor(
    /** Its kind; `values` for values of the operator's chart. */
    public readonly kind: string,
    /** The object as it is rendered or written: nothing in it need have the shape that its kind wants. */
    public readonly manifest: Record<string, unknown>,
    private readonly beside: (kind: string, namespace?: string) => readonly Manifest[],
  ) {}

  /** Its name, if it has one. */
  public get name(): string | undefined {
    return nameOf(this.manifest);
  }

  /** Its namespace, if it has one. */
  public get namespace(): string | undefined {
    return namespaceOf(this.manifest);
  }

  /**
   * The value of a field; undefined where there is none.
   *
   * @param path the field, step by step: `'spec', 'driver', 'env', '0', 'name'`
   */
  public get(...path: string[]): unknown {
    return valueAt(this.manifest, path);
  }

  /**
   * The objects of a kind that are checked together with this one, itself among them.
   *
   * @param kind their kind; `values` for values of the operator's chart
   * @param namespace those of one namespace only
   */
  public objects(kind: string, namespace?: string): Record<string, unknown>[] {
    return this.beside(kind, namespace).map(frozen);
  }
}

/** What somebody else's code gets: a copy, so that no rule changes what others see. */
const frozen = onceForEach((manifest: Manifest): Record<string, unknown> =>
  freeze(structuredClone(manifest)),
);

function freeze<T>(value: T): T {
  if (isRecord(value) || Array.isArray(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) freeze(inner);
  }
  return value;
}
