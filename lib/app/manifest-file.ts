import { Chart, type ChartProps } from 'cdk8s';
import type { Construct } from 'constructs';

/** Where a file of manifests is written, and what stands above them. */
export interface ManifestFileProps extends ChartProps {
  /**
   * Folder of the file. A folder is applied as a whole or not at all, so its name says when.
   * @default - the output folder of the app itself
   */
  readonly folder?: string;
  /**
   * Text at the head of the file, written as YAML comments.
   * @default - none
   */
  readonly header?: string;
}

/**
 * A chart that `ClusterApp` writes as `<folder>/<id>.yaml`. In a plain cdk8s `App` it is a chart like any other.
 */
export class ManifestFile extends Chart {
  /** True for files; `Chart` itself answers `instanceof` for every chart, also when a subclass is asked. */
  public static override [Symbol.hasInstance](value: unknown): value is ManifestFile {
    return Object.prototype.isPrototypeOf.call(this.prototype, value as object);
  }

  /** Path of the file below the output folder. */
  public readonly path: string;
  private readonly text: string;

  public constructor(scope: Construct, id: string, props: ManifestFileProps = {}) {
    super(scope, id, props);
    this.path = [props.folder, `${id}.yaml`].filter((part) => part !== undefined).join('/');
    this.text = props.header ?? '';
  }

  /** Text at the head of the file, without comment signs; empty when there is none. */
  public get header(): string {
    return this.text;
  }
}
