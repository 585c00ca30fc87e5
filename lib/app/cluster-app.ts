import { App, type IResolver } from 'cdk8s';
import { isManifestFile } from './manifest-file';
import { writesOutputFiles, writtenBeside } from './output-file';
import { writeFiles, yamlText } from './write-files';

/** What a `ClusterApp` can be told. */
export interface ClusterAppProps {
  /**
   * The output folder.
   * @default - that of the cdk8s CLI, or dist
   */
  readonly outdir?: string;
  /**
   * What replaces values in manifests, before the resolvers of cdk8s.
   * @default - none
   */
  readonly resolvers?: IResolver[];
}

/**
 * A cdk8s app that writes each chart as `<id>.yaml`, and each `ManifestFile` and `OutputFile` to the folder that it
 * names, with its head comment. One app is one cluster: the rules see everything in it together.
 */
export class ClusterApp extends App {
  public constructor(props: ClusterAppProps = {}) {
    super({ outdir: props.outdir, resolvers: props.resolvers });
    writesOutputFiles(this);
  }

  /** Checks everything, then writes the files. */
  public override synth(): void {
    const charts = this.charts.map((chart) => {
      const { path, header } = isManifestFile(chart) ? chart : { path: `${chart.node.id}.yaml`, header: '' };
      return { path, text: () => yamlText(header, chart.toJson() as unknown[]) };
    });
    // Charts validate the app, each of them; without one nothing would.
    if (charts.length === 0) super.synthYaml();
    writeFiles(this.outdir, [...charts, ...writtenBeside(this)]);
  }
}
