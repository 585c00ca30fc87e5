import { isSet, list, text, valueAt } from './plain';
import type { Manifest } from './rule';

/** A release of the Spark Operator, known by the values of its chart; absent values have the chart's defaults. */
export class Release {
  public constructor(private readonly values: Manifest) {}

  /** The value at a dotted path, or the chart's default. */
  public get(path: string, fallback: unknown): unknown {
    const value = valueAt(this.values, path.split('.'));
    return isSet(value) ? value : fallback;
  }

  /** True when the value at a dotted path, or else the chart's default, is `true`. */
  public isOn(path: string, fallback: boolean): boolean {
    return this.get(path, fallback) === true;
  }

  /** Namespaces of jobs; empty means all of them. */
  public get jobNamespaces(): readonly string[] {
    const value = valueAt(this.values, ['spark', 'jobNamespaces']);
    if (value === undefined) return ['default'];
    const names = list(value).map((name) => text(name) ?? '');
    return names.includes('') ? [] : names;
  }

  /** True or false when the controller does or does not run jobs there; undefined when a label decides. */
  public watches(namespace: string): boolean | undefined {
    const names = this.jobNamespaces;
    const selector = text(this.get('spark.jobNamespaceSelector', ''));
    if (names.includes(namespace)) return true;
    if (selector !== undefined && selector !== '') return undefined;
    return names.length === 0;
  }

  /** True when the webhook is on and sees jobs of the namespace. */
  public webhookCovers(namespace: string): boolean {
    const names = this.jobNamespaces;
    return this.isOn('webhook.enable', true) && (names.length === 0 || names.includes(namespace));
  }
}
