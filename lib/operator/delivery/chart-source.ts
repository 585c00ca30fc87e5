import { withoutEndingSlashes } from '../../manifest/plain';
import { Problems, TextForm } from '../../problems';
import { HelmDelivery } from '../helm-delivery';

const REPOSITORY = new TextForm({
  pattern: /^https?:\/\/[A-Za-z0-9.-]+(:\d{1,5})?(\/[A-Za-z0-9._~/-]*)?$/,
  of: 'the URL of the folder of index.yaml, without user, query and fragment',
  example: HelmDelivery.REPOSITORY,
});

const OCI = new TextForm({
  pattern: /^oci:\/\/[A-Za-z0-9.-]+(:\d{1,5})?(\/[a-z0-9._-]+)*$/,
  of: 'oci:// with a registry and the path above the chart, without user and tag',
  example: 'oci://registry.example.com/charts',
});

const DIRECTORY = new TextForm({
  pattern: /^[./][^\0]*$/,
  of: 'the path of a folder with Chart.yaml, beginning with a dot or a slash',
  example: './charts/spark-operator',
});

/** Where the chart of the operator comes from. */
export class ChartSource {
  /** The repository of the project. */
  public static readonly PROJECT = ChartSource.repository(HelmDelivery.REPOSITORY);

  /**
   * A repository of charts, such as a mirror of the project's.
   *
   * @param url the folder of its `index.yaml`
   * @throws when it is no such URL
   */
  public static repository(url: string): ChartSource {
    return new ChartSource('repository', withoutEndingSlashes(checked(url, REPOSITORY)));
  }

  /**
   * A registry that holds charts as OCI artifacts. The version of the chart is its tag.
   *
   * @param url registry and path above the chart, `oci://registry.example.com/charts` for
   *   `oci://registry.example.com/charts/spark-operator`
   * @throws when it is no such URL
   */
  public static oci(url: string): ChartSource {
    return new ChartSource('oci', checked(url, OCI));
  }

  /**
   * A chart on this machine, for manifests that are rendered here. Its version must be that of the release.
   *
   * @param path the folder of its `Chart.yaml`
   * @throws when it is no such path
   */
  public static directory(path: string): ChartSource {
    return new ChartSource('directory', checked(path, DIRECTORY));
  }

  /** The URL, or the path of a directory. */
  public readonly location: string;
  /**
   * What it is.
   *
   * @internal
   */
  public readonly _kind: 'repository' | 'oci' | 'directory';

  private constructor(kind: 'repository' | 'oci' | 'directory', location: string) {
    this._kind = kind;
    this.location = location;
  }
}

function checked(location: string, form: TextForm): string {
  const problems = new Problems();
  problems.require('location', location, form);
  problems.throwFor('source of the chart');
  return location;
}
