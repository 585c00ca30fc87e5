import { Chart, type ChartProps } from 'cdk8s';
import type { Construct } from 'constructs';
import type { OutputFileProps } from './output-file';
import { filePath } from './write-files';

/** Where a file of manifests is written, and what stands above them. */
export interface ManifestFileProps extends ChartProps, OutputFileProps {}

/**
 * A chart that `ClusterApp` writes as `<folder>/<id>.yaml`. In a plain cdk8s `App` it is a chart like any other.
 */
export class ManifestFile extends Chart {
  /** Path of the file below the output folder. */
  public readonly path: string;
  private readonly text: string;

  public constructor(scope: Construct, id: string, props: ManifestFileProps = {}) {
    super(scope, id, props);
    this.path = filePath(id, props.folder);
    this.text = props.header ?? '';
    files.add(this);
  }

  /** Text at the head of the file, without comment signs; empty when there is none. */
  public get header(): string {
    return this.text;
  }
}

const files = new WeakSet<Chart>();

/** True for a `ManifestFile`: `Chart` answers `instanceof` for every chart, also when a subclass is asked. */
export function isManifestFile(chart: Chart): chart is ManifestFile {
  return files.has(chart);
}
