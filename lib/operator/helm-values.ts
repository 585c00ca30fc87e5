import type { Construct } from 'constructs';
import { ManifestFile, type ManifestFileProps } from '../app/manifest-file';

/** The values of a release and where their file goes. */
export interface HelmValuesProps extends ManifestFileProps {
  /** Content of the file. */
  readonly values: Readonly<Record<string, unknown>>;
}

/** A file of Helm values. It is written like a chart and holds no Kubernetes object. */
export class HelmValues extends ManifestFile {
  /** True for values files alone. */
  public static override [Symbol.hasInstance](value: unknown): value is HelmValues {
    return Object.prototype.isPrototypeOf.call(this.prototype, value as object);
  }

  /** Content of the file. */
  public readonly values: Readonly<Record<string, unknown>>;
  private readonly notes: Record<string, string> = {};

  public constructor(scope: Construct, id: string, props: HelmValuesProps) {
    super(scope, id, props);
    this.values = props.values;
  }

  /** Text at the head of the file, with the rules that are acknowledged. */
  public override get header(): string {
    const acknowledged = Object.entries(this.notes).map(([rule, reason]) => `${rule}: ${reason}`);
    return [super.header, ...acknowledged].filter((line) => line !== '').join('\n');
  }

  /** Annotations of the file, which has no metadata: rules that are acknowledged, each with its reason. */
  public get annotations(): Readonly<Record<string, string>> {
    return { ...this.notes };
  }

  /** Adds an annotation to the head of the file. */
  public addAnnotation(key: string, value: string): void {
    this.notes[key] = value;
  }

  /** The values, as the one document of the file. */
  public override toJson(): unknown[] {
    super.toJson();
    return [this.values];
  }
}
