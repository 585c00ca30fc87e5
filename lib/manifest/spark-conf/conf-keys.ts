import { closest, distance } from 'fastest-levenshtein';
import { lazily } from '../once';
import type { ConfKey } from './conf-kind';

/** Most letters that a misspelt key may differ in. */
const NEAR = 2;

/** A shorter key in another namespace is somebody else's: `spark.ai.port` is not `spark.ui.port`. */
const LONG = 16;

/** Settings as `scripts/spark-conf` writes them: `kind`, `kind=default` or `enum(A|B)=default`. */
export type Settings = Readonly<Record<string, string>>;

/** The settings that one version of one program reads. */
export class ConfKeys {
  private readonly data: () => Settings;
  private readonly meant = new Map<string, string | undefined>();
  private readonly parsed = new Map<string, ConfKey>();

  /**
   * @param title the program and its version, as a reader knows it
   * @param data the settings, read when they are needed
   */
  public constructor(
    public readonly title: string,
    data: () => Settings,
  ) {
    this.data = lazily(data);
  }

  /** Names of the settings, in alphabetical order. */
  public get names(): readonly string[] {
    return Object.keys(this.data());
  }

  /** What is known of a key; undefined when the program does not read it. */
  public get(key: string): ConfKey | undefined {
    if (!Object.hasOwn(this.data(), key)) return undefined;
    let known = this.parsed.get(key);
    if (known === undefined) this.parsed.set(key, (known = this.parse(key)));
    return known;
  }

  private parse(key: string): ConfKey {
    const [, kind, anyCase, options, initial] = /^(\w+)(\/i)?(?:\(([^)]*)\))?(?:=(.*))?$/s.exec(
      this.data()[key]!,
    )!;
    return { kind: kind!, options: options?.split('|') ?? [], anyCase: anyCase !== undefined, initial };
  }

  /**
   * The key that was meant: the same in another case, with one or two letters changed, or without a part too many.
   * Undefined when there is none.
   */
  public nearest(key: string): string | undefined {
    if (!this.meant.has(key)) this.meant.set(key, this.findNearest(key));
    return this.meant.get(key);
  }

  private findNearest(key: string): string | undefined {
    const sameLetters = this.names.find((name) => name.toLowerCase() === key.toLowerCase());
    if (sameLetters !== undefined) return sameLetters;
    const near = this.names.filter(
      (name) => Math.abs(name.length - key.length) <= NEAR && distance(name, key) <= NEAR,
    );
    const candidate = near.length === 0 ? undefined : closest(key, near);
    if (candidate !== undefined && (family(key) === family(candidate) || key.length >= LONG))
      return candidate;
    // A namespace that the program does not know is somebody else's.
    if (!this.names.some((name) => family(name) === family(key))) return undefined;
    const parts = key.split('.');
    return parts
      .map((_, index) => parts.toSpliced(index, 1))
      .map((fewer) => (fewer.length < 3 ? '' : fewer.join('.')))
      .find((shorter) => this.get(shorter) !== undefined);
  }
}

function family(key: string): string | undefined {
  return key.split('.')[1];
}
