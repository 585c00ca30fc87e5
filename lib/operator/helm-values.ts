import { ManifestFile, type ManifestFileProps } from '../app/manifest-file';
import type { Construct } from 'constructs';

/** The values of a release and where their file goes. */
export interface HelmValuesProps extends ManifestFileProps {
  /** Content of the file. */
  readonly values: Readonly<Record<string, unknown>>;
}

/** A file of Helm values. It is written like a chart and holds no Kubernetes object. */
export class HelmValues extends ManifestFile {
  private readonly values: Readonly<Record<string, unknown>>;

  public constructor(scope: Construct, id: string, props: HelmValuesProps) {
    super(scope, id, props);
    this.values = props.values;
  }

  /** The values, as the one document of the file. */
  public override toJson(): unknown[] {
    super.toJson();
    return [this.values];
  }
}
