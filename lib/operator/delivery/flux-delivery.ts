import { ApiObject, Duration } from 'cdk8s';
import type { Construct } from 'constructs';
import { ManifestFile } from '../../app/manifest-file';
import type { Release } from '../../chart/release';
import { HelmDelivery } from '../helm-delivery';
import { ChartSource } from './chart-source';
import { refuseFor } from './git-ops-release';

/** How Flux installs a release. */
export interface FluxDeliveryProps {
  /**
   * Where the chart comes from.
   * @default ChartSource.PROJECT
   */
  readonly source?: ChartSource;
  /**
   * Secret with the keys of the repository or registry, in the namespace of the HelmRelease.
   * @default - it is public
   */
  readonly sourceSecretName?: string;
  /**
   * Name of the HelmRelease and of its source.
   * @default - that of the release
   */
  readonly name?: string;
  /**
   * Namespace of the HelmRelease and of its source.
   * @default 'flux-system'
   */
  readonly namespace?: string;
  /**
   * Account in whose name Flux installs, in the namespace of the HelmRelease. It may make what the chart has: CRDs,
   * roles, webhooks.
   * @default - that of the controller of Flux
   */
  readonly serviceAccountName?: string;
  /**
   * How often Flux looks for drift and for a changed chart.
   * @default Duration.minutes(10)
   */
  readonly interval?: Duration;
  /**
   * Folder of the file below the output folder.
   * @default - the output folder itself
   */
  readonly folder?: string;
}

/**
 * A HelmRelease of Flux that installs the release, with the HelmRepository or OCIRepository of its chart. It brings the
 * CRDs to the version of the chart with each release and puts back what was changed in the cluster.
 *
 * @see https://fluxcd.io/flux/components/helm/helmreleases/
 */
export class FluxDelivery extends HelmDelivery {
  public constructor(private readonly props: FluxDeliveryProps = {}) {
    super();
  }

  /** @throws when Flux cannot install it so, listing all reasons */
  public bind(scope: Construct, release: Release): void {
    const { props } = this;
    const source = props.source ?? ChartSource.PROJECT;
    const name = props.name ?? release.name!;
    const namespace = props.namespace ?? 'flux-system';
    refuseFor('Flux', release, source, { name, namespace });
    const file = new ManifestFile(scope, 'helm-release', {
      folder: props.folder,
      header: `Flux installs release ${release.name!} of the Spark Operator from this. The job namespaces must exist before.`,
    });
    const interval = `${(props.interval ?? Duration.minutes(10)).toSeconds()}s`;
    const secretRef =
      props.sourceSecretName === undefined ? {} : { secretRef: { name: props.sourceSecretName } };
    const metadata = { name, namespace };
    if (source._kind === 'oci') {
      new ApiObject(file, 'source', {
        apiVersion: 'source.toolkit.fluxcd.io/v1',
        kind: 'OCIRepository',
        metadata,
        spec: {
          interval,
          url: `${source.location}/${HelmDelivery.CHART}`,
          ref: { tag: release.chartVersion },
          layerSelector: {
            mediaType: 'application/vnd.cncf.helm.chart.content.v1.tar+gzip',
            operation: 'copy',
          },
          ...secretRef,
        },
      });
    } else {
      new ApiObject(file, 'source', {
        apiVersion: 'source.toolkit.fluxcd.io/v1',
        kind: 'HelmRepository',
        metadata,
        spec: { interval, url: source.location, ...secretRef },
      });
    }
    new ApiObject(file, 'release', {
      apiVersion: 'helm.toolkit.fluxcd.io/v2',
      kind: 'HelmRelease',
      metadata,
      spec: {
        interval,
        releaseName: release.name,
        targetNamespace: release.namespace,
        // Helm looks for the release where it is installed; the default is the namespace of this object.
        storageNamespace: release.namespace,
        ...(props.serviceAccountName !== undefined && { serviceAccountName: props.serviceAccountName }),
        ...(source._kind === 'oci'
          ? { chartRef: { kind: 'OCIRepository', name } }
          : {
              chart: {
                spec: {
                  chart: HelmDelivery.CHART,
                  version: release.chartVersion,
                  sourceRef: { kind: 'HelmRepository', name },
                },
              },
            }),
        // Without a number of retries nothing tries again after a failure until the values change.
        install: { createNamespace: true, crds: 'CreateReplace', remediation: { retries: 5 } },
        upgrade: { crds: 'CreateReplace', remediation: { retries: 5 } },
        driftDetection: { mode: 'enabled' },
        values: release.values,
      },
    });
  }
}
