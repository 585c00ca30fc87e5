import type { Construct } from 'constructs';
import { OutputFile, type OutputFileProps } from '../app/output-file';
import type { Release } from '../chart/release';
import { ACKNOWLEDGED } from '../rules/engine';

/** The release and where the file of its values goes. */
export interface HelmValuesProps extends OutputFileProps {
  /** The release. */
  readonly release: Release;
}

/** A file with the values of a release, for `helm --values`. */
export class HelmValues extends OutputFile {
  private readonly release: Release;

  public constructor(scope: Construct, id: string, props: HelmValuesProps) {
    super(scope, id, props);
    this.release = props.release;
  }

  /** Text at the head of the file, with the rules that are acknowledged: values have no annotations. */
  public override get header(): string {
    const acknowledged = Object.entries(this.release.acknowledged).map(
      ([rule, reason]) => `${ACKNOWLEDGED}${rule}: ${reason}`,
    );
    return [super.header, ...acknowledged].filter((line) => line !== '').join('\n');
  }

  /** The values, as the one document of the file. */
  public override documents(): unknown[] {
    return [this.release.values];
  }
}
