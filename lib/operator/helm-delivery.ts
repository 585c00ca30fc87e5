import type { Construct } from 'constructs';
import type { Release } from '../chart/release';
import { HelmValues } from './helm-values';

/**
 * How a release gets to its cluster: a file for `helm`, an object for a GitOps controller, rendered manifests. For a way
 * of your own, extend this class.
 */
export abstract class HelmDelivery {
  /** Repository of the chart. */
  public static readonly REPOSITORY = 'https://kubeflow.github.io/spark-operator';
  /** Where the archives of the chart are, by version. */
  public static readonly ARCHIVES = 'https://github.com/kubeflow/spark-operator/releases/download';
  /** Name of the chart. */
  public static readonly CHART = 'spark-operator';

  /**
   * A file of values, whose head has the command that installs the release; no helm is needed to write it.
   *
   * @param folder folder of the file below the output folder; by default the output folder itself
   */
  public static valuesFile(folder?: string): HelmDelivery {
    return new ValuesFile(folder);
  }

  /**
   * Adds what installs the release. It is called once, by the operator.
   *
   * @param scope the operator, in which it may add objects and files
   * @param release the release: its name, namespace, chart version and values
   */
  public abstract bind(scope: Construct, release: Release): void;
}

class ValuesFile extends HelmDelivery {
  public constructor(private readonly folder: string | undefined) {
    super();
  }

  public bind(scope: Construct, release: Release): void {
    const { name, namespace, chartVersion } = release;
    new HelmValues(scope, 'values', {
      release,
      folder: this.folder,
      header: [
        `Values of the Helm release ${name!}, chart ${HelmDelivery.CHART} ${chartVersion!}. Install it with`,
        '',
        `  helm upgrade --install ${name!} ${HelmDelivery.CHART} --repo ${HelmDelivery.REPOSITORY} \\`,
        `    --version ${chartVersion!} --namespace ${namespace!} --create-namespace --values values.yaml`,
        '',
        'The job namespaces must exist before.',
      ].join('\n'),
    });
  }
}
